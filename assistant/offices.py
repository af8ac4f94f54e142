"""Offices: which one a person holds, and who holds the one that a question asks for.

A text tells offices beside the name: "Ông A, Ủy viên Ban Thường vụ, Trưởng Ban Tổ chức Tỉnh ủy" or
"Giám đốc Sở Văn hóa B".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum

from assistant.confidence import BY_RULE
from assistant.found import Found, Quote
from assistant.lexicon import FUNCTION_WORDS
from assistant.question import OFFICE, Question, same_letters, with_full_rank
from assistant.records import Passage
from assistant.retrieve import contains_run
from assistant.scope import names_other_place
from assistant.spans import Span, SpanType
from assistant.turn import names_another
from assistant.views import DocumentView, Sentence, Views
from ingest.vietnamese import fold_accents, normal

_ROLE_WORDS = (
    r"(?:ủy viên|phó|trưởng|bí thư|chủ tịch|giám đốc|chuyên viên|chánh|thứ trưởng|bộ trưởng|cục|vụ trưởng"
    r"|tổng|chủ nhiệm|thường trực|đại biểu|hiệu trưởng|kế toán|thư ký|tổ trưởng|tổ phó|nguyên|quyền"
    r"|đội trưởng|thủ tướng)"
)
_NAMED_TO = (
    r"(?:được )?(?:(?:bổ nhiệm|bầu|chỉ định|phân công|điều động|giao)(?: làm| giữ(?: chức(?: vụ)?)?)?"
    r"|giữ(?: chức(?: vụ)?)?)"
)
# "…, Trưởng phòng Nội vụ làm Tổ phó": two offices
_ROLE_AFTER = re.compile(
    rf"(?:\s*[,–-]\s*(?:(?:là|làm|{_NAMED_TO})\s+)?|\s*\(\s*|\s+(?:là|làm|{_NAMED_TO})\s+)({_ROLE_WORDS}(?:(?!\s+làm\s)[^,;:.()–])*)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^()]*\)")
# "đồng chí X, khi ấy là trưởng bản": who holds it today is another
_THEN = re.compile(
    r"\s*[,(]?\s*(?:khi (?:ấy|đó)|lúc (?:ấy|đó)|hồi (?:ấy|đó)|bấy giờ|trước (?:đây )?|nguyên)\s*là\s",
    re.IGNORECASE,
)
_ASKS_OF_THEN = re.compile(r"(?<!\w)(?:trước|cũ|nguyên|khi|lúc|hồi|từng|năm \d+|tháng \d+)(?!\w)")
_ROLE_BEFORE = re.compile(
    rf"({_ROLE_WORDS}[^,;:.()]{{3,100}}?)\s+(?:là\s+)?(?:đồng chí|ông|bà)?\s*$", re.IGNORECASE
)
_GIVEN = re.compile(r"\s+(?:được )?(?:giao|trao|chuyển)(?: lại)? cho(?!\w)", re.IGNORECASE)
# "Phó Bí thư Thường trực" is a "Phó Bí thư"; who acts for the holder is one for those who ask
_QUALIFYING = frozenset({"thường", "trực", "quyền"})
_LEVELS = frozenset("trung ương tỉnh thành phố huyện quận thị xã phường trấn thôn".split())
# Bodies that have the same offices and are never one another, whatever else stands near. Who leads the
# committee leads the organisation: "Đảng ủy" and "Đảng bộ" are one here.
_BODIES = {
    ("đảng", "ủy"): "party", ("đảng", "bộ"): "party", ("chi", "ủy"): "cell", ("chi", "bộ"): "cell",
    ("đảng", "đoàn"): "group", ("ủy", "ban"): "committee", ("hội", "đồng"): "council",
    ("đoàn", "thanh"): "youth", ("hội", "nông"): "farmers", ("hội", "phụ"): "women",
    ("hội", "cựu"): "veterans", ("mặt", "trận"): "front",
}  # fmt: skip
_BEHIND = (
    8  # tokens after an office in which its place may be told: "Bí thư Chi bộ tổ 7, phường A (thành phố B)"
)

_MENTIONS = 4  # offices of one person that are looked at in a document


def answer_role(question: Question, passages: Sequence[Passage], views: Views) -> Found | None:
    """Answer "… giữ chức vụ gì?" with what stands beside the person's name; None without it."""
    for person in question.persons:
        for passage in passages:
            view = views[passage.chunk.document_id]
            for index in view.sentences_in(passage.chunk.start, passage.chunk.end):
                found = _role_in(view, view.sentence(index), person)
                if found is not None:
                    return found
    return None


