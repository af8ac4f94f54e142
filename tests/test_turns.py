"""Answers as HTML: marks lead to passages, documents and questions stay text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.records import Answer, Citation, Context
from assistant.turns import answer_html, notice_html, partial_html, plain_text, question_html
from assistant.viewer import fingerprint
from tests.fakes import PAYLOADS, hostile_documents, invented_documents
from tests.pages import Page

DOCUMENTS = invented_documents()
CITED = Citation(1, "xa-hoa-mai", "Xã Hoa Mai", 5, 9, "Hoa ", "Báo Hoa Mai", "2023-10-12")
ANSWER = Answer(
    question="Giảm bao nhiêu thôn?",
    standalone_question="Giảm bao nhiêu thôn?",
    status="answered",
    short="12",
    text="Giảm **12 thôn** [1].",
    confidence=0.9,
    citations=(CITED,),
)


def test_bold_and_marks() -> None:
    html = answer_html(ANSWER, DOCUMENTS)

    assert "<strong>12 thôn</strong>" in html
    link = f"/documents/xa-hoa-mai?start=5&amp;end=9&amp;mark={fingerprint('Hoa ')}"
    assert f'class="cite" href="{link}"' in html
    assert ">[1]</a>" in html
    assert "Báo Hoa Mai · 12/10/2023" in html


def test_mark_without_a_citation_stays_text() -> None:
    html = answer_html(replace(ANSWER, text="Theo [2] và [1]."), DOCUMENTS)

    assert "<p>Theo [2] và <a" in html


def test_sources_name_a_document_once() -> None:
    again = replace(CITED, label=2, start=20, end=30)
    html = answer_html(replace(ANSWER, citations=(CITED, again)), DOCUMENTS)

    assert html.count(">Xã Hoa Mai</a>") == 1
    assert "[1], [2]" in html


def test_lists_and_paragraphs() -> None:
    html = answer_html(replace(ANSWER, text="Gồm:\n- một [1]\n2) hai\n\nHết."), DOCUMENTS)

    assert "<p>Gồm:</p><ul><li>một <a" in html
    assert "</li><li>hai</li></ul><p>Hết.</p>" in html


def test_understood_question_is_shown_only_when_it_differs() -> None:
    same = replace(ANSWER, standalone_question="giảm bao nhiêu thôn ")
    other = replace(ANSWER, standalone_question="Xã Hoa Mai giảm bao nhiêu thôn?")

    assert "Đã hiểu là" not in answer_html(same, DOCUMENTS)
    assert "Đã hiểu là: Xã Hoa Mai giảm bao nhiêu thôn?" in answer_html(other, DOCUMENTS)


def test_refusal_links_each_nearest_document_once_at_its_best_passage() -> None:
    library = [Context("thu-vien-suoi-trong", start, start + 5, 0.1, "…") for start in (40, 80)]
    contexts = (*library, Context("xa-hoa-mai", 7, 12, 0.1, "…"), Context("gone", 0, 1, 0.1, "…"))
    refused = replace(ANSWER, status="not_found", text="Không có.", citations=(), contexts=contexts)

    html = answer_html(refused, DOCUMENTS)

    assert html.count("<a ") == 2
    assert "/documents/thu-vien-suoi-trong?start=40&amp;end=45" in html
    assert "/documents/xa-hoa-mai?start=7&amp;end=12" in html


def test_refusal_that_quotes_a_title_links_it_there() -> None:
    title = DOCUMENTS["xa-hoa-mai"].title
    contexts = (Context("xa-hoa-mai", 7, 12, 0.1, "…"), Context("thu-vien-suoi-trong", 0, 5, 0.1, "…"))
    text = f"Không có. Tài liệu gần nhất: “{title}”."
    refused = replace(ANSWER, status="not_found", text=text, citations=(), contexts=contexts)

    html = answer_html(refused, DOCUMENTS)

    assert f'“<a href="/documents/xa-hoa-mai?start=7&amp;end=12">{title}</a>”.' in html
    assert html.count("<a ") == 1


def test_reasons_to_check() -> None:
    html = answer_html(replace(ANSWER, review_reasons=("Chỉ một nguồn.",)), DOCUMENTS)
    assert 'class="review"' in html and "<li>Chỉ một nguồn.</li>" in html
    assert "review" not in answer_html(ANSWER, DOCUMENTS)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_stay_text(payload: str) -> None:
    documents = hostile_documents()
    name = next(iter(documents))
    cited = replace(CITED, title=payload, publisher=payload, number=payload, document_id=payload)
    hostile = replace(
        ANSWER,
        standalone_question=payload,
        text=f"{payload}\n\n- {payload} [1]",
        citations=(cited,),
        review_reasons=(payload,),
    )
    refused = replace(hostile, status="not_found", contexts=(Context(name, 0, 1, 0.1, payload),))
    for html in (answer_html(hostile, documents), answer_html(refused, documents)):
        page = Page(html)
        assert {tag for tag, _ in page.tags} <= {"div", "p", "ul", "li", "span", "strong", "a", "button"}
        assert page.dangers() == []
        assert page.links() and all(link.startswith("/documents/") for link in page.links())
    written = (question_html(payload), notice_html(payload), partial_html(payload))
    for html in (answer_html(hostile, documents), *written):
        assert "\n" not in html, "a blank line would let Markdown be read again"
        assert payload.replace("**", "") in "".join(Page(html).lines).replace("**", "")


def test_lines_of_a_question_are_kept() -> None:
    assert question_html("một\n\nhai\n") == '<div class="question">một<br><br>hai</div>'


def test_a_copy_has_the_answer_the_quotes_and_where_they_stand() -> None:
    copied = plain_text(replace(ANSWER, review_reasons=("Chỉ một nguồn.",)))

    assert copied.splitlines() == [
        "Giảm 12 thôn [1].",
        "",
        "Nguồn:",
        "[1] “Hoa” (Xã Hoa Mai, Báo Hoa Mai, 12/10/2023)",
        "",
        "Cần kiểm tra lại: Chỉ một nguồn.",
    ]


def test_a_partial_answer_has_no_links_and_says_when_it_is_still_sought() -> None:
    assert partial_html("Giảm **12 thôn** [1].") == (
        '<div class="partial"><p>Giảm <strong>12 thôn</strong> [1].</p></div>'
    )
    assert "Đang tìm câu trả lời" in partial_html("")


def test_the_frame_of_an_answer_speaks_english_too() -> None:
    html = answer_html(
        replace(ANSWER, standalone_question="Khác?", review_reasons=("Chỉ một nguồn.",)), {}, "en"
    )
    assert "Understood as: Khác?" in html and "Please check" in html and ">Copy</button>" in html
    assert "Nguồn" not in html
