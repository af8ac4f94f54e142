"""Finds the divisions of a document by the marks at the starts of its lines.

Scans spoil marks ("=1.", "8)" for "g)", "39." for "30."), wrapped lines begin with words that look like
them ("Điều 6 Nghị định này …"), and amending documents quote whole Điều of others. So a mark counts when it
continues the count of its like; where the next mark shows that it was misread, it gets the number it has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.outline import Division, Level, Outline
from ingest.paragraphs import paragraphs

LETTERS = "abcdđeghiklmnopqrstuvxy"
TITLE_LENGTH = 220  # characters; a longer line behind a mark is no heading
HEADING_LENGTH = 160
QUOTE_REACH = 3000  # characters; an opened quotation that does not close by then was a misread mark
_LISTED = 5  # khoản of one paragraph each are a list
GAP = 2  # marks that may be lost in a row

_EDGE = r"[#*\s_]*"
_DEBRIS = r"(?:_|[^\w\"“(‘'])*"
_ROMAN = r"[IVXLC]{1,6}"
_ARTICLE = re.compile(
    rf"{_EDGE}(?:Điều|ĐIỀU)\s+(?P<number>\d+(?:\.\d+)+\.[A-ZĐ]{{2}}\.\w[\w.]*\w|\d{{1,3}}[a-zđ]?)(?!\d)"
    r"(?P<dot>\s*[.:])?(?P<rest>.*)"
)
_GROUP = re.compile(
    rf"{_EDGE}(?P<kind>phần|chương|tiểu\s+mục|mục)\s+(?P<number>thứ\s+\w+|{_ROMAN}|\d{{1,3}})(?!\w)\s*[.:]?"
    r"(?P<rest>.*)",
    re.I,
)
_ANNEX = re.compile(
    rf"{_EDGE}phụ\s+lục(?:\s+(?:số\s+)?(?P<number>{_ROMAN}|\d{{1,2}}|[A-Z]{{1,2}})(?!\w))?\s*[.:]?(?P<rest>.*)",
    re.I,
)
_END = re.compile(rf"{_EDGE}nơi\s+nhận\s*:", re.I)
_CLAUSE = re.compile(rf"{_DEBRIS}(?P<number>\d{{1,2}}[óo]|\d{{1,3}})\s?[.,:)]\s+(?=[^\W\d_])")
_POINT = re.compile(rf"{_DEBRIS}(?P<number>[^\W_]{{1,2}}|@)\)\s*(?=\w)")
_HEADING = re.compile(
    rf"{_EDGE}(?P<number>{_ROMAN}|\d{{1,2}}(?:\.\d{{1,2}}){{0,2}})(?:[.)]|(?<=\d\.\d))\s+(?P<rest>\S.*)"
)
_SPOT = re.compile(
    r"(?:\s+(?:[^\w()]|[^\W\d_](?![\w.]))){1,3}$"
)  # what a scan leaves behind a line: " :", " ị"
_SENTENCE_END = re.compile(r"[.!?;,:…]$")
_OF_ANOTHER = re.compile(
    r"(?:nghị định|luật|thông tư|quyết định|quy chế|bộ luật|pháp lệnh|này|của|và)\b", re.I
)

_LEVELS = {"phần": Level.PART, "chương": Level.CHAPTER, "mục": Level.SECTION, "tiểu mục": Level.SUBSECTION}


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


@lru_cache(maxsize=256)
def outline_of(text: str) -> Outline:
    """Read the outline of a text."""
    lines = [
        _Line(match.start(), match.end(), match.group())
        for match in re.finditer(r"[^\n]+", text)
        if match.group().strip()
    ]
    found = _articles_and_groups(lines)
    if not any(one.level == Level.ARTICLE for one in found):
        found = sorted([*found, *_report_headings(lines)], key=lambda one: one.start)
    found = _closed(found, len(text))
    whole: list[Division] = []
    for division in found:
        whole.append(division)
        if division.level == Level.ARTICLE:
            whole += _inside(text, division, lines)
    return Outline(whole)


def _articles_and_groups(lines: Sequence[_Line]) -> list[Division]:
    found: list[Division] = []
    last, attached = 0, False
    for at, line in enumerate(lines):
        if match := _ARTICLE.fullmatch(line.text):
            number = match["number"]
            count = int(re.match(r"\d+", number)[0])  # type: ignore[index]  # it begins with digits
            if not _is_article(match, count, last, lines, at):
                continue
            attached = attached or (count == 1 and last > 1)
            last = count
            found.append(_article(match, number, lines, at, attached))
        elif _END.match(line.text):
            found.append(Division(Level.ANNEX, "", "", "Nơi nhận", line.start, line.end, line.end))
        elif annex := _annex(line):
            found.append(annex)
        elif (group := _group(lines, at)) and not _said_again(found, group):
            found.append(group)
    return found


def _is_article(match: re.Match[str], count: int, last: int, lines: Sequence[_Line], at: int) -> bool:
    """Tell a Điều's heading from a line of text that begins with the word."""
    rest, marked = match["rest"].strip(" *"), lines[at].text.lstrip().startswith("#")
    if "." in match["number"]:  # Điều 7.2.LQ.68 of a codification: they do not count up
        return True
    if not (marked or match["dot"] or not rest):
        return False
    plain = rest and rest[0].islower() and not (marked and match["dot"])
    if plain or (not match["dot"] and _OF_ANOTHER.match(rest)):
        return False
    if not marked and not match["dot"]:  # "Điều 5" alone on its line: the rest of a wrapped one?
        before = lines[at - 1].text.rstrip() if at else ""
        if before and not _SENTENCE_END.search(before) and before[-1].islower():
            return False
    follows = last < count <= last + (1 + GAP if marked else 1) or (
        count == last and match["number"][-1].isalpha()
    )
    return follows or count == 1 or last == 0


