"""Reading: from passages to candidates for the answer, each with the features that judge it.

A candidate is a clause or sentence, with the short answer in it where the question asks for a figure,
date, person, place or document number. Features are in [0, 1] unless said otherwise; ``choose`` weighs
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.align import span_features
from assistant.groups import tells_of_others
from assistant.kinds import Kind
from assistant.lexicon import FUNCTION_WORDS, Lexicon
from assistant.offices import Holds, holds
from assistant.posed import telling_context
from assistant.question import Question, same_letters
from assistant.records import Passage
from assistant.retrieve import contains_run
from assistant.scope import Support, is_number, names_other_place, speaks_of_more, support
from assistant.spans import Span, SpanType, has_grain
from assistant.views import DocumentView, Sentence, Views

SPAN_TYPES: dict[Kind, tuple[SpanType, ...]] = {
    Kind.QUANTITY: (SpanType.COUNT, SpanType.RATIO, SpanType.PERCENT),
    Kind.PERCENTAGE: (SpanType.PERCENT, SpanType.RATIO),
    Kind.WHO: (SpanType.PERSON,),
    Kind.WHEN: (SpanType.DATE,),
    Kind.WHERE: (SpanType.PLACE,),
    Kind.NUMBER: (SpanType.NUMBER,),
}
SPAN_FEATURES = (
    "clause", "sentence", "here", "context", "pairs", "near", "segment", "extra", "extra_before",
    "extra_unasked", "unit", "right", "left",
    "first_type", "score", "rank", "cosine", "rarest_missing", "rarest_not_here", "unknown_missing",
    "names_near", "named", "other_place", "bias",
)  # fmt: skip
TEXT_FEATURES = (
    "clause", "sentence", "here", "context", "pairs", "density", "heading", "cue", "score", "rank", "cosine",
    "length",
    "rarest_missing", "rarest_not_here", "unknown_missing", "names_near", "named", "other_place", "bias",
)  # fmt: skip
_SEGMENT_END = re.compile(r"[,;:()](?=\s)|[()]")
# What stands before one of these belongs to another figure: "1.117 chi bộ với 14.357 đảng viên".
_JOINING = frozenset("với gồm và cùng có là".split())
# "Tổng số ủy viên 1.017 đồng chí": the thing stands before, behind only what persons are counted in.
_COUNTERS = (("đồng", "chí"), ("dong", "chi"), ("người",), ("nguoi",))
_ROUGHLY = frozenset("gần hơn trên khoảng xấp xỉ chừng".split())  # "với gần 9.300 đảng viên"
# "Đảng bộ tỉnh", "toàn huyện": the place that the document is about, under another name.
_SCOPE_WORDS = frozenset(
    "đảng bộ tỉnh toàn huyện thành phố xã địa phương dang bo tinh toan huyen hiện".split()
)
_PURPOSE = ("nhằm", "để", "nhằm_mục_đích")
_CAUSE = ("do", "vì", "bởi", "nguyên")
# "sau khi tốt nghiệp", "trước thời hạn", "tuần đầu của học kỳ": a time without a date
_TIME_WORDS = frozenset(
    "khi sau trước lúc ngay hạn thời kể đầu cuối tuần tháng quý ngày năm kỳ vụ buổi sáng chiều hằng".split()
)
# "hai phần ba", "hàng trăm loại"; "một" and "năm" say too often something else
_NUMERALS = frozenset(
    "hai ba bốn sáu bảy tám chín mười mươi chục trăm nghìn ngàn triệu tỷ nửa đôi rưỡi".split()
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer.

    Attributes:
        document_id: Where it stands.
        sentence: Sentence index in that document.
        start: First code point of the clause (or sentence) that answers.
        end: One past its last.
        span: The short answer in it; None for questions that a clause answers.
        features: By name, see SPAN_FEATURES and TEXT_FEATURES.
        support: Which names of the question it carries.
        passage: The passage it was found in.
        in_office: The text tells that this person holds the office asked for.
    """

    document_id: str
    sentence: int
    start: int
    end: int
    span: Span | None
    features: dict[str, float]
    support: Support
    passage: Passage
    in_office: bool = False


def read(question: Question, passages: Sequence[Passage], views: Views, lexicon: Lexicon) -> list[Candidate]:
    """Return every candidate in the passages, in no particular order."""
    seen: set[tuple[str, int]] = set()
    found: list[Candidate] = []
    asked = _Asked(question, lexicon)
    for passage in passages:
        view = views[passage.chunk.document_id]
        for index in view.sentences_in(passage.chunk.start, passage.chunk.end):
            if (passage.chunk.document_id, index) not in seen:
                seen.add((passage.chunk.document_id, index))
                found += _candidates(asked, passage, view, view.sentence(index))
    return found


