"""What one way of answering hands over: a piece of answer with its proof."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a document that proves something: ``document.text[start:end]``."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """An answer to one question part, before labels are given.

    Attributes:
        short: The figure, name, date or phrase alone.
        segments: Text of the answer with the quotes that prove each segment; joined by a space.
        confidence: In [0, 1].
        reasons: Vietnamese sentences on what to check.
    """

    short: str
    segments: tuple[tuple[str, tuple[Quote, ...]], ...]
    confidence: float
    reasons: tuple[str, ...] = ()
