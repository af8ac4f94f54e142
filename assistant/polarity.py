"""Small words that turn a statement round: not, nearly, more, should, deputy. A claim must keep them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from assistant.facts import Fact
from assistant.lexicon import FUNCTION_WORDS
from assistant.told import Told

_NOT = frozenset("không chưa chẳng chả chớ đừng".split())
_NOT_A_DENIAL = frozenset("chỉ những ngừng khí gian".split())  # không chỉ, không ngừng, không khí
# Before a figure: it is a bound, or near. Some stand a little before it ("ít nhất là 6", "trước ngày 5").
_NEARLY = frozenset("gần hơn trên dưới khoảng chừng ngót xỉ quá thiểu đa vượt nhất trước sau".split())
_PASSED = frozenset("là ngày tháng năm quý vào".split())
_OPPOSITES = (
    ("tăng", "giảm"),
    ("cao", "thấp"),
    ("nhiều", "ít"),
    ("hơn", "kém"),
    ("trước", "sau"),
    ("đầu", "cuối"),
    ("nam", "nữ"),
    ("tốt", "xấu"),
    ("mới", "cũ"),
    ("trong", "ngoài"),
    ("lớn", "nhỏ"),
    ("đạt", "thiếu"),
    ("được", "bị"),
    ("thuộc", "ngoài"),
    ("thành lập", "giải thể"),
    ("khen thưởng", "kỷ luật"),
    ("kết nạp", "khai trừ"),
    ("bổ nhiệm", "miễn nhiệm"),
    ("ban hành", "bãi bỏ"),
    ("đồng ý", "phản đối"),
    ("hoàn thành", "dở dang"),
)
_OTHERS: dict[str, frozenset[str]] = {
    word: frozenset(other for pair in _OPPOSITES for one, other in (pair, pair[::-1]) if one == word)
    for word in {word for pair in _OPPOSITES for word in pair}
}
# What a claim may say only when its source does.
_WEIGHTY = frozenset(
    """không chưa chẳng tăng giảm cao thấp nhiều ít hơn kém nhất duy gấp vượt gần khoảng chừng ngót tối thiểu
    đa mọi chỉ luôn buộc cấm miễn phó nguyên vì nhờ khiến bởi dẫn nếu sẽ""".split()
)
# These turn with what follows them ("trước 50 điểm" for "từ 50 điểm"): a claim keeps the two together.
_SIDES = frozenset("trước sau ngoài trên dưới".split())
_WHEN = frozenset("khi lúc thời".split())  # "sau sắp xếp" is "sau khi sắp xếp"
_NUMBER_WORDS = frozenset(
    "trăm nghìn ngàn triệu tỷ chục nửa rưỡi mươi mười hai ba bốn sáu bảy tám chín".split()
)
_WEIGHTY_IN_TEXT = re.compile(
    r"(?<!\w)(?:bắt buộc|đầu tiên|cuối cùng|tất cả|toàn bộ|toàn thể|dự kiến|phấn đấu"
    r"|bao nhiêu|là gì|là ai|thế nào|khi nào|vì sao|tại sao|ở đâu"  # the question said again
    r"|(?:năm|quý|tháng|tuần|ngày) (?:nay|ngoái|trước|sau|tới|này))(?!\w)"
)
# Of what such a word says is gone, what remains must not be told.
_UNDOING = frozenset("xóa giảm bỏ cắt mất thiếu hủy loại chống ngừng tránh trừ hết".split())
_INTENDED = re.compile(
    r"(?<!\w)(?:dự kiến|phấn đấu|mục tiêu|chỉ tiêu|sẽ|đề nghị|kiến nghị|đề xuất|có thể|nếu|hướng tới|dự thảo"
    r"|yêu cầu|cần)(?!\w)"
)
_FAR = 80  # characters
_DONE = re.compile(r"(?<!\w)(?:đã|được|đến nay|hiện|có)(?!\w)")
_IN_ORDER = re.compile(r"(?<!\w)(?:lần lượt|tương ứng|theo thứ tự)(?!\w)")
_RANKS = frozenset("bí chủ trưởng giám ủy chuyên hiệu thủ chánh bộ thứ tổng phó viện cục vụ".split())
_LESSER = frozenset("phó nguyên cựu quyền thứ".split())


def lost_or_added(claim: Told, sources: Sequence[Told]) -> bool:
    """Tell whether a claim adds a weighty word, denies what is not denied, or loses a denial or "deputy".

    Args:
        claim: What is to be proved.
        sources: What is to prove it, the sentence that holds most of it first.
    """
    held = frozenset().union(*(source.word_set for source in sources))
    pairs = frozenset().union(*(source.pairs for source in sources))
    for word, following in _spoken(claim):
        if word in _WEIGHTY and word not in held:
            return True
        if word in _SIDES and (word not in held if following in _WHEN else (word, following) not in pairs):
            return True
        if word in _NUMBER_WORDS and (word, following) not in pairs:
            return True
    texts = " ".join(source.joined for source in sources)
    if any(match.group() not in texts for match in _WEIGHTY_IN_TEXT.finditer(claim.joined)):
        return True
    if any(_around_not(source) & claim.pairs - pairs for source in sources) or _around_not(claim) & pairs:
        return True
    said, denied = _denials(claim)
    if not denied <= {word for source in sources for word in _denials(source)[1]}:
        return True
    told, refuted = _denials(sources[0])
    return bool((said & refuted) - told) or _promoted(claim, sources)


def _around_not(told: Told) -> frozenset[tuple[str, str]]:
    """Return the pairs of words with a "not" between them, which come together when it is left out."""
    words = told.words
    return frozenset(
        (words[at - 1], words[at + 1])
        for at in range(1, len(words) - 1)
        if words[at] in _NOT and words[at + 1] not in ("chỉ", "những")
    )


def _spoken(claim: Told) -> list[tuple[str, str]]:
    """Return the words of a claim, each with the next, but for those in names ("Ba Vì") and figures."""
    inside = claim.in_names | claim.in_facts | claim.in_lead_ins
    return [pair for at, pair in enumerate(pairwise([*claim.words, ""])) if at not in inside]


def _denials(told: Told) -> tuple[set[str], set[str]]:
    """Return the words of meaning that are said plainly, and those right after a "not"."""
    plain: set[str] = set()
    denied: set[str] = set()
    open_denial = False
    words = told.words
    for word, following in pairwise([*words, ""]):
        if word in _NOT:
            open_denial = following not in _NOT_A_DENIAL
        elif word not in FUNCTION_WORDS and not (open_denial and word == "thể"):  # không thể …
            (denied if open_denial else plain).add(word)
            open_denial = False
    return plain, denied


def _promoted(claim: Told, sources: Sequence[Told]) -> bool:
    """Tell whether a claim names an office whose source has only the deputy, the former or the acting one."""
    ranks = {word for word in claim.words if word in _RANKS}
    if not ranks:
        return False
    own = set(pairwise(["", *claim.words]))
    theirs = {pair for source in sources for pair in pairwise(["", *source.words])}
    for rank in ranks:
        before = {first for first, second in own if second == rank}
        known = {first for first, second in theirs if second == rank}
        if known and known <= _LESSER and not before <= _LESSER:
            return True
        if known and before & _LESSER - known:
            return True
    return False


def same_sense(claim: Told, fact: Fact, source: Told, proof: Fact) -> bool:
    """Tell whether a figure means in its clause what it means in the source's: nearly, not, up, intended."""
    if _nearly(claim, fact) != _nearly(source, proof):
        return False
    own, theirs = _clause(claim, fact), _clause(source, proof)
    if _opposed(own, theirs):
        return False
    if _UNDOING & set(source.before(proof)) - set(claim.words):
        return False
    denied = bool(_NOT & set(theirs.split()) - _NOT_A_DENIAL)
    if denied and not _NOT & set(claim.words):
        return False
    return not _intended(source, proof) or _INTENDED.search(claim.joined) is not None


