"""Numbers that Word writes in front of paragraphs by itself ("Điều 3.", "a)"): they stand in no run."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from docx.oxml.ns import qn

from ingest.formats.styles import Styles, style_of

_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_HIGHEST = 9999


class Numbering:
    """Counts the numbered paragraphs of one document; ask for each paragraph once, in order."""

    def __init__(self, document: Any, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, dict[int, Any]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._family: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        part = next((rel.target_part for rel in document.part.rels.values()
                     if rel.reltype.endswith("/numbering") and not rel.is_external), None)  # fmt: skip
        if part is not None:
            self._load(part.element)

    def number(self, paragraph: Any) -> str:
        """Return the number of a ``w:p`` element as it is shown; "" for one without, "-" for a bullet."""
        found = self._list_and_level(paragraph)
        if found is None or found[0] not in self._lists:
            return ""
        name, level = found
        levels = self._lists[name]
        if level not in levels:
            return ""
        counts = self._counts[self._family[name]]
        start = self._starts.get((name, level), _value(levels[level], "w:start", 1))
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return self._shown(levels, counts, level)

    def _load(self, root: Any) -> None:
        abstract = {node.get(qn("w:abstractNumId")): node for node in root.iterchildren(qn("w:abstractNum"))}
        for node in root.iterchildren(qn("w:num")):
            name, target = node.get(qn("w:numId")), node.find(qn("w:abstractNumId"))
            family = target.get(qn("w:val")) if target is not None else None
            if name is None or family not in abstract:
                continue
            levels = _levels(abstract[family])
            overrides = list(node.iterchildren(qn("w:lvlOverride")))
            for override in overrides:
                level = int(override.get(qn("w:ilvl"), "0"))
                levels |= _levels(override)
                if override.find(qn("w:startOverride")) is not None:
                    self._starts[name, level] = _value(override, "w:startOverride", 1)
            self._lists[name] = levels
            self._family[name] = name if overrides else str(family)

    def _list_and_level(self, paragraph: Any) -> tuple[str, int] | None:
        """List and level of a paragraph, its own or its style's; None where it has none or took it off."""
        level: str | None = None
        for element in (paragraph, *self._styles.chain(style_of(paragraph, "p"))):
            properties = element.find(qn("w:pPr"))
            numbered = properties.find(qn("w:numPr")) if properties is not None else None
            if numbered is None:
                continue
            own, name = numbered.find(qn("w:ilvl")), numbered.find(qn("w:numId"))
            level = own.get(qn("w:val")) if level is None and own is not None else level
            if name is not None:
                value = name.get(qn("w:val"), "0")
                return None if value == "0" else (value, int(level or 0))
        return None

    def _shown(self, levels: dict[int, Any], counts: dict[int, int], level: int) -> str:
        if _text(levels[level], "w:numFmt") == "bullet":
            return "-"
        if _text(levels[level], "w:numFmt") == "none":
            return ""

        def value(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at not in levels:
                return ""
            count = counts.get(at, _value(levels[at], "w:start", 1))
            return _FORMATS.get(_text(levels[at], "w:numFmt"), str)(min(count, _HIGHEST))

        return _PLACE.sub(value, _text(levels[level], "w:lvlText")).strip()


def _levels(parent: Any) -> dict[int, Any]:
    return {int(node.get(qn("w:ilvl"), "0")): node for node in parent.iterchildren(qn("w:lvl"))}


def _text(parent: Any, tag: str) -> str:
    node = parent.find(qn(tag))
    return (node.get(qn("w:val")) or "") if node is not None else ""


def _value(parent: Any, tag: str, default: int) -> int:
    text = _text(parent, tag)
    return int(text) if text.isdecimal() else default


def _roman(number: int) -> str:
    letters = ""
    for value, sign in _ROMAN:
        while number >= value:
            letters, number = letters + sign, number - value
    return letters


def _letter(number: int) -> str:
    """1 → a, 26 → z, 27 → aa as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else "0"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
