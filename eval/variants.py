"""The same questions asked in another way: fewer of them, or without accents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eval.questions import Question
from ingest.vietnamese import fold_accents, nfc


def without_accents(question: Question) -> Question:
    """Return a question as typed without accents, with the ones before it; what is expected stays."""
    return replace(
        question,
        question=fold_accents(nfc(question.question)),
        history=tuple(fold_accents(nfc(earlier)) for earlier in question.history),
    )


def every_nth(questions: Sequence[Question], n: int) -> tuple[Question, ...]:
    """Return the first question and each n-th after it: the same sample every time.

    Args:
        n: At least 1, which takes all.
    """
    return tuple(questions[::n])