def _article(match: re.Match[str], number: str, lines: Sequence[_Line], at: int, attached: bool) -> Division:
    line = lines[at]
    rest = _SPOT.sub("", match["rest"].strip(" *#")).lstrip(" :.")
    title, body, upto = rest.rstrip(" :."), line.end, at
    if not title and at + 1 < len(lines) and _may_be_title(lines[at + 1].text):
        title, body, upto = lines[at + 1].text.strip(" *#:"), lines[at + 1].end, at + 1
    ended = rest.endswith((".", ";", ":"))
    while title and not ended and upto + 1 < len(lines):
        below = _SPOT.sub("", lines[upto + 1].text.strip(" *"))
        if not below[:1].islower() or _POINT.match(below) or len(title) + len(below) > TITLE_LENGTH:
            break
        if len(below) < 2:  # what a scan leaves on a line of its own
            break
        title, body, upto = f"{title} {below}", lines[upto + 1].end, upto + 1
        ended = bool(_SENTENCE_END.search(below))
    if ended or len(title) > TITLE_LENGTH:  # a sentence stands there: the Điều has no title
        mark = match.end("dot") if match["dot"] else match.end("number")
        return Division(
            Level.ARTICLE, number, f"Điều {number}", "", line.start, line.start + mark, 0, attached
        )
    plain = " ".join(title.rstrip(" .,;|").split())
    return Division(Level.ARTICLE, number, f"Điều {number}", plain, line.start, body, 0, attached)


def _may_be_title(line: str) -> bool:
    bare = line.strip(" *#")
    return (
        len(bare) <= TITLE_LENGTH
        and bare[:1].isupper()
        and not bare.endswith((".", ";", ":", ","))
        and not _CLAUSE.match(bare)
        and not _ARTICLE.match(bare)
    )


