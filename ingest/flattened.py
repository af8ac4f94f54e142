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
from ingest.dropdown import CLAUSE, LABEL, TABLE_LABELS, catalogues, heading_start, in_tables, islands
from ingest.vietnamese import NUMBER_OF_DOCUMENT

LINE_LENGTH = 500  # characters; a shorter line is judged as a line
PHRASES = 6  # different page words that make a line a joined page
IMPRINT_REACH = 200  # words at the end of the page
BESIDE = 12  # words between a button and a word that may be part of a name
NEAR = 15  # words between page words that belong to one menu
NAMES = 0.2  # share of lower-case words; below it a stretch lists names
SENTENCE = 6  # words; a button as long as that is itself whatever follows it
REPEATED = 8  # words; a shorter stretch may well be said twice

_WORD = re.compile(r"\S+")
_PLACEHOLDER = re.compile(r"[\d°-]*-°[\d°-]*|--\S*|\d+°-\d+°")
_FILE = re.compile(r"\S+\.(?:pdf|docx?|xlsx?|pptx?|zip|rar)", re.I)
_MOTTO = re.compile(r"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc")
_HEADED = re.compile(r"\[\d+\]")
_ISSUED = re.compile(r"(?<!\S)Ban hành: ?\d\d/\d\d/\d{4}(?: - Hiệu lực: ?(?:\d\d/\d\d/\d{4})?)?")
_ENTRY_END = re.compile(r"(?<=\d{4}) (?:Trang )?\d+ (?=[^\W\d_])")

_PHRASES = {tuple(phrase.split()): phrase for phrase in menus.BUTTON_KEYS | menus.AMBIGUOUS_KEYS}
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
            if not repeated and (_states_something(piece) or (not title and len(piece.split()) >= 2)):
                kept.append((start, end))
                seen.add(piece)
                title = title or piece
        result.append(kept)
    return result


def _pieces(line: str, title: str) -> Iterator[tuple[int, int]]:
    spans = [match.span() for match in _WORD.finditer(line)]
    words = [line[start:end] for start, end in spans]
    debris = _debris_words(words, titled=not title)
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


def _debris_words(words: Sequence[str], titled: bool) -> list[bool]:
    debris = [bool(_PLACEHOLDER.fullmatch(word) or _FILE.fullmatch(word)) for word in words]
    items = _page_words(words)
    buttons = [edge for start, end, phrase in items if phrase in menus.BUTTON_KEYS for edge in (start, end)]
    stretches = [(start, end) for start, end, _ in items]
    lists = [*catalogues(words, [*buttons, *in_tables(words)])]
    for start, end in [*stretches, *_empty_headings(words), *lists, *islands(words, lists, buttons)]:
        debris[start:end] = [True] * (end - start)
    if titled:  # what stands before the first button is the title
        debris[: min(buttons, default=0)] = [False] * min(buttons, default=0)
    start = _imprint(words, debris)
    debris[start:] = [True] * (len(words) - start)
    return debris


def _page_words(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """Phrases of web pages that stand as items: (first word, one past the last, phrase)."""
    keys = [menus.key(word) if word != "-" else word for word in words]
    hits: list[tuple[int, int, str]] = []
    at = 0
    while at < len(words):
        size = next(
            (n for n in range(min(_LONGEST, len(words) - at), 0, -1) if tuple(keys[at : at + n]) in _PHRASES),
            0,
        )
        if size:
            hits.append((at, at + size, _PHRASES[tuple(keys[at : at + size])]))
        at += size or 1
    return [(start, end, phrase) for start, end, phrase in hits if _is_item(words, start, end, phrase, hits)]


def _is_item(
    words: Sequence[str], start: int, end: int, phrase: str, hits: Sequence[tuple[int, int, str]]
) -> bool:
    """Tell a menu item from the same words in a sentence or in a name ("BỘ Y TẾ", "về y tế.")."""
    text = " ".join(words[start:end])
    long = end - start > 2 and phrase in menus.BUTTON_KEYS  # may hold a name: "Chia sẻ lên Facebook"
    if text[-1] in ".,;" or text.isupper() or not (text[1:].islower() or long):
        return False
    follows = any(start == other for _, other, _ in hits)
    leads = any(end == other for other, _, _ in hits)
    closed = end == len(words) or not words[end][0].islower() or leads or end - start >= SENTENCE
    if text[0].islower():  # "trang chủ": page words in numbers must come soon
        soon = sum(end <= other <= end + NEAR and words[other][0].isupper() for other, _, _ in hits)
        return closed and soon > 0 and phrase in menus.BUTTON_KEYS
    buttons = [other for other, _, said in hits if said in menus.BUTTON_KEYS and other != start]
    beside = phrase in menus.BUTTON_KEYS or any(start - BESIDE <= other <= end + BESIDE for other in buttons)
    return closed and (follows or leads or beside)


def _empty_headings(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Headings of lists that the page calls empty: "Văn bản hướng dẫn [0]"."""
    for number, word in enumerate(words):
        if word == "[0]":
            yield heading_start(words, number), number + 1


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
    """Part a stretch where a new statement starts.

    That is before the labels of an attribute table, around "Ban hành: …", after the entries of a list
    ("… 25-06-2013 Trang 3"), before a heading with a count ("Văn bản căn cứ [3]") and before the motto.
    """
    text = line[start:end]
    labels = [match.start() for match in LABEL.finditer(text)]
    cuts = set(labels if len(labels) >= TABLE_LABELS else ())
    if cuts:
        cuts.add(_heading_of_table(text[: labels[0]]))
    for match in _ISSUED.finditer(text):
        cuts |= {match.start(), match.end()}
    cuts |= {match.start() for match in _MOTTO.finditer(text)}
    cuts |= {match.end() for match in _ENTRY_END.finditer(text)}
    for match in _HEADED.finditer(text):
        capitals = [word.start() for word in _WORD.finditer(text, 0, match.start()) if word[0][0].isupper()]
        cuts |= set(capitals[-1:])
    edges = [0, *sorted(cuts - {0, len(text)}), len(text)]
    for first, last in pairwise(edges):
        piece = text[first:last]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            yield start + first + lead, start + first + len(piece.rstrip())


def _heading_of_table(before: str) -> int:
    """Where the page words begin that head a table of attributes ("… địa phương. Thuộc tính"), or its end."""
    spans = [match.span() for match in _WORD.finditer(before)]
    for start, _ in spans[-_LONGEST:]:
        said = tuple(menus.key(word) for word in before[start:].split())
        if said in _PHRASES and before[start].isupper():
            return start
    return len(before)


def _states_something(piece: str) -> bool:
    words = piece.split()
    if LABEL.match(piece):
        return LABEL.fullmatch(piece) is None
    if _MOTTO.match(piece):
        return False
    lower = sum(word[0].islower() for word in words)
    if lower < NAMES * sum(word[0].isalpha() for word in words) or not any(map(str.isalpha, piece)):
        return False
    return (
        len(words) >= CLAUSE
        or NUMBER_OF_DOCUMENT.search(piece) is not None
        or (len(words) >= 3 and any(map(str.isdigit, piece)))
        or (len(words) >= 4 and piece[-1] in ".!?")
    )
