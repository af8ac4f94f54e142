"""Which lines of a page are no part of its text, by kind of evidence.

Evidence is what a line says (words of web pages), its shape (a date and nothing else), where it stands
(before the first or after the last paragraph) and its neighbours. One such hint alone never removes a line
that could be a sentence: a caption too many does less harm than a sentence lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest import menus
from ingest.bars import is_bar, is_below, is_share, is_slogan

_DAY = r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}"
_LONG_DAY = r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}"
HOUR = r"\d{1,2}\s*(?:[:h]|giờ)\s*\d{2}(?:\s*(?::\s*\d{2}|phút))?\s*(?:am|pm|sáng|chiều)?"
DATE_LINE = re.compile(
    r"\W*(?:(?:cập nhật(?: lần cuối)?(?: lúc)?|ngày đăng|đăng (?:ngày|lúc)|(?:ngày )?xuất bản|ngày viết)\W*)?"
    rf"(?:{HOUR}\W*)?(?:(?:thứ\s+\w+|chủ nhật)\W*)?(?:ngày\W*)?(?:{_DAY}|{_LONG_DAY})"
    rf"(?:\W*(?:lúc\s*)?{HOUR})?\W*(?:\(?(?:gmt|utc)\s*[+-]\s*\d+\)?)?\W*",
    re.I,
)
DAY_ALONE = re.compile(rf"{_DAY}|{_LONG_DAY}", re.I)
PHOTO_CREDIT = re.compile(
    r"\W*(?:nguồn )?ảnh(?: minh h[oọ][aạ]| tư liệu| trong bài)?\s*:.{1,60}"
    r"|\(?ảnh (?:minh h[oọ][aạ]|tư liệu)\.?\)?",
    re.I,
)
_CREDIT_AT_END = re.compile(r"[.(]\s*(?:nguồn )?ảnh(?: tư liệu)?\s*:\s*[^:]{2,40}\)?\.?$", re.I)
_SENTENCE_END = re.compile(r"[.!?…;:][\"”'’)]*$|\./\.$")
_BREADCRUMB = re.compile(r"\s*(?:>+|»|›|→|/)\s*")
_BAR = re.compile(r"\s*[|•·]\s*")

CAPTION_LENGTH = 250  # characters; a longer line that ends with a credit is a paragraph
HEADLINE_LENGTH = 200
PROSE_LENGTH = 80
DATE_LINE_REACH = 6  # text lines from the top: below, a date alone is a cell of a table
SLOGAN_REACH = 4
_PARTS = re.compile(r"\s*\|\s*|\s+[–—]\s+")


def day_of(lines: Sequence[str]) -> str | None:
    """Return the line near the top that is a date and nothing else: the day the page appeared."""
    dates = [number for number, line in enumerate(lines) if DATE_LINE.fullmatch(line)]
    near = [lines[number] for number in dates if number <= DATE_LINE_REACH]
    return near[0] if near and len(dates) <= 2 else None


def is_prose(line: str) -> bool:
    """Long, or half as long with the end of a sentence."""
    return len(line) >= PROSE_LENGTH or (len(line) >= PROSE_LENGTH // 2 and bool(_SENTENCE_END.search(line)))


def find_debris(lines: Sequence[str]) -> dict[int, str]:
    """Tell which of a text's lines (stripped, none empty) are debris, and of what kind.

    Returns:
        Index of the line → reason: ``menu``, ``date line``, ``counter``, ``photo credit``,
        ``photo caption``, ``headline of another article``, ``imprint``, ``separator``.
    """
    prose = [number for number, line in enumerate(lines) if is_prose(line) and not _is_around(number, line)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    found: dict[int, str] = {}
    for number, reason in _candidates(lines, first, last):
        found.setdefault(number, reason)
    for number in _ambiguous_menu(lines, found, first, last):
        found.setdefault(number, "menu")
    return found


def kept_of_date_line(line: str) -> list[tuple[int, int]]:
    """Return the stretches of a date line that stay, so that an answer can quote them.

    Of "Ngày đăng: 6/7/2030 - 16:42 | Lượt xem: 12 | Nguồn: Văn phòng Tỉnh ủy" the day and the source do.
    """
    kept, at = [], 0
    for part in [*_PARTS.finditer(line), None] if not DATE_LINE.fullmatch(line) else [None]:
        end = part.start() if part else len(line)
        text = line[at:end].rstrip(" *_")
        day = DAY_ALONE.search(text) if DATE_LINE.fullmatch(text) else None
        if day:
            kept.append((at + day.start(), at + day.end()))
        elif any(map(str.isalnum, text)) and not _is_count(text):
            kept.append((at, at + len(text)))
        at = part.end() if part else end
    return kept


def _is_date_and_counts(line: str) -> bool:
    parts = [part.strip(" *_") for part in _PARTS.split(line)]
    return any(map(_is_count, parts)) and any(map(DATE_LINE.fullmatch, parts))


def _is_count(part: str) -> bool:
    return menus.COUNTER_LABEL.fullmatch(part.strip(" *_")) is not None


def _is_above(number: int, line: str) -> bool:
    return _is_menu_bar(line) or is_bar(line) or (number <= SLOGAN_REACH and is_slogan(line))


def _is_below(line: str) -> bool:
    return _is_menu_bar(line) or is_bar(line) or is_below(line)


def _is_around(number: int, line: str) -> bool:
    return is_bar(line) or is_below(line) or (number <= SLOGAN_REACH and is_slogan(line))


def _candidates(lines: Sequence[str], first: int, last: int) -> Iterator[tuple[int, str]]:
    dates = [number for number, line in enumerate(lines) if DATE_LINE.fullmatch(line)]
    for number, line in enumerate(lines):
        if _says(line, menus.BUTTON_KEYS) or is_share(line):
            yield number, "menu"
        elif not any(map(str.isalnum, line)) and "|" not in line:
            yield number, "separator"
        elif len(dates) <= 2 and number in dates and number <= DATE_LINE_REACH:
            if not DAY_ALONE.fullmatch(line):
                yield number, "date line"
        elif number <= DATE_LINE_REACH and _is_date_and_counts(line):
            yield number, "date line"
        elif PHOTO_CREDIT.fullmatch(line):
            yield number, "photo credit"
        elif len(line) <= CAPTION_LENGTH and _CREDIT_AT_END.search(line) and number > 0:
            yield number, "photo caption"
        elif (number < first and _is_above(number, line)) or (number > last and _is_below(line)):
            yield number, "menu"
    yield from _counters(lines)
    imprint = [*_imprint(lines)]
    yield from imprint
    yield from _headlines(lines[: imprint[0][0] if imprint else len(lines)])


def _says(line: str, keys: frozenset[str]) -> bool:
    """The line is one of the phrases, as an item: not the lower-case rest of a sentence, nor a clause."""
    if line.endswith((".", ",", ";")):  # most lines, and the quickest to see
        return False
    first = next((character for character in line if character.isalpha()), "")
    return not first.islower() and menus.key(line) in keys


def _is_menu_bar(line: str) -> bool:
    """Several menu words in one line: "Trang chủ > Tin tức > Xây dựng Đảng", "Giới thiệu | Liên hệ"."""
    if line.startswith("|"):  # a row of a Markdown table
        return False
    for separator in (_BREADCRUMB, _BAR):
        parts = [part for part in separator.split(line) if part.strip()]
        known = [menus.key(part) in menus.BUTTON_KEYS | menus.AMBIGUOUS_KEYS for part in parts]
        if len(parts) >= 2 and all(len(part.split()) <= 6 for part in parts):
            if known[0] and (menus.key(parts[0]) in menus.BUTTON_KEYS or sum(known) >= 2):
                return True
            if sum(known) >= 2 and 2 * sum(known) >= len(parts):
                return True
    return False


def _counters(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Blocks such as "Truy cập / Hôm nay: / 496 / Hôm qua: / 3587": two counts, or a header and one."""
    number = 0
    while number < len(lines):
        block, counts = [], 0
        header = menus.COUNTER_HEADER.fullmatch(lines[number]) is not None
        at = number + 1 if header else number
        block = [number] if header else []
        while at < len(lines) and (label := menus.COUNTER_LABEL.fullmatch(lines[at])):
            split_in_two = at + 1 < len(lines) and re.fullmatch(r"\d[\d.,]*", lines[at + 1])
            if label["count"] is None and not split_in_two:
                break
            block += [at] if label["count"] else [at, at + 1]
            counts += 1
            at = block[-1] + 1
        if counts >= (1 if header else 2):
            yield from ((line, "counter") for line in block)
        number = max(at, number + 1)


