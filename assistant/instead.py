"""Follow-ups that put one thing in the place of its like: another level, rank, training, field or year.

"Còn cấp xã thì sao?", "Thế tổ phó?", "Còn sau đại học?", "Thế còn dân vận?", "Còn năm trước đó?"
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ingest.vietnamese import normal

_LEVEL = re.compile(r"(?:ở |tại )?cấp (?P<level>tỉnh|huyện|xã)")
# A level as such ("bao nhiêu huyện", "UBND huyện"), no place ("huyện Bến Xuân").
_ANY_UNIT = r"(?<!\w)(?P<before>cấp |(?:bao nhiêu|mấy|số|các|những) )?(?P<unit>{units})(?!\w)"
_OTHER_UNITS = {
    "tỉnh": "huyện|(?<!thị )xã",
    "huyện": "tỉnh|(?<!thị )xã",
    "xã": "tỉnh|huyện",
}
_YEAR_BESIDE = re.compile(
    r"(?:vào |của )?năm (?:(?P<before>trước(?: đó| đấy)?|liền trước|liền kề)|sau(?: đó)?|tiếp theo|kế tiếp)"
)
_YEAR = re.compile(r"(?<![\d/.,-])(?:19|20)\d{2}(?![\d.,]*\d|[-/])")
_RANK = re.compile(
    r"(?<!\w)(?:(?:phó )?(?:bí thư|chủ tịch|giám đốc|chủ nhiệm|hiệu trưởng|trưởng (?:ban|phòng|đoàn))"
    r"|phó (?:trưởng )?(?:ban|phòng|đoàn)|(?:tổ|đội|nhóm|đoàn) (?:trưởng|phó)|thư ký|kế toán trưởng)"
    r"(?: thường trực)?(?!\w)"
)
_GRADE = r"(?:sơ cấp|trung cấp|cao cấp|cử nhân)"
_TRAINING = re.compile(
    rf"(?<!\w)(?:{_GRADE}(?: lý luận chính trị| llct| chính trị)?|(?:sau )?đại học|cao đẳng|thạc s[ĩỹ]"
    r"|tiến s[ĩỹ])(?!\w)"
)
_GRADE_ALONE = re.compile(rf"(?<!\w){_GRADE}(?!\w)")
# Fields of work that the same things are done in: classes, staff, plans.
_FIELD = re.compile(
    r"(?<!\w)(?:kiểm tra(?:,| và)? giám sát|kiểm tra|giám sát|tuyên giáo|dân vận|nội chính"
    r"|(?:(?<=công tác )|(?<=nghiệp vụ )|(?<=ngành ))tổ chức)(?!\w)"
)
_OF_A_FIELD = re.compile(r"^(?:(?:các )?lớp |ngành |mảng |lĩnh vực |công tác |nghiệp vụ |bồi dưỡng |về |ở )+")


def put_instead(what: str, earlier: str) -> str:
    """Return the earlier question with a follow-up's thing where it had its like; "" where it had none.

    Args:
        what: The thing alone: "cấp xã" of "Còn cấp xã thì sao?".
        earlier: The question before, standalone.
    """
    said = normal(what).strip(" ?")
    ways: tuple[Callable[[str, str], str], ...] = (_level, _year, _rank, _training, _field)
    return next((asked for way in ways if (asked := way(said, earlier))), "")


def _level(said: str, earlier: str) -> str:
    named = _LEVEL.fullmatch(said)
    if not named:
        return ""
    level = named["level"]
    units = re.compile(_ANY_UNIT.format(units=_OTHER_UNITS[level]), re.IGNORECASE)

    def at_the_level(unit: re.Match[str]) -> str:
        if earlier[unit.end() :].lstrip()[:1].isupper():  # a place's name follows
            return unit.group()
        counts = unit["before"] and unit["before"].lower() != "cấp "
        return f"{unit['before'] if counts else ''}{'đơn vị ' if counts else ''}cấp {level}"

    asked = units.sub(at_the_level, earlier)
    return asked[:1].upper() + asked[1:] if asked != earlier else ""


def _year(said: str, earlier: str) -> str:
    beside, years = _YEAR_BESIDE.fullmatch(said), {*_YEAR.findall(earlier)}
    if not beside or len(years) != 1:
        return ""
    year = int(years.pop()) + (-1 if beside["before"] else 1)
    return _YEAR.sub(str(year), earlier)


def _rank(said: str, earlier: str) -> str:
    return _first(_RANK, said, earlier) if _RANK.fullmatch(said) else ""


def _training(said: str, earlier: str) -> str:
    if not _TRAINING.fullmatch(said):
        return ""
    grade = _GRADE_ALONE.fullmatch(said)  # "cao cấp" after "trung cấp lý luận chính trị"
    return (_first(_GRADE_ALONE, said, earlier) if grade else "") or _first(_TRAINING, said, earlier)


def _field(said: str, earlier: str) -> str:
    said = _OF_A_FIELD.sub("", said)
    return _first(_FIELD, said, earlier) if _FIELD.fullmatch(said) or said == "tổ chức" else ""


def _first(pattern: re.Pattern[str], said: str, earlier: str) -> str:
    """Return the earlier question with ``said`` where a pattern first stands in it, "" where none does."""
    lowered = normal(earlier)
    found = pattern.search(lowered) if len(lowered) == len(earlier) else None
    return f"{earlier[: found.start()]}{said}{earlier[found.end() :]}" if found else ""
