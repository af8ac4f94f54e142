"""Cloze questions: a clause with its figure, date, name or phrase replaced by the word that asks for it.

Crude, but made by the ten thousand from any text; they teach the network to align a question with a
passage before it sees the few thousand questions that people wrote.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from underthesea import pos_tag

from assistant.spans import Span, SpanType, find_spans
from ingest.split import sentences
from ingest.vietnamese import tokens
from training.examples import Example

ASKING: dict[SpanType, tuple[str, ...]] = {
    SpanType.COUNT: ("bao nhiêu", "mấy", "bao nhiêu", "là bao nhiêu"),
    SpanType.RATIO: ("bao nhiêu", "mấy"),
    SpanType.PERCENT: ("bao nhiêu phần trăm", "tỷ lệ bao nhiêu", "bao nhiêu"),
    SpanType.DATE: ("khi nào", "năm nào", "ngày nào", "bao giờ", "thời gian nào", "từ khi nào"),
    SpanType.PERSON: ("ai", "người nào", "ai", "ông nào"),
    SpanType.PLACE: ("ở đâu", "nơi nào", "đâu", "địa phương nào"),
    SpanType.NUMBER: ("văn bản nào", "số mấy", "nghị định nào", "luật nào"),
}
PHRASE = ("gì", "cái gì", "những gì", "cơ quan nào", "ai")
_IN_PHRASE = frozenset(("N", "Np", "A", "V", "Ny", "Nu"))
_CUE = re.compile(
    r"(?<!\w)(?:(?P<aim>nhằm|để)|(?P<cause>do|vì|bởi|tại)"
    r"|(?P<means>bằng cách|thông qua|theo)|(?P<what>là|gồm|có))\s+"
)
_ASKING_CUE = {
    "aim": ("để làm gì", "nhằm mục đích gì", "với mục đích gì"),
    "cause": ("vì sao", "tại sao", "do đâu", "nguyên nhân gì"),
    "means": ("bằng cách nào", "như thế nào", "theo cách nào"),
    "what": ("là gì", "gồm những gì", "là ai", "có gì"),
}
_BREAK = re.compile(r"[;:,.()\n](?=\s|$)")


def cloze_questions(
    title: str, passage: str, synonyms: dict[str, tuple[str, ...]], rng: random.Random
) -> Iterator[Example]:
    """Yield one question for each short answer, and some phrases, of a passage."""
    for start, end in sentences(passage):
        found = tokens(passage[start:end])
        placed = [(t, s + start, e + start) for t, s, e in found]
        for span in find_spans(passage, start, end, placed):
            yield from _about_span(title, passage, (start, end), span, synonyms, rng)
        yield from _about_phrase(title, passage, (start, end), synonyms, rng)


def _clause(passage: str, start: int, end: int, inside: tuple[int, int]) -> tuple[int, int]:
    """Widen the answer to its clause; further when that says too little."""
    breaks = [start, *(m.end() for m in _BREAK.finditer(passage, start, end)), end]
    first = max(b for b in breaks if b <= inside[0])
    last = min(b for b in breaks if b >= inside[1])
    while len(passage[first : inside[0]].split()) + len(passage[inside[1] : last].split()) < 5:
        wider = [b for b in breaks if b < first][-1:], [b for b in breaks if b > last][:1]
        if wider[0]:
            first = wider[0][0]
        elif wider[1]:
            last = wider[1][0]
        else:
            break
    return first, last


def _about_span(
    title: str,
    passage: str,
    sentence: tuple[int, int],
    span: Span,
    synonyms: dict[str, tuple[str, ...]],
    rng: random.Random,
) -> Iterator[Example]:
    first, last = _clause(passage, *sentence, (span.start, span.end))
    before, after = passage[first : span.start].split(), passage[span.end : last].split()
    asking = rng.choice(ASKING[span.type])
    if span.type is SpanType.COUNT:
        unit = passage[span.start : span.end].split()[1:]
        asking = f"{rng.choice(('bao nhiêu', 'mấy', 'bao nhiêu'))} {' '.join(unit)}".strip()
    question = _question(before, asking, after, synonyms, rng)
    if question:
        yield Example(question, title, passage, span.start, span.end)


def _about_phrase(
    title: str,
    passage: str,
    sentence: tuple[int, int],
    synonyms: dict[str, tuple[str, ...]],
    rng: random.Random,
) -> Iterator[Example]:
    start, end = sentence
    for match in _CUE.finditer(passage, start, end):
        if rng.random() < 0.5:
            continue
        stop = _BREAK.search(passage, match.end(), end)
        last = stop.start() if stop else end
        while last > match.end() and passage[last - 1] in " .;,:":
            last -= 1
        if not 2 <= len(passage[match.end() : last].split()) <= 25:
            continue
        first, _ = _clause(passage, start, end, (match.start(), last))
        question = _question(
            passage[first : match.start()].split(),
            rng.choice(_ASKING_CUE[str(match.lastgroup)]),
            [],
            synonyms,
            rng,
        )
        if question:
            yield Example(question, title, passage, match.end(), last)
    for a, b, head in _noun_phrases(passage, start, end):
        if rng.random() < 0.5:
            continue
        asking = f"{head} {rng.choice(('nào', 'gì'))}" if rng.random() < 0.6 else rng.choice(PHRASE)
        first, last = _clause(passage, start, end, (a, b))
        question = _question(passage[first:a].split(), asking, passage[b:last].split(), synonyms, rng)
        if question:
            yield Example(question, title, passage, a, b)


def _noun_phrases(passage: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, first word) of each run of two to six words that begins with a common noun."""
    tagged = pos_tag(passage[start:end])
    at, placed = start, []
    for word, tag in tagged:
        place = passage.find(word, at, end)
        if place < 0:
            return  # the tagger wrote the text another way; its places cannot be told
        placed.append((place, place + len(word), tag, word))
        at = place + len(word)
    index = 0
    while index < len(placed):
        last = index
        while last + 1 < len(placed) and placed[last + 1][2] in _IN_PHRASE and last - index < 5:
            last += 1
        if placed[index][2] == "N" and last > index:
            yield placed[index][0], placed[last][1], placed[index][3].lower()
            index = last
        index += 1


def _question(
    before: list[str],
    asking: str,
    after: list[str],
    synonyms: dict[str, tuple[str, ...]],
    rng: random.Random,
) -> str:
    """Put the asking words where the answer stood, or at either end, and thin the rest out."""
    before, after = before[-rng.randint(6, 18) :], after[: rng.randint(4, 14)]
    dropped = rng.choice((0.0, 0.1, 0.2, 0.35))
    before = [w for w in before if rng.random() >= dropped]
    after = [w for w in after if rng.random() >= dropped]
    if len(before) + len(after) < 3:
        return ""
    place = rng.random()
    if place < 0.6:
        words = [*before, asking, *after]
    elif place < 0.8:
        words = [asking, *before, *after]
    else:
        words = [*before, *after, asking] if rng.random() < 0.5 else [*after, *before, asking]
    text = " ".join(words).strip(" .,;:-")
    for phrase in sorted(synonyms, key=len, reverse=True):
        if rng.random() < 0.7 and re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text):
            text = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", rng.choice(synonyms[phrase]), text, count=1)
    return text[:1].upper() + text[1:] + ("?" if rng.random() < 0.8 else "")
