"""What every reader of a format hands over: paragraphs and tables in reading order, made into one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.extracted import Extracted
from ingest.formats.legacy import Run, to_unicode
from ingest.formats.tables import sentences

PAGE_BREAK = "\f"
"""Stands in a run where the next page begins; it does not reach the text."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, in runs of one font each. A line end inside a run is a line end of the author's."""

    runs: tuple[Run, ...]


Cell = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of ``rows`` of cells. A cell that spans columns or rows is given once for each of them."""

    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Table


def paragraph(text: str, font: str | None = None) -> Paragraph:
    """Return a paragraph of one run."""
    return Paragraph((Run(text, font),))


def table(rows: Iterable[Iterable[str]]) -> Table:
    """Return a table of cells that hold plain text."""
    return Table(tuple(tuple((paragraph(cell),) for cell in row) for row in rows))


def compose(blocks: Iterable[Block], paged: bool = False, scans: Sequence[int] = ()) -> Extracted:
    """Make one text of the blocks: old Vietnamese encodings converted, table rows as sentences.

    Args:
        blocks: In reading order, ``PAGE_BREAK`` between pages.
        paged: Whether the format has pages.
        scans: See ``Extracted``.
    """
    listed = list(blocks)
    texts = iter(to_unicode([part.runs for block in listed for part in _paragraphs(block)]))
    parts: list[str] = []
    breaks = ""
    for block in listed:
        if isinstance(block, Paragraph):
            text = next(texts)
        else:
            rows = [["\n".join(next(texts) for _ in cell) for cell in row] for row in block.rows]
            text = "\n".join(sentences(rows))
        if text.strip():
            parts.append(breaks + text)
            breaks = ""
        else:
            breaks += PAGE_BREAK * text.count(PAGE_BREAK)
    return _without_breaks("\n\n".join(parts) + breaks, paged, scans)


def _paragraphs(block: Block) -> Iterator[Paragraph]:
    if isinstance(block, Paragraph):
        yield block
    else:
        for row in block.rows:
            for cell in row:
                yield from cell


def _without_breaks(text: str, paged: bool, scans: Sequence[int]) -> Extracted:
    """Take the page breaks out and keep where they were; what follows a break starts its page."""
    pieces = text.split(PAGE_BREAK)
    if not paged:
        return Extracted("".join(pieces), scans=tuple(scans))
    starts, at = [], 0
    for piece in pieces:
        starts.append(at)
        at += len(piece)
    return Extracted("".join(pieces), tuple(starts), tuple(scans))
