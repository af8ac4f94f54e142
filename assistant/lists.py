"""Questions on enumerations: the n-th item ("giải pháp thứ ba"), how many items, which items."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.confidence import BY_RULE
from assistant.found import Found, Quote
from assistant.kinds import Kind, item_word
from assistant.lexicon import Lexicon
from assistant.question import Question, same_letters
from assistant.records import Passage
from assistant.scope import support
from assistant.views import DocumentView, Enumeration, Views, without_mark
from ingest.vietnamese import normal

_WORDS = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười")
# What stands before the name of what a list lists; elsewhere it is said by the way ("khi làm nhiệm vụ").
_ANNOUNCE = r"các|những|một số|nhiều|\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười"
_ITEM_LENGTH = 300
_ENOUGH_TO_LIST = 0.75  # a list question may also be answered by one sentence
_ENOUGH = 0.45  # share of the question's weight that lead, title and items must hold


def answer_enumeration(
    question: Question, passages: Sequence[Passage], views: Views, lexicon: Lexicon
) -> Found | None:
    """Answer from the enumeration that the question is about; None when no document has such a list."""
    named = item_word(normal(question.text))
    best: tuple[tuple[bool, float], DocumentView, Enumeration] | None = None
    for document_id in dict.fromkeys(passage.chunk.document_id for passage in passages):
        view = views[document_id]
        for enumeration in view.enumerations:
            fit = _fit(question, view, enumeration, lexicon)
            key = _is_headed(named, view, enumeration), fit
            if fit >= (_ENOUGH_TO_LIST if question.kind is Kind.LIST else _ENOUGH) and (
                best is None or key > best[0]
            ):
                best = (key, view, enumeration)
    if best is None:
        return None
    _, view, enumeration = best
    if question.kind is Kind.NTH:
        return _nth(question, view, enumeration)
    counted = item_word(normal(question.text)) if question.kind is Kind.COUNT_ITEMS else ""
    return _all_items(view, enumeration, counted)


def _fit(question: Question, view: DocumentView, enumeration: Enumeration, lexicon: Lexicon) -> float:
    first = view.sentence(enumeration.items[0])
    if support(question, view, first).missing:
        return 0.0
    if not _is_called(item_word(normal(question.text)), view, enumeration):
        return 0.0  # a list of something else
    held: set[str] = set(view.context)
    for index in range(max(0, enumeration.lead - 1), enumeration.lead + 1):
        held |= view.sentence(index).token_set
    for index in enumeration.items:
        held |= {token for token, _, _ in view.sentence(index).tokens[:40]}
    held = {same_letters(token, question.folded) for token in held}
    weights = {same_letters(t, question.folded): lexicon.weight(t) for t in question.tokens}
    total = sum(weights.values())
    return sum(weight for token, weight in weights.items() if token in held) / total if total else 0.0


def _is_called(named: str, view: DocumentView, enumeration: Enumeration) -> bool:
    """Tell whether a list is of what a question names, by its heading or the sentences before it."""
    first = enumeration.lead if enumeration.lead in view.headings else max(0, enumeration.lead - 1)
    leads = [view.document.text[slice(*view.bounds[at])] for at in range(first, enumeration.lead + 1)]
    anywhere = normal(
        " . ".join([view.document.title, *(leads if enumeration.lead in view.headings else [])])
    )
    said = normal(" ".join(" . ".join(leads).split()))
    announced = rf"(?<!\w)(?:{_ANNOUNCE}) (?:\w+ ){{0,2}}{named}(?!\w)"
    return re.search(rf"(?<!\w){named}(?!\w)", anywhere) is not None or re.search(announced, said) is not None


def _is_headed(named: str, view: DocumentView, enumeration: Enumeration) -> bool:
    """Tell whether the heading over a list names what it lists: "Năm bài học", not only the title."""
    heading = view.heading_of(enumeration.items[0])
    if heading is None or heading == 0:
        return False
    return (
        re.search(rf"(?<!\w){named}(?!\w)", normal(view.document.text[slice(*view.bounds[heading])]))
        is not None
    )


def _nth(question: Question, view: DocumentView, enumeration: Enumeration) -> Found | None:
    wanted = question.ordinal if question.ordinal > 0 else len(enumeration.items)
    if not 1 <= wanted <= len(enumeration.items):
        return None
    start, end = view.bounds[enumeration.items[wanted - 1]]
    body = without_mark(" ".join(view.document.text[start:end].split()))
    return Found(_without_mark(body), ((body, (Quote(view.document.id, start, end),)),), BY_RULE)


def _all_items(view: DocumentView, enumeration: Enumeration, counted: str) -> Found:
    """Word every item, each with its quote; ``counted`` is what to call them when their number is asked."""
    text = view.document.text
    segments: list[tuple[str, tuple[Quote, ...]]] = []
    for index in enumeration.items:
        start, end = view.sentence(index).clauses[0]
        if end - start > _ITEM_LENGTH:
            cut = text.rfind(", ", start, start + _ITEM_LENGTH)
            end = cut if cut > start else start + _ITEM_LENGTH
        segments.append(("\n- " + " ".join(text[start:end].split()), (Quote(view.document.id, start, end),)))
    count = len(enumeration.items)
    word = _WORDS[count - 1] if count <= len(_WORDS) else str(count)
    if counted:
        segments.insert(0, (f"**{word} {counted}**:", _announced(view, enumeration, counted)))
        return Found(f"{count} {counted}", tuple(segments), BY_RULE)
    shorts = [_without_mark(segment.removeprefix("\n- ")) for segment, _ in segments]
    return Found("; ".join(shorts), tuple(segments), BY_RULE)


def _announced(view: DocumentView, enumeration: Enumeration, counted: str) -> tuple[Quote, ...]:
    """Return where the document announces what it counts: the sentence before the items, or the title."""
    for index in (enumeration.lead, 0):
        start, end = view.bounds[index]
        if index >= 0 and counted in normal(view.document.text[start:end]):
            return (Quote(view.document.id, start, end),)
    return ()


def _without_mark(body: str) -> str:
    """Drop "Ba là, " or "3. " from an item."""
    head, comma, rest = body.partition(", ")
    if comma and len(head) <= 12 and rest and head.endswith(" là"):
        return rest.rstrip(" .;…")
    return without_mark(body).rstrip(" .;…")
