"""Tables with figures in a document's text: rows, names of columns, and where each cell stands.

Texts have them in two forms: Markdown ("| Xã | Số hộ |"), and what ``ingest.formats.tables`` makes of the
tables of Word, Excel and PDF files, a line for each row: "Xã: Đồng Quang; Số hộ: 120."
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.vietnamese import normal

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
UNIT = (
    r"(?:%|‰|(?:nghìn |triệu |tỷ |trăm )?(?:đồng|tem|lượt|con|cây|tấn|tạ|hộ|người|lít|usd)"
    r"|nghìn|triệu|tỷ|kg|km2?|m2|m3|ha|phút|giờ|ngày|hồ sơ|văn bản|đơn vị|điểm|xã|thôn|lớp|trường"
    r"|chi bộ|đảng viên|doanh nghiệp|mô hình|hợp tác xã|sản phẩm|công trình|dự án|cuộc|vụ|đơn)"
)
_FIGURE = re.compile(rf"\d[\d.,]*(?:/\d[\d.,]*)?(?: ?{UNIT})?")
_DATE = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{1,2}/\d{4}")
_NONE = re.compile(r"[-–—.…x/]*")  # "-" says that there is nothing to tell
_COUNTER = re.compile(r"(?:stt|tt|số tt|số thứ tự|no\.?|#)")
_UNIT_NAME = re.compile(r"(?:đvt|đơn vị tính)\.?")
_UNIT_LINE = re.compile(r"(?:đvt|đơn vị(?: tính)?)\s*:\s*([^).;\n]{1,40})")
_TOTAL = re.compile(r"(?:[ivx\d]+[.)] )?(?:tổng(?: cộng| số| chung)?|cộng|chung|(?:toàn|cả) \w+(?: \w+)?)")
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?\|?\s*")
_CELL = re.compile(r"(?<!\\)\|")
_COLUMN_NUMBER = re.compile(r"\(?(?:(?P<figure>\d{1,2})|[A-Za-z])\)?(?:\s*=.*)?")
_PIECE = re.compile(r"[^;]+(?:;(?! )[^;]*)*")
_NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Cell:
    """``document.text[start:end]``, without emphasis."""

    text: str
    start: int
    end: int

    @property
    def is_figure(self) -> bool:
        """Tell whether it holds a figure and at most its unit, no date."""
        plain = normal(self.text)
        return bool(_FIGURE.fullmatch(plain)) and not _DATE.fullmatch(plain)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its labels (a merged one is repeated), the section above it, its figures by column."""

    start: int
    end: int
    labels: tuple[str, ...]
    section: str
    cells: dict[int, Cell]
    unit: str = ""

    @property
    def is_total(self) -> bool:
        """Tell whether it sums up the others."""
        return bool(_TOTAL.fullmatch(normal(self.labels[-1])))


@dataclass(frozen=True, slots=True)
class Table:
    """A table with figures.

    Attributes:
        start: First code point.
        end: One past the last.
        head: (start, end) of the lines that name the columns; None where each row names them.
        names: Of the columns with figures, by column.
        label_names: Of the columns that label the rows.
        rows: Without rows that hold no figure.
    """

    start: int
    end: int
    head: tuple[int, int] | None
    names: dict[int, str]
    label_names: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    cells: dict[int, Cell]


