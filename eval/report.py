"""The report of a run: as JSON for programs and later comparison, as tables for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.records import Answer
from eval import calibration
from eval.questions import Question, bad_input
from eval.summary import METRICS, Estimate, Metric, Outcome, grouped, stated, summarise
from ingest.settings import Settings

Report = dict[str, Any]

SECRETS = {"llm_api_key", "admin_password"}
FAILURES_SHOWN = 60
TEXT_SHOWN = 200  # characters of an answer in the table; the JSON has it whole
# Columns of the tables by group, with heads short enough for a terminal of 80 columns.
COLUMNS = {
    "correct": "Đúng",
    "wrong": "Sai",
    "refused_unanswerable": "Từ chối đúng",
    "refused_answerable": "Từ chối nhầm",
    "exact_match": "EM",
    "f1": "F1",
    "hit@5": "hit@5",
    "mrr": "MRR",
}
_BY_NAME = {metric.name: metric for metric in METRICS}


def as_json(outcomes: Sequence[Outcome], index_version: str, command: str, settings: Settings) -> Report:
    """Build the report: metrics overall, by kind, trait and split, calibration, and every question.

    Each metric is {"value", "low", "high", "n"}: the figure, its 95% bootstrap interval (None when no
    question counts) and the number of questions in its denominator. ``calibration`` holds, for "all" and
    each split, what ``calibration.summary`` gives.

    Args:
        command: What repeats the run.
        settings: Stored without its secrets.
    """

    def summaries(groups: dict[str, list[Outcome]]) -> dict[str, Any]:
        return {name: _plain(summarise(groups[name])) for name in sorted(groups)}

    by_split = grouped(outcomes, lambda o: [o.question.split])
    return {
        "command": command,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "index_version": index_version,
        "settings": settings.model_dump(mode="json", exclude=SECRETS),
        "overall": _plain(summarise(outcomes)),
        "by_kind": summaries(grouped(outcomes, lambda o: [o.question.kind])),
        "by_trait": summaries(grouped(outcomes, lambda o: o.question.traits)),
        "by_split": summaries(by_split),
        "calibration": {name: _calibration(rows) for name, rows in [("all", outcomes), *by_split.items()]},
        "questions": [_row(outcome) for outcome in outcomes],
    }


def write(report: Report, path: Path) -> None:
    """Write the JSON, indented, UTF-8.

    Raises:
        BadInput: The file cannot be written; ``details``: ``path``, ``line``, ``reason``.
    """
    try:
        path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise bad_input(path, 1, "không ghi được tệp kết quả") from error


def show(report: Report, console: Console) -> None:
    """Print the metrics, the groups, and the questions that were not handled rightly."""
    console.print(f"{len(report['questions'])} câu hỏi · chỉ mục {report['index_version']}")
    _show_overall(report, console)
    for key, title in (
        ("by_kind", "Theo loại câu hỏi"),
        ("by_trait", "Theo đặc điểm"),
        ("by_split", "Theo phần"),
    ):
        if report[key]:
            _show_groups(report[key], title, console)
    _show_calibration(report["calibration"]["all"], console)
    _show_failures(report, console)


def figure(metric: Metric, value: float | None) -> str:
    """Write a value for people: 0,812 · 3 · 41 ms; "–" for None."""
    if value is None:
        return "–"
    if metric.unit == "ms":
        return f"{value:.0f} ms"
    return f"{value:.0f}" if metric.unit == "count" else decimal(value)


def expectation(expected: dict[str, Any]) -> str:
    """Write what was expected of a question on one line."""
    if expected["status"] == "not_found":
        return "(từ chối)"
    parts = " + ".join(" / ".join(part) for part in expected["parts"])
    return " hoặc ".join(text for text in (" / ".join(expected["answers"]), parts) if text)


def _plain(summary: dict[str, Estimate]) -> dict[str, Any]:
    return {name: estimate.as_dict() for name, estimate in summary.items()}


def _calibration(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    pairs = [pair for outcome in outcomes if (pair := stated(outcome)) is not None]
    return calibration.summary([pair[0] for pair in pairs], [bool(pair[1]) for pair in pairs])


def _row(outcome: Outcome) -> dict[str, Any]:
    question = outcome.question
    return {
        "id": question.id,
        "question": question.question,
        "history": list(question.history),
        "kind": question.kind,
        "traits": list(question.traits),
        "split": question.split,
        "expected": _expected(question),
        "got": _got(outcome.answer),
        "error": outcome.error,
        "correct": outcome.correct,
        "exact_match": outcome.exact_match,
        "f1": outcome.f1,
        "rank": outcome.rank,
        "false_quotes": outcome.false_quotes,
        "uncited_figures": list(outcome.uncited),
        "latency_ms": round(outcome.latency_ms, 2),
    }


def _expected(question: Question) -> dict[str, Any]:
    return {
        "status": "answered" if question.answerable else "not_found",
        "answers": list(question.answers),
        "parts": [list(part) for part in question.parts],
        "documents": list(question.documents),
        "quotes": list(question.quotes),
    }


def _got(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {
            "status": "failed",
            "short": None,
            "text": "",
            "confidence": None,
            "standalone_question": "",
            "citations": [],
        }
    return {
        "status": answer.status,
        "short": answer.short,
        "text": answer.text,
        "confidence": answer.confidence if answer.status == "answered" else None,
        "standalone_question": answer.standalone_question,
        "citations": [
            {"document_id": c.document_id, "start": c.start, "end": c.end, "quote": c.quote}
            for c in answer.citations
        ],
    }


def _show_overall(report: Report, console: Console) -> None:
    table = Table(title="Kết quả chung", title_justify="left")
    table.add_column("Chỉ số")
    for name in ("Giá trị", "Khoảng tin cậy 95%", "Số câu"):
        table.add_column(name, justify="right")
    for metric in METRICS:
        row = report["overall"][metric.name]
        known = row["low"] is not None
        interval = f"{figure(metric, row['low'])} – {figure(metric, row['high'])}" if known else "–"
        table.add_row(metric.label, figure(metric, row["value"]), interval, str(row["n"]))
    console.print(table)


def _show_groups(groups: dict[str, Any], title: str, console: Console) -> None:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    for head in ("Số câu", *COLUMNS.values()):
        table.add_column(head, justify="right", max_width=7)
    for group, summary in groups.items():
        cells = [figure(_BY_NAME[name], summary[name]["value"]) for name in COLUMNS]
        table.add_row(escape(group), str(summary["right"]["n"]), *cells)
    console.print(table)


def _show_calibration(made: dict[str, Any], console: Console) -> None:
    """Print the reliability table: what answers of each confidence were worth."""
    if not made["n"]:
        return
    table = Table(title="Độ tin cậy và tỷ lệ đúng", title_justify="left", box=SIMPLE_HEAD)
    for head in ("Độ tin cậy", "Số câu", "Trung bình", "Tỷ lệ đúng"):
        table.add_column(head, justify="right")
    for one in made["bins"]:
        if one["n"]:
            table.add_row(
                f"{decimal(one['low'], 1)} – {decimal(one['high'], 1)}",
                str(one["n"]),
                decimal(one["confidence"]),
                decimal(one["right"]),
            )
    console.print(table)
    chance = made["ece_if_true"]
    console.print(
        f"ECE {decimal(made['ece'])} trên {made['n']} câu đã trả lời; nếu độ tin cậy đúng hoàn toàn thì "
        f"trung bình vẫn là {decimal(chance['mean'])}, 95% không quá {decimal(chance['p95'])}."
    )


def decimal(value: float | None, digits: int = 3) -> str:
    """Write a number with a comma: 0,812; "–" for None."""
    return "–" if value is None else f"{value:.{digits}f}".replace(".", ",")


def _show_failures(report: Report, console: Console) -> None:
    failures = [row for row in report["questions"] if not row["correct"] or row["uncited_figures"]]
    if not failures:
        return
    table = Table(title=f"{len(failures)} câu cần xem lại", title_justify="left", show_lines=True)
    for name in ("Câu", "Câu hỏi", "Mong đợi", "Nhận được"):
        table.add_column(name, overflow="fold")
    for row in failures[:FAILURES_SHOWN]:
        cells = (row["id"], row["question"], expectation(row["expected"]), _received(row))
        table.add_row(*map(escape, cells))
    console.print(table)
    if len(failures) > FAILURES_SHOWN:
        console.print(f"… và {len(failures) - FAILURES_SHOWN} câu nữa; xem đủ bằng --json.")


def _received(row: dict[str, Any]) -> str:
    got = row["got"]
    if got["status"] == "failed":
        return f"lỗi {row['error']}"
    if got["status"] == "not_found":
        return "(từ chối)"
    uncited = f"\nkhông trích dẫn: {', '.join(row['uncited_figures'])}" if row["uncited_figures"] else ""
    text = got["text"] if len(got["text"]) <= TEXT_SHOWN else got["text"][:TEXT_SHOWN] + "…"
    return f"{text}{uncited}"
