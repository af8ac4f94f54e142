"""Does ``confidence`` mean what it says? Reliability, expected calibration error, risk and coverage.

Only answers count: a refusal makes no claim. An answer to a question that the documents do not answer is a
wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 10
DRAWS = 2000  # of what a perfectly calibrated assistant would have scored
SEED = 20170806

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies in (low, high]; 0 itself is in the first bin.

    Attributes:
        confidence: Mean of theirs, None when ``n`` is 0.
        right: Share of them that is right, likewise.
    """

    low: float
    high: float
    n: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """What happens when only answers of at least ``confidence`` are given.

    Attributes:
        coverage: Share of all answers that is then given, in (0, 1].
        risk: Share of the given ones that is wrong.
    """

    confidence: float
    coverage: float
    risk: float


def bin_of(confidences: Floats) -> NDArray[np.intp]:
    """Return the place (0 to BINS - 1) of each confidence among bins of equal width, any shape."""
    # Rounded, since 0.7 · 10 is 7.000000000000001 and would fall into the next bin.
    return np.clip(np.ceil(np.round(confidences * BINS, 9)).astype(np.intp) - 1, 0, BINS - 1)


def reliability(confidences: Floats, right: Floats) -> tuple[Bin, ...]:
    """Return the BINS bins of equal width, empty ones too.

    Args:
        confidences: (answers,), in [0, 1].
        right: (answers,), 1.0 or 0.0.
    """
    places = bin_of(confidences)
    bins = []
    for m in range(BINS):
        inside = places == m
        n = int(inside.sum())
        means = (float(confidences[inside].mean()), float(right[inside].mean())) if n else (None, None)
        bins.append(Bin(m / BINS, (m + 1) / BINS, n, *means))
    return tuple(bins)


def ece(confidences: Floats, right: Floats) -> Floats:
    """Expected calibration error (Guo, Pleiss, Sun and Weinberger 2017), in [0, 1].

    The gap between mean confidence and share of right answers in each bin, weighed by its answers. Of few
    answers it is above 0 even when every confidence is true: see ``ece_if_true``.

    Args:
        confidences: (…, answers), at least one answer.
        right: Of the same shape, 1.0 or 0.0.

    Returns:
        (…).
    """
    places, gaps = bin_of(confidences), right - confidences
    summed = [np.abs(np.where(places == m, gaps, 0.0).sum(axis=-1)) for m in range(BINS)]
    return np.asarray(sum(summed) / confidences.shape[-1])


def ece_if_true(confidences: Floats) -> tuple[float, float]:
    """Return mean and 95th percentile of the ECE that these confidences would have, were they exactly true.

    Answers are drawn right or wrong by their own confidence (consistency resampling, Bröcker and Smith
    2007), with a fixed seed. An ECE below the percentile is no evidence against the confidences.
    """
    drawn = np.random.default_rng(SEED).random((DRAWS, len(confidences))) < confidences
    errors = ece(np.broadcast_to(confidences, drawn.shape), drawn.astype(np.float64))
    return float(errors.mean()), float(np.percentile(errors, 95))


def risk_coverage(confidences: Floats, right: Floats) -> tuple[Point, ...]:
    """Return the risk at every coverage that some threshold reaches, the surest answers first.

    Answers of equal confidence are given or kept together.
    """
    thresholds = np.unique(confidences)[::-1]
    points = []
    for threshold in thresholds:
        given = confidences >= threshold
        points.append(Point(float(threshold), float(given.mean()), float(1 - right[given].mean())))
    return tuple(points)


def aurc(confidences: Floats, right: Floats) -> float:
    """Area under the risk–coverage curve (Geifman, Uziel and El-Yaniv 2019), in [0, 1]; lower is better.

    The mean, over k = 1 … n, of the share of wrong ones among the k surest answers. Where confidences are
    equal, the expectation over all orders of those answers.
    """
    levels, inverse, counts = np.unique(-confidences, return_inverse=True, return_counts=True)
    wrong = np.bincount(inverse, weights=1 - right, minlength=len(levels))
    spread = np.repeat(wrong / counts, counts)  # each of equals carries an equal share of their errors
    return float((np.cumsum(spread) / np.arange(1, len(right) + 1)).mean())


def summary(confidences: Sequence[float], right: Sequence[bool]) -> dict[str, Any]:
    """Return the calibration part of a report; its figures are None where there is no answer.

    Keys: ``n`` (answers), ``confidence`` (mean), ``right`` (share), ``ece``, ``ece_if_true`` (``mean`` and
    ``p95``), ``aurc``, ``bins`` (fields of ``Bin``), ``risk_coverage`` (fields of ``Point``).
    """
    stated, true = np.asarray(confidences, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if not len(stated):
        nothing = dict.fromkeys(("confidence", "right", "ece", "ece_if_true", "aurc"))
        return {"n": 0, **nothing, "bins": [], "risk_coverage": []}
    mean, p95 = ece_if_true(stated)
    return {
        "n": len(stated),
        "confidence": float(stated.mean()),
        "right": float(true.mean()),
        "ece": float(ece(stated, true)),
        "ece_if_true": {"mean": mean, "p95": p95},
        "aurc": aurc(stated, true),
        "bins": [_fields(one) for one in reliability(stated, true)],
        "risk_coverage": [_fields(one) for one in risk_coverage(stated, true)],
    }


def _fields(one: Bin | Point) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}
