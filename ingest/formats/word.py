"""Word documents (.docx), through python-docx: the accepted text in order, tables, notes, text boxes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table as DocxTable

from ingest.extracted import Extracted
from ingest.formats.blocks import Block, Cell, Paragraph, Table, compose
from ingest.formats.legacy import Run
from ingest.formats.numbering import Numbering
from ingest.formats.styles import Styles, font_of, style_of

_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "\u00ad",  # invisible in Unicode, but the letter ư in TCVN3
}
_TEXT, _RUN, _PARAGRAPH, _TABLE = qn("w:t"), qn("w:r"), qn("w:p"), qn("w:tbl")
_REMOVED = {qn("w:del"), qn("w:moveFrom")}  # what a tracked change took out
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same box again
_BOX = qn("w:txbxContent")
_NOTES = (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES)
_DEEPEST = 12  # tables in tables


def read_docx(raw: bytes) -> Extracted:
    """Read a document: tracked changes as accepted, numbers of numbered paragraphs written out."""
    document = docx.Document(io.BytesIO(raw))
    reader = _Reader(document)
    blocks = list(reader.blocks(document.element.body, 0))
    return compose(blocks + list(reader.notes()))


class _Reader:
    def __init__(self, document: Any) -> None:
        self._document = document
        self._styles = Styles(document)
        self._numbering = Numbering(document, self._styles)

    def blocks(self, parent: Any, depth: int) -> Iterator[Block]:
        for child in parent.iterchildren():
            if child.tag == _PARAGRAPH:
                yield from self._paragraph(child, depth)
            elif child.tag == _TABLE and depth < _DEEPEST:
                yield Table(tuple(self._rows(DocxTable(child, self._document), depth + 1)))
            elif child.tag not in _REMOVED and isinstance(child.tag, str):
                yield from self.blocks(child, depth)  # content controls, custom XML

    def notes(self) -> Iterator[Block]:
        """Footnotes and endnotes, after the body as Word keeps them."""
        for relation in self._document.part.rels.values():
            if relation.reltype in _NOTES and not relation.is_external:
                for note in parse_xml(relation.target_part.blob):
                    if note.get(qn("w:type")) is None:  # else the rule that is drawn above the notes
                        yield from self.blocks(note, 0)

    def _rows(self, table: DocxTable, depth: int) -> Iterator[tuple[Cell, ...]]:
        for row in table.rows:
            yield tuple(self._cell(cell._tc, depth) for cell in row.cells)

    def _cell(self, element: Any, depth: int) -> Cell:
        found: list[Paragraph] = []
        for block in self.blocks(element, depth):
            if isinstance(block, Paragraph):
                found.append(block)
            else:
                found += [part for row in block.rows for cell in row for part in cell]
        return tuple(found)

    def _paragraph(self, element: Any, depth: int) -> Iterator[Block]:
        runs, boxes = [], []
        inherited = self._styles.font(style_of(element, "p"))
        for run in self._runs(element):
            text = "".join(self._characters(run))
            boxes += [node for node in run.iter(_BOX) if not _inside(node, _FALLBACK, run)]
            if text:
                runs.append(Run(text, self._font(run) or inherited))
        number = self._numbering.number(element) if runs else ""
        yield Paragraph((Run(number + " ", runs[0].font), *runs) if number else tuple(runs))
        for box in boxes:
            if depth < _DEEPEST:
                yield from self.blocks(box, depth + 1)

    def _runs(self, parent: Any) -> Iterator[Any]:
        for child in parent.iterchildren():
            if child.tag == _RUN:
                yield child
            elif child.tag not in _REMOVED and isinstance(child.tag, str):
                yield from self._runs(child)  # links, fields, insertions, smart tags

    def _characters(self, run: Any) -> Iterator[str]:
        for node in run.iterchildren():
            yield (node.text or "") if node.tag == _TEXT else _CHARACTERS.get(node.tag, "")

    def _font(self, run: Any) -> str | None:
        style = style_of(run, "r")
        return font_of(run) or (self._styles.font(style) if style else None)


def _inside(node: Any, tag: str, top: Any) -> bool:
    while node is not top:
        if node.tag == tag:
            return True
        node = node.getparent()
    return False
