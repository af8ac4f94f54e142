"""The frame of our own pages: head, band with the site's name and ways, main part, in two languages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

from assistant.who import who_is_here
from assistant.words import Lang, say

STATIC = Path(__file__).parent / "static"
SITE_NAME = "Hỏi Đáp"


def page(
    title: str,
    article: str,
    styles: Iterable[str] = (),
    lang: Lang = "vi",
    here: str = "",
    public: bool = False,
) -> str:
    """A whole page around an ``<article>``.

    Args:
        styles: Files of ``assistant/static`` besides page.css.
        lang: Of the page's frame.
        here: The page's address without a query, for the link to its other language; "" for no such link.
        public: For visitors of a web site that embeds the widget: no ways into the rest of the service.
    """
    home = f'<a class="home" href="{"/" if lang == "vi" else "/en/"}">{SITE_NAME}</a>'
    top = f'<p class="home">{SITE_NAME}</p>' if public else home + navigation(lang, here)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>{escape(title)} – {SITE_NAME}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"{head_links(('page.css', *styles), ('viewer.js',))}</head>"
        f'<body class="viewer"><a class="skip" href="#noi-dung">{escape(say(lang, "skip.text"))}</a>'
        f'<header class="top">{top}</header>'
        f'<main id="noi-dung">{article}</main></body></html>'
    )


def navigation(lang: Lang, here: str) -> str:
    """The links at the top of every page; the one that is open is no way to leave."""
    query = "" if lang == "vi" else "?lang=en"
    links = []
    for address, key in (("/documents", "documents"), ("/digest", "meeting")):
        current = ' aria-current="page"' if here == address else ""
        links.append(f'<a href="{address}{query}"{current}>{escape(say(lang, key))}</a>')
    if who_is_here().name:
        links.append(f'<a href="/account{query}">{escape(say(lang, "account"))}</a>')
    if here:
        other = _other_language(lang, here)
        links.append(
            f'<a href="{escape(other)}" lang="{"en" if lang == "vi" else "vi"}" class="language">'
            f"{escape(say(lang, 'other.lang'))}</a>"
        )
    return f'<nav aria-label="{escape(say(lang, "main"))}">{"".join(links)}</nav>'


def _other_language(lang: Lang, here: str) -> str:
    if here == "/":
        return "/en/" if lang == "vi" else "/"
    return f"{here}?lang=en" if lang == "vi" else here


def head_links(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """``<link>`` and ``<script>`` elements for files of ``assistant/static``, and the icon."""
    icon = f'<link rel="icon" type="image/svg+xml" href="{static_link("icon.svg")}">'
    sheets = "".join(f'<link rel="stylesheet" href="{static_link(name)}">' for name in styles)
    return icon + sheets + "".join(f'<script src="{static_link(name)}" defer></script>' for name in scripts)


@cache
def static_link(name: str) -> str:
    """Address of a file of ours; its digest in the address lets browsers keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/public/{name}?v={digest}"