def _candidates(
    asked: _Asked, passage: Passage, view: DocumentView, sentence: Sentence
) -> Iterator[Candidate]:
    question, lexicon = asked.question, asked.lexicon
    shared = _Shared(asked, view, sentence)
    carried = support(question, view, sentence)
    base = {
        "score": passage.score,
        "rank": passage.rank**-0.5,
        "cosine": max(0.0, ((passage.cosine or 0.75) - 0.75) * 4),
        "names_near": carried.near,
        "bias": 1.0,
    }
    types = SPAN_TYPES.get(question.kind, ())
    for start, end in sentence.clauses:
        if speaks_of_more(question, view.document.text[sentence.start : end]):
            continue
        if tells_of_others(question, view, sentence, start, end):
            continue
        matched = {**base, **shared.coverage(start, end), "named": _named(question, sentence, start, end)}
        matched["other_place"] = float(names_other_place(question, view, sentence, start, end))
        text = view.document.text
        spans = [
            span
            for span in sentence.spans
            if span.type in types
            and start <= span.start
            and span.end <= end
            and (span.type is not SpanType.DATE or has_grain(text[span.start : span.end], question.grain))
        ]
        for span in spans:
            if _is_in_question(question, sentence, span):
                continue
            held = holds(question, view, sentence, span) if question.office else Holds.UNTOLD
            if held is Holds.NO:
                continue
            features = {
                **matched,
                **span_features(question, view.document.text, sentence, span, (start, end), lexicon),
            }
            features |= shared.segment_features(view.document.text, span, start, end)
            features["first_type"] = float(span.type is types[0])
            yield Candidate(
                passage.chunk.document_id,
                sentence.index,
                start,
                end,
                span,
                features,
                carried,
                passage,
                held is Holds.YES,
            )
        yield Candidate(
            passage.chunk.document_id,
            sentence.index,
            start,
            end,
            None,
            {
                **matched,
                **shared.text_features(start, end),
                "cue": _cue(question, sentence, start, end, spans),
            },
            carried,
            passage,
        )


def _is_in_question(question: Question, sentence: Sentence, span: Span) -> bool:
    """Tell whether the question itself says a person or figure: "ngoài ông A", "trong 1.500 đảng viên"."""
    said = tuple(token for token, _, _ in sentence.tokens[span.first : span.last])
    if span.type is SpanType.PERSON:
        return said in question.persons
    return any(token in question.figures for token in said)


def _named(question: Question, sentence: Sentence, start: int, end: int) -> float:
    """Return the share of the persons, years, dates and document numbers asked for that a clause holds."""
    own = _words_within(sentence, start, end, question.folded)
    checks = [any(is_number(token, number) for token in own) for number in question.numbers]
    checks += [any(token.endswith(year) for token in own) for year in question.years]
    checks += [date in own for date in question.dates]
    for person in question.persons:
        checks.append(contains_run(own, tuple(same_letters(token, question.folded) for token in person)))
    return sum(checks) / len(checks) if checks else 1.0


def _words_within(sentence: Sentence, start: int, end: int, folded: bool) -> Sequence[str]:
    """Return ``sentence.words`` of one of its parts."""
    words, tokens = sentence.words(folded), sentence.tokens
    if not tokens or (start <= tokens[0][1] and tokens[-1][2] <= end):
        return words
    return [word for word, (_, s, e) in zip(words, tokens, strict=True) if s >= start and e <= end]


class _Asked:
    """A question as all sentences are matched with it: its words, weighted by rarity."""

    def __init__(self, question: Question, lexicon: Lexicon) -> None:
        self.question = question
        self.lexicon = lexicon
        self.words = [same_letters(token, question.folded) for token in question.tokens]
        self.weights = {
            word: lexicon.weight(token) for word, token in zip(self.words, question.tokens, strict=True)
        }
        self.total = sum(self.weights.values()) or 1.0
        self.most = max(self.weights.values(), default=1.0) or 1.0
        self.pairs = list(pairwise(self.words))
        self.unit = {same_letters(token, question.folded) for token in question.unit}
        self.unknown = [
            word
            for word, token in zip(self.words, question.tokens, strict=True)
            if not lexicon.knows(token) and not question.folded
        ]


