"""One article saved in many ways: the same text, the same answers; tables, pages, mail, archives."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from difflib import SequenceMatcher
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pdfplumber
import pptx
import pypdfium2
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from pptx.util import Inches

from assistant.assistant import Assistant
from ingest import errors
from ingest.clean import clean, load_document
from ingest.index import open_index
from ingest.pages import page_of
from ingest.sources import RawSource, find_files, read_source
from ingest.sync import sync
from tests.fakes import HashEncoder
from tests.make_formats import AFTER, ARTICLE, BEFORE, FOLDER, ROWS, letters, tcvn3
from tests.office import settings_for

VIETNAMESE = "Đảng bộ tỉnh hiện có 97.250 đảng viên, sinh hoạt tại 589 tổ chức cơ sở đảng."


def needs_word(ending: str) -> None:
    if ending == "doc" and not (shutil.which("soffice") or shutil.which("antiword")):
        pytest.skip("no program that reads .doc is installed")


def article() -> str:
    return ARTICLE.read_text(encoding="utf-8")


def dense(text: str) -> str:
    return re.sub(r"\s+", "", text)


# The article in formats that need no office program


def as_mail() -> bytes:
    title, text = article().split("\n", 1)
    message = EmailMessage()
    message["Subject"] = title
    message.set_content(text)
    return message.as_bytes()


def as_slides() -> bytes:
    presentation = pptx.Presentation()
    lines = [line for line in article().splitlines() if line.strip()]
    for start in range(0, len(lines), 4):
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        frame = slide.shapes.add_textbox(0, 0, Inches(9), Inches(7)).text_frame
        frame.text = "\n".join(lines[start : start + 4])
    return saved(presentation)


def as_sheet() -> bytes:
    workbook = openpyxl.Workbook()
    for line in article().splitlines():
        workbook.active.append([line])
    workbook.active.title = article().splitlines()[0][1:20]
    return saved(workbook)


def as_archive() -> bytes:
    return zipped({"Bài viết/bai.txt": article().encode()})


def as_tcvn3() -> bytes:
    return "".join(text for text, _ in tcvn3(article())).encode("cp1252")


def as_viscii() -> bytes:
    return subprocess.run(
        ["iconv", "-f", "UTF-8", "-t", "VISCII//TRANSLIT"],
        input=article().encode(),
        capture_output=True,
        check=True,
    ).stdout


def as_viqr() -> bytes:
    shapes, tones = {"(": "(", "^": "^", "+": "+"}, "'`?~."
    written = ""
    for base, shape, tone in letters(article()):
        if base in "'`?~.(^+" and written[-1:].lower() in set("aeiouy"):
            written += "\\"
        written += (
            base + base if shape == "-" else base + shapes.get(shape, "") + (tones[tone] if tone >= 0 else "")
        )
    return written.encode("ascii", "replace")


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def committed(name: str) -> Callable[[], bytes]:
    return (FOLDER / name).read_bytes


# name of the way, ending, bytes, characters that may differ (a small letter for a capital)
WAYS = [
    ("docx", "docx", committed("unicode.docx")),
    ("doc", "doc", committed("unicode.doc")),
    ("rtf", "rtf", committed("unicode.rtf")),
    ("odt", "odt", committed("unicode.odt")),
    ("pdf", "pdf", committed("unicode.pdf")),
    ("html", "html", committed("unicode.html")),
    ("tcvn3-docx", "docx", committed("tcvn3.docx")),
    ("tcvn3-doc", "doc", committed("tcvn3.doc")),
    ("tcvn3-odt", "odt", committed("tcvn3.odt")),
    ("vni-doc", "doc", committed("vni.doc")),
    ("vni-rtf", "rtf", committed("vni.rtf")),
    ("eml", "eml", as_mail),
    ("pptx", "pptx", as_slides),
    ("xlsx", "xlsx", as_sheet),
    ("zip", "zip", as_archive),
    ("utf-16-txt", "txt", lambda: article().encode("utf-16")),
    ("tcvn3-txt", "txt", as_tcvn3),
    ("viscii-txt", "txt", as_viscii),
    ("viqr-txt", "txt", as_viqr),
]


@pytest.mark.parametrize(("way", "ending", "make"), WAYS)
def test_the_same_article_is_the_same_text(
    tmp_path: Path, way: str, ending: str, make: Callable[[], bytes]
) -> None:
    needs_word(ending)
    (tmp_path / f"bai.{ending}").write_bytes(make())
    (file,) = find_files([tmp_path])
    wanted, found = dense(clean(article()).text), dense(load_document(file).text)
    if found == wanted:
        return
    matcher = SequenceMatcher(None, wanted, found, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    differ = [(wanted[a:b], found[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
    assert same / max(len(wanted), len(found)) >= 0.995, f"{way}: {differ[:10]}"


QUESTIONS = (
    "Bắc Giang giảm bao nhiêu đơn vị sự nghiệp?",
    "Bao nhiêu huyện của Bắc Giang có bí thư làm luôn chủ tịch hội đồng nhân dân?",
    "Ở Bắc Giang bao nhiêu xã có bí thư đảng uỷ kiêm chủ tịch HĐND?",
    "Lục Nam làm thử văn phòng chung Đảng ủy, HĐND, UBND ở mấy xã?",
    "Giúp việc cho Tỉnh uỷ Bắc Giang có mấy cơ quan chuyên trách?",
    "Cán bộ chủ chốt xã bên Bắc Giang có bằng chính trị trung cấp trở lên được mấy phần trăm ấy nhỉ?",
    "Cơ quan nào ở Bắc Giang ra Kế hoạch 47-KH/TU?",
    "Kế hoạch 47-KH/TU của Bắc Giang ra ngày nào?",
    "Huyện nào của Bắc Giang làm thí điểm văn phòng dùng chung cho Đảng ủy, HĐND, UBND?",
    "Bài về Bắc Giang nêu tất cả mấy điểm nhấn?",
)
ELEVEN = ("docx", "doc", "rtf", "odt", "pdf", "html", "tcvn3-docx", "tcvn3-doc", "vni-rtf", "eml", "zip")


def answers(folder: Path, ending: str, raw: bytes) -> list[tuple[str, str | None]]:
    """Short answers to the questions over one file alone."""
    (folder / "corpus").mkdir(parents=True)
    (folder / "corpus" / f"bai.{ending}").write_bytes(raw)
    encoder, settings = HashEncoder(), settings_for(folder / "index")
    assert not sync([folder / "corpus"], settings, encoder).failed
    with open_index(settings.index, settings, encoder.name) as index:
        assistant = Assistant(index, encoder, settings)
        found = [assistant.ask(question) for question in QUESTIONS]
    assert all(
        index.documents[c.document_id].text[c.start : c.end] == c.quote for a in found for c in a.citations
    )
    return [(answer.status, answer.short) for answer in found]


@cache
def _expected(folder: Path) -> list[tuple[str, str | None]]:
    return answers(folder, "txt", article().encode())


@pytest.mark.slow
@pytest.mark.parametrize("way", ELEVEN)
def test_ten_questions_get_the_same_answers(tmp_path_factory: pytest.TempPathFactory, way: str) -> None:
    ending, make = {name: (ending, make) for name, ending, make in WAYS}[way]
    needs_word(ending)
    expected = _expected(tmp_path_factory.getbasetemp() / "plain")
    assert sum(status == "answered" for status, _ in expected) >= 8
    assert answers(tmp_path_factory.mktemp(way) / "own", ending, make()) == expected


# Pages and scans


def test_the_page_of_a_passage_is_the_page_of_the_pdf(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes((FOLDER / "unicode.pdf").read_bytes())
    (file,) = find_files([tmp_path])
    document = load_document(file)
    with pdfplumber.open(FOLDER / "unicode.pdf") as printed:
        pages = [dense(page.extract_text()) for page in printed.pages]
    assert len(document.pages) == len(pages) == 3
    for number, start in enumerate(document.pages):
        assert dense(document.text[start:]).startswith(pages[number][:40])
        assert page_of(document.pages, start) == number + 1
    assert page_of(document.pages, document.pages[1] - 2) == 1


def test_wrapped_lines_of_a_pdf_are_the_paragraphs_that_they_were() -> None:
    printed, written = (read_source(FOLDER / f"unicode.{ending}").text for ending in ("pdf", "docx"))
    assert printed.split("\n\n") == [" ".join(part.split()) for part in written.split("\n\n")]


def scan(path: Path, pages: int = 1) -> Path:
    """A PDF whose pages are pictures of the article's pages."""
    source = pypdfium2.PdfDocument(FOLDER / "unicode.pdf")
    pictures = [source[number].render(scale=200 / 72).to_pil().convert("L") for number in range(pages)]
    pictures[0].save(path, "PDF", resolution=200, save_all=True, append_images=pictures[1:])
    return path


