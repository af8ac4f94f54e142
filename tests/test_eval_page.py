"""The page of a report: what it shows of each fault, where its plots stand, what it keeps out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import html as parsed

from eval.page import AROUND, render
from eval.plots import reliability_plot, risk_plot
from ingest.records import Document
from tests.test_eval_run import DOCUMENT, made_report


def text_of(element: Any) -> str:
    return " ".join(element.text_content().split())


def page_of(report: dict[str, Any], document: Document = DOCUMENT) -> Any:
    return parsed.fromstring(render(report, {document.id: document}))


@pytest.fixture(scope="module")
def page() -> Any:
    return page_of(made_report())


def test_every_fault_is_shown_under_its_name(page: Any) -> None:
    headings = [text_of(one) for one in page.iter("h2")]
    assert headings[-3:] == ["Trả lời sai: 2 câu", "Từ chối nhầm: 1 câu", "Hỏng: 1 câu"]
    # c and g answered wrongly, d was refused, e failed; a, b, f were handled rightly.
    assert [one.get("id") for one in page.iter("article")] == ["c", "g", "d", "e"]


def test_a_wrong_answer_stands_beside_what_was_expected(page: Any) -> None:
    wrong = text_of(page.get_element_by_id("g"))
    assert "Xã Đào giảm bao nhiêu thôn?" in wrong
    assert "Mong đợi(từ chối)" in wrong
    assert "Giảm 12 thôn [1]." in wrong
    assert "độ tin cậy 0,950" in wrong
    assert "Đoạn đúng" not in wrong  # there is none
    [mark] = page.get_element_by_id("g").iter("mark")
    assert text_of(mark) == "giảm 12 thôn"
    assert text_of(mark.getparent()).startswith("Xã Mai giảm 12 thôn. Bà Lê Thử")
    refused = text_of(page.get_element_by_id("d"))
    assert "Lê Thử “chủ tịch”" in refused
    assert "đứng thứ 2 khi tìm" in refused  # its quote is in the second sentence
    assert "lỗi question_too_long" in text_of(page.get_element_by_id("e"))
    assert "không có trong 10 kết quả đầu" in text_of(page.get_element_by_id("e"))


def test_a_quote_that_is_not_there_is_told(page: Any) -> None:
    false = text_of(page.get_element_by_id("c"))
    assert "Không có đúng như vậy trong tài liệu." in false
    assert "Không trích dẫn: ngày 6-6-2020" in false


def test_surroundings_are_cut_on_both_sides() -> None:
    report = made_report()
    report["questions"] = [row for row in report["questions"] if row["id"] == "g"]
    quote = "giảm 12 thôn"
    long = "đ" * 500 + quote + "s" * 500
    citation = report["questions"][0]["got"]["citations"][0]
    citation |= {"start": 500, "end": 500 + len(quote)}
    [mark] = page_of(report, Document(id="mai", title="Dài", text=long, source="", sha256="")).iter("mark")
    assert text_of(mark.getparent()) == "…" + "đ" * AROUND + quote + "s" * AROUND + "…"


def test_totals_and_groups_are_tables_of_people(page: Any) -> None:
    rows = [[text_of(cell) for cell in row] for row in page.iter("tr")]
    assert ["ECE", "–"] not in rows
    assert next(row for row in rows if row[0] == "Trả lời sai")[1] == "0,286"  # 2 of 7
    assert next(row for row in rows if row[0].startswith("Sai lệch độ tin cậy"))[1:] == ["0,450", "–", "4"]
    assert next(row for row in rows if row[0] == "hỏi tiếp")[1:3] == ["1", "1,000"]  # b
    assert next(row for row in rows if row[0] == "ai")[1:3] == ["2", "0,500"]  # b right, d refused


def test_the_page_stands_alone_and_runs_nothing() -> None:
    report = made_report()
    bad = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    for row in report["questions"]:
        row["question"] = row["got"]["text"] = bad
        row["got"]["short"] = row["got"]["short"] and bad
    hostile = Document(id="mai", title=bad, text=bad * 3, source="", sha256="")
    source = render(report, {"mai": hostile})
    page = parsed.fromstring(source)
    assert not [one for one in page.iter() if one.tag in ("script", "img", "link", "iframe", "object")]
    assert not re.search(r"(?:src|href)\s*=|url\(|@import|https?:", re.sub(r"&lt;.*?&gt;", "", source))
    assert not [name for one in page.iter() for name in one.attrib if name.startswith("on")]
    assert text_of(page.get_element_by_id("c")).startswith("<script>alert(1)</script>")


def test_nothing_answered_and_nothing_wrong_is_a_page_too() -> None:
    report = made_report()
    report["questions"] = []
    report["calibration"]["all"] = {"n": 0, "bins": [], "risk_coverage": []}
    page = page_of(report)
    assert "Không câu nào sai." in text_of(page)
    assert not list(page.iter("svg"))


def test_bars_stand_where_their_bins_are() -> None:
    bins = [
        {"low": 0.0, "high": 0.1, "n": 0, "confidence": None, "right": None},
        {"low": 0.5, "high": 0.6, "n": 4, "confidence": 0.6, "right": 0.25},
    ]
    plot = reliability_plot(bins)
    # The plane is 300 wide from x 56, and 222 high from y 14: 0.5 is at 206, 0.25 at 14 + 0.75 · 222.
    [bar] = plot.bars
    assert (bar.x, bar.width, bar.n) == (206.0, 30.0, 4)
    assert (bar.y, bar.height) == (180.5, 55.5)
    assert bar.dot == 102.8
    assert plot.line == "56.0,236.0 356.0,14.0"
    assert [(tick.at, tick.label) for tick in plot.across][::5] == [(56.0, "0,0"), (356.0, "1,0")]


def test_risk_is_drawn_up_to_the_next_tenth() -> None:
    points = [
        {"confidence": 0.9, "coverage": 0.5, "risk": 0.0},
        {"confidence": 0.4, "coverage": 1.0, "risk": 0.15},
    ]
    plot = risk_plot(points)
    assert plot.line == "206.0,236.0 356.0,69.5"  # 0.15 of 0.2: 14 + 0.25 · 222
    assert [tick.label for tick in plot.up] == ["0,000", "0,050", "0,100", "0,150", "0,200"]
    assert [tick.label for tick in risk_plot([]).up][-1] == "0,100"