class _Shared:
    """Coverage of the question by a clause, its sentence and the surroundings, weighted by rarity."""

    def __init__(self, asked: _Asked, view: DocumentView, sentence: Sentence) -> None:
        question = asked.question
        self._asked = asked
        self._question = question
        self._sentence = sentence
        self._lexicon = asked.lexicon
        self._weights = asked.weights
        own = sentence.words(question.folded)
        self._own = set(own)
        self._about = self._forms(telling_context(question, view))
        last = view.document.text[sentence.end - 1]
        self._opens = last not in '.;…”"!)' and sentence.index in view.headings
        context = set(self._about)
        around = [sentence.index - 2, sentence.index - 1, view.heading_of(sentence.index)]
        for index in [*around, view.lead_of(sentence.index)]:
            if index is not None and 0 <= index < sentence.index:
                context |= set(view.sentence(index).words(question.folded))
        self._context = context | self._own
        held = set(pairwise(own))
        self._pairs = sum(pair in held for pair in asked.pairs) / len(asked.pairs) if asked.pairs else 0.0

    def _forms(self, found: Iterable[str]) -> set[str]:
        if not self._question.folded:
            return set(found)
        return {same_letters(token, self._question.folded) for token in found}

    def _share(self, held: set[str]) -> float:
        return sum(weight for token, weight in self._weights.items() if token in held) / self._asked.total

    def coverage(self, start: int, end: int) -> dict[str, float]:
        clause = set(_words_within(self._sentence, start, end, self._question.folded))
        missing = [weight for token, weight in self._weights.items() if token not in self._context]
        here = self._own | self._about  # the document's place and title hold for each of its sentences
        not_here = [weight for token, weight in self._weights.items() if token not in here]
        return {
            "clause": self._share(clause),
            "sentence": self._share(self._own),
            "context": self._share(self._context),
            "here": self._share(here),
            "pairs": self._pairs,
            "rarest_missing": max(missing, default=0.0) / self._asked.most,
            "rarest_not_here": max(not_here, default=0.0) / self._asked.most,
            "unknown_missing": min(1.0, len(self._asked.unknown) / 2),
        }

    def segment_features(self, text: str, span: Span, start: int, end: int) -> dict[str, float]:
        """Measure the stretch around a span up to commas and brackets, and what it says unasked."""
        first = max([start, *(m.end() for m in _SEGMENT_END.finditer(text, start, span.start))])
        after = _SEGMENT_END.search(text, span.end, end)
        last = after.start() if after else end
        inside = self._forms(t for t, s, e in self._sentence.tokens if s >= first and e <= last)
        behind = [
            same_letters(t, self._question.folded)
            for t, s, e in self._sentence.tokens
            if s >= span.end and e <= last
        ][:5]
        ahead = [
            same_letters(t, self._question.folded)
            for t, s, e in self._sentence.tokens
            if s >= first and e <= span.start and t not in FUNCTION_WORDS and t not in _ROUGHLY
        ][-3:]
        if self._asked.unit and self._asked.unit <= set(ahead):
            behind = next((behind[len(c) :] for c in _COUNTERS if tuple(behind[: len(c)]) == c), behind)
        extra, extra_before = self._beyond(behind), self._beyond(ahead)
        just_before = [t for t, _, e in self._sentence.tokens if e <= span.start and t not in _ROUGHLY][-1:]
        if just_before and just_before[0] in _JOINING:
            extra_before = 0.0
        # The less a question says, the less the figure's own words may add: "có bao nhiêu đảng viên?" asks
        # for all of them, not for those who are workers or were admitted last year.
        said = max(1, len(self._weights.keys() - self._about))
        return {
            "segment": self._share(inside),
            "extra": extra,
            "extra_before": extra_before,
            "extra_unasked": 2 * max(extra, extra_before) / (1 + said),
        }

    def _beyond(self, found: Sequence[str]) -> float:
        """Return the weighted share of words that the question does not have."""
        weights = [self._lexicon.weight(token) for token in found]
        own = self._weights.keys() | _SCOPE_WORDS
        beyond = sum(w for token, w in zip(found, weights, strict=True) if token not in own)
        return beyond / (sum(weights) or 1.0)

    def text_features(self, start: int, end: int) -> dict[str, float]:
        words = _words_within(self._sentence, start, end, self._question.folded)
        size = len(words)
        matched = sum(self._weights.get(word, 0) > 0 for word in words)
        return {
            "heading": float(self._opens),
            "density": matched / max(1, size),
            "length": min(1.0, size / 60),
        }


_SAID: dict[Kind, frozenset[str]] = {Kind.WHEN: _TIME_WORDS, Kind.QUANTITY: _NUMERALS}


def _cue(question: Question, sentence: Sentence, start: int, end: int, spans: Sequence[Span]) -> float:
    """Return 1 when the sentence holds the word that introduces what is asked (purpose, cause, "là").

    For a time or a number it is the clause ``start:end`` that must say one in words, without a date or
    figure (``spans``).
    """
    if question.kind in _SAID:
        own = _words_within(sentence, start, end, folded=False)
        said = (
            token in _SAID[question.kind] and not before[-1:].isdigit()
            for before, token in pairwise(["", *own])
        )
        return float(not spans and any(said))
    return float(_introduces(question, sentence.words(folded=False)))


def _introduces(question: Question, words: Sequence[str]) -> bool:
    asked = question.text.lower()
    if "để làm gì" in asked or "mục đích" in asked or "nhằm" in asked:
        return any(word in _PURPOSE for word in words)
    if "vì sao" in asked or "tại sao" in asked or "nguyên nhân" in asked or "lý do" in asked:
        return any(word in _CAUSE for word in words)
    if question.kind is Kind.DEFINITION:
        return "là" in words
    return False
