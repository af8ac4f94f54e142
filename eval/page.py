"""The report as one page to read: totals, plots, and every wrong answer beside its source.

The page holds everything itself: no script, no font, no image, nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from eval import plots
from eval.questions import bad_input
from eval.report import COLUMNS, Report, decimal, expectation, figure
from eval.summary import METRICS, RANKS
from ingest.records import Document

AROUND = 160  # characters shown on either side of a quote
KINDS = {
    "quantity": "số lượng",
    "percentage": "tỷ lệ",
    "who": "ai",
    "when": "khi nào",
    "where": "ở đâu",
    "what": "cái gì",
    "list": "liệt kê",
    "definition": "là gì",
    "about": "về văn bản",
    "compare": "so sánh",
    "unanswerable": "không trả lời được",
    "span": "trích đoạn",
}
TRAITS = {
    "abbreviated": "viết tắt",
    "colloquial": "khẩu ngữ",
    "compare": "so sánh",
    "content": "hỏi nội dung",
    "count_items": "đếm mục",
    "followup": "hỏi tiếp",
    "article": "hỏi theo Điều",
    "lowercase": "viết thường",
    "misspelt": "sai chính tả",
    "multi": "nhiều phần",
    "nth": "mục thứ mấy",
    "number": "hỏi theo số hiệu",
    "role": "chức vụ",
    "scope": "đúng địa phương",
    "tone": "đặt dấu khác kiểu",
    "unaccented": "không dấu",
}
_GROUPS = {"by_kind": "Theo loại câu hỏi", "by_trait": "Theo đặc điểm", "by_split": "Theo phần"}
_FAULTS = {
    "wrong": "Trả lời sai",
    "missed": "Từ chối nhầm",
    "failed": "Hỏng",
    "uncited": "Đúng, nhưng có số liệu không trích dẫn",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A quote in its surroundings.

    Attributes:
        title: Of its document; the id where the document is not indexed.
        before: Text of the document before it, after ``…`` where it is cut; ``after`` likewise.
        true: Whether the quote stands there.
    """

    title: str
    before: str
    quote: str
    after: str
    true: bool


def write_page(report: Report, documents: Mapping[str, Document], path: Path) -> None:
    """Write the page, UTF-8.

    Raises:
        BadInput: The file cannot be written; ``details``: ``path``, ``line``, ``reason``.
    """
    try:
        path.write_text(render(report, documents), encoding="utf-8")
    except OSError as error:
        raise bad_input(path, 1, "không ghi được trang báo cáo") from error


def render(report: Report, documents: Mapping[str, Document]) -> str:
    """Return the HTML of a report; ``documents`` are those that its citations are of."""
    environment = Environment(
        loader=PackageLoader("eval", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["decimal"] = decimal
    calibration = report["calibration"]["all"]
    by_name = {metric.name: metric for metric in METRICS}
    return environment.get_template("page.html").render(
        report=report,
        metrics=METRICS,
        figure=figure,
        groups=[(title, _named(report[key])) for key, title in _GROUPS.items() if report[key]],
        columns=[(by_name[name], label) for name, label in COLUMNS.items()],
        calibration=calibration,
        reliability=plots.reliability_plot(calibration["bins"]),
        risk=plots.risk_plot(calibration["risk_coverage"]),
        plot=plots,
        faults=_faults(report, documents),
        ranks=RANKS,
    )


def _named(groups: Mapping[str, Any]) -> dict[str, Any]:
    return {_called(name): summary for name, summary in groups.items()}


def _called(name: str) -> str:
    """Return what a kind or a trait is called in Vietnamese; what is not known stays as it is."""
    return KINDS.get(name) or TRAITS.get(name, name)


def _faults(report: Report, documents: Mapping[str, Document]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the questions to look at by what went wrong, those with a fault first."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in _FAULTS}
    for row in report["questions"]:
        fault = _fault(row)
        if fault:
            found[fault].append(_case(row, documents))
    return [(_FAULTS[name], rows) for name, rows in found.items() if rows]


def _fault(row: Mapping[str, Any]) -> str:
    if row["correct"]:
        return "uncited" if row["uncited_figures"] else ""
    return {"answered": "wrong", "not_found": "missed"}.get(row["got"]["status"], "failed")


def _case(row: Mapping[str, Any], documents: Mapping[str, Document]) -> dict[str, Any]:
    expected, got = row["expected"], row["got"]
    return {
        "row": row,
        "called": [_called(name) for name in (row["kind"], *row["traits"])],
        "expected": expectation(expected),
        "proof": [
            (", ".join(_title(name, documents) for name in expected["documents"]), quote)
            for quote in expected["quotes"]
        ],
        "text": got["text"].replace("**", ""),
        "sources": [_source(citation, documents) for citation in got["citations"]],
        "answerable": expected["status"] == "answered",
    }


def _title(name: str, documents: Mapping[str, Document]) -> str:
    return documents[name].title if name in documents else name


def _source(citation: Mapping[str, Any], documents: Mapping[str, Document]) -> Source:
    name, quote = citation["document_id"], citation["quote"]
    text = documents[name].text if name in documents else ""
    start, end = citation["start"], citation["end"]
    if not 0 <= start < end or text[start:end] != quote:
        return Source(_title(name, documents), "", quote, "", False)
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Source(
        _title(name, documents),
        ("…" if start > AROUND else "") + before,
        quote,
        after + ("…" if end + AROUND < len(text) else ""),
        True,
    )
