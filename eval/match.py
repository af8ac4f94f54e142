"""When does an expected answer stand in a text? Both are cut into tokens of one spelling and compared whole.

The rules are this package's own, apart from those that search uses, so that a fault there shows here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from ingest.vietnamese import canonical_tone

_MARK = re.compile(r"\[\d+(?:\s*,\s*\d+)*\]|\*+|(?<!\w)_+|_+(?!\w)")  # [1], **bold**, _italic_
_ORDINAL = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]", re.MULTILINE)  # "1. " before an item of a list
_PERCENT = re.compile(r"(?<=\d)\s*(?:%|phần trăm(?!\w))")
_DATE_AHEAD = r"\d{1,2}(?: tháng |([-/.])\d{1,2}\1\d{4})"
_DASH_TO_DATE = re.compile(rf" ?[-–—] ?(?={_DATE_AHEAD})")
_SPACED_DASH = re.compile(rf"(?<=[\d%]) ?[-–—] ?(?=\d)(?!{_DATE_AHEAD})")

_NUMBER = r"\d+(?:[.,]\d+)*"
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"\d{4}"
_WHOLE = r"(?![-/.,]?\d|[-/%])"  # nothing is glued to its end
_TOKEN = re.compile(
    rf"(?P<date>(?:(?<!\w)ngày )?(?<!\d){_DAY}([-/.]){_MONTH}\2{_YEAR}(?!\d)"
    rf"|(?:(?<!\w)ngày )?(?<!\d){_DAY} tháng {_MONTH}(?:(?: năm |, | ){_YEAR})?{_WHOLE})"
    r"|(?P<code>\d+(?:/\d{4})?(?:[-/][a-zđ]{1,8}\d{0,3})+(?!\w))"  # 47-kh/tu, 276/2026/nđ-cp
    rf"|(?P<month>(?<!\w)tháng {_MONTH}(?:(?: năm |[-/]){_YEAR})?{_WHOLE}|{_MONTH}[-/]{_YEAR}{_WHOLE})"
    rf"|(?<!\w)năm (?P<year>{_YEAR}){_WHOLE}"
    rf"|(?P<figure>{_NUMBER}%?(?:[-/]{_NUMBER}%?)*)"  # 1.043; 65,4%; 5/10; 2016-2020
    r"|(?P<word>[^\W\d_]\w*)"
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_GROUPED_BY_COMMA = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.\d+)?")


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """Cut a text into comparable tokens: words (syllables), figures, parts of dates, số/ký hiệu.

    NFC, lower case, one tone placement; Markdown and [1] marks are gone, and so is punctuation. A figure
    is one token with all that is glued to it, since "5" must not be found in "5/10", nor "102" in "1.102"
    or "102%": 1.043 → 1043; 65,4 phần trăm → 65.4%; 04 → 4; 2016 – 2020 → 2016-2020; 05-CT/TW → 5-ct/tw.
    A point before exactly three digits groups thousands, any other point or comma is a decimal sign.

    A date is its day, month and year, in every way of writing it: ngày 30/5/2018, 30.05.2018 and "30
    tháng 5 năm 2018" → ngày:30, tháng:5, 2018. So its month and year, or its year, may be found in it.
    """
    return tuple(piece for match in _scan(text) for piece in _pieces(match))


def contains(text: str, phrase: str) -> bool:
    """Tell whether the tokens of ``phrase`` stand in ``text``, whole and in a row.

    Punctuation between them does not count. A phrase without tokens stands nowhere.
    """
    hay, needle = tokens(text), tokens(phrase)
    size = len(needle)
    return size > 0 and any(hay[at : at + size] == needle for at in range(len(hay) - size + 1))


def figures(text: str) -> tuple[str, ...]:
    """Return what a text states in digits: numbers, percentages, dates, ratios, số/ký hiệu.

    Lower-case, as written; look them up with ``contains``. The numbering of a list's items ("1. " at a
    line's start) is layout, no figure.
    """
    return tuple(match.group() for match in _scan(_ORDINAL.sub("", text)) if not match["word"])


def _scan(text: str) -> Iterator[re.Match[str]]:
    plain = canonical_tone(unicodedata.normalize("NFC", text).lower())
    plain = _MARK.sub(lambda mark: " " if mark[0].startswith("[") else "", plain)
    plain = re.sub(r"[^\S\n]+", " ", plain)
    plain = _PERCENT.sub("%", plain)
    plain = _DASH_TO_DATE.sub(" – ", plain)
    plain = _SPACED_DASH.sub("-", plain)
    return _TOKEN.finditer(plain)


def _pieces(match: re.Match[str]) -> list[str]:
    token = match.group()
    if match["word"]:
        return [token]
    if match["year"]:
        return [match["year"]]
    if match["code"]:
        return [token.lstrip("0")]
    if match["date"] or match["month"]:
        names = ["ngày:", "tháng:", ""] if match["date"] else ["tháng:", ""]
        parts = re.findall(r"\d+", token)
        return [f"{name}{int(part)}" for name, part in zip(names, parts, strict=False)]
    return [re.sub(_NUMBER, lambda number: _canonical_number(number.group()), token)]


def _canonical_number(number: str) -> str:
    if _GROUPED.fullmatch(number):
        number = number.replace(".", "").replace(",", ".")
    elif _GROUPED_BY_COMMA.fullmatch(number):
        number = number.replace(",", "")
    else:
        number = number.replace(",", ".")
    whole, point, rest = number.partition(".")
    return (whole.lstrip("0") or "0") + point + rest
