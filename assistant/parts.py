"""Questions with several parts: two figures asked for at once, two places compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.kinds import Kind, kind_of
from assistant.lexicon import Lexicon
from assistant.question import Question, understand
from ingest.places import find_places
from ingest.vietnamese import normal, tokens

_COMPARES = re.compile(
    r"so sánh|so với|(?:nhiều|ít|cao|thấp|lớn|nhỏ|đông|hơn kém) hơn|hơn kém|chênh|\bhơn\b"
    r"|nào (?:nhiều|ít|cao|đông)"
)
_ASKED_AGAIN = re.compile(
    r"\s*(?:[,;](?:\s+(?:còn|và))?|\bvà|\bcòn)\s+(?=[^,;]*?(?:bao nhiêu|\bmấy\b|phần trăm))"
)
_COMPARING_WORDS = re.compile(
    r"so sánh|so với|,?\s*(?:thì\s+)?(?:nơi|bên|tỉnh|huyện|đơn vị|địa phương|ai|đâu|cái) nào "
    r"(?:[\w ]{0,12})?(?:nhiều|ít|cao|thấp|lớn|đông)(?: hơn)?.*$"
    r"|(?:nhiều|ít|cao|thấp|lớn|đông) hơn|hơn kém nhau|\bkhác nhau\b|\bhơn\b",
    re.IGNORECASE,
)


def split_question(question: Question, lexicon: Lexicon) -> list[Question]:
    """Return the parts of a question, each standing alone; the question itself when it has one part."""
    for ways in (_separate_questions, _one_or_other, _compared, _asked_twice):
        parts = ways(question, lexicon)
        if len(parts) > 1:
            return parts
    return [question]


def _separate_questions(question: Question, lexicon: Lexicon) -> list[Question]:
    """Split "A làm mấy …, còn B làm bao nhiêu …?" where every piece names its own place."""
    pieces = _split_at(question.text, normal(question.text))
    parts = [understand(piece.strip(" ?,") + "?", lexicon) for piece in pieces]
    return parts if len(parts) > 1 and all(part.places for part in parts) else []


# The plainest tie first: "Khối Cơ quan và Doanh nghiệp với Đảng bộ huyện" is tied by "với".
_EITHER = tuple(
    re.compile(
        r"^(?:so sánh (?P<what>.+?) (?:của|ở|giữa|tại|bên) )?(?:giữa )?(?P<a>.+?),? "
        + tie
        + r" (?P<b>.+?),?(?: thì)? (?:bên|nơi|đơn vị|tỉnh|huyện|địa phương|chỗ|đảng bộ|ai|đâu)(?: nào)?"
        + r" (?P<rest>.+?)[ ?]*$"
    )
    for tie in ("so với", "với", "hay", "và")
)
_MORE = re.compile(
    r"(?<!\w)(?:có|là|nhiều|ít|đông|cao|thấp|lớn|nhỏ|hơn|vậy|nhỉ|hả|số|lượng|được|thế|người|ạ)(?!\w)"
)


def _one_or_other(question: Question, lexicon: Lexicon) -> list[Question]:
    """Ask "A với B, bên nào đông đảng viên hơn?" of each: "A có bao nhiêu đảng viên?"."""
    lowered = normal(question.text)
    match = next((found for pattern in _EITHER if (found := pattern.match(lowered))), None)
    if not match or "hơn" not in match["rest"]:
        return []
    counted = " ".join(_MORE.sub(" ", match["rest"]).split()) or (match["what"] or "")
    sides = (question.text[match.start(side) : match.end(side)] for side in ("a", "b"))
    return [understand(f"{side} có bao nhiêu {counted}?", lexicon) for side in sides]


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
    if question.kind in (Kind.WHAT, Kind.WHERE, Kind.WHO, Kind.LIST):
        kind = Kind.PERCENTAGE if "tỷ lệ" in normal(question.text) else Kind.QUANTITY
        if re.search(r"\b(?:số|lượng|bao nhiêu|mấy|tổng|tỷ lệ|giảm|tăng)\b", normal(question.text)):
            return replace(question, kind=kind)
    return question


def _asked_twice(question: Question, lexicon: Lexicon) -> list[Question]:
    """Split "A bao nhiêu X và bao nhiêu Y?"; later parts keep the opening of the first."""
    lowered = normal(question.text)
    if len(re.findall(r"bao nhiêu|\bmấy\b", lowered)) < 2:
        return []
    pieces = [piece.strip(" ?,") for piece in _split_at(question.text, lowered)]
    if len(pieces) < 2:
        return []
    opening = re.split(r"bao nhiêu|\bmấy\b", normal(pieces[0]))[0]
    head = pieces[0][: len(opening)].strip()
    parts = [understand(pieces[0] + "?", lexicon)]
    for piece in pieces[1:]:
        asks, _ = kind_of(normal(piece))
        whole = f"{head} {piece}?" if asks in (Kind.QUANTITY, Kind.PERCENTAGE) else piece
        parts.append(understand(whole, lexicon))
    return parts


def _split_at(text: str, lowered: str) -> list[str]:
    cuts = [
        match
        for match in _ASKED_AGAIN.finditer(lowered)
        if re.search(r"bao nhiêu|\bmấy\b", lowered[: match.start()])
    ]
    pieces, begin = [], 0
    for cut in cuts:
        pieces.append(text[begin : cut.start()])
        begin = cut.end()
    return [*pieces, text[begin:]]
