"""Follow-ups on the deputy or the head of an office asked about before ("Thế cấp phó thì sao?")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question import Question
from assistant.read import Candidate
from assistant.subset import stretch
from assistant.views import Views
from ingest.vietnamese import normal

_DEPUTY = re.compile(r"(?:(?:các|những|người) )?(?:cấp phó|phó|vị trí phó|chức phó)")
_HEAD = re.compile(r"(?:(?:các|những|người) )?(?:cấp trưởng|trưởng|vị trí trưởng|chức trưởng)")
_HEADED = re.compile(
    r"(?<!\w)(?<!phó )(?:trưởng (?=thôn|bản|xóm|tổ|ban|phòng|khoa|đoàn|khu|ấp)"
    r"|(?=(?:bí thư|chủ tịch|giám đốc|chủ nhiệm|hiệu trưởng|viện trưởng|vụ trưởng|cục trưởng)(?!\w)))"
)
_DEPUTY_OF = re.compile(r"(?<!\w)phó (?P<head>trưởng )?(?=\w)")


_HEAD_OF = re.compile(r"(?<!\w)(?<!phó )trưởng (?P<of>thôn|bản|xóm|tổ|ban|phòng|khoa|đoàn|khu|ấp)(?!\w)")
_VICE_OF = re.compile(r"(?<!\w)phó (?:trưởng )?(?P<of>thôn|bản|xóm|tổ|ban|phòng|khoa|đoàn|khu|ấp)(?!\w)")


def of_the_rank(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out figures told of the deputies alone where the heads are asked for, and the other way round.

    "Tỷ lệ trưởng thôn là đảng viên đạt 65,4%, phó thôn là đảng viên đạt 46,6%."
    """
    asked = normal(question.text)
    heads, deputies = _bodies(_HEAD_OF, asked), _bodies(_VICE_OF, asked)
    if bool(heads) is bool(deputies):
        return list(candidates)
    right, wrong = (_HEAD_OF, _VICE_OF) if heads else (_VICE_OF, _HEAD_OF)
    kept = []
    for one in candidates:
        start, end = stretch(one, views[one.document_id])
        told = normal(views[one.document_id].document.text[start:end])
        others = _bodies(wrong, told) - _bodies(right, told)
        if one.span is None or not others & (heads | deputies):
            kept.append(one)
    return kept


def _bodies(pattern: re.Pattern[str], lowered: str) -> set[str]:
    return {match["of"] for match in pattern.finditer(lowered)}


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
