"""Figures that stand in tables: the cell whose row and column a question names.

A cell answers only where every word of the question is said by its row, its column, what stands above the
table or the document's title and head: one word more ("hộ nghèo" for "hộ") may ask for something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.around import Around, periods
from assistant.found import Found, Quote
from assistant.kinds import Kind
from assistant.lexicon import FUNCTION_WORDS, Lexicon
from assistant.question import Question, same_letters
from assistant.read import Candidate
from assistant.records import Passage
from assistant.tables import UNIT, YEAR, Cell, Row, Table
from assistant.views import Views
from ingest.vietnamese import normal, tokens

FROM_TABLE = 0.9  # below rules for sentences: a table's layout leaves more to mistake
CHECK = "Số liệu đọc từ bảng: bạn hãy đối chiếu tên dòng và tên cột ở nguồn."

_ASKED = (Kind.QUANTITY, Kind.PERCENTAGE, Kind.WHAT)
_ASKS_ELSE = re.compile(r"(?<!\w)(?:gì|nào|sao|ai|đâu|thế nào|mấy lần|gấp|chênh lệch|hơn|kém|so với)(?!\w)")
_MOST = re.compile(
    r"(?P<label>[\w ]+?) nào (?:(?:có|là|đạt) )?[\w ,]+? (?P<way>nhiều|cao|lớn|ít|thấp|nhỏ) nhất(?!\w)"
)
_LEAST = ("ít", "thấp", "nhỏ")
_TOTAL = re.compile(r"(?<!\w)(?:tổng|tất cả|toàn|cả|cộng)(?!\w)")
_SHARE = re.compile(r"%|tỷ lệ|phần trăm")
_UNIT_IN_BRACKETS = re.compile(rf"\(\s*(?:đvt:? )?({UNIT}(?: \w+)?)\s*\)")
_COUNTED = re.compile(rf"(?:tổng )?số ((?:{UNIT})(?= |$))")
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
# They say that a figure is asked for, not which.
_LIGHT = frozenset("số lượng tỷ lệ năm đạt đặt mức con tiêu giao phấn đấu".split())
_PLAIN = _LIGHT | frozenset("kết quả hiện".split())
_UNIT_WORDS = frozenset("xã phường huyện tỉnh thị trấn thành phố thôn bản lĩnh vực ngành nhóm đơn vị".split())


@dataclass(frozen=True, slots=True)
class _Hit:
    """A cell that fits, and how much of its labels the question says."""

    document_id: str
    table: Table
    row: Row
    column: int
    share: float
    around: Around

    @property
    def cell(self) -> Cell:
        return self.row.cells[self.column]


class _Asked:
    """A question's words, in the letters in which they are compared."""

    def __init__(self, question: Question, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.question = question
        self.text = normal(question.text)
        self.order = self.forms(question.text)
        self.words = frozenset(self.order)
        self.years = question.years
        self.periods = periods(question.text)
        timed = self.forms(" . ".join(self.periods))
        self.needed = self.words - set(timed) - self.fold(_LIGHT) - self.years

    def forms(self, text: str) -> list[str]:
        found = self._lexicon.expand(tokens(text))
        return [self._same(token) for token, _, _ in found if token not in FUNCTION_WORDS]

    def fold(self, words: Iterable[str]) -> set[str]:
        return {self._same(word) for word in words}

    def _same(self, token: str) -> str:
        return same_letters(token, self.question.folded)


def answer_cell(
    question: Question, passages: Sequence[Passage], views: Views, lexicon: Lexicon
) -> Found | None:
    """Answer with the cell that a question names; None where no table has it or two cells fit."""
    asked = _Asked(question, lexicon)
    most = _MOST.search(asked.text)
    if not most and (question.kind not in _ASKED or _ASKS_ELSE.search(asked.text)):
        return None
    hits: list[_Hit] = []
    for name in dict.fromkeys(passage.chunk.document_id for passage in passages):
        view = views[name]
        for table in view.tables:
            around = Around(view, table)
            found = _extreme(asked, most, table, around) if most else _named(asked, table, around)
            if found:
                hits.append(_Hit(name, table, *found, around))
    best = max((hit.share for hit in hits), default=0.0)
    hits = [hit for hit in hits if hit.share == best]
    if len({(hit.cell.text, hit.row.labels[-1]) for hit in hits}) != 1:
        return None
    return _worded(hits[0], of_row=bool(most))


def told_in_prose(candidates: Sequence[Candidate], views: Views) -> bool:
    """Tell whether a sentence outside tables has a figure and, with its title, every word asked."""
    return any(
        candidate.span is not None
        and candidate.features["here"] > 0.99
        and not candidate.support.missing
        and not in_table(candidate, views)
        for candidate in candidates
    )


def in_table(candidate: Candidate, views: Views) -> bool:
    """Tell whether a candidate stands in a table with figures, where a sentence does not name the column."""
    tables = views[candidate.document_id].tables
    return any(table.start <= candidate.start < table.end for table in tables)


def _named(asked: _Asked, table: Table, around: Around) -> tuple[Row, int, float] | None:
    labels = [asked.forms(" ".join((row.section, *row.labels))) for row in table.rows]
    keys = [asked.forms(row.labels[-1]) for row in table.rows]
    rows = _best(asked, labels, keys)
    if rows is None and _TOTAL.search(asked.text) and not any(asked.words & set(key) for key in keys):
        totals = [at for at, row in enumerate(table.rows) if row.is_total]
        rows = (totals[0], 1.0) if len(totals) == 1 else None
    if rows is None:
        return None
    row = table.rows[rows[0]]
    columns = _column(asked, table, row, around)
    if columns is None or columns[0] not in row.cells or not row.cells[columns[0]].is_figure:
        return None
    if not _covered(asked, table, row, columns[0], around):
        return None
    return row, columns[0], rows[1] + columns[1]


def _best(
    asked: _Asked, labels: Sequence[Sequence[str]], keys: Sequence[Sequence[str]]
) -> tuple[int, float] | None:
    """Return the one label that the question names most of, and the share of it that it names.

    None when it names none, or less than half of it, or another one as well.
    """
    said = [asked.words & set(label) for label in labels]
    whole = [len(asked.words & set(key)) / len(set(key)) if key else 0.0 for key in keys]
    order = sorted(range(len(labels)), key=lambda at: (-len(said[at]), -whole[at]))
    if not order or not said[order[0]] or whole[order[0]] < 0.5:
        return None
    best = order[0]
    for other in order[1:]:
        as_good = len(said[other]) == len(said[best]) and whole[other] >= whole[best]
        if as_good or (whole[other] == 1.0 and not said[other] <= said[best]):
            return None
    return best, whole[best]


def _column(asked: _Asked, table: Table, row: Row, around: Around) -> tuple[int, float] | None:
    """Return the column asked for: named by its words, or the only one that names nothing but a number."""
    wants_share = asked.question.kind is Kind.PERCENTAGE
    fitting = [at for at in table.names if _is_share(table, row, at, around) == wants_share]
    if asked.question.kind is Kind.WHAT:
        fitting = list(table.names)
    heads = [asked.forms(table.names[at]) for at in fitting]
    found = _best(asked, heads, heads)
    if found is not None:
        return fitting[found[0]], found[1]
    if any(asked.words & set(head) - asked.fold(_LIGHT) for head in heads):
        return None
    plain = [at for at, head in zip(fitting, heads, strict=True) if set(head) <= asked.fold(_PLAIN)]
    return (plain[0], 0.5) if len(plain) == 1 else None


def _is_share(table: Table, row: Row, column: int, around: Around) -> bool:
    cell = row.cells[column].text if column in row.cells else ""
    said = (table.names[column], row.labels[-1], row.unit, cell, around.unit)
    return any(_SHARE.search(normal(one)) for one in said)


def _covered(asked: _Asked, table: Table, row: Row, column: int, around: Around) -> bool:
    """Tell whether row, column and what surrounds the table say every word of the question, its time too."""
    own = f"{row.section} . {' . '.join(row.labels)} . {table.names[column]} . {row.unit}"
    label = set(asked.forms(own))
    unit = _unit(table, row, column, around.unit)
    unit = f"{unit} tiền" if "đồng" in unit else unit
    known = label | set(asked.forms(f"{around.text} . {' . '.join(table.label_names)} . {unit}"))
    units = asked.fold(_UNIT_WORDS)
    for at, word in enumerate(asked.order):
        if word not in asked.needed or word in known:
            continue
        # "xã Đồng Quang" for the row "Đồng Quang"
        follows = next((later for later in asked.order[at + 1 :] if later not in units), "")
        if not (word in units and follows in label):
            return False
    return _in_time(asked, table, own, around)


def _in_time(asked: _Asked, table: Table, own: str, around: Around) -> bool:
    told = {year for name in table.names.values() for year in YEAR.findall(name)}
    told |= {year for row in table.rows for label in row.labels for year in YEAR.findall(label)}
    if not all(year in YEAR.findall(own) or (not told and around.in_year(year)) for year in asked.years):
        return False
    return all(period in periods(own) or around.in_period(period) for period in asked.periods)


def _extreme(
    asked: _Asked, most: re.Match[str], table: Table, around: Around
) -> tuple[Row, int, float] | None:
    """Return the row with the largest or smallest figure of the column asked for."""
    kind, wanted = (
        set(asked.forms(most["label"])),
        asked.words - set(asked.forms("nhiều cao lớn ít thấp nhỏ nhất")),
    )
    head = set(asked.forms(" ".join(table.label_names)))
    rows = [row for row in table.rows if not row.is_total]
    if not kind & head or len(table.label_names) > 1 or any(row.section for row in rows):
        return None
    heads = [asked.forms(name) for name in table.names.values()]
    found = _best(asked, heads, heads)
    if found is None:
        return None
    column = list(table.names)[found[0]]
    figures = [_value(row.cells[column].text) if column in row.cells else None for row in rows]
    known = head | set(heads[found[0]]) | set(asked.forms(around.text)) | asked.fold(_LIGHT) | asked.years
    if len(rows) < 2 or None in figures or not wanted - set(asked.forms(" . ".join(asked.periods))) <= known:
        return None
    numbers = [figure for figure in figures if figure is not None]
    edge = min(numbers) if most["way"] in _LEAST else max(numbers)
    if numbers.count(edge) > 1 or not _in_time(asked, table, table.names[column], around):
        return None
    return rows[numbers.index(edge)], column, 1.0


def _value(text: str) -> float | None:
    bare = text.removesuffix("%").strip()
    return float(bare.replace(".", "").replace(",", ".")) if _NUMBER.fullmatch(bare) else None


def _unit(table: Table, row: Row, column: int, of_all: str) -> str:
    """Return the unit of a cell: its own ("" then), else what column, row or the line above says."""
    if column in row.cells and not _NUMBER.fullmatch(row.cells[column].text):
        return ""
    for said in (table.names[column], row.labels[-1]):
        found = _UNIT_IN_BRACKETS.search(normal(said))
        if found:
            return said[found.start(1) : found.end(1)]
        if _SHARE.search(normal(said)):
            return "%" if "%" in said or of_all == "%" else ""
    if row.unit or of_all:
        return row.unit or of_all
    counted = [_COUNTED.match(normal(said)) for said in (row.labels[-1], table.names[column])]
    return next((found.group(1) for found in counted if found), "")


def _worded(hit: _Hit, of_row: bool) -> Found:
    table, row, cell = hit.table, hit.row, hit.cell
    name = table.names[hit.column]
    label = " – ".join(filter(None, (row.section, *row.labels)))
    unit = _unit(table, row, hit.column, hit.around.unit)
    short = f"{cell.text}{'' if unit == '%' else ' '}{unit}".strip()
    figure = cell.text if unit.lower() in f"{label} {name}".lower() else short
    said = f"**{label}** – {name}: {figure}" if of_row else f"{label} – {name}: **{figure}**"
    proof = [(row.start, row.end), table.head, hit.around.unit_line if figure != cell.text else None]
    quotes = tuple(Quote(hit.document_id, *stretch) for stretch in proof if stretch is not None)
    return Found(row.labels[-1] if of_row else short, ((said, quotes),), FROM_TABLE, (CHECK,))
