"""Levels and kinds of bodies: a clause that tells of another level or kind answers nothing."""

from __future__ import annotations

import re

from assistant.question import Question
from assistant.views import DocumentView, Sentence
from ingest.vietnamese import normal

_GRADE = re.compile(
    r"(?<!\w)cấp ((?:trung ương|tỉnh|huyện|xã|cơ sở)(?:(?:, | và |, cấp | và cấp )(?:tỉnh|huyện|xã))*)"
)
_ONE = re.compile(r"trung ương|tỉnh|huyện|xã|cơ sở")
_BODY = re.compile(
    r"(?<!\w)(công ty|doanh nghiệp|tập đoàn|ngân hàng|trường|bệnh viện|sở|phòng|bộ|cục|vụ|hội|hợp tác xã)"
    r" nào(?!\w)"
)
_ALSO: dict[str, tuple[str, ...]] = {
    "công ty": ("công ty", "doanh nghiệp", "tập đoàn", "xí nghiệp"),
    "doanh nghiệp": ("công ty", "doanh nghiệp", "tập đoàn", "xí nghiệp"),
    "trường": ("trường", "học viện"),
    "hội": ("hội", "liên hiệp", "đoàn", "mặt trận"),
}


def tells_of_others(question: Question, view: DocumentView, sentence: Sentence, start: int, end: int) -> bool:
    """Tell whether a clause is about another level, or nothing near it is of the kind of body asked for."""
    text = view.document.text
    asked = normal(question.text)
    grades, told = _grades(asked), _grades(normal(text[start:end]))
    if grades and told and not grades & told:
        return True
    body = _BODY.search(asked)
    if body is None:
        return False
    around = [view.heading_of(sentence.index), view.lead_of(sentence.index)]
    near = [view.sentence(index) for index in around if index is not None]
    said = " ".join(normal(text[one.start : one.end]) for one in (sentence, *near))
    wanted = _ALSO.get(body.group(1), (body.group(1),))
    return not any(re.search(rf"(?<!\w){word}(?!\w)", said) for word in wanted)


def _grades(lowered: str) -> set[str]:
    named = {grade for match in _GRADE.finditer(lowered) for grade in _ONE.findall(match.group(1))}
    return {"xã" if grade == "cơ sở" else grade for grade in named}
