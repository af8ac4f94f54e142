"""The answers to the parts of a question held against each other: one figure cannot answer two of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.draft import Part
from assistant.found import Found, Quote
from assistant.question import Question, same_letters
from assistant.refuse import Refusal
from assistant.views import Views
from ingest.vietnamese import tokens

SURE = 0.82  # confidence that a later answer needs where the question that names the subject has none
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def told_apart(
    parts: Sequence[Part],
    views: Views,
    instead: Callable[[Part, Sequence[Part]], Part | None] = lambda *_: None,
) -> tuple[list[Part], list[Refusal]]:
    """Return the parts whose figure is their own, and refusals of those that another's was found for.

    "Xã A và xã B trồng bao nhiêu cây?" with one figure for both: it is A's where the text names only A,
    and nobody's where that cannot be told.

    Args:
        instead: Gives another answer to a part than those given, of which the first is the nearest rival's.
    """
    kept: list[Part] = []
    refused: list[Refusal] = []
    moved: dict[Question, Part] = {}
    lost: list[Part] = []
    for part in parts:
        rivals = [other for other in parts if other is not part and _same_figure(part.found, other.found)]
        if all(_belongs(part, rival, views) for rival in rivals):
            kept.append(part)
            continue
        owner = next((rival for rival in rivals if _belongs(rival, part, views)), None)
        other = instead(part, [owner]) if owner else None
        if other is None or owner is None or any(_same_figure(other.found, one.found) for one in parts):
            refused.append(Refusal((), part.question.text))
            continue
        both = instead(owner, [other, owner]) if _tells_of(other, owner, views) else None
        if both and _same_sentence(both, other):  # "A đạt 15, còn B mới đạt 4": there each has its own
            moved[owner.question] = both
        elif _tells_of(other, owner, views) and not _names_itself(owner, part, views):
            lost.append(owner)  # what it was given tells of neither
        kept.append(other)
    refused += [Refusal((), one.question.text) for one in lost]
    kept = [moved.get(one.question, one) for one in kept if one not in lost]
    return kept, refused


def without_unsure(asked: Sequence[Question], parts: Sequence[Part]) -> tuple[list[Part], list[Refusal]]:
    """Leave out unsure answers to later questions where the first found nothing, or another document.

    Sides that are compared have each their own subject.
    """
    if not parts:
        return [], []
    first = parts[0] if parts[0].question is asked[0] else None
    unsure = [
        part
        for part in parts
        if part is not first
        and part.found.confidence < SURE
        and _names_like(part.question, asked[0])
        and not (first and _document_of(part) == _document_of(first))
    ]
    kept = [part for part in parts if part not in unsure]
    return kept, [Refusal((), part.question.text) for part in unsure]


def _names_like(later: Question, first: Question) -> bool:
    """Tell whether a later question is on the subject of the first."""
    return (later.places, later.persons, later.numbers) == (first.places, first.persons, first.numbers)


def _document_of(part: Part) -> str:
    return part.found.segments[0][1][0].document_id


def merged(found: Found) -> Found:
    """Return an answer that says a sentence once where two parts were found in it, each marked in bold."""
    said: dict[tuple[str, tuple[Quote, ...]], str] = {}
    for text, quotes in found.segments:
        key = (text.replace("**", ""), quotes)
        said[key] = _both_bold(said[key], text) if key in said else text
    return replace(found, segments=tuple((text, quotes) for (_, quotes), text in said.items()))


def _both_bold(one: str, other: str) -> str:
    plain = one.replace("**", "")
    spans = sorted({_place(text, match) for text in (one, other) for match in _BOLD.finditer(text)})
    pieces, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        pieces += [plain[at:start], f"**{plain[start:end]}**"]
        at = end
    return "".join([*pieces, plain[at:]])


def _place(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Return where a stretch in bold stands in the text without its marks."""
    start = match.start() - text[: match.start()].count("**") * 2
    return start, start + len(match.group(1))


def _same_figure(one: Found, other: Found) -> bool:
    """Tell whether two answers are the same figure at the same place."""
    figure = one.short == other.short and any(map(str.isdigit, one.short))
    return figure and one.segments[0][1][:1] == other.segments[0][1][:1]


def _tells_of(answer: Part, rival: Part, views: Views) -> bool:
    """Tell whether the sentence of an answer names all that only its rival's question names."""
    mine = set(answer.question.tokens)
    own = [token for token in rival.question.tokens if token not in mine]
    said = _sentence_tokens(answer, views)
    return bool(own) and all(token in said for token in own)


def _names_itself(part: Part, other: Part, views: Views) -> bool:
    """Tell whether the sentence of an answer has a word that only its own question has."""
    folded = part.question.folded
    said = {same_letters(token, folded) for token in _sentence_tokens(part, views)}
    return bool(_only(part, other) & said)


def _same_sentence(one: Part, other: Part) -> bool:
    return one.found.segments[0][1][:1] == other.found.segments[0][1][:1]


def _sentence_tokens(part: Part, views: Views) -> set[str]:
    """Return the tokens of an answer's first quote, short forms written out."""
    quote = part.found.segments[0][1][0]
    view = views[quote.document_id]
    return {
        token
        for index in view.sentences_in(quote.start, quote.end)
        for token, start, end in view.sentence(index).tokens
        if start >= quote.start and end <= quote.end
    }


def _belongs(part: Part, rival: Part, views: Views) -> bool:
    """Tell whether more of the words that only this part has stand with the figure than of the other's."""
    counted = _counted(part), _counted(rival)
    if 1.0 in counted and counted[0] != counted[1]:
        return counted[0] == 1.0
    own, theirs = _held(part, rival, views), _held(rival, part, views)
    if own == theirs == 1.0 and not _only(part, rival) and _only(rival, part):
        return False  # "có mấy trường năm 2017, giờ còn mấy": told of 2017, it is the first's
    return own > theirs or own == theirs == 1.0


def _counted(part: Part) -> float:
    """Return the share of what a part counts ("mấy chi bộ") that its figure is followed by ("12 chi bộ")."""
    folded = part.question.folded
    asked = {same_letters(token, folded) for token in part.question.right}
    said = {same_letters(token, folded) for token, _, _ in tokens(part.found.short)}
    return len(asked & said) / len(asked) if asked else 0.0


def _only(part: Part, other: Part) -> set[str]:
    """Return the words that the question of one part has and the other's has not."""
    folded = part.question.folded
    mine = {same_letters(token, folded) for token in part.question.tokens}
    return mine - {same_letters(token, folded) for token in other.question.tokens}


def _held(part: Part, other: Part, views: Views) -> float:
    """Return the share of a part's own words that its quote and the title of its document have."""
    folded = part.question.folded
    own = _only(part, other)
    quote = part.found.segments[0][1][0]
    told = _sentence_tokens(part, views) | views[quote.document_id].context
    said = {same_letters(token, folded) for token in told}
    return sum(token in said for token in own) / len(own) if own else 1.0
