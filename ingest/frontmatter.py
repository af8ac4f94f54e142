"""The block between two ``---`` lines at the top of a Markdown file: facts, and one or two sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_PAIR = re.compile(r"(?P<key>[\w-]+)\s*:(?:\s+(?P<quote>[\"']?)(?P<value>.*?)(?P=quote))?")
_ITEM = re.compile(r"-(?:\s.*)?")
_REACH = 120  # lines; a block that does not close by then is no front matter
_SUMMARIES = ("description", "trich_yeu_day_du", "trich_yeu", "mo_ta")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands there.

    Attributes:
        values: By key (lower case, "_" between words), quotes taken off; keys of lists are left out.
        length: Lines that the block takes, both ``---`` among them; 0 when there is none (then falsy).
        kept: Line → stretches of it that belong to the text: the title, and a summary in a sentence.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    length: int = 0
    kept: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.length > 0


def read_front_matter(lines: Sequence[str]) -> FrontMatter:
    """Read the block at the top of a text's lines (stripped, none empty)."""
    if not lines or lines[0] != "---" or "---" not in lines[1:_REACH]:
        return FrontMatter()
    end = lines.index("---", 1)
    values: dict[str, str] = {}
    places: dict[str, tuple[int, tuple[int, int]]] = {}
    for number in range(1, end):
        pair = _PAIR.fullmatch(lines[number])
        if pair is None:
            if _ITEM.fullmatch(lines[number]):
                continue
            return FrontMatter()
        if pair["value"]:
            key = pair["key"].lower().replace("-", "_")
            values[key] = pair["value"]
            places[key] = (number, pair.span("value"))
    if not values:
        return FrontMatter()
    shown = ["title", *[key for key in _SUMMARIES if key in places][:1]]
    kept = {places[key][0]: (places[key][1],) for key in shown if key in places}
    return FrontMatter(values, end + 1, kept)
