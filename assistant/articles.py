"""Questions that name a Điều, a khoản or a điểm: found exactly, and answered with its own words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.found import Found, Quote
from assistant.views import without_mark
from ingest.outline import Division, Level, Outline
from ingest.records import Document
from ingest.split import sentences
from ingest.structure import outline_of
from ingest.vietnamese import fold_accents, normal

WHOLE = 1600  # characters; a longer Điều is shown by its items
ITEM = 160  # characters of an item of a long one
MOST = 40  # items
SHORT = 300  # characters of the answer in short

_POINT = r"diem\s+(?P<point>[a-zđ])(?![\w])\s*,?\s*(?:cua\s+)?"
_CLAUSE = r"khoan\s+(?P<clause>\d{1,3})\s*,?\s*(?:cua\s+)?"
_ARTICLE = r"dieu\s+(?:so\s+|thu\s+)?(?P<article>\d{1,3}[a-z]?)(?!\w)"
_NAMED = (
    re.compile(rf"(?<!\w)(?:{_POINT})?(?:{_CLAUSE})?{_ARTICLE}"),
    re.compile(rf"(?<!\w){_ARTICLE}\s*,?\s*{_CLAUSE}(?:{_POINT})?"),
)
_CHAPTER = re.compile(
    r"(?<!\w)(?P<kind>chuong|muc|phan|phu luc)\s+(?:so\s+|thu\s+)?(?P<number>[ivxlc]{1,6}|\d{1,2})(?!\w)"
)
_LEVELS = {"chuong": Level.CHAPTER, "muc": Level.SECTION, "phan": Level.PART, "phu luc": Level.ANNEX}
_SAYS = r"(?:quy dinh|noi|neu|de cap|ghi|gom|viet)"
_OF_WHAT = r"(?:ve\s+)?(?:nhung\s+|cac\s+|cai\s+)?(?:noi dung\s+|van de\s+|viec\s+|dieu\s+)?"
_ASKS_ALL = re.compile(
    rf"{_SAYS}\s+(?:ro\s+)?(?:den\s+)?{_OF_WHAT}(?:gi|nhu the nao|the nao|ra sao)\b"
    r"|(?:noi dung|toan van|nguyen van)\b|^\s*(?:trich|doc|xem|cho (?:toi|biet|xem))\b"
    r"|\bve (?:van de|viec|noi dung|cai)?\s*gi\b|\bla gi\b|co (?:nhung\s+)?(?:noi dung|gi)\b"
)


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """A division that a question names.

    Attributes:
        shown: As the question has it: "khoản 2 Điều 3".
        article: Its Điều, "" when a chapter is named.
        clause: Its khoản, "" when none is named.
        point: Its điểm, likewise.
        level: Of a chapter, Mục, Phần or Phụ lục.
        number: Of that.
        start: First character of it in the question.
        end: One past the last.
    """

    shown: str
    article: str = ""
    clause: str = ""
    point: str = ""
    level: Level = Level.ARTICLE
    number: str = ""
    start: int = 0
    end: int = 0

    def find(self, outline: Outline) -> Division | None:
        """Return it in a document, None where the document has none."""
        if self.article:
            return outline.find(self.article, self.clause, self.point)
        return outline.chapter(self.level, self.number)


def asked_place(text: str) -> AskedPlace | None:
    """Find the division that a question names; accents may be missing. None when it names none."""
    lowered = fold_accents(normal(text))
    lettered = normal(text)  # "điểm đ" is not "điểm d"
    for pattern in reversed(_NAMED):
        match = pattern.search(lowered)
        if match:
            groups = match.groupdict()
            at = match.start("point")
            point = lettered[at] if groups.get("point") else ""
            end = max(match.end(name) for name, found in groups.items() if found)  # not the "của" behind it
            shown = " ".join(text[match.start() : end].split())
            return AskedPlace(
                shown,
                match["article"],
                groups.get("clause") or "",
                point,
                start=match.start(),
                end=end,
            )
    match = _CHAPTER.search(lowered)
    if match is None:
        return None
    number = match["number"].upper()
    if match["kind"] == "chuong" and number.isdigit():
        number = _roman(int(number))
    shown = " ".join(text[match.start() : match.end()].split())
    return AskedPlace(
        shown, level=_LEVELS[match["kind"]], number=number, start=match.start(), end=match.end()
    )


def _roman(value: int) -> str:
    """Return a Roman numeral up to XXXIX, as chapters are counted."""
    tens, ones = divmod(value, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def asks_all(rest: str) -> bool:
    """Tell whether a question, its division taken out, asks for what that says as a whole."""
    return _ASKS_ALL.search(fold_accents(normal(rest))) is not None


def whole_answer(document: Document, division: Division) -> Found:
    """Answer with a division: a short one whole, of a long one (and of a chapter) its items' openings."""
    text, outline = document.text, outline_of(document.text)
    segments: list[tuple[str, tuple[Quote, ...]]] = []
    if division.level <= Level.ARTICLE:
        heading = (division.start, division.body)
        name = f"{division.label}. {division.title}".rstrip(". ")
        segments.append((f"**{name}**:", (_quote(document, *heading),)))
    children = outline.children(division)
    if division.level < Level.ARTICLE:
        pieces = [(one.start, one.body) for one in children]
    else:
        pieces = _paragraphs(text, division, children)
        if division.end - division.body > WHOLE:
            bounds = sentences(text)
            pieces = [_opening(text, start, end, bounds) for start, end in pieces[:MOST]]
    shorts: list[str] = []
    for start, end in pieces:
        shown = _plain(text[start:end]).rstrip(" ;")
        if not any(map(str.isalnum, shown)):
            continue
        cut = "" if _ends(text, end) else " …"
        segments.append(
            (f"\n- {shown}{cut}" if len(pieces) > 1 else f"{shown}{cut}", (_quote(document, start, end),))
        )
        shorts.append(without_mark(shown).rstrip(" .;…"))
    short = "; ".join(shorts)
    return Found(
        short if 0 < len(short) <= SHORT else division.title or (shorts or [""])[0][:SHORT],
        tuple(segments),
        0.95,
    )


def _paragraphs(text: str, division: Division, children: Sequence[Division]) -> list[tuple[int, int]]:
    """Cut a division into what stands before its items, the items, and what stands after them."""
    first = division.body if division.level == Level.ARTICLE else division.start
    edges = [(one.start, one.end) for one in children]
    if not edges:
        return [_stripped(text, first, division.end)]
    pieces = [(first, edges[0][0]), *edges, (edges[-1][1], division.end)]
    return [piece for start, end in pieces if (piece := _stripped(text, start, end))[0] < piece[1]]


def _opening(text: str, start: int, end: int, bounds: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The first sentence of an item, or as much of it as is shown."""
    at = bisect_right(bounds, (start, len(text))) - 1
    last = min(end, bounds[at][1]) if at >= 0 and bounds[at][1] > start else end
    if last - start <= ITEM:
        return start, last
    cut = max(text.rfind(mark, start + ITEM // 2, start + ITEM) for mark in (", ", "; ", ": "))
    if cut < 0:
        cut = text.rfind(" ", start, start + ITEM)
    return start, cut if cut > start else start + ITEM


def _ends(text: str, end: int) -> bool:
    return end >= len(text) or text[end : end + 1] in ("\n", "") or text[end - 1] in ".;:"


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _plain(piece: str) -> str:
    return " ".join(piece.replace("**", "").replace("#", "").split())


def _quote(document: Document, start: int, end: int) -> Quote:
    return Quote(document.id, start, end)
