"""Workbooks (.xlsx), through openpyxl: the values that Excel saved, each row a sentence under its columns."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from typing import Any

import openpyxl

from ingest.extracted import Extracted
from ingest.formats.blocks import Block, Cell, Paragraph, Table, compose, paragraph
from ingest.formats.legacy import Run

_DECIMALS = re.compile(r"0\.(0+)")
_GROUPED = re.compile(r"#,##0")


def read_xlsx(raw: bytes) -> Extracted:
    """Read every visible sheet: its name, then its rows."""
    workbook = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    blocks: list[Block] = []
    for sheet in workbook.worksheets:
        rows = _rows(sheet) if sheet.sheet_state == "visible" else []
        if rows:
            blocks += [paragraph(sheet.title), *_tables(rows)]
    return compose(blocks)


def _rows(sheet: Any) -> list[tuple[Cell, ...]]:
    """Rows of cells; each cell of a merged area holds what the area shows."""
    merged = {
        (row, column): sheet.cell(area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        if area.size["rows"] * area.size["columns"] <= 10_000
        for row, column in area.cells
    }
    return [
        tuple(_cell(merged.get((cell.row, cell.column), cell)) for cell in row) for row in sheet.iter_rows()
    ]


def _tables(rows: list[tuple[Cell, ...]]) -> list[Table]:
    """Cut a sheet at its empty rows: what they part are tables of their own."""
    tables: list[list[tuple[Cell, ...]]] = [[]]
    for row in rows:
        if any(run.text.strip() for cell in row for part in cell for run in part.runs):
            tables[-1].append(row)
        elif tables[-1]:
            tables.append([])
    return [Table(tuple(found)) for found in tables if found]


def _cell(cell: Any) -> Cell:
    return (Paragraph((Run(_shown(cell.value, cell.number_format), cell.font.name),)),)


def _shown(value: object, form: str) -> str:
    """A value as a Vietnamese sheet shows it: 55,38%, 1.043, 12/10/2023."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "đúng" if value else "sai"
    if isinstance(value, int | float):
        return _number(value, form)
    if isinstance(value, datetime) and value.time() != time():
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def _number(value: float, form: str) -> str:
    percent = "%" in form
    value = value * 100 if percent else value
    decimals = _DECIMALS.search(form)
    if decimals:
        shown = f"{value:,.{len(decimals[1])}f}"
    elif form.startswith(("0", "#,##0")):
        shown = f"{value:,.0f}"
    else:
        shown = f"{value:,.10g}"  # as typed, without what binary fractions add
    if not _GROUPED.search(form):
        shown = shown.replace(",", "")
    return shown.translate(str.maketrans(",.", ".,")) + ("%" if percent else "")
