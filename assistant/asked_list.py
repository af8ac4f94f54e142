"""What a question wants of a list, and whether a heading or lead-in announces such a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.kinds import Kind
from assistant.question import Question
from ingest.vietnamese import normal

# What documents enumerate, and what they call it otherwise.
_GROUPS = (
    ("tồn tại", "hạn chế", "khó khăn", "yếu kém", "khuyết điểm", "bất cập", "vướng mắc", "thiếu sót"),
    ("kiến nghị", "đề xuất", "đề nghị"), ("mục tiêu", "chỉ tiêu"), ("biện pháp", "giải pháp"), ("nhiệm vụ",),
    ("nguyên nhân",), ("bài học kinh nghiệm", "bài học", "kinh nghiệm"), ("nguyên tắc",), ("quan điểm",),
    ("yêu cầu",), ("mục đích",), ("trách nhiệm",), ("quyền hạn",), ("tiêu chí",), ("tiêu chuẩn",),
    ("hành vi",), ("hình thức",), ("trường hợp",), ("điều kiện",),
)  # fmt: skip
_GROUP_OF = {word: group for group, words in enumerate(_GROUPS) for word in words}
_ITEM = "|".join(sorted(_GROUP_OF, key=len, reverse=True))
_JOIN = r"(?:\s*,\s*(?:và )?| và )"
_ITEMS = rf"(?P<items>(?:{_ITEM})(?:{_JOIN}(?:{_ITEM}))*)(?!\w)"
_TELLS_NO_MORE = r"(?:(?:trọng tâm|chủ yếu|chính|chung|cụ thể|nào đó) )?"
_COUNTS = re.compile(rf"(?:bao nhiêu|mấy|số lượng) (?:nhóm )?{_ITEMS}")
_LISTS = (
    re.compile(rf"(?:những|các) (?:nhóm )?{_ITEMS}[^,;?]*(?:gì|nào)(?!\w)"),
    re.compile(
        rf"{_ITEMS} {_TELLS_NO_MORE}(?:của [\w ]{{1,60}} )?"
        r"(?:(?:là|gồm|bao gồm) )?(?:những )?(?:gì|nào)(?!\w)"
    ),
    re.compile(rf"^(?:các |những )?{_ITEMS} [\w ]{{1,80}}? (?:là|gồm|bao gồm) (?:những )?(?:gì|nào)(?!\w)"),
    re.compile(rf"(?:kể|nêu|liệt kê)(?: \w+){{0,3}}? (?:các|những) {_ITEMS}"),
)  # fmt: skip
_VERBS = frozenset({"yêu cầu", "tồn tại"})  # "Sở yêu cầu gì?" asks for no list of that name
_TASKS = re.compile(
    r"(?:làm|thực hiện|phụ trách|được giao|được phân công|chịu trách nhiệm|có (?:nhiệm vụ|trách nhiệm))"
    r"(?: về| thực hiện| làm)?(?: những| các)?"
    r"(?: việc| nhiệm vụ| công việc| nội dung| phần việc)? (?:gì|nào)(?!\w)"
)
BODY = re.compile(
    r"(?:sở|bộ|ban|phòng|ubnd|ủy ban|uỷ ban|hđnd|văn phòng|hội|đoàn|cục|chi cục|công an|đảng|trường"
    r"|trung tâm|mặt trận|liên minh|kho bạc|thanh tra|tỉnh đoàn|huyện đoàn)(?!\w)"
)
_OF_BODY = re.compile(
    r"(?:trách nhiệm|nhiệm vụ)(?:(?:,| và) quyền hạn)? (?:của )?(?P<of>.+)"
    r"|(?P<has>.+?) có (?:trách nhiệm|nhiệm vụ(?:(?:,| và) quyền hạn)?)(?: sau(?: đây)?)?"
)
_BEFORE_ITEM = re.compile(r"(?:(?:một số|các|những|về|phương hướng|định hướng)\s*(?:,|và)?\s+)*")
_IN_PROSE = re.compile(
    rf"(?:các|những|một số|\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|có) (?:nhóm )?{_ITEMS}"
)
# "báo gồm" is how scanned pages read "bao gồm".
_CONSISTS = re.compile(r",? (?:b[aá]o )?gồm(?: có)?(?: các loại)?(?: sau(?: đây)?)?$")
_WHICH = re.compile(r"(?:những|các) (?P<thing>\w+ \w+) (?:nào|gì)(?!\w)")
_MANY = r"các|những|một số|\d+|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười"


@dataclass(frozen=True, slots=True)
class AskedList:
    """What a question wants of a list.

    Attributes:
        words: The words for its items, as the question has them; empty where a heading's own words are asked.
        counts: Their number is asked.
        tasks: The list under the name of a body is asked ("Sở Nội vụ làm những việc gì?").
    """

    words: tuple[str, ...] = ()
    counts: bool = False
    tasks: bool = False


def asked_list(question: Question) -> AskedList | None:
    """Return what a question wants of a list; None where it asks for none."""
    lowered = normal(question.text)
    if question.kind is Kind.NTH:
        named = re.search(_ITEMS, lowered)
        return AskedList(_split(named["items"])) if named and question.ordinal else None
    counts = _COUNTS.search(lowered)
    if counts:
        return AskedList(_split(counts["items"]), counts=True)
    if _TASKS.search(lowered):
        return AskedList(tasks=True)
    for at, pattern in enumerate(_LISTS):
        match = pattern.search(lowered)
        if match and not (at == 1 and match["items"] in _VERBS):
            return AskedList(_split(match["items"]))
    return AskedList() if question.kind is Kind.LIST else None


def _split(items: str) -> tuple[str, ...]:
    return tuple(re.findall(rf"(?:{_ITEM})(?!\w)", items))


def called_by(lowered: str, asked: AskedList, called: str, heading: bool) -> tuple[str, ...] | None:
    """Return what a heading or lead-in calls its items; None where they are not those asked for.

    Args:
        lowered: The question in normal form.
        called: The heading without marks, as ``listing.bare`` gives it.
        heading: It stands alone on its line.
    """
    if asked.tasks:
        of = _OF_BODY.fullmatch(called)
        body = (of["of"] or of["has"]) if of else called
        return (called,) if BODY.match(body) and _says(lowered, body) else None
    if not asked.words and not heading:
        return _announced(lowered, called)
    if not asked.words:
        phrase = re.sub(r"^(?:các|những|một số) ", "", called)
        return (phrase,) if heading and len(phrase.split()) >= 3 and _says(lowered, phrase) else None
    lead = _BEFORE_ITEM.match(called)
    match = re.compile(_ITEMS).match(called, lead.end() if lead else 0)
    if match is None and not heading:
        match = next(iter([*_IN_PROSE.finditer(called)][-1:]), None)
    if match is None:
        return None
    named = _split(match["items"])
    wanted = {_GROUP_OF[word] for word in asked.words}
    given = {_GROUP_OF[word] for word in named}
    together = ({"nhiệm vụ", "giải pháp"}, {"nhiệm vụ", "quyền hạn"})  # one list of both
    pairs = [{_GROUP_OF[word] for word in pair} for pair in together]
    return named if wanted <= given and (given <= wanted or given in pairs) else None


def _announced(lowered: str, called: str) -> tuple[str, ...] | None:
    """Return what a sentence opens a list of: "Hồ sơ xin nghỉ gồm", "hội nghị thông qua 4 văn bản"."""
    opened = _CONSISTS.search(called)
    phrase = called[: opened.start()].strip(" ,") if opened else ""
    if len(phrase.split()) >= 3 and _says(lowered, phrase):
        return (phrase,)
    named = _WHICH.search(lowered)
    thing = named["thing"] if named else ""
    return (
        (thing,)
        if thing and re.search(rf"(?:{_MANY}) {re.escape(thing)}(?: sau| sau đây)?$", called)
        else None
    )


def _says(lowered: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", lowered) is not None
