"""Small changes that make a true sentence false: figures, dates, units, bounds, denials, names.

``mutants`` changes one thing at a time, the first that a change fits; what it does not fit it leaves alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

Change = Callable[[re.Match[str]], str]

_DATE = r"(?<!\d)(?P<d>\d{1,2})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})"
_WRITTEN = r"ngày (?P<d>\d{1,2}) tháng (?P<m>\d{1,2}) năm (?P<y>\d{4})"
_FIGURE = r"(?<![\w.,/-])\d+(?:[.,]\d+)*(?![\w/-])"


def _next(figure: str, most: int = 10**9) -> str:
    number = int(figure)
    return str(number + 1 if number < most else number - 1)


def _date(**change: Callable[[str], str]) -> Change:
    """The date with parts of it changed, in its own spelling."""

    def changed(found: re.Match[str]) -> str:
        parts = {name: change[name](found[name]) if name in change else found[name] for name in "dmy"}
        if "s" in found.re.groupindex:
            return found["s"].join(parts[name] for name in "dmy")
        return f"ngày {parts['d']} tháng {parts['m']} năm {parts['y']}"

    return changed


def _of(words: Mapping[str, str], after: str = r"(?<!\w)") -> tuple[str, Change]:
    pattern = "|".join(sorted(words, key=len, reverse=True))
    return rf"{after}(?:{pattern})(?!\w)", lambda found: words[found[0]]


_OTHER_WAY = {
    "hơn": "gần", "gần": "hơn", "trên": "dưới", "dưới": "trên", "tối đa": "tối thiểu", "tối thiểu": "tối đa",
    "ít nhất": "nhiều nhất", "không quá": "ít nhất", "chậm nhất": "sớm nhất",
}  # fmt: skip
_BOUND = r"(?<!\w)(?:hơn|gần|trên|dưới|tối đa|tối thiểu|ít nhất|không quá|chậm nhất) (?=\d)"
_COUNTED = r"(?:người|xã|thôn|đảng viên|đồng chí|ngày|tháng|năm|chi bộ|đồng|%)"
_UNBOUND = rf"(?<=\w )(?<!hơn )(?<!gần )(?<!trên )(?<!dưới )(?=\d+(?:[.,]\d+)* {_COUNTED})"
_UNITS = {
    "ngày": "tháng", "tháng": "ngày", "năm": "tháng", "người": "hộ", "tỷ": "triệu", "triệu": "tỷ",
    "xã": "huyện", "huyện": "xã", "xóm": "xã", "đảng viên": "đoàn viên", "đồng chí": "lượt",
    "chi bộ": "đảng bộ",
}  # fmt: skip
_TURNS = {
    "tăng": "giảm", "giảm": "tăng", "trước": "sau", "sau": "trước", "cao": "thấp", "thấp": "cao", "nam": "nữ",
    "nữ": "nam", "đến": "trước",
}  # fmt: skip
_QUARTERS = {"quý I": "quý II", "quý II": "quý III", "quý III": "quý IV", "quý IV": "quý I"}
_RELATIVE = {
    "năm nay": "năm ngoái",
    "năm trước": "năm nay",
    "tháng này": "tháng trước",
    "năm ngoái": "năm nay",
}

# name → (what is changed, into what)
CHANGES: dict[str, tuple[str, Change]] = {
    "another figure": (_FIGURE, lambda found: _next(re.sub(r"\D", "", found[0]))),
    "another day": (f"{_DATE}", _date(d=lambda d: _next(d, 28))),
    "another month": (f"{_DATE}", _date(m=lambda m: _next(m, 12))),
    "another year": (f"{_DATE}", _date(y=_next)),
    "day for month": (_DATE, lambda f: f["s"].join((f["m"], f["d"], f["y"]))),
    "another written day": (_WRITTEN, _date(d=lambda d: _next(d, 28))),
    "another written month": (_WRITTEN, _date(m=lambda m: _next(m, 12))),
    "month alone": (r"(?<!\w)tháng (\d{1,2})(?!\d)", lambda f: f"tháng {_next(f[1], 12)}"),
    "month of a year": (r"(?<![\d/])(\d{1,2})/(\d{4})(?!\d)", lambda f: f"{_next(f[1], 12)}/{f[2]}"),
    "quarter": _of(_QUARTERS),
    "year alone": (r"(?<![\d/.-])(?:19|20)\d\d(?![\d/.-])", lambda f: _next(f[0])),
    "a year for a span": (r"(?<![\w.,])(\d{1,2}) năm(?!\w)", lambda f: f"năm {f[1]}"),
    "when, not how long": _of(_RELATIVE),
    "range turned": (r"(?<![\w/-])(\d{1,4}) ?[-–] ?(\d{1,4})(?![\w/-])", lambda f: f"{f[2]}-{f[1]}"),
    "another unit": _of(_UNITS, after=r"(?<=\d )"),
    "people for a share": (r"(?<=\d) ?%", lambda _: " người"),
    "the other bound": (_BOUND, lambda f: f"{_OTHER_WAY[f[0].strip()]} "),
    "no bound": (_BOUND, lambda _: ""),
    "a bound": (
        rf"(?<=\w )(?<!hơn )(?<!gần )(?<!trên )(?<!dưới )(?=\d+(?:[.,]\d+)* {_COUNTED})",
        lambda _: "gần ",
    ),
    "a denial": (r"(?<!không )(?<!chưa )(?<!\w)(?:được|phải|có|đạt)(?!\w)", lambda f: f"không {f[0]}"),
    "no denial": (r"(?<!\w)(?:không|chưa) (?!quá|chỉ|những)", lambda _: ""),
    "turned round": _of(_TURNS),
    "another document": (r"\d+(?=(?:/\d{4})?[-/][A-ZĐ]{2})", lambda f: _next(f[0])),
    "another place": (
        r"(?<!\w)(?:Bắc Giang|Thái Nguyên|Hậu Giang|Đại Từ|Lục Nam)(?!\w)",
        lambda _: "Lai Châu",
    ),
}


def mutants(sentence: str) -> Iterator[tuple[str, str]]:
    """(name of the change, changed sentence) for every change that fits."""
    for name, (pattern, change) in CHANGES.items():
        found = re.search(pattern, sentence)
        if found is not None:
            changed = sentence[: found.start()] + change(found) + sentence[found.end() :]
            if changed != sentence:
                yield name, changed
