"""``/digest``: choose documents or a topic, read the key points, take the paper for a meeting away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import QueryParams

from assistant.export import attachment
from assistant.frame import page
from assistant.meeting import MOST_POINTS, POINTS, TITLE, Secretary, Told, by_document, meeting_paper
from assistant.messages import message_for
from assistant.security import PAGE_POLICY
from assistant.viewer import document_facts, document_link
from assistant.words import Lang, say
from ingest.errors import HoiDapError
from ingest.records import Document
from ingest.vietnamese import fold_accents

if TYPE_CHECKING:
    from assistant.assistant import Assistant

LISTED = 200  # documents offered at once; the search finds the others
_FIELD = 300  # characters of a field that are read
_CHOICES = (5, 10, 15, 20)
_POLICY = PAGE_POLICY.replace("form-action 'none'", "form-action 'self'")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form asks for, as the address says it."""

    topic: str = ""
    chosen: tuple[str, ...] = ()
    points: int = POINTS
    find: str = ""
    keep: tuple[str, ...] | None = None
    title: str = ""
    party: str = ""
    branch: str = ""
    asked: bool = False
    lang: Lang = field(default="vi")


def read_wish(query: QueryParams) -> Wish:
    """Read the address; what is no sensible value becomes the usual one."""

    def text(name: str) -> str:
        # What a browser sends is UTF-8; anything else arrives with replacement characters.
        return " ".join((query.get(name) or "").encode("utf-8", "replace").decode().split())[:_FIELD]

    number = query.get("points", "")
    return Wish(
        topic=text("topic"),
        chosen=tuple(query.getlist("d"))[:100],
        points=min(int(number), MOST_POINTS)
        if number.isascii() and number.isdigit() and len(number) < 4
        else POINTS,
        find=text("find"),
        keep=tuple(query.getlist("keep")) if "kept" in query else None,
        title=text("title"),
        party=text("party"),
        branch=text("branch"),
        asked="points" in query and "list" not in query,
        lang="en" if query.get("lang") == "en" else "vi",
    )


def meeting_routes(assistant: Assistant) -> APIRouter:
    """Return the page and its files."""
    router = APIRouter(include_in_schema=False)
    secretary = Secretary(assistant)

    @router.get("/digest")
    def show(request: Request) -> HTMLResponse:
        wish = read_wish(request.query_params)
        notice, points, status = "", [], 200
        if wish.asked and not (wish.topic or wish.chosen):
            notice = "" if wish.find else say(wish.lang, "digest.choose")
        elif wish.asked:
            try:
                points = secretary.prepare(wish.topic, wish.chosen, wish.points)
            except HoiDapError as error:
                notice, status = message_for(error), 503 if error.code == "busy" else 422
            else:
                notice = "" if points else say(wish.lang, "digest.nothing")
        body = digest_page(wish, assistant.documents, points, notice)
        return HTMLResponse(body, status, {"content-security-policy": _POLICY})

    @router.get("/digest.docx")
    @router.get("/digest.md")
    def take(request: Request) -> Response:
        wish = read_wish(request.query_params)
        points = secretary.prepare(wish.topic, wish.chosen, wish.points, wish.keep)
        paper = meeting_paper(
            points,
            assistant.documents,
            str(request.base_url),
            wish.topic,
            wish.title,
            wish.party,
            wish.branch,
        )
        return attachment(paper, "docx" if request.url.path.endswith("docx") else "md")

    return router


def digest_page(wish: Wish, documents: Mapping[str, Document], points: Sequence[Told], notice: str) -> str:
    """Return the whole page: the form, then what it found."""
    lang = wish.lang
    shown = f'<p class="lost" role="alert">{escape(notice)}</p>' if notice else ""
    result = _result(wish, documents, points) if points else ""
    article = (
        f'<article class="digest"><header><h1>{escape(say(lang, "meeting"))}</h1>'
        f"<p>{escape(say(lang, 'digest.lead'))}</p></header>"
        f"{_form(wish, documents)}{shown}{result}</article>"
    )
    return page(say(lang, "meeting"), article, ("meeting.css",), lang=lang, here="/digest")


