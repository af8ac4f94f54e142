"""Whole documents written for the reader, with questions of which one paragraph answers each.

What the assistant weighs against each other is passages of the same document, alike in all but the year, the
level or the group that they speak of. A question here is asked of the paragraph that answers it and of others
that do not. A line of ``training/dossiers/*.jsonl`` is a document::

    {"title": …, "paragraphs": [{"heading": …, "text": …}, …], "qas": [[paragraph, question, answer], …]}

with paragraphs counted from 1, and 0 with an empty answer where none answers.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from training.examples import Example, locate

DOSSIERS = Path(__file__).with_name("dossiers")
KEPT_OUT = 8  # every so manieth document is not learned from
LIKEST = 2  # of the paragraphs without the answer, by the question's words; one of them is drawn

Dossier = dict[str, Any]


def read_dossiers(kept_out: bool) -> Iterator[tuple[str, Dossier]]:
    """Yield (key, document): those learned from, or those kept out."""
    for path in sorted(DOSSIERS.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if (number % KEPT_OUT == 0) == kept_out:
                yield f"{path.stem}:{number}", json.loads(line)


def told(dossier: Dossier, place: int) -> tuple[str, str]:
    """Return (title, text) of a paragraph, its heading told as the assistant tells it (``caption``)."""
    paragraph = dossier["paragraphs"][place]
    heading = paragraph["heading"]
    return (f"{heading} – {dossier['title']}" if heading else dossier["title"]), paragraph["text"]


def asked_of_all(key: str, dossier: Dossier) -> Iterator[list[Example]]:
    """Yield each question of a document asked of all its paragraphs, the answering one first.

    A paragraph in which the answer's words stand too is left out: it may answer as well.
    """
    for number, (place, question, answer) in enumerate(dossier["qas"]):
        right, group = place - 1, f"{key}:{number}"
        asked = [locate(question, *told(dossier, right), answer)] if answer else []
        for other, paragraph in enumerate(dossier["paragraphs"]):
            if other != right and not (answer and answer in paragraph["text"]):
                asked.append(locate(question, *told(dossier, other), ""))
        yield [replace(example, group=group) for example in asked]


def likeness(example: Example) -> int:
    """Return how many words of the question stand in its passage."""
    words = set(example.passage.lower().split())
    return len(set(example.question.lower().split()) & words)


def dossier_examples(rng: random.Random) -> list[Example]:
    """Return the questions to learn from, each asked of its paragraph and of one without the answer."""
    found = []
    for key, dossier in read_dossiers(kept_out=False):
        for asked in asked_of_all(key, dossier):
            right = [example for example in asked if example.answerable]
            others = sorted((e for e in asked if not e.answerable), key=likeness, reverse=True)
            found += right + rng.sample(others[:LIKEST], min(1, len(others)))
    return found
