"""Small words that a claim must have where its source has them: or, some, may, will, only, if, except."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from assistant.lexicon import FUNCTION_WORDS
from assistant.told import Told

_NEAR = 4  # tokens between such a word and the word of meaning that it goes with
_Run = tuple[str, ...]


def _runs(words: str) -> frozenset[_Run]:
    return frozenset(tuple(word.split()) for word in words.split("|"))


# A claim has one only where a source has it, before the same word or after it.
_ADDED = _runs(
    "hoặc|một số|một phần|một vài|hầu hết|phần lớn|đa số|đa phần|tất cả|toàn bộ|toàn thể|mọi|bất kỳ|chỉ|phải"
    "|buộc|cần|nên|có thể|được phép|có quyền|kể cả|trừ|dù|dẫu|tuy|trở lên|trở xuống|đang|sẽ|vẫn|từng"
    "|trước đây|luôn|thường xuyên|ngay|cấm|chưa|duy nhất|lần đầu|đầu tiên|cuối cùng"
)
# A claim that takes over the words around one takes it over too.
_KEPT = _runs(
    "hoặc|một số|hầu hết|phần lớn|đa số|một phần|có thể|sẽ|dự kiến|phấn đấu|nghiêm cấm|cấm|tạm thời"
)
_NOT_YET = frozenset("đang sẽ chưa".split())
_CONDITION = re.compile(
    r"(?<!\w)(?:nếu(?! có$| có )|trừ|ngoại trừ|trường hợp|với điều kiện|chỉ khi"
    r"|(?<!sau )(?<!trước )(?<!trong )(?<!đến )khi)(?!\w)"
)
_IF = re.compile(r"(?<!\w)nếu(?! có(?!\w))(?!\w)")
_STRICT = re.compile(r"(?<!\w)(?:nếu(?! có(?!\w))|trừ|ngoại trừ|với điều kiện|chỉ khi)(?!\w)")
_RULES = re.compile(r"(?<!\w)(?:phải|bị|được phép|không được|có thể|có quyền|xử lý|trường hợp)(?!\w)")
_MOST = 0.5  # share of a claim's words in a stretch of a source that makes it the stretch meant


def small_words_kept(claim: Told, sources: Sequence[Told]) -> bool:
    """Tell whether a claim's small words stand as in its sources.

    Args:
        claim: What is to be proved.
        sources: What is to prove it, the sentence that holds most of it first.
    """
    return (
        all(any(_stands(run, beside, source) for source in sources) for run, beside in _beside(claim))
        and not _leaves_out(claim, sources[0])
        and not _done_too_soon(claim, sources)
        and not _unconditional(claim, sources[0])
        and not (_IF.search(claim.joined) and not any(_CONDITION.search(source.joined) for source in sources))
    )


@lru_cache(maxsize=1)
def _by_first() -> dict[str, list[_Run]]:
    return {
        first: sorted((run for run in _ADDED | _KEPT if run[0] == first), key=len, reverse=True)
        for first in {run[0] for run in _ADDED | _KEPT}
    }


def _found(told: Told) -> list[tuple[_Run, int]]:
    """Return the small words of a text with their places, the longest where several begin."""
    found: list[tuple[_Run, int]] = []
    openings = _by_first()
    for at, word in enumerate(told.words):
        if word in openings and at not in told.in_names:
            run = next((run for run in openings[word] if told.words[at : at + len(run)] == run), None)
            if run:
                found.append((run, at))
    return found


def _beside(claim: Told) -> list[tuple[_Run, tuple[str, str]]]:
    """Return each small word that a claim may not add, with the words of meaning before and after it."""
    return [(run, _neighbours(claim, at, len(run))) for run, at in _found(claim) if run in _ADDED]


def _neighbours(told: Told, at: int, size: int) -> tuple[str, str]:
    before = (told.words[i] for i in range(at - 1, -1, -1) if told.words[i] not in FUNCTION_WORDS)
    after = (told.words[i] for i in range(at + size, len(told.words)) if told.words[i] not in FUNCTION_WORDS)
    return next(before, ""), next(after, "")


def _stands(run: _Run, beside: tuple[str, str], source: Told) -> bool:
    """Tell whether a source has a small word close before or after the same words."""
    before, after = beside
    if not source.has(run):
        return False
    for at, word in enumerate(source.words):
        if word != run[0] or source.words[at : at + len(run)] != run:
            continue
        end = at + len(run)
        if after and after in source.words[end : end + _NEAR]:
            return True
        if before and before in source.words[max(0, at - _NEAR) : at]:
            return True
    return False


def _leaves_out(claim: Told, source: Told) -> bool:
    """Tell whether a claim has the words around a small word of its source, but not the word."""
    kept = [(run, at) for run, at in _found(source) if run in _KEPT]
    if not kept:
        return False
    mine = {(run, _neighbours(claim, at, len(run))) for run, at in _found(claim)}
    said = frozenset(pairwise(word for word in claim.words if word not in FUNCTION_WORDS))
    for run, at in kept:
        beside = _neighbours(source, at, len(run))
        if beside in said and (run, beside) not in mine:
            return True
        following = [w for w in source.words[at + len(run) :] if w not in FUNCTION_WORDS][:2]
        if len(following) == 2 and tuple(following) in said and not claim.has(run):
            return True
    return False


def _done_too_soon(claim: Told, sources: Sequence[Told]) -> bool:
    """Tell whether a claim says "đã" of what its sources say is going on, to come or not yet done."""
    for at, word in enumerate(claim.words):
        if word != "đã":
            continue
        following = next((w for w in claim.words[at + 1 :] if w not in FUNCTION_WORDS), "")
        for source in sources:
            for place, other in enumerate(source.words):
                if other == following:
                    before = set(source.words[max(0, place - 3) : place])
                    if before & _NOT_YET and "đã" not in before:
                        return True
    return False


def _unconditional(claim: Told, source: Told) -> bool:
    """Tell whether a claim states plainly what its source states under a condition or with an exception."""
    if _CONDITION.search(claim.joined):
        return False
    if not _CONDITION.search(source.joined):
        return False
    words = claim.content_set
    for start, end in _stretches(source.text):
        said = source.said_in(start, end)
        if len(words & set(said.split())) < _MOST * len(words):
            continue
        if _STRICT.search(said) or (_CONDITION.search(said) and _RULES.search(said)):
            return True
    return False


def _stretches(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of the parts between semicolons."""
    ends = [match.start() for match in re.finditer(";", text)]
    return list(zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True))