def _imprint(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The publisher's address block at the end: three marks in the last lines, one of them unmistakable."""
    start = len(lines)
    while start > 0 and len(lines) - start < 12 and _marks(lines[start - 1]):
        start -= 1
    marks = [mark for line in lines[start:] for mark in _marks(line)]
    if len(marks) >= 3 and any(menus.IMPRINT_STRONG.match(mark) for mark in marks):
        yield from ((number, "imprint") for number in range(start, len(lines)))


def _marks(line: str) -> list[str]:
    return menus.IMPRINT_STRONG.findall(line) + menus.IMPRINT_WEAK.findall(line)


def _headlines(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Below "Các tin khác" up to the end, if only headlines follow: no line there ends a sentence."""
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if _says(line, menus.HEADLINE_LIST_KEYS):
            yield from ((below, "headline of another article") for below in range(number + 1, len(lines)))
        elif len(line) > HEADLINE_LENGTH or _SENTENCE_END.search(line):
            return


def _ambiguous_menu(lines: Sequence[str], found: dict[int, str], first: int, last: int) -> Iterator[int]:
    """Menu words that could be headings: outside all paragraphs, beside debris or between their like."""
    alike = {number for number, line in enumerate(lines) if _says(line, menus.AMBIGUOUS_KEYS)}
    for number in sorted(alike):
        if first < number < last:
            continue
        beside = [other for other in (number - 1, number + 1) if other in found or other in alike]
        if any(found.get(other) in {"menu", "counter"} for other in beside) or len(beside) == 2:
            yield number
