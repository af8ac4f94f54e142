"""OpenDocument texts (.odt), through odfdo: paragraphs, headings, lists, tables and notes in order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import odfdo

from ingest.extracted import Extracted
from ingest.formats.blocks import PAGE_BREAK, Block, Cell, Paragraph, Table, compose
from ingest.formats.legacy import Run

_SKIPPED = {
    "text:tracked-changes",
    "text:note-citation",
    "office:annotation",
    "text:sequence-decls",
    "office:forms",
}
_APART = {"text:note", "draw:frame", "draw:text-box", "draw:custom-shape", "draw:g"}  # follow the paragraph
_MOST_REPEATED = 100  # columns that one empty cell may stand for
_DEEPEST = 40


def read_odt(raw: bytes) -> Extracted:
    """Read a text document as it stands with all tracked changes accepted."""
    document = odfdo.Document(io.BytesIO(raw))
    reader = _Reader(document)
    blocks = list(reader.blocks(document.body, 0))
    return compose(block for block in blocks if block != Paragraph((Run(PAGE_BREAK),)))


class _Reader:
    def __init__(self, document: Any) -> None:
        self._document = document
        self._fonts: dict[tuple[str, str], str | None] = {}

    def blocks(self, parent: Any, depth: int) -> Iterator[Block]:
        if depth > _DEEPEST:
            return
        for child in parent.children:
            if child.tag in {"text:p", "text:h"}:
                apart: list[Any] = []
                yield Paragraph(tuple(self._runs(child, self._font(child, "paragraph"), apart, depth)))
                for element in apart:
                    yield from self.blocks(element, depth + 1)
            elif child.tag == "table:table":
                yield Table(tuple(self._rows(child, depth)))
            elif child.tag not in _SKIPPED:
                yield from self.blocks(child, depth + 1)  # sections, lists, notes' bodies

    def _rows(self, table: Any, depth: int) -> Iterator[tuple[Cell, ...]]:
        for row in table.get_elements("descendant::table:table-row"):
            cells: list[Cell] = []
            for cell in row.children:
                if cell.tag in {"table:table-cell", "table:covered-table-cell"}:
                    times = int(cell.get_attribute("table:number-columns-repeated") or 1)
                    cells += [self._cell(cell, depth)] * min(times, _MOST_REPEATED)
            yield tuple(cells)

    def _cell(self, cell: Any, depth: int) -> Cell:
        found: list[Paragraph] = []
        for block in self.blocks(cell, depth + 1):
            if isinstance(block, Paragraph):
                found.append(block)
            else:
                found += [part for row in block.rows for inner in row for part in inner]
        return tuple(found)

    def _runs(self, element: Any, font: str | None, apart: list[Any], depth: int) -> Iterator[Run]:
        yield Run(element.text or "", font)
        for child in element.children:
            if child.tag == "text:s":
                yield Run(" " * min(int(child.get_attribute("text:c") or 1), _MOST_REPEATED), font)
            elif child.tag in {"text:tab", "text:line-break"}:
                yield Run("\t" if child.tag == "text:tab" else "\n", font)
            elif child.tag in _APART:
                apart.append(child)
            elif child.tag not in _SKIPPED and depth < _DEEPEST:
                own = self._font(child, "text") or font
                yield from self._runs(child, own, apart, depth + 1)
            yield Run(child.tail or "", font)

    def _font(self, element: Any, family: str) -> str | None:
        name = element.get_attribute("text:style-name")
        return self._style_font(str(name), family) if name else None

    def _style_font(self, name: str, family: str) -> str | None:
        """Font of a style or of what it is based on."""
        key = (name, family)
        if key not in self._fonts:
            self._fonts[key] = None  # a circle of styles ends here
            style = self._document.get_style(family, name)
            if style is not None:
                properties = style.get_properties(area="text") or {}
                own = properties.get("style:font-name") or properties.get("fo:font-family")
                parent = style.get_attribute("style:parent-style-name")
                self._fonts[key] = own or (self._style_font(str(parent), family) if parent else None)
        return self._fonts[key]
