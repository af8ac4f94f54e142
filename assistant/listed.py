"""Questions on a list that a heading or lead-in announces: its items, the n-th of them, their number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.asked_list import BODY, AskedList, asked_list, called_by
from assistant.confidence import BY_RULE
from assistant.found import Found, Quote
from assistant.kinds import Kind
from assistant.lexicon import FUNCTION_WORDS, Lexicon
from assistant.listing import Listing, bare, listings, undressed, without_roman
from assistant.question import Question, same_letters
from assistant.records import Passage
from assistant.scope import support
from assistant.views import DocumentView, Views, without_mark
from ingest.vietnamese import normal, tokens

_FIGURES = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_SAYS_LITTLE = frozenset(
    """ra đưa xác định đặt phải cần làm việc giao nhóm tên gồm bao chính chủ yếu trọng tâm cụ thể thực hiện
    mới hành hạn chỉ đề nêu nhiệm vụ giải pháp công phân chịu trách thời gian tới phụ nội dung loại chung
    kể liệt tên giúp tôi tối
    """.split()
)
_ORDINALS = frozenset("thứ nhất hai ba tư bốn năm sáu bảy tám chín mười đầu tiên cuối cùng số".split())
_CLEAR, _MOST_UNASKED, _MOST_IN_SENTENCE, _UNSURE = 0.95, 2, 6, 0.75
_SHOWN, _ITEM_LENGTH = 10, 300  # items, characters
_HEAD = 8  # sentences that open a document


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
    asked = asked_list(question)
    if asked is None:
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


def _fit(
    question: Question, asked: AskedList, view: DocumentView, listing: Listing, lexicon: Lexicon
) -> _Fit | None:
    start, end = view.bounds[listing.lead]
    called = bare(view.document.text[start:end])
    named = called_by(normal(question.text), asked, called, listing.lead in view.headings)
    asked_before = view.bounds[listing.lead - 1] if named is None and listing.lead else None
    if asked_before and _text(view, asked_before).rstrip("* ").endswith("?"):  # of an interview
        called = bare(_text(view, asked_before))
        named = called_by(normal(question.text), asked, called, False)
        called = " ".join(named or ())  # the rest is how one asks
    if named is None or _announces_same(question, asked, view, listing, named):
        return None
    if not _is_whole(asked, listing, view, named):
        return None
    if support(question, view, view.sentence(listing.lead)).missing:
        return None
    own = {token for token, _, _ in lexicon.expand(tokens(called))}
    about = own | _about(view, listing, lexicon)
    items = {token for word in (*asked.words, *named) for token, _, _ in lexicon.expand(tokens(word))}
    empty = items | _SAYS_LITTLE | (_ORDINALS if question.kind is Kind.NTH else frozenset())
    telling = {t: lexicon.weight(t) for t in question.tokens if t not in empty}
    total = sum(telling.values())
    said = {same_letters(token, question.folded) for token in about}
    held = sum(w for token, w in telling.items() if same_letters(token, question.folded) in said)
    held = held / total if total else 1.0
    said = {*question.tokens, *view.context, *empty, *_FIGURES, "báo", "cáo"}
    owner = re.search(r"(?<!\w)(?:của|đối với) (.+)", called)
    if owner and not {t for t, _, _ in lexicon.expand(tokens(owner.group(1)))} <= said | FUNCTION_WORDS:
        return None  # of somebody else
    unasked = sum(1 for token in own if token not in said and token not in FUNCTION_WORDS)
    if unasked > (_MOST_UNASKED if listing.lead in view.headings or asked.words else _MOST_IN_SENTENCE):
        return None  # a list of something narrower
    return _Fit(held, not asked.words or set(asked.words) <= set(named), unasked, view, listing)


def _announces_same(
    question: Question, asked: AskedList, view: DocumentView, listing: Listing, named: tuple[str, ...]
) -> bool:
    """Tell whether the first item opens the list that is meant: under "Điều 7. Hình thức" "1. Hình thức:"."""
    first = _text(view, listing.items[0])
    opens = first.rstrip(" :").endswith(named[0]) or first.rstrip().endswith(":")
    return opens and called_by(normal(question.text), asked, bare(first), False) == named


def _is_whole(asked: AskedList, listing: Listing, view: DocumentView, named: tuple[str, ...]) -> bool:
    """Tell whether a list's items are what it is said to list, and as many as its lead-in says."""
    if len(listing.items) == 1 and not asked.tasks:
        return False
    openings = [bare(_text(view, item))[:40] for item in listing.items]
    if listing.prose:
        alike = len({" ".join(opening.split()[:2]) for opening in openings}) == 1
        proposals = len(listing.items) > 1 and alike and not asked.counts
        return asked.tasks or (bool(asked.words) and proposals)
    if asked.words and BODY.match(openings[0]) and BODY.match(openings[1]):
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
    head = range(min(_HEAD, listing.lead))
    near = range(max(0, listing.lead - 2), listing.lead) if listing.lead not in view.headings else ()
    for index in (*head, *near, *listing.above):
        found |= view.sentence(index).token_set
    return found


def _worded(question: Question, asked: AskedList, fit: _Fit) -> Found | None:
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
        ""
        if len(shorts) <= _SHOWN
        else f" ({count.lower()} mục, dưới đây là {_figure(_SHOWN).lower()} mục đầu)"
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