def _form(wish: Wish, documents: Mapping[str, Document]) -> str:
    lang = wish.lang
    listed, left = _listed(wish, documents)
    boxes = "".join(_box(document, document.id in wish.chosen) for document in listed)
    more = f'<p class="hint">{escape(say(lang, "digest.more", count=left))}</p>' if left else ""
    options = "".join(
        f"<option{' selected' if count == wish.points else ''}>{count}</option>"
        for count in sorted({*_CHOICES, wish.points})
    )
    return (
        f'<form action="/digest" method="get" class="choose">{_hidden("lang", lang)}'
        '<button class="unseen" tabindex="-1" aria-hidden="true"></button>'  # Enter presses the first one
        f"{_input('topic', lang, wish.topic, hint='digest.topic.hint')}"
        f"<fieldset><legend>{escape(say(lang, 'digest.documents'))}</legend>"
        f'<p class="hint">{escape(say(lang, "digest.documents.hint"))}</p>'
        f'<p class="find">{_input("find", lang, wish.find)}'
        f'<button name="list" value="1" class="plain">{escape(say(lang, "digest.find.go"))}</button></p>'
        f'<ul class="boxes" tabindex="0" aria-label="{escape(say(lang, "documents"))}">{boxes}</ul>'
        f"{more}</fieldset>"
        f'<p class="go"><label for="points">{escape(say(lang, "digest.points"))}</label>'
        f'<select id="points" name="points" aria-describedby="points-hint">{options}</select>'
        f'<span class="hint" id="points-hint">{escape(say(lang, "digest.points.hint"))}</span>'
        f'<button class="strong">{escape(say(lang, "digest.make"))}</button></p></form>'
    )


def _listed(wish: Wish, documents: Mapping[str, Document]) -> tuple[list[Document], int]:
    """The documents to choose from, chosen ones first, then newest first; and how many are left out."""
    wanted = fold_accents(wish.find.casefold()).split()
    fitting = [
        document
        for document in documents.values()
        if document.id in wish.chosen or all(word in _searched(document) for word in wanted)
    ]
    fitting.sort(key=lambda document: document.title)
    fitting.sort(key=lambda document: document.issued or "", reverse=True)
    fitting.sort(key=lambda document: document.id not in wish.chosen)
    return fitting[:LISTED], max(0, len(fitting) - LISTED)


def _searched(document: Document) -> str:
    facts = (document.title, document.number, document.publisher, document.kind, document.place)
    return fold_accents(" ".join(fact for fact in facts if fact).casefold())


def _box(document: Document, chosen: bool) -> str:
    checked = " checked" if chosen else ""
    return (
        f'<li><label><input type="checkbox" name="d" value="{escape(document.id)}"{checked}> '
        f'<span>{escape(document.title)} <span class="about">{document_facts(document)}</span></span>'
        "</label></li>"
    )


def _result(wish: Wish, documents: Mapping[str, Document], points: Sequence[Told]) -> str:
    lang = wish.lang
    again = [("lang", lang), ("topic", wish.topic), ("points", str(wish.points)), ("kept", "1")]
    hidden = "".join(_hidden(name, value) for name, value in [*again, *(("d", name) for name in wish.chosen)])
    told = "".join(_document(documents[name], sections, lang) for name, sections in by_document(points))
    return (
        f'<form action="/digest.docx" method="get" class="result">{hidden}'
        f'<h2 id="result">{escape(say(lang, "digest.result"))}</h2>'
        f'<p class="hint">{escape(say(lang, "digest.keep"))}</p>{told}'
        f"<fieldset><legend>{escape(say(lang, 'digest.heading'))}</legend>"
        f"{_input('title', lang, TITLE)}{_input('party', lang, '')}{_input('branch', lang, '')}</fieldset>"
        f'<p class="go"><button class="strong">{escape(say(lang, "digest.word"))}</button>'
        f'<button class="plain" formaction="/digest.md">{escape(say(lang, "digest.markdown"))}</button>'
        "</p></form>"
    )


def _document(document: Document, sections: Sequence[tuple[str, Sequence[Told]]], lang: Lang) -> str:
    parts = "".join(
        f'<h4>{escape(section)}</h4><ul class="points">{"".join(_point(told, lang) for told in run)}</ul>'
        for section, run in sections
    )
    link = escape(document_link(document.id))
    return (
        f'<section><h3><a href="{link}">{escape(document.title)}</a></h3>'
        f'<p class="about">{document_facts(document)}</p>{parts}</section>'
    )


def _point(told: Told, lang: Lang) -> str:
    cited = told.citation
    link = escape(document_link(cited.document_id, cited.start, cited.end, cited.quote))
    name = escape(f"{say(lang, 'digest.place')} [{cited.label}]")
    return (
        f'<li><label><input type="checkbox" name="keep" value="{escape(told.key)}" checked> '
        f"<span>“{escape(told.quote)}”</span></label> "
        f'<a class="cite" href="{link}" aria-label="{name}" title="{name}">[{cited.label}]</a></li>'
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _input(name: str, lang: Lang, value: str, hint: str = "") -> str:
    told = f'<span class="hint" id="{name}-hint">{escape(say(lang, hint))}</span>' if hint else ""
    by = f' aria-describedby="{name}-hint"' if hint else ""
    return (
        f'<span class="field"><label for="{name}">{escape(say(lang, f"digest.{name}"))}</label>'
        f'<input id="{name}" name="{name}" value="{escape(value)}" maxlength="{_FIELD}"'
        f' autocomplete="off"{by}>{told}</span>'
    )
