"""Questions for a part of what was counted ("…, trong đó có bao nhiêu nữ?"): the whole is never the part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from assistant.kinds import Kind
from assistant.lexicon import FUNCTION_WORDS, Lexicon
from assistant.question import Question, same_letters
from assistant.read import Candidate
from assistant.spans import Span, SpanType
from assistant.views import DocumentView, Views
from ingest.places import compounds
from ingest.vietnamese import normal, tokens

_OF_WHICH = re.compile(r"(?<!\w)trong (?:số )?(?:đó|này|ấy)(?!\w)")
_HERE = re.compile(r"(?<!\w)(?:trong đó|trong số (?:đó|này|ấy)|bao gồm|gồm|cụ thể)(?!\w)")
# Words that count anything: they tell no part from another.
# Grammar elsewhere, but of a part they may be all that is said ("bị trả lại").
_TELLING = frozenset("trả lại khác trên dưới".split())
_COUNTERS = frozenset("người đồng chí trường hợp số lượng chiếm tỷ lệ đạt triệu tiền tính".split())
# Where what is said of one figure ends and what is said of the next begins.
_NEXT = re.compile(
    r"[,;:](?=\s)|\((?=\s*(?:trong|gồm|bao gồm|có)(?!\w))|(?<!\w)(?:và|cùng|với|còn)(?=\s+\d)"
    r"|(?<!\w)trong (?:số )?(?:đó|này|ấy)(?!\w)|[.](?=\s|$)"
)
_SAID = 0.5  # share of a part's words that must stand with its figure
_TOLD = 0.5  # share of a question's weight that a sentence and its surroundings must hold to be of it
_COUNTS = (Kind.QUANTITY, Kind.PERCENTAGE)


def part_words(question: Question, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words that only the part has; none where a question asks for no part.

    "… kết nạp đảng viên, trong đó có bao nhiêu đảng viên nữ?" → ("nữ",).
    """
    lowered = normal(question.text)
    said = _OF_WHICH.search(lowered)
    if said is None or question.kind not in _COUNTS:
        return ()
    found = lexicon.expand(tokens(question.text))
    whole = [token for token, _, end in found if end <= said.start()]
    part = [token for token, start, _ in found if start >= said.end()]
    # "Xã" of "xã hội hóa" is not that of "thị xã", which the whole is of.
    own = {word for pair in {*pairwise(part)} & compounds() - {*pairwise(whole)} for word in pair}
    empty = (FUNCTION_WORDS - _TELLING) | _COUNTERS | ({*whole} - own)
    return tuple(same_letters(token, question.folded) for token in part if token not in empty)


def of_the_part(
    question: Question, candidates: Sequence[Candidate], views: Views, lexicon: Lexicon
) -> list[Candidate]:
    """Return the candidates whose figure is told of the part that is asked for, if one is."""
    words = part_words(question, lexicon)
    if not words:
        return _without_wholes(question, candidates, views)
    return [one for one in candidates if _is_told(words, question, one, views[one.document_id])]


def told_part(
    question: Question, candidates: Iterable[Candidate], views: Views, lexicon: Lexicon
) -> Candidate | None:
    """Return the one figure that a sentence gives as the part's: "37 văn bản, trong đó … 27 công văn".

    The reader, taught on plain questions, often doubts it. None where no figure is told so, or several are.

    Args:
        candidates: Those that ``of_the_part`` left.
    """
    words = part_words(question, lexicon)
    told: dict[str, Candidate] = {}
    for one in candidates:
        if not words or one.span is None or one.support.missing or one.features["other_place"]:
            continue
        if (one.span.type is SpanType.PERCENT) is not (question.kind is Kind.PERCENTAGE):
            continue
        if _after_whole(one, views) and one.features["here"] >= _TOLD:
            text = views[one.document_id].document.text
            told.setdefault(text[one.span.start : one.span.end], one)
    return next(iter(told.values())) if len(told) == 1 else None


def _without_wholes(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out a whole where its sentence tells of the very part that is asked for.

    "… bao nhiêu đảng viên nữ?" of "kết nạp 512 đảng viên, trong đó 296 đảng viên nữ".
    """
    asked = [same_letters(token, question.folded) for token in question.right]
    if len(asked) < 2 or question.kind not in _COUNTS:
        return list(candidates)
    parts = [
        one
        for one in candidates
        if one.span
        and _after_whole(one, views)
        and _is_told(asked, question, one, views[one.document_id], 1.0)
    ]
    return [
        one
        for one in candidates
        if not any(_is_whole_of(one, part, asked, question, views) for part in parts)
    ]


def _after_whole(one: Candidate, views: Views) -> bool:
    """Tell whether a candidate's figure stands after "trong đó" and a figure before that."""
    view = views[one.document_id]
    assert one.span
    opening = normal(view.document.text[view.sentence(one.sentence).start : one.span.start])
    said = _HERE.search(opening)
    return said is not None and re.search(r"\d", opening[: said.start()]) is not None


def _is_whole_of(
    one: Candidate, part: Candidate, asked: Sequence[str], question: Question, views: Views
) -> bool:
    """Tell whether a figure is the one that a part of it is told after, without the part's last word."""
    if one.span is None or part.span is None or one.span.type is not part.span.type:
        return False
    same = (one.document_id, one.sentence) == (part.document_id, part.sentence) and one.start == part.start
    if not same:
        return False
    between = normal(views[one.document_id].document.text[one.span.end : part.span.start])
    if not _HERE.search(between):
        return False
    return not _is_told(asked[-1:], question, one, views[one.document_id])


def _is_told(
    words: Sequence[str], question: Question, one: Candidate, view: DocumentView, share: float = _SAID
) -> bool:
    """Tell whether a part's words stand with a candidate's figure: most of them, and the last of all."""
    start, end = stretch(one, view)
    said = {
        same_letters(token, question.folded)
        for token, s, e in view.sentence(one.sentence).tokens
        if s >= start and e <= end
    }
    return words[-1] in said and sum(word in said for word in words) >= share * len(words)


def stretch(one: Candidate, view: DocumentView) -> tuple[int, int]:
    """Return what is said of a candidate's figure alone; of one without a figure its clause."""
    if one.span is None:
        return one.start, one.end
    return stretch_of(one.span, one.start, one.end, view)


def stretch_of(span: Span, start: int, end: int, view: DocumentView) -> tuple[int, int]:
    """Return the part of a clause ``start:end`` that tells of one figure in it."""
    lowered = normal(view.document.text[start:end])
    first, last = span.start - start, span.end - start
    ends = list(_NEXT.finditer(lowered))
    begin = max((match.end() for match in ends if match.end() <= first), default=0)
    stop = min((match.start() for match in ends if match.start() >= last), default=len(lowered))
    return start + begin, start + stop
