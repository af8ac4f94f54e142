"""What an answer's ``confidence`` is: how often answers like it turned out to be right.

The choice's own probability is too low or too high by an amount that ``eval.calibrate`` measures on written
questions; ``assistant/confidence.json`` keeps that measure. The order of answers stays as it was.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

BY_RULE = 0.96  # answers of rules: 23 of 23 right on dev and more, by Laplace's rule of succession 24 of 25
_EDGE = 0.001  # probabilities nearer to 0 or 1 count as this near


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic map of probabilities (Platt scaling, Platt 1999, of log-odds).

    Attributes:
        slope: Of the log-odds, above 0; 1 changes nothing.
        offset: Added to them; above 0 says that the probabilities were too low.
    """

    slope: float = 1.0
    offset: float = 0.0

    def __call__(self, probability: float) -> float:
        """Return the share of right answers to expect among those of this probability, in (0, 1)."""
        return 1 / (1 + math.exp(-self.slope * log_odds(probability) - self.offset))


IDENTITY = Calibration()


@dataclass(frozen=True, slots=True)
class Calibrations:
    """Maps for answers that were chosen by words alone, and for those that the reader judged again."""

    words: Calibration = IDENTITY
    reader: Calibration = IDENTITY


def log_odds(probability: float) -> float:
    """Return ln(p / (1 - p)), finite at 0 and 1."""
    near = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(near / (1 - near))


@lru_cache(maxsize=1)
def load_calibrations() -> Calibrations:
    """Return the maps that ship with the package."""
    raw = json.loads(files("assistant").joinpath("confidence.json").read_text(encoding="utf-8"))
    return Calibrations(**{name: Calibration(**fields) for name, fields in raw.items()})
