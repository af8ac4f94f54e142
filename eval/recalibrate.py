"""Fits ``confidence`` anew on answers that were really given: ``python -m eval.recalibrate REPORT.json…``.

Rules leave candidates out before the choice, and answers of rules need no choice, so that answers are right
more often than the fit of the choice (``eval.calibrate``) expects. Here the map from reports of
``hoidap eval --json`` is laid over the present one. Give reports of questions that nothing else is
measured on: of each report only the questions of split ``dev`` count.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from assistant.confidence import BY_RULE, Calibration, load_calibrations
from eval.calibrate import FILE, Stated, fit_map


def stated(paths: Sequence[Path]) -> Stated:
    """Return the confidences of the answers that the choice gave, and whether each was right.

    Args:
        paths: Reports of ``hoidap eval --json``.
    """
    found: Stated = ([], [])
    for path in paths:
        for row in json.loads(path.read_text(encoding="utf-8"))["questions"]:
            confidence = row["got"]["confidence"]
            if row["split"] == "dev" and row["got"]["status"] == "answered" and confidence != BY_RULE:
                found[0].append(confidence)
                found[1].append(bool(row["correct"]))
    return found


def over(later: Calibration, earlier: Calibration) -> Calibration:
    """Return the one map that does what ``later`` does to what ``earlier`` gives."""
    slope, offset = later.slope * earlier.slope, later.slope * earlier.offset + later.offset
    return Calibration(round(slope, 3), round(offset, 3))


def main() -> None:
    """Fit from the command line and write the map that the assistant reads."""
    paths = [Path(name) for name in sys.argv[1:]]
    if not paths:
        raise SystemExit("usage: python -m eval.recalibrate REPORT.json…")
    confidences, right = stated(paths)
    present = load_calibrations()
    made = replace(present, reader=over(fit_map(confidences, right), present.reader))
    FILE.write_text(json.dumps(asdict(made), indent=1) + "\n", encoding="utf-8")
    print(f"{len(right)} answers, {sum(right)} right: {asdict(made.reader)}")


if __name__ == "__main__":
    main()
