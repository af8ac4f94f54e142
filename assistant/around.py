"""What surrounds a table: the lines above it, its heading, the document's title and head."""

from __future__ import annotations

import re
from functools import cached_property

from assistant.tables import YEAR, Table, unit_of
from assistant.views import DocumentView
from ingest.vietnamese import normal

_CAPTION_LENGTH = 200  # characters; a longer line above a table is a paragraph of its own
_CAPTION_LINES = 3
_HEAD = 6  # sentences of the letter's head: who wrote it, and where
_PERIOD = re.compile(
    r"(?<!\w)(?:\d{1,2} tháng(?: (?:đầu|cuối))?|quý (?:[ivx]+|\d)|tháng \d{1,2}|nửa (?:đầu|cuối) năm)(?!\w)"
)


def periods(text: str) -> list[str]:
    """Return the parts of a year that a text names ("9 tháng đầu", "quý ii")."""
    return [match.group().removeprefix("0") for match in _PERIOD.finditer(normal(text))]


class Around:
    """The surroundings of one table."""

    def __init__(self, view: DocumentView, table: Table) -> None:
        self._view = view
        self._first = next(iter(view.sentences_in(table.start, table.start + 1)), 0)

    @cached_property
    def _lines(self) -> list[tuple[int, int]]:
        """(start, end) of the short lines right above the table, the nearest first."""
        text, bounds = self._view.document.text, self._view.bounds
        found: list[tuple[int, int]] = []
        for at in range(self._first - 1, max(-1, self._first - 1 - _CAPTION_LINES), -1):
            start, end = bounds[at]
            apart = text.count("\n", end, bounds[at + 1][0])
            ends = text[end - 1] in ".;!?" and not text[start:end].startswith("(")
            if apart not in (1, 2) or end - start > _CAPTION_LENGTH or text[start] == "|" or ends:
                break
            found.append((start, end))
        return found

    @cached_property
    def above(self) -> str:
        """The heading and the short lines right above the table."""
        heading = self._view.heading_of(self._first)
        stretches = [*self._lines, *([self._view.bounds[heading]] if heading is not None else [])]
        return "\n".join(self._view.document.text[start:end] for start, end in stretches)

    @cached_property
    def unit_line(self) -> tuple[int, int] | None:
        """(start, end) of the line that gives the unit of the whole table, None for none."""
        text = self._view.document.text
        return next((line for line in self._lines if unit_of(text[slice(*line)])), None)

    @cached_property
    def unit(self) -> str:
        """The unit of the whole table, "" where no line gives one."""
        return unit_of(self._view.document.text[slice(*self.unit_line)]) if self.unit_line else ""

    @cached_property
    def text(self) -> str:
        """All that says what the table is about."""
        document, view = self._view.document, self._view
        head = [
            document.text[start:end] for start, end in view.bounds[:_HEAD] if end - start <= _CAPTION_LENGTH
        ]
        facts = (document.title, document.place, document.publisher, document.number, document.kind)
        return " . ".join([self.above, *head, *(fact for fact in facts if fact)])

    def in_year(self, year: str) -> bool:
        """Tell whether the table is of a year: by its lines, else the title, else the document's day."""
        for said in (self.above, self._view.document.title):
            if YEAR.search(said):
                return year in YEAR.findall(said)
        return self._view.document.year == year

    def in_period(self, period: str) -> bool:
        """Tell whether the table is of a part of a year; of several in the title the first counts."""
        above, title = periods(self.above), periods(self._view.document.title)
        return period in (above or title[:1])
