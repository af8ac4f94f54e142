"""Pieces of a text that can be a short answer: figures, dates, persons, places, document numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.lexicon import capital_runs, is_person
from ingest.places import find_places
from ingest.vietnamese import DATE, NUMBER_OF_DOCUMENT, normal

Token = tuple[str, int, int]


class SpanType(StrEnum):
    """What a span holds."""

    COUNT = "count"
    RATIO = "ratio"
    PERCENT = "percent"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Span:
    """A short answer in a text.

    Attributes:
        type: What it holds.
        start: First code point.
        end: One past the last.
        first: Index of its first token in the token list it was found in.
        last: One past its last token there.
    """

    type: SpanType
    start: int
    end: int
    first: int
    last: int


_FIGURES = frozenset({SpanType.COUNT, SpanType.RATIO, SpanType.PERCENT})
# "20.000.000 đồng đến dưới 30.000.000 đồng", "15 - 20%": what stands between the ends of a range
_RANGE = re.compile(
    r"\s*(?:[^\W\d_]+\s+){0,3}?(?:đến|tới|[-–])\s*(?:(?:dưới|trên|gần|khoảng|hết)\s+)?", re.IGNORECASE
)

_MONTH = r"tháng\s+\d{1,2}(?:\s*[/-]\s*\d{4}|\s+năm\s+\d{4}|\s+năm\s+nay)?"
_YEAR = r"(?:1\d{3}|20\d{2})"
_TIME = re.compile(
    rf"(?:(?:từ|tính từ)\s+)?(?:đầu\s+nhiệm\s+kỳ|năm\s+{_YEAR}|{_MONTH})\s+(?:đến|tới)\s+"
    rf"(?:{_MONTH}|năm\s+{_YEAR}|nay)"
    rf"|(?:ngày\s+)?\d{{1,2}}\s*[-/.]\s*\d{{1,2}}\s*[-/.]\s*\d{{4}}"
    rf"|ngày\s+\d{{1,2}}\s+tháng\s+\d{{1,2}}(?:\s+năm\s+\d{{4}})?"
    rf"|ngày\s+\d{{1,2}}\s*[-/]\s*\d{{1,2}}(?![-/\d])"
    rf"|(?:giai\s+đoạn|nhiệm\s+kỳ|các\s+năm|hai\s+năm|năm)\s+{_YEAR}\s*[-–]\s*{_YEAR}"
    rf"|{_MONTH}"
    rf"|(?:sáng|trưa|chiều|tối|đêm|hôm)\s+\d{{1,2}}\s*[-/]\s*\d{{1,2}}(?![-/\d])"
    rf"|quý\s+(?:[IV]{{1,3}}|\d)(?:\s*/\s*{_YEAR}|\s+năm\s+{_YEAR})?(?!\w)"
    rf"|(?:đầu|cuối|giữa)?\s*năm\s+{_YEAR}(?:(?:,|\s+và)\s+{_YEAR}(?![\d.,]*\d))*"
    r"|năm\s+\d{3}(?!\d|[.,]\d)(?!\s+\w)"
    rf"|(?<![\d/.,-]){_YEAR}\s*[-–]\s*{_YEAR}(?!\d)"
    rf"|(?<=\()(?:khoảng\s+)?{_YEAR}(?=\))|(?<=vào )(?:khoảng\s+)?{_YEAR}(?![\d.,]*\d)(?!\s+[^\W\d_])"
    rf"|(?<![\d/.,-])\d{{1,2}}\s+giờ(?:\s+\d{{1,2}}(?:\s+phút)?)?",
    re.IGNORECASE,
)
# "hằng năm", "mỗi tháng một lần", "6 tháng một lần": how often. The figure of "02 lần/tháng" stays one.
_SPELT = r"(?:\d+|một|hai|ba|bốn|năm|sáu|mười)"
_UNIT_OF_TIME = r"(?:ngày|tuần|tháng|quý|năm|kỳ|nhiệm\s+kỳ)"
_OFTEN = re.compile(
    rf"(?:(?:hằng|hàng|mỗi)\s+(?:nửa\s+|{_SPELT}\s+)?{_UNIT_OF_TIME}(?:\s+(?:một|1)\s+lần)?"
    rf"|{_SPELT}\s+{_UNIT_OF_TIME}\s+(?:họp\s+)?(?:một|1)\s+lần)(?!\w)",
    re.IGNORECASE,
)
OFTEN = "lần"  # grain of a question for how often

_NAMED_NUMBER = re.compile(
    r"(?:Nghị quyết|Đề án|Kế hoạch|Chỉ thị|Quyết định|Quy định|Thông tư|Nghị định|Hướng dẫn|Kết luận|Công văn"
    r"|Chương trình|Báo cáo|Luật|Công điện|Thông báo)\s+số\s+[\wĐđ/.-]*\w",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?<![\w/.,-])\d+(?:[.,]\d+)*(?:\s*/\s*\d+(?:\.\d{3})*)?(?![\w/]|-[A-ZĐ])")
_ORDINAL_BEFORE = re.compile(
    r"(?:(?<!tổng )\bsố|\bthứ"
    r"|\bkhóa|\bkhoá|\bđiều|\bkhoản|\bchương|\bloại|\bmục|\bcấp|\bphường|\bquận|\btổ dân phố"
    r"|\bquý|\btrung ương|\btháng|\blớp|\bbậc|\bhạng)\s*$"
)


def find_spans(text: str, start: int, end: int, found: Sequence[Token]) -> list[Span]:
    """Find every short-answer span of a stretch of text.

    Args:
        text: The document's text.
        start: First code point of the stretch.
        end: One past its last.
        found: Tokens of the stretch with offsets into ``text`` (see ``vietnamese.tokens``).

    Returns:
        Spans ordered by place. A figure inside a date or document number is no figure.
    """
    taken: list[tuple[int, int]] = []
    pieces: list[tuple[SpanType, int, int]] = []

    def add(kind: SpanType, first: int, last: int) -> None:
        if not any(first < b and a < last for a, b in taken):
            taken.append((first, last))
            pieces.append((kind, first, last))

    for pattern, kind in ((_NAMED_NUMBER, SpanType.NUMBER), (NUMBER_OF_DOCUMENT, SpanType.NUMBER)):
        for match in pattern.finditer(text, start, end):
            add(kind, match.start(), match.end())
    for match in _OFTEN.finditer(text, start, end):
        add(SpanType.DATE, match.start(), match.end())
    for match in _TIME.finditer(text, start, end):
        stripped = match.group().lstrip()
        add(SpanType.DATE, match.end() - len(stripped), match.end())
    for match in _FIGURE.finditer(text, start, end):
        figure, last = _figure_type(text, match, end)
        if figure:
            add(figure, match.start(), last)
    single = [token for token, _, _ in found]
    capital = [text[s].isupper() for _, s, _ in found]
    for first, last, _ in find_places(single, capital):  # before persons: TP. Hồ Chí Minh
        if all(capital[first:last]):
            add(SpanType.PLACE, found[first][1], found[last - 1][2])
    for first, last in capital_runs(text, list(found)):
        if is_person(single, first, last):
            add(SpanType.PERSON, found[first][1], found[last - 1][2])
    return sorted(
        (Span(kind, a, b, *_token_range(found, a, b)) for kind, a, b in pieces), key=lambda span: span.start
    )


def _figure_type(text: str, match: re.Match[str], end: int) -> tuple[SpanType | None, int]:
    raw = match.group()
    percent = re.compile(r"\s*(?:%|phần trăm)").match(text, match.end(), end)
    if percent:
        return SpanType.PERCENT, percent.end()
    if DATE.fullmatch(raw):
        return None, match.end()
    opens_line = text[max(0, match.start() - 1) : match.start()] in ("", "\n")
    if opens_line and text[match.end() : match.end() + 2] in (". ", ") "):
        return None, match.end()  # "2. " marks an item
    if "/" in raw:
        return SpanType.RATIO, match.end()
    if _ORDINAL_BEFORE.search(normal(text[max(0, match.start() - 14) : match.start()])):
        return None, match.end()
    range_to_percent = re.compile(r"\s*[-–]\s*\d+(?:,\d+)?\s*%").match(text, match.end(), end)
    if range_to_percent:
        return SpanType.PERCENT, range_to_percent.end()
    if raw.startswith("0") and len(raw) >= _TELEPHONE and raw.isdigit():
        return None, match.end()
    to = _RANGE_END.match(text, match.end(), end)
    if to and raw.isdigit() and int(to.group(1)) > int(raw):  # 5-7 ngày; 12-10 is a day
        return SpanType.COUNT, to.end()
    return SpanType.COUNT, match.end()


_TELEPHONE = 9  # digits
_RANGE_END = re.compile(r"[-–](\d{1,6})(?![\w/.,-]*\d)(?!\w)")


def _token_range(found: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    inside = [i for i, (_, s, e) in enumerate(found) if s < end and e > start]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


# Words at which the thing counted ends: "102 đơn vị sự nghiệp công lập | trong …".
_UNIT_ENDS = frozenset(
    """là trong có ở tại được đã đang sẽ cho với và hoặc do bởi theo từ đến để nhằm so về trên vào đạt chiếm
    tham giữ thuộc gồm bị xuống lên còn phải cần mới thì mà như vượt tăng giảm của phục cùng qua""".split()
)
_LETTERS = re.compile(r"\s*([^\W\d_]+(?:-[^\W\d_]+)?)")


def with_unit(text: str, span: Span, limit: int = 6) -> int:
    """Return where a figure with the thing counted ends: "102| đơn vị sự nghiệp công lập|".

    Args:
        text: The document's text.
        span: A count or ratio.
        limit: Most syllables taken.
    """
    end, last = span.end, ""
    for _ in range(limit):
        match = _LETTERS.match(text, end)
        word = normal(match.group(1)) if match else ""
        belongs = (last, word) == ("trực", "thuộc")  # "chi bộ trực thuộc"
        if not match or "\n" in match.group() or (word in _UNIT_ENDS and not belongs):
            break
        end, last = match.end(), word
    return end


_DAY_AND_MONTH = r"(?<!\d)\d{1,2}\s*[-/.]\s*\d{1,2}(?!\d)"
_GRAINS = {
    "ngày": re.compile(rf"{_DAY_AND_MONTH}|ngày\s+\d", re.IGNORECASE),
    "tháng": re.compile(rf"tháng|{_DAY_AND_MONTH}", re.IGNORECASE),
    "năm": re.compile(r"(?:19|20)\d{2}"),
    "nhiệm kỳ": re.compile(r"nhiệm\s+kỳ|\d{4}\s*[-–]\s*\d{4}", re.IGNORECASE),
    "khoảng thời gian": re.compile(r"\d"),
    "giai đoạn": re.compile(r"giai\s+đoạn|\d{4}\s*[-–]\s*\d{4}|đến", re.IGNORECASE),
}


def has_grain(text: str, grain: str) -> bool:
    """Tell whether a date tells what is asked: "nhiệm kỳ 2020-2025" is no answer to "ngày nào".

    How often ("hằng năm") answers how often alone.
    """
    if grain == OFTEN or _OFTEN.fullmatch(text):
        return grain == OFTEN and bool(_OFTEN.fullmatch(text))
    return not grain or bool(_GRAINS[grain].search(text))


def _like(kind: SpanType) -> SpanType:
    """Return the same for all kinds of figures."""
    return SpanType.COUNT if kind in _FIGURES else kind


def alone(span: Span, others: Sequence[Span], text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of ``start:end`` around a short answer up to those of its like beside it.

    Args:
        span: A figure, date, person, …; the ends of a range of figures belong together.
        others: Spans of its sentence, by place.
        text: The document's text.
        start: First code point that the part may have.
        end: One past the last that it may have.
    """
    alike = [other for other in others if _like(other.type) == _like(span.type)]
    first, last = span.start, span.end
    for other in reversed(alike):
        if other.end <= first:
            if not _RANGE.fullmatch(text, other.end, first):
                start = max(start, other.end)
                break
            first = other.start
    for other in alike:
        if other.start >= last:
            if not _RANGE.fullmatch(text, last, other.start):
                end = min(end, other.start)
                break
            last = other.end
    return start, end
