"""Marks and quotes of an answer, and which of its figures stand in no quote."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.cite import Citations, figures, uncited_figures
from ingest.records import Document

TEXT = "Bản tin xã Hoa Mai\nXã giảm 12 thôn, còn 31 chi bộ.\nXã giảm 12 thôn."


@pytest.fixture
def document() -> Document:
    return Document(
        id="hoa-mai",
        title="Bản tin xã Hoa Mai",
        text=TEXT,
        source="hoa-mai.txt",
        sha256="0" * 64,
        publisher="Báo Hoa Mai",
        issued="2023-10-12",
        number="07-BC/ĐU",
        url="https://example.vn/hoa-mai",
    )


def test_marks_are_numbered_in_order_of_use_and_repeat(document: Document) -> None:
    made = Citations()
    first, second = (19, 34), (36, 49)
    assert made.cite(document, *second) == "[1]"
    assert made.cite(document, *first) == "[2]"
    assert made.cite(document, *second) == "[1]"
    assert [citation.label for citation in made.all()] == [1, 2]


def test_a_citation_quotes_the_text_and_carries_its_origin(document: Document) -> None:
    made = Citations()
    made.cite(document, 19, 34)
    [citation] = made.all()
    assert citation.quote == TEXT[19:34] == "Xã giảm 12 thôn"
    assert (citation.document_id, citation.title) == ("hoa-mai", "Bản tin xã Hoa Mai")
    assert (citation.publisher, citation.issued) == ("Báo Hoa Mai", "2023-10-12")
    assert (citation.number, citation.url) == ("07-BC/ĐU", "https://example.vn/hoa-mai")


def test_the_same_words_elsewhere_are_another_quote(document: Document) -> None:
    made = Citations()
    again = TEXT.rindex("Xã giảm")
    assert made.cite(document, 19, 34) != made.cite(document, again, again + 15)
    one, two = made.all()
    assert one.quote == two.quote and one.start != two.start


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 3), (0, len(TEXT) + 1)])
def test_a_range_without_text_is_refused(document: Document, start: int, end: int) -> None:
    with pytest.raises(ValueError, match="hoa-mai"):
        Citations().cite(document, start, end)


# Figures


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Xã giảm **12 thôn** [1].", {"12"}),
        ("Ngày 30-5-2018 [1][2] có 97.250 người (65,4%) [12]", {"30-5-2018", "97250", "65,4"}),
        ("Đề án 07-ĐA/TU, 5/10 chỉ tiêu", {"07-đa/tu", "5/10"}),
        ("**65**,4%", {"65,4"}),  # bold must not hide a figure
        ("không có số nào [3]", set()),
        ("", set()),
    ],
)
def test_figures(text: str, found: set[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    ("answer", "quotes", "uncited"),
    [
        ("Xã giảm **12 thôn** [1].", ["Xã giảm 12 thôn"], set()),
        ("Xã giảm 13 thôn [1].", ["Xã giảm 12 thôn"], {"13"}),
        ("Xã giảm 12 thôn, còn 31 [1].", ["Xã giảm 12 thôn"], {"31"}),
        ("12 [1], 31 [2]", ["12 thôn", "31 chi bộ"], set()),
        ("97250 người", ["97.250 người"], set()),  # one figure in two spellings
        ("65,4%", ["65.4%"], set()),
        ("4 xã", ["04 xã"], set()),
        ("ngày 5/3/2019", ["ngày 05-03-2019"], set()),
        ("năm 2019", ["ngày 05-03-2019"], {"2019"}),  # a year is not cut out of a date
        ("07-ĐA/TU", ["07-đa/tu"], set()),
        ("07", ["07-ĐA/TU"], {"7"}),
        ("10", ["1010", "10%"], set()),
        ("1", ["10", "[1]"], {"1"}),  # a label is no figure
        ("Không có số.", [], set()),
        ("12", [], {"12"}),
    ],
)
def test_uncited_figures(answer: str, quotes: list[str], uncited: set[str]) -> None:
    assert uncited_figures(answer, quotes) == uncited


def test_a_quote_names_the_page_that_it_begins_on() -> None:
    document = Document(
        id="a", title="A", text="trang một trang hai", source="a.pdf", sha256="0" * 64, pages=(0, 10)
    )
    citations = Citations()
    citations.cite(document, 6, 15)
    citations.cite(document, 10, 15)
    citations.cite(replace(document, pages=()), 0, 5)
    assert [citation.page for citation in citations.all()] == [1, 2, None]
