"""The scores that must hold (``expected.toml``), and the check that they do."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.report import Report, figure
from eval.summary import METRICS

FILE = Path(__file__).with_name("expected.toml")
_BY_NAME = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Floors:
    """What must hold on one split: metric name → least value, and metric name → greatest value."""

    split: str
    at_least: dict[str, float]
    at_most: dict[str, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One requirement: ``sign`` is "≥" or "≤"; a metric without a value (``got`` None) does not hold."""

    metric: str
    sign: str
    bound: float
    got: float | None
    held: bool


def load_floors(path: Path = FILE) -> Floors:
    """Read the requirements.

    Raises:
        KeyError: A metric that does not exist is named, or a table is missing (a fault of the file that
            ships with the program, so not an error for its user).
    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    for name in (*tables["at_least"], *tables["at_most"]):
        if name not in _BY_NAME:
            raise KeyError(f"{path}: no metric {name}")
    return Floors(tables["split"], tables["at_least"], tables["at_most"])


def check(report: Report, floors: Floors) -> tuple[Verdict, ...]:
    """Hold the report's figures on the floors' split against the floors.

    A split that was not run, or a metric over no question, holds nothing: a missing run is a failure.
    """
    summary = report["by_split"].get(floors.split, {})
    verdicts = []
    for sign, bounds in (("≥", floors.at_least), ("≤", floors.at_most)):
        for name, bound in bounds.items():
            got = summary.get(name, {}).get("value")
            held = got is not None and (got >= bound if sign == "≥" else got <= bound)
            verdicts.append(Verdict(name, sign, bound, got, held))
    return tuple(verdicts)


def show(verdicts: tuple[Verdict, ...], floors: Floors, console: Console) -> None:
    """Print each requirement, what was reached, and whether it holds."""
    table = Table(title=f"Mức phải đạt trên phần {floors.split}", title_justify="left")
    table.add_column("Chỉ số")
    for name in ("Phải đạt", "Đạt được", ""):
        table.add_column(name, justify="right")
    for verdict in verdicts:
        metric = _BY_NAME[verdict.metric]
        needed = f"{verdict.sign} {figure(metric, verdict.bound)}"
        table.add_row(
            metric.label, needed, figure(metric, verdict.got), "đạt" if verdict.held else "CHƯA ĐẠT"
        )
    console.print(table)
