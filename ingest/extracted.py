"""The text of a file as its reader found it, before cleaning."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file.

    Attributes:
        text: Unicode, paragraphs parted by one empty line, a line for each row of a table.
        pages: Offset into ``text`` at which each page begins; empty for formats without pages.
        scans: 1-based numbers of the pages that are pictures without text.
    """

    text: str
    pages: tuple[int, ...] = ()
    scans: tuple[int, ...] = ()


def with_page(extracted: Extracted, page: int, text: str) -> Extracted:
    """Put recognised text at the beginning of a page (1-based) that is a picture."""
    at = extracted.pages[page - 1]
    added = text.strip() + "\n\n"
    pages = tuple(start + len(added) if n >= page else start for n, start in enumerate(extracted.pages))
    scans = tuple(other for other in extracted.scans if other != page)
    return replace(
        extracted, text=extracted.text[:at] + added + extracted.text[at:], pages=pages, scans=scans
    )
