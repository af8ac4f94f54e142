"""Second look: the trained reader reads the passages of the best candidates and judges them again.

Its features, in the order of ``FEATURES``; probabilities in [0, 1], scores divided to be near that:

- ``first``: score of the first choice (``choose``), a tenth of it;
- ``margin``: the reader's score of its best stretch in the candidate over "no answer", a tenth of it;
- ``mass``: share of the passage's probability, "no answer" included, that falls on that stretch;
- ``share``: the same over all passages read together;
- ``inside``: whether the reader's best stretch of all passages lies in the candidate;
- ``bias``: 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.choose import Choice, Weights, probabilities, score
from assistant.question import Question
from assistant.read import Candidate
from assistant.reader import Mark, Reader, Reading
from assistant.records import Passage
from assistant.views import Views

FEATURES = ("first", "margin", "mass", "share", "inside", "bias")
READ_CHARACTERS = 1300  # of passages read for one question
READ_AT_MOST = 6  # passages


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with what the reader thinks of it.

    Attributes:
        candidate: As the first choice had it.
        features: By name, see FEATURES.
        start: First code point in the document of the reader's best stretch in the candidate.
        end: One past its last.
    """

    candidate: Candidate
    features: dict[str, float]
    start: int
    end: int


def passages_to_read(choices: Sequence[Choice]) -> list[Passage]:
    """Return the passages of the best candidates, best first, as many as there is time to read."""
    chosen: dict[int, Passage] = {}
    characters = 0
    for choice in choices:
        passage = choice.candidate.passage
        if passage.row in chosen:
            continue
        characters += len(passage.text)
        if chosen and (characters > READ_CHARACTERS or len(chosen) == READ_AT_MOST):
            break
        chosen[passage.row] = passage
    return list(chosen.values())


def rank_again(
    question: Question, choices: Sequence[Choice], weights: Weights, reader: Reader, views: Views
) -> list[Choice]:
    """Weigh and order again the candidates whose passages there is time to read, best first."""
    scores = [score(choice.candidate, weights) for choice in choices]
    judged = reread(question, choices, scores, reader, views)
    chances, answerable = probabilities([_weigh(one, weights) for one in judged])
    again = [
        Choice(one.candidate, chance, answerable, (one.start, one.end))
        for one, chance in zip(judged, chances, strict=True)
    ]
    return sorted(again, key=lambda choice: -choice.probability)


def _weigh(judged: Judged, weights: Weights) -> float:
    model = weights.second_text if judged.candidate.span is None else weights.second_span
    return sum(weight * judged.features[name] for name, weight in model.items())


def reread(
    question: Question, choices: Sequence[Choice], scores: Sequence[float], reader: Reader, views: Views
) -> list[Judged]:
    """Judge the candidates whose passages there is time to read.

    Args:
        question: Its text is what the reader reads.
        choices: Of the first choice, best first.
        scores: Of ``choices``, as ``choose.score`` gives them.
        reader: Trained reader.
        views: Of the documents.
    """
    passages = passages_to_read(choices)
    titles = [views[passage.chunk.document_id].document.title for passage in passages]
    readings = reader.read(
        question.text, [(title, passage.text) for title, passage in zip(titles, passages, strict=True)]
    )
    by_row = {passage.row: reading for passage, reading in zip(passages, readings, strict=True)}
    totals = {row: reading.total() for row, reading in by_row.items()}
    everything = float(np.logaddexp.reduce([0.0, *totals.values()]))
    best = max((mark for r in readings if (mark := r.best()) is not None), key=_margin, default=None)
    judged = []
    for choice, first in zip(choices, scores, strict=True):
        candidate = choice.candidate
        reading = by_row.get(candidate.passage.row)
        mark = _mark(candidate, reading) if reading else None
        if mark is None:
            continue
        offset = candidate.passage.chunk.start
        total = float(np.logaddexp(0.0, totals[candidate.passage.row]))
        features = {
            "first": first / 10,
            "margin": mark.margin / 10,
            "mass": float(np.exp(min(0.0, mark.margin - total))),
            "share": float(np.exp(min(0.0, mark.margin - everything))),
            "inside": float(best is not None and mark.margin >= best.margin),
            "bias": 1.0,
        }
        judged.append(Judged(candidate, features, mark.start + offset, mark.end + offset))
    return judged


def _margin(mark: Mark) -> float:
    return mark.margin


def _mark(candidate: Candidate, reading: Reading) -> Mark | None:
    """Return the best stretch in a candidate's clause, of one with a short answer over that answer."""
    offset = candidate.passage.chunk.start
    start, end = candidate.start - offset, candidate.end - offset
    if candidate.span is None:
        return reading.best(start, end)
    return reading.best(start, end, over=(candidate.span.start - offset, candidate.span.end - offset))
