"""Which year a figure is told for.

"Năm 2020 giải quyết 158 người, năm 2021 giải quyết 203 người": each figure holds for the year before it;
"tăng so với mức 38,5% của năm 2022": for the year right behind it, and what it is held against for another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.kinds import Kind
from assistant.question import Question, same_letters
from assistant.read import Candidate
from assistant.spans import Span, SpanType
from assistant.views import DocumentView, Sentence, Views
from ingest.vietnamese import normal

# What is compared with, or where a stretch of time begins, is not when the rest holds.
_NOT_THEN = "".join(rf"(?<!{word} )" for word in ("với", "từ", "hơn", "trước", "sau", "đến", "hết", "kỳ"))
_YEAR = re.compile(rf"{_NOT_THEN}(?<!\w)năm (\d{{4}})(?![\w/-])")
_ANY_YEAR = re.compile(r"(?<!\w)năm (\d{4})(?![\w/-])")
_BEHIND = re.compile(r"[^\d,;.()]{0,24}\(?(?:của |trong |vào |hồi |ở )?năm ((?:19|20)\d{2})(?![\w/-])")
_FIGURES = frozenset({SpanType.COUNT, SpanType.RATIO, SpanType.PERCENT})
_COUNTS = (Kind.QUANTITY, Kind.PERCENTAGE)
_PLACED = frozenset("năm nam xã xa phường phuong huyện huyen tỉnh tinh thành phố thanh pho".split())


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
    return (
        "so với" in between
        and _year_of(same[0], view.sentence(one.sentence), view) == year
        and not re.search(r"\d", between)
    )


def _says_all(question: Question, one: Candidate, view: DocumentView) -> bool:
    """Tell whether a sentence, or the title over it, has every word of a question but the year."""
    folded = question.folded
    said = {same_letters(token, folded) for token in view.sentence(one.sentence).token_set | view.context}
    asked = {same_letters(token, folded) for token in question.tokens} - {*question.years, *_PLACED}
    asked -= {same_letters(token, folded) for place in question.places for token in place.name}
    missing = {*one.support.missing} - {f"năm {year}" for year in question.years}
    return not missing and asked <= said


def _may_be_of(question: Question, one: Candidate, views: Views) -> bool:
    view = views[one.document_id]
    assert one.span
    sentence = view.sentence(one.sentence)
    own = _year_of(one.span, sentence, view)
    if own:
        return own in question.years
    return not any(
        other.type is one.span.type
        and other.start > one.span.end
        and _year_of(other, sentence, view) in question.years
        and "so với" in normal(view.document.text[one.span.end : other.start])
        for other in sentence.spans
    )


def _year_of(span: Span, sentence: Sentence, view: DocumentView) -> str:
    """Return the year that a figure is told for; "" where its sentence leaves it open."""
    if span.type not in _FIGURES:
        return ""
    said = normal(view.document.text[sentence.start : sentence.end])
    behind = _BEHIND.match(said, span.end - sentence.start)
    if behind:
        return behind.group(1)
    if len({match.group(1) for match in _ANY_YEAR.finditer(said)}) < 2:
        return ""  # when the sentence holds is weighed with all that stands around it
    before = [match.group(1) for match in _YEAR.finditer(said, 0, span.start - sentence.start)]
    return before[-1] if before else ""
