"""An answer before it is worded anew: the extractive one, with all that it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.found import Found, Quote
from assistant.question import Question
from assistant.records import Answer, Passage

Segment = tuple[str, tuple[Quote, ...]]

_SENTENCE_END = re.compile(r"(?:[.!?…][\"”)]*(?:\s?\[\d+\])*|(?:\[\d+\])+|:)(?=\s)")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question that was answered: what it asks, what was found, what was retrieved."""

    question: Question
    found: Found
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The extractive answer to a question and its making.

    Attributes:
        question: As understood, standalone.
        answer: Complete, as it is given when no language model writes.
        segments: Of its text, each with the quotes that prove it; empty when nothing was found.
        parts: Answered parts of the question, at least one when the answer is "answered".
    """

    question: Question
    answer: Answer
    segments: tuple[Segment, ...] = ()
    parts: tuple[Part, ...] = ()


def in_sentences(text: str) -> Iterator[str]:
    """Yield an answer's text sentence by sentence, marks included; the pieces joined are the text."""
    begin = 0
    for stop in _SENTENCE_END.finditer(text):
        yield text[begin : stop.end()]
        begin = stop.end()
    if begin < len(text):
        yield text[begin:]
