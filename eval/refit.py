"""Fits the second choice: the first choice's score beside what the trained reader thinks.

Called by ``eval.fit``. Each question is judged by first weights that were fitted without it, so that the
second weights learn how far the first can be trusted on new questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.choose import UNCHANGED, Choice, probabilities
from assistant.confidence import log_odds
from assistant.question import Question as Asked
from assistant.read import Candidate
from assistant.reader import Reader
from assistant.reread import FEATURES, Judged, best_margin, reread
from assistant.views import Views
from eval.calibrate import fit_logistic
from eval.questions import Question

PRIOR_WEIGHTS = {"first": 8.0, "margin": 3.0, "share": 1.0, "bias": 0.0}


@dataclass(frozen=True)
class Read:
    """What a question's first choice was made from.

    Attributes:
        asked: The question as understood.
        candidates: In the order of the case's rows.
        views: Of the documents that it was asked of.
    """

    asked: Asked
    candidates: Sequence[Candidate]
    views: Views


@dataclass(frozen=True)
class SecondCase:
    """One question judged by the reader: (candidates, features) and which candidates are right.

    ``margin`` is ``reread.best_margin`` of them, 0 where there are none.
    """

    question: Question
    matrix: NDArray[np.float64]
    right: NDArray[np.bool_]
    source: str
    reachable: bool
    margin: float


def fit_answerable(
    chances: Sequence[float], margins: Sequence[float], answerable: Sequence[bool]
) -> dict[str, float]:
    """Return the weights of ``reread.answerable_again`` of least log-loss.

    Args:
        chances: Of each question that any candidate is right, from weights fitted without it.
        margins: Of each question, ``SecondCase.margin``.
        answerable: Whether the documents answer it.
    """
    rows = np.array([[log_odds(c), m, 1.0] for c, m in zip(chances, margins, strict=True)])
    # Neither the choice nor the reader may speak against an answer.
    found = fit_logistic(rows, answerable, list(UNCHANGED.values()), [0.0, 0.0, None])
    return dict(zip(UNCHANGED, found, strict=True))


def prior() -> NDArray[np.float64]:
    """Return the weights around which the second ones are fitted: short answers', then clauses'."""
    return np.array([PRIOR_WEIGHTS[name] for name in FEATURES] * 2)


def second_vector(judged: Judged) -> NDArray[np.float64]:
    """Return the features of both families side by side; those of the other family are 0."""
    own = np.array([judged.features[name] for name in FEATURES])
    none = np.zeros(len(FEATURES))
    return np.concatenate([none, own] if judged.candidate.span is None else [own, none])


def judge(
    question: Question,
    read: Read,
    scores: NDArray[np.float64],
    right: NDArray[np.bool_],
    source: str,
    reader: Reader,
) -> SecondCase:
    """Let the reader judge a question's candidates, given their first scores."""
    chances, answerable = probabilities(scores.tolist())
    order = np.argsort(-scores, kind="stable")
    choices = [Choice(read.candidates[i], chances[i], answerable) for i in order]
    judged = reread(read.asked, choices, [float(scores[i]) for i in order], reader, read.views)
    place = {id(candidate): i for i, candidate in enumerate(read.candidates)}
    kept = [place[id(one.candidate)] for one in judged]
    matrix = np.stack([second_vector(one) for one in judged]) if judged else np.zeros((0, 2 * len(FEATURES)))
    margin = best_margin(judged) if judged else 0.0
    return SecondCase(question, matrix, right[kept], source, bool(right.any()), margin)
