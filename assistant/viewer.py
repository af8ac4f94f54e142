"""Our own HTML: one document with a highlighted passage, the list of documents, an error page.

The chat page shows the same ``<article>`` in its side panel, so a document is rendered in one place.
Nothing here is inline script or style: the pages live under a policy without ``unsafe-inline``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote

from assistant.frame import page as page
from assistant.outline import Heading, outline
from assistant.words import Lang, say
from ingest.paragraphs import paragraphs
from ingest.records import Document

MARK_ID = "trich-dan"

_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_OFFSET = re.compile(r"\d{1,9}", re.ASCII)


def document_page(
    document: Document,
    start: str | None = None,
    end: str | None = None,
    mark: str | None = None,
    lang: Lang = "vi",
    public: bool = False,
) -> str:
    """The page of one document, scrolled to ``text[start:end]``.

    Args:
        start: First code point to highlight, as it stands in the address; None: no highlight.
        end: One past the last code point. Offsets that are no passage of the text highlight nothing,
            and the page says so.
        mark: Fingerprint of the quote that was cited there; another text at that place, as after the
            document has changed, is not highlighted either.
        public: For visitors of a web site that embeds the widget, see ``assistant.frame.page``.
    """
    span = passage_span(document, start, end)
    if span and mark and fingerprint(document.text[slice(*span)]) != mark:
        span = None
    lost = span is None and (start is not None or end is not None)
    headings = outline(document.text, document.title)
    contents = _contents(headings, lang)
    article = _article(document, span, lost, headings, lang)
    return page(document.title, contents + article, lang=lang, here=document_link(document.id), public=public)


def documents_page(documents: Mapping[str, Document], lang: Lang = "vi") -> str:
    """The list of everything indexed, newest first, undated last."""
    newest_first = sorted(documents.values(), key=lambda document: document.title)
    newest_first.sort(key=lambda document: document.issued or "", reverse=True)
    items = "".join(_list_item(document) for document in newest_first)
    body = f'<ul class="documents">{items}</ul>' if items else f"<p>{escape(say(lang, 'viewer.none'))}</p>"
    title = say(lang, "viewer.list")
    heading = f'<h1>{escape(title)} <span class="count">{len(newest_first)}</span></h1>'
    article = f'<article class="list"><header>{heading}</header>{body}</article>'
    return page(title, article, lang=lang, here="/documents")


def error_page(message: str, lang: Lang = "vi", public: bool = False) -> str:
    """A page that says what happened, with the way back, which visitors (``public``) do not have."""
    title = escape(say(lang, "viewer.failed"))
    notice = f'<p class="lost" role="alert">{escape(message)}</p>'
    way = "" if public else f'<p><a href="/documents">{escape(say(lang, "viewer.to.list"))}</a></p>'
    article = f"<article><h1>{title}</h1>{notice}{way}</article>"
    return page(say(lang, "viewer.failed"), article, lang=lang, public=public)


def fingerprint(quote: str) -> str:
    """Eight characters that tell one quote from another."""
    return hashlib.sha256(quote.encode()).hexdigest()[:8]


def document_link(
    document_id: str, start: int | None = None, end: int | None = None, quoted: str | None = None
) -> str:
    """Address of a document's page, not yet escaped for HTML.

    Args:
        quoted: The text at that place as it was cited; the page highlights nothing else there.
    """
    place = f"/documents/{quote(document_id, safe='')}"
    if start is None or end is None:
        return place
    return f"{place}?start={start}&end={end}" + (f"&mark={fingerprint(quoted)}" if quoted else "")


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


def _article(
    document: Document, span: tuple[int, int] | None, lost: bool, headings: Sequence[Heading], lang: Lang
) -> str:
    notice = f'<p class="lost" role="status">{escape(say(lang, "viewer.lost"))}</p>' if lost else ""
    jump = f'<a class="jump" href="#{MARK_ID}">{escape(say(lang, "viewer.jump"))}</a>' if span else ""
    return (
        f"<article><header><h1>{escape(document.title)}</h1>{_facts(document, lang)}"
        f'<p class="ways">{jump}{_origin(document, lang)}</p>{notice}</header>'
        f'<div class="text" lang="vi">{_text(document, span, headings)}</div></article>'
    )


def _contents(headings: Sequence[Heading], lang: Lang) -> str:
    """The headings as a list of links; nothing for a document that has fewer than two."""
    if len(headings) < 2:
        return ""
    items = "".join(
        f'<li class="level-{heading.level}"><a href="#muc-{number}">{escape(heading.shown)}</a></li>'
        for number, heading in enumerate(headings, start=1)
    )
    name = escape(say(lang, "viewer.headings"))
    return (
        f'<nav class="contents" aria-label="{name}"><details><summary>{name}</summary>'
        f"<ol>{items}</ol></details></nav>"
    )


def _text(document: Document, span: tuple[int, int] | None, headings: Sequence[Heading]) -> str:
    """Paragraphs and headings. A first line that only repeats the title is not shown twice, unless it is
    what should be highlighted."""
    text = document.text
    parts = [bounds for bounds in paragraphs(text) if text[slice(*bounds)].strip()]
    if parts and text[slice(*parts[0])].strip() == document.title.strip():
        first_shown = span is not None and span[0] < parts[0][1]
        parts = parts if first_shown else parts[1:]
    numbers = {heading.start: (number, heading.level) for number, heading in enumerate(headings, start=1)}
    marker = _Marker(span)
    html = []
    for start, end in parts:
        begins = start + len(text[start:end]) - len(text[start:end].lstrip())
        number, level = numbers.get(begins, (0, 0))
        opening = f'<h{level + 1} id="muc-{number}">' if number else "<p>"
        closing = f"</h{level + 1}>" if number else "</p>"
        html.append(f"{opening}{marker.line(text, start, end)}{closing}")
    return "".join(html)


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


def _facts(document: Document, lang: Lang) -> str:
    rows = (
        ("kind", document.kind),
        ("number", document.number),
        ("publisher", document.publisher),
        ("author", document.author),
        ("signer", document.signer),
        ("issued", vietnamese_date(document.issued)),
        ("effective", vietnamese_date(document.effective)),
        ("place", document.place),
    )
    known = "".join(_fact(field, say(lang, f"viewer.{field}"), value) for field, value in rows if value)
    return f'<dl class="facts">{known}</dl>'


def _fact(field: str, name: str, value: str) -> str:
    return f'<div class="{field}"><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>'


def _origin(document: Document, lang: Lang) -> str:
    """Link to where it was published; only the two schemes that merely open a page."""
    if document.url is None or not _WEB_ADDRESS.match(document.url):
        return ""
    name = escape(say(lang, "viewer.origin"))
    return f'<a href="{escape(document.url)}" target="_blank" rel="noopener noreferrer">{name}</a>'


def document_facts(document: Document) -> str:
    """What tells a document from others, on one line, escaped."""
    facts = (document.publisher, document.number, vietnamese_date(document.issued), document.kind)
    return " · ".join(escape(fact) for fact in facts if fact)


def _list_item(document: Document) -> str:
    link = escape(document_link(document.id))
    shown = document_facts(document)
    return f'<li><a href="{link}">{escape(document.title)}</a><span class="about">{shown}</span></li>'
