"""Reading: from passages to candidates for the answer, each with the features that judge it.

A candidate is a clause or sentence, with the short answer in it where the question asks for a figure,
date, person, place or document number. Features are in [0, 1] unless said otherwise; ``choose`` weighs
them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.kinds import Kind
from assistant.lexicon import FUNCTION_WORDS, Lexicon
from assistant.question import Question, same_letters
from assistant.records import Passage
from assistant.retrieve import contains_run
from assistant.scope import Support, is_number, support
from assistant.spans import Span, SpanType, has_grain
from assistant.views import DocumentView, Sentence, Views
from ingest.vietnamese import syllables

SPAN_TYPES: dict[Kind, tuple[SpanType, ...]] = {
    Kind.QUANTITY: (SpanType.COUNT, SpanType.RATIO),
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
# "Đảng bộ tỉnh", "toàn huyện": the place that the document is about, under another name.
_SCOPE_WORDS = frozenset(
    "đảng bộ tỉnh toàn huyện thành phố xã địa phương dang bo tinh toan huyen hiện".split()
)
_TIME_UNITS = frozenset("ngày tháng năm giờ phút tuần quý ngay thang nam gio phut tuan quy".split())
_PURPOSE = ("nhằm", "để", "nhằm_mục_đích")
_CAUSE = ("do", "vì", "bởi", "nguyên")


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
    """

    document_id: str
    sentence: int
    start: int
    end: int
    span: Span | None
    features: dict[str, float]
    support: Support
    passage: Passage


def read(question: Question, passages: Sequence[Passage], views: Views, lexicon: Lexicon) -> list[Candidate]:
    """Return every candidate in the passages, in no particular order."""
    seen: set[tuple[str, int]] = set()
    found: list[Candidate] = []
    for passage in passages:
        view = views[passage.chunk.document_id]
        for index in view.sentences_in(passage.chunk.start, passage.chunk.end):
            if (passage.chunk.document_id, index) not in seen:
                seen.add((passage.chunk.document_id, index))
                found += _candidates(question, passage, view, view.sentence(index), lexicon)
    return found


def _candidates(
    question: Question, passage: Passage, view: DocumentView, sentence: Sentence, lexicon: Lexicon
) -> Iterator[Candidate]:
    shared = _Shared(question, view, sentence, lexicon)
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
        matched = {**base, **shared.coverage(start, end), "named": _named(question, sentence, start, end)}
        matched["other_place"] = float(_names_other_place(question, view, sentence, start, end))
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
            features = {**matched, **_span_features(question, sentence, span, lexicon)}
            features |= shared.segment_features(view.document.text, span, start, end)
            features["first_type"] = float(span.type is types[0])
            yield Candidate(
                passage.chunk.document_id, sentence.index, start, end, span, features, carried, passage
            )
        yield Candidate(
            passage.chunk.document_id,
            sentence.index,
            start,
            end,
            None,
            {**matched, **shared.text_features(start, end)},
            carried,
            passage,
        )


def _names_other_place(
    question: Question, view: DocumentView, sentence: Sentence, start: int, end: int
) -> bool:
    """Tell whether a clause names places, and none of those asked for."""
    if not question.places:
        return False
    inside = [span for span in sentence.spans if start <= span.start and span.end <= end]
    named = [
        tuple(syllables(view.document.text[span.start : span.end]))
        for span in inside
        if span.type is SpanType.PLACE
    ]
    asked = {place.name for place in question.places}
    return bool(named) and not any(name in asked for name in named)


def _named(question: Question, sentence: Sentence, start: int, end: int) -> float:
    """Return the share of the persons, years, dates and document numbers asked for that a clause holds."""
    own = [same_letters(t, question.folded) for t, s, e in sentence.tokens if s >= start and e <= end]
    checks = [any(is_number(token, number) for token in own) for number in question.numbers]
    checks += [any(token.endswith(year) for token in own) for year in question.years]
    checks += [date in own for date in question.dates]
    for person in question.persons:
        checks.append(contains_run(own, tuple(same_letters(token, question.folded) for token in person)))
    return sum(checks) / len(checks) if checks else 1.0


