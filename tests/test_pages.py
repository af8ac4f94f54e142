"""Pages found again after cleaning, and the page of an offset."""

from __future__ import annotations

import pytest

from ingest.clean import clean, normalise
from ingest.extracted import Extracted, with_page
from ingest.formats.blocks import PAGE_BREAK, compose, paragraph, table
from ingest.pages import carry, page_of


@pytest.mark.parametrize(
    ("pages", "start", "page"),
    [
        ((), 5, None),
        ((0,), 5, 1),
        ((0, 10, 20), 9, 1),
        ((0, 10, 20), 10, 2),
        ((0, 10, 10), 10, 3),
        ((0, 10), 99, 2),
    ],
)
def test_page_of(pages: tuple[int, ...], start: int, page: int | None) -> None:
    assert page_of(pages, start) == page


def test_pages_move_with_what_is_dropped() -> None:
    # 0123456789...; "XX" is dropped, white space changes, the soft hyphen goes
    raw = "một  hai\u00ad\n\nXX\n\nba bốn\n"
    source = normalise(raw)
    assert source == "một hai\n\nXX\n\nba bốn\n"
    start = source.index("XX")
    pages = (0, raw.index("XX"), raw.index("ba"), len(raw))
    text = "một hai\n\nba bốn"
    assert carry(pages, raw, source, [(start, start + 2)], text) == (0, 9, 9, len(text))
    assert carry((), raw, source, [], text) == ()


def test_pages_of_a_cleaned_article_begin_with_the_same_words() -> None:
    first = "Xã Hoa Mai sắp xếp thôn\nSau sắp xếp, xã Hoa Mai giảm được 12 thôn.\n"
    raw = first + "Tin cùng chuyên mục\nCác tin khác\nXem thêm >>\n" + "Đến nay, xã có 345 đảng viên."
    cleaned = clean(raw)
    spans = [(item.start, item.end) for item in cleaned.removed]
    assert cleaned.removed
    pages = carry((0, raw.index("Đến nay")), raw, normalise(raw), spans, cleaned.text)
    assert cleaned.text[pages[1] :].startswith("Đến nay")


def test_breaks_leave_the_text_and_tell_the_pages() -> None:
    blocks = [
        paragraph("Trang một"),
        paragraph(PAGE_BREAK),
        paragraph(PAGE_BREAK + "Trang ba " + PAGE_BREAK + "sang trang bốn"),
        table([["a", "b"]]),
    ]
    found = compose(blocks, paged=True)
    assert found.text == "Trang một\n\nTrang ba sang trang bốn\n\na: b."
    assert [found.text[start:][:9] for start in found.pages] == [
        "Trang một",
        "Trang ba ",
        "Trang ba ",
        "sang tran",
    ]
    assert compose(blocks).pages == ()


def test_recognised_text_begins_its_page() -> None:
    found = Extracted("Một\n\nBa", (0, 5, 5), (2,))
    assert with_page(found, 2, " Hai \n") == Extracted("Một\n\nHai\n\nBa", (0, 5, 10), ())
