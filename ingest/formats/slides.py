"""Presentations (.pptx), through python-pptx: a page for each slide, speaker's notes after its own text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pptx
from pptx.enum.shapes import MSO_SHAPE_TYPE

from ingest.extracted import Extracted
from ingest.formats.blocks import PAGE_BREAK, Block, Cell, Paragraph, Table, compose, paragraph
from ingest.formats.legacy import Run

_DEEPEST = 12  # groups in groups


def read_pptx(raw: bytes) -> Extracted:
    """Read a presentation in the order of its slides and of the shapes on each."""
    blocks: list[Block] = []
    for number, slide in enumerate(pptx.Presentation(io.BytesIO(raw)).slides):
        if number:
            blocks.append(paragraph(PAGE_BREAK))
        blocks += _shapes(slide.shapes, 0)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            blocks += _frame(slide.notes_slide.notes_text_frame)
    return compose(blocks, paged=True)


def _shapes(shapes: Any, depth: int) -> Iterator[Block]:
    for shape in shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP and depth < _DEEPEST:
            yield from _shapes(shape.shapes, depth + 1)
        elif getattr(shape, "has_table", False):
            yield Table(tuple(tuple(_cell(row, at) for at in range(len(row.cells)))
                              for row in shape.table.rows))  # fmt: skip
        elif shape.has_text_frame:
            yield from _frame(shape.text_frame)


def _cell(row: Any, at: int) -> Cell:
    """A cell; one that another cell spans holds nothing itself."""
    return tuple(_frame(row.cells[at].text_frame))


def _frame(frame: Any) -> list[Paragraph]:
    return [
        Paragraph(
            tuple(Run(run.text.replace("\v", "\n"), run.font.name or part.font.name) for run in part.runs)
        )
        for part in frame.paragraphs
    ]