class _Shared:
    """Coverage of the question by a clause, its sentence and the surroundings, weighted by rarity."""

    def __init__(self, question: Question, view: DocumentView, sentence: Sentence, lexicon: Lexicon) -> None:
        self._question = question
        self._sentence = sentence
        self._lexicon = lexicon
        self._weights = {
            same_letters(token, question.folded): lexicon.weight(token) for token in question.tokens
        }
        self._total = sum(self._weights.values()) or 1.0
        self._most = max(self._weights.values(), default=1.0) or 1.0
        self._own = self._forms(token for token, _, _ in sentence.tokens)
        self._about = self._forms(view.context)
        last = view.document.text[sentence.end - 1]
        self._opens = last not in '.;…”"!)' and sentence.index in view.headings
        context = set(self._about)
        around = [sentence.index - 2, sentence.index - 1, view.heading_of(sentence.index)]
        for index in [*around, view.lead_of(sentence.index)]:
            if index is not None and 0 <= index < sentence.index:
                context |= self._forms(token for token, _, _ in view.sentence(index).tokens)
        self._context = context | self._own
        self._unknown = [
            same_letters(token, question.folded)
            for token in question.tokens
            if not lexicon.knows(token) and not question.folded
        ]

    def _forms(self, found: Iterable[str]) -> set[str]:
        return {same_letters(token, self._question.folded) for token in found}

    def _share(self, held: set[str]) -> float:
        return sum(weight for token, weight in self._weights.items() if token in held) / self._total

    def coverage(self, start: int, end: int) -> dict[str, float]:
        clause = self._forms(t for t, s, e in self._sentence.tokens if s >= start and e <= end)
        asked = [same_letters(token, self._question.folded) for token in self._question.tokens]
        pairs = list(pairwise(asked))
        own = [same_letters(token, self._question.folded) for token, _, _ in self._sentence.tokens]
        held = set(pairwise(own))
        missing = [weight for token, weight in self._weights.items() if token not in self._context]
        here = self._own | self._about  # the document's place and title hold for each of its sentences
        not_here = [weight for token, weight in self._weights.items() if token not in here]
        return {
            "clause": self._share(clause),
            "sentence": self._share(self._own),
            "context": self._share(self._context),
            "here": self._share(here),
            "pairs": sum(pair in held for pair in pairs) / len(pairs) if pairs else 0.0,
            "rarest_missing": max(missing, default=0.0) / self._most,
            "rarest_not_here": max(not_here, default=0.0) / self._most,
            "unknown_missing": min(1.0, len(self._unknown) / 2),
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
            if s >= first and e <= span.start and t not in FUNCTION_WORDS
        ][-3:]
        extra, extra_before = self._beyond(behind), self._beyond(ahead)
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
        size = sum(1 for _, s, e in self._sentence.tokens if s >= start and e <= end)
        matched = sum(
            1
            for token, s, e in self._sentence.tokens
            if s >= start
            and e <= end
            and self._weights.get(same_letters(token, self._question.folded), 0) > 0
        )
        return {
            "heading": float(self._opens),
            "density": matched / max(1, size),
            "length": min(1.0, size / 60),
            "cue": float(_has_cue(self._question, self._sentence)),
        }


def _has_cue(question: Question, sentence: Sentence) -> bool:
    """Tell whether the sentence holds the word that introduces what is asked (purpose, cause, "là")."""
    words = [token for token, _, _ in sentence.tokens]
    asked = question.text.lower()
    if "để làm gì" in asked or "mục đích" in asked or "nhằm" in asked:
        return any(word in _PURPOSE for word in words)
    if "vì sao" in asked or "tại sao" in asked or "nguyên nhân" in asked or "lý do" in asked:
        return any(word in _CAUSE for word in words)
    if question.kind is Kind.DEFINITION:
        return "là" in words
    return False


def _span_features(question: Question, sentence: Sentence, span: Span, lexicon: Lexicon) -> dict[str, float]:
    """Measure how the words of the question lie around a span.

    Vietnamese keeps the asking word in place ("giảm bao nhiêu đơn vị" → "giảm 102 đơn vị"), so what
    stands right of it in the question is looked for right of the span, and left likewise.
    """
    found = [same_letters(token, question.folded) for token, _, _ in sentence.tokens]
    rivals = [other for other in sentence.spans if other is not span and other.type is span.type]
    weight = {token: lexicon.weight(token) for token in question.tokens}

    def share(asked: Sequence[str], reach: int, before: bool, decay: float) -> float:
        total = held = 0.0
        for place, token in enumerate(asked if not before else reversed(asked)):
            worth = weight.get(token, lexicon.weight(token)) * decay**place
            total += worth
            held += worth * _closeness(
                found, same_letters(token, question.folded), span, rivals, reach, before
            )
        return held / total if total else 0.0

    near = total = 0.0
    for token, worth in weight.items():
        total += worth
        form = same_letters(token, question.folded)
        near += worth * max(
            _closeness(found, form, span, rivals, 14, True), _closeness(found, form, span, rivals, 14, False)
        )
    unit = [same_letters(token, question.folded) for token in question.unit]
    beside = max(_unit_share(unit, found, span, rivals, lexicon), 0.0) if unit else 0.5
    if question.duration:
        beside = float(any(token in _TIME_UNITS for token in found[span.last : span.last + 1]))
    return {
        "near": near / total if total else 0.0,
        "unit": beside,
        "right": share(question.right, 10, False, 0.9) if question.right else 0.5,
        "left": share(question.left, 14, True, 0.9) if question.left else 0.5,
    }


def _unit_share(
    unit: Sequence[str], found: Sequence[str], span: Span, rivals: Sequence[Span], lexicon: Lexicon
) -> float:
    """Return the weighted share of the counted thing that stands right beside a span, rivals excluded."""
    stop = min([rival.first for rival in rivals if rival.first >= span.last], default=len(found))
    begin = max([rival.last for rival in rivals if rival.last <= span.first], default=0)
    after = found[span.last : min(stop, span.last + 3 + len(unit))]
    before = found[max(begin, span.first - 3 - len(unit)) : span.first]
    weights = [max(0.3, lexicon.weight(token)) for token in unit]
    return max(
        sum(w for token, w in zip(unit, weights, strict=True) if token in side) / sum(weights)
        for side in (after, before)
    )


def _closeness(
    found: Sequence[str], token: str, span: Span, rivals: Sequence[Span], reach: int, before: bool
) -> float:
    """Return in [0, 1] how close a token stands on one side of a span; each rival between halves it."""
    best = 0.0
    places = range(span.first - 1, -1, -1) if before else range(span.last, len(found))
    for step, at in enumerate(places):
        if found[at] != token:
            continue
        low, high = (at, span.first) if before else (span.last, at)
        crossed = sum(low <= rival.first < high for rival in rivals)
        best = max(best, math.exp(-max(0, step - 3) / reach) * 0.5**crossed)
        break
    return best
