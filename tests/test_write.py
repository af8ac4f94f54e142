"""Wording of one chosen candidate."""

from __future__ import annotations

import pytest

from assistant.choose import Choice
from assistant.found import Found
from assistant.write import settle
from tests.asking import Asking, document

PLANS = (
    "Hội nông dân xã Suối Trong\n"
    "Nhiều việc đã làm; trong năm hội ban hành: Kế hoạch số 01 về trồng chè; Nghị quyết số 02 về kết nạp; "
    "Kế hoạch số 03 về nuôi ong."
)
MEETING = (
    "Họp xã Suối Trong\n"
    "Ông Lê Văn Thử, Ủy viên Ban Thường vụ Huyện ủy, Trưởng Ban Tổ chức Huyện ủy, nói rằng "
    + "việc này còn phải bàn thêm nhiều lần nữa, " * 6
    + "rồi mới quyết."
)


def worded(question: str, text: str, words: str) -> tuple[Asking, Found]:
    """Return the answer from the candidate whose short answer, or clause, begins with these words."""
    asking = Asking(document("d", text))
    asked = asking.understand(question)
    start = text.index(words)
    chosen = next(
        one for one in asking.candidates(question) if (one.span.start if one.span else one.start) == start
    )
    return asking, settle(asked, Choice(chosen, 0.9, 0.9), asking.views["d"])


@pytest.mark.parametrize(
    ("question", "items"),
    [
        (
            "Hội ban hành những văn bản nào?",
            ["Kế hoạch số 01 về trồng chè", "Nghị quyết số 02 về kết nạp", "Kế hoạch số 03 về nuôi ong"],
        ),
        (
            "Liệt kê các kế hoạch của hội",  # of one kind of document
            ["Kế hoạch số 01 về trồng chè", "Kế hoạch số 03 về nuôi ong"],
        ),
    ],
)
def test_a_list_inside_a_sentence_has_a_line_and_a_quote_for_each(question: str, items: list[str]) -> None:
    asking, found = worded(question, PLANS, "Nhiều việc")

    assert found.short == "; ".join(items)
    assert [text for text, _ in found.segments] == [
        "Nhiều việc đã làm; trong năm hội ban hành:",
        *(f"\n- {item}" for item in items),
    ]
    quotes = [quote.rstrip(".") for quote in asking.quotes(found)]
    assert quotes == ["Nhiều việc đã làm; trong năm hội ban hành", *items]


def test_what_a_person_holds_is_shown_however_long_the_sentence() -> None:
    _, found = worded("Ai là Trưởng Ban Tổ chức Huyện ủy?", MEETING, "Lê Văn Thử")
    assert found.short == "Lê Văn Thử"
    assert found.segments[0][0].startswith(
        "Ông **Lê Văn Thử**, Ủy viên Ban Thường vụ Huyện ủy, Trưởng Ban Tổ chức Huyện ủy …"
    )


@pytest.mark.parametrize(
    ("question", "words", "short"),
    [
        ("Xã làm xong quy hoạch của những nhiệm kỳ nào?", "nhiệm kỳ 2020", "nhiệm kỳ 2020-2025 và 2021-2026"),
        ("Xã làm xong quy hoạch của những nhiệm kỳ nào?", "2021-2026", "nhiệm kỳ 2020-2025 và 2021-2026"),
        ("Xã làm xong quy hoạch của nhiệm kỳ nào?", "nhiệm kỳ 2020", "nhiệm kỳ 2020-2025"),  # asks for one
        ("Xã trình quy hoạch của những nhiệm kỳ nào?", "nhiệm kỳ 2025", "nhiệm kỳ 2025-2030"),
    ],
)
def test_what_and_joins_is_told_together(question: str, words: str, short: str) -> None:
    text = (
        "Tin của xã\nXã làm xong quy hoạch nhiệm kỳ 2020-2025 và 2021-2026, trình huyện duyệt quy hoạch của "
        "nhiệm kỳ 2025-2030."
    )
    assert worded(question, text, words)[1].short == short
