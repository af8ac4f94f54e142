"""Questions of several parts cut into questions that stand alone; plain ones left whole."""

from __future__ import annotations

import pytest

from assistant.kinds import Kind
from assistant.lexicon import Lexicon, build_lexicon
from assistant.parts import split_question
from assistant.question import Question, understand
from ingest.records import Document
from ingest.split import split

TEXTS = (
    """Hà Nam và Cà Mau sắp xếp lại thôn
Tỉnh Hà Nam giảm được 12 thôn, kết nạp 410 đảng viên. Tỉnh Cà Mau giảm được 20 thôn, kết nạp 325 đảng viên.
So sánh số đảng viên của hai tỉnh thì Hà Nam nhiều hơn.""",
    """Đảng bộ Khối và Đảng bộ Công an
Đảng bộ Khối có 58 chi bộ và 1.204 đảng viên. Đảng bộ Công an có 31 chi bộ và 877 đảng viên.
Bên nào nhiều chi bộ hơn thì được hỗ trợ thêm.""",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    documents = {
        f"d{at}": Document(id=f"d{at}", title=text.split("\n")[0], text=text, source="d.txt", sha256="0" * 64)
        for at, text in enumerate(TEXTS)
    }
    return build_lexicon(documents, [chunk for each in documents.values() for chunk in split(each)])


def parts_of(text: str, lexicon: Lexicon) -> list[Question]:
    return split_question(understand(text, lexicon), lexicon)


def places_of(parts: list[Question]) -> list[list[str]]:
    return [[" ".join(place.name) for place in part.places] for part in parts]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "So sánh số đảng viên của Hà Nam và Cà Mau",
            ["số đảng viên của Hà Nam?", "số đảng viên của Cà Mau?"],
        ),
        (
            "Hà Nam và Cà Mau giảm được bao nhiêu thôn?",
            ["Hà Nam giảm được bao nhiêu thôn?", "Cà Mau giảm được bao nhiêu thôn?"],
        ),
    ],
)
def test_places_compared(text: str, parts: list[str], lexicon: Lexicon) -> None:
    found = parts_of(text, lexicon)
    assert [part.text for part in found] == parts
    assert places_of(found) == [["hà nam"], ["cà mau"]]
    assert {part.kind for part in found} == {Kind.QUANTITY}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Đảng bộ Khối với Đảng bộ Công an, bên nào nhiều chi bộ hơn?",
            ["Đảng bộ Khối có bao nhiêu chi bộ?", "Đảng bộ Công an có bao nhiêu chi bộ?"],
        ),
        (
            "Đảng bộ Khối và Đảng bộ Công an thì đơn vị nào đông đảng viên hơn?",
            ["Đảng bộ Khối có bao nhiêu đảng viên?", "Đảng bộ Công an có bao nhiêu đảng viên?"],
        ),
    ],
)
def test_one_or_the_other(text: str, parts: list[str], lexicon: Lexicon) -> None:
    found = parts_of(text, lexicon)
    assert [part.text for part in found] == parts
    assert {part.kind for part in found} == {Kind.QUANTITY}


def test_two_figures_of_one_subject(lexicon: Lexicon) -> None:
    found = parts_of("Tỉnh Hà Nam giảm được bao nhiêu thôn và bao nhiêu chi bộ?", lexicon)
    assert [part.text for part in found] == [
        "Tỉnh Hà Nam giảm được bao nhiêu thôn?",
        "Tỉnh Hà Nam giảm được bao nhiêu chi bộ?",
    ]
    assert [part.unit for part in found] == [("thôn",), ("chi", "bộ")]


def test_each_piece_with_a_place_of_its_own(lexicon: Lexicon) -> None:
    found = parts_of("Hà Nam giảm được mấy thôn và Cà Mau kết nạp bao nhiêu đảng viên?", lexicon)
    assert [part.text for part in found] == [
        "Hà Nam giảm được mấy thôn?",
        "Cà Mau kết nạp bao nhiêu đảng viên?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Tỉnh Hà Nam giảm được bao nhiêu thôn?",
        "Đảng bộ Khối có bao nhiêu chi bộ và đảng viên?",  # one asking word
        "Ai là Bí thư Đảng bộ Khối?",
        "Thành phố Cà Mau của tỉnh Cà Mau có bao nhiêu đảng viên?",  # one name twice
        "Huyện Bình Lục của tỉnh Hà Nam giảm được bao nhiêu thôn?",  # a district and its province
    ],
)
def test_a_plain_question_stays_one(text: str, lexicon: Lexicon) -> None:
    question = understand(text, lexicon)
    assert split_question(question, lexicon) == [question]


def test_what_is_only_said_before_the_question_is_not_asked(lexicon: Lexicon) -> None:
    text = "Hà Nam giảm 12 thôn, còn Cà Mau thì giảm bao nhiêu thôn?"
    assert [part.text for part in parts_of(text, lexicon)] == ["Cà Mau giảm bao nhiêu thôn?"]


def test_later_pieces_have_the_subject_of_the_first(lexicon: Lexicon) -> None:
    found = parts_of("Đảng bộ Khối có bao nhiêu chi bộ, ai làm Bí thư?", lexicon)
    assert [part.text for part in found] == [
        "Đảng bộ Khối có bao nhiêu chi bộ?",
        "Đảng bộ Khối có ai làm Bí thư?",
    ]
    assert [part.kind for part in found] == [Kind.QUANTITY, Kind.WHO]
