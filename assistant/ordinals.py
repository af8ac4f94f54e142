"""How documents number what a question numbers otherwise: "lần thứ 15", "lần thứ mười lăm", "lần thứ XV"."""

from __future__ import annotations

import re

from assistant.lexicon import Lexicon
from ingest.vietnamese import normal

_ORDINAL = re.compile(r"(?<!\w)(?P<before>lần thứ|khoá|khóa)\s+(?P<number>\d{1,2}|[IVXLivxl]{1,7})(?![\w/-])")
_UNITS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def numbered_as_in(question: str, lexicon: Lexicon) -> str:
    """Number as the documents do, where they never number as the question does and in one other way."""

    def as_there(match: re.Match[str]) -> str:
        number = _value(match["number"])
        if not 1 <= number <= 99:
            return match.group()
        before = normal(match["before"]).split()[-1]
        ways = [str(number), words(number), roman(number)]
        used = [way for way in ways if _stands(before, normal(way).split(), lexicon)]
        if len(used) != 1 or normal(used[0]) == normal(match["number"]):
            return match.group()
        return f"{match['before']} {used[0]}"

    return _ORDINAL.sub(as_there, question)


def words(number: int) -> str:
    """Write an ordinal from 1 to 99 in words."""
    tens, units = divmod(number, 10)
    if not tens:
        return {1: "nhất", 4: "tư"}.get(units, _UNITS[units])
    last = {1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn", 5: "lăm"}.get(
        units, _UNITS[units]
    )
    return f"{'mười' if tens == 1 else _UNITS[tens] + ' mươi'} {last}".strip()


def roman(number: int) -> str:
    """Write a number from 1 to 99 in Roman numerals."""
    written = ""
    for value, letters in _ROMAN:
        while number >= value:
            written, number = written + letters, number - value
    return written


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    return next((value for value in range(1, 100) if roman(value) == number.upper()), 0)


def _stands(before: str, run: list[str], lexicon: Lexicon) -> bool:
    """Tell whether documents have the tokens of a number behind "thứ" or "khóa"."""
    return all(pair in lexicon.bigrams for pair in zip([before, *run], run, strict=False))
