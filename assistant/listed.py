"""Questions on a list that a heading or lead-in announces: its items, the n-th of them, their number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.confidence import BY_RULE
from assistant.found import Found, Quote
from assistant.kinds import Kind
from assistant.lexicon import FUNCTION_WORDS, Lexicon
from assistant.listing import Listing, bare, listings, undressed, without_roman
from assistant.question import Question
from assistant.records import Passage
from assistant.scope import support
from assistant.views import DocumentView, Views, without_mark
from ingest.vietnamese import normal, tokens

# What documents enumerate, and what they call it otherwise.
_GROUPS = (
    ("tồn tại", "hạn chế", "khó khăn", "yếu kém", "khuyết điểm", "bất cập", "vướng mắc", "thiếu sót"),
    ("kiến nghị", "đề xuất", "đề nghị"), ("mục tiêu", "chỉ tiêu"), ("biện pháp", "giải pháp"), ("nhiệm vụ",),
    ("nguyên nhân",), ("bài học kinh nghiệm", "bài học", "kinh nghiệm"), ("nguyên tắc",), ("quan điểm",),
    ("yêu cầu",), ("mục đích",), ("trách nhiệm",), ("quyền hạn",), ("tiêu chí",), ("tiêu chuẩn",),
)  # fmt: skip
_GROUP_OF = {word: group for group, words in enumerate(_GROUPS) for word in words}
_ITEM = "|".join(sorted(_GROUP_OF, key=len, reverse=True))
_JOIN = r"(?:\s*,\s*(?:và )?| và )"
_ITEMS = rf"(?P<items>(?:{_ITEM})(?:{_JOIN}(?:{_ITEM}))*)(?!\w)"
_TELLS_NO_MORE = r"(?:(?:trọng tâm|chủ yếu|chính|chung|cụ thể|nào đó) )?"
_COUNTS = re.compile(rf"(?:bao nhiêu|mấy|số lượng) (?:nhóm )?{_ITEMS}")
_LISTS = (
    re.compile(rf"(?:những|các) (?:nhóm )?{_ITEMS}[^,;?]*(?:gì|nào)(?!\w)"),
    re.compile(rf"{_ITEMS} {_TELLS_NO_MORE}(?:của [\w ]{{1,60}} )?(?:(?:là|gồm|bao gồm) )?(?:những )?(?:gì|nào)(?!\w)"),
    re.compile(rf"(?:kể|nêu|liệt kê)(?: \w+){{0,3}}? (?:các|những) {_ITEMS}"),
)  # fmt: skip
_VERBS = frozenset({"yêu cầu", "tồn tại"})  # "Sở yêu cầu gì?" asks for no list of that name
_TASKS = re.compile(
    r"(?:làm|thực hiện|phụ trách|được giao|được phân công|chịu trách nhiệm|có (?:nhiệm vụ|trách nhiệm))"
    r"(?: về| thực hiện| làm)?(?: những| các)?(?: việc| nhiệm vụ| công việc| nội dung| phần việc)? (?:gì|nào)(?!\w)"
)
_BODY = re.compile(
    r"(?:sở|bộ|ban|phòng|ubnd|ủy ban|uỷ ban|hđnd|văn phòng|hội|đoàn|cục|chi cục|công an|đảng|trường"
    r"|trung tâm|mặt trận|liên minh|kho bạc|thanh tra|tỉnh đoàn|huyện đoàn)(?!\w)"
)
_OF_BODY = re.compile(r"trách nhiệm (?:của )?(?P<of>.+)|(?P<has>.+?) có (?:trách nhiệm|nhiệm vụ)(?: sau)?")
_BEFORE_ITEM = re.compile(r"(?:(?:một số|các|những|về|phương hướng|định hướng)\s*(?:,|và)?\s+)*")
_IN_PROSE = re.compile(
    rf"(?:các|những|một số|\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|có) (?:nhóm )?{_ITEMS}"
)
_FIGURES = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_SAYS_LITTLE = frozenset(
    """ra đưa xác định đặt phải cần làm việc giao nhóm tên gồm bao chính chủ yếu trọng tâm cụ thể thực hiện
    mới hành hạn chỉ đề nêu nhiệm vụ giải pháp công phân chịu trách thời gian tới phụ nội dung loại chung""".split()
)
_ORDINALS = frozenset("thứ nhất hai ba tư bốn năm sáu bảy tám chín mười đầu tiên cuối cùng số".split())
_CLEAR, _MOST_UNASKED, _UNSURE = 0.95, 2, 0.75
_SHOWN, _ITEM_LENGTH = 10, 300  # items, characters
_HEAD = 8  # sentences that open a document


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question wants of a list.

    Attributes:
        words: The words for its items, as the question has them; empty where a heading's own words are asked.
        counts: Their number is asked.
        tasks: The list under the name of a body is asked ("Sở Nội vụ làm những việc gì?").
    """

    words: tuple[str, ...] = ()
    counts: bool = False
    tasks: bool = False


