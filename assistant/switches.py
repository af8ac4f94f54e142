"""Parts of the answering that can be left out, to measure what each of them is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.question import Question

RETRIEVERS = ("dense", "lexical")


@dataclass(frozen=True, slots=True)
class Switches:
    """What takes part in answering; everything, unless told otherwise.

    Attributes:
        retrievers: By meaning ("dense"), by words ("lexical"), or both; at least one.
        scope: Whether passages and sentences must be about the places, persons, years and numbers asked of.
        reader: Whether the trained reader judges the best candidates again.
    """

    retrievers: tuple[str, ...] = RETRIEVERS
    scope: bool = True
    reader: bool = True


EVERYTHING = Switches()


class Ablation(StrEnum):
    """What an evaluation leaves out; the last two leave out the other ranking."""

    READER = "reader"  # the trained reader does not judge again
    SCOPE = "scope"  # a place, person, year or number that is asked of need not be there
    DENSE = "dense"  # passages are found by meaning alone
    LEXICAL = "lexical"  # passages are found by words alone

    @property
    def switches(self) -> Switches:
        """How the assistant is opened then."""
        if self is Ablation.READER:
            return Switches(reader=False)
        if self is Ablation.SCOPE:
            return Switches(scope=False)
        return Switches(retrievers=(self.value,))


def without_names(question: Question) -> Question:
    """Return a question that asks of no place, person, year, number or date in particular.

    Its words stay, so that what is near in words or meaning is found as before.
    """
    return replace(
        question,
        places=(),
        persons=(),
        years=frozenset(),
        numbers=frozenset(),
        dates=frozenset(),
    )
