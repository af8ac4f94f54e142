"""Pages whose lines a crawler joined: menus, buttons and text in one line of thousands of characters.

There a line cannot be judged as a whole, so stretches of words are. What goes: words of web pages that
stand as items (capitalised, no lower-case word after them), long stretches of names without a sentence in
them (drop-down lists), the address block, file names, the title said again, and what is left between two
such things when it states nothing (no figure, no sentence).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest import menus

LINE_LENGTH = 500  # characters; a shorter line is judged as a line
PHRASES = 6  # different page words that make a line a joined page
CATALOGUE = 40  # words without a sentence that make a drop-down list
LOWER_RUN = 5  # more lower-case words in a row are a clause, not a name
CLAUSE = 12  # words; a longer rest between page words is kept whatever it says
IMPRINT_REACH = 200  # words at the end of the page
REPEATED = 8  # words; a shorter stretch may well be said twice

_WORD = re.compile(r"\S+")
_COUNT = re.compile(r"\[\d+\]|[\d°-]*-°[\d°-]*|--\S*|\d+°-\d+°")
_FILE = re.compile(r"\S+\.(?:pdf|docx?|xlsx?|pptx?|zip|rar)", re.I)
_MOTTO = ("cộng hòa xã hội chủ nghĩa việt nam độc lập - tự do - hạnh phúc",)
_LABEL = re.compile(
    r"\b(?:Loại văn bản|Số,? ký hiệu|Số hiệu|Cơ quan ban hành|Ngày ban hành|Trích yếu|Người ký|Lĩnh vực"
    r"|Ngày hiệu lực|Ngày có hiệu lực|Ngày hết hiệu lực|Tình trạng hiệu lực|Công báo(?= \d| Công báo))"
    r"\b(?!\s*:)"
)
_TABLE_LABELS = 3
_ISSUED = re.compile(r"\bBan hành: ?\d\d/\d\d/\d{4}(?: - Hiệu lực: ?(?:\d\d/\d\d/\d{4})?)?")
_ENTRY_END = re.compile(r"(?<=\d{4}) (?:Trang )?\d+ (?=[^\W\d_])")

_PHRASES = {tuple(phrase.split()): phrase for phrase in menus.BUTTON_KEYS | menus.AMBIGUOUS_KEYS | {*_MOTTO}}
_LONGEST = max(map(len, _PHRASES))


def is_flattened(lines: Sequence[str]) -> bool:
    """Tell whether some line holds a whole page."""
    return any(
        len(line) >= LINE_LENGTH and len({phrase for _, _, phrase in _page_words(line.split())}) >= PHRASES
        for line in lines
    )


def kept_stretches(lines: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Return, line by line, the stretches (start, end in characters) that belong to the text."""
    result: list[list[tuple[int, int]]] = []
    seen: set[str] = set()
    title = ""
    for line in lines:
        kept: list[tuple[int, int]] = []
        for start, end in _pieces(line, title):
            piece = line[start:end]
            repeated = len(piece.split()) >= REPEATED and piece in seen
            if not repeated and (_states_something(piece) or (not title and len(piece.split()) >= 3)):
                kept.append((start, end))
                seen.add(piece)
                title = title or piece
        result.append(kept)
    return result


def _pieces(line: str, title: str) -> Iterator[tuple[int, int]]:
    spans = [match.span() for match in _WORD.finditer(line)]
    words = [line[start:end] for start, end in spans]
    debris = _debris_words(words)
    title = title or line[: spans[debris.index(True)][0]].strip() if True in debris else title
    for start, end in _again(line, title):
        for number, span in enumerate(spans):
            debris[number] = debris[number] or (start <= span[0] and span[1] <= end)
    number = 0
    while number < len(words):
        if debris[number]:
            number += 1
            continue
        last = number
        while last + 1 < len(words) and not debris[last + 1]:
            last += 1
        yield from _parted(line, spans[number][0], spans[last][1])
        number = last + 1


