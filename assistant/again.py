"""A follow-up is not answered by the very figure that answered the question before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.draft import Part
from assistant.found import Found
from assistant.question import Question, same_letters
from assistant.read import Candidate
from assistant.spans import Span, SpanType
from assistant.subset import stretch, stretch_of
from assistant.views import DocumentView, Views
from ingest.vietnamese import normal

Figure = tuple[str, int, int]  # id of the document, start and end of the figure or date in it

_SAID = 0.5  # share of its own words that must stand with a figure that answers a follow-up instead
_TYPES = frozenset({SpanType.COUNT, SpanType.RATIO, SpanType.PERCENT, SpanType.DATE})
_JOINS = re.compile(r"\s*(?:,|,?\s*(?:và|hoặc|hay))\s*")
# Words that ask for the same thing once more.
_ANYONE = ("người", "đồng", "chí", "số", "lượng")  # tell no figure from another
_ONCE_MORE = frozenset("chính xác cụ thể rõ đúng thật chắc nhắc con số".split())


class Before:
    """What the question before a follow-up was answered with."""

    def __init__(
        self,
        parts: Sequence[Part],
        question: Question,
        before: Question,
        views: Views,
        elsewhere: bool = False,
    ) -> None:
        """Take the answers to the question before, and both questions.

        Args:
            question: The follow-up as typed.
            elsewhere: It asks the same of another place, so any other figure may answer.
        """
        self.parts = tuple(parts)
        self._views, self._elsewhere = views, elsewhere
        known = {same_letters(token, question.folded) for token in (*before.tokens, *_ANYONE)}
        self._own = {same_letters(token, question.folded) for token in question.tokens} - known
        self._unit = {same_letters(token, question.folded) for token in question.unit[:1]}
        self._folded = question.folded
        figures = frozenset[Figure]().union(*(_figures_of(part.found, views) for part in parts))
        self._figures = {one for one in figures if elsewhere or not self._is_of_the_follow_up(one)}

    def answers_again(self, parts: Sequence[Part]) -> bool:
        """Tell whether any of the answers is a figure that answered the question before."""
        return any(self.is_told(part.found) for part in parts)

    def is_told(self, found: Found) -> bool:
        """Tell whether an answer is a figure that answered the question before."""
        return bool(_figures_of(found, self._views) & self._figures)

    def is_beside(self, parts: Sequence[Part]) -> bool:
        """Tell whether all answers are from documents that answered the question before."""
        documents = {_document_of(part) for part in self.parts}
        return bool(parts) and all(_document_of(part) in documents for part in parts)

    def without_told(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return what can answer instead: clauses, and figures told of the follow-up's own words."""
        return [
            one
            for one in candidates
            if one.span is None
            or (
                (one.document_id, one.span.start, one.span.end) not in self._figures
                and (self._elsewhere or self._tells_own(one))
            )
        ]

    def counted_beside(self, candidates: Sequence[Candidate]) -> Candidate | None:
        """Return the one figure beside the answer before that counts what the follow-up counts.

        "Mở mấy lớp?", "Bao nhiêu lượt người học?" of "mở 69 lớp với 9.773 lượt học viên".
        """
        sentences = {
            (name, index)
            for name, start, end in self._figures
            for index in self._views[name].sentences_in(start, end)
        }
        found = {
            (one.span.start, one.span.end): one
            for one in candidates
            if (one.document_id, one.sentence) in sentences and one.span and not one.support.missing
            if self._counts(one)
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def _tells_own(self, one: Candidate) -> bool:
        """Tell whether a figure is told of the follow-up's own words, or counts what it counts."""
        view = self._views[one.document_id]
        return self._counts(one) or self._held(one.document_id, one.sentence, stretch(one, view)) >= _SAID

    def _counts(self, one: Candidate) -> bool:
        found = self._views[one.document_id].sentence(one.sentence).tokens
        assert one.span
        counted = [same_letters(token, self._folded) for token, s, _ in found if s >= one.span.end][:2]
        return bool(self._unit & self._own & {*counted})

    def _held(self, name: str, sentence: int, within: tuple[int, int]) -> float:
        """Return the share of the follow-up's own words that stand in a stretch of a sentence."""
        found = self._views[name].sentence(sentence).tokens
        said = {
            same_letters(token, self._folded) for token, s, e in found if s >= within[0] and e <= within[1]
        }
        return len(self._own & said) / len(self._own) if self._own else 1.0

    def _is_of_the_follow_up(self, figure: Figure) -> bool:
        """Tell whether a figure is told of all that the follow-up asks: the one before got it wrongly."""
        name, first, last = figure
        view = self._views[name]
        for index in view.sentences_in(first, last):
            sentence = view.sentence(index)
            for span in sentence.spans:
                for start, end in sentence.clauses:
                    if (span.start, span.end) == (first, last) and start <= first and last <= end:
                        return self._held(name, index, stretch_of(span, start, end, view)) == 1.0
        return False


def _document_of(part: Part) -> str:
    return part.found.segments[0][1][0].document_id


def _figures_of(found: Found, views: Views) -> frozenset[Figure]:
    """Return where the figure or date of an answer stands, with those told in one breath with it.

    "nhiệm kỳ 2020-2025 và 2021-2026" answer one question together.
    """
    quotes = found.segments[0][1] if found.segments else ()
    if not quotes or not re.search(r"\d", found.short):
        return frozenset()
    quote = quotes[0]
    view = views[quote.document_id]
    told: set[Figure] = set()
    for index in view.sentences_in(quote.start, quote.end):
        spans = [span for span in view.sentence(index).spans if span.type in _TYPES]
        for at, span in enumerate(spans):
            if _is_said(view.document.text[span.start : span.end], found.short):
                told |= {(quote.document_id, one.start, one.end) for one in _joined(spans, at, view)}
    return frozenset(told)


def asks_anew(question: Question, before: Question) -> bool:
    """Tell whether a follow-up says anything that the question before it does not say."""
    known = {same_letters(token, question.folded) for token in (*before.tokens, *_ONCE_MORE)}
    return any(same_letters(token, question.folded) not in known for token in question.tokens)


def _is_said(figure: str, short: str) -> bool:
    """Tell whether an answer's short form is a figure, or begins with it ("143" of "143 đồng chí").

    Of "nhiệm kỳ 2020-2025 và 2021-2026" it is the first, which the second is told in one breath with.
    """
    mine, whole = normal(figure), normal(short)
    if whole.startswith(mine) and re.match(rf"{_JOINS.pattern}\d", whole[len(mine) :]):
        return True
    return whole.startswith(mine) and re.findall(r"\d+", mine) == re.findall(r"\d+", whole)


def _joined(spans: Sequence[Span], at: int, view: DocumentView) -> list[Span]:
    """Return a span with its like beside it, tied by nothing but "và" or a comma."""
    text, first, last = view.document.text, at, at
    while first and _ties(spans[first - 1], spans[first], text):
        first -= 1
    while last + 1 < len(spans) and _ties(spans[last], spans[last + 1], text):
        last += 1
    return list(spans[first : last + 1])


def _ties(one: Span, other: Span, text: str) -> bool:
    return one.type is other.type and _JOINS.fullmatch(text, one.end, other.start) is not None
