"""Papers to take away: Word that Word opens, Markdown that says what was meant, and nothing that runs."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import docx
import pytest

from assistant.paper import Block, Paper, Run, block, file_name, to_docx, to_markdown
from assistant.records import Answer, Citation
from assistant.takeaway import bold_runs, conversation_paper
from tests.fakes import PAYLOADS, FakeAssistant, hostile_documents, invented_documents

BASE = "http://127.0.0.1:7860/"
DOCUMENTS = invented_documents()


def opened(paper: Paper) -> Any:
    return docx.Document(io.BytesIO(to_docx(paper)))


def test_word_holds_every_block_and_bold_stays_bold() -> None:
    blocks = (block("title", "Tiêu đề"), block("text", "Giảm ", Run("102", bold=True), " đơn vị [1]."))
    word = opened(Paper("Tiêu đề", blocks))

    assert [paragraph.text for paragraph in word.paragraphs] == ["Tiêu đề", "Giảm 102 đơn vị [1]."]
    assert [run.text for run in word.paragraphs[1].runs if run.bold] == ["102"]
    assert word.styles["Normal"].font.name == "Times New Roman"
    assert (round(word.sections[0].page_width.mm), round(word.sections[0].left_margin.mm)) == (210, 30)


def test_word_links_lead_where_they_say() -> None:
    word = opened(Paper("x", (block("source", Run("[1]", link=BASE + "documents/a?start=1&end=2"), " Tên"),)))

    links = [relation.target_ref for relation in word.part.rels.values() if relation.is_external]
    assert links == [BASE + "documents/a?start=1&end=2"]
    assert word.paragraphs[0].text == "[1] Tên"


def test_letterhead_and_lines_to_write_on() -> None:
    paper = Paper("x", (Block("text", ()),), (("ĐẢNG BỘ A", "CHI BỘ B"), ("ĐẢNG CỘNG SẢN VIỆT NAM",)))
    word = opened(paper)

    assert [cell.text for cell in word.tables[0].rows[0].cells] == [
        "ĐẢNG BỘ A\nCHI BỘ B",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
    ]
    assert word.paragraphs[-1].text == "\t"


@pytest.mark.parametrize("text", ["\x00\x0b\x1f", "￾", "\ud800", "dòng một\ndòng hai", "&amp; <w:p/>"])
def test_word_takes_any_text(text: str) -> None:
    word = opened(Paper(text, (block("title", text), block("quote", text))))
    assert len(word.paragraphs) == 2


def test_markdown_has_marks_of_its_own_only() -> None:
    paper = Paper(
        "x",
        (
            block("title", "Tiêu đề"),
            block("heading", "Câu hỏi?"),
            block("text", "Giảm ", Run("102", bold=True), " đơn vị [1]."),
            block("quote", "“trích”"),
            block("item", "một ý"),
            block("note", Run("ghi chú", italic=True)),
            block("source", Run("[1]", link=BASE + "documents/a?start=1&end=2"), " Tên"),
            Block("text", ()),
        ),
    )

    assert to_markdown(paper) == (
        "# Tiêu đề\n\n## Câu hỏi?\n\nGiảm **102** đơn vị \\[1\\].\n\n> “trích”\n\n- một ý\n\n*ghi chú*\n\n"
        f"[\\[1\\]](<{BASE}documents/a?start=1&end=2>) Tên\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1. một", "1\\. một"),
        ("- hai", "\\- hai"),
        ("# ba", "\\# ba"),
        ("a_b*c`d`", "a\\_b\\*c\\`d\\`"),
        ("<b>", "\\<b\\>"),
        ("http://evil.example", "http\\://evil.example"),
        ("&lt;", "&amp;lt;"),
        ("3 > 2 & 1", "3 \\> 2 & 1"),
        ("a\nb", "a b"),
    ],
)
def test_markdown_escapes(text: str, written: str) -> None:
    assert to_markdown(Paper("x", (block("text", text),))) == written + "\n"


def test_file_names_are_plain() -> None:
    assert file_name("Họp thôn: 05/2024?", "docx") == "Họp-thôn-05-2024.docx"
    assert file_name("../../etc/passwd", "md") == "etc-passwd.md"
    assert file_name("///", "md") == "hoi-dap.md"
    assert len(file_name("a" * 500, "docx")) == 85


def test_a_conversation_has_questions_quotes_and_sources() -> None:
    assistant = FakeAssistant()
    answers = [
        assistant.ask("Xã Hoa Mai giảm được bao nhiêu thôn?"),
        assistant.ask("Giá vàng hôm nay bao nhiêu?"),
    ]

    text = to_markdown(conversation_paper("Cuộc một", answers, DOCUMENTS, BASE))

    quote = "Sau sắp xếp, xã Hoa Mai giảm được 12 thôn; chi bộ thôn còn 31."
    assert text.startswith("# Cuộc một\n\n## Xã Hoa Mai giảm được bao nhiêu thôn?\n")
    assert f"> “{quote}” \\[1\\]" in text
    assert f"(<{BASE}documents/xa-hoa-mai?start=790&end=852&mark=" in text
    assert "Xã Hoa Mai sắp xếp lại thôn, tổ dân phố, Báo Hoa Mai, 12/10/2023" in text
    assert "Tài liệu gần nhất:" in text and "không trả lời câu hỏi này" in text


def test_bold_runs() -> None:
    assert bold_runs("a **b** c") == (Run("a "), Run("b", bold=True), Run(" c"))
    assert bold_runs("**b**") == (Run("b", bold=True),)


def hostile_answers() -> list[Answer]:
    answers = []
    for number, document in enumerate(hostile_documents().values()):
        payload = PAYLOADS[number]
        end = len(document.text)
        citation = Citation(
            1, document.id, document.title, 0, end, document.text, payload, payload, payload, payload
        )
        answers.append(
            Answer(payload, f"{payload} khác", "answered", payload, payload, 0.5, (citation,), (), (payload,))
        )
    return answers


def test_nothing_hostile_gets_into_word() -> None:
    content = to_docx(conversation_paper(PAYLOADS[0], hostile_answers(), hostile_documents(), BASE))

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        body = parts.read("word/document.xml").decode()
        ElementTree.fromstring(body)
        relations = parts.read("word/_rels/document.xml.rels").decode()
    assert not re.search(r"<(script|img|svg|iframe|object|w:altChunk|w:object)\b", body)
    assert body.count("w:instrText") == 0, "no field but the page number, which stands in the header"
    links = re.findall(r'Target="([^"]+)" TargetMode="External"', relations)
    assert len(links) == len(PAYLOADS) and all(link.startswith(BASE + "documents/") for link in links)


def test_nothing_hostile_gets_into_markdown() -> None:
    text = to_markdown(conversation_paper(PAYLOADS[0], hostile_answers(), hostile_documents(), BASE))

    targets = re.findall(r"(?<!\\)\]\(<?([^)>]*)", text)
    assert targets and all(target.startswith(BASE + "documents/") for target in targets)
    assert not re.search(r"(?<!\\)<(?!http://127\.0\.0\.1:7860/)", text), "no tag, no other autolink"
    assert not re.search(r"(?<!\\)`|!\[", text.replace("!\\[", ""))
    assert not re.search(r"^\[[^\]]*\]:", text, re.MULTILINE), "no link definition"
