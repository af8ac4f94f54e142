"""Questions to answers over three invented files: index, retrieval, reading, wording; no model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.cite import uncited_figures
from assistant.records import Answer
from ingest.errors import QuestionEmpty, QuestionTooLong
from ingest.index import open_index
from ingest.sync import sync
from tests.fakes import HashEncoder
from tests.office import settings_for

FILES = {
    "hoa-mai": """Xã Hoa Mai sắp xếp lại thôn, tổ dân phố
Năm 2019, Đảng ủy xã Hoa Mai ban hành kế hoạch sắp xếp thôn. Sau sắp xếp, xã Hoa Mai giảm được 12 thôn. \
Kinh phí hỗ trợ người dân là 97.250 nghìn đồng.
Đến nay, xã Hoa Mai có 345 đảng viên, sinh hoạt tại 31 chi bộ. Tỷ lệ thôn có nhà văn hóa đạt 65,4%.
""",
    "suoi-trong": """Thư viện xã Suối Trong mở cửa trở lại
Ngày 12-10-2020, thư viện xã Suối Trong mở cửa trở lại sau hai năm sửa chữa. \
Bà Lê Thị Thử, Giám đốc thư viện xã Suối Trong, cho biết thư viện có 4.512 đầu sách.
Mỗi tháng, thư viện đón 780 lượt bạn đọc, trong đó có 215 lượt học sinh. \
Thư viện tặng học sinh nghèo 60 thẻ đọc miễn phí.
""",
    "doi-thong": """Hợp tác xã Đồi Thông trồng chè sạch
