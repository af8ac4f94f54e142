"""Numbers of documents in questions, and which documents carry or name them."""

from __future__ import annotations

import pytest

from assistant.numbers import AskedNumber, Numbers, asked_numbers, mentioned
from ingest.records import Document


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Nghị định 276 có hiệu lực từ ngày nào?", [("nghị định", "276")]),
        ("nd 276/2026 do ai ky?", [("nghị định", "276/2026")]),
        ("nghi dinh 276/2026/nd-cp quy dinh gi", [("nghị định", "276/2026/nd-cp")]),
        ("Văn bản số 012/2020/TT-BTC của ai?", [("", "12/2020/tt-btc")]),
        ("Đề án số 07-ĐA/TU nêu gì?", [("đề án", "7-da/tu")]),
        ("Đề án số 07 - ĐA/TU nêu gì?", [("đề án", "7")]),
        ("47-KH/TU ban hành khi nào?", [("kế hoạch", "47-kh/tu")]),
        ("Luật số 129/2025/QH15 quy định gì?", [("luật", "129/2025/qh15")]),
        (
            "Nghị quyết 18-NQ/TW và Nghị quyết 19-NQ/TW khác nhau ra sao?",
            [("nghị quyết", "18-nq/tw"), ("nghị quyết", "19-nq/tw")],
        ),
        # Figures that count something
        ("Kế hoạch 5 năm đạt bao nhiêu?", []),
        ("Báo cáo 2 cấp nói gì?", []),
        ("Quyết định 3 vấn đề gì?", []),
        ("Trong 2 nghị quyết có 30 đảng viên nào?", []),
        ("Tỷ lệ 65,4% của ai?", []),
        ("Có bao nhiêu nghị quyết 2 năm qua?", []),
        ("Công nghệ 4-0 là gì?", []),
    ],
)
def test_what_a_question_names(question: str, found: list[tuple[str, str]]) -> None:
    asked = asked_numbers(question)
    assert [(one.kind, one.number) for one in asked] == found
    for one in asked:
        assert " ".join(question[one.start : one.end].split()) == one.shown


@pytest.mark.parametrize(
    ("asked", "number", "fits"),
    [
        ("Nghị định 276", "276/2026/NĐ-CP", True),
        ("Nghị định 276", "276/2026/TT-BTC", False),  # another kind
        ("Nghị định 276", "1276/2026/NĐ-CP", False),
        ("Nghị định 276/2025", "276/2026/NĐ-CP", False),
        ("276/2026/ND-CP", "276/2026/NĐ-CP", True),  # typed without the Đ
        ("Nghị định 276/2026/NĐ-CP", "276/2026/NĐ-UBTVQH", False),
        ("Thông tư 12", "012/2020/TTLT-BTC-BYT", True),
        ("Văn bản số 12", "12/2020/TT-BTC", True),
        ("Quy định 27/2023", "27/2023/QĐ-UBND", True),  # issued with that decision
        ("Thông tư 27/2023", "27/2023/QĐ-UBND", False),
        ("Luật số 129", "129/2025/QH15", True),  # its letters tell no kind
    ],
)
def test_which_numbers_fit(asked: str, number: str, fits: bool) -> None:
    [one] = asked_numbers(asked)
    assert one.fits(number) is fits


def document(name: str, number: str | None, text: str = "", **facts: str) -> Document:
    return Document(id=name, title=name, text=text, source=name, sha256="0" * 64, number=number, **facts)  # type: ignore[arg-type]


DOCUMENTS = [
    document("old", "12/2019/TT-BTC", issued="2019-01-02"),
    document("new", "12/2024/TT-BTC", issued="2024-05-06", text="Căn cứ Nghị định 99/2020 của Chính phủ."),
    document("law", "12/2024/QH15", kind="luật"),
    document("article", None, text="Theo Nghị định số 99/2020/NĐ-CP, 12 xã sáp nhập."),
]  # fmt: skip


def asked(question: str) -> AskedNumber:
    [one] = asked_numbers(question)
    return one


def test_the_newest_of_several_that_carry_it_comes_first() -> None:
    numbers = Numbers(DOCUMENTS)
    assert [one.id for one in numbers.carrying(asked("Thông tư số 12"))] == ["new", "old"]
    assert [one.id for one in numbers.carrying(asked("Thông tư 12/2019"))] == ["old"]
    assert [one.id for one in numbers.carrying(asked("Luật số 12"))] == ["law"]
    assert numbers.carrying(asked("Nghị định 99/2020/NĐ-CP")) == []


def test_who_only_names_it() -> None:
    numbers = Numbers(DOCUMENTS)
    assert numbers.naming(asked("Nghị định 99")) == {"new", "article"}
    assert numbers.naming(asked("Nghị định 99/2020/NĐ-CP")) == {"article"}
    assert numbers.wholes(asked("Nghị định 99")) == {"99/2020", "99/2020/nd-cp"}
    assert numbers.naming(asked("Nghị định 100")) == set()


def test_numbers_of_a_text() -> None:
    text = "Thực hiện Nghị quyết số 18-NQ/TW, Thông tư 5/2020, năm 2021/2022; Luật 12 điều; đạt 3/4 chỉ tiêu."
    assert list(mentioned(text)) == ["18-nq/tw", "5/2020", "12"]