def _debris_words(words: Sequence[str]) -> list[bool]:
    debris = [bool(_COUNT.fullmatch(word) or _FILE.fullmatch(word)) for word in words]
    for start, end, _ in _page_words(words):
        debris[start:end] = [True] * (end - start)
    for start, end in _catalogues(words):
        debris[start:end] = [True] * (end - start)
    start = _imprint(words, debris)
    debris[start:] = [True] * (len(words) - start)
    return debris


def _page_words(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """Phrases of web pages that stand as items: (first word, one past the last, phrase)."""
    keys = [menus.key(word) if word != "-" else word for word in words]
    hits: list[tuple[int, int, str]] = []
    at = 0
    while at < len(words):
        size = next((n for n in range(_LONGEST, 0, -1) if tuple(keys[at : at + n]) in _PHRASES), 0)
        if size:
            hits.append((at, at + size, _PHRASES[tuple(keys[at : at + size])]))
        at += size or 1
    starts, ends = {start for start, _, _ in hits}, {end for _, end, _ in hits}

    def is_item(start: int, end: int) -> bool:
        closed = end == len(words) or not words[end][0].islower() or end in starts
        touching = start in ends or end in starts
        return closed and (touching or (end - start > 1 and not words[end - 1].endswith(",")))

    return [hit for hit in hits if is_item(hit[0], hit[1])]


def _catalogues(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Stretches of ``CATALOGUE`` words and more without figure, end of sentence or clause."""
    start = run = 0
    for number, word in enumerate([*words, "."]):
        run = run + 1 if word[0].islower() else 0
        ends_here = any(map(str.isdigit, word)) or word[-1] in ".;:!?"
        if not ends_here and run <= LOWER_RUN:
            continue
        end = number if ends_here else max(start, number - run)
        if end - start >= CATALOGUE:
            yield start, end
        start = number + 1


def _imprint(words: Sequence[str], debris: Sequence[bool]) -> int:
    """First word of the publisher's address block at the end; ``len(words)`` when there is none."""
    reach = max(0, len(words) - IMPRINT_REACH)
    tail = " ".join(words[reach:])
    strong = [match.start() for match in menus.IMPRINT_STRONG.finditer(tail)]
    marks = sorted([*strong, *(match.start() for match in menus.IMPRINT_WEAK.finditer(tail))])
    if not strong or len(marks) < 3:
        return len(words)
    # A contact block has its marks close together; a form's "Email:" further up is none of it.
    first = max((mark for mark in marks if mark <= strong[0]), default=strong[0])
    start = reach + tail.count(" ", 0, first)
    while start > reach and not debris[start - 1] and not words[start - 1].endswith("."):
        start -= 1
    return start


def _again(line: str, title: str) -> Iterator[tuple[int, int]]:
    if len(title.split()) < REPEATED:
        return
    at = line.find(title, 0 if not line.startswith(title) else len(title))
    while at >= 0:
        yield at, at + len(title)
        at = line.find(title, at + len(title))


def _parted(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part a stretch before the labels of an attribute table, around "Ban hành: …", after list entries."""
    text = line[start:end]
    labels = [match.start() for match in _LABEL.finditer(text)]
    cuts = set(labels if len(labels) >= _TABLE_LABELS else ())
    for match in _ISSUED.finditer(text):
        cuts |= {match.start(), match.end()}
    cuts |= {match.end() for match in _ENTRY_END.finditer(text)}
    edges = [0, *sorted(cuts - {0, len(text)}), len(text)]
    for first, last in pairwise(edges):
        piece = text[first:last]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            yield start + first + lead, start + first + len(piece.rstrip())


def _states_something(piece: str) -> bool:
    words = piece.split()
    if _LABEL.match(piece):
        return _LABEL.fullmatch(piece) is None
    return (
        len(words) >= CLAUSE
        or (len(words) >= 3 and any(map(str.isdigit, piece)))
        or (len(words) >= 4 and piece[-1] in ".!?")
    )
