"""What changed between two runs, question by question."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.questions import bad_input, read_text
from eval.report import Report, expectation, figure
from eval.summary import METRICS


@dataclass(frozen=True, slots=True)
class Difference:
    """One question whose outcome changed.

    Attributes:
        change: "worse", "better", or "other" (another short answer or status, equally right or wrong).
        before: Row of the old report, ``after`` that of the new one.
    """

    change: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Differences:
    """All that changed: questions by severity, ids in one run only, and metrics as (name, old, new)."""

    questions: tuple[Difference, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    metrics: tuple[tuple[str, float | None, float | None], ...]


_CHANGES = {"worse": "Kém đi", "better": "Tốt lên", "other": "Khác đi"}
_ROW = {"id", "question", "expected", "got", "correct"}


def load_report(path: Path) -> Report:
    """Read the JSON of an earlier run.

    Raises:
        UnreadableFile: The operating system refused to give the file.
        BadInput: It is no report of ``hoidap eval``; ``details``: ``path``, ``line``, ``reason``.
    """
    try:
        report = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise bad_input(path, error.lineno, "tệp không phải JSON") from error
    rows = report.get("questions") if isinstance(report, dict) else None
    whole = isinstance(rows, list) and all(isinstance(row, dict) and set(row) >= _ROW for row in rows)
    if not whole or not isinstance(report.get("overall"), dict):
        raise bad_input(path, 1, "tệp không phải kết quả của hoidap eval --json")
    return dict(report)


def differences(old: Report, new: Report) -> Differences:
    """Compare two reports by the ids of their questions."""
    before = {row["id"]: row for row in old["questions"]}
    after = {row["id"]: row for row in new["questions"]}
    changed = [
        Difference(change, before[name], row)
        for name, row in after.items()
        if name in before and (change := _change(before[name], row))
    ]
    order = list(_CHANGES)
    return Differences(
        tuple(sorted(changed, key=lambda difference: order.index(difference.change))),
        tuple(name for name in after if name not in before),
        tuple(name for name in before if name not in after),
        tuple(
            (
                metric.name,
                old["overall"].get(metric.name, {}).get("value"),
                new["overall"][metric.name]["value"],
            )
            for metric in METRICS
        ),
    )


def show_differences(found: Differences, console: Console) -> None:
    """Print metrics old and new, then every question that changed."""
    metrics = Table(title="So với lần trước", title_justify="left")
    metrics.add_column("Chỉ số")
    metrics.add_column("Trước", justify="right")
    metrics.add_column("Nay", justify="right")
    for metric, (_, old, new) in zip(METRICS, found.metrics, strict=True):
        metrics.add_row(metric.label, figure(metric, old), figure(metric, new))
    console.print(metrics)
    if found.added or found.removed:
        console.print(f"{len(found.added)} câu mới, {len(found.removed)} câu không còn.")
    if not found.questions:
        console.print("Không câu nào đổi.")
        return
    table = Table(show_lines=True)
    for name in ("", "Câu", "Câu hỏi", "Mong đợi", "Trước", "Nay"):
        table.add_column(name, overflow="fold")
    for row in found.questions:
        cells = (row.after["id"], row.after["question"], expectation(row.after["expected"]))
        table.add_row(_CHANGES[row.change], *map(escape, (*cells, _said(row.before), _said(row.after))))
    console.print(table)


def _change(before: dict[str, Any], after: dict[str, Any]) -> str:
    if before["correct"] != after["correct"]:
        return "better" if after["correct"] else "worse"
    return "other" if _said(before) != _said(after) else ""


def _said(row: dict[str, Any]) -> str:
    got = row["got"]
    if got["status"] == "answered":
        return str(got["short"])
    return "(từ chối)" if got["status"] == "not_found" else "(lỗi)"
