"""Web pages (.html), through trafilatura: the article with its headings, lists and tables, menus left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import trafilatura

from ingest.extracted import Extracted
from ingest.formats.blocks import Block, Paragraph, Table, compose, paragraph
from ingest.formats.charset import decode

_TOGETHER = {"list", "quote", "div"}  # hold lines of their own


def read_html(raw: bytes) -> Extracted:
    """Read a page; where trafilatura finds no article, all of its visible text."""
    return compose(html_blocks(decode(raw)))


def html_blocks(page: str) -> list[Block]:
    """Blocks of a page given as text; the page's title comes first where the article lacks it."""
    found = trafilatura.bare_extraction(
        page, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    body = getattr(found, "body", None)
    blocks = list(_blocks(body)) if body is not None else []
    if not any(_text(block) for block in blocks):
        return [paragraph(line) for line in trafilatura.html2txt(page).split("\n")]
    title = (getattr(found, "title", None) or "").strip()
    if title and not any(title in _text(block) for block in blocks[:5]):
        blocks.insert(0, paragraph(title))
    return blocks


def _blocks(parent: Any) -> Iterator[Block]:
    for child in parent:
        if child.tag == "table":
            yield Table(tuple(tuple((paragraph(_inner(cell)),) for cell in row.iter("cell"))
                              for row in child.iter("row")))  # fmt: skip
        elif child.tag in _TOGETHER and len(child):
            if (child.text or "").strip():
                yield paragraph(child.text)
            yield from _blocks(child)
        elif child.tag == "item":
            yield paragraph("- " + _inner(child))
        else:
            yield paragraph(_inner(child))
        if (child.tail or "").strip():
            yield paragraph(child.tail)


def _inner(element: Any) -> str:
    """Text of an element; ``lb`` is a line end."""
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag == "lb" else "", _inner(child), child.tail or ""]
    return "".join(parts).strip()


def _text(block: Block) -> str:
    return "".join(run.text for run in block.runs).strip() if isinstance(block, Paragraph) else ""
