"""Second look: the trained reader reads the sentences around the best candidates and judges them again.

Its features, in the order of ``FEATURES``; probabilities in [0, 1], scores divided to be near that:

- ``first``: score of the first choice (``choose``), a tenth of it;
- ``margin``: the reader's score of its best stretch in the candidate over "no answer", a tenth of it;
- ``share``: share of the probability of all stretches of all windows read, "no answer" included, that
  falls on that stretch;
- ``bias``: 1.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assistant.caption import caption
from assistant.choose import Choice, Weights, probabilities, score
from assistant.confidence import log_odds
from assistant.posed import telling
from assistant.question import Question
from assistant.read import Candidate
from assistant.reader import Mark, Reader, Reading
from assistant.same_meaning import in_the_synonyms_of
from assistant.short_forms import in_the_words_of
from assistant.spans import alone
from assistant.views import DocumentView, Views
from ingest.records import Chunk

FEATURES = ("first", "margin", "share", "bias")
READ_CHARACTERS = 1000  # read for one question
WINDOW = 500  # characters of one window at most, about as long as the passages that the reader learned from
READ_FIRST = 500  # of them at first; the rest where that settles nothing
SETTLED = 3.0  # margin of the first choice's best candidate at which nothing more is read
CLOSE = 3.0  # what scores so much less than the first choice's best candidate is not read
READ_AT_MOST = 4  # windows
_COMMA = re.compile(r",\s+")
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
    """Whole sentences of one document, as the reader gets them: ``document.text[start:end]``.

    ``heading`` is that of their passage, as ``Chunk.heading``.
    """

    document_id: str
    start: int
    end: int
    heading: str = ""


def windows_of(candidates: Iterable[Candidate], views: Views) -> list[Window]:
    """Return what to read for each candidate: its passage, of a long one the part with the answer.

    A sentence that the passage has only a part of is read whole.
    """
    parts: dict[Chunk, list[tuple[int, int]]] = {}
    windows = []
    for candidate in candidates:
        chunk = candidate.passage.chunk
        if chunk not in parts:
            parts[chunk] = _parts(views[candidate.document_id], chunk)
        answer = candidate.span.start if candidate.span else candidate.start
        start, end = next(part for part in parts[chunk] if answer < part[1])
        windows.append(Window(candidate.document_id, start, end, chunk.heading))
    return windows


def _parts(view: DocumentView, chunk: Chunk) -> list[tuple[int, int]]:
    """Cut the sentences of a chunk into stretches of up to ``WINDOW`` characters, if they are longer.

    They end where clauses do, those of long clauses at commas.
    """
    inside = view.sentences_in(chunk.start, chunk.end)
    whole = (view.bounds[inside[0]][0], view.bounds[inside[-1]][1])
    if whole[1] - whole[0] <= WINDOW:
        return [whole]
    pieces: list[tuple[int, int]] = []
    for index in inside:
        for start, end in view.sentence(index).clauses:
            long = end - start > WINDOW
            commas = [m.end() for m in _COMMA.finditer(view.document.text, start, end)] if long else []
            pieces += pairwise([start, *commas, end])
    parts = [pieces[0]]
    for start, end in pieces[1:]:
        if end - parts[-1][0] <= WINDOW:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    return parts


def windows_to_read(windows: Iterable[Window]) -> list[Window]:
    """Return the first of the best candidates' windows, as many as there is time to read, each once."""
    chosen: dict[Window, None] = {}
    characters = 0
    for window in windows:
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
    weighed = [_weigh(one, weights) for one in judged]
    chances, answerable = probabilities_again(weighed, best_margin(judged), weights.second_answerable)
    again = [
        Choice(one.candidate, chance, answerable, one.mark)
        for one, chance in zip(judged, chances, strict=True)
    ]
    return sorted(again, key=lambda choice: -choice.probability)


def best_margin(judged: Iterable[Judged]) -> float:
    """Return the highest of the ``margin`` features: how far the reader holds anything for an answer."""
    return max(one.features["margin"] for one in judged)


