"""Which year a figure is told for."""

from __future__ import annotations

import pytest

from assistant.years import of_the_year, told_against
from tests.asking import Asking, document

TEXT = """Sắp xếp cán bộ ở Đông Hà
Năm 2020 huyện giải quyết 158 cán bộ dôi dư, năm 2021 giải quyết 203 cán bộ dôi dư.
Tỷ lệ hồ sơ qua mạng của xã đạt 64,2%, tăng so với mức 38,5% của năm 2022, vượt kế hoạch năm 2023.
Từ năm 2021 đến hết năm 2023 huyện luân chuyển 246 cán bộ.
Năm 2019 huyện kết nạp 75 đảng viên.
"""


def figures(question: str, line: int) -> list[str]:
    asking = Asking(document("d", TEXT))
    asked = asking.understand(question)
    kept = of_the_year(asked, asking.candidates(question), asking.views)
    start = TEXT.index(TEXT.splitlines()[line])
    end = start + len(TEXT.splitlines()[line])
    spans = [one.span for one in kept if one.span and start <= one.start < end]
    return [TEXT[span.start : span.end] for span in sorted(spans, key=lambda span: span.start)]


@pytest.mark.parametrize(
    ("question", "line", "told"),
    [
        ("Năm 2021 huyện giải quyết bao nhiêu cán bộ dôi dư?", 1, ["203"]),
        ("Năm 2020 huyện giải quyết bao nhiêu cán bộ dôi dư?", 1, ["158"]),
        ("Huyện giải quyết bao nhiêu cán bộ dôi dư?", 1, ["158", "203"]),
        # The year right behind a figure is its year; the other figure's is untold.
        ("Năm 2023 tỷ lệ hồ sơ qua mạng là bao nhiêu phần trăm?", 2, ["64,2%"]),
        ("Năm 2022 tỷ lệ hồ sơ qua mạng là bao nhiêu phần trăm?", 2, ["38,5%"]),
        # A stretch of time is no single year.
        ("Năm 2023 huyện luân chuyển bao nhiêu cán bộ?", 3, ["246"]),
        ("Năm 2019 và năm 2020 huyện kết nạp bao nhiêu đảng viên?", 4, ["75"]),
    ],
)
def test_a_figure_told_for_another_year_is_no_candidate(question: str, line: int, told: list[str]) -> None:
    assert figures(question, line) == told


HELD = Asking(
    document(
        "b",
        "Xã Đồi Thông năm 2032\nTỷ lệ nộp trực tuyến đạt 64,2%, tăng so với mức 38,5% của năm 2031.",
    )
)


@pytest.mark.parametrize(("year", "told"), [("2032", "64,2%"), ("2033", None)])
def test_a_figure_held_against_the_year_before_is_of_the_year_asked_for(year: str, told: str | None) -> None:
    question = f"Tỷ lệ nộp trực tuyến của xã Đồi Thông năm {year} là bao nhiêu?"
    one = told_against(HELD.understand(question), HELD.candidates(question), HELD.views)
    text = HELD.documents["b"].text
    assert (text[one.span.start : one.span.end] if one and one.span else None) == told
