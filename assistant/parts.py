"""Questions with several parts: two figures asked for at once, two places compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.asks import asked_apart
from assistant.chat import standalone
from assistant.kinds import Kind, asks
from assistant.lexicon import Lexicon
from assistant.question import Question, understand
from assistant.sides import sides_of
from ingest.places import find_places
from ingest.vietnamese import normal, tokens

_COMPARES = re.compile(
    r"so sánh|so với|(?:nhiều|ít|cao|thấp|lớn|nhỏ|đông|hơn kém) hơn|hơn kém|chênh|\bhơn\b"
    r"|nào (?:nhiều|ít|cao|đông)"
)
_BUT = re.compile(r"(?P<said>[^,;]+)[,;] (?:còn|thế còn|vậy còn) (?P<asked>.+)$")
_COMPARING_WORDS = re.compile(
    r"so sánh|so với|,?\s*(?:thì\s+)?(?:nơi|bên|tỉnh|huyện|đơn vị|địa phương|ai|đâu|cái) nào "
    r"(?:[\w ]{0,12})?(?:nhiều|ít|cao|thấp|lớn|đông)(?: hơn)?.*$"
    r"|(?:nhiều|ít|cao|thấp|lớn|đông) hơn|hơn kém nhau|\bkhác nhau\b|\bhơn\b",
    re.IGNORECASE,
)


def split_question(question: Question, lexicon: Lexicon) -> list[Question]:
    """Return the parts of a question, each standing alone; the question itself when it has one part."""
    question = _without_statement(question, lexicon)
    for ways in (_two_sides, _asked_at_once, _compared):
        parts = ways(question, lexicon)
        if len(parts) > 1:
            return parts
    return [question]


def _without_statement(question: Question, lexicon: Lexicon) -> Question:
    """Leave out what is only said before the question: "Xã A trồng 3 cây, còn xã B trồng mấy cây?"."""
    said = _BUT.match(normal(question.text))
    if not said or asks(said["said"]) or not asks(said["asked"]):
        return question
    rest = understand(re.sub(r" thì(?!\w)", "", question.text[said.start("asked") :], count=1), lexicon)
    return rest if rest.places and rest.places != question.places else question


def _two_sides(question: Question, lexicon: Lexicon) -> list[Question]:
    """Ask "A với B, bên nào đông đảng viên hơn?" of each: "A có bao nhiêu đảng viên?"."""
    return [_as_figure(understand(text, lexicon)) for text in sides_of(question.text)]


def _asked_at_once(question: Question, lexicon: Lexicon) -> list[Question]:
    """Split "A bao nhiêu X và bao nhiêu Y?"; a piece that names its own place or document stands alone."""
    whole = understand(question.text, lexicon)
    about = bool(whole.places or whole.persons or whole.numbers)

    def stands_alone(piece: str) -> bool:
        own = understand(piece, lexicon)
        return about and bool(own.places or own.persons or own.numbers)

    def swapped(what: str, before: str) -> str:
        return standalone(f"Còn {what} thì sao?", [before], lexicon).strip(" ?")

    return [understand(text, lexicon) for text in asked_apart(question.text, stands_alone, swapped)]


def _compared(question: Question, lexicon: Lexicon) -> list[Question]:
    """Make one question per place: "So sánh số đảng viên của A và B" → "số đảng viên của A", "… của B"."""
    found = tokens(question.text)
    named = find_places(
        [token for token, _, _ in found], [question.text[start].isupper() for _, start, _ in found]
    )
    if len({place.name for _, _, place in named}) < 2:
        return []
    nested = any(a.name in b.parents for _, _, a in named for _, _, b in named)
    if nested and not _COMPARES.search(normal(question.text)):
        return []
    parts: list[Question] = []
    for _, _, place in named:
        others = [(a, b) for a, b, other in named if other.name != place.name]
        text = _COMPARING_WORDS.sub(" ", _without(question.text, found, others))
        parts.append(_as_figure(understand(" ".join(text.split()).strip(" ,?") + "?", lexicon)))
    return list({part.places: part for part in parts if part.places}.values())


def _without(text: str, found: Sequence[tuple[str, int, int]], cuts: Sequence[tuple[int, int]]) -> str:
    """Cut names out of a text with the "và", "với", "so với" and unit words that tie them in."""
    for first, last in sorted(cuts, reverse=True):
        start, end = found[first][1], found[last - 1][2]
        before = re.sub(
            r"(?:\s*,?\s*(?:và|với|so với|hay|hoặc|cùng|so))?\s*(?:(?:của|ở|tại|bên)\s+)?"
            r"(?:(?:cả|toàn)\s+)?(?:tỉnh|huyện|thành phố|TP\.?)?\s*$",
            "",
            text[:start],
            flags=re.IGNORECASE,
        )
        after = re.sub(r"^\s*(?:và|với|so với|hay|hoặc|,)\s+", " ", text[end:], flags=re.IGNORECASE)
        if not before.strip():
            after = after.lstrip(" ,")
        text = f"{before} {after}"
    return text


def _as_figure(question: Question) -> Question:
    """Take a comparison without an asking word as one of figures."""
    if question.kind is Kind.QUANTITY and re.search(r"mức độ .*là bao nhiêu\W*$", normal(question.text)):
        return replace(question, kind=Kind.PERCENTAGE)
    if question.kind in (Kind.WHAT, Kind.WHERE, Kind.WHO, Kind.LIST):
        share = re.search(r"tỷ lệ|mức độ", normal(question.text))
        kind = Kind.PERCENTAGE if share else Kind.QUANTITY
        if re.search(r"\b(?:mức độ|số|lượng|bao nhiêu|mấy|tổng|tỷ lệ|giảm|tăng)\b", normal(question.text)):
            return replace(question, kind=kind)
    return question