@dataclass(frozen=True, slots=True)
class _Fit:
    """How a list fits: share of the telling words that its surroundings hold, and what it says unasked."""

    held: float
    exact: bool
    unasked: int
    view: DocumentView
    listing: Listing

    @property
    def key(self) -> tuple[float, bool, int]:
        return round(self.held, 2), self.exact, -self.unasked


def answer_listed(
    question: Question, passages: Sequence[Passage], views: Views, lexicon: Lexicon
) -> Found | None:
    """Answer from the one list whose heading or lead-in the question means; None where none clearly fits."""
    asked = _asked(question)
    if asked is None or question.folded:
        return None
    fits: list[_Fit] = []
    for document_id in dict.fromkeys(passage.chunk.document_id for passage in passages):
        view = views[document_id]
        for listing in listings(view):
            fit = _fit(question, asked, view, listing, lexicon)
            if fit is not None:
                fits.append(fit)
    fits.sort(key=lambda fit: fit.key, reverse=True)
    if not fits or fits[0].held < _CLEAR or (len(fits) > 1 and fits[0].key == fits[1].key):
        return None  # which list is meant nobody can tell
    return _worded(question, asked, fits[0])


def _asked(question: Question) -> _Asked | None:
    lowered = normal(question.text)
    if question.kind is Kind.NTH:
        named = re.search(_ITEMS, lowered)
        return _Asked(_split(named["items"])) if named and question.ordinal else None
    counts = _COUNTS.search(lowered)
    if counts:
        return _Asked(_split(counts["items"]), counts=True)
    if _TASKS.search(lowered):
        return _Asked(tasks=True)
    for at, pattern in enumerate(_LISTS):
        match = pattern.search(lowered)
        if match and not (at == 1 and match["items"] in _VERBS):
            return _Asked(_split(match["items"]))
    return _Asked() if question.kind is Kind.LIST else None


def _split(items: str) -> tuple[str, ...]:
    return tuple(re.findall(rf"(?:{_ITEM})(?!\w)", items))


def _fit(
    question: Question, asked: _Asked, view: DocumentView, listing: Listing, lexicon: Lexicon
) -> _Fit | None:
    start, end = view.bounds[listing.lead]
    called = bare(view.document.text[start:end])
    named = _named(normal(question.text), asked, called, listing.lead in view.headings)
    if named is None or not _is_whole(asked, listing, view, named):
        return None
    if support(question, view, view.sentence(listing.lead)).missing:
        return None
    own = {token for token, _, _ in lexicon.expand(tokens(called))}
    about = own | _about(view, listing, lexicon)
    items = {token for word in (*asked.words, *named) for token, _, _ in lexicon.expand(tokens(word))}
    empty = items | _SAYS_LITTLE | (_ORDINALS if question.kind is Kind.NTH else frozenset())
    telling = {t: lexicon.weight(t) for t in question.tokens if t not in empty}
    total = sum(telling.values())
    held = sum(weight for token, weight in telling.items() if token in about) / total if total else 1.0
    said = {*question.tokens, *view.context, *empty, *_FIGURES, "báo", "cáo"}
    unasked = sum(1 for token in own if token not in said and token not in FUNCTION_WORDS)
    if unasked > _MOST_UNASKED:
        return None  # a list of something narrower
    return _Fit(held, not asked.words or set(asked.words) <= set(named), unasked, view, listing)


def _named(lowered: str, asked: _Asked, called: str, heading: bool) -> tuple[str, ...] | None:
    """Return the words by which a heading or lead-in calls its items, None where they are not those asked for."""
    if asked.tasks:
        of = _OF_BODY.fullmatch(called)
        body = (of["of"] or of["has"]) if of else called
        return (called,) if _BODY.match(body) and _says(lowered, body) else None
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
    tasks = {_GROUP_OF["nhiệm vụ"], _GROUP_OF["giải pháp"]}
    return named if wanted <= given and (given <= wanted or given <= tasks) else None


