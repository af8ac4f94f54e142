"""Does a claim say it in its sources' words? None beyond theirs, and those of one clause in their order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from assistant.facts import NameKind
from assistant.lexicon import FUNCTION_WORDS
from assistant.told import Told
from ingest.vietnamese import syllables

REACH = 8  # tokens from a word of the source to the next that a claim takes over
REACH_OF_FIGURE = 40  # the same, to a figure: it may stand far behind what it counts

# Words that a claim may have though its sources do not, and anywhere: nothing about them could be false.
_NEUTRAL = (
    "số|số lượng|tổng số|toàn|mới|mô hình|tỉnh|huyện|xã|thực hiện|tiến hành|ban hành|đạt|chiếm|gồm|bao gồm"
    "|nêu|nêu rõ|nói|ghi|ghi rõ|quy định|cho biết|cụ thể|hiện tại|tài liệu|văn bản|bài viết|đối với"
    "|liên quan|thông qua|như sau|chịu trách nhiệm|trách nhiệm|sử dụng|dùng|tức|tức là|nói trên|nêu trên"
    "|tương ứng|kết quả|nội dung|vấn đề|mức|tỷ lệ|lượng|lập|dựa|căn cứ|nhằm|mục đích|góp phần|tiếp tục|phần"
    "|thêm|nhìn chung|bảo đảm|đảm bảo|bên cạnh|đồng thời|ngoài ra|phù hợp|như vậy|do đó"
)
# Whoever acts; where the sources name them, they stay in their places.
_ACTORS = "cán bộ|đồng chí|đơn vị|cơ quan|ông|bà|địa phương"
_COUNTING, _BACK = frozenset("số lệ mức".split()), 6
_BOUNDS = frozenset("gần hơn khoảng chừng trên dưới".split())  # proved with their figures


@lru_cache(maxsize=1)
def _neutral() -> Mapping[str, Sequence[tuple[str, ...]]]:
    """Return the neutral words by their first syllable, the longer first."""
    runs = sorted(
        (tuple(syllables(word)) for word in f"{_NEUTRAL}|{_ACTORS}".split("|")), key=len, reverse=True
    )
    return {first: [run for run in runs if run[0] == first] for first in {run[0] for run in runs}}


_ACTING = frozenset(tuple(syllables(word)) for word in _ACTORS.split("|"))


def stated(told: Told) -> list[int]:
    """Return the indexes of the tokens that a claim states: words of meaning, outside lead-ins and places.

    A place may be implicit in its source; names are proved by themselves.
    """
    outside = told.in_facts | told.in_lead_ins | told.tokens_in(told.named(NameKind.PLACE))
    return [
        at
        for at, token in enumerate(told.words)
        if token.isalpha() and token not in FUNCTION_WORDS and at not in outside
    ]


def _moving(told: Told, held: Collection[str]) -> frozenset[int]:
    """Return the indexes of the tokens that are parts of neutral words; of actors only those not held."""
    found: set[int] = set()
    openings = _neutral()
    for at, word in enumerate(told.words):
        for run in openings.get(word, ()):
            end = at + len(run)
            if told.words[at:end] != run:
                continue
            if told.words[at - 1 : at] == ("cấp",) or told.words[end : end + 1] == ("ủy",):
                continue  # "cấp tỉnh", "tỉnh ủy"
            if run not in _ACTING or not all(part in held for part in run):
                found.update(range(at, end))
                break
    return frozenset(found)


def in_their_words(
    claim: Told, indexes: Sequence[int], sources: Sequence[Told], about: Collection[str]
) -> bool:
    """Tell whether a claim has no word of its own, and its neighbouring words are neighbours in a source.

    Words on both sides of a clause's end are no neighbours: clauses may change places.

    Args:
        claim: What is to be proved.
        indexes: Of the tokens that it states.
        sources: What is to prove it.
        about: Words of the sources' titles.
    """
    places = [_places(source) for source in sources]
    held = {word for at in places for word in at}
    moving = _moving(claim, held)
    fixed = [at for at in indexes if at not in moving]
    if any(claim.words[at] not in held and claim.words[at] not in about for at in fixed):
        return False
    marks = [(at, claim.words[at], False) for at in fixed if claim.words[at] not in _BOUNDS]
    marks += [(claim.index_at(fact.start), fact.key, True) for fact in claim.facts]
    seams, reached = 0, [frozenset[int]()] * len(places)  # where the words so far may end in each source
    held_marks = sorted(mark for mark in marks if mark[1] in held)
    for before, (second, other, counts) in zip([None, *held_marks], held_marks, strict=False):
        here = [frozenset(at.get(other, ())) for at in places]
        if before is None or before[2] or _parted(claim, before[0], second):
            reached = here  # clauses may change places; what a figure counts is proved with it
            continue
        if not any(mine and theirs for mine, theirs in zip(reached, here, strict=True)):
            seams, reached = seams + 1, here
            continue
        least, most = (
            (1, REACH) if not counts else (-_BACK if _names_a_count(claim, before[0]) else 1, REACH_OF_FIGURE)
        )
        reached = [
            frozenset(b for b in theirs if any(least <= b - a <= most for a in mine))
            for mine, theirs in zip(reached, here, strict=True)
        ]
        if not any(reached):
            return False
    return seams < len(sources)


def _parted(claim: Told, first: int, second: int) -> bool:
    return claim.breaks_between(claim.tokens[first][1], claim.tokens[second][1])


def _names_a_count(claim: Told, at: int) -> bool:
    """Tell whether a word belongs to what is counted: "số đảng viên trẻ là 45" for "45 đảng viên trẻ"."""
    return not _COUNTING.isdisjoint(claim.words[max(0, at - _BACK) : at])


def _places(told: Told) -> dict[str, list[int]]:
    """Return where each word and fact of a sentence stands, by tokens."""
    found: dict[str, list[int]] = {}
    for at, word in enumerate(told.words):
        found.setdefault(word, []).append(at)
    for fact in told.facts:
        for key in fact.proves:
            found.setdefault(key, []).append(told.index_at(fact.start))
    return found
