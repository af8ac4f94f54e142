"""Heads and deputies: what is told of the one is not the other's, and a follow-up may ask for the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question import Question
from assistant.read import Candidate
from assistant.subset import stretch
from assistant.views import DocumentView, Views
from ingest.vietnamese import normal

_BODIES = "ban|phòng|đoàn|thôn|xóm|bản|ấp|khóm|buôn|khu|tổ|khoa"
_DEPUTY = re.compile(r"(?:(?:các|những|người) )?(?:cấp phó|phó|vị trí phó|chức phó)")
_HEAD = re.compile(r"(?:(?:các|những|người) )?(?:cấp trưởng|trưởng|vị trí trưởng|chức trưởng)")
_HEADED = re.compile(
    rf"(?<!\w)(?<!phó )(?:trưởng (?={_BODIES})"
    r"|(?=(?:bí thư|chủ tịch|giám đốc|chủ nhiệm|hiệu trưởng|viện trưởng|vụ trưởng|cục trưởng)(?!\w)))"
)
_DEPUTY_OF = re.compile(r"(?<!\w)phó (?P<head>trưởng )?(?=\w)")

_ASKED_HEADS = re.compile(
    r"(?<!phó )(?<!\w)(bí thư|chủ tịch|giám đốc|hiệu trưởng|chủ nhiệm|chánh văn phòng"
    rf"|trưởng (?:{_BODIES})(?! nào))(?!\w)"
)
_ASKED_DEPUTY = re.compile(
    r"(?<!\w)(?:cấp phó|phó (?:bí thư|chủ tịch|giám đốc|trưởng|hiệu trưởng|chủ nhiệm|chánh"
    rf"|{_BODIES}))(?!\w)"
)
_ANY_DEPUTY = re.compile(r"(?<!\w)phó(?!\w)")
_HEAD_OF = re.compile(rf"(?<!\w)(?<!phó )trưởng (?P<of>{_BODIES})(?!\w)")
_VICE_OF = re.compile(rf"(?<!\w)phó (?:trưởng )?(?P<of>{_BODIES})(?!\w)")


def of_the_rank(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out figures told of the deputies alone where the heads are asked for, and the other way round.

    "Tỷ lệ trưởng thôn là đảng viên đạt 65,4%, phó thôn là đảng viên đạt 46,6%."
    """
    asked = normal(question.text)
    candidates = [one for one in candidates if _may_speak_of(asked, one, views[one.document_id])]
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


def _may_speak_of(asked: str, one: Candidate, view: DocumentView) -> bool:
    """Tell whether a candidate's sentence names the rank asked for, or no other rank of that office."""
    sentence = view.sentence(one.sentence)
    told = normal(view.document.text[sentence.start : sentence.end])
    if _ASKED_DEPUTY.search(asked):
        return bool(_ANY_DEPUTY.search(told))
    return not any(_only_deputy(head, told) for head in {*_ASKED_HEADS.findall(asked)})


def _only_deputy(head: str, told: str) -> bool:
    """Tell whether a text names the deputy of a head ("phó thôn", "phó trưởng thôn"), and not the head."""
    body = head.removeprefix("trưởng ")
    of_head = rf"phó (?:trưởng )?{body}" if body != head else rf"phó {head}"
    if not re.search(rf"(?<!\w){of_head}(?!\w)", told):
        return False
    return not re.search(rf"(?<!phó )(?<!\w){head}(?!\w)", told)


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
