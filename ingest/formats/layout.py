"""Lines of a printed page made paragraphs: a line goes on where the next one's first word did not fit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from pdfplumber.utils import cluster_objects, extract_words

from ingest.formats.blocks import Table

_SAME_LINE = 3.0  # points between the bases of words of one line
_WORD_GAP = 0.15  # em between letters of two words
_COLUMN_GAP = 3.5  # em between two texts that stand side by side
_LEADING = 0.9  # em of empty space that still is the space between two lines
_INDENT = 8.0  # points by which a paragraph's first line is drawn in
_EDGE = 3  # lines at the top and at the bottom of a page that can be running heads
_SIZES = 1.2  # two sizes further apart are different texts
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:trang\s+)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)
_ITEM = re.compile(r"(?:[-+•*–]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zđ]|[IVXLC]{1,6})[.)])\s")
_ARTICLE = re.compile(r"(?:Phần|Chương|Mục|Điều|Phụ lục)\s+(?:[IVXLC]+|\d+|thứ)", re.IGNORECASE)
_ENDS = re.compile(r"[.!?;:…][”\"»)]*$")


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of text on a page, in points from its left and top; ``first``: width of its first word."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    first: float

    @property
    def size(self) -> float:
        """Height of the line."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class _Margin:
    left: float
    right: float


def lines_of(characters: Sequence[dict[str, Any]]) -> list[PlacedLine]:
    """Gather characters into lines, from the top; two texts side by side are two lines.

    Args:
        characters: In pdfplumber's form, ``top`` and ``bottom`` both the base line that they stand on.
    """
    words = extract_words(
        list(characters), x_tolerance_ratio=_WORD_GAP, y_tolerance=_SAME_LINE, return_chars=True
    )
    lines: list[PlacedLine] = []
    for row in cluster_objects(words, "bottom", _SAME_LINE):
        ordered = sorted(row, key=lambda word: float(word["x0"]))
        lines += [_line(part) for part in _side_by_side(ordered)]
    return lines


def without_running_heads(pages: Sequence[Sequence[PlacedLine]]) -> list[list[PlacedLine]]:
    """Drop page numbers, and lines that most pages repeat at their top or bottom."""
    edges = [list(page[:_EDGE]) + list(page[_EDGE:][-_EDGE:]) for page in pages]
    seen = Counter(key for edge in edges for key in {_key(line) for line in edge})
    often = {key for key, count in seen.items() if count >= 3 and 2 * count > len(pages)}
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        ends = {*page[:1], *page[-1:]}
        gone = {line for line in edge if _key(line) in often}
        gone |= {line for line in ends if _PAGE_NUMBER.fullmatch(line.text)}
        kept.append([line for line in page if line not in gone])
    return kept


def join_lines(flow: Sequence[PlacedLine | Table | None], page_break: str) -> Iterator[str | Table]:
    """Yield paragraphs and tables; tables that a page break cut are one again.

    Args:
        flow: Lines and tables in reading order, None where a page ends.
        page_break: Put into the text where a page ends.
    """
    margins = _margins(flow)
    text, last, opening, breaks, page = "", None, True, "", 0
    margin = margins[0]
    pending: Table | None = None
    for item in flow:
        if item is None:
            breaks += page_break
            page += 1
            continue
        if isinstance(item, Table):
            if text:
                yield text
                text, last = "", None
            if pending is not None and breaks and _same_columns(pending, item):
                pending = Table(pending.rows + item.rows[_repeated(pending, item) :])
                continue  # the break stays for what follows
            if pending is not None:
                yield pending
            if breaks:
                yield breaks
                breaks = ""
            pending = item
            continue
        if pending is not None:
            yield pending
            pending = None
        if text and last is not None and _goes_on(last, item, margin, opening, bool(breaks)):
            text, opening = f"{text} {breaks}{item.text}", False
        else:
            if text:
                yield text
            text, opening = breaks + item.text, True
        breaks, last, margin = "", item, margins[page]
    if text:
        yield text
    if pending is not None:
        yield pending
    if breaks:
        yield breaks


def _goes_on(last: PlacedLine, line: PlacedLine, margin: _Margin, opening: bool, new_page: bool) -> bool:
    """Tell whether ``line`` continues the paragraph that ``last`` stands in.

    Args:
        margin: Of the page that ``last`` stands on.
        opening: ``last`` is the first line of its paragraph.
        new_page: A page ends between the two.
    """
    em = max(last.size, line.size)
    if max(last.size, line.size) > _SIZES * min(last.size, line.size):
        return False
    if last.x1 + line.first + em / 4 < margin.right - em / 2:
        return False  # the next word would have fitted: the line was ended on purpose
    if new_page:
        return not _ENDS.search(last.text) and not _ITEM.match(line.text) and not _ARTICLE.match(line.text)
    if line.top - last.bottom > _LEADING * em or line.top < last.top:
        return False
    if line.x0 > last.x0 + _INDENT:
        return False  # drawn in: a paragraph begins
    level = abs(line.x0 - last.x0) <= _INDENT
    if level and (_ITEM.match(line.text) or _ARTICLE.match(line.text)) and _ENDS.search(last.text):
        return False
    # Both drawn in: the second would go on at the left margin, unless the whole passage is drawn in.
    drawn_in = level and opening and line.x0 > margin.left + _INDENT
    return not (drawn_in and _ENDS.search(last.text))


def _margins(flow: Sequence[PlacedLine | Table | None]) -> list[_Margin]:
    """Where the text of each page begins and ends: at its outermost lines."""
    pages: list[list[PlacedLine]] = [[]]
    for item in flow:
        if item is None:
            pages.append([])
        elif isinstance(item, PlacedLine):
            pages[-1].append(item)
    return [
        _Margin(min((line.x0 for line in page), default=0.0), max((line.x1 for line in page), default=0.0))
        for page in pages
    ]


def _line(words: Sequence[dict[str, Any]]) -> PlacedLine:
    base = max(float(word["bottom"]) for word in words)
    return PlacedLine(
        text=" ".join(str(word["text"]) for word in words),
        x0=min(float(word["x0"]) for word in words),
        x1=max(float(word["x1"]) for word in words),
        top=base - _size(words),
        bottom=base,
        first=float(words[0]["x1"]) - float(words[0]["x0"]),
    )


def _size(words: Sequence[dict[str, Any]]) -> float:
    """Size of most letters, in points."""
    return median(float(character["size"]) for word in words for character in word["chars"])


def _side_by_side(words: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Cut a line at its one wide gap, when there are words on both sides."""
    gaps = [(after["x0"] - word["x1"]) / (_size([word]) + 0.1) for word, after in pairwise(words)]
    wide = [at for at, gap in enumerate(gaps, start=1) if gap > _COLUMN_GAP]
    if len(wide) != 1:
        return [words]
    parts = [words[: wide[0]], words[wide[0] :]]
    letters = [sum(letter.isalpha() for word in part for letter in word["text"]) for part in parts]
    return parts if min(letters) >= 8 else [words]


def _key(line: PlacedLine) -> str:
    return _DIGITS.sub("0", line.text)


def _same_columns(one: Table, other: Table) -> bool:
    return len(one.rows[0]) == len(other.rows[0])


def _repeated(one: Table, other: Table) -> int:
    """1 when a table's second half begins with the same names as its first."""
    return int(one.rows[0] == other.rows[0])
