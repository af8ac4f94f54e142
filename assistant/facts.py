"""Facts of a sentence that a reader would take on trust: figures, dates, document numbers, names.

Each has one spelling, so that 1.043 is 1043 and "ngày 5 tháng 3 năm 2019" is 05/03/2019.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.lexicon import Lexicon, capital_runs, is_person
from ingest.places import find_places
from ingest.vietnamese import NUMBER_OF_DOCUMENT, canonical_figure, normal, tokens

Token = tuple[str, int, int]


class FactKind(StrEnum):
    """What sort of figure a fact is; figures of one sort can be taken for each other."""

    DATE = "date"
    PERCENT = "percent"
    NUMBER = "number"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure, date or document number.

    Attributes:
        kind: Its sort.
        key: Its one spelling.
        proves: Keys that it proves: its own, and of a date its month and year too.
        start: First code point in the text.
        end: One past the last.
    """

    kind: FactKind
    key: str
    proves: frozenset[str]
    start: int
    end: int


class NameKind(StrEnum):
    """What a name names."""

    PLACE = "place"
    PERSON = "person"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name: its tokens (abbreviations written out) and its place in the text."""

    kind: NameKind
    run: tuple[str, ...]
    start: int
    end: int


_DAY, _MONTH, _YEAR = r"\d{1,2}", r"\d{1,2}", r"\d{4}"
_TO = r"\s*[-–—]\s*"
_NUMBER = r"\d+(?:[.,]\d+)*"
_PERCENT = r"\s*(?:%|phần\s+trăm(?!\w))"
_FACT = re.compile(
    rf"(?P<date>(?<!\w)(?:ngày\s+)?(?<!\d)(?P<d1>{_DAY})\s?[-/.]\s?(?P<m1>{_MONTH})\s?[-/.]\s?(?P<y1>{_YEAR})(?![\d/-])"
    rf"|(?<!\w)(?:ngày\s+)?(?<!\d)(?P<d2>{_DAY})\s+tháng\s+(?P<m2>{_MONTH})(?:\s*,?\s*năm\s+|\s*[-/]\s*)(?P<y2>{_YEAR})(?!\d))"
    rf"|(?P<number>{NUMBER_OF_DOCUMENT.pattern})"
    r"|(?P<division>(?<!\w)(?:điều|khoản|điểm|chương|mục|phụ lục)\s+\d{1,3}(?![\w.,/-]*\d)[a-zđ]?(?!\w)"
    r"|(?<!\w)(?:điểm\s+[a-zđ]|(?:chương|mục|phần|phụ lục|quý|hạng|loại|nhóm|bậc)\s+[ivx]{1,4})(?!\w))"
    rf"|(?P<day>(?<!\w)ngày\s+(?P<d3>{_DAY})\s?[-/.]\s?(?P<m3>{_MONTH})(?![\d/.-]*\d)"
    rf"|(?<![\w.,])(?P<d4>{_DAY})\s+tháng\s+(?P<m4>{_MONTH})(?!\d))"
    rf"|(?P<month>(?<!\w)tháng\s+(?P<m5>{_MONTH})(?:\s*[-/]\s*|\s*,?\s*năm\s+)(?P<y5>{_YEAR})(?!\d)"
    rf"|(?<![\w.,/-])(?P<m6>{_MONTH})\s?[-/]\s?(?P<y6>(?:19|20)\d\d)(?![\d/-]))"
    rf"|(?P<bare_month>(?<!\w)tháng\s+(?P<m7>{_MONTH})(?![\d/.,-]*\d))"
    rf"|(?P<glued>(?:[^\W\d_]+\d|\d+[^\W\d_])[^\W_]*)"
    rf"|(?P<range>(?<![\w.,]){_NUMBER}(?:\s*%)?{_TO}{_NUMBER}(?P<range_percent>{_PERCENT})?)"
    rf"|(?P<ratio>(?<![\w.,]){_NUMBER}\s?/\s?{_NUMBER})"
    rf"|(?P<percent>(?P<p>{_NUMBER}){_PERCENT})"
    rf"|(?P<figure>{_NUMBER})",
    re.IGNORECASE,
)


# A digit, or a letter or Roman numeral that may number a division: every fact has one.
_MARK = re.compile(r"\d|(?<!\w)(?:[a-zđ]|[ivx]{2,4})(?!\w)", re.IGNORECASE)


def find_facts(text: str) -> tuple[Fact, ...]:
    """Return every figure, date and document number of a text, in order, none inside another."""
    return tuple(_fact(match) for match in _matches(text))


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Yield what ``_FACT.finditer`` would, but search only around marks: most of a text has none."""
    at = 0
    while mark := _MARK.search(text, at):
        # What opens a fact ("phụ lục 5") is at most three words with the mark's own.
        words = text[at : mark.start()].rsplit(None, 3)
        match = _FACT.search(text, at + len(words[0]) if len(words) > 3 else at)
        if match is None:
            return  # only letters that number nothing are left
        yield match
        at = match.end()


