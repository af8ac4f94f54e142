"""Figures, dates, document numbers and names of a sentence, in one spelling."""

from __future__ import annotations

import pytest

from assistant.facts import FactKind, NameKind, find_facts, find_names
from assistant.lexicon import Lexicon

EMPTY = Lexicon(0, {}, {}, {}, {}, frozenset())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.043 người", "1043 người"),
        ("65,40%", "65,4 phần trăm"),
        ("04 lớp", "4 lớp"),
        ("ngày 05/3/2019", "ngày 5 tháng 3 năm 2019"),
        ("5-3-2019", "05.03.2019"),
        ("tháng 3/2019", "tháng 03 năm 2019"),
        ("ngày 12-10", "ngày 12/10"),
        ("30 tháng 4", "ngày 30/4"),
        ("Đề án 07-ĐA/TU", "đề án 7-đa/tu"),
        ("2016-2020", "2016 – 2020"),
        ("5-7%", "5 - 7 %"),
    ],
)
def test_one_fact_in_two_spellings(one: str, other: str) -> None:
    [a], [b] = find_facts(one), find_facts(other)
    assert a.key == b.key and a.kind is b.kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.043", "1,043"),
        ("102", "1.102"),
        ("65,4%", "65,4"),
        ("5/10", "10/5"),
        ("07-ĐA/TU", "08-ĐA/TU"),
        ("07-ĐA/TU", "07-ĐA/TW"),
        ("ngày 5/3/2019", "ngày 3/5/2019"),
        ("tháng 3/2019", "tháng 3/2018"),
        ("2016-2020", "2020-2016"),
        ("5G", "5"),
    ],
)
def test_two_facts(one: str, other: str) -> None:
    [a], [b] = find_facts(one), find_facts(other)
    assert a.key not in b.proves and b.key not in a.proves


def test_a_date_proves_its_parts_and_no_part_proves_a_date() -> None:
    [date], [month], [year] = map(find_facts, ("ngày 5-3-2019", "tháng 3/2019", "năm 2019"))
    assert {month.key, year.key} <= date.proves and year.key in month.proves
    assert date.key not in month.proves | year.proves


def test_places_in_the_text() -> None:
    text = "Ngày 5-3-2019, xã có 1.043 người (65,4%) theo Kế hoạch 07-KH/ĐU; 5/10 thôn, năm 1257."
    found = [(text[fact.start : fact.end], fact.kind) for fact in find_facts(text)]
    assert found == [
        ("Ngày 5-3-2019", FactKind.DATE),
        ("1.043", FactKind.COUNT),
        ("65,4%", FactKind.PERCENT),
        ("07-KH/ĐU", FactKind.NUMBER),
        ("5/10", FactKind.COUNT),
        ("1257", FactKind.DATE),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tỉnh Bắc Giang giảm 12 thôn.", [("Bắc Giang", NameKind.PLACE)]),
        ("Tại xã Bến Đá có 12 thôn.", [("Bến Đá", NameKind.PLACE)]),
        ("Thôn Đông có 12 hộ.", [("Đông", NameKind.PLACE)]),
        ("Bà Lê Thị Thử cho biết.", [("Lê Thị Thử", NameKind.PERSON)]),
        ("Các huyện, Ban Thường vụ chỉ đạo.", [("Ban Thường", NameKind.OTHER)]),
        ("Hội nghị nghe HACKED nói.", [("HACKED", NameKind.OTHER)]),
        ("Sau sắp xếp, xã giảm 12 thôn.", []),
    ],
)
def test_names(text: str, names: list[tuple[str, NameKind]]) -> None:
    assert [(text[name.start : name.end], name.kind) for name in find_names(text, EMPTY)] == names
