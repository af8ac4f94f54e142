"""When does an expected answer stand in a text? Both are cut into tokens of one spelling and compared whole.

The rules are this package's own, apart from those that search uses, so that a fault there shows here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ingest.vietnamese import canonical_tone

_MARK = re.compile(r"\[\d+(?:\s*,\s*\d+)*\]|\*+|(?<!\w)_+|_+(?!\w)")  # [1], **bold**, _italic_
_ORDINAL = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]", re.MULTILINE)  # "1. " before an item of a list
_PERCENT = re.compile(r"(?<=\d)\s*(?:%|phần trăm(?!\w))")
_DATE_IN_WORDS = re.compile(r"(?<!\d)(\d{1,2}) tháng (\d{1,2}) năm (\d{4})(?!\d)")
_MONTH_IN_WORDS = re.compile(r"tháng (\d{1,2}) năm (\d{4})(?!\d)")
_SPACED_DASH = re.compile(r"(?<=[\d%]) ?[-–—] ?(?=\d)")

_NUMBER = r"\d+(?:[.,]\d+)*"
_TOKEN = re.compile(
    r"(?P<date>(?<!\d)\d{1,2}([-/.])\d{1,2}\2\d{4}(?!\d))"
    r"|(?P<code>\d+(?:/\d{4})?(?:[-/][a-zđ]{1,8}\d{0,3})+(?!\w))"  # 47-kh/tu, 276/2026/nđ-cp
    rf"|(?P<figure>{_NUMBER}%?(?:[-/]{_NUMBER}%?)*)"  # 1.043; 65,4%; 5/10; 2016-2020
    r"|(?P<word>[^\W\d_]\w*)"
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_GROUPED_BY_COMMA = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.\d+)?")
_MONTH = re.compile(r"(0?[1-9]|1[0-2])[-/](\d{4})")


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """Cut a text into comparable tokens: words (syllables), figures, dates, số/ký hiệu.

    NFC, lower case, one tone placement; Markdown and [1] marks are gone, and so is punctuation. A figure
    is one token with all that is glued to it, since "5" must not be found in "5/10", nor "102" in "1.102"
    or "102%": 1.043 → 1043; 65,4 phần trăm → 65.4%; 04 → 4; 30/5/2018, 30.5.2018 and "30 tháng 5 năm
    2018" → 30-5-2018; tháng 3-2020 → tháng 3/2020; 2016 – 2020 → 2016-2020; 05-CT/TW → 5-ct/tw. A point
    before exactly three digits groups thousands, any other point or comma is a decimal sign.
    """
    plain = canonical_tone(unicodedata.normalize("NFC", text).lower())
    plain = _MARK.sub(lambda mark: " " if mark[0].startswith("[") else "", plain)
    plain = re.sub(r"[^\S\n]+", " ", plain)
    plain = _PERCENT.sub("%", plain)
    plain = _DATE_IN_WORDS.sub(r"\1-\2-\3", plain)
    plain = _MONTH_IN_WORDS.sub(r"tháng \1/\2", plain)
    plain = _SPACED_DASH.sub("-", plain)
    return tuple(_canonical(match) for match in _TOKEN.finditer(plain))


def contains(text: str, phrase: str) -> bool:
    """Tell whether the tokens of ``phrase`` stand in ``text``, whole and in a row.

    Punctuation between them does not count. A phrase without tokens stands nowhere.
    """
    return _in_a_row(tokens(text), tokens(phrase))


def figures(text: str) -> tuple[str, ...]:
    """Return the tokens that begin with a digit: numbers, percentages, dates, ratios, số/ký hiệu.

    The numbering of a list's items ("1. " at a line's start) is layout, no figure.
    """
    return tuple(token for token in tokens(_ORDINAL.sub("", text)) if token[0].isdigit())


def _in_a_row(hay: tuple[str, ...], needle: tuple[str, ...]) -> bool:
    size = len(needle)
    return size > 0 and any(
        hay[at : at + size] == needle for at in range(len(hay) - size + 1) if hay[at] == needle[0]
    )


def _canonical(match: re.Match[str]) -> str:
    token = match.group()
    if match["word"]:
        return token
    if match["date"]:
        return "-".join(str(int(part)) for part in re.split(r"[-/.]", token))
    if match["code"]:
        return token.lstrip("0")
    month = _MONTH.fullmatch(token)
    if month:
        return f"{int(month[1])}/{month[2]}"
    return re.sub(_NUMBER, lambda number: _canonical_number(number.group()), token)


def _canonical_number(number: str) -> str:
    if _GROUPED.fullmatch(number):
        number = number.replace(".", "").replace(",", ".")
    elif _GROUPED_BY_COMMA.fullmatch(number):
        number = number.replace(",", "")
    else:
        number = number.replace(",", ".")
    whole, point, rest = number.partition(".")
    return (whole.lstrip("0") or "0") + point + rest