def _role_in(view: DocumentView, sentence: Sentence, person: tuple[str, ...]) -> Found | None:
    text = view.document.text
    size = len(person)
    for at in range(len(sentence.tokens) - size + 1):
        if tuple(token for token, _, _ in sentence.tokens[at : at + size]) != person:
            continue
        first, last = sentence.tokens[at][1], sentence.tokens[at + size - 1][2]
        offices = _offices_beside(text, sentence, first, last)
        if offices:
            start, end = offices[0][0], offices[-1][1]
            short = " ".join(text[start:end].split())
            shown = f"{text[first:last]}: **{short}**"
            quote = Quote(view.document.id, min(first, start), max(last, end))
            return Found(short, ((shown, (quote,)),), BY_RULE)
    return None


def _offices_beside(text: str, sentence: Sentence, first: int, last: int) -> list[tuple[int, int]]:
    """Return the stretches that name offices of the person ``text[first:last]``: after it, else before."""
    others = [span for span in sentence.spans if span.type is SpanType.PERSON]
    limit = min([sentence.end, *(other.start for other in others if other.start >= last)])
    offices: list[tuple[int, int]] = []
    end = last
    while (match := _office_behind(text, end, sentence.end)) and match.end() <= limit:
        end = match.end()
        offices.append((match.start(1), match.start(1) + len(match.group(1).rstrip())))
    if offices:
        return offices
    begin = max([sentence.start, *(other.end for other in others if other.end <= first)])
    before = _ROLE_BEFORE.search(text, begin, first)
    if not before:
        return []
    given = _GIVEN.search(text, *before.span(1))  # "chức trưởng bản được giao cho bà B"
    return [(before.start(1), given.start() if given else before.end(1))]


def _office_behind(text: str, start: int, stop: int) -> re.Match[str] | None:
    """Find an office right behind a place in the text, or behind brackets that say something else."""
    match = _ROLE_AFTER.match(text, start, stop)
    aside = None if match else _ASIDE.match(text, start, stop)
    return _ROLE_AFTER.match(text, aside.end(), stop) if aside else match


def told_until(view: DocumentView, sentence: Sentence, person: Span) -> int:
    """Return where the offices told after a person end; the person's own end without any."""
    told = _offices_beside(view.document.text, sentence, person.start, person.end)
    return max([person.end, *(end for _, end in told)])


class Holds(Enum):
    """Whether a person beside whom offices are told holds the one that a question asks for."""

    YES = "yes"
    NO = "no"  # other offices are told
    UNTOLD = "untold"


def holds(question: Question, view: DocumentView, sentence: Sentence, person: Span) -> Holds:
    """Compare the offices told beside a person with the one that a question asks for (``office``).

    They are the same when one begins with the other, word by word; what the text leaves out ("Trưởng Ban Tổ
    chức Đảng ủy Khối") must stand right behind or in the document's title, place or publisher, and a place
    in it must be one that the question names, if it names any. They differ in rank or in the body's name.
    An office without its body ("Bí thư"), or one whose body may have another name, tells nothing.
    """
    if len(question.office) <= _head_size(question.office):
        return Holds.UNTOLD
    text = view.document.text
    if _THEN.match(text, person.end, sentence.end) and not _ASKS_OF_THEN.search(normal(question.text)):
        return Holds.NO
    told = _offices_beside(text, sentence, person.start, person.end)
    if not told:
        return Holds.NO if _is_another(question, view, person) else Holds.UNTOLD
    compared = [_same(question, view, sentence, stretch) for stretch in told]
    if any(compared):
        return Holds.YES
    return Holds.UNTOLD if None in compared else Holds.NO


def _is_another(question: Question, view: DocumentView, person: Span) -> bool:
    """Tell whether a document tells elsewhere which offices a person holds, none the one asked for."""
    text = view.document.text
    compared: list[bool | None] = []
    at = text.find(name := text[person.start : person.end])
    while at >= 0 and len(compared) < _MENTIONS:
        sentence = view.sentence(view.sentences_in(at, at + len(name))[0])
        told = _offices_beside(text, sentence, at, at + len(name))
        compared += [_same(question, view, sentence, stretch) for stretch in told]
        at = text.find(name, at + len(name))
    return bool(compared) and not any(same is not False for same in compared)