Hợp tác xã Đồi Thông được thành lập nhằm giúp các hộ dân bán chè với giá ổn định. \
Ông Trần Văn Mẫu, Chủ nhiệm hợp tác xã Đồi Thông, là người đầu tiên trồng giống chè mới.
Vụ vừa qua, hợp tác xã Đồi Thông thu hoạch 86 tấn chè. Doanh thu tăng 18% so với năm trước.
""",
}
LIMIT = 120  # characters of a question
# question, short answer, document, sentence that must be quoted
TOLD = [
    (
        "Xã Hoa Mai giảm được bao nhiêu thôn?",
        "12 thôn",
        "hoa-mai",
        "Sau sắp xếp, xã Hoa Mai giảm được 12 thôn.",
    ),
    (
        "Kinh phí hỗ trợ người dân của xã Hoa Mai là bao nhiêu?",
        "97.250 nghìn đồng",
        "hoa-mai",
        "Kinh phí hỗ trợ người dân là 97.250 nghìn đồng.",
    ),
    (
        "Xã Hoa Mai có bao nhiêu đảng viên?",
        "345 đảng viên",
        "hoa-mai",
        "Đến nay, xã Hoa Mai có 345 đảng viên, sinh hoạt tại 31 chi bộ.",
    ),
    (
        "Tỷ lệ thôn có nhà văn hóa ở xã Hoa Mai là bao nhiêu?",
        "65,4%",
        "hoa-mai",
        "Tỷ lệ thôn có nhà văn hóa đạt 65,4%.",
    ),
    (
        "Mỗi tháng thư viện đón bao nhiêu lượt bạn đọc?",
        "780 lượt bạn đọc",
        "suoi-trong",
        "Mỗi tháng, thư viện đón 780 lượt bạn đọc, trong đó có 215 lượt học sinh.",
    ),
    (
        "Bà Lê Thị Thử giữ chức vụ gì?",
        "Giám đốc thư viện xã Suối Trong",
        "suoi-trong",
        "Lê Thị Thử, Giám đốc thư viện xã Suối Trong",
    ),
    (
        "Ai là Chủ nhiệm hợp tác xã Đồi Thông?",
        "Trần Văn Mẫu",
        "doi-thong",
        "Ông Trần Văn Mẫu, Chủ nhiệm hợp tác xã Đồi Thông, là người đầu tiên trồng giống chè mới.",
    ),
    (
        "Hợp tác xã Đồi Thông thu hoạch bao nhiêu tấn chè?",
        "86 tấn chè",
        "doi-thong",
        "Vụ vừa qua, hợp tác xã Đồi Thông thu hoạch 86 tấn chè.",
    ),
]
REFUSED = [
    ("Xã Bến Đá giảm được bao nhiêu thôn?", "Bến Đá"),
    ("Tỉnh Bắc Ninh giảm được bao nhiêu thôn?", "Bắc Ninh"),
    ("Ông Phạm Quốc Khánh giữ chức vụ gì?", "Phạm Quốc Khánh"),
    ("Ông Phạm Quốc Khánh sinh năm nào?", "Phạm Quốc Khánh"),
]
OTHERS = ["Bài viết về thư viện nói về điều gì?", "Xã Hoa Mai có bao nhiêu đảng viên và bao nhiêu chi bộ?"]


@contextmanager
def opened(folder: Path, files: Mapping[str, str]) -> Iterator[Assistant]:
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in files.items():
        (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    settings, encoder = settings_for(folder / "index", question_limit=LIMIT), HashEncoder()
    assert not sync([corpus], settings, encoder).failed
    made = Assistant(open_index(settings.index, settings, encoder.name), encoder, settings)
    yield made
    made.close()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with opened(tmp_path_factory.mktemp("office"), FILES) as made:
        yield made


def test_a_short_form_is_found_where_another_document_writes_it_out(tmp_path: Path) -> None:
    meetings = "\n".join(f"Lần {n}, TCCSH xã Hoa Mai họp bàn việc sửa {n} km đường làng." for n in range(60))
    files = {
        "hop": f"Xã Hoa Mai họp bàn việc sửa đường\n{meetings}\n",
        "hoi": "Hội làm vườn ra mắt\nHôm qua, các tổ chức cơ sở hội (TCCSH) ra mắt ở xã Đồi Thông.\n",
    }
    with opened(tmp_path, files) as office:
        answer = office.ask("TCCSH mà xã Hoa Mai hay nhắc là viết tắt của chữ gì?")
    assert answer.short == "tổ chức cơ sở hội"
    assert [(c.document_id, c.quote) for c in answer.citations] == [("hoi", "tổ chức cơ sở hội (TCCSH)")]


@pytest.mark.parametrize(("question", "short", "document", "quote"), TOLD)
def test_what_the_files_tell(
    assistant: Assistant, question: str, short: str, document: str, quote: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.short) == ("answered", short)
    assert f"**{short}**" in answer.text and "[1]" in answer.text
    citation, *place = answer.citations  # a second quote proves the place that the first leaves implicit
    assert (citation.label, citation.document_id, citation.quote) == (1, document, quote)
    assert citation.start == FILES[document].index(quote)
    assert all("Hoa Mai" in proof.quote for proof in place) and len(place) <= 1
    for proof in answer.citations:
        assert assistant.documents[proof.document_id].text[proof.start : proof.end] == proof.quote


@pytest.mark.parametrize(("question", "name"), REFUSED)
def test_names_that_are_in_no_document_are_refused_and_named(
    assistant: Assistant, question: str, name: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.short, answer.citations) == ("not_found", None, ())
    assert f"“{name}”" in answer.text
    assert answer.confidence == 0.0
    assert not any(character.isdigit() for character in answer.text)


@pytest.mark.parametrize(
    "question", [*(told[0] for told in TOLD), *(refused[0] for refused in REFUSED), *OTHERS]
)
def test_no_figure_without_a_quote(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert uncited_figures(answer.text, [citation.quote for citation in answer.citations]) == set()
    for citation in answer.citations:
        text = assistant.documents[citation.document_id].text
        assert text[citation.start : citation.end] == citation.quote != ""


def test_two_questions_in_one(assistant: Assistant) -> None:
    answer = assistant.ask("Xã Hoa Mai có bao nhiêu đảng viên và bao nhiêu chi bộ?")
    assert answer.status == "answered"
    assert "345 đảng viên" in answer.text and "31 chi bộ" in answer.text


def test_a_question_without_accents(assistant: Assistant) -> None:
    assert assistant.ask("xa hoa mai giam duoc bao nhieu thon").short == "12 thôn"


def test_filters_restrict_the_documents(assistant: Assistant) -> None:
    question = "Xã Hoa Mai giảm được bao nhiêu thôn?"
    inside = assistant.ask(question, filters={"document_id": "hoa-mai"})
    assert inside.short == "12 thôn"
    assert {context.document_id for context in inside.contexts} == {"hoa-mai"}
    outside = assistant.ask(question, filters={"document_id": "suoi-trong"})
    assert (outside.status, outside.citations) == ("not_found", ())
    assert {context.document_id for context in outside.contexts} == {"suoi-trong"}
    assert assistant.search(question, filters={"publisher": "Báo Bến Đá"}) == ()


def test_search_gives_passages_of_the_text(assistant: Assistant) -> None:
    hits = assistant.search("hợp tác xã thu hoạch chè", limit=2)
    assert 1 <= len(hits) <= 2 and hits[0].document_id == "doi-thong"
    for hit in hits:
        assert assistant.documents[hit.document_id].text[hit.start : hit.end] == hit.text


@pytest.mark.parametrize("question", ["", "  \n\t", "???", "“…”"])
def test_nothing_asked(assistant: Assistant, question: str) -> None:
    with pytest.raises(QuestionEmpty):
        assistant.ask(question)
    with pytest.raises(QuestionEmpty):
        assistant.search(question)


def test_a_question_over_the_limit(assistant: Assistant) -> None:
    question = "Xã Hoa Mai giảm được bao nhiêu thôn?"
    assert assistant.ask(question + " " * (LIMIT - len(question))).short == "12 thôn"
    with pytest.raises(QuestionTooLong) as caught:
        assistant.ask("a" * (LIMIT + 1))
    assert caught.value.details == {"length": LIMIT + 1, "limit": LIMIT}


def test_a_follow_up_is_completed_from_the_history(assistant: Assistant) -> None:
    answer = assistant.ask("Còn chi bộ?", history=["Xã Hoa Mai có bao nhiêu đảng viên?"])
    assert answer.question == "Còn chi bộ?"
    assert answer.standalone_question == "Xã Hoa Mai có bao nhiêu chi bộ?"
    assert answer.short == "31 chi bộ"


def test_examples_are_answered(assistant: Assistant) -> None:
    examples = assistant.examples()
    assert examples
    assert all(assistant.ask(example).status == "answered" for example in examples)


def test_eight_threads_get_the_answers_of_one(assistant: Assistant) -> None:
    questions = [told[0] for told in TOLD] + [refused[0] for refused in REFUSED]

    def ask(question: str) -> Answer:
        return replace(assistant.ask(question), timings_ms={})

    alone = [ask(question) for question in questions]
    with ThreadPoolExecutor(max_workers=8) as pool:
        together = list(pool.map(ask, questions * 4))
    assert together == alone * 4
