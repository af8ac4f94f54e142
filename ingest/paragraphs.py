"""Which line ends end a paragraph, and which only wrap it.

Pages give one paragraph a line. Scans and PDF files give lines of even width that break inside a
sentence; read line by line, their sentences would be torn and their wrapped lines look like headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_CLOSED = re.compile(r"[.!?;:…”\"»|]$")
_OPENS_ITEM = re.compile(
    r"(?:[#|*+•–—-]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[a-zđA-ZĐ])[.)](?:\s|$)"
    r"|(?:Điều|Khoản|Chương|Mục|Phần|Phụ lục)\s+[\dIVXLCA-Z]+(?:[.:]|$))"
)
SHORTEST_WRAPPED = 40  # a shorter line was ended on purpose
_SLACK = 12  # the word that did not fit any more
_FEWEST = 5  # wrapped lines that make a text a wrapped one


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each paragraph, in order; only line ends lie between two of them.

    A line goes on in the next one when it is not closed by punctuation and the next begins with a
    lower-case letter; in a text that is wrapped throughout, also when it is as long as the others.
    """
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    width = _width(text, lines)
    first = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or not _goes_on(text, lines[at - 1], lines[at], width):
            yield lines[first][0], lines[at - 1][1]
            first = at


def _goes_on(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    if not _may_go_on(text, line, following):
        return False
    if text[slice(*following)].lstrip()[0].islower():
        return True
    return width > 0 and line[1] - line[0] >= width - _SLACK


def _may_go_on(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Tell whether nothing forbids it: no empty line, no closing mark, no heading, no list item."""
    here, after = text[slice(*line)].strip(), text[slice(*following)].strip()
    return (
        following[0] - line[1] == 1
        and len(here) >= SHORTEST_WRAPPED
        and after != ""
        and not here.startswith(("#", "|"))
        and not _CLOSED.search(here)
        and not _OPENS_ITEM.match(after)
    )


def _width(text: str, lines: list[tuple[int, int]]) -> int:
    """Return the usual length of the wrapped lines, in characters; 0 when the text is not wrapped."""
    torn = [
        line[1] - line[0]
        for line, following in pairwise(lines)
        if _may_go_on(text, line, following) and text[slice(*following)].lstrip()[0].islower()
    ]
    if len(torn) < _FEWEST or 5 * len(torn) < len(lines):
        return 0
    return sorted(torn)[len(torn) // 2]
