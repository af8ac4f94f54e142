"""Sentences, clauses and chunks of a document, all as offsets into its text.

``text[start:end]`` of every span is the span; nothing but white space lies between two sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.records import Chunk, Document

SPLITTER_VERSION = "1"

TARGET = 180  # characters after which a chunk ends at the next sentence end
LIMIT = 350  # a longer sentence is cut at its semicolons
SMALL = 100  # a paragraph shorter than this is joined with the next

# Abbreviations that a full stop does not end. TCCSĐ and other runs of capitals are recognised by shape.
_ABBREVIATIONS = frozenset(
    "tp tx tt ts ths pgs gs bs ks cn nxb tr st vd vv v.v th.s đ/c ttg ub mr mrs dr prof co ltd jr no".split()
)
_STOP = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s|$)")
_LIST_MARK = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[a-zđA-ZĐ])\.$")
_HEADING_END = re.compile(r"[.!?;,…:\"”/]$")
HEADING_LENGTH = 160


def sentences(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text.

    A line end always ends a sentence. A full stop does not after an abbreviation (TP., PGS.TS.), inside
    a number or date, after a list mark at the line's start (1., a., IV.) or before a lower-case letter.

    Returns:
        (start, end) of each sentence without outer white space, in order.
    """
    found: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        begin = line.start()
        for stop in _STOP.finditer(text, line.start(), line.end()):
            if _ends_sentence(text, begin, stop, line.end()):
                _append_stripped(found, text, begin, stop.end())
                begin = stop.end()
        _append_stripped(found, text, begin, line.end())
    return found


def _append_stripped(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if right > left:
        found.append((start + left, start + right))


def _ends_sentence(text: str, begin: int, stop: re.Match[str], line_end: int) -> bool:
    after = text[stop.end() : line_end].lstrip()
    if not after:
        return True
    if after[0].islower():
        return False
    if stop.group()[0] != "." or stop.group().startswith(".."):
        return True
    before = text[begin : stop.start()].split()
    word = before[-1].lstrip("(\"“‘'[") if before else ""
    if len(before) == 1 and _LIST_MARK.fullmatch(word + "."):
        return False
    return not _is_abbreviation(word)


def _is_abbreviation(word: str) -> bool:
    parts = [part for part in word.split(".") if part]
    last = parts[-1].lower() if parts else ""
    if word.lower() in _ABBREVIATIONS or last in _ABBREVIATIONS:
        return True
    # PGS.TS, v.v; a lone capital is an initial only when more dotted letters precede it.
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
    """Tell whether a line looks like a heading: short, one piece, no closing punctuation."""
    line = line.strip()
    return 0 < len(line) <= HEADING_LENGTH and not _HEADING_END.search(line) and line[0].isalnum() and any(map(str.isalpha, line))


def split(document: Document) -> tuple[Chunk, ...]:
    """Cut a document into chunks of whole sentences.

    A chunk holds about ``TARGET`` characters, ends at a sentence end (only a sentence over ``LIMIT``
    characters is cut, at a semicolon or else at white space), and does not run across a heading.

    Returns:
        Chunks in order, without overlap; together they hold every non-space character.
    """
    text = document.text
    title_end = text.find("\n") if text.startswith(document.title) else -1
    chunks: list[Chunk] = []
    start = end = -1
    heading = own_heading = ""

    def flush() -> None:
        nonlocal start
        if start >= 0:
            chunks.append(Chunk(document.id, len(chunks), start, end, own_heading))
        start = -1

    for first, last, line_ends in _pieces(text):
        if _stands_alone_as_heading(text, first, last) and first > title_end:
            flush()
            heading = text[first:last]
        elif start >= 0 and last - start > LIMIT:
            flush()
        if start < 0:
            start, own_heading = first, heading
        end = last
        long_enough = SMALL if line_ends else TARGET
        if end - start >= long_enough and not (heading and text[start:end] == heading):
            flush()
    flush()
    return tuple(chunks)


def _stands_alone_as_heading(text: str, first: int, last: int) -> bool:
    begins_line = first == 0 or text[text.rfind("\n", 0, first) + 1 : first].strip() == ""
    newline = text.find("\n", last)
    ends_line = text[last : newline if newline >= 0 else len(text)].strip() == ""
    return begins_line and ends_line and newline >= 0 and is_heading(text[first:last])


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, whether a line ends there) of sentences, over-long ones cut."""
    for start, end in sentences(text):
        parts = [(start, end)] if end - start <= LIMIT else _cut_long(text, start, end)
        for first, last in parts:
            newline = text[last:].lstrip(" \t") if last < len(text) else "\n"
            yield first, last, last == end and newline.startswith("\n")


def _cut_long(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut after semicolons into parts of about TARGET characters; fall back to commas, then spaces."""
    parts: list[tuple[int, int]] = []
    begin = start
    while end - begin > LIMIT:
        cut = -1
        for mark in ("; ", ", ", " "):
            cut = text.rfind(mark, begin + SMALL, begin + TARGET + SMALL)
            if cut >= 0:
                cut += len(mark.rstrip())
                break
        if cut < 0:
            cut = begin + LIMIT
        parts.append((begin, cut))
        begin = cut
        while begin < end and text[begin].isspace():
            begin += 1
    if begin < end:
        parts.append((begin, end))
    return parts


def match_text(document: Document, chunk: Chunk) -> str:
    """Return what is embedded and indexed for a chunk: title, place and heading travel with it."""
    body = document.text[chunk.start : chunk.end]
    context = [document.title, document.place or "", chunk.heading]
    lines = [line for line in context if line and not body.startswith(line)]
    return "\n".join([*lines, body])
