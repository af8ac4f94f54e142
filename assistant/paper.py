"""A paper to take away: headings, paragraphs, quotes and numbered sources, as Word or as Markdown.

Text of documents and people is only ever text: nothing in it becomes markup, a field or a link.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph as WordParagraph

FONT, SIZE = "Times New Roman", 13  # as office papers are set (Nghị định 30/2020/NĐ-CP); points

Style = Literal["title", "heading", "subheading", "text", "item", "quote", "note", "source"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; ``link`` is an absolute http(s) address or ""."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. A "source" begins with its label, a "text" of no runs is a line to write on."""

    style: Style
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper.

    Attributes:
        title: For the file's properties.
        head: Lines at the top left and at the top right, none for a paper without a letterhead.
        blocks: The paper itself.
    """

    title: str
    blocks: tuple[Block, ...]
    head: tuple[tuple[str, ...], tuple[str, ...]] | None = None


def block(style: Style, *runs: str | Run) -> Block:
    """Return a block of runs; plain strings are plain runs."""
    return Block(style, tuple(Run(run) if isinstance(run, str) else run for run in runs))


# Word

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f￾￿\ud800-\udfff]")  # what XML cannot hold
_WORD_STYLE = {
    "title": "Title",
    "heading": "Heading 1",
    "subheading": "Heading 2",
    "quote": "Quote",
}


def to_docx(paper: Paper) -> bytes:
    """Return the paper as a Word file: A4, margins and type of office papers, page numbers on top."""
    from docx import Document

    document = Document()
    _set_page(document)
    _set_styles(document)
    document.core_properties.title = _clean(paper.title)[:255]
    document.core_properties.author = "Hỏi Đáp"
    document.core_properties.comments = ""
    if paper.head:
        _write_head(document, paper.head)
    for written in paper.blocks:
        _write_block(document, written)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text)


def _set_page(document: WordDocument) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_page_field(number)


def _add_page_field(paragraph: WordParagraph) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, instruction in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()._r
        if instruction:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = instruction
            run.append(text)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run.append(mark)


def _set_styles(document: WordDocument) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt, RGBColor

    sizes = {"Normal": SIZE, "Title": 15, "Heading 1": 14, "Heading 2": SIZE, "Quote": SIZE}
    for name, size in sizes.items():
        style: Any = document.styles[name]
        style.font.name = FONT
        _set_font(style.element.get_or_add_rPr())
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.bold = name in ("Title", "Heading 1", "Heading 2")
        style.font.italic = name == "Quote"
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.line_spacing = 1.15
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].paragraph_format.space_before = Pt(10)
        document.styles[name].paragraph_format.keep_with_next = True
    title: Any = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(10)
    _remove_border(title.element)
    quote: Any = document.styles["Quote"]
    quote.paragraph_format.left_indent = Mm(8)


def _set_font(properties: Any) -> None:
    """Name the font for every script; Word else takes the theme's for letters with Vietnamese marks."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)


def _remove_border(style: Any) -> None:
    from docx.oxml.ns import qn

    for border in style.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        return


def _write_head(document: WordDocument, head: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    table = document.add_table(rows=1, cols=2)
    bold_lines = (1, 0)  # the body's own name on the left, the party's on the right
    for cell, lines, bold in zip(table.rows[0].cells, head, bold_lines, strict=True):
        for at, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = paragraph.add_run(_clean(line))
            run.bold = at == bold
            run.italic = at > bold and any(map(str.isalpha, line))
            paragraph.paragraph_format.space_after = 0
    document.add_paragraph()


def _write_block(document: WordDocument, written: Block) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    paragraph = document.add_paragraph(style=_WORD_STYLE.get(written.style, "Normal"))
    if not written.runs:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(165), leader=_dots())
        paragraph.add_run("\t")
    if written.style == "item":
        paragraph.add_run("– ")
    if written.style in ("text", "item", "quote"):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Mm(10) if written.style == "item" else None
    for part in written.runs:
        if part.link:
            _add_link(paragraph, part)
            continue
        run = paragraph.add_run(_clean(part.text))
        run.bold = part.bold or None
        run.italic = part.italic or None
        if written.style in ("note", "source"):
            run.font.size = Pt(11)
    if written.style == "source":
        paragraph.paragraph_format.left_indent = Mm(8)
        paragraph.paragraph_format.first_line_indent = Mm(-8)


def _dots() -> Any:
    from docx.enum.text import WD_TAB_LEADER

    return WD_TAB_LEADER.DOTS


def _add_link(paragraph: WordParagraph, part: Run) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(part.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(_clean(part.text))
    run.font.size = Pt(11)
    run.font.underline = True
    run.font.color.rgb = RGBColor(0x7F, 0x16, 0x16)
    link.append(run._r)
    paragraph._p.append(link)


# Markdown

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$])")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_LINE_MARK = re.compile(r"^(\s*\d{0,9})([-+#>=.)])")
_AUTO_LINK = re.compile(r"(?<=\w):(?=//)|(?<=\bwww)\.|@", re.IGNORECASE)
_MARKDOWN_STYLE = {"title": "# ", "heading": "## ", "subheading": "### ", "quote": "> ", "item": "- "}


def to_markdown(paper: Paper) -> str:
    """Return the paper as CommonMark; what looks like markup in its texts is escaped."""
    parts = ["  \n".join(_escape(line) for line in side) for side in paper.head or ()]
    parts += [_markdown(written) for written in paper.blocks if written.runs]
    return "\n\n".join(parts) + "\n"


def _markdown(written: Block) -> str:
    body = "".join(_markdown_run(run) for run in written.runs)
    return _MARKDOWN_STYLE.get(written.style, "") + body


def _markdown_run(run: Run) -> str:
    text = _escape(run.text)
    if run.link:
        return f"[{text}](<{run.link}>)"
    inner = text.strip()
    for mark in [mark for mark, wanted in (("**", run.bold), ("*", run.italic)) if wanted and inner]:
        text = text.replace(inner, f"{mark}{inner}{mark}", 1)
        inner = f"{mark}{inner}{mark}"
    return text


def _escape(text: str) -> str:
    """One line of text that CommonMark, and GitHub's links by themselves, leave as it is."""
    line = " ".join(_clean(text).split()) if "\n" in text else _clean(text)
    line = _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\1", line))
    line = _AUTO_LINK.sub(lambda found: "\\" + found.group(), line)
    return _LINE_MARK.sub(r"\1\\\2", line)


def file_name(title: str, ending: str) -> str:
    """Return a name that every file system takes: at most 80 letters, digits and hyphens."""
    plain = re.sub(r"[^\w]+", "-", title).strip("-")[:80].strip("-")
    return f"{plain or 'hoi-dap'}.{ending}"
