"""Confidence fitted anew on reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.confidence import BY_RULE, Calibration
from eval.calibrate import fit_map
from eval.recalibrate import over, stated


def row(split: str, status: str, confidence: float | None, correct: bool) -> dict[str, object]:
    return {"split": split, "got": {"status": status, "confidence": confidence}, "correct": correct}


def test_only_answers_of_the_choice_on_dev_questions_count(tmp_path: Path) -> None:
    rows = [
        row("dev", "answered", 0.7, True),
        row("dev", "answered", 0.4, False),
        row("dev", "answered", BY_RULE, True),
        row("dev", "not_found", None, True),
        row("test", "answered", 0.9, False),
    ]
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"questions": rows}), encoding="utf-8")
    assert stated([path, path]) == ([0.7, 0.4, 0.7, 0.4], [True, False, True, False])


@pytest.mark.parametrize("probability", [0.2, 0.5, 0.93])
def test_one_map_does_what_two_do(probability: float) -> None:
    earlier, later = Calibration(0.7, 0.75), Calibration(0.85, 0.5)
    assert over(later, earlier)(probability) == pytest.approx(later(earlier(probability)), abs=0.001)


def test_answers_right_more_often_than_stated_are_stated_higher() -> None:
    made = over(fit_map([0.6] * 50, [True] * 45 + [False] * 5), Calibration())
    assert 0.8 < made(0.6) < 0.9
