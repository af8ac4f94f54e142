"""When a numbered document was issued that another one speaks of: "Đề án số 07-ĐA/TU ngày 15/7/2021".

The date behind a document's number is the day of its issue; that is how offices cite.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.confidence import BY_RULE
from assistant.found import Found, Quote
from assistant.kinds import Kind
from assistant.named import is_of_the_kind, says_only
from assistant.question import Question
from assistant.records import Passage
from assistant.scope import is_number, support
from assistant.spans import Span, SpanType, has_grain
from assistant.views import DocumentView, Sentence, Views
from ingest.vietnamese import normal

_ISSUING = frozenset(
    "ban hành ra đời ký thông qua công bố phát đề lập xây dựng ngày tháng năm hôm thời điểm gian".split()
)
_GAP = re.compile(r"\s*[,(]?\s*(?:(?:được )?(?:ban hành|ký)\s)?\s*")


def asks_issue_date(question: Question) -> bool:
    """Tell whether a question asks when the one document that it numbers was issued; nothing else."""
    return question.kind is Kind.WHEN and len(question.numbers) == 1 and says_only(question, _ISSUING)


def answer_dated(question: Question, passages: Sequence[Passage], views: Views) -> Found | None:
    """Answer a question that ``asks_issue_date``; None where no date or several stand behind the number."""
    told: dict[str, Found] = {}
    for passage in passages:
        view = views[passage.chunk.document_id]
        for index in view.sentences_in(passage.chunk.start, passage.chunk.end):
            sentence = view.sentence(index)
            for start, date in _dates(question, view, sentence):
                if view.is_order(index) or support(question, view, sentence).missing:
                    continue
                day = normal(view.document.text[date.start : date.end])
                told.setdefault(day.removeprefix("ngày ").replace("-", "/"), _found(view, start, date))
    return next(iter(told.values())) if len(told) == 1 else None


def _dates(question: Question, view: DocumentView, sentence: Sentence) -> Iterator[tuple[int, Span]]:
    """Yield the start of each naming of the number asked for that a date follows, and the date."""
    number = next(iter(question.numbers))
    text = view.document.text
    dates = [
        s for s in sentence.spans if s.type is SpanType.DATE and has_grain(text[s.start : s.end], "ngày")
    ]
    for token, first, last in sentence.tokens:
        start = is_of_the_kind(question, view, sentence, first) if is_number(token, number) else None
        for date in dates if start is not None else ():
            if last <= date.start and _GAP.fullmatch(normal(text[last : date.start])):
                assert start is not None
                yield start, date


def _found(view: DocumentView, start: int, date: Span) -> Found:
    text = view.document.text
    short = " ".join(text[date.start : date.end].split())
    before = " ".join(text[start : date.start].split())
    shown = f"{before[:1].upper()}{before[1:]} **{short}**"
    return Found(short, ((shown, (Quote(view.document.id, start, date.end),)),), BY_RULE)