def find_tables(text: str) -> list[Table]:
    """Return the tables of a text that hold figures under names of columns, in order."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    found = [*_markdown(text, lines), *_named_rows(text, lines)]
    return sorted((table for table in found if table is not None), key=lambda table: table.start)


def unit_of(line: str) -> str:
    """Return the unit that a line above a table gives for all of it ("Đơn vị tính: triệu đồng"), or ""."""
    found = _UNIT_LINE.search(normal(line))
    return found.group(1).strip() if found else ""


def _markdown(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[Table | None]:
    last = 0
    for at in range(1, len(lines)):
        if at <= last or "|" not in text[slice(*lines[at])] or not _RULE.fullmatch(text[slice(*lines[at])]):
            continue
        last = at
        while last + 1 < len(lines) and text[slice(*lines[last + 1])].lstrip().startswith("|"):
            last += 1
        head = _split(text, *lines[at - 1])
        rows = [_split(text, *line) for line in lines[at + 1 : last + 1]]
        doubled = bool(rows) and _is_second_head(head, rows[0])
        names = _joined(head, rows[0]) if doubled else {at: cell.text for at, cell in head.cells.items()}
        below = rows[doubled:]
        below = below[1:] if below and _counts(below[0]) else below
        yield _table(head.start, (head.start, rows[0].end if doubled else head.end), names, below)


def _split(text: str, start: int, end: int) -> _Line:
    marks = [match.start() for match in _CELL.finditer(text, start, end)]
    edges = [*([] if text[start:end].lstrip().startswith("|") else [start - 1]), *marks]
    edges += [] if text[start:end].rstrip().endswith("|") else [end]
    cells = (_cell(text, left + 1, right) for left, right in pairwise(edges))
    return _Line(start, end, dict(enumerate(cells)))


def _cell(text: str, start: int, end: int) -> Cell:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(" \t*_"))
    end = max(start, end - (len(piece) - len(piece.rstrip(" \t*_"))))
    return Cell(text[start:end], start, end)


def _joined(head: _Line, second: _Line) -> dict[int, str]:
    """Join two lines of names; an upper one that spans columns stands over the first of them alone."""
    names: dict[int, str] = {}
    above = ""
    for at, cell in second.cells.items():
        own = head.cells[at].text if at in head.cells else ""
        above = own or (above if cell.text else "")
        names[at] = f"{above} – {cell.text}" if above and cell.text not in ("", above) else above or cell.text
    return names


def _is_second_head(head: _Line, second: _Line) -> bool:
    texts = [head.cells[at].text if at in head.cells else "" for at in range(len(second.cells))]
    merged = any(not name or name == before for before, name in pairwise(texts))
    filled = [cell for cell in second.cells.values() if cell.text]
    plain = not any(cell.is_figure and not YEAR.fullmatch(cell.text) for cell in filled)
    first = second.cells.get(0)
    return merged and plain and len(filled) > 1 and first is not None and first.text in ("", texts[0])


def _counts(line: _Line) -> bool:
    """Tell whether a row only numbers the columns: "(1) (2) (3)", "A B 1 2"."""
    found = [_COLUMN_NUMBER.fullmatch(cell.text) for cell in line.cells.values() if cell.text]
    figures = [int(one["figure"]) for one in found if one and one["figure"]]
    return len(figures) > 1 and all(found) and figures == list(range(1, len(figures) + 1))


def _named_rows(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[Table | None]:
    """Yield the tables whose lines name their columns: runs of lines with the same names."""
    run: list[_Line] = []
    names: list[str] = []
    pending: list[_Line] = []
    for start, end in [*lines, (len(text), len(text))]:
        pieces = _pieces(text, start, end)
        own = [name for name, _ in pieces]
        known = sum(name in names for name in own)
        if run and own and 2 * known >= len(own):
            run += pending
            pending = []
        elif run and start < len(text) and not pieces and end - start <= _NAME_LENGTH and not pending:
            pending = [_Line(start, end, {-1: Cell(text[start:end], start, end)})]
            continue
        else:
            yield _of_named(run, names)
            run, names, pending = [], [], []
            if len(own) < 2 or len(set(own)) < len(own):
                continue
        names += [name for name in own if name not in names]
        run.append(_Line(start, end, {names.index(name): cell for name, cell in pieces}))


def _of_named(run: list[_Line], names: list[str]) -> Table | None:
    if sum(-1 not in line.cells for line in run) < 2:
        return None
    return _table(run[0].start, None, dict(enumerate(names)), run)


def _pieces(text: str, start: int, end: int) -> list[tuple[str, Cell]]:
    """Return (name, cell) of "name: value; name: value."; nothing for a line of another make."""
    if text[end - 1 : end] != ".":
        return []
    found = []
    for match in _PIECE.finditer(text, start, end - 1):
        name, colon, value = match.group().partition(": ")
        if not colon or not name.strip() or len(name) > _NAME_LENGTH:
            return []
        at = match.start() + len(name) + len(colon)
        found.append((name.strip(), _cell(text, at, at + len(value))))
    return found


def _table(
    start: int, head: tuple[int, int] | None, names: dict[int, str], lines: Sequence[_Line]
) -> Table | None:
    """Tell labels from figures; None when a table has no figures or no labels."""
    if not lines:
        return None
    plain = {at: normal(name) for at, name in names.items()}
    counters = {at for at, name in plain.items() if _COUNTER.fullmatch(name)}
    units = {at for at, name in plain.items() if _UNIT_NAME.fullmatch(name)}
    others = [at for at in sorted(names) if at not in counters | units]
    figures = {at for at in others if _holds_figures([line.cells[at] for line in lines if at in line.cells])}
    if (
        others
        and others[0] in figures
        and all(YEAR.search(line.cells[others[0]].text) for line in lines if others[0] in line.cells)
    ):
        figures.discard(others[0])  # years label the rows
    labels = [at for at in others if figures and at < min(figures)]
    if not labels:
        return None
    rows = list(_rows(lines, labels, figures, units))
    if rows and rows[-1].is_total:
        rows[-1] = replace(rows[-1], section="")  # it sums up the sections too
    named = {at: names[at] for at in sorted(figures) if names[at]}
    label_names = tuple(names[at] for at in labels)
    return Table(start, lines[-1].end, head, named, label_names, tuple(rows)) if rows and named else None


def _holds_figures(cells: Sequence[Cell]) -> bool:
    said = [cell for cell in cells if not _NONE.fullmatch(cell.text)]
    return 2 * sum(cell.is_figure for cell in said) > len(said)


def _rows(lines: Sequence[_Line], labels: Sequence[int], figures: set[int], units: set[int]) -> Iterator[Row]:
    section, above = "", [""] * len(labels)
    for line in lines:
        own = [line.cells[at].text if at in line.cells else "" for at in labels]
        cells = {at: cell for at, cell in line.cells.items() if at in figures and cell.text}
        if -1 in line.cells or not cells:
            section = line.cells[-1].text if -1 in line.cells else " ".join(filter(None, own)) or section
            continue
        # A cell that spans rows is empty below the first of them.
        first = next((at for at, label in enumerate(own) if label), 0)
        own = [*above[:first], *own[first:]]
        above = own
        said = tuple(dict.fromkeys(label for label in own if label))
        unit = next((line.cells[at].text for at in units if at in line.cells), "")
        if said:
            yield Row(line.start, line.end, said, section, cells, unit)