def _says(lowered: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", lowered) is not None


def _is_whole(asked: _Asked, listing: Listing, view: DocumentView, named: tuple[str, ...]) -> bool:
    """Tell whether a list's items are what it is said to list, and as many as its lead-in says."""
    if len(listing.items) == 1 and not asked.tasks:
        return False
    openings = [bare(_text(view, item))[:40] for item in listing.items]
    if listing.prose:
        alike = len({" ".join(opening.split()[:2]) for opening in openings}) == 1
        proposals = len(listing.items) > 1 and alike and not asked.counts
        return asked.tasks or (bool(asked.words) and proposals)
    if asked.words and _BODY.match(openings[0]) and _BODY.match(openings[1]):
        return False  # who does what, not what is to be done
    lead = bare(_text(view, view.bounds[listing.lead]))
    told = re.search(rf"(?<!\w)({'|'.join(_FIGURES)}|\d{{1,2}}) (?:nhóm )?{re.escape(named[0])}", lead)
    if told is None:
        return listing.numbered or not asked.counts
    count = int(told.group(1)) if told.group(1).isdigit() else _FIGURES.index(told.group(1)) + 1
    return count == len(listing.items)


def _about(view: DocumentView, listing: Listing, lexicon: Lexicon) -> set[str]:
    """Return the tokens of what stands over a list: headings, the document's title, number and opening."""
    found = set(view.context)
    number = f"{view.document.number or ''} . {view.document.kind or ''} . {view.document.summary or ''}"
    found |= {token for token, _, _ in lexicon.expand(tokens(number))}
    head = [index for index in range(min(_HEAD, listing.lead))]
    near = range(max(0, listing.lead - 2), listing.lead) if listing.lead not in view.headings else ()
    for index in (*head, *near, *listing.above):
        found |= view.sentence(index).token_set
    return found


def _worded(question: Question, asked: _Asked, fit: _Fit) -> Found | None:
    view, listing = fit.view, fit.listing
    confidence = BY_RULE if fit.exact and fit.unasked == 0 else _UNSURE
    if question.kind is Kind.NTH:
        wanted = question.ordinal if question.ordinal > 0 else len(listing.items)
        if not listing.numbered or not 1 <= wanted <= len(listing.items):
            return None
        item = listing.items[wanted - 1]
        body = _clean(_text(view, item)).rstrip(" .;…")
        return Found(body, ((f"{body}.", (Quote(view.document.id, *item),)),), confidence)
    start, end = view.bounds[listing.lead]
    heads = (Quote(view.document.id, start, end),)
    shorts = [_short(_text(view, item)) for item in listing.items]
    segments = [
        (f"\n- {short[:1].upper()}{short[1:]}", (Quote(view.document.id, *item),))
        for short, item in zip(shorts, listing.items, strict=True)
    ][:_SHOWN]
    count = _figure(len(listing.items))
    lead = without_roman(_clean(view.document.text[start:end])).rstrip(" .:")
    if asked.counts:
        counted = " và ".join(asked.words)
        every = () if len(shorts) <= _SHOWN else (f" ({_figure(_SHOWN).lower()} mục đầu)",)
        segments.insert(0, (f"**{count} {counted}**{''.join(every)}:", heads))
        return Found(f"{len(shorts)} {counted}", tuple(segments), confidence)
    more = (
        "" if len(shorts) <= _SHOWN else f" ({count.lower()} mục, đây là {_figure(_SHOWN).lower()} mục đầu)"
    )
    segments.insert(0, (f"{lead}{more}:", heads))
    return Found("; ".join(shorts[:_SHOWN]), tuple(segments), confidence)


def _figure(count: int) -> str:
    return _FIGURES[count - 1].capitalize() if count <= len(_FIGURES) else str(count)


def _text(view: DocumentView, bounds: tuple[int, int]) -> str:
    return view.document.text[slice(*bounds)]


def _clean(body: str) -> str:
    """Return a line without Markdown's marks and the mark of its item."""
    body = " ".join(without_mark(undressed(body)).replace("**", "").split())
    word = re.match(r"(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) là,? ", body, re.IGNORECASE)
    return body[word.end() :] if word else body


def _short(body: str) -> str:
    """Return an item in brief: its words in bold where it opens with them, else at most a few lines."""
    bold = re.match(r"(?:\d{1,2}[.)] |[a-zđ]\) |[-–+•*] )?\*\*(.{12,}?)\*\* ?\S", " ".join(body.split()))
    if bold:
        return bold.group(1).rstrip(" .:;")
    body = _clean(body).rstrip(" .;…")
    if len(body) <= _ITEM_LENGTH:
        return body
    cut = max(body.rfind(mark, 0, _ITEM_LENGTH) for mark in (", ", "; "))
    return f"{body[: cut if cut > 0 else body.rfind(' ', 0, _ITEM_LENGTH)]} …"
