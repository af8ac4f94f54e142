"""Questions on what was really done, or on one year: a target, or another year's figure, is no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.kinds import Kind
from assistant.question import Question
from assistant.read import Candidate
from assistant.spans import Span
from assistant.views import DocumentView, Views
from ingest.vietnamese import normal

_REALLY = re.compile(r"(?<!\w)thực tế(?!\w)")
_TARGET = re.compile(
    r"(?<!\w)(?:ít nhất|tối thiểu|phấn đấu|mục tiêu|chỉ tiêu|đề ra|đặt ra|dự kiến|xác định|xây dựng kế hoạch)(?!\w)"
)
_REACHED = re.compile(r"(?<!\w)(?:đạt|vượt|hoàn thành|so với) (?:mục tiêu|chỉ tiêu|kế hoạch)(?!\w)")
# "38,5% của năm 2022": the year that a figure is told of right behind it.
_OF_YEAR = re.compile(r"[^\d,;.()]{0,24}\(?(?:của |trong |vào |hồi |ở )?năm (?P<year>(?:19|20)\d{2})(?![\w-])")
_COUNTS = (Kind.QUANTITY, Kind.PERCENTAGE)


def really_done(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out the figures that a text sets as a target where a question asks what came of it."""
    if question.kind not in _COUNTS or not _REALLY.search(normal(question.text)):
        return list(candidates)
    return [one for one in candidates if not _is_target(one, views[one.document_id])]


def of_the_year(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out the figures told of another year, and those beside a figure told of the year asked for."""
    if question.kind not in _COUNTS or len(question.years) != 1:
        return list(candidates)
    return [one for one in candidates if one.span is None or _may_be_of(question, one, views)]


def _is_target(one: Candidate, view: DocumentView) -> bool:
    """Tell whether what leads to a figure, in its sentence or above its list, sets a target."""
    if one.span is None:
        return False
    lead = view.lead_of(one.sentence)
    text = view.document.text
    said = normal(text[view.sentence(one.sentence).start : one.span.end])
    said = f"{normal(text[slice(*view.bounds[lead])])} . {said}" if lead is not None else said
    return _TARGET.search(_REACHED.sub(" ", said)) is not None


def _may_be_of(question: Question, one: Candidate, views: Views) -> bool:
    view = views[one.document_id]
    assert one.span
    own = _year_of(one.span, view)
    if own:
        return own in question.years
    others = view.sentence(one.sentence).spans
    return not any(
        other.type is one.span.type
        and other.start > one.span.end
        and _year_of(other, view) in question.years
        and "so với" in normal(view.document.text[one.span.end : other.start])
        for other in others
    )


def _year_of(span: Span, view: DocumentView) -> str:
    text = view.document.text
    match = _OF_YEAR.match(normal(text[span.end : span.end + 60]))
    return match["year"] if match else ""
