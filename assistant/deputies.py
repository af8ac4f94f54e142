"""Follow-ups on the deputy or the head of an office asked about before ("Thế cấp phó thì sao?")."""

from __future__ import annotations

import re

from ingest.vietnamese import normal

_DEPUTY = re.compile(r"(?:(?:các|những|người) )?(?:cấp phó|phó|vị trí phó|chức phó)")
_HEAD = re.compile(r"(?:(?:các|những|người) )?(?:cấp trưởng|trưởng|vị trí trưởng|chức trưởng)")
_HEADED = re.compile(
    r"(?<!\w)(?<!phó )(?:trưởng (?=thôn|bản|xóm|tổ|ban|phòng|khoa|đoàn|khu|ấp)"
    r"|(?=(?:bí thư|chủ tịch|giám đốc|chủ nhiệm|hiệu trưởng|viện trưởng|vụ trưởng|cục trưởng)(?!\w)))"
)
_DEPUTY_OF = re.compile(r"(?<!\w)phó (?P<head>trưởng )?(?=\w)")


def deputy_of(what: str, earlier: str) -> str:
    """Return the earlier question asked of the deputy, or of the head; "" where it is not asked for so.

    "Thế cấp phó thì sao?" after "Bao nhiêu trưởng thôn là đảng viên?" → "Bao nhiêu phó thôn …?".
    """
    asked, lowered = normal(what).strip(" ?"), normal(earlier)
    if _DEPUTY.fullmatch(asked):
        found, instead = _HEADED.search(lowered), "phó "
    elif _HEAD.fullmatch(asked):
        found = _DEPUTY_OF.search(lowered)
        follows = lowered[found.end() :] if found else ""
        instead = "" if _HEADED.match(follows) else "trưởng "
    else:
        return ""
    return f"{earlier[: found.start()]}{instead}{earlier[found.end() :]}" if found else ""
