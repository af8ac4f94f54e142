"""Places, persons, years and document numbers that a sentence and its surroundings carry or lack."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.kinds import Kind
from assistant.lexicon import build_lexicon
from assistant.question import Question
from assistant.scope import Support, is_number, speaks_of_more, support
from assistant.views import DocumentView
from ingest.places import DISTRICT, PROVINCE, Place
from ingest.records import Document
from ingest.split import split
from tests.asking import Asking, document

TEXT = """Sắp xếp thôn, tổ dân phố
Năm 2018, tỉnh Hoa Mai ban hành Đề án 07-ĐA/TU.
Theo đề án, toàn tỉnh giảm 12 thôn.
Ngày 30-5-2019, ông Nguyễn Văn Thử ký Kế hoạch số 15.
Các xã đã họp dân.
Các thôn đã bầu trưởng thôn.
Mọi việc đã xong.
II. Ở huyện Bến Đá
Huyện giảm 3 thôn.
Người dân đồng tình.
Đến nay còn 31 chi bộ."""


def view(**fields: str) -> DocumentView:
    document = Document(
        id="d", title=TEXT.split("\n")[0], text=TEXT, source="d.txt", sha256="0" * 64, **fields
    )
    return DocumentView(document, build_lexicon({"d": document}, split(document)))


def ask(**fields: Any) -> Question:
    return Question(text="", kind=Kind.QUANTITY, tokens=(), left=(), right=(), unit=(), **fields)


def place(name: str) -> Place:
    return Place(tuple(name.split()), PROVINCE, frozenset())


def checked(question: Question, opening: str, made: DocumentView | None = None) -> Support:
    made = made or view()
    [index] = [i for i, (start, _) in enumerate(made.bounds) if made.document.text.startswith(opening, start)]
    return support(question, made, made.sentence(index))


def test_a_question_without_names_is_carried_by_any_sentence() -> None:
    assert checked(ask(), "Mọi việc") == Support((), 1.0)


# Places


@pytest.mark.parametrize(
    ("opening", "near"),
    [("Năm 2018", 1.0), ("Theo đề án", 0.0), ("Ngày 30-5", 0.0)],  # in the sentence, or one or two before it
)
def test_a_place_near_by_carries(opening: str, near: float) -> None:
    assert checked(ask(places=(place("hoa mai"),)), opening) == Support((), near)


def test_a_place_holds_on_until_another_has_its_turn() -> None:
    question = ask(places=(place("hoa mai"),))
    assert checked(question, "Mọi việc").missing == ()
    assert checked(question, "Đến nay").missing == ("hoa mai",)


def test_a_part_does_not_hold_on_where_the_text_comes_to_the_whole() -> None:
    text = "Tin\nỞ huyện Bến Đá còn 2 thôn.\nCác hộ đã dời đi.\nViệc dời đi mất 3 năm.\nToàn tỉnh còn 9 thôn."
    text += "\nNgười dân đồng tình.\nCác thôn đã họp.\nMọi việc đã xong."
    document = Document(id="d", title="Tin", text=text, source="d.txt", sha256="0" * 64)
    made = DocumentView(document, build_lexicon({"d": document}, split(document)))
    question = ask(places=(Place(("bến", "đá"), DISTRICT, frozenset()),))
    assert checked(question, "Việc dời", made).missing == ()
    assert checked(question, "Mọi việc", made).missing == ("bến đá",)


def test_one_of_several_names_in_a_list_is_not_what_the_next_sentence_speaks_of() -> None:
    text = "Tin\nCòn 3 thôn chưa có nhà văn hóa, gồm: Bến Đá, Bến Tre và thôn Bến Gỗ. Trong năm xây 2 nhà.\n"
    text += "Ở huyện Bến Sỏi và Bến Tre có chợ. Chợ có 9 gian."
    document = Document(id="d", title="Tin", text=text, source="d.txt", sha256="0" * 64)
    made = DocumentView(document, build_lexicon({"d": document}, split(document)))

    def missing(name: str, opening: str) -> tuple[str, ...]:
        return checked(ask(places=(Place(("bến", name), DISTRICT, frozenset()),)), opening, made).missing

    assert missing("đá", "Trong năm") == ("bến đá",)
    assert missing("gỗ", "Trong năm") == ("bến gỗ",)
    assert missing("đá", "Còn 3") == ()
    assert missing("sỏi", "Chợ có") == ()  # of two, each may be meant


@pytest.mark.parametrize(
    ("question", "clause", "more"),
    [
        ("Huyện Bến Đá còn mấy thôn?", "Toàn tỉnh còn 63 thôn", True),
        ("Huyện Bến Đá còn mấy thôn?", "Đảng bộ tỉnh có 63 thôn", True),
        ("Huyện Bến Đá còn mấy thôn?", "Toàn huyện còn 3 thôn", False),
        ("Huyện Bến Đá còn mấy thôn?", "Toàn tỉnh còn 63 thôn, riêng Bến Đá còn 3 thôn", False),
        ("Tỉnh Bến Đá còn mấy thôn?", "Toàn tỉnh còn 63 thôn", False),
        ("Thành phố Bến Đá có mấy chi bộ?", "Đảng bộ tỉnh Bến Đá có 63 chi bộ", True),  # its namesake
        ("Xã Bến Đá còn mấy thôn?", "cả huyện còn 8 thôn", True),
        ("Huyện Bến Đá có mấy trong số thôn của toàn tỉnh?", "Toàn tỉnh còn 63 thôn", False),  # asks for it
        ("Huyện Bến Đá có mấy đảng bộ?", "Các đảng bộ tỉnh ủy quản lý họp", False),
    ],
)
def test_a_whole_tells_nothing_of_its_part(question: str, clause: str, more: bool) -> None:
    asked = replace(ask(places=(place("bến đá"),)), text=question)
    assert speaks_of_more(asked, clause) is more


def test_the_place_of_the_document_carries_everywhere() -> None:
    question = ask(places=(place("hoa mai"),))
    assert checked(question, "Mọi việc", view(place="Hoa Mai")).missing == ()


def test_the_place_in_the_heading_carries() -> None:
    question = ask(places=(place("bến đá"),))
    assert checked(question, "Đến nay").missing == ()
    assert checked(question, "Theo đề án").missing == ("bến đá",)


def test_another_place_is_missing_even_when_the_document_has_one() -> None:
    question = ask(places=(place("hoa lan"),))
    assert checked(question, "Năm 2018", view(place="Hoa Mai")).missing == ("hoa lan",)


def test_of_two_places_each_counts() -> None:
    question = ask(places=(place("hoa mai"), place("hoa lan")))
    assert checked(question, "Năm 2018") == Support(("hoa lan",), 0.5)


def test_a_question_typed_without_accents_is_compared_by_letters() -> None:
    assert checked(ask(places=(place("hoa mại"),), folded=True), "Năm 2018").missing == ()
    assert checked(ask(places=(place("hoa mại"),)), "Năm 2018").missing == ("hoa mại",)


# Persons


def test_a_person_named_anywhere_in_the_document_carries() -> None:
    question = ask(persons=(("nguyễn", "văn", "thử"),))
    assert checked(question, "Ngày 30-5") == Support((), 1.0)
    assert checked(question, "Đến nay") == Support((), 0.0)


def test_a_person_whom_the_document_does_not_name_is_missing() -> None:
    question = ask(persons=(("nguyễn", "văn", "thứ"),))
    assert checked(question, "Ngày 30-5").missing == ("nguyễn văn thứ",)


# Years and dates


@pytest.mark.parametrize(
    ("year", "opening", "missing"),
    [
        ("2018", "Năm 2018", ()),
        ("2018", "Theo đề án", ()),  # one sentence above
        ("2019", "Ngày 30-5", ()),  # inside a date
        ("2019", "Mọi việc", ("năm 2019",)),
        ("2017", "Năm 2018", ("năm 2017",)),
    ],
)
def test_years(year: str, opening: str, missing: tuple[str, ...]) -> None:
    assert checked(ask(years=frozenset({year})), opening).missing == missing


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("Năm 2021, thư viện đón 5 người.", ("năm 2022",)),
        ("Thư viện đón 5 người.", ()),
        ("Số đó tăng 5 người so với năm 2021.", ()),  # does not say when
        ("Giai đoạn 2020-2025, từ năm 2021 đến nay có 5 người.", ()),
        ("Trong năm 2021, thuộc kế hoạch 2020 - 2023, có 5 người.", ()),  # a stretch that has the year
        ("Năm 2021 có 5 người, năm 2022 có 7 người.", ()),
    ],
)
def test_a_sentence_of_another_year_tells_nothing(sentence: str, missing: tuple[str, ...]) -> None:
    text = f"Thư viện năm 2022\n{sentence}"
    document = Document(id="d", title=text.split("\n")[0], text=text, source="d.txt", sha256="0" * 64)
    made = DocumentView(document, build_lexicon({"d": document}, split(document)))
    assert checked(ask(years=frozenset({"2022"})), sentence, made).missing == missing


def test_the_year_of_the_document_carries() -> None:
    question = ask(years=frozenset({"2020"}))
    assert checked(question, "Mọi việc", view(issued="2020-10-12")).missing == ()
    assert checked(question, "Mọi việc", view(issued="2021-10-12")).missing == ("năm 2020",)


def test_dates() -> None:
    question = ask(dates=frozenset({"30-5-2019"}))
    assert checked(question, "Ngày 30-5").missing == ()
    assert checked(question, "Đến nay").missing == ("30-5-2019",)
    assert checked(ask(dates=frozenset({"31-5-2019"})), "Ngày 30-5").missing == ("31-5-2019",)


# Document numbers


@pytest.mark.parametrize(
    ("number", "missing"),
    [
        ("07-đa/tu", ()),
        ("07", ()),  # "Đề án 07"
        ("15", ()),
        ("08-đa/tu", ("08-ĐA/TU",)),
        ("08", ("số 08",)),
        ("2018", ()),
    ],
)
def test_numbers_may_stand_anywhere_in_the_document(number: str, missing: tuple[str, ...]) -> None:
    assert checked(ask(numbers=frozenset({number})), "Mọi việc").missing == missing


def test_the_number_of_the_document_itself_carries() -> None:
    made = view(number="276/2026/NĐ-CP")
    assert checked(ask(numbers=frozenset({"276/2026/nđ-cp"})), "Mọi việc", made).missing == ()
    assert checked(ask(numbers=frozenset({"276/2026"})), "Mọi việc", made).missing == ()
    assert checked(ask(numbers=frozenset({"277/2026"})), "Mọi việc", made).missing == ("số 277/2026",)


@pytest.mark.parametrize(
    ("token", "number", "same"),
    [
        ("07-đa/tu", "07-đa/tu", True),
        ("07-đa/tu", "07", True),
        ("07-đa/tu", "7", True),
        ("7", "07", True),
        ("07-2021", "07", False),  # a date
        ("7-5-2021", "07", False),
        ("7/2021", "07", False),  # a month
        ("112/2020/nđ-cp", "112/2020", True),
        ("112/2020/nđ-cp", "112", True),
        ("112/2020/nđ-cp", "12/2020", False),
        ("107-đa/tu", "07", False),
        ("tu", "0", False),
    ],
)
def test_is_number(token: str, number: str, same: bool) -> None:
    assert is_number(token, number) is same


# Figures and other names


@pytest.mark.parametrize(("figure", "missing"), [("12", ()), ("14357", ("14357",))])
def test_a_figure_of_the_question_must_stand_in_the_document(figure: str, missing: tuple[str, ...]) -> None:
    assert checked(ask(figures=frozenset({figure})), "Mọi việc").missing == missing


def test_a_name_that_another_document_has_must_stand_in_this_one_too() -> None:
    texts = {"d": TEXT, "e": "Tin\nĐảng bộ Khối Cơ quan có 9 chi bộ."}
    documents = {
        name: Document(id=name, title="Tin", text=text, source="d.txt", sha256="0" * 64)
        for name, text in texts.items()
    }
    lexicon = build_lexicon(documents, [chunk for one in documents.values() for chunk in split(one)])
    views = {name: DocumentView(one, lexicon) for name, one in documents.items()}
    asked = ask(names=(("khối", "cơ"), ("chưa", "ai")))  # the second name no document has: it tells nothing
    assert checked(asked, "Mọi việc", views["d"]).missing == ("khối cơ",)
    assert checked(asked, "Đảng bộ", views["e"]).missing == ()


def test_a_name_that_the_document_sets_behind_a_unit_word_is_a_place() -> None:
    asking = Asking(
        document("d", "Sắp xếp thôn\nHuyện Mây Cao còn 12 thôn.\nHuyện Đồi Thông xa nhất. Huyện bớt 9 thôn.")
    )
    asked = asking.understand("Mây Cao bớt mấy thôn?")
    view = asking.views["d"]
    assert asked.names == (("mây", "cao"),)
    assert support(asked, view, view.sentence(1)).missing == ()
    assert support(asked, view, view.sentence(3)).missing == ("mây cao",)


def test_what_begins_behind_a_paragraph_does_not_carry_it() -> None:
    asking = Asking(document("d", "Tin\nTỷ lệ của huyện này đạt 75%.\nThị xã Mây Cao thấp nhất."))
    asked = asking.understand("Thị xã Mây Cao đạt bao nhiêu phần trăm?")
    view = asking.views["d"]
    assert support(asked, view, view.sentence(1)).missing == ("mây cao",)


def test_the_higher_place_is_known_beside_the_documents_own_only() -> None:
    report = view(place="Bến Đá", publisher="Ủy ban nhân dân huyện Bến Đá, tỉnh Sông Xanh")
    last = report.sentence(len(report.bounds) - 1)
    own, higher = Place(("bến", "đá"), DISTRICT, frozenset()), Place(("sông", "xanh"), PROVINCE, frozenset())
    assert support(ask(places=(own, higher)), report, last).missing == ()
    assert support(ask(places=(higher,)), report, last).missing == ("sông xanh",)


YEARS = """Nghị quyết về trồng cây đến năm 2025, định hướng đến năm 2030
1. Kết quả
Thực hiện Nghị quyết số 09-NQ/TU ngày 22/7/2016, xã đã trồng cây.
Đến hết năm 2021 có 415 ha, tăng 245 ha so với năm 2016.
Trong đó, thôn Đồi có 16 ha.
2. Mục tiêu đến năm 2025
Diện tích đạt 700 ha.
3. Định hướng đến năm 2030
Diện tích đạt 1.200 ha."""


@pytest.mark.parametrize(
    ("question", "opening", "missing"),
    [
        ("Năm 2021 thôn Đồi có mấy ha?", "Trong đó", ()),
        ("Năm 2016 thôn Đồi có mấy ha?", "Trong đó", ("năm 2016",)),  # only compared with
        ("Thôn Đồi tăng mấy ha so với năm 2016?", "Trong đó", ()),  # asks for the comparison
        ("Đến năm 2025 diện tích đạt bao nhiêu?", "Diện tích đạt 700", ()),
        ("Đến năm 2030 diện tích đạt bao nhiêu?", "Diện tích đạt 700", ("năm 2030",)),  # the title has 2030
        ("Đến năm 2030 diện tích đạt bao nhiêu?", "Diện tích đạt 1.200", ()),
    ],
)
def test_a_figure_is_of_the_year_that_it_is_told_of(
    question: str, opening: str, missing: tuple[str, ...]
) -> None:
    office = Asking(document("d", YEARS))
    assert checked(office.understand(question), opening, office.views["d"]).missing == missing


def test_a_row_of_a_table_lends_its_names_to_no_sentence_behind_it() -> None:
    text = (
        "Số liệu\n\n| Xã | Số thôn |\n|---|---|\n| Bến Đá | 7 |\n| Suối Trong | 9 |\n\nCả huyện có 16 thôn."
    )
    office = Asking(document("d", text))
    question = ask(places=(Place(("suối", "trong"), DISTRICT, frozenset()),))
    assert checked(question, "Cả huyện", office.views["d"]).missing == ("suối trong",)
    assert checked(question, "| Suối", office.views["d"]).missing == ()
