"""Questions that name a document, a Điều or a fact, through a whole assistant over four invented files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.records import Answer
from ingest.index import open_index
from ingest.sync import sync
from tests.decree import AMENDING, DECREE
from tests.fakes import HashEncoder
from tests.office import settings_for

OLDER = """\
CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 840/2025/NĐ-CP
Hà Nội, ngày 01 tháng 02 năm 2025
NGHỊ ĐỊNH
Quy định về thuyền thúng ở bến sông
Điều 1. Mức phí
1. Phí neo đậu thuyền thúng ở bến sông là 12.000 đồng một đêm.
2. Trẻ em được miễn phí neo đậu.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2025.
"""
ARTICLE = """\
Bến Hoa Mai đón thuyền thúng
Ngày 12-5-2031, bến Hoa Mai đón 38 thuyền thúng đầu tiên theo Nghị định số 950/2031/NĐ-CP.
Theo Nghị định số 777/2028/NĐ-CP, mỗi bến có 2 người trông coi.
Chủ tịch xã cho biết bến đã chi 45 triệu đồng để sửa lán trông coi.
"""
FILES = {"quan-ly": DECREE, "sua-doi": AMENDING, "ben-song": OLDER, "bai-bao": ARTICLE}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("aim")
    corpus, settings = folder / "corpus", settings_for(folder / "index")
    corpus.mkdir()
    for name, text in FILES.items():
        (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    report = sync([corpus], settings, HashEncoder())
    assert report.version
    with open_index(settings.index, settings, HashEncoder.name) as index:
        yield Assistant(index, HashEncoder(), settings, None)


def places(answer: Answer) -> set[tuple[str, str | None]]:
    return {(one.document_id, one.locator or None) for one in answer.citations}


def test_an_article_is_found_whole(assistant: Assistant) -> None:
    answer = assistant.ask("Điều 3 Nghị định 950/2031/NĐ-CP quy định gì?")
    assert answer.status == "answered"
    assert "50.000 đồng" in answer.text and "03 ngày làm việc" in answer.text
    assert "70.000" not in answer.text, "another document's words"
    assert {name for name, _ in places(answer)} == {"quan-ly"}
    assert ("quan-ly", "khoản 2 Điều 3") in places(answer)


@pytest.mark.parametrize(
    "question",
    [
        "khoan 2 dieu 3 nghi dinh 950 quy dinh gi",
        "Theo khoản 2 Điều 3 Nghị định 950/2031, lệ phí đăng ký là bao nhiêu?",
        "Lệ phí đăng ký tại Điều 3 Nghị định 950 là bao nhiêu?",
    ],
)
def test_a_clause_however_it_is_asked_for(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered" and "50.000 đồng" in answer.text
    assert ("quan-ly", "khoản 2 Điều 3") in places(answer)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Khoản 1 Điều 2 Nghị định 950/2031/NĐ-CP giải thích từ ngữ gì?", "thuyền tròn đan bằng tre"),
        ("Điều 3 khoản 1 của Nghị định 950 là cơ quan nào?", "Ủy ban nhân dân cấp xã"),
        ("Điều 3 khoản 1 của Nghị định 950 là đơn vị nào?", "Ủy ban nhân dân cấp xã"),
        ("Điều 3 Nghị định 950 nêu thẩm quyền đăng ký nào?", "50.000 đồng"),
    ],
)
def test_what_stands_in_the_heading_need_not_stand_in_the_clause(
    assistant: Assistant, question: str, says: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered" and says in answer.text


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Nghị định 951/2031/NĐ-CP quy định gì?", "951/2031/NĐ-CP"),
        ("Thông tư 950 quy định gì?", "Thông tư 950"),  # there is such a number, of another kind
        ("Điều 9 Nghị định 950/2031/NĐ-CP quy định gì?", "Điều 9"),
        ("Khoản 7 Điều 3 Nghị định 950 quy định gì?", "Khoản 7 Điều 3"),
        ("Điều 2 Nghị định 777/2028/NĐ-CP quy định gì?", "777/2028/NĐ-CP"),  # an article only names it
        ("Nghị định 777/2028/NĐ-CP do ai ký?", "777/2028/NĐ-CP"),
    ],
)
def test_what_no_document_carries_is_refused_by_name(assistant: Assistant, question: str, named: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "not_found" and answer.short is None and not answer.citations
    assert named.casefold() in answer.text.casefold()


def test_what_others_say_of_a_document_that_is_not_there(assistant: Assistant) -> None:
    answer = assistant.ask("Theo Nghị định 777/2028/NĐ-CP, mỗi bến có mấy người trông coi?")
    assert answer.status == "answered" and "2 người" in answer.text
    assert {name for name, _ in places(answer)} == {"bai-bao"}


@pytest.mark.parametrize(
    ("question", "short", "document"),
    [
        ("Nghị định 950 có hiệu lực từ ngày nào?", "20 tháng 4 năm 2031", "quan-ly"),
        ("Ai ký Nghị định 950/2031/NĐ-CP?", "Trần Thị Bình Minh", "quan-ly"),
        ("Nghị định 7/2032/NĐ-CP ban hành khi nào?", "10 tháng 6 năm 2032", "sua-doi"),
        ("Nghị định 950 quy định về vấn đề gì?", "Quy định về quản lý thuyền thúng", "quan-ly"),
        ("Nghị định 950 thay thế văn bản nào?", "840/2025/NĐ-CP", "quan-ly"),
        ("Nghị định 840/2025/NĐ-CP bị văn bản nào thay thế?", "950/2031/NĐ-CP", "quan-ly"),
        ("Nghị định 950 được văn bản nào sửa đổi?", "7/2032/NĐ-CP", "sua-doi"),
        ("Nghị định về thuyền thúng ở bến sông có hiệu lực từ ngày nào?", "01 tháng 3 năm 2025", "ben-song"),
    ],
)
def test_facts_of_documents(assistant: Assistant, question: str, short: str, document: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.short) == ("answered", short)
    assert {name for name, _ in places(answer)} == {document}


def test_an_answer_from_a_replaced_document_names_the_newer_one(assistant: Assistant) -> None:
    answer = assistant.ask("Phí neo đậu thuyền thúng ở bến sông là bao nhiêu một đêm?")
    assert answer.status == "answered" and "12.000 đồng" in answer.text
    assert (
        "Nghị định 840/2025/NĐ-CP đã được Nghị định 950/2031/NĐ-CP thay thế; hãy dùng văn bản mới."
        in answer.review_reasons
    )
    current = assistant.ask("Điều 1 Nghị định 7/2032/NĐ-CP quy định gì?")
    assert current.status == "answered" and not any("thay thế" in reason for reason in current.review_reasons)


def test_an_article_of_no_named_document_is_asked_back(assistant: Assistant) -> None:
    answer = assistant.ask("Điều 2 quy định gì?")
    assert answer.status == "not_found" and "xin nêu rõ của văn bản nào" in answer.text


def test_what_a_visitor_may_not_see_is_as_if_it_were_not_there(assistant: Assistant) -> None:
    question = "Điều 3 Nghị định 950/2031/NĐ-CP quy định gì?"
    hidden = assistant.ask(question, filters={"document_id": "ben-song"})
    assert hidden.status == "not_found" and not hidden.citations
    assert all(context.document_id == "ben-song" for context in hidden.contexts)
    told = assistant.ask(
        "Phí neo đậu thuyền thúng ở bến sông là bao nhiêu một đêm?", filters={"document_id": "ben-song"}
    )
    assert not any("950" in reason for reason in told.review_reasons), "nor is it named as the newer one"


def test_a_question_without_names_goes_everywhere(assistant: Assistant) -> None:
    answer = assistant.ask("Bến Hoa Mai đã chi bao nhiêu để sửa lán trông coi?")
    assert answer.status == "answered" and "45 triệu đồng" in answer.text


def test_an_article_ranks_behind_the_decree_that_it_reports_on(assistant: Assistant) -> None:
    """It says more of what is asked, yet only reports."""
    found = assistant.search(
        "đăng ký thuyền thúng, bến Hoa Mai đón thuyền thúng đầu tiên theo quy định đăng ký"
    )
    order = list(dict.fromkeys(context.document_id for context in found))
    assert order.index("quan-ly") < order.index("bai-bao")
