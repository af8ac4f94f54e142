"""Calibration worked out by hand: bins, expected calibration error, risk and coverage."""

from __future__ import annotations

import numpy as np
import pytest

from eval.calibration import aurc, bin_of, ece, ece_if_true, reliability, risk_coverage, summary

# In bins 3 (0.2–0.3], 8 (0.7–0.8], 9 (0.8–0.9]: gaps |0.3 - 1|, |0.8 - 0.5|, |0.9 - 1|.
CONFIDENCES = np.array([0.9, 0.8, 0.8, 0.9, 0.3])
RIGHT = np.array([1.0, 1.0, 0.0, 1.0, 1.0])


@pytest.mark.parametrize(
    ("confidence", "place"),
    [(0.0, 0), (0.05, 0), (0.1, 0), (0.1001, 1), (0.3, 2), (0.7, 6), (0.9, 8), (0.901, 9), (1.0, 9)],
)
def test_a_bin_holds_its_upper_end(confidence: float, place: int) -> None:
    assert bin_of(np.array([confidence]))[0] == place


def test_reliability_counts_and_means() -> None:
    bins = reliability(CONFIDENCES, RIGHT)
    assert [one.n for one in bins] == [0, 0, 1, 0, 0, 0, 0, 2, 2, 0]
    assert (bins[7].low, bins[7].high) == (0.7, 0.8)
    assert bins[7].confidence == pytest.approx(0.8)
    assert bins[7].right == 0.5
    assert bins[0].confidence is None
    assert bins[0].right is None


def test_ece_weighs_each_gap_by_its_answers() -> None:
    # (1 · 0.7 + 2 · 0.3 + 2 · 0.1) / 5
    assert float(ece(CONFIDENCES, RIGHT)) == pytest.approx(0.3)
    # Gaps of opposite sign within one bin cancel: 0.62 and 0.68 with one right of two.
    assert float(ece(np.array([0.62, 0.68]), np.array([0.0, 1.0]))) == pytest.approx(0.15)


def test_ece_of_many_samples_is_that_of_each() -> None:
    stated = np.stack([CONFIDENCES, CONFIDENCES])
    right = np.stack([RIGHT, np.zeros(5)])
    # None right: the gaps are the confidences themselves, 3.7 / 5.
    assert ece(stated, right).tolist() == pytest.approx([0.3, 0.74])


def test_true_confidences_have_an_ece_above_zero_when_answers_are_few() -> None:
    assert ece_if_true(np.ones(7)) == (0.0, 0.0)  # always right, and said so
    # One answer of 0.5 is right or wrong: the gap is 0.5 either way.
    assert ece_if_true(np.array([0.5])) == (0.5, 0.5)
    # Four of 0.5: |right/4 - 0.5| is 0, 0.25, 0.5 for 6, 8, 2 of 16 outcomes: mean 3/16, top eighth 0.5.
    mean, p95 = ece_if_true(np.full(4, 0.5))
    assert mean == pytest.approx(3 / 16, abs=0.01)
    assert p95 == 0.5


def test_risk_at_each_coverage_takes_equals_together() -> None:
    points = risk_coverage(CONFIDENCES, RIGHT)
    assert [(p.confidence, p.coverage, p.risk) for p in points] == [
        (0.9, 0.4, 0.0),
        (0.8, 0.8, 0.25),
        (0.3, 1.0, pytest.approx(0.2)),
    ]


def test_area_under_risk_and_coverage() -> None:
    # Right, wrong, right: risks 0, 1/2, 1/3.
    assert aurc(np.array([0.9, 0.5, 0.1]), np.array([1.0, 0.0, 1.0])) == pytest.approx(5 / 18)
    # All equal: either order of one wrong of two: (1 + 1/2) / 2 and (0 + 1/2) / 2, so 1/2 on average.
    assert aurc(np.array([0.6, 0.6]), np.array([0.0, 1.0])) == pytest.approx(0.5)
    # Errors last: 0, 0, 1/3; errors first: 1, 1/2, 1/3.
    stated = np.array([0.9, 0.8, 0.1])
    assert aurc(stated, np.array([1.0, 1.0, 0.0])) == pytest.approx(1 / 9)
    assert aurc(stated, np.array([0.0, 1.0, 1.0])) == pytest.approx(11 / 18)


def test_summary_of_answers_and_of_none() -> None:
    made = summary(CONFIDENCES.tolist(), [bool(one) for one in RIGHT])
    assert made["n"] == 5
    assert made["confidence"] == pytest.approx(0.74)
    assert made["right"] == pytest.approx(0.8)
    assert made["ece"] == pytest.approx(0.3)
    # In the order 0.9 0.9 | 0.8 0.8 (half an error each) | 0.3: 0, 0, 1/6, 1/4, 1/5.
    assert made["aurc"] == pytest.approx((1 / 6 + 1 / 4 + 1 / 5) / 5)
    assert len(made["bins"]) == 10
    assert made["risk_coverage"][0] == {"confidence": 0.9, "coverage": 0.4, "risk": 0.0}
    nothing = summary([], [])
    assert nothing["n"] == 0
    assert nothing["ece"] is None
    assert nothing["bins"] == []
