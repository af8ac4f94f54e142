"""Places that only the documents know: in questions by name alone, typed anyhow."""

from __future__ import annotations

import pytest

from assistant.own_places import named_alone, own_places, units_named
from ingest.places import COMMUNE, DISTRICT, PROVINCE
from ingest.records import Document
from tests.asking import Asking, document

REPORT = """Kết quả nghề nuôi ong
UBND huyện Bến Xuân báo cáo: huyện nuôi 412 đàn ong.
Tổ kiểm tra do ông Trần Văn Thử làm Tổ trưởng."""


def report(place: str = "Bến Xuân", text: str = REPORT) -> Document:
    return document("bao-cao", text, place=place)


@pytest.mark.parametrize(
    ("unit", "level"),
    [("huyện", DISTRICT), ("tỉnh", PROVINCE), ("thị xã", DISTRICT), ("xã", COMMUNE), ("thị trấn", COMMUNE)],
)
def test_the_level_is_the_one_that_the_document_tells(unit: str, level: int) -> None:
    [place] = own_places([report(text=f"UBND {unit} Bến Xuân họp.")]).values()
    assert (place.name, place.level) == (("bến", "xuân"), level)


def test_what_the_gazetteer_tells_of_is_left_to_it() -> None:
    assert not own_places([report("Bắc Giang"), report("Huế")])


@pytest.mark.parametrize(
    "question",
    [
        "Bến Xuân nuôi bao nhiêu đàn ong?",
        "bến xuân nuôi bao nhiêu đàn ong",
        "huyen ben xuan nuoi bao nhieu dan ong",
        "Huyện Bến Xuân nuôi bao nhiêu đàn ong?",
    ],
)
def test_a_question_names_the_place_as_it_likes(question: str) -> None:
    [place] = Asking(report()).understand(question).places
    assert (place.name, place.level) == (("bến", "xuân"), DISTRICT)


@pytest.mark.parametrize("question", ["Ai nuôi ong ở Bến Xuân", "Ai làm Tổ trưởng ở huyện Bến Xuân?"])
def test_a_place_that_ends_a_question_ends_with_it(question: str) -> None:
    asked = Asking(report()).understand(question)
    assert [place.name for place in asked.places] == [("bến", "xuân")]
    words = question.strip("?").lower().split()
    found = named_alone(words, [False] * len(words), own_places([report()]))
    assert [(first, last) for first, last, _ in found] == [(len(words) - 2, len(words))]


def test_no_place_where_no_document_is_of_it_or_a_person_bears_the_name() -> None:
    other = Asking(document("khac", REPORT))
    assert not other.understand("Bến Xuân nuôi bao nhiêu đàn ong?").places
    assert not Asking(report()).understand("Ông Trần Bến Xuân làm gì?").places


def test_a_word_of_the_language_needs_a_unit_before_it_in_small_letters() -> None:
    own = own_places([report("Thành Công", "UBND huyện Thành Công họp.")])

    def found(text: str) -> list[tuple[int, int]]:
        words = text.split()
        named = named_alone([word.lower() for word in words], [word[0].isupper() for word in words], own)
        return [(first, last) for first, last, _ in named]

    assert found("họp thành công tốt đẹp") == []
    assert found("ở thành công có gì") == [(1, 3)]
    assert found("Thành Công có gì") == [(0, 2)]


def test_units_that_a_text_names() -> None:
    text = (
        "Huyện Bến Xuân và huyện Đồi Thông học Thị xã Mây Cao; Huyện ủy Bến Xuân, tỉnh Bến Xuân. Xã hội mới."
    )
    found = units_named(text)
    assert found == {("bến", "xuân"): 1, ("đồi", "thông"): 2, ("mây", "cao"): 2}


def test_the_name_of_a_person_behind_a_place_is_left_out() -> None:
    text = "Bí thư Huyện ủy Sơn Đồi Bùi Đức Thử cho biết. Sơn Đồi là huyện xa nhất."
    assert units_named(text) == {("sơn", "đồi"): 2}
