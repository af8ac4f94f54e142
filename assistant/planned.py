"""Figures that cannot be meant: a target for what was done, one year for several, the drop for the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.kinds import Kind
from assistant.question import Question, same_letters
from assistant.read import Candidate
from assistant.spans import Span
from assistant.views import DocumentView, Views
from ingest.vietnamese import normal

_REALLY = re.compile(r"(?<!\w)thực tế(?!\w)")
_TARGET = re.compile(
    r"(?<!\w)(?:ít nhất|tối thiểu|phấn đấu|mục tiêu|chỉ tiêu|đề ra|đặt ra|dự kiến|xác định"
    r"|xây dựng kế hoạch)(?!\w)"
)
_REACHED = re.compile(r"(?<!\w)(?:đạt|vượt|hoàn thành|so với) (?:mục tiêu|chỉ tiêu|kế hoạch)(?!\w)")
# "38,5% của năm 2022": the year that a figure is told of right behind it.
_OF_YEAR = re.compile(
    r"[^\d,;.()]{0,24}\(?(?:của |trong |vào |hồi |ở )?năm (?P<year>(?:19|20)\d{2})(?![\w-])"
)
_PERIOD = re.compile(r"(?<!\d)(?:19|20)\d{2} ?[-–] ?(?:19|20)\d{2}(?!\d)")
_ONE_YEAR = re.compile(r"(?<!\w)riêng (?:trong )?năm (?:19|20)\d{2}(?!\d)")
_LEFT = re.compile(r"(?<!\w)còn (?:lại )?(?:bao nhiêu|mấy)(?!\w)")
_LESS = re.compile(r"(?<!\w)(?:giảm|bớt|cắt|tăng|thêm)(?: được| bớt| thêm| đi)?(?: gần| hơn| trên| tới)? $")
_DIFFERS = re.compile(r"(?<!\w)khác (?:với )?[\w ,]{0,60}(?:chỗ|điểm) (?:nào|gì|đâu)(?!\w)")
_TOLD_APART = re.compile(r"(?<!\w)(?:khác|phân biệt|không phải|không giống|ngược lại)(?!\w)")
_PLACED = frozenset("năm nam xã xa phường phuong huyện huyen tỉnh tinh thành phố thanh pho".split())
_COUNTS = (Kind.QUANTITY, Kind.PERCENTAGE)


def really_done(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out the figures that a text sets as a target where a question asks what came of it."""
    if question.kind not in _COUNTS or not _REALLY.search(normal(question.text)):
        return list(candidates)
    return [one for one in candidates if not _is_target(one, views[one.document_id])]


def of_all_years(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out the figures of one year ("riêng năm 2021") where a question asks of a period."""
    asked = normal(question.text)
    if question.kind not in _COUNTS or not _PERIOD.search(asked) or _ONE_YEAR.search(asked):
        return list(candidates)
    return [one for one in candidates if not _ONE_YEAR.search(_before(one, views))]


def what_is_left(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out by how much a number fell where a question asks how many remain."""
    if question.kind is not Kind.QUANTITY or not _LEFT.search(normal(question.text)):
        return list(candidates)
    return [one for one in candidates if not _LESS.search(_before(one, views))]


def that_tell_apart(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave only sentences that tell two things apart where a question asks how they differ."""
    if question.kind is not Kind.WHAT or not _DIFFERS.search(normal(question.text)):
        return list(candidates)
    return [
        one
        for one in candidates
        if _TOLD_APART.search(
            normal(views[one.document_id].document.text[slice(*views[one.document_id].bounds[one.sentence])])
        )
    ]


def of_the_year(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out the figures told of another year, and those beside a figure told of the year asked for."""
    if question.kind not in _COUNTS or len(question.years) != 1:
        return list(candidates)
    return [one for one in candidates if one.span is None or _may_be_of(question, one, views)]


def told_against(question: Question, candidates: Sequence[Candidate], views: Views) -> Candidate | None:
    """Return the figure that a text holds against the one of the year before the year asked for.

    "… đạt 64,2%, tăng so với mức 38,5% của năm 2022" tells of 2023.
    """
    if question.kind not in _COUNTS or len(question.years) != 1:
        return None
    before = str(int(next(iter(question.years))) - 1)
    found = [one for one in candidates if one.span and _is_against(one, before, views[one.document_id])]
    held = [one for one in found if _says_all(question, one, views[one.document_id])]
    return held[0] if len({(one.document_id, one.span) for one in held}) == 1 else None


def _is_against(one: Candidate, year: str, view: DocumentView) -> bool:
    """Tell whether a figure is followed by "so với" and one of its kind told of a year."""
    assert one.span
    later = [span for span in view.sentence(one.sentence).spans if span.start > one.span.end]
    same = [span for span in later if span.type is one.span.type]
    between = normal(view.document.text[one.span.end : same[0].start]) if same else ""
    return "so với" in between and _year_of(same[0], view) == year and not re.search(r"\d", between)


def _says_all(question: Question, one: Candidate, view: DocumentView) -> bool:
    """Tell whether a sentence, or the title over it, has every word of a question but the year."""
    folded = question.folded
    said = {same_letters(token, folded) for token in view.sentence(one.sentence).token_set | view.context}
    asked = {same_letters(token, folded) for token in question.tokens} - {*question.years, *_PLACED}
    asked -= {same_letters(token, folded) for place in question.places for token in place.name}
    missing = {*one.support.missing} - {f"năm {year}" for year in question.years}
    return not missing and asked <= said


def _before(one: Candidate, views: Views) -> str:
    """Return what stands before a candidate's figure in its sentence, in normal form."""
    view = views[one.document_id]
    end = one.span.start if one.span else one.start
    return normal(view.document.text[view.sentence(one.sentence).start : end])


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


MEANT = (really_done, of_all_years, what_is_left, that_tell_apart, of_the_year)
