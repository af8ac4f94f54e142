"""What the reader learns from: a question, a passage, and where the answer stands in it (or nowhere)."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from ingest.split import sentences
from ingest.vietnamese import fold_accents


@dataclass(frozen=True, slots=True)
class Example:
    """One question about one passage.

    Attributes:
        question: As someone would type it.
        title: Of the document or article; may be empty.
        passage: Text to answer from.
        start: First code point of the answer in ``passage``; -1 when the passage has none.
        end: One past its last; -1 likewise.
        group: The same for one question asked of several passages, of which one answers it; else empty.
    """

    question: str
    title: str
    passage: str
    start: int
    end: int
    group: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the passage holds the answer."""
        return self.start >= 0


def locate(question: str, title: str, passage: str, answer: str) -> Example:
    """Make an example of an answer's words; an empty one means that there is none.

    Of several occurrences the one in the sentence most like the question is taken.

    Raises:
        ValueError: The answer does not stand in the passage.
    """
    if not answer:
        return Example(question, title, passage, -1, -1)
    places = [i for i in range(len(passage)) if passage.startswith(answer, i)]
    if not places:
        raise ValueError(f"{answer!r} does not stand in the passage")
    asked = set(question.lower().split())

    def likeness(place: int) -> int:
        beside = passage[max(0, place - 120) : place + len(answer) + 120].lower()
        return len(asked & set(beside.split()))

    start = max(places, key=likeness)
    return Example(question, title, passage, start, start + len(answer))


def crop(example: Example, rng: random.Random, least: int, most: int) -> Example:
    """Cut the passage to whole sentences around the answer, between ``least`` and ``most`` characters
    where it can: what the retriever hands over is shorter than a paragraph."""
    spans = sentences(example.passage)
    if len(spans) < 2:
        return example
    wanted = rng.randint(least, most)
    holding = [i for i, (a, b) in enumerate(spans) if a < example.end and example.start < b]
    first = last = rng.choice(range(len(spans)))
    if holding:
        first, last = holding[0], holding[-1]
    while spans[last][1] - spans[first][0] < wanted and (first > 0 or last < len(spans) - 1):
        forward = last < len(spans) - 1 and (first == 0 or rng.random() < 0.5)
        first, last = (first, last + 1) if forward else (first - 1, last)
    start, end = spans[first][0], spans[last][1]
    moved = example.start - start if example.answerable else -1
    return replace(
        example,
        passage=example.passage[start:end],
        start=moved,
        end=moved + example.end - example.start if example.answerable else -1,
    )


def disturb(question: str, rng: random.Random) -> str:
    """Type a question as people do: at times without capitals, without accents, without its mark."""
    if rng.random() < 0.25:
        question = question.rstrip("?").rstrip()
    if rng.random() < 0.15:
        question = question.lower()
    if rng.random() < 0.08:
        question = fold_accents(question)
    return question
