"""Which year a figure is told for, in a sentence that tells of several.

"Năm 2020 giải quyết 158 người, năm 2021 giải quyết 203 người": each figure holds for the year before it;
"tăng so với mức 38,5% của năm 2022": for the year right behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question import Question
from assistant.read import Candidate
from assistant.spans import SpanType
from assistant.views import Views
from ingest.vietnamese import normal

# What is compared with, or where a stretch of time begins, is not when the rest holds.
_YEAR = re.compile(
    r"(?<!với )(?<!từ )(?<!hơn )(?<!trước )(?<!sau )(?<!đến )(?<!kỳ )(?<!\w)năm (\d{4})(?![\w/-])"
)
_BEHIND = re.compile(r"[^,;.()\d]{0,30}\(?\s*(?:của |trong |vào |ở )?năm (\d{4})(?![\w/-])")
_FIGURES = frozenset({SpanType.COUNT, SpanType.RATIO, SpanType.PERCENT})


def of_the_year(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out the figures that their sentence tells for another year than the one asked about."""
    if len(question.years) != 1:
        return list(candidates)
    [year] = question.years
    return [one for one in candidates if _year_of(one, views) in ("", year)]


def _year_of(one: Candidate, views: Views) -> str:
    """Return the year that a figure is told for; "" where its sentence tells of one year or none."""
    if one.span is None or one.span.type not in _FIGURES:
        return ""
    view = views[one.document_id]
    sentence = view.sentence(one.sentence)
    said = normal(view.document.text[sentence.start : sentence.end])
    told = list(re.finditer(r"(?<!\w)năm (\d{4})(?![\w/-])", said))
    if len({match.group(1) for match in told}) < 2:
        return ""
    behind = _BEHIND.match(said, one.span.end - sentence.start)
    if behind:
        return behind.group(1)
    before = [m.group(1) for m in _YEAR.finditer(said, 0, one.span.start - sentence.start)]
    return before[-1] if before else ""
