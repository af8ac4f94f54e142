"""Figures that cannot be meant: a target for what was done, one year for several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.choose import Choice
from assistant.kinds import Kind
from assistant.question import Question
from assistant.read import Candidate
from assistant.views import DocumentView, Views
from ingest.vietnamese import normal

_REALLY = re.compile(r"(?<!\w)thực tế(?!\w)")
_DONE = re.compile(
    r"(?<!\w)đã(?! (?:đề ra|đặt|giao|xác định|dự kiến|hứa|cam kết|bố trí|dành|nêu|quy định)(?!\w))(?!\w)"
)
# "Nâng tỷ lệ … lên 90% trước ngày 30/11/2024": a task
_TASK = re.compile(
    r"^\W*(?:\w{1,4}[.)] )?(?:tiếp tục |quyết tâm )?(?:nâng|phấn đấu|hoàn thành|bảo đảm|đưa|duy trì)(?!\w)"
    r".*(?<!\w)(?:trước ngày|đến (?:cuối )?năm|trong (?:năm|quý|tháng))(?!\w)"
)
_ASKS_PLAN = re.compile(r"(?<!\w)(?:kế hoạch|chỉ tiêu|mục tiêu|giao|dự kiến|đề ra)(?!\w)")
_PLAN_OPENS = re.compile(r"(?<!\w)(?:kế hoạch|chỉ tiêu|mục tiêu)[\w ]{0,24}\($")
_TARGET = re.compile(
    r"(?<!\w)(?:ít nhất|tối thiểu|phấn đấu|mục tiêu|chỉ tiêu|đề ra|đặt ra|dự kiến|xác định"
    r"|xây dựng kế hoạch)(?!\w)"
)
_REACHED = re.compile(r"(?<!\w)(?:đạt|vượt|hoàn thành|so với) (?:mục tiêu|chỉ tiêu|kế hoạch)(?!\w)")
_PERIOD = re.compile(r"(?<!\d)(?:19|20)\d{2} ?[-–] ?(?:19|20)\d{2}(?!\d)")
_ONE_YEAR = re.compile(r"(?<!\w)riêng (?:trong )?năm (?:19|20)\d{2}(?!\d)")
_DIFFERS = re.compile(r"(?<!\w)khác (?:với )?[\w ,]{0,60}(?:chỗ|điểm) (?:nào|gì|đâu)(?!\w)")
_TOLD_APART = re.compile(r"(?<!\w)(?:khác|phân biệt|không phải|không giống|ngược lại)(?!\w)")
_COUNTS = (Kind.QUANTITY, Kind.PERCENTAGE)


def really_done(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out the figures that a text sets as a target where a question asks what came of it."""
    asked = normal(question.text)
    if question.kind not in _COUNTS:
        return list(candidates)
    if _REALLY.search(asked):
        candidates = [one for one in candidates if not _is_target(one, views[one.document_id])]
    if _REALLY.search(asked) or _DONE.search(asked):
        candidates = [one for one in candidates if not _is_task(one, views[one.document_id])]
    return list(candidates)


def outcome_of(question: Question, choices: Sequence[Choice], views: Views) -> Sequence[Choice]:
    """Put what came of a plan for the plan in brackets behind it: "kết nạp 72, đạt 55,4% kế hoạch (130)".

    Args:
        question: Any.
        choices: Best first.
        views: Of their documents.

    Returns:
        The same where the best is no such plan; else without it, its probability given to the best of the
        other figures of its sentence.
    """
    best = choices[0].candidate
    if question.kind not in _COUNTS or _ASKS_PLAN.search(normal(question.text)):
        return choices
    if best.span is None or not _PLAN_OPENS.search(_before(best, views)):
        return choices
    place = best.document_id, best.sentence
    rest = choices[1:]
    told = [one for one in rest if (one.candidate.document_id, one.candidate.sentence) == place]
    told = [one for one in told if one.candidate.span and one.candidate.span.start < best.span.start]
    if not told:
        return choices
    sure = replace(told[0], probability=told[0].probability + choices[0].probability)
    return [sure, *(one for one in rest if one is not told[0])]


def of_all_years(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out the figures of one year ("riêng năm 2021") where a question asks of a period."""
    asked = normal(question.text)
    if question.kind not in _COUNTS or not _PERIOD.search(asked) or _ONE_YEAR.search(asked):
        return list(candidates)
    return [one for one in candidates if not _ONE_YEAR.search(_before(one, views))]


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


def _is_task(one: Candidate, view: DocumentView) -> bool:
    """Tell whether a clause sets a task: what is to be reached by when."""
    return one.span is not None and _TASK.match(normal(view.document.text[one.start : one.end])) is not None


MEANT = (really_done, of_all_years, that_tell_apart)
