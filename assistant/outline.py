"""A document's headings as a list with levels, for the viewer's contents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.split import heading_text, is_heading, sentences

_DIVISIONS = ("phần", "chương", "mục", "tiểu mục", "điều")
_STYLES = (
    *((word, re.compile(rf"{word}\s+[\dIVXLC]+\b", re.IGNORECASE)) for word in _DIVISIONS),
    ("roman", re.compile(r"[IVXLC]{1,6}[.)]? ")),
    ("section", re.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})*[.)]? ")),
    ("number", re.compile(r"\d{1,2}[.)] ")),
    ("letter", re.compile(r"[a-zđ][.)] ", re.IGNORECASE)),
)
_RANK = [*(name for name, _ in _STYLES), "capitals", "plain"]
_ARTICLE = "điều"
_FEWEST_ARTICLES = 3
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: the line ``text[start:end]``.

    Attributes:
        shown: Its wording on one line, without Markdown's marks.
        level: 1 for the outermost, at most ``DEEPEST``.
    """

    start: int
    end: int
    shown: str
    level: int


@lru_cache(maxsize=64)
def outline(text: str, title: str) -> tuple[Heading, ...]:
    """Return the headings of a text in order; the title, and signatures at the end, are none.

    In a text that is divided into articles only its divisions count: there, a line that merely looks like
    a heading is a clause more often than not. "Chương I" takes the line of capitals below it along.
    """
    bounds = sentences(text)
    found = [at for at, (start, end) in enumerate(bounds) if _is_one(text, start, end, title)]
    if found and found[-1] == len(bounds) - 1:  # nothing stands under it
        found.pop()
    lines = [
        (*bounds[at], heading_text(text[slice(*bounds[at])]), _style(text[slice(*bounds[at])]))
        for at in found
    ]
    if sum(style == _ARTICLE for *_, style in lines) >= _FEWEST_ARTICLES:
        lines = _divisions(lines)
    used = sorted({style for *_, style in lines}, key=_RANK.index)
    return tuple(
        Heading(start, end, shown, min(DEEPEST, used.index(style) + 1)) for start, end, shown, style in lines
    )


def _is_one(text: str, start: int, end: int, title: str) -> bool:
    line = text[start:end]
    return (
        is_heading(line)
        and _alone(text, start, end)
        and sum(map(str.isalpha, line)) >= 3
        and heading_text(line) != heading_text(title)
    )


def _divisions(lines: list[tuple[int, int, str, str]]) -> list[tuple[int, int, str, str]]:
    kept: list[tuple[int, int, str, str]] = []
    open_for_name = False
    for start, end, shown, style in lines:
        if style in _DIVISIONS:
            kept.append((start, end, shown, style))
            open_for_name = style != _ARTICLE and len(shown.split()) <= 2
        elif style == "capitals" and open_for_name:
            first, last, before, own = kept.pop()
            kept.append(
                (first, last, f"{before}. {shown}" if before[-1].isalnum() else f"{before} {shown}", own)
            )
        else:
            open_for_name = False
    return kept


def _alone(text: str, start: int, end: int) -> bool:
    before = text[text.rfind("\n", 0, start) + 1 : start]
    newline = text.find("\n", end)
    return not before.strip() and not text[end : newline if newline >= 0 else len(text)].strip()


def _style(line: str) -> str:
    bare = heading_text(line)
    fallback = "capitals" if bare.isupper() else "plain"
    return next((name for name, pattern in _STYLES if pattern.match(bare)), fallback)
