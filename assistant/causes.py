"""Why something is so: the sentence that names a cause, told with the sentence that it is the cause of.

A cause often stands beside what it explains ("Nguyên nhân là …" behind it, "… vì tăng giá." before it), so
the words of the question are looked for in the sentence and its neighbours of the same paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.found import Found, Quote
from assistant.lexicon import Lexicon
from assistant.question import Question, same_letters
from assistant.records import Passage
from assistant.scope import support
from assistant.views import DocumentView, Views
from assistant.write import plain
from ingest.vietnamese import fold_accents, normal

_ASKED = re.compile(r"(?<!\w)(?:vi sao|tai sao|do dau|vi dau|(?:nguyen nhan|ly do)(?! lam))(?!\w)")
_NAMED = re.compile(  # the cause goes to the end of the clause
    r"(?<!\w)(?:(?:nguyên nhân|lý do|(?:khó khăn|vướng mắc|trở ngại|rào cản|điểm nghẽn)"
    r" (?:lớn|chính|chủ yếu) (?:nhất )?)[^.;:]{0,60}?(?: là| do)|xuất phát từ|bắt nguồn từ"
    r"|(?<!tự )do(?! đồng chí| ông| bà)|bởi(?: vì| lẽ)?|vì(?! vậy| thế| sao| nhân dân))(?!\w)\s*"
)
# What follows from a cause that the sentence tells.
_EFFECT = re.compile(r"(?<!\w)(?:nên|dẫn (?:đến|tới)|khiến(?: cho)?|vì (?:vậy|thế)|do (?:đó|vậy))(?!\w)")
_LIST = 2  # semicolons; a sentence with as many tells several things
_ENOUGH = 0.45  # share of the question's weight that cause and neighbours must say together
_CLEAR = 0.03  # by which it must go before the next
_LITTLE, _FAR_AHEAD = 0.4, 0.2  # less will do where the next is far behind
_OPENS = re.compile(r"\W*(?:nguyên nhân|lý do)(?!\w)")  # a sentence that is there to tell the cause …
_FOR_THAT = 0.1  # … goes before one that names some cause
_BESIDE = 0.8  # what a word counts that only a neighbour says
SURE = 0.93  # an answer that the reader is so sure of stays
_BY_CAUSE = 0.55  # between a guess and a rule


def asks_cause(question: Question) -> bool:
    """Tell whether a question asks why."""
    return _ASKED.search(fold_accents(normal(question.text))) is not None


def names_cause(text: str) -> bool:
    """Tell whether a sentence names a cause, or what follows from it."""
    lowered = normal(text)
    return _NAMED.search(lowered) is not None or _EFFECT.search(lowered) is not None


def answer_cause(
    question: Question, passages: Sequence[Passage], views: Views, lexicon: Lexicon
) -> Found | None:
    """Answer with the sentence that names the cause of what a question says; None without a clear one."""
    weights = {same_letters(t, question.folded): lexicon.weight(t) for t in question.tokens}
    weights = {token: weight for token, weight in weights.items() if token not in _fold(question)}
    total = sum(weights.values())
    if not total:
        return None
    scored: dict[tuple[str, int], float] = {}
    for passage in passages:
        view = views[passage.chunk.document_id]
        for index in view.sentences_in(passage.chunk.start, passage.chunk.end):
            key = (view.document.id, index)
            said = view.document.text[slice(*view.bounds[index])]
            if key not in scored and said.count(";") < _LIST and _NAMED.search(normal(said)):
                if support(question, view, view.sentence(index)).missing:
                    continue
                opens = _FOR_THAT if _OPENS.match(normal(said)) else 0.0
                scored[key] = _held(question, weights, view, index) / total + opens
    ranked = sorted(scored, key=lambda key: -scored[key])
    best, following = ([scored[key] for key in ranked] + [0.0, 0.0])[:2]
    ahead = best - following
    if not ((best >= _ENOUGH and ahead >= _CLEAR) or (best >= _LITTLE and ahead >= _FAR_AHEAD)):
        return None
    name, index = ranked[0]
    return None if views[name].is_order(index) else _worded(views[name], index)


def _fold(question: Question) -> set[str]:
    return {same_letters(token, question.folded) for token in ("nguyên", "nhân", "lý", "lại", "phải")}


def _held(question: Question, weights: dict[str, float], view: DocumentView, index: int) -> float:
    """Weight of the question's words that a sentence and those beside it in its paragraph say."""

    def said(at: int) -> set[str]:
        return set(view.sentence(at).words(question.folded))

    own = said(index)
    beside = {same_letters(token, question.folded) for token in view.about}
    for at in (index - 2, index - 1, index + 1):
        if 0 <= at < len(view.bounds) and abs(view.line_of(at) - view.line_of(index)) <= (at < index):
            beside |= said(at)
    return sum(w if t in own else _BESIDE * (t in beside) * w for t, w in weights.items())


def _worded(view: DocumentView, index: int) -> Found | None:
    start, end = view.bounds[index]
    text = view.document.text
    match = _NAMED.search(normal(text[start:end]))
    if match is None:
        return None
    said = plain(text[start:end])
    opening = _NAMED.search(normal(said))
    at = opening.end() if opening and len(normal(said)) == len(said) else 0
    short = said[at:].rstrip(" .;…")
    shown = f"{said[:at]}**{short}**{said[at + len(short) :]}"
    return Found(short, ((shown, (Quote(view.document.id, start, end),)),), _BY_CAUSE)
