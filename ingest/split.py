"""Sentences, clauses and chunks of a document, all as offsets into its text.

``text[start:end]`` of every span is the span; nothing but white space lies between two sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from ingest.labels import states_fact
from ingest.outline import Outline, nearest_heading
from ingest.paragraphs import paragraphs
from ingest.records import Chunk, Document
from ingest.structure import outline_of

SPLITTER_VERSION = "4"

TARGET = 180  # characters after which a chunk ends at the next sentence end
LIMIT = 350  # a longer sentence is cut at its semicolons
SMALL = 100  # a paragraph shorter than this is joined with the next

# Abbreviations that a full stop does not end. TCCSĐ and other runs of capitals are recognised by shape.
_ABBREVIATIONS = frozenset(
    "tp tx tt ts ths pgs gs bs ks cn nxb st vd th.s đ/c ttg ub mr mrs dr prof ltd jr".split()
)
_BEFORE_FIGURE = frozenset({"tr", "no"})  # tr. 25, No. 5; "no" is a word too
_ROOMS = frozenset("PQ")  # P. ĐTĐH (phòng, phường), Q. 1 (quận); written so with the capital alone
_LETTERED = frozenset("điểm nhóm loại bảng khối lớp hạng cấp".split())  # "điểm P." ends one
_STOP = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s|$)")
_LABEL = re.compile(
    r"[\s#*(]*(?:(?:Điều|Khoản|Điểm|Mục|Chương|Phần|Phụ lục|Bước|Câu|Bài)\s+)?"
    r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[a-zđA-ZĐ])\."
)
_HEADING_END = re.compile(r"[.!?;,…:\"”/]$")
_ITEM_LETTER = re.compile(r"[a-zđ][.)] ")  # other lower-case letters continue a line
HEADING_LENGTH = 160
TITLE_LENGTH = 250


def sentences(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text.

    The end of a paragraph always ends a sentence. A full stop does not after an abbreviation (TP.,
    PGS.TS.), inside a number or date, after a label at the paragraph's start (1., a., IV., Điều 5.) or
    before a lower-case letter.

    Returns:
        (start, end) of each sentence without outer white space, in order.
    """
    found: list[tuple[int, int]] = []
    for first, last in paragraphs(text):
        begin = first
        for stop in _STOP.finditer(text, first, last):
            if _ends_sentence(text, first, begin, stop, last):
                _append_stripped(found, text, begin, stop.end())
                begin = stop.end()
        _append_stripped(found, text, begin, last)
    return found