def _group(lines: Sequence[_Line], at: int) -> Division | None:
    """A Phần, Chương or Mục, its name on the same line or in capitals below."""
    line = lines[at]
    match = _GROUP.fullmatch(line.text) if len(line.text) <= TITLE_LENGTH else None
    if match is None or not match["kind"][0].isupper():
        return None
    rest = match["rest"].strip(" *")
    if rest and (rest[0].islower() or _OF_ANOTHER.match(rest) or rest.endswith((".", ";", ","))):
        return None
    kind = " ".join(match["kind"].lower().split())
    number = " ".join(match["number"].split())
    if not (number.isupper() or number[0].isdigit() or number.lower().startswith("thứ")):
        return None
    names, end = [rest] if rest else [], line.end
    for below in lines[at + 1 : at + 4]:
        name = below.text.strip(" *#")
        if not name.isupper() or _GROUP.fullmatch(below.text):
            break
        if name not in names:
            names.append(name)
        end = below.end
    shown = number.upper() if not number.lower().startswith("thứ") else number.lower()
    label = f"{kind.capitalize()} {shown}"
    return Division(_LEVELS[kind], shown, label, " ".join(names), line.start, end, 0)


def _said_again(found: Sequence[Division], group: Division) -> bool:
    """Scans repeat a chapter's heading at the top of a page."""
    return bool(found) and (found[-1].level, found[-1].number) == (group.level, group.number)


def _annex(line: _Line) -> Division | None:
    match = _ANNEX.fullmatch(line.text) if len(line.text) <= HEADING_LENGTH else None
    bare = line.text.strip(" #*")
    if match is None or not bare[0].isupper():
        return None
    rest = match["rest"].strip(" *")
    if rest and not rest.isupper() and not line.text.lstrip().startswith("#"):
        return None
    number = (match["number"] or "").upper()
    return Division(Level.ANNEX, number, f"Phụ lục {number}".strip(), rest, line.start, line.end, 0)


def _report_headings(lines: Sequence[_Line]) -> list[Division]:
    """Headings of a report: "I. KẾT QUẢ", "1. Công tác tổ chức", "1.1. Cán bộ", each alone on its line."""
    marks: list[tuple[_Line, re.Match[str]]] = []
    for line in lines:
        match = _HEADING.fullmatch(line.text) if len(line.text) <= HEADING_LENGTH else None
        if match and not match["rest"][0].islower() and not _SENTENCE_END.search(line.text.rstrip(" *")):
            marks.append((line, match))
    found: list[Division] = []
    roman, arabic = "", ""
    counts: dict[tuple[str, str], int] = {}
    for line, match in marks:
        number = match["number"]
        parts = number.split(".")
        if number[0].isdigit():
            under = roman if len(parts) == 1 else f"{roman}.{'.'.join(parts[:-1])}"
            value = int(parts[-1])
        else:
            under, value = "", _roman(number)
        if value != counts.get((under, ""), 0) + 1:
            continue
        counts[under, ""] = value
        if not number[0].isdigit():
            roman, arabic = number, ""
            counts = {key: count for key, count in counts.items() if key[0] == ""}
            cited, level = number, Level.HEADING
        else:
            arabic = number
            cited = f"{roman}.{arabic}" if roman else arabic
            level = (
                Level.HEADING
                if not roman and len(parts) == 1
                else Level(min(7, 5 + len(parts) - (not roman)))
            )
        title = " ".join(line.text.strip(" #*_").replace("**", "").split())
        found.append(Division(level, cited, f"mục {cited}", title, line.start, line.end, 0))
    return found if len(found) > 1 else []


def _roman(number: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in number]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _closed(found: Sequence[Division], length: int) -> list[Division]:
    """Give every division its end: where the next of its level or above begins."""
    closed = []
    for at, division in enumerate(found):
        following = (one.start for one in found[at + 1 :] if one.level <= division.level)
        closed.append(replace(division, end=next(following, length)))
    return closed


