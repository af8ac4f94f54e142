"""Our own HTML: one document with a highlighted passage, the list of documents, an error page.

The chat page shows the same ``<article>`` in its side panel, so a document is rendered in one place.
Nothing here is inline script or style: the pages live under a policy without ``unsafe-inline``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from ingest.records import Document

STATIC = Path(__file__).parent / "static"
SITE_NAME = "Hỏi Đáp"
MARK_ID = "trich-dan"

_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_OFFSET = re.compile(r"\d{1,9}", re.ASCII)


def document_page(document: Document, start: str | None = None, end: str | None = None) -> str:
    """The page of one document, scrolled to ``text[start:end]``.

    Args:
        start: First code point to highlight, as it stands in the address; None: no highlight.
        end: One past the last code point. Offsets that are no passage of the text highlight nothing,
            and the page says so.
    """
    span = passage_span(document, start, end)
    lost = span is None and (start is not None or end is not None)
    return page(document.title, _article(document, span, lost))


def documents_page(documents: Mapping[str, Document]) -> str:
    """The list of everything indexed, newest first, undated last."""
    newest_first = sorted(documents.values(), key=lambda document: document.title)
    newest_first.sort(key=lambda document: document.issued or "", reverse=True)
    items = "".join(_list_item(document) for document in newest_first)
    body = f'<ul class="documents">{items}</ul>' if items else "<p>Chưa có tài liệu nào được nạp.</p>"
    heading = f'<h1>Tài liệu đã nạp <span class="count">{len(newest_first)}</span></h1>'
    return page("Tài liệu đã nạp", f'<article class="list"><header>{heading}</header>{body}</article>')


def error_page(message: str) -> str:
    """A page that says what happened, with the way back."""
    notice = f'<p class="lost" role="alert">{escape(message)}</p>'
    way = '<p><a href="/documents">Xem danh sách tài liệu</a></p>'
    return page("Không mở được trang", f"<article><h1>Không mở được trang</h1>{notice}{way}</article>")


def document_link(document_id: str, start: int | None = None, end: int | None = None) -> str:
    """Address of a document's page, not yet escaped for HTML."""
    place = f"/documents/{quote(document_id, safe='')}"
    return place if start is None or end is None else f"{place}?start={start}&end={end}"


def passage_span(document: Document, start: str | None, end: str | None) -> tuple[int, int] | None:
    """The offsets as numbers, None when they are not those of a non-empty passage of the text."""
    if start is None or end is None or not (_OFFSET.fullmatch(start) and _OFFSET.fullmatch(end)):
        return None
    first, last = int(start), int(end)
    return (first, last) if first < last <= len(document.text) else None


def vietnamese_date(issued: str | None) -> str:
    """``2018-12-31`` as ``31/12/2018``; anything else as it is, None as ""."""
    parts = (issued or "").split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else issued or ""


@cache
def static_link(name: str) -> str:
    """Address of a file of ours; its digest in the address lets browsers keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/public/{name}?v={digest}"


def _article(document: Document, span: tuple[int, int] | None, lost: bool) -> str:
    title, rest = _title_and_text(document, span)
    notice = '<p class="lost" role="status">Không tìm thấy đoạn trích này trong văn bản.</p>' if lost else ""
    jump = f'<a class="jump" href="#{MARK_ID}">Tới đoạn được trích</a>' if span else ""
    return (
        f"<article><header>{title}{_facts(document)}"
        f'<p class="ways">{jump}{_origin(document)}</p>{notice}</header>'
        f'<div class="text">{rest}</div></article>'
    )


def _title_and_text(document: Document, span: tuple[int, int] | None) -> tuple[str, str]:
    """Heading and paragraphs. A first line that only repeats the title is not shown twice, unless it is
    what should be highlighted."""
    lines = _lines(document.text)
    if lines and document.text[slice(*lines[0])].strip() == document.title.strip():
        first_shown = span is not None and span[0] < lines[0][1]
        lines = lines if first_shown else lines[1:]
    marker = _Marker(span)
    paragraphs = "".join(f"<p>{marker.line(document.text, *line)}</p>" for line in lines)
    return f"<h1>{escape(document.title)}</h1>", paragraphs


class _Marker:
    """Wraps the part of each line that lies in the span; the first part carries the anchor."""

    def __init__(self, span: tuple[int, int] | None) -> None:
        self.span = span
        self.anchor = f' id="{MARK_ID}" tabindex="-1"'

    def line(self, text: str, start: int, end: int) -> str:
        first, last = (max(start, self.span[0]), min(end, self.span[1])) if self.span else (end, end)
        if first >= last:
            return escape(text[start:end])
        marked = f"<mark{self.anchor}>{escape(text[first:last])}</mark>"
        self.anchor = ""
        return escape(text[start:first]) + marked + escape(text[last:end])


def _lines(text: str) -> list[tuple[int, int]]:
    """Spans of the lines that are not blank."""
    return [match.span() for match in re.finditer(r"[^\n]+", text) if match.group().strip()]


def _facts(document: Document) -> str:
    rows = (
        ("kind", "Loại", document.kind),
        ("number", "Số, ký hiệu", document.number),
        ("publisher", "Nguồn", document.publisher),
        ("author", "Tác giả", document.author),
        ("issued", "Ngày", vietnamese_date(document.issued)),
        ("place", "Nơi", document.place),
    )
    known = "".join(_fact(field, name, value) for field, name, value in rows if value)
    return f'<dl class="facts">{known}</dl>'


def _fact(field: str, name: str, value: str) -> str:
    return f'<div class="{field}"><dt>{name}</dt><dd>{escape(value)}</dd></div>'


def _origin(document: Document) -> str:
    """Link to where it was published; only the two schemes that merely open a page."""
    if document.url is None or not _WEB_ADDRESS.match(document.url):
        return ""
    return f'<a href="{escape(document.url)}" target="_blank" rel="noopener noreferrer">Bản gốc trên mạng</a>'


def _list_item(document: Document) -> str:
    facts = (document.publisher, document.number, vietnamese_date(document.issued), document.kind)
    shown = " · ".join(escape(fact) for fact in facts if fact)
    link = escape(document_link(document.id))
    return f'<li><a href="{link}">{escape(document.title)}</a><span class="about">{shown}</span></li>'


def page(title: str, article: str, styles: Iterable[str] = ()) -> str:
    """A whole page around an ``<article>``; ``styles`` are files of ``assistant/static`` besides page.css."""
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        f"<title>{escape(title)} – {SITE_NAME}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"{head_links(('page.css', *styles), ('viewer.js',))}</head>"
        '<body class="viewer"><a class="skip" href="#noi-dung">Tới nội dung</a>'
        f'<nav class="top" aria-label="Chính"><a class="home" href="/">{SITE_NAME}</a>'
        '<a href="/documents">Tài liệu</a></nav>'
        f'<main id="noi-dung">{article}</main></body></html>'
    )


def head_links(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """``<link>`` and ``<script>`` elements for files of ``assistant/static``, and the icon."""
    icon = f'<link rel="icon" type="image/svg+xml" href="{static_link("icon.svg")}">'
    sheets = "".join(f'<link rel="stylesheet" href="{static_link(name)}">' for name in styles)
    return icon + sheets + "".join(f'<script src="{static_link(name)}" defer></script>' for name in scripts)
