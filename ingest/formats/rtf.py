"""Rich text (.rtf), through striprtf: paragraphs, and rows of tables with their cells."""

from __future__ import annotations

from striprtf.striprtf import rtf_to_text

from ingest.extracted import Extracted
from ingest.formats.blocks import Block, compose, paragraph, table


def read_rtf(raw: bytes) -> Extracted:
    """Read a file; striprtf ends each cell with "|" and each row with a line end."""
    text = rtf_to_text(
        raw.decode("latin-1"), errors="ignore"
    )  # RTF is ASCII, other bytes stand for themselves
    blocks: list[Block] = []
    rows: list[list[str]] = []
    for line in text.split("\n"):
        if line.endswith("|"):
            rows.append(line.removesuffix("|").split("|"))
            continue
        if rows:
            blocks.append(table(rows))
            rows = []
        blocks.append(paragraph(line))
    if rows:
        blocks.append(table(rows))
    return compose(blocks)
