"""Figures that stand in tables: the cell whose row and column a question names.

A cell answers only where the question names its labels in full, and where every word of the question is said
by its row, its column, what stands above the table or the document's title and head: one word more or less
("hộ nghèo" for "hộ") may ask for something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.around import Around, periods
from assistant.cell_words import Asked, is_share, unit_of_cell, value
from assistant.found import Found, Quote
from assistant.kinds import Kind
from assistant.lexicon import Lexicon
from assistant.question import Question
from assistant.read import Candidate
from assistant.records import Passage
from assistant.tables import YEAR, Row, Table
from assistant.views import Views

FROM_TABLE = 0.9  # below rules for sentences: a table's layout leaves more to mistake
CHECK = "Số liệu đọc từ bảng: bạn hãy đối chiếu tên dòng và tên cột ở nguồn."

_ASKED = (Kind.QUANTITY, Kind.PERCENTAGE, Kind.WHAT)
_ASKS_ELSE = re.compile(
    r"(?<!\w)(?:gì|nào|sao|ai|đâu|thế nào|mấy lần|gấp|chênh lệch|hơn|kém|so với|tăng|giảm)(?!\w)"
)
_WAY = r"(?P<way{}>nhiều|cao|lớn|ít|thấp|nhỏ)"
_MOST = re.compile(
    rf"(?P<label>[\w ]+?) nào (?:(?:có|là|đạt) )?"
    rf"(?:{_WAY.format(1)} [\w ,]+? nhất|[\w ,]+? {_WAY.format(2)} nhất)(?!\w)"
)
_LEAST = ("ít", "thấp", "nhỏ")
_EDGE_WORDS = "nhiều cao lớn ít thấp nhỏ nhất"
_TOTAL = re.compile(r"(?<!\w)(?:tổng|tất cả|toàn|cả|cộng)(?!\w)")
_UNIT_WORDS = frozenset("xã phường huyện tỉnh thị trấn thành phố thôn bản lĩnh vực ngành nhóm đơn vị".split())


@dataclass(frozen=True, slots=True)
class _Hit:
    """A cell that fits a question, with its table."""

    document_id: str
    table: Table
    around: Around
    row: Row
    column: int


def answer_cell(
    question: Question, passages: Sequence[Passage], views: Views, lexicon: Lexicon
) -> Found | None:
    """Answer with the cell that a question names; None where no table has it or two cells fit."""
    asked = Asked(question, lexicon)
    most = _MOST.search(asked.text)
    if not most and (question.kind not in _ASKED or _ASKS_ELSE.search(asked.text)):
        return None
    hits: list[_Hit] = []
    for name in dict.fromkeys(passage.chunk.document_id for passage in passages):
        for table in views[name].tables:
            around = Around(views[name], table)
            found = _extreme(asked, most, table, around) if most else _named(asked, table, around)
            if found:
                hits.append(_Hit(name, table, around, *found))
    if len({(hit.row.cells[hit.column].text, hit.row.labels[-1]) for hit in hits}) != 1:
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
    """Tell whether a candidate stands in a table with figures: its line alone may not say which."""
    tables = views[candidate.document_id].tables
    return any(table.start <= candidate.start < table.end for table in tables)


def _named(asked: Asked, table: Table, around: Around) -> tuple[Row, int] | None:
    row = _row(asked, table)
    column = _column(asked, table, row, around) if row else None
    if row is None or column is None or column not in row.cells or not row.cells[column].is_figure:
        return None
    return (row, column) if _says_all(asked, table, row, column, around) else None


def _row(asked: Asked, table: Table) -> Row | None:
    """Return the row asked for: by its labels, by its section too where several are alike, or the total."""
    keys = [asked.key(" . ".join(row.labels)) for row in table.rows]
    sections = [key | asked.key(row.section) for key, row in zip(keys, table.rows, strict=True)]
    at = asked.named(keys)
    if at is None:
        at = asked.named(sections)
    if at is None and _TOTAL.search(asked.text) and not any(asked.words & key for key in keys):
        totals = [place for place, row in enumerate(table.rows) if row.is_total]
        at = totals[0] if len(totals) == 1 else None
    return table.rows[at] if at is not None else None


def _column(asked: Asked, table: Table, row: Row, around: Around) -> int | None:
    """Return the column asked for: named by its words, or the only one that is called "Số lượng" or so."""
    shares = {at: is_share(table, row, at, around.unit) for at in table.names}
    wanted = asked.question.kind is Kind.PERCENTAGE
    of_the_kind = [at for at in table.names if asked.question.kind is Kind.WHAT or shares[at] is wanted]
    at = _named_of(asked, table, of_the_kind)
    if at is None and asked.question.kind is Kind.QUANTITY and not asked.question.right:
        return _named_of(asked, table, list(table.names))  # "Hộ nghèo … là bao nhiêu?": a share tells it too
    return at


def _named_of(asked: Asked, table: Table, fitting: Sequence[int]) -> int | None:
    keys = [asked.key(table.names[at]) for at in fitting]
    at = asked.named(keys)
    if at is None and not any(asked.words & key for key in keys):
        plain = [place for place, key in enumerate(keys) if not key]
        at = plain[0] if len(plain) == 1 else None
    elif at is None:
        at = _named_in_part(asked, keys)
    return fitting[at] if at is not None else None


def _named_in_part(asked: Asked, keys: Sequence[frozenset[str]]) -> int | None:
    """Return the one column of which a question says anything, if only half of a word is missing.

    "Rác … thu gom được mấy phần trăm?" means "Tỷ lệ thu gom rác thải" where no other column is of rubbish.
    """
    touched = [place for place, key in enumerate(keys) if asked.words & key]
    if len(touched) != 1:
        return None
    key = keys[touched[0]]
    missing = key - asked.words
    return touched[0] if len(missing) == 1 and missing <= asked.halves(key) else None


def _says_all(asked: Asked, table: Table, row: Row, column: int, around: Around) -> bool:
    """Tell whether row, column and what surrounds the table say every word of the question, its time too."""
    own = " . ".join([row.section, *row.labels, table.names[column], row.unit])
    label = set(asked.words_of(own))
    unit = unit_of_cell(table, row, column, around.unit)
    money = "tiền" if "đồng" in unit.lower() else ""
    known = label | set(asked.words_of(" . ".join([around.text, *table.label_names, unit, money])))
    units = asked.fold(_UNIT_WORDS)
    for at, word in enumerate(asked.order):
        if word not in asked.needed or word in known:
            continue
        # "xã Đồng Quang" for the row "Đồng Quang"
        named = next((later for later in asked.order[at + 1 :] if later not in units), "")
        if not (word in units and named in label):
            return False
    return _in_time(asked, table, own, around)


def _in_time(asked: Asked, table: Table, own: str, around: Around) -> bool:
    """Tell whether a cell, by its labels or what surrounds it, is of the years and months asked for."""
    labels = [*table.names.values(), *(label for row in table.rows for label in row.labels)]
    by_label = any(YEAR.search(label) for label in labels)
    years = YEAR.findall(own)
    if not all(year in years or (not by_label and around.in_year(year)) for year in asked.years):
        return False
    return all(period in periods(own) or around.in_period(period) for period in asked.periods)


def _extreme(asked: Asked, most: re.Match[str], table: Table, around: Around) -> tuple[Row, int] | None:
    """Return the row with the largest or smallest figure of the column asked for; None where two share it."""
    rows = [row for row in table.rows if not row.is_total]
    head = set(asked.words_of(" . ".join(table.label_names)))
    if len(table.label_names) > 1 or len(rows) < 2 or any(row.section for row in rows):
        return None
    if not head & set(asked.words_of(most["label"])):
        return None
    columns = list(table.names)
    at = asked.named([asked.key(name) for name in table.names.values()])
    if at is None or not all(columns[at] in row.cells for row in rows):
        return None
    name = table.names[columns[at]]
    known = head | set(asked.words_of(f"{name} . {around.text} . {_EDGE_WORDS}"))
    numbers = [number for row in rows if (number := value(row.cells[columns[at]].text)) is not None]
    edge = min if (most["way1"] or most["way2"]) in _LEAST else max
    if len(numbers) < len(rows) or not asked.needed <= known or not _in_time(asked, table, name, around):
        return None
    best = edge(numbers)
    return (rows[numbers.index(best)], columns[at]) if numbers.count(best) == 1 else None


def _worded(hit: _Hit, of_row: bool) -> Found:
    """Word a cell by its labels, or (``of_row``) a row's label by its cell."""
    table, row, cell = hit.table, hit.row, hit.row.cells[hit.column]
    name = table.names[hit.column]
    label = " – ".join(filter(None, (row.section, *row.labels)))
    unit = unit_of_cell(table, row, hit.column, hit.around.unit)
    short = f"{cell.text}{'' if unit == '%' else ' '}{unit}".strip()
    # The row does not say "8,9%": its unit has a cell of its own.
    figure = short if unit != "%" else f"{cell.text} (%)"
    figure = cell.text if unit.lower() in f"{label} {name}".lower() else figure
    said = f"**{label}** – {name}: {figure}" if of_row else f"{label} – {name}: **{figure}**"
    proof = [(row.start, row.end), table.head, hit.around.unit_line if figure != cell.text else None]
    quotes = tuple(Quote(hit.document_id, *stretch) for stretch in proof if stretch is not None)
    return Found(row.labels[-1] if of_row else short, ((said, quotes),), FROM_TABLE, (CHECK,))
