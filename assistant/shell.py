"""What stands around Gradio on the chat page: band, tools, conversations, filters, the panel with the source.

Plain HTML of ours, so that it is small, native to keyboards and screen readers, and in two languages.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape

from assistant.frame import SITE_NAME, head_links, navigation
from assistant.words import Lang, say, script_words
from ingest.records import Document

_CHOICES = 300  # of one filter; the rarest are left out
_STYLES = ("page.css", "chat.css", "tools.css")
_SCRIPTS = ("signed.js", "chat.js", "talks.js", "acts.js")
_FOREIGN_META = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')


def dress(page: str, nonce: str, lang: Lang, documents: Mapping[str, Document]) -> str:
    """Return Gradio's page as ours.

    Text of documents reaches Gradio's page only inside its JSON, where ``<`` is escaped, so every
    ``<script`` found there is one of Gradio's own.

    Args:
        nonce: Allows the scripts that the page holds.
        documents: For the choices of the filters.
    """
    page = _FOREIGN_META.sub("", page)
    page = re.sub(r'<link rel="manifest"[^>]*>', "", page)
    page = page.replace("<script", f'<script nonce="{nonce}"')
    page = page.replace('lang="en"', f'lang="{lang}"', 1)
    head = f"<title>{SITE_NAME}</title>" + head_links(_STYLES, _SCRIPTS)
    page = page.replace("</head>", f"{head}</head>", 1)
    page = page.replace("<gradio-app", f"{_before(lang)}<gradio-app", 1)
    return page.replace("</gradio-app>", f"</gradio-app>{_after(lang, documents)}", 1)


def _before(lang: Lang) -> str:
    return (
        f'<a class="skip" href="#question">{escape(say(lang, "skip"))}</a>'
        f'<header class="top"><h1 class="home">{SITE_NAME}</h1><p>{escape(say(lang, "introduction"))}</p>'
        f"{navigation(lang, '/')}</header>{_tools(lang)}"
    )


def _tools(lang: Lang) -> str:
    opens = (
        ("open-talks", "talks"),
        ("new-talk", "talk.new"),
        ("open-scope", "scope"),
        ("open-export", "export"),
    )
    buttons = "".join(_button(name, say(lang, key)) for name, key in opens)
    return f'<div id="tools" role="group" aria-label="{escape(say(lang, "tools"))}">{buttons}</div>'


def _after(lang: Lang, documents: Mapping[str, Document]) -> str:
    words = json.dumps(script_words(lang), ensure_ascii=False).replace("<", "\\u003c")
    return (
        f"{_panel(lang)}{_talks(lang)}{_scope(lang, documents)}{_export(lang)}{_reason(lang)}"
        '<p id="said" role="status"></p>'
        f'<script type="application/json" id="words">{words}</script>'
    )


def _panel(lang: Lang) -> str:
    return (
        '<aside id="panel" aria-labelledby="panel-title"><div id="panel-head"><div class="bar">'
        f'<button type="button" id="to-answer" hidden>{escape(say(lang, "panel.back"))}</button>'
        f'<button type="button" id="all-documents" hidden>{escape(say(lang, "panel.all"))}</button>'
        f'<a id="full-text" href="/documents" target="_blank" rel="noopener" hidden>'
        f"{escape(say(lang, 'panel.full'))}</a></div>"
        f'<h2 id="panel-title">{escape(say(lang, "documents"))}</h2><p id="panel-about"></p></div>'
        '<div id="source" tabindex="-1"></div></aside>'
    )


def _talks(lang: Lang) -> str:
    body = (
        f'<p class="hint">{escape(say(lang, "talks.kept"))}</p><ul id="talk-list"></ul>'
        f'<p class="hint" id="no-talks">{escape(say(lang, "talks.none"))}</p>'
        f'<p class="ways">{_button("clear-talks", say(lang, "talks.clear"))}</p>'
    )
    return _dialog("talks", say(lang, "talks.title"), body, lang)


def _scope(lang: Lang, documents: Mapping[str, Document]) -> str:
    fields = "".join(
        _select(name, say(lang, f"scope.{name}"), choices(documents, name), say(lang, "scope.any"))
        for name in ("publisher", "kind", "place")
        if choices(documents, name)  # a list of nothing to choose from only takes room
    )
    days = "".join(
        f'<label>{escape(say(lang, f"scope.{key}"))}<input name="issued_{key}" maxlength="10" '
        'inputmode="numeric" autocomplete="off" aria-describedby="days-hint"></label>'
        for key in ("from", "to")
    )
    days += f'<p class="hint" id="days-hint">{escape(say(lang, "scope.days"))}</p>'
    body = (
        f'<form method="dialog" id="scope-form">{fields}<div class="days">{days}</div><p class="ways">'
        f'<button value="apply" class="strong">{escape(say(lang, "scope.apply"))}</button>'
        f'<button value="clear">{escape(say(lang, "scope.clear"))}</button></p></form>'
    )
    return _dialog("scope", say(lang, "scope.title"), body, lang)


def choices(documents: Mapping[str, Document], name: str) -> list[str]:
    """Return the values of a field that the documents have, the commonest ``_CHOICES``, in order of name."""
    values: Iterable[str | None] = (getattr(document, name) for document in documents.values())
    counted = Counter(value for value in values if value)
    return sorted(value for value, _ in counted.most_common(_CHOICES))


def _select(name: str, label: str, values: Iterable[str], everything: str) -> str:
    options = "".join(f"<option>{escape(value)}</option>" for value in values)
    return (
        f'<label>{escape(label)}<select name="{name}"><option value="">{escape(everything)}</option>'
        f"{options}</select></label>"
    )


def _export(lang: Lang) -> str:
    buttons = _button("export-docx", say(lang, "export.docx")) + _button("export-md", say(lang, "export.md"))
    return _dialog("export", say(lang, "export.title"), f'<p class="ways">{buttons}</p>', lang)


def _reason(lang: Lang) -> str:
    body = (
        '<form method="dialog" id="reason-form"><textarea id="reason-text" rows="3" maxlength="1000" '
        f'aria-labelledby="reason-title" aria-describedby="reason-hint"></textarea>'
        f'<p class="hint" id="reason-hint">{escape(say(lang, "reason.hint"))}</p><p class="ways">'
        f'<button value="send" class="strong">{escape(say(lang, "reason.send"))}</button></p></form>'
    )
    return _dialog("reason", say(lang, "reason.title"), body, lang)


def _dialog(name: str, title: str, body: str, lang: Lang) -> str:
    close = escape(say(lang, "close"))
    return (
        f'<dialog id="{name}" aria-labelledby="{name}-title"><div class="dialog-head">'
        f'<h2 id="{name}-title">{escape(title)}</h2>'
        f'<button type="button" class="close" aria-label="{close}" title="{close}">×</button></div>'
        f"{body}</dialog>"
    )


def _button(name: str, label: str) -> str:
    return f'<button type="button" id="{name}">{escape(label)}</button>'
