"""Rows of tables as sentences that can be quoted: "Xã: Đồng Quang; Số đảng viên: 120." """

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

_FIGURE = re.compile(r"[\d\s.,%()/+:–-]*\d[\d\s.,%()/+:–-]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COLUMN_NUMBER = re.compile(r"\(?(?:(?P<figure>\d{1,2})|[A-Za-z])\)?(?:\s*=.*)?")
_LONGEST_HEAD = 80  # characters of a column's name

Row = Sequence[str]


def sentences(rows: Sequence[Row]) -> list[str]:
    """Return the lines that stand for a table.

    A row under a row of column names is one sentence, "name: value; name: value."; empty cells are left
    out. Rows of one cell (captions, sections) stay lines. A table without column names gives "label: value."
    for two columns of short cells, else the cells of a row one after the other; a table that only lays out
    paragraphs side by side gives these paragraphs.
    """
    grid = _grid(rows)
    lines: list[str] = []
    while grid and _is_one(grid[0]):
        lines += _first(grid.pop(0)).split("\n")
    if not grid:
        return lines
    if _lays_out(grid):
        return lines + [line for row in grid for cell in _spanned(row) for line in cell.split("\n") if line]
    names, body = _names(grid)
    for row in body:
        if _is_one(row):
            lines.append(_flat(_first(row)))
        elif names:
            pairs = [f"{name}: {_flat(cell)}" if name else _flat(cell)
                     for name, cell in zip(names, row, strict=True) if cell]  # fmt: skip
            lines.append(_closed("; ".join(pairs)))
        elif len(row) == 2 and all(row) and len(row[0]) <= _LONGEST_HEAD and not _FIGURE.fullmatch(row[0]):
            lines.append(_closed(f"{_flat(row[0]).rstrip(' :')}: {_flat(row[1])}"))
        else:
            lines.append(_closed("; ".join(_flat(cell) for cell in _spanned(row) if cell)))
    return lines


def _grid(rows: Sequence[Row]) -> list[list[str]]:
    """Equal widths, cells stripped, empty rows and columns gone."""
    width = max((len(row) for row in rows), default=0)
    full = [[*(_stripped(cell) for cell in row), *[""] * (width - len(row))] for row in rows]
    used = [at for at in range(width) if any(row[at] for row in full)]
    return [[row[at] for at in used] for row in full if any(row)]


def _stripped(cell: str) -> str:
    return "\n".join(
        line for line in (" ".join(line.split(" ")).strip() for line in cell.split("\n")) if line
    )


def _names(grid: list[list[str]]) -> tuple[list[str] | None, list[list[str]]]:
    """Return the columns' names (None when there are none) and the rows below them."""
    head, body = grid[0], grid[1:]
    if not body or not _is_head(head, body):
        return None, grid
    merged = any(cell == other or not cell for cell, other in zip(head[1:], head, strict=False))
    if merged and len(body) > 1 and not any(_FIGURE.fullmatch(cell) for cell in body[0]):
        head = [_joined(upper, lower) for upper, lower in zip(head, body[0], strict=True)]
        body = body[1:]
    if body and _counts(body[0]):
        body = body[1:]
    return [_flat(name).rstrip(" :") for name in head], body


def _is_head(head: Row, body: Sequence[Row]) -> bool:
    """Tell whether the first row names the columns of the others."""
    if sum(not cell for cell in head) > 1 and len(body) < 2:
        return False
    if any(len(cell) > _LONGEST_HEAD or _is_value(cell) for cell in head) or not any(head[1:]):
        return False
    if len(head) == 2:  # else two columns are labels and values
        return bool(head[1]) and all(_FIGURE.fullmatch(row[1]) for row in body if row[1])
    return True


def _counts(row: Row) -> bool:
    """Tell whether a row only numbers the columns: "(1) (2) (3)", "A B 1 2"."""
    found = [_COLUMN_NUMBER.fullmatch(cell) for cell in row if cell]
    figures = [int(one["figure"]) for one in found if one and one["figure"]]
    return len(found) > 1 and all(found) and figures == list(range(1, len(figures) + 1))


def _is_value(cell: str) -> bool:
    return bool(_FIGURE.fullmatch(cell)) and not _YEAR.fullmatch(cell)


def _lays_out(grid: list[list[str]]) -> bool:
    """Tell whether a table of two columns only puts paragraphs side by side, as a letter's head does."""
    return len(grid[0]) <= 2 and any("\n" in cell for cell in grid[0])


def _is_one(row: Row) -> bool:
    return len({cell for cell in row if cell}) == 1 and not (len(row) > 1 and _FIGURE.fullmatch(_first(row)))


def _first(row: Row) -> str:
    return next(cell for cell in row if cell)


def _spanned(row: Row) -> list[str]:
    """Cells of a row; one that spans several columns once."""
    return [cell for cell, _ in groupby(row)]


def _joined(upper: str, lower: str) -> str:
    return upper if not lower or lower == upper else f"{upper} – {lower}" if upper else lower


def _flat(cell: str) -> str:
    return " ".join(cell.split())


def _closed(line: str) -> str:
    return line if line.endswith((".", "!", "?", "…")) else line.rstrip(" ;,:") + "."