def _same(
    question: Question, view: DocumentView, sentence: Sentence, stretch: tuple[int, int]
) -> bool | None:
    """Tell whether a stretch names the office asked for; None when it says too little."""
    places = [
        span
        for span in sentence.spans
        if span.type is SpanType.PLACE and stretch[0] <= span.start and span.end <= stretch[1]
    ]
    if names_other_place(question, view, sentence, *stretch) or names_another(question, view, *stretch):
        return False
    asked = _forms(question.office, question.folded)
    own = with_full_rank(
        token
        for token, start, end in sentence.tokens
        if stretch[0] <= start
        and end <= stretch[1]
        and token not in FUNCTION_WORDS
        and not any(span.start <= start and end <= span.end for span in places)
    )
    held = _forms(own, question.folded)
    held = [token for token in held if token not in _QUALIFYING or token in asked]
    rank = asked[: _head_size(asked)]
    if held[: len(rank)] != rank or _head_size(held) != len(rank):
        return False
    if _standing(asked, len(rank)) and not _standing(held, len(rank)):
        return False  # of a "Tổ phó" nobody knows that he is the "Tổ phó thường trực"
    if len(held) == len(rank):
        return True if _of_that_body(asked, len(rank), question, sentence, stretch[0]) else None
    asked = _written_out(asked, held)
    if question.places and _ends_with_level(asked, len(rank)) and not (_LEVELS - {"thôn"}) & {*held}:
        # "Trưởng phòng Nông nghiệp huyện X" ("… và Phát triển nông thôn"): the place is compared as one
        asked = asked[:-1]
    bodies = {_body(office, len(rank), question.folded) for office in (asked, held)}
    if "" not in bodies and len(bodies) > 1:
        return False
    behind = [token for token, start, _ in sentence.tokens if start >= stretch[1]][:_BEHIND]
    near = {*_forms(view.context, question.folded), *_forms(behind, question.folded)}
    levels = _forms(_LEVELS, question.folded)
    for at, (wanted, told) in enumerate(zip(asked, held, strict=False)):
        if wanted != told:
            # "công ty Sông Xanh" and "Sông Xanh" may be one body, "Ban Tổ chức" and "Ban Dân vận" are not.
            named = wanted in held or (wanted in near and wanted not in levels)
            return None if named or told in asked[at:] else False
    return True if set(asked[len(held) :]) <= near else None


def _ends_with_level(office: Sequence[str], rank: int) -> bool:
    """Tell whether an office goes on with a level behind its body, of a body that not every level has."""
    return len(office) > rank + 1 and office[-1] in _LEVELS and not _body(office, rank, False)


def _of_that_body(
    asked: Sequence[str], rank: int, question: Question, sentence: Sentence, start: int
) -> bool:
    """Tell whether a sentence names the body ahead of a bare rank: "Ban Chỉ đạo do ông X làm Trưởng ban"."""
    ahead = [token for token, _, end in sentence.tokens if end <= start and token not in FUNCTION_WORDS]
    body = asked[rank - 1 : rank + 1]
    return len(body) == 2 and contains_run(_forms(ahead, question.folded), body)


def _standing(office: Sequence[str], at: int) -> bool:
    """Tell whether an office's rank is followed by "thường trực"."""
    return [fold_accents(token) for token in office[at : at + 2]] == ["thuong", "truc"]


def _body(office: Sequence[str], at: int, folded: bool) -> str:
    """Return the kind of body that an office's words name behind its rank; "" for one that is not told of."""
    bodies = {tuple(_forms(words, folded)): kind for words, kind in _BODIES.items()}
    return bodies.get(tuple(office[at : at + 2]), "")


def _written_out(asked: Sequence[str], held: Sequence[str]) -> list[str]:
    """Write out a short form where the office held has words with those initials ("ban TC")."""
    for at, token in enumerate(asked):
        words = held[at : at + len(token)]
        if len(words) > 1 and fold_accents("".join(word[0] for word in words)) == fold_accents(token):
            return [*asked[:at], *words, *_written_out(asked[at + 1 :], held[at + len(words) :])]
    return list(asked)


def _forms(found: Iterable[str], folded: bool) -> list[str]:
    return [same_letters(token, folded) for token in found]


def _head_size(office: Sequence[str]) -> int:
    """Return how many of its first tokens only say the rank: "phó bí thư" of "phó bí thư tỉnh ủy"."""
    match = OFFICE.match(" ".join(office))
    return len(match.group().split()) if match else 1
