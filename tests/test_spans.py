"""Figures, dates, persons, places and document numbers found in invented sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.spans import Span, SpanType, alone, find_spans, has_grain, with_unit
from ingest.vietnamese import nfc, tokens


def spans(text: str) -> list[tuple[str, str]]:
    found = find_spans(text, 0, len(text), tokens(text))
    return [(span.type.value, text[span.start : span.end]) for span in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Giảm 102 đơn vị, còn 97.250 người.", ["102", "97.250"]),
        ("gần 9.300 đảng viên và 02 đảng bộ", ["9.300", "02"]),
        ("thu 1.043.500 đồng, chi 2,5 triệu", ["1.043.500", "2,5"]),
        ("trong 5-7 ngày, 10 đến 12 người", ["5-7", "10", "12"]),
        ("2. Nội dung có 3 mục", ["3"]),
        ("2) Nội dung", []),
        ("Điều 5, khoản 2, lớp 12, thứ 3, quận 3, số 15, Khoá 12", []),
        ("COVID-19, khổ A4, điện thoại 0988123456", []),
        ("thu hút vào 1806 người", ["1806"]),
    ],
)
def test_counts(text: str, found: list[str]) -> None:
    assert spans(text) == [("count", figure) for figure in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("đạt 65,4%, tăng 5 phần trăm", ["65,4%", "5 phần trăm"]),
        ("từ 60-65% hộ; 3,5 - 4% nữa", ["60-65%", "3,5 - 4%"]),
        ("(100 %)", ["100 %"]),
    ],
)
def test_percentages(text: str, found: list[str]) -> None:
    assert spans(text) == [("percent", figure) for figure in found]


def test_ratios() -> None:
    assert spans("đạt 5/10 chỉ tiêu; 222/403 xóm; mở 24/24 giờ") == [
        ("ratio", "5/10"),
        ("ratio", "222/403"),
        ("ratio", "24/24"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ngày 30-5-2018 và 12/10/2023, 1.5.2020", ["ngày 30-5-2018", "12/10/2023", "1.5.2020"]),
        ("ngày 5 tháng 3 năm 2019", ["ngày 5 tháng 3 năm 2019"]),
        ("tháng 3/2020; tháng 12 năm 2018; tháng 5", ["tháng 3/2020", "tháng 12 năm 2018", "tháng 5"]),
        ("năm 2018, cuối năm 2019", ["năm 2018", "cuối năm 2019"]),
        ("các năm 2018, 2019 và 2020 có 3 lớp", ["năm 2018, 2019 và 2020"]),
        ("giai đoạn 2016-2020, nhiệm kỳ 2020 – 2025", ["giai đoạn 2016-2020", "nhiệm kỳ 2020 – 2025"]),
        ("từ năm 2015 đến năm 2018", ["từ năm 2015 đến năm 2018"]),
        ("từ tháng 1 đến tháng 6 năm 2019", ["từ tháng 1 đến tháng 6 năm 2019"]),
        ("ngày 20/11, sáng 12-10", ["ngày 20/11", "sáng 12-10"]),
        ("quý I/2019, quý 3 năm 2020", ["quý I/2019", "quý 3 năm 2020"]),
        ("lúc 8 giờ 30 phút", ["8 giờ 30 phút"]),
        ("đình dựng năm 778, đền (1806), chợ mở vào 1633.", ["năm 778", "1806", "1633"]),
        ("trùng tu 1849-1850", ["1849-1850"]),
    ],
)
def test_dates_are_no_counts(text: str, found: list[str]) -> None:
    dates = [part for kind, part in spans(text) if kind == "date"]
    assert dates == found
    counts = [part for kind, part in spans(text) if kind == "count"]
    assert counts == (["3"] if "3 lớp" in text else [])


def test_document_numbers_are_no_counts() -> None:
    text = "Nghị quyết số 18-NQ/TW, Đề án 07-ĐA/TU, Luật số 12/2013/QH13, Kế hoạch số 5 ngày 14/5/2016"
    assert spans(text) == [
        ("number", "Nghị quyết số 18-NQ/TW"),
        ("number", "07-ĐA/TU"),
        ("number", "Luật số 12/2013/QH13"),
        ("number", "Kế hoạch số 5"),
        ("date", "ngày 14/5/2016"),
    ]


def test_persons_and_places() -> None:
    text = "Ông Nguyễn Hòa Bình và bà Lê Thị Thử (Cà Mau) tới TP. Hồ Chí Minh, học Hồ Chí Minh."
    assert spans(text) == [
        ("person", "Nguyễn Hòa Bình"),
        ("person", "Lê Thị Thử"),
        ("place", "Cà Mau"),
        ("place", "Hồ Chí Minh"),
        ("person", "Hồ Chí Minh"),
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="Nguyễn Văn Tỉnh 0123456789.,/-–%()ngàythánăm2018ĐATU\n", max_size=80).map(nfc))
def test_spans_lie_in_order_apart_and_on_their_tokens(text: str) -> None:
    found = tokens(text)
    end = 0
    for span in find_spans(text, 0, len(text), found):
        assert end <= span.start < span.end <= len(text)
        end = span.end
        assert all(s < span.end and e > span.start for _, s, e in found[span.first : span.last])


def test_spans_of_a_stretch_are_offsets_into_the_text() -> None:
    text = "Có 5 xã. Có 12 thôn."
    stretch = [(token, start, end) for token, start, end in tokens(text) if start >= 9]
    [span] = find_spans(text, 9, len(text), stretch)
    assert (text[span.start : span.end], span.first, span.last) == ("12", 1, 2)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("102 đơn vị sự nghiệp công lập trong tỉnh", "102 đơn vị sự nghiệp công lập"),
        ("31 chi bộ, đảng bộ", "31 chi bộ"),
        ("9 người là nữ", "9 người"),
        ("16 chi bộ trực thuộc đảng ủy", "16 chi bộ trực thuộc đảng ủy"),
        ("5\nngười", "5"),
        ("7", "7"),
        ("3 một hai ba bốn năm sáu bảy", "3 một hai ba bốn năm sáu"),
    ],
)
def test_a_figure_with_the_thing_counted(text: str, whole: str) -> None:
    figure = text.split()[0]
    span = Span(SpanType.COUNT, 0, len(figure), 0, 1)
    assert text[: with_unit(text, span)] == whole


@pytest.mark.parametrize(
    ("text", "grain", "holds"),
    [
        ("ngày 5-3-2019", "ngày", True),
        ("tháng 3/2019", "ngày", False),
        ("tháng 3/2019", "tháng", True),
        ("năm 2019", "tháng", False),
        ("tháng 3/2019", "năm", True),
        ("tháng 3", "năm", False),
        ("ngày 20/11", "tháng", True),
        ("nhiệm kỳ 2020-2025", "ngày", False),
        ("2020 – 2025", "nhiệm kỳ", True),
        ("năm 2019", "", True),
        ("hằng năm", "", False),  # tells how often, not when
        ("hằng năm", "năm", False),
        ("hằng năm", "lần", True),
        ("mỗi tháng một lần", "lần", True),
        ("6 tháng một lần", "lần", True),
        ("năm 2019", "lần", False),
    ],
)
def test_what_a_date_tells(text: str, grain: str, holds: bool) -> None:
    assert has_grain(text, grain) is holds


@pytest.mark.parametrize(
    ("figure", "part"),
    [
        ("9", "Có 9 xã (trong đó "),  # up to the next figure
        ("2", " xã (trong đó 2 xã nghèo), phạt từ "),
        # the ends of a range belong together
        ("100", " xã nghèo), phạt từ 100 đồng đến dưới 200 đồng, đạt "),
        ("200", " xã nghèo), phạt từ 100 đồng đến dưới 200 đồng, đạt "),
        ("15", " đồng, đạt 15 - 20% và "),
        ("7", " và 7 chợ của ông Lê Văn Thử và bà Mai Thị Vẽ"),
        (
            "Lê",
            "Có 9 xã (trong đó 2 xã nghèo), phạt từ 100 đồng đến dưới 200 đồng, đạt 15 - 20% và 7 chợ của "
            "ông Lê Văn Thử và bà ",
        ),
    ],
)
def test_the_part_of_an_answer_alone(figure: str, part: str) -> None:
    text = (
        "Có 9 xã (trong đó 2 xã nghèo), phạt từ 100 đồng đến dưới 200 đồng, đạt 15 - 20% và 7 chợ "
        "của ông Lê Văn Thử và bà Mai Thị Vẽ"
    )
    found = find_spans(text, 0, len(text), tokens(text))
    own = next(span for span in found if text[span.start : span.end].startswith(figure))
    start, end = alone(own, found, text, 0, len(text))
    assert text[start:end] == part


def test_a_total_counts_and_a_number_does_not() -> None:
    assert spans("với tổng số 9.773 lượt người") == [("count", "9.773")]
    assert spans("theo phụ lục số 12 của tỉnh") == []