def _fact(match: re.Match[str]) -> Fact:
    def made(kind: FactKind, *keys: str) -> Fact:
        return Fact(kind, keys[0], frozenset(keys), match.start(), match.end())

    if match["date"]:
        first = match["d1"] is not None
        parts = match["d1" if first else "d2"], match["m1" if first else "m2"], match["y1" if first else "y2"]
        day, month, year = (int(part) for part in parts)
        keys = f"{day}-{month}-{year}", f"ngày {day}-{month}", f"tháng {month}-{year}", str(year)
        return made(FactKind.DATE, *keys)
    if match["number"]:
        return made(FactKind.NUMBER, normal(match["number"]).lstrip("0"))
    if match["division"]:
        return made(FactKind.NUMBER, " ".join(normal(match["division"]).split()))
    if match["day"]:
        day, month = int(match["d3"] or match["d4"]), int(match["m3"] or match["m4"])
        return made(FactKind.DATE, f"ngày {day}-{month}")
    if match["month"]:
        month, year = int(match["m5"] or match["m6"]), int(match["y5"] or match["y6"])
        return made(FactKind.DATE, f"tháng {month}-{year}", str(year))
    if match["bare_month"]:
        return made(FactKind.DATE, f"tháng {int(match['m7'])}")
    if match["glued"]:
        return made(FactKind.NUMBER, normal(match["glued"]))
    return _plain_figure(match)


def _plain_figure(match: re.Match[str]) -> Fact:
    def made(kind: FactKind, *keys: str) -> Fact:
        return Fact(kind, keys[0], frozenset(keys), match.start(), match.end())

    if match["range"]:
        ends = [canonical_figure(end) for end in re.findall(_NUMBER, match["range"])]
        key = "-".join(ends) + ("%" if "%" in match["range"] or match["range_percent"] else "")
        return made(FactKind.DATE if all(map(_is_year, ends)) else FactKind.COUNT, key)
    if match["ratio"]:
        ends = [canonical_figure(end) for end in re.findall(_NUMBER, match["ratio"])]
        return made(FactKind.COUNT, "/".join(ends), f"ngày {'-'.join(ends)}")  # 30/5 may be a day
    if match["percent"]:
        return made(FactKind.PERCENT, canonical_figure(match["p"]) + "%")
    figure = canonical_figure(match["figure"])
    if _is_year(match["figure"]):
        return made(FactKind.DATE, figure)
    if figure.isdigit() and _AFTER_YEAR.search(match.string[max(0, match.start() - 6) : match.start()]):
        return made(FactKind.DATE, f"năm {figure}")  # "năm 5" is not "5 năm"
    return made(FactKind.COUNT, figure)


_AFTER_YEAR = re.compile(r"(?<!\w)năm\s+$", re.IGNORECASE)


def _is_year(figure: str) -> bool:
    return len(figure) == 4 and figure[:2] in ("19", "20")


@lru_cache(maxsize=2048)
def plain_tokens(text: str) -> list[Token]:
    """Return the tokens of a sentence, remembered; not to be changed."""
    return tokens(text)


_UNITS = frozenset("tỉnh huyện xã phường quận thôn bản ấp buôn xóm trấn phố".split())


def find_names(text: str, lexicon: Lexicon) -> tuple[Name, ...]:
    """Return the proper names of a text in order, none inside another: places, persons, other capitals.

    The first word of the text has its capital from its position and is no name by itself, unless it is
    all capitals or a place.
    """
    raw = plain_tokens(text)
    single = [token for token, _, _ in raw]
    capital = [text[start].isupper() for _, start, _ in raw]
    taken: list[tuple[int, int, NameKind]] = []
    for first, last, _ in find_places(single, capital):
        taken.append((first, last, NameKind.PLACE))
    for first, last in capital_runs(text, raw):
        if single[first] in _UNITS:
            first += 1
        named = _after_unit(text, raw, first)
        person = NameKind.PERSON if is_person(single, first, last) else NameKind.OTHER
        taken += _without_taken(first, last, NameKind.PLACE if named else person, taken)
    for at, (_, start, end) in enumerate(raw):
        if not capital[at] or any(first <= at < last for first, last, _ in taken):
            continue
        if _after_unit(text, raw, at) and not text[start:end].isupper():
            taken.append((at, at + 1, NameKind.PLACE))
        elif not _opens(text, start) or (end - start > 1 and text[start:end].isupper()):
            taken.append((at, at + 1, NameKind.OTHER))
    return tuple(
        Name(kind, _run(raw[first:last], lexicon), raw[first][1], raw[last - 1][2])
        for first, last, kind in sorted(taken)
    )


def _after_unit(text: str, raw: Sequence[Token], at: int) -> bool:
    """Tell whether a unit word stands right before a token: "xã Bến Đá", which no gazetteer has."""
    return at > 0 and raw[at - 1][0] in _UNITS and text[raw[at - 1][2] : raw[at][1]].isspace()


def _without_taken(
    first: int, last: int, kind: NameKind, taken: Sequence[tuple[int, int, NameKind]]
) -> list[tuple[int, int, NameKind]]:
    """Return what is left of a run of capitals beside the places in it ("Tỉnh ủy | Bắc Giang")."""
    left: list[tuple[int, int, NameKind]] = []
    at = first
    for begin, end, _ in sorted(taken):
        if at < end and begin < last:
            if begin > at:
                left.append((at, begin, NameKind.OTHER))
            at = max(at, end)
    if at < last:
        left.append((at, last, kind if at == first else NameKind.OTHER))
    return left


def _opens(text: str, start: int) -> bool:
    before = text[:start].rstrip(" “\"'(")
    return not before or before[-1] in ".:;!?\n"


def _run(raw: Sequence[Token], lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(token for token, _, _ in lexicon.expand(raw))