def _intended(source: Told, proof: Fact) -> bool:
    """Tell whether a figure is a plan's: by its own clause, or by one before it that still holds."""
    own = _clause(source, proof)
    if _INTENDED.search(own):
        return True
    start = source.clause(proof.start)[0]
    begin = max(start - _FAR, *(source.text.rfind(mark, 0, start) + 1 for mark in ";("))
    before = source.said_in(begin, proof.start)
    return _INTENDED.search(before) is not None and _DONE.search(own) is None


def _opposed(own: str, theirs: str) -> bool:
    here, there = _sides_taken(own), _sides_taken(theirs)
    return any(_OTHERS[word] & there for word in here - there)


@lru_cache(maxsize=1024)  # the same clauses are held against each other figure by figure
def _sides_taken(clause: str) -> frozenset[str]:
    """Return the words of a clause that have an opposite."""
    return frozenset(word for word in _OTHERS if _has(clause, word))


def turns_round(claim: Told, source: Told) -> bool:
    """Tell whether a claim has a word whose opposite stands in the source, and the word itself does not."""
    return _opposed(claim.joined, source.joined)


def _nearly(told: Told, fact: Fact) -> str:
    """Return the word before a figure that makes it a bound ("hơn 100"), "" when there is none."""
    before = told.word_before(fact.start, _PASSED)
    return before if before in _NEARLY else ""


def _clause(told: Told, fact: Fact) -> str:
    return told.said_in(*told.clause(fact.start))


def _has(clause: str, words: str) -> bool:
    return f" {words} " in f" {clause} "


def goes_by_order(source: Told) -> bool:
    """Tell whether a sentence gives figures "respectively": which belongs to what, only its order tells."""
    return _IN_ORDER.search(source.joined) is not None
