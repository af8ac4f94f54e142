"""Reads HTML as a browser would, so that tests ask what a page means and not how it is spelt."""

from __future__ import annotations

from html.parser import HTMLParser

LINES = ("p", "h1", "h2", "h3", "h4", "h5", "li", "summary", "label", "option", "dd")


class Page(HTMLParser):
    """What a browser would make of a page: tags, attributes, text by element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.marked, self.lines = "", [""]
        self.feed(html)
        self.lines = [line for line in self.lines if line]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br", "input"):
            self.open.append(tag)
        if tag in LINES:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in LINES:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data
        if "mark" in self.open:
            self.marked += data

    def links(self) -> list[str]:
        return [
            value or "" for _, attrs in self.tags for name, value in attrs.items() if name in ("href", "src")
        ]

    def dangers(self) -> list[str]:
        """Attributes that run something or lay something over the page."""
        return [name for _, attrs in self.tags for name in attrs if name.startswith("on") or name == "style"]
