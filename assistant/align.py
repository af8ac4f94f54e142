"""How the words of a question lie around a figure, date or name in a sentence.

Vietnamese keeps the asking word in place ("giảm bao nhiêu đơn vị" → "giảm 102 đơn vị"), so what stands
right of it in the question is looked for right of the span, and what stands left likewise.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.lexicon import Lexicon
from assistant.question import Question, same_letters
from assistant.spans import Span, SpanType
from assistant.views import Sentence

_TIME_UNITS = frozenset("ngày tháng năm giờ phút tuần quý ngay thang nam gio phut tuan quy".split())
_NEAR, _RIGHT = 14, 10  # tokens over which closeness falls to 1/e
_BREAK = re.compile(r"[,;)]")


@dataclass(frozen=True, slots=True)
class Around:
    """The tokens of a clause around a span.

    Attributes:
        found: Tokens of the sentence, in the form in which question and text are compared.
        span: The span.
        first: First token of the clause.
        last: One past the last token that belongs to the span: a percentage follows what it measures
            ("phó thôn đạt 46,6%, …"), so it reaches no further than the next comma or bracket.
        rivals: Other spans of the same type; what stands beyond one of them is more likely its own.
        held: Tokens of the clause.
    """

    found: Sequence[str]
    span: Span
    first: int
    last: int
    rivals: Sequence[Span]
    held: frozenset[str]

    def closeness(self, token: str, before: bool) -> float:
        """Return in [0, 1] how close a token stands on one side; each rival between halves it."""
        if token not in self.held:
            return 0.0
        places = (
            range(self.span.first - 1, self.first - 1, -1) if before else range(self.span.last, self.last)
        )
        reach = _NEAR if before else _RIGHT
        for step, at in enumerate(places):
            if self.found[at] == token:
                low, high = (at, self.span.first) if before else (self.span.last, at)
                crossed = sum(low <= rival.first < high for rival in self.rivals)
                return math.exp(-max(0, step - 3) / reach) * 0.5**crossed
        return 0.0

    def beside(self, unit: Sequence[str], lexicon: Lexicon) -> float:
        """Return the weighted share of the counted thing that stands right beside the span."""
        stop = min([r.first for r in self.rivals if r.first >= self.span.last], default=self.last)
        begin = max([r.last for r in self.rivals if r.last <= self.span.first], default=self.first)
        after = self.found[self.span.last : min(stop, self.last, self.span.last + 3 + len(unit))]
        before = self.found[max(begin, self.first, self.span.first - 3 - len(unit)) : self.span.first]
        weights = [max(0.3, lexicon.weight(token)) for token in unit]
        return max(
            sum(w for token, w in zip(unit, weights, strict=True) if token in side) / sum(weights)
            for side in (after, before)
        )


def span_features(
    question: Question, text: str, sentence: Sentence, span: Span, clause: tuple[int, int], lexicon: Lexicon
) -> dict[str, float]:
    """Measure a span against the question.

    Args:
        text: The document's text.
        sentence: Where the span stands.
        clause: (start, end) of its clause in ``text``.

    Returns:
        "near", "unit", "right" and "left", each in [0, 1]; 0.5 where the question gives nothing to look for.
    """
    around = _around(question, text, sentence, span, clause)
    weight = {token: lexicon.weight(token) for token in question.tokens}
    form = {token: same_letters(token, question.folded) for token in question.tokens}
    total = sum(weight.values()) or 1.0
    near = sum(
        worth * max(around.closeness(form[token], True), around.closeness(form[token], False))
        for token, worth in weight.items()
    )

    def share(asked: Sequence[str], before: bool) -> float:
        held = whole = 0.0
        for place, token in enumerate(asked if not before else reversed(asked)):
            worth = weight.get(token, 0.0) * 0.9**place
            whole += worth
            held += worth * around.closeness(same_letters(token, question.folded), before)
        return held / whole if whole else 0.5

    right = share(question.right, False)
    if span.type is SpanType.PERCENT and question.right:
        right = max(right, share(tuple(reversed(question.right)), True))
    unit = [same_letters(token, question.folded) for token in question.unit]
    beside = around.beside(unit, lexicon) if unit else 0.5
    if question.duration:
        beside = float(any(token in _TIME_UNITS for token in around.found[span.last : span.last + 1]))
    return {"near": near / total, "unit": beside, "right": right, "left": share(question.left, True)}


def _around(question: Question, text: str, sentence: Sentence, span: Span, clause: tuple[int, int]) -> Around:
    found = sentence.words(question.folded)
    end = clause[1]
    if span.type is SpanType.PERCENT:
        stop = _BREAK.search(text, span.end, end)
        end = stop.start() if stop else end
    inside = [i for i, (_, s, e) in enumerate(sentence.tokens) if s >= clause[0] and e <= clause[1]]
    first = inside[0] if inside else span.first
    last = max([i + 1 for i in inside if sentence.tokens[i][2] <= end], default=span.last)
    rivals = [other for other in sentence.spans if other is not span and other.type is span.type]
    last = max(last, span.last)
    return Around(found, span, first, last, rivals, frozenset(found[min(first, span.first) : last]))
