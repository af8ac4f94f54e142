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

_ALL_OR_SOME = {
    "tất cả": "một số", "toàn bộ": "một phần", "mọi": "một số", "các": "một số", "một số": "tất cả các",
    "hầu hết": "tất cả", "đa số": "toàn bộ", "phần lớn": "toàn bộ", "nhiều": "toàn bộ",
}  # fmt: skip
_MAY = {"có thể": "phải", "được phép": "phải", "phải": "có thể", "có trách nhiệm": "có quyền"}
_DIRECTIONS = {
    "trở lên": "trở xuống", "trở xuống": "trở lên", "cao hơn": "thấp hơn", "thấp hơn": "cao hơn",
    "nhiều hơn": "ít hơn", "trước khi": "sau khi", "sau khi": "trước khi", "cao nhất": "thấp nhất",
}  # fmt: skip
_LEVELS = {"cấp xã": "cấp tỉnh", "cấp tỉnh": "cấp xã", "cấp huyện": "cấp tỉnh", "cấp trên": "cấp dưới"}
_RANKS = {
    "Bí thư": "Phó Bí thư", "Phó Bí thư": "Bí thư", "Chủ tịch": "Phó Chủ tịch", "Bộ trưởng": "Thứ trưởng",
    "Trưởng Ban": "Phó Trưởng Ban", "Giám đốc": "Phó Giám đốc",
}  # fmt: skip
_PERIODS = {
    "hằng năm": "hằng tháng",
    "hàng năm": "hàng tháng",
    "mỗi năm": "mỗi tháng",
    "hằng quý": "hằng năm",
}
_OPPOSITES = {
    "bổ nhiệm": "miễn nhiệm", "tuyển dụng": "sa thải", "công lập": "tư thục", "trực tiếp": "gián tiếp",
    "hoàn thành": "bỏ dở", "thành lập": "giải thể", "kết nạp": "khai trừ", "nâng cao": "hạ thấp",
    "kịp thời": "chậm trễ", "bắt buộc": "tự nguyện", "mở rộng": "thu hẹp", "thuận lợi": "khó khăn",
    "đúng": "sai", "đủ": "thiếu", "tăng cường": "giảm bớt", "chấp hành": "vi phạm",
}  # fmt: skip
_WHO = (
    r"(?:Ban Thường vụ|Ban Tổ chức|Ban Chấp hành|Tỉnh ủy|Huyện ủy|Đảng ủy|UBND|HĐND|cấp ủy|chi bộ|đảng bộ"
    r"|đảng viên|cán bộ|doanh nghiệp|trưởng thôn)"
)
_APART = r"((?:(?!\1).)*?\w (?!và|hoặc)\w(?:(?!\1).)*?)"  # not in one list
_FIGURE_OR_SHARE = r"(?<![\w.,/-])\d+(?:[.,]\d+)*%?(?![\w/-]|[.,]\d)"

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
    "or": (r"(?<!\w)và(?!\w)", lambda _: "hoặc"),
    "and": (r"(?<!\w)hoặc(?!\w)", lambda _: "và"),
    "some for all, all for some": _of(_ALL_OR_SOME),
    "must, may": _of(_MAY),
    "to come": (r"(?<!\w)đã(?!\w)", lambda _: "sẽ"),
    "not yet": (r"(?<!\w)đã(?!\w)", lambda _: "chưa"),
    "done already": _of({"sẽ": "đã", "dự kiến": "đã", "phấn đấu": "đã", "đang": "đã"}),
    "only": (r"(?<!\w)(?:có|được|do|cho)(?!\w)", lambda f: f"chỉ {f[0]}"),
    "the first": (r"(?<!\w)(?:lần|đơn vị|huyện|tỉnh)(?!\w)", lambda f: f"{f[0]} đầu tiên"),
    "if for though": _of({"nếu": "dù", "trừ": "kể cả"}),
    "the other direction": _of(_DIRECTIONS),
    "another level": _of(_LEVELS),
    "another rank": _of(_RANKS, after=r"(?<!\w)(?<!Phó )"),
    "another period": _of(_PERIODS),
    "an opposite": _of(_OPPOSITES),
    "money a thousand times": _of({"triệu đồng": "tỷ đồng", "tỷ đồng": "triệu đồng"}, after=r"(?<=\d )"),
    "a count for a share": (r"(?<=\d)%", lambda _: ""),
    "another Điều or khoản": (r"(?<=Điều |hoản )\d+", lambda f: _next(f[0])),
    "another điểm": (r"(?<=điểm )[a-d](?!\w)", lambda f: chr(ord(f[0]) + 1)),
    "two figures exchanged": (
        rf"({_FIGURE_OR_SHARE})(.+?)({_FIGURE_OR_SHARE})",
        lambda f: f[3] + f[2] + f[1],
    ),
    "two that act exchanged": (rf"({_WHO}){_APART}({_WHO})", lambda f: f[3] + f[2] + f[1]),
    "one word for another": (
        r"(?<=\w )(?:lãnh đạo|giám sát|bồi dưỡng|cơ sở|công tác)(?!\w)",
        lambda _: "đầu tư",
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