def _inside(text: str, article: Division, lines: Sequence[_Line]) -> list[Division]:
    """Find the khoản of a Điều, and the điểm of each (or of the Điều itself)."""
    own = [line for line in lines if article.body <= line.start < article.end]
    if article.body < article.end and not text[article.start : article.body].endswith("\n"):
        first = text.find("\n", article.body)
        rest = text[article.body : first if 0 <= first <= article.end else article.end]
        if rest.strip():  # "Điều 3. 1. Nghị định này …" keeps its first khoản on the line of the heading
            lead = article.body + len(rest) - len(rest.lstrip())
            own.insert(0, _Line(lead, article.body + len(rest), rest.strip()))
    clauses = _without_afterword(text, _numbered(text, article, own, Level.CLAUSE))
    found: list[Division] = []
    for holder in [*clauses] or [article]:
        if holder is not article:
            found.append(holder)
        inner = [line for line in own if holder.start <= line.start < holder.end]
        found += _numbered(text, holder, inner, Level.POINT)
    return found


def _without_afterword(text: str, clauses: list[Division]) -> list[Division]:
    """End the last khoản after its paragraph where all others have one: what follows is said of them all."""
    if len(clauses) < _LISTED:
        return clauses
    counted = [[*paragraphs(text[one.start : one.end])] for one in clauses]
    if any(len(spans) > 1 for spans in counted[:-1]) or len(counted[-1]) < 2:
        return clauses
    return [*clauses[:-1], replace(clauses[-1], end=clauses[-1].start + counted[-1][1][0])]


def _numbered(text: str, holder: Division, lines: Sequence[_Line], level: Level) -> list[Division]:
    pattern = _CLAUSE if level == Level.CLAUSE else _POINT
    marks = [
        (line, match)
        for line in lines
        if (match := pattern.match(line.text)) and not _quoted(text, holder.start, line.start)
    ]
    read = _clause_number if level == Level.CLAUSE else _point_number
    values = in_sequence([read(match["number"]) for _, match in marks], lenient=level == Level.POINT)
    kept = [(line, match, value) for (line, match), value in zip(marks, values, strict=True) if value]
    found: list[Division] = []
    for at, (line, match, value) in enumerate(kept):
        end = kept[at + 1][0].start if at + 1 < len(kept) else holder.end
        number = str(value) if level == Level.CLAUSE else LETTERS[value - 1]
        label = f"khoản {number}" if level == Level.CLAUSE else f"điểm {number}"
        found.append(
            Division(level, number, label, "", line.start, line.start + match.end(), end, holder.attached)
        )
    return found


def _quoted(text: str, start: int, at: int) -> bool:
    """Tell whether a place lies in a quotation that was opened after ``start``."""
    reach = max(start, at - QUOTE_REACH)
    for opening, closing in (("“", r"”"), ('\n"', r"[^\n]\"[.;,]?\s*(?=\n|$)")):
        opened = text.rfind(opening, reach, at)
        if opened >= 0 and not re.compile(closing).search(text, opened + 1, at):
            return True
    return False


def _clause_number(mark: str) -> int | None:
    return int(mark.replace("ó", "6").replace("o", "0"))


def _point_number(mark: str) -> int | None:
    at = LETTERS.find(mark) if len(mark) == 1 else -1
    return at + 1 if at >= 0 else None


def in_sequence(values: Sequence[int | None], lenient: bool = False) -> list[int | None]:
    """Number marks that should count 1, 2, 3, …, though some are misread or lost.

    Args:
        values: As read; None for a mark that cannot be read.
        lenient: Marks of this shape stand for nothing else, so one out of order was misread.

    Returns:
        The number of each; None for what is no mark of this count.
    """
    result: list[int | None] = []
    expected = 1
    for at, value in enumerate(values):
        following = values[at + 1] if at + 1 < len(values) else None
        number: int | None = None
        if value is None or value == expected:
            number = expected
        elif value > expected:
            misread = following == expected + 1 or (value == expected + 1 and following == value)
            if misread:
                number = expected
            elif value <= expected + GAP or following == value + 1:
                number = value
            elif lenient:
                number = expected
        if number is not None and number > len(LETTERS) and lenient:
            number = None
        result.append(number)
        expected = number + 1 if number is not None else expected
    return result
