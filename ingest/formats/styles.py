"""Styles of a Word document, read once: python-docx searches all of them for each paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

_DEEPEST = 12  # styles may be based on each other in a circle


class Styles:
    """The styles of one document by their ids."""

    def __init__(self, document: Any) -> None:
        self._by_id: dict[str, Any] = {}
        self._default: str | None = None
        self._fonts: dict[str | None, str | None] = {}
        for style in document.styles.element.iterchildren(qn("w:style")):
            name = style.get(qn("w:styleId"))
            if name:
                self._by_id[name] = style
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in {"1", "true"}:
                    self._default = name

    def chain(self, name: str | None) -> Iterator[Any]:
        """Yield a paragraph's style (None: the default one) and those that it is based on."""
        name = name or self._default
        for _ in range(_DEEPEST):
            style = self._by_id.get(name or "")
            if style is None:
                return
            yield style
            based = style.find(qn("w:basedOn"))
            name = based.get(qn("w:val")) if based is not None else None

    def font(self, name: str | None) -> str | None:
        """Font of a paragraph's or run's style; None where none of its chain names one."""
        if name not in self._fonts:
            found = (font_of(style) for style in self.chain(name))
            self._fonts[name] = next((font for font in found if font), None)
        return self._fonts[name]


def font_of(element: Any) -> str | None:
    """Font that a run or style names itself."""
    properties = element.find(qn("w:rPr"))
    fonts = properties.find(qn("w:rFonts")) if properties is not None else None
    name: str | None = fonts.get(qn("w:ascii")) if fonts is not None else None
    return name


def style_of(element: Any, kind: str) -> str | None:
    """Id of the style of a paragraph (kind "p") or run (kind "r"), None for the default one."""
    properties = element.find(qn(f"w:{kind}Pr"))
    style = properties.find(qn(f"w:{kind}Style")) if properties is not None else None
    name: str | None = style.get(qn("w:val")) if style is not None else None
    return name
