"""Second look: the trained reader reads the sentences around the best candidates and judges them again.

Its features, in the order of ``FEATURES``; probabilities in [0, 1], scores divided to be near that:

- ``first``: score of the first choice (``choose``), a tenth of it;
- ``margin``: the reader's score of its best stretch in the candidate over "no answer", a tenth of it;
- ``share``: share of the probability of all stretches of all windows read, "no answer" included, that
  falls on that stretch;
- ``bias``: 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.choose import Choice, Weights, probabilities, score
from assistant.question import Question
from assistant.read import Candidate
from assistant.reader import Mark, Reader, Reading
from assistant.views import Views

FEATURES = ("first", "margin", "share", "bias")
READ_CHARACTERS = 1300  # read for one question
READ_AT_MOST = 6  # windows
UNREAD = -6.0  # margin of a candidate that was not read


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with what the reader thinks of it.

    Attributes:
        candidate: As the first choice had it.
        features: By name, see FEATURES.
        mark: Code points (start, end) in the document of the reader's best stretch in the candidate;
            None where there was no time to read it.
    """

    candidate: Candidate
    features: dict[str, float]
    mark: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Window:
    """Whole sentences of one document, as the reader gets them: ``document.text[start:end]``."""

    document_id: str
    start: int
    end: int


def window_of(candidate: Candidate, views: Views) -> Window:
    """Return the sentences that a candidate's passage has a part of; a long one is cut into passages."""
    view = views[candidate.document_id]
    chunk = candidate.passage.chunk
    inside = view.sentences_in(chunk.start, chunk.end)
    return Window(candidate.document_id, view.bounds[inside[0]][0], view.bounds[inside[-1]][1])


def windows_to_read(candidates: Iterable[Candidate], views: Views) -> list[Window]:
    """Return the windows of the best candidates, best first, as many as there is time to read."""
    chosen: dict[Window, None] = {}
    characters = 0
    for candidate in candidates:
        window = window_of(candidate, views)
        if window in chosen:
            continue
        characters += window.end - window.start
        if chosen and (characters > READ_CHARACTERS or len(chosen) == READ_AT_MOST):
            break
        chosen[window] = None
    return list(chosen)


def rank_again(
    question: Question, choices: Sequence[Choice], weights: Weights, reader: Reader, views: Views
) -> list[Choice]:
    """Weigh and order the candidates again, best first."""
    scores = [score(choice.candidate, weights) for choice in choices]
    judged = reread(question, choices, scores, reader, views)
    chances, answerable = probabilities([_weigh(one, weights) for one in judged])
    again = [
        Choice(one.candidate, chance, answerable, one.mark)
        for one, chance in zip(judged, chances, strict=True)
    ]
    return sorted(again, key=lambda choice: -choice.probability)


def _weigh(judged: Judged, weights: Weights) -> float:
    model = weights.second_text if judged.candidate.span is None else weights.second_span
    return sum(weight * judged.features[name] for name, weight in model.items())


def reread(
    question: Question, choices: Sequence[Choice], scores: Sequence[float], reader: Reader, views: Views
) -> list[Judged]:
    """Judge the candidates; those that there is no time to read count as barely likely (``UNREAD``).

    Args:
        question: Its text is what the reader reads.
        choices: Of the first choice, best first.
        scores: Of ``choices``, as ``choose.score`` gives them.
        reader: Trained reader.
        views: Of the documents.
    """
    windows = windows_to_read((choice.candidate for choice in choices), views)
    documents = [views[window.document_id].document for window in windows]
    texts = [(d.title, d.text[w.start : w.end]) for d, w in zip(documents, windows, strict=True)]
    readings = dict(zip(windows, reader.read(question.text, texts), strict=True))
    everything = float(np.logaddexp.reduce([0.0, *(reading.total() for reading in readings.values())]))
    judged = []
    for choice, first in zip(choices, scores, strict=True):
        window = window_of(choice.candidate, views)
        reading = readings.get(window)
        mark = _mark(choice.candidate, window.start, reading) if reading else None
        margin = mark.margin if mark else UNREAD
        features = {
            "first": first / 10,
            "margin": margin / 10,
            "share": float(np.exp(min(0.0, margin - everything))) if mark else 0.0,
            "bias": 1.0,
        }
        place = (mark.start + window.start, mark.end + window.start) if mark else None
        judged.append(Judged(choice.candidate, features, place))
    return judged


def _mark(candidate: Candidate, offset: int, reading: Reading) -> Mark | None:
    """Return the best stretch in a candidate's clause, of one with a short answer over that answer."""
    start, end = candidate.start - offset, candidate.end - offset
    if candidate.span is None:
        return reading.best(start, end)
    return reading.best(start, end, over=(candidate.span.start - offset, candidate.span.end - offset))
