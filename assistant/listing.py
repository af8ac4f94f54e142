"""The lists of a document with what announces them: a heading ("III. HẠN CHẾ") or a sentence ("bốn hạn chế.")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.views import DocumentView, item_mark
from ingest.vietnamese import normal

_REACH = 80  # sentences that the items of one list may span
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


@dataclass(frozen=True, slots=True)
class Listing:
    """One list.

    Attributes:
        lead: Sentence index of the heading or sentence right above.
        above: Sentence indexes of the headings over it, the nearest first.
        items: (start, end) of each item's first sentence, or of the clauses of prose ("Đề nghị A; đề nghị B").
        numbered: The items carry numbers or letters, not dashes.
        prose: The items are parts of plain text under a heading.
    """

    lead: int
    above: tuple[int, ...]
    items: tuple[tuple[int, int], ...]
    numbered: bool
    prose: bool = False


def listings(view: DocumentView) -> list[Listing]:
    """Return the lists of a document in order; of nested ones each."""
    found: list[Listing] = []
    for lead in range(len(view.bounds) - 1):
        style = _style(view, lead)
        if style in ("word", "ordinal") or style in "-–+•*":
            continue
        first = lead + 1
        if view.document.text[view.bounds[first][0]] == "(" and first + 1 < len(view.bounds):
            first += 1  # "(Điều 6 Luật số …)" under a heading
        items = _items(view, lead, first)
        if items and (len(items) > 1 or lead in view.headings):
            bounds = tuple(view.bounds[index] for index in items)
            numbered = _style(view, first) not in "-–+•*"
            found.append(Listing(lead, _above(view, lead), bounds, numbered))
        elif lead in view.headings:
            clauses = _prose(view, first)
            if clauses:
                found.append(Listing(lead, _above(view, lead), clauses, False, prose=True))
    return found


def bare(line: str) -> str:
    """Return a heading or lead-in in normal form, without marks: "III. TỒN TẠI, HẠN CHẾ" → "tồn tại, hạn chế"."""
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


def _style(view: DocumentView, index: int) -> str:
    """Return how a sentence is marked, "plain" where it is not."""
    opening = undressed(_opening(view, index))
    division = _DIVISION.match(opening)
    if division:
        return "chapter" if division["chapter"] else "article"
    if _ROMAN.match(opening):
        return "roman"
    mark = item_mark(opening[:24])
    return mark[0] if mark else "plain"


def _opening(view: DocumentView, index: int) -> str:
    start, end = view.bounds[index]
    return view.document.text[start : min(end, start + 60)]


def _number(view: DocumentView, index: int) -> int:
    mark = item_mark(undressed(_opening(view, index))[:24])
    return mark[1] if mark else -1


def _items(view: DocumentView, lead: int, first: int) -> list[int]:
    style, over = _style(view, first), _style(view, lead)
    if style in ("plain", "chapter", "roman", "article") or style == over or _number(view, first) > 1:
        return []
    found = [first]
    dashes = style in "-–+•*"
    for index in range(first + 1, min(len(view.bounds), first + _REACH)):
        here = _style(view, index)
        same_line = view.line_of(index) == view.line_of(index - 1)
        if here in ("chapter", "roman", "article") or here == over != "plain":
            break
        if _AFTERWARDS.match(undressed(_opening(view, index))):
            break
        if here == style and (dashes or _number(view, index) == len(found) + 1):
            found.append(index)
        elif here == style or (here == "plain" and not same_line and (dashes or index in view.headings)):
            break
        elif dashes and _RANK.get(here, _ITEM_RANK) < _ITEM_RANK and not same_line:
            break
    return found


def _prose(view: DocumentView, first: int) -> tuple[tuple[int, int], ...]:
    """Return the parts of the one paragraph under a heading."""
    found: list[tuple[int, int]] = []
    for index in range(first, min(len(view.bounds), first + 6)):
        if index > first and view.line_of(index) != view.line_of(first):
            ends = index in view.headings or _AFTERWARDS.match(undressed(_opening(view, index)))
            if _style(view, index) == "plain" and not ends:
                return ()  # more paragraphs: nobody can say where its list ends
            break
        if _style(view, index) != "plain" or index in view.headings:
            return ()
        found += view.sentence(index).clauses
    return tuple(found)


def _above(view: DocumentView, lead: int) -> tuple[int, ...]:
    rank = _rank(view, lead)
    found: list[int] = []
    for index in range(lead - 1, -1, -1):
        here = _rank(view, index)
        if here < rank and (index in view.headings or _style(view, index) in ("roman", "article", "chapter")):
            found.append(index)
            rank = here
    return tuple(found)


def _rank(view: DocumentView, index: int) -> int:
    return _RANK.get(_style(view, index), _ITEM_RANK)
