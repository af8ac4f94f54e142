"""The lists of a document, each with what announces it: a heading ("III. HẠN CHẾ") or "… bốn hạn chế."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from assistant.views import DocumentView, item_mark
from ingest.vietnamese import normal

_REACH = 80  # sentences that the items of one list may span
_PARAGRAPH = 6  # sentences of a paragraph that is read as a list
_DRESS = re.compile(r"^(?:[#>\s]|\*\*|__)+")
_DIVISION = re.compile(r"(?P<chapter>phần|chương|mục) [\dIVXLC]+|(?P<article>điều) \d[\w.]*", re.IGNORECASE)
_ROMAN = re.compile(r"[IVXL]{1,6}[.)](?:\s|$)")
_AFTERWARDS = re.compile(r"\W*(?:nơi nhận|tm\.|t/m|kt\.)", re.IGNORECASE)
# From the outermost inwards: what stands under what.
_RANK = {
    "chapter": 1,
    "roman": 2,
    "article": 3,
    "number": 4,
    "letter": 5,
    "plain": 6,
    "word": 7,
    "ordinal": 7,
}
_ITEM_RANK = 8
_DASHES = frozenset("-–+•*")
_DIVISIONS = frozenset({"chapter", "roman", "article"})


@dataclass(frozen=True, slots=True)
class Listing:
    """One list.

    Attributes:
        lead: Sentence index of the heading or sentence right above.
        above: Sentence indexes of the headings over it, the nearest first.
        items: (start, end) of each item's first sentence; of prose ("Đề nghị A; đề nghị B") its clauses.
        numbered: The items carry numbers or letters, not dashes.
        prose: The items are parts of plain text under a heading.
    """

    lead: int
    above: tuple[int, ...]
    items: tuple[tuple[int, int], ...]
    numbered: bool
    prose: bool = False


_FOUND: WeakKeyDictionary[DocumentView, tuple[Listing, ...]] = WeakKeyDictionary()  # goes with the view


def listings(view: DocumentView) -> tuple[Listing, ...]:
    """Return the lists of a document in order; of nested ones each."""
    found = _FOUND.get(view)
    if found is None:
        found = _FOUND[view] = tuple(_Lines(view).lists())
    return found


def bare(line: str) -> str:
    """Return a heading in normal form, without marks: "III. TỒN TẠI, HẠN CHẾ" → "tồn tại, hạn chế"."""
    line = _DRESS.sub("", line)
    for mark in (_ROMAN, _DIVISION):
        match = mark.match(line)
        line = line[match.end() :].lstrip(" .:") if match else line
    match = re.match(r"(?:\d{1,2}(?:\.\d{1,2})*|[a-zđA-ZĐ])[.)]\s+|[-–+•*] ?", line)
    line = line[match.end() :] if match else line
    return " ".join(normal(line.replace("*", "")).strip(" .:").split())


def undressed(text: str) -> str:
    """Return a line without Markdown's marks before its words."""
    return _DRESS.sub("", text)


def without_roman(line: str) -> str:
    """Return a heading without its Roman number."""
    match = _ROMAN.match(line)
    return line[match.end() :].lstrip() if match else line


class _Lines:
    """The sentences of a document by the marks that they open with."""

    def __init__(self, view: DocumentView) -> None:
        self._view = view
        self._headings = frozenset(view.headings)
        text = view.document.text
        self._openings = [undressed(text[start : min(end, start + 60)]) for start, end in view.bounds]
        self._marks = [_mark(opening) for opening in self._openings]

    def lists(self) -> Iterator[Listing]:
        bounds, text = self._view.bounds, self._view.document.text
        for lead in range(len(bounds) - 1):
            if self._marks[lead][0] in _DASHES | {"word", "ordinal"}:
                continue
            first = lead + 1
            if text[bounds[first][0]] == "(" and first + 1 < len(bounds):
                first += 1  # "(Điều 6 Luật số …)" under a heading
            items = self._items(lead, first)
            if len(items) > 1 or (items and lead in self._headings):
                numbered = self._marks[first][0] not in _DASHES
                yield Listing(lead, self._above(lead), tuple(bounds[index] for index in items), numbered)
            elif lead in self._headings:
                clauses = self._prose(first)
                if clauses:
                    yield Listing(lead, self._above(lead), clauses, False, prose=True)

    def _items(self, lead: int, first: int) -> list[int]:
        style, number = self._marks[first]
        over = self._marks[lead][0]
        if style == "plain" or style in _DIVISIONS or style == over or number > 1:
            return []
        found = [first]
        for index in range(first + 1, min(len(self._marks), first + _REACH)):
            here, number = self._marks[index]
            if here in _DIVISIONS or here == over != "plain" or _AFTERWARDS.match(self._openings[index]):
                break
            # "đ)" where "d)" is due: scanned pages hardly tell the two letters apart.
            due = number == len(found) + 1 or (style == "letter" and (len(found), number) == (3, 5))
            if here == style and (style in _DASHES or due):
                found.append(index)
            elif here == style or self._ends(index, style):
                break
        return found

    def _ends(self, index: int, style: str) -> bool:
        """Tell whether a sentence that is no item of a list ends the list."""
        if self._view.line_of(index) == self._view.line_of(index - 1):
            return False
        here = self._marks[index][0]
        if style in _DASHES:
            return here not in _DASHES  # "+" below "-" goes on
        return here == "plain" and index in self._headings

    def _prose(self, first: int) -> tuple[tuple[int, int], ...]:
        """Return the parts of the one paragraph under a heading."""
        found: list[tuple[int, int]] = []
        for index in range(first, min(len(self._marks), first + _PARAGRAPH)):
            plain = self._marks[index][0] == "plain" and index not in self._headings
            if index > first and self._view.line_of(index) != self._view.line_of(first):
                more = plain and not _AFTERWARDS.match(self._openings[index])
                return () if more else tuple(found)  # of several paragraphs nobody can say where it ends
            if not plain:
                return ()
            found += self._view.sentence(index).clauses
        return tuple(found)

    def _above(self, lead: int) -> tuple[int, ...]:
        rank = _rank(self._marks[lead][0])
        found: list[int] = []
        for index in range(lead - 1, -1, -1):
            style = self._marks[index][0]
            here = _rank(style)
            if here < rank and (index in self._headings or style in _DIVISIONS):
                found.append(index)
                rank = here
            if rank == 1:
                break
        return tuple(found)


def _mark(opening: str) -> tuple[str, int]:
    """Return the style and the number of the mark that a sentence opens with; "plain" where there is none."""
    division = _DIVISION.match(opening)
    if division:
        return ("chapter" if division["chapter"] else "article"), -1
    if _ROMAN.match(opening):
        return "roman", -1
    return item_mark(opening[:24]) or ("plain", -1)


def _rank(style: str) -> int:
    return _RANK.get(style, _ITEM_RANK)