def test_a_scan_is_reported_as_a_scan(tmp_path: Path) -> None:
    with pytest.raises(errors.ScannedFile) as caught:
        read_source(scan(tmp_path / "quet.pdf", pages=2))
    assert caught.value.details == {"path": str(tmp_path / "quet.pdf"), "pages": 2}


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed")
def test_a_scan_is_recognised_when_asked_for(tmp_path: Path) -> None:
    source = read_source(scan(tmp_path / "quet.pdf"), ocr=True)
    first = read_source(FOLDER / "unicode.pdf")
    wanted = dense(first.text[: first.pages[1]])
    matcher = SequenceMatcher(None, wanted, dense(source.text), autojunk=False)
    assert sum(block.size for block in matcher.get_matching_blocks()) / len(wanted) >= 0.97
    assert source.pages == (0,)


# Tables


def read(tmp_path: Path, name: str, raw: bytes, ocr: bool = False) -> RawSource:
    path = tmp_path / name
    path.write_bytes(raw)
    return read_source(path, ocr)


SENTENCES = (
    "Xã: Đồng Quang; Số đảng viên: 1.043; Tỷ lệ: 55,38%.",
    "Xã: Hùng Sơn; Số đảng viên: 98; Tỷ lệ: 10,14%.",
)


def test_a_table_of_word_is_sentences(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(VIETNAMESE)
    table = document.add_table(rows=3, cols=3)
    for row, values in zip(table.rows, ROWS, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph("Hết bảng.")
    text = read(tmp_path, "a.docx", saved(document)).text
    assert text.split("\n") == [VIETNAMESE, "", *SENTENCES, "", "Hết bảng."]


@pytest.mark.parametrize("ending", ["odt", "doc", "rtf", "pdf", "html"])
def test_a_table_is_sentences_in_every_format(ending: str) -> None:
    needs_word(ending)
    lines = [line for line in read_source(FOLDER / f"table.{ending}").text.split("\n") if line]
    assert lines == [BEFORE, *SENTENCES, AFTER]


def test_a_sheet_shows_its_values_as_excel_does(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Tổng hợp"
    sheet.append(["BẢNG TỔNG HỢP ĐẢNG VIÊN"])
    sheet.merge_cells("A1:C1")
    sheet.append([])
    for row in (ROWS[0], ("Đồng Quang", 1043, 0.5538), ("Hùng Sơn", 98, 0.1014)):
        sheet.append(row)
    for cell in ("B4", "B5"):
        sheet[cell].number_format = "#,##0"
    for cell in ("C4", "C5"):
        sheet[cell].number_format = "0.00%"
    text = read(tmp_path, "a.xlsx", saved(workbook)).text
    assert text.split("\n") == ["Tổng hợp", "", "BẢNG TỔNG HỢP ĐẢNG VIÊN", "", *SENTENCES]


def test_slides_are_pages_and_their_tables_sentences(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    for heading in ("Kết quả năm 2023", "Phương hướng năm 2024"):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = heading
    grid = slide.shapes.add_table(3, 3, 0, Inches(2), Inches(9), Inches(3)).table
    for at, values in enumerate(ROWS):
        for column, value in enumerate(values):
            grid.cell(at, column).text = value
    slide.notes_slide.notes_text_frame.text = "Ghi chú của người trình bày."
    source = read(tmp_path, "a.pptx", saved(presentation))
    assert source.text.split("\n") == [
        "Kết quả năm 2023", "", "Phương hướng năm 2024", "", *SENTENCES, "", "Ghi chú của người trình bày.",
    ]  # fmt: skip
    assert page_of(source.pages, source.text.index("Kết quả")) == 1
    assert page_of(source.pages, source.text.index("Phương hướng")) == 2
    assert page_of(source.pages, source.text.index("Hùng Sơn")) == 2


def test_a_table_of_a_web_page_is_sentences_and_menus_go(tmp_path: Path) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in ROWS)
    page = f"""<!DOCTYPE html><html><head><title>Báo cáo đảng viên</title><meta charset="utf-8"></head><body>
<nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/tin">Tin tức sự kiện</a></li></ul></nav>
<article><h1>Báo cáo đảng viên</h1><p>{VIETNAMESE} {VIETNAMESE}</p><table>{rows}</table>
<p>{VIETNAMESE.replace("97.250", "98.001")}</p></article>
<footer><p>Bản quyền thuộc về Trang tin</p></footer></body></html>"""
    text = read(tmp_path, "a.html", page.encode()).text
    assert all(line in text.split("\n") for line in SENTENCES)
    assert "Trang chủ" not in text and "Bản quyền" not in text
    assert text.index("Báo cáo đảng viên") == 0


# Word


def test_word_numbers_changes_notes_and_boxes(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    forms = (("decimal", "Điều %1."), ("decimal", "%2."), ("lowerLetter", "%3)"))
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{shown}"/></w:lvl>'
        for at, (form, shown) in enumerate(forms)
    )
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in ((0, "Phạm vi"), (1, "Một"), (1, "Hai"), (2, "Chữ"), (0, "Đối tượng"), (1, "Lại một")):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
        )
    changed = document.add_paragraph("Số lượng là ")._p
    for tag, inner, text in (("del", "delText", "10"), ("ins", "t", "12 đơn vị được sắp xếp")):
        changed.append(
            parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1"><w:r><w:{inner}>{text}</w:{inner}></w:r></w:{tag}>')
        )
    inner = "<w:txbxContent><w:p><w:r><w:t>Chữ trong khung</w:t></w:r></w:p></w:txbxContent>"
    box = parse_xml(
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    document.add_paragraph("Đoạn có khung.")._p.append(box)
    text = read(tmp_path, "a.docx", saved(document)).text
    assert text.split("\n\n") == [
        "Điều 1. Phạm vi", "1. Một", "2. Hai", "a) Chữ", "Điều 2. Đối tượng", "1. Lại một",
        "Số lượng là 12 đơn vị được sắp xếp", "Đoạn có khung.", "Chữ trong khung",
    ]  # fmt: skip


def test_a_font_does_not_turn_unicode_into_something_else(tmp_path: Path) -> None:
    document = docx.Document()
    for text, font in (
        (VIETNAMESE, ".VnTime"),
        ("céng hoµ x· héi", ".VnTimeH"),
        ("Thñ t\u00adíng", ".VnTime"),
    ):
        run = document.add_paragraph().add_run(text)
        run.font.name = font
        run._element.rPr.rFonts.set(qn("w:hAnsi"), font)
    text = read(tmp_path, "a.docx", saved(document)).text
    assert text.split("\n\n") == [VIETNAMESE, "CỘNG HOÀ XÃ HỘI", "Thủ tướng"]


@pytest.mark.skipif(not shutil.which("antiword"), reason="antiword is not installed")
def test_antiword_reads_what_libreoffice_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.formats.oldword import read_ole

    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "antiword").symlink_to(str(shutil.which("antiword")))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    extracted = read_ole((FOLDER / "unicode.doc").read_bytes())
    assert dense(extracted.text) == dense(article())


# Mail and archives


def test_attachments_and_files_of_archives_are_documents_of_their_own(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = "Gửi báo cáo", "Văn thư <van-thu@example.vn>"
    message["Date"] = "Thu, 12 Oct 2023 08:30:00 +0700"
    message.set_content(VIETNAMESE)
    message.add_attachment(article().encode(), maintype="text", subtype="plain", filename="Báo cáo.txt")
    (tmp_path / "thu.eml").write_bytes(message.as_bytes())
    (tmp_path / "goi.zip").write_bytes(
        zipped(
            {"Nghị quyết/một.txt": VIETNAMESE.encode(), "hai.docx": (FOLDER / "unicode.docx").read_bytes()}
        )
    )

    found = {file.path.relative_to(tmp_path).as_posix(): file for file in find_files([tmp_path])}
    assert sorted(found) == [
        "goi.zip/Nghị quyết/một.txt",
        "goi.zip/hai.docx",
        "thu.eml",
        "thu.eml/Báo cáo.txt",
    ]
    assert found["goi.zip/hai.docx"].document_id == "hai"
    texts = {name: load_document(file) for name, file in found.items()}
    assert texts["thu.eml"].text.split("\n\n") == [
        "Gửi báo cáo", "Người gửi: Văn thư <van-thu@example.vn>", "Ngày gửi: 12/10/2023 08:30", VIETNAMESE,
    ]  # fmt: skip
    assert texts["goi.zip/Nghị quyết/một.txt"].text == VIETNAMESE
    assert dense(texts["thu.eml/Báo cáo.txt"].text) == dense(texts["goi.zip/hai.docx"].text)
    assert all(found[name].sha256 == texts[name].sha256 for name in found if found[name].sha256)


def test_a_file_taken_out_of_its_archive_is_removed_from_the_index(tmp_path: Path) -> None:
    corpus, settings, encoder = tmp_path / "corpus", settings_for(tmp_path / "index"), HashEncoder()
    corpus.mkdir()
    archive, second = corpus / "goi.zip", VIETNAMESE.replace("589", "590")
    archive.write_bytes(zipped({"a.txt": VIETNAMESE.encode(), "b.txt": second.encode()}))
    assert [entry.document_id for entry in sync([corpus], settings, encoder).added] == ["a", "b"]
    again = sync([corpus], settings, encoder)
    assert len(again.unchanged) == 2 and not again.changed

    archive.write_bytes(b"PK\x03\x04 broken")
    broken = sync([corpus], settings, encoder)
    assert [entry.reason for entry in broken.failed] == ["damaged_file"] and not broken.removed

    archive.write_bytes(zipped({"b.txt": second.encode()}))
    less = sync([corpus], settings, encoder)
    assert ([entry.document_id for entry in less.removed], len(less.unchanged)) == (["a"], 1)


def test_the_content_tells_the_kind_not_the_ending(tmp_path: Path) -> None:
    wrong = {
        "a.doc": "unicode.docx",
        "b.txt": "unicode.pdf",
        "c.docx": "unicode.rtf",
        "d.pdf": "unicode.html",
    }
    wanted = dense(article())
    for name, source in wrong.items():
        text = read(tmp_path, name, (FOLDER / source).read_bytes()).text
        assert dense(text) == wanted, name