def _append_stripped(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if right > left:
        found.append((start + left, start + right))


def _ends_sentence(text: str, first: int, begin: int, stop: re.Match[str], last: int) -> bool:
    """Tell whether a stop ends the sentence from ``begin`` in the paragraph ``text[first:last]``."""
    following = _NEXT_WORD.match(text, stop.end(), last)
    if following is None:
        return True
    after = following.group(1)
    if after[0].islower():
        return False
    if stop.group()[0] != "." or stop.group().startswith(".."):
        return True
    if begin == first and _LABEL.fullmatch(text, begin, stop.end()):
        return False
    before = text[max(begin, stop.start() - _TWO_WORDS) : stop.start()].split()[-2:]
    word = before[-1].lstrip("(\"“‘'[") if before else ""
    if _is_initial(word) and (_is_initial(after) or _is_initial(before[0])):  # J. F. Kennedy
        return False
    if word in _ROOMS and before[0].lower() not in _LETTERED:
        return False
    return not _is_abbreviation(word, after)


_TWO_WORDS = 80  # characters; longer ones are no abbreviations
_NEXT_WORD = re.compile(r"\s*(\S+)")


def _is_initial(word: str) -> bool:
    return word[:1].isupper() and word[1:] in ("", ".")


def _is_abbreviation(word: str, after: str) -> bool:
    parts = [part for part in word.split(".") if part]
    last = parts[-1].lower() if parts else ""
    if parts == ["v", "v"]:  # closes a list, and nothing capital follows inside its sentence
        return False
    if word.lower() in _ABBREVIATIONS or last in _ABBREVIATIONS:
        return True
    if last in _BEFORE_FIGURE:
        return after[0].isdigit()
    if word == "Co":
        return after.startswith("Ltd")
    # PGS.TS, đ.v
    return len(parts) > 1 and all(part.isalpha() and len(part) <= 4 for part in parts)


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut one sentence at the semicolons outside brackets and quotation marks.

    Returns:
        Spans that together hold everything but the semicolons and white space between them; one span
        when there is no such semicolon.
    """
    found: list[tuple[int, int]] = []
    depth, begin = 0, start
    for at in range(start, end):
        character = text[at]
        if character in "([“":
            depth += 1
        elif character in ")]”":
            depth = max(0, depth - 1)
        elif character == ";" and depth == 0:
            _append_stripped(found, text, begin, at)
            begin = at + 1
    _append_stripped(found, text, begin, end)
    return found


def is_heading(line: str) -> bool:
    """Tell whether a line looks like a heading: short, no closing punctuation, or marked by "#"."""
    bare = heading_text(line)
    if not bare or len(bare) > HEADING_LENGTH or not any(map(str.isalpha, bare)):
        return False
    if line.lstrip().startswith("#"):
        return True
    if states_fact(bare):
        return False
    starts_right = bare[0].isalnum() and (not bare[0].islower() or _ITEM_LETTER.match(bare) is not None)
    return starts_right and not _HEADING_END.search(bare)


def heading_text(line: str) -> str:
    """Return a heading without Markdown's marks and line ends."""
    return " ".join(line.strip().lstrip("#").strip(" *").split())


def split(document: Document) -> tuple[Chunk, ...]:
    """Cut a document into chunks of whole sentences.

    A chunk holds about ``TARGET`` characters, ends at a sentence end (only a sentence over ``LIMIT``
    characters is cut, at a semicolon or else at white space), does not run across a heading, and never
    crosses a Điều; headings that follow each other ("Chương I", "Quy định chung", "Điều 1. …") stay
    together. Its heading is what the outline says it stands under, else the nearest heading above.

    Returns:
        Chunks in order, without overlap; together they hold every non-space character.
    """
    text = document.text
    outline = outline_of(text)
    title_end = text.find("\n") if text.startswith(document.title) else -1
    chunks: list[Chunk] = []
    start = end = unit = -1
    heading = own_heading = ""
    only_headings = False

    def flush() -> None:
        nonlocal start
        if start >= 0:
            under = outline.heading(max(start, unit), end) or own_heading
            chunks.append(Chunk(document.id, len(chunks), start, end, under))
        start = -1

    for first, last, line_ends in _pieces(text, outline):
        opens = first > title_end and _stands_alone_as_heading(text, first, last)
        if opens:
            heading = heading_text(text[first:last])
        here = outline.unit(first)
        leaves = here != unit and not (only_headings and not outline.is_article(unit))
        if start >= 0 and (last - start > LIMIT or leaves or (opens and not only_headings)):
            flush()
        if start < 0:
            start, only_headings = first, True
        unit = here
        own_heading = heading if only_headings else own_heading
        only_headings = only_headings and (opens or not any(map(str.isalnum, text[first:last])))
        end = last
        if not only_headings and end - start >= (SMALL if line_ends else TARGET):
            flush()
    flush()
    return tuple(chunks)


def _stands_alone_as_heading(text: str, first: int, last: int) -> bool:
    if not is_heading(text[first:last]):  # first, since it is cheap: a line may be a megabyte long
        return False
    begins_line = text[text.rfind("\n", 0, first) + 1 : first].strip() == ""
    newline = text.find("\n", last)
    return begins_line and newline >= 0 and text[last:newline].strip() == ""


_REST_OF_LINE = re.compile(r"[ \t]*(?:\n|$)")


def _pieces(text: str, outline: Outline) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, whether a line ends there) of sentences, cut where a Điều begins or over-long."""
    borders = outline.borders
    for start, end in sentences(text):
        inside = borders[bisect_right(borders, start) : bisect_left(borders, end)]
        for begin, stop in pairwise([start, *inside, end]):
            for first, last in _stripped_parts(text, begin, stop):
                yield first, last, last == stop and _REST_OF_LINE.match(text, last) is not None


def _stripped_parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    _append_stripped(whole, text, start, end)
    return [part for first, last in whole for part in _short_parts(text, first, last)]


def _short_parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start, end)] if end - start <= LIMIT else _cut_long(text, start, end)


_CUTS = (
    (re.compile(r";(?=\s)"), SMALL, TARGET + SMALL),
    (re.compile(r",(?=\s)"), SMALL, TARGET + SMALL),
    (re.compile(r"\S(?=\s)"), SMALL, TARGET + SMALL),
    (re.compile(r"\S(?=\s)"), 0, LIMIT),
)


def _cut_long(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut after semicolons into parts of about TARGET characters, or else after commas, or words.

    Only a word of more than ``LIMIT`` characters is itself cut.
    """
    parts: list[tuple[int, int]] = []
    begin = start
    while end - begin > LIMIT:
        marks = (list(mark.finditer(text, begin + near, begin + far)) for mark, near, far in _CUTS)
        cut = next((found[-1].end() for found in marks if found), begin + LIMIT)
        parts.append((begin, cut))
        begin = cut
        while begin < end and text[begin].isspace():
            begin += 1
    if begin < end:
        parts.append((begin, end))
    return parts


def match_text(document: Document, chunk: Chunk) -> str:
    """Return what is embedded and indexed for a chunk: title, place and nearest heading travel with it.

    At most ``TITLE_LENGTH`` characters of the title do, so that an encoder's window (512 tokens) holds all.
    """
    body = document.text[chunk.start : chunk.end]
    lines = [
        line
        for line in (_shortened(document.title), document.place or "")
        if line and not body.startswith(line)
    ]
    heading = nearest_heading(chunk.heading)
    if heading and heading not in " ".join(body.split()):
        lines.append(heading)
    return "\n".join([*lines, body])


def _shortened(title: str) -> str:
    return title if len(title) <= TITLE_LENGTH else title[:TITLE_LENGTH].rsplit(None, 1)[0]
