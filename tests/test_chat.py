"""Follow-up questions completed from what was asked before; new topics left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.chat import by_itself, standalone
from assistant.lexicon import Lexicon, build_lexicon
from ingest.records import Document
from ingest.split import split

TEXTS = (
    """Hà Nam và Hậu Giang kết nạp đảng viên
Năm 2018, tỉnh Hà Nam kết nạp được 410 đảng viên, trong đó có 190 nữ. Năm 2019, tỉnh kết nạp 395 đảng viên.
Cùng thời gian, tỉnh Hậu Giang kết nạp được 325 đảng viên, trong đó có 120 nữ.""",
    """Trưởng thôn và phó thôn ở xã Hoa Mai
Tỷ lệ trưởng thôn là đảng viên đạt 65,4%; tỷ lệ phó thôn là đảng viên đạt 40,2%.
Ông Nguyễn Văn Thử giữ chức Trưởng ban Dân vận. Bà Lê Thị Mẫu giữ chức Giám đốc Thư viện.
Đề án 07 ban hành năm 2017, Đề án 09 ban hành năm 2019.""",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    documents = {
        f"d{at}": Document(id=f"d{at}", title=text.split("\n")[0], text=text, source="d.txt", sha256="0" * 64)
        for at, text in enumerate(TEXTS)
    }
    return build_lexicon(documents, [chunk for each in documents.values() for chunk in split(each)])


@pytest.mark.parametrize(
    ("earlier", "typed", "whole"),
    [
        (
            "Nhiệm kỳ 2015-2020 tỉnh Hà Nam kết nạp bao nhiêu đảng viên?",
            "Còn nhiệm kỳ 2020 - 2025?",
            "Nhiệm kỳ 2020 - 2025 tỉnh Hà Nam kết nạp bao nhiêu đảng viên?",
        ),
        (
            "Tỉnh Hà Nam kết nạp được bao nhiêu đảng viên?",
            "Còn Hậu Giang thì sao?",
            "Tỉnh Hậu Giang kết nạp được bao nhiêu đảng viên?",
        ),
        (
            "Tỉnh Hà Nam kết nạp được bao nhiêu đảng viên?",
            "Thế còn tỉnh Hậu Giang?",
            "Tỉnh Hậu Giang kết nạp được bao nhiêu đảng viên?",
        ),
        (
            "Năm 2019 tỉnh Hà Nam kết nạp bao nhiêu đảng viên?",
            "Còn năm trước đó?",
            "Năm 2018 tỉnh Hà Nam kết nạp bao nhiêu đảng viên?",
        ),
        ("Ai làm tổ trưởng tổ số hóa?", "Thế tổ phó?", "Ai làm tổ phó tổ số hóa?"),
        (
            "Lớp bồi dưỡng tuyên giáo có bao nhiêu người dự?",
            "Còn lớp dân vận thì bao nhiêu người?",
            "Lớp bồi dưỡng dân vận có bao nhiêu người dự?",
        ),
        (
            "Tỷ lệ trưởng thôn là đảng viên là bao nhiêu?",
            "Thế còn phó thôn thì sao?",
            "Tỷ lệ phó thôn là đảng viên là bao nhiêu?",
        ),
        (
            "Bà Phạm Thị Lạ giữ chức vụ gì?",
            "Còn bà Lê Thị Mẫu thì sao?",
            "Bà Lê Thị Mẫu giữ chức vụ gì?",
        ),
        (
            "Năm 2018 Hà Nam kết nạp bao nhiêu đảng viên?",
            "Còn năm 2019 thì sao?",
            "Năm 2019 Hà Nam kết nạp bao nhiêu đảng viên?",
        ),
    ],
)
def test_the_new_thing_takes_the_place_of_the_old(
    earlier: str, typed: str, whole: str, lexicon: Lexicon
) -> None:
    assert standalone(typed, [earlier], lexicon) == whole


def test_a_question_that_refers_back_gets_the_statement_before(lexicon: Lexicon) -> None:
    earlier = "Tỉnh Hà Nam kết nạp được bao nhiêu đảng viên?"
    assert (
        standalone("Trong đó có bao nhiêu nữ?", [earlier], lexicon)
        == "Tỉnh Hà Nam kết nạp đảng viên, trong đó có bao nhiêu nữ?"
    )
    assert (
        standalone("Ông ấy giữ chức này từ năm nào?", ["Ai là Bí thư Tỉnh ủy Hà Nam?"], lexicon)
        == "Bí thư Tỉnh ủy Hà Nam, ông ấy giữ chức này từ năm nào?"
    )
    assert (
        standalone("Ông ấy còn giữ chức gì nữa?", ["Ai là Bí thư Tỉnh ủy Hà Nam?"], lexicon)
        == "Ai là Bí thư Tỉnh ủy Hà Nam, ông ấy còn giữ chức gì nữa?"
    )


@pytest.mark.parametrize(
    ("earlier", "typed", "whole"),
    [
        (
            "Tỉnh Hà Nam kết nạp được bao nhiêu nữ?",
            "Ở đó có mấy chi bộ thôn?",
            "Ở Hà Nam có mấy chi bộ thôn?",  # the place is all that is lent
        ),
        (
            "Tỉnh Hà Nam kết nạp được bao nhiêu nữ?",
            "Tỉnh này có mấy chi bộ thôn?",
            "Tỉnh Hà Nam có mấy chi bộ thôn?",
        ),
        (
            "Tỉnh Hà Nam kết nạp được bao nhiêu đảng viên?",
            "Ở đó có bao nhiêu nữ?",  # of those admitted
            "Tỉnh Hà Nam kết nạp đảng viên, ở đó có bao nhiêu nữ?",
        ),
        (
            "Năm 2018 Hà Nam kết nạp được bao nhiêu đảng viên?",
            "Năm đó có bao nhiêu nữ?",
            "Hà Nam kết nạp đảng viên, năm 2018 có bao nhiêu nữ?",
        ),
        (
            "Hà Nam và Hậu Giang kết nạp được bao nhiêu đảng viên?",
            "Ở đó có mấy chi bộ thôn?",  # two places: which one is left open
            "Hà Nam và Hậu Giang kết nạp đảng viên, ở đó có mấy chi bộ thôn?",
        ),
    ],
)
def test_place_and_year_are_named_instead_of_pointed_at(
    earlier: str, typed: str, whole: str, lexicon: Lexicon
) -> None:
    assert standalone(typed, [earlier], lexicon) == whole


def test_a_chain_is_completed_from_its_start(lexicon: Lexicon) -> None:
    history = ["Tỉnh Hà Nam kết nạp được bao nhiêu đảng viên?", "Còn Hậu Giang thì sao?"]
    assert (
        standalone("Trong đó có bao nhiêu nữ?", history, lexicon)
        == "Tỉnh Hậu Giang kết nạp đảng viên, trong đó có bao nhiêu nữ?"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "Giá vàng hôm nay bao nhiêu?",  # no document has "giá" or "vàng"
        "Ông Nguyễn Văn Thử giữ chức vụ gì?",
        "Tỉnh Hậu Giang kết nạp được bao nhiêu đảng viên?",
        "Đề án 09 ban hành khi nào?",
    ],
)
def test_a_new_topic_stays_as_typed(typed: str, lexicon: Lexicon) -> None:
    assert standalone(typed, ["Tỉnh Hà Nam kết nạp được bao nhiêu đảng viên?"], lexicon) == typed


@pytest.mark.parametrize("typed", ["Còn Hậu Giang thì sao?", "Trong đó có bao nhiêu nữ?", "Bao nhiêu?"])
def test_without_history_a_question_stays_as_typed(typed: str, lexicon: Lexicon) -> None:
    assert standalone(typed, [], lexicon) == typed


def test_a_name_that_no_list_has_takes_the_place_of_another(lexicon: Lexicon) -> None:
    asked = "Năm 2019 Bến Đá nhận bao nhiêu hồ sơ?"
    assert standalone("Thế còn Suối Trong thì sao?", [asked], lexicon) == asked.replace(
        "Bến Đá", "Suối Trong"
    )


def test_a_name_in_small_letters_is_one_of_the_documents(lexicon: Lexicon) -> None:
    known = replace(lexicon, capitalised={("suối", "trong"): 2})
    asked = "Năm 2019 Bến Đá nhận bao nhiêu hồ sơ?"
    assert standalone("thế còn suối trong", [asked], known) == asked.replace("Bến Đá", "Suối Trong")


def test_why_keeps_the_year_and_drops_what_was_asked_besides(lexicon: Lexicon) -> None:
    asked = "Năm 2019 Hà Nam kết nạp bao nhiêu đảng viên, đó là những ai?"
    assert standalone("Sao năm đó lại ít vậy?", [asked], lexicon) == (
        "Năm 2019 Hà Nam kết nạp đảng viên, vì sao năm 2019 lại ít vậy?"
    )


def test_a_follow_up_by_itself_keeps_place_and_year(lexicon: Lexicon) -> None:
    asked = "Năm 2018 Hà Nam kết nạp bao nhiêu đảng viên?"
    then = by_itself("Thế số đảng viên nữ kết nạp năm đó là bao nhiêu?", asked, lexicon)
    assert then == "Số đảng viên nữ kết nạp năm 2018 là bao nhiêu ở Hà Nam?"
    assert by_itself("Còn nữ?", asked, lexicon) == ""


def test_the_year_before_of_a_follow_up_is_named(lexicon: Lexicon) -> None:
    earlier = "Năm 2019, tỉnh Hà Nam kết nạp bao nhiêu đảng viên?"
    assert "2018" in standalone("Còn năm trước đó thì sao?", [earlier], lexicon)
    assert "2020" in standalone("Còn năm sau thì sao?", [earlier], lexicon)
    assert "2018" not in standalone("So với cùng kỳ năm trước thì tăng bao nhiêu?", [earlier], lexicon)


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("Sao việc kết nạp lại chậm?", "Vì sao việc kết nạp lại chậm?"),
        ("Sao Hà Nam lại kết nạp ít?", "Vì sao Hà Nam lại kết nạp ít?"),
        ("Sao Đỏ là phường nào?", "Sao Đỏ là phường nào?"),
    ],
)
def test_how_people_ask_why(lexicon: Lexicon, typed: str, whole: str) -> None:
    assert standalone(typed, [], lexicon) == whole