def probabilities_again(
    scores: Sequence[float], margin: float, weights: Mapping[str, float]
) -> tuple[list[float], float]:
    """Return what ``choose.probabilities`` does, with ``answerable_again`` as the chance of any answer."""
    chances, any_right = probabilities(scores)
    answerable = answerable_again(any_right, margin, weights)
    return [chance * answerable / any_right for chance in chances], answerable


def answerable_again(any_right: float, margin: float, weights: Mapping[str, float]) -> float:
    """Return the probability that the documents answer a question.

    The choice compares candidates, of which the question's own words make one likely even where nothing
    answers it; whether anything does, the reader knows better than it knows which.

    Args:
        any_right: Probability, by the second choice, that any candidate is right; in (0, 1).
        margin: Highest ``margin`` feature of its candidates.
        weights: Of ``odds`` (of ``any_right``), ``margin`` and ``bias``.
    """
    sure = weights["odds"] * log_odds(any_right) + weights["margin"] * margin + weights["bias"]
    return 1 / (1 + math.exp(-sure))


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
    windows = windows_of((choice.candidate for choice in choices), views)
    readings = _read_in_turns(question, choices[0].candidate, windows, scores, reader, views)
    everything = float(np.logaddexp.reduce([0.0, *(reading.total() for reading in readings.values())]))
    judged = []
    for choice, window, first in zip(choices, windows, scores, strict=True):
        reading = readings.get(window)
        mark = _mark(choice.candidate, window.start, reading, views) if reading else None
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


def _read_in_turns(
    question: Question,
    best: Candidate,
    windows: Sequence[Window],
    scores: Sequence[float],
    reader: Reader,
    views: Views,
) -> dict[Window, Reading]:
    """Read the windows of the best candidates; few where the first choice and the reader agree at once."""
    highest = max(scores)
    near = windows_to_read(w for w, own in zip(windows, scores, strict=True) if own > highest - CLOSE)
    lengths = np.cumsum([window.end - window.start for window in near])
    few = max(1, int(np.searchsorted(lengths, READ_FIRST, side="right")))
    readings = _read(question, near[:few], reader, views)
    if few == len(near) or _settled(best, windows[0], readings, views):
        return readings
    return readings | _read(question, near[few:], reader, views)


def _read(
    question: Question, windows: Sequence[Window], reader: Reader, views: Views
) -> dict[Window, Reading]:
    texts = []
    for window in windows:
        view = views[window.document_id]
        own = view.document.text[window.start : window.end]
        line = caption(question, view.document, window.heading, own)
        texts.append((line, telling(view, window.start, window.end)))
    bodies = [text for _, text in texts]
    asked = in_the_words_of(question.text, bodies, views.lexicon.abbreviations)
    asked = in_the_synonyms_of(asked, bodies)
    return dict(zip(windows, reader.read(asked, texts), strict=True))


def _settled(candidate: Candidate, window: Window, readings: Mapping[Window, Reading], views: Views) -> bool:
    """Tell whether the reader too takes a candidate for the answer, surely and before all else it read."""
    mark = _mark(candidate, window.start, readings[window], views)
    if mark is None or mark.margin < SETTLED:
        return False
    others = (reading.best() for reading in readings.values())
    return all(other is None or other.margin <= mark.margin for other in others)


def _mark(candidate: Candidate, offset: int, reading: Reading, views: Views) -> Mark | None:
    """Return the best stretch in a candidate's clause, of one with a short answer over that answer.

    That stretch has no other answer of its like in it, or neighbours would share one and look equally good.
    """
    span = candidate.span
    if span is None:
        return reading.best(candidate.start - offset, candidate.end - offset)
    start, end = candidate.start, candidate.end
    view = views[candidate.document_id]
    start, end = alone(span, view.sentence(candidate.sentence).spans, view.document.text, start, end)
    return reading.best(start - offset, end - offset, over=(span.start - offset, span.end - offset))
