"""Fits how probabilities of answers become their ``confidence``, from how often such answers were right.

``eval.fit`` calls ``calibrate`` once both choices are fitted: every question is judged by weights that were
fitted without it, its best candidate is worded as the assistant words it, and ``eval.measure.is_correct``
decides whether that answer is right, as it does in a report. Questions that are refused have no confidence.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.choose import Choice, probabilities
from assistant.cite import Citations
from assistant.confidence import Calibration, Calibrations, log_odds
from assistant.read import Candidate
from assistant.records import Answer
from assistant.reread import probabilities_again
from assistant.write import proved, settle, word
from eval.measure import is_correct
from eval.questions import Question

if TYPE_CHECKING:
    from eval.fit import Case
    from eval.refit import Read, SecondCase

FILE = Path(str(files("assistant").joinpath("confidence.json")))
PRIOR = 1.0  # inverse variance around "change nothing"
LEAST_SLOPE = 0.05  # so that a surer answer stays surer

Floats = NDArray[np.float64]
Stated = tuple[list[float], list[bool]]  # probabilities of answers, and whether each was right


def fit_map(confidences: Sequence[float], right: Sequence[bool]) -> Calibration:
    """Return the map of least log-loss; of no answers, the one that changes nothing.

    Args:
        confidences: Of answers, in [0, 1].
        right: Whether each was right, as many.
    """
    rows = np.array([[log_odds(one), 1.0] for one in confidences]).reshape(-1, 2)
    return Calibration(*fit_logistic(rows, right, [1.0, 0.0], [LEAST_SLOPE, None]))


def fit_logistic(
    rows: Floats, true: Sequence[bool], unchanged: Sequence[float], least: Sequence[float | None]
) -> list[float]:
    """Return the weights of least log-loss, with a Gaussian prior around ``unchanged``, in thousandths.

    Args:
        rows: (cases, weights) features.
        true: Of each case.
        unchanged: The weights that change nothing.
        least: Lowest value of each weight; None: any.
    """
    known, start = np.array(true, dtype=np.float64), np.array(unchanged)

    def loss(given: Floats) -> tuple[float, Floats]:
        sure = rows @ given
        gap = 1 / (1 + np.exp(-sure)) - known
        away = given - start
        value = np.logaddexp(0, sure).sum() - (known * sure).sum() + PRIOR / 2 * (away**2).sum()
        return float(value), rows.T @ gap + PRIOR * away

    bounds = [(lowest, None) for lowest in least]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return [round(float(one), 3) for one in found]


def calibrate(
    cases: Sequence[Case],
    folds: Sequence[Floats],
    threshold: float,
    seconds: Sequence[SecondCase],
    second_folds: Sequence[Floats],
    answerable_folds: Sequence[Mapping[str, float]],
    second_threshold: float,
    sources: Collection[str] | None = None,
    path: Path = FILE,
) -> Calibrations:
    """Fit both maps on cross-validated answers and write them where the assistant reads them.

    Args:
        cases: Of the first choice.
        folds: First weights; those of ``folds[i % len(folds)]`` were fitted without case i.
        threshold: Of the first choice.
        seconds: The same questions judged by the reader, as ``eval.refit.judge`` made them with ``folds``.
        second_folds: Second weights, likewise.
        answerable_folds: Weights of ``reread.answerable_again``, likewise.
        second_threshold: Of the second choice.
        sources: Whose answers count, by ``Case.source``; None: all. Answers of one probability are right
            less often on some kinds of documents than on others, so take those that the product is for.
        path: JSON that is written.
    """
    made = Calibrations(
        fit_map(*first_answers(cases, folds, threshold, sources)),
        fit_map(
            *second_answers(cases, folds, seconds, second_folds, answerable_folds, second_threshold, sources)
        ),
    )
    path.write_text(json.dumps(asdict(made), indent=1) + "\n", encoding="utf-8")
    return made


def first_answers(
    cases: Sequence[Case],
    folds: Sequence[Floats],
    threshold: float,
    sources: Collection[str] | None = None,
) -> Stated:
    """Return what the first choice answers: probabilities, and whether right."""
    stated: Stated = ([], [])
    for i, case in enumerate(cases):
        if sources is not None and case.source not in sources:
            continue
        scores = case.matrix @ folds[i % len(folds)]
        chances, answerable = probabilities(scores.tolist())
        if answerable >= threshold:
            _state(stated, case, chances)
    return stated


def second_answers(
    cases: Sequence[Case],
    folds: Sequence[Floats],
    seconds: Sequence[SecondCase],
    second_folds: Sequence[Floats],
    answerable_folds: Sequence[Mapping[str, float]],
    threshold: float,
    sources: Collection[str] | None = None,
) -> Stated:
    """Return what the second choice answers: probabilities, and whether right."""
    stated: Stated = ([], [])
    for i, (case, second) in enumerate(zip(cases, seconds, strict=True)):
        if sources is not None and case.source not in sources:
            continue
        # The reader was handed the candidates best first (eval.refit.judge).
        order = np.argsort(-(case.matrix @ folds[i % len(folds)]), kind="stable")
        scores = np.empty(len(order))
        scores[order] = second.matrix @ second_folds[i % len(second_folds)]
        weights = answerable_folds[i % len(answerable_folds)]
        chances, answerable = probabilities_again(scores.tolist(), second.margin, weights)
        if answerable >= threshold:
            _state(stated, case, chances)
    return stated


def _state(stated: Stated, case: Case, chances: Sequence[float]) -> None:
    """Add the answer from the likeliest candidate."""
    best = int(np.argmax(chances))
    stated[0].append(chances[best])
    stated[1].append(is_right(case.question, case.read, case.read.candidates[best]))


def is_right(question: Question, read: Read, candidate: Candidate) -> bool:
    """Tell whether the answer that a candidate gives is right, as a report would say."""
    if not question.answerable:
        return False
    view = read.views[candidate.document_id]
    documents = {candidate.document_id: view.document}
    segments = proved(settle(read.asked, Choice(candidate, 1.0, 1.0), view).segments, documents)
    if not segments:
        return False
    citations = Citations()
    text = word(segments, citations, documents)
    answer = Answer("", read.asked.text, "answered", None, text, 1.0, citations=citations.all())
    # Citations are of one document, so places of quotes in others cannot be covered, known or not.
    return is_correct(question, answer, {candidate.document_id: view.document.text})
