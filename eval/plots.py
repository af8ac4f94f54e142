"""Where bars, lines and ticks of the report's two plots stand; the template draws them as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 368, 280  # of a plot, in units of its viewBox
LEFT, TOP, RIGHT, BOTTOM = 56, 14, 12, 44  # margins around the plane
_ACROSS, _DOWN = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM


@dataclass(frozen=True, slots=True)
class Tick:
    """A number at an axis: ``at`` is x of the lower axis, or y of the left one."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Share of right answers among those of one bin.

    Attributes:
        x: Left edge; ``y`` is the upper one, ``width`` and ``height`` reach to the axis.
        dot: Height at which the bar would end, were confidence true.
        n: Answers in it.
    """

    x: float
    y: float
    width: float
    height: float
    dot: float
    n: int


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot, with the ticks of both axes; ``line`` holds "x,y x,y …" of what is drawn as a line."""

    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    bars: tuple[Bar, ...] = ()
    line: str = ""


def reliability_plot(bins: Sequence[Mapping[str, Any]]) -> Plot:
    """Draw the bins of ``calibration.summary``: confidence across, share of right answers up."""
    bars = []
    for one in bins:
        if one["n"]:
            x, y = _x(one["low"]), _y(one["right"])
            width = _x(one["high"]) - x
            bars.append(Bar(x, y, width, round(_y(0) - y, 1), _y(one["confidence"]), one["n"]))
    ticks = [n / 5 for n in range(6)]
    return Plot(_ticks(ticks, _x), _ticks(ticks, _y), tuple(bars), f"{_x(0)},{_y(0)} {_x(1)},{_y(1)}")


def risk_plot(points: Sequence[Mapping[str, Any]]) -> Plot:
    """Draw the points of ``calibration.summary``: coverage across, risk up to the next tenth."""
    most = max(0.1, math.ceil(max((point["risk"] for point in points), default=0.0) * 10 - 1e-9) / 10)
    line = " ".join(f"{_x(point['coverage'])},{_y(point['risk'] / most)}" for point in points)
    up = [most * n / 4 for n in range(5)]
    return Plot(
        _ticks([n / 5 for n in range(6)], _x), _ticks(up, lambda value: _y(value / most), 3), line=line
    )


def _ticks(values: Sequence[float], place: Any, digits: int = 1) -> tuple[Tick, ...]:
    return tuple(Tick(place(value), f"{value:.{digits}f}".replace(".", ",")) for value in values)


def _x(share: float) -> float:
    return round(LEFT + float(share) * _ACROSS, 1)


def _y(share: float) -> float:
    return round(TOP + (1 - float(share)) * _DOWN, 1)
