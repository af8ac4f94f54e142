"""Questions on a document itself: who wrote it, when it was issued, what it is about, what it abbreviates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.confidence import BY_RULE
from assistant.described import kinds_named
from assistant.digest import digest
from assistant.found import Found, Quote
from assistant.kinds import PUBLISHED, Kind
from assistant.lexicon import Lexicon
from assistant.question import Question, same_letters
from assistant.records import Passage
from assistant.retrieve import contains_run
from assistant.views import DocumentView, Views
from assistant.write import plain
from ingest.records import Document
from ingest.vietnamese import normal, syllables

_ENOUGH = 0.4
_CLEAR = 0.02  # by which the document meant must go before the next, to say who wrote it and when
_ASKING = frozenset(
    "tác giả viết đăng chủ đề ngày nội dung chính tóm tắt ý điểm bài báo tin tên nhắc phỏng vấn".split()
)
_SUMMARY = re.compile(
    r"(?<!\w)(?:tóm tắt|tóm lược|(?:nội dung|ý|những ý|các ý|những điểm|các điểm) chính)(?!\w)"
)
_ARTICLE = re.compile(
    r"(?<!\w)(?:bài (?:báo|viết|này|đó|đăng|trên)|tin này|tác giả (?:là|tên|bài (?:báo|viết|này|đó)))(?!\w)"
)
_ARTICLE_NAMED = re.compile(r"(?<!\w)(?:bài(?: báo| viết| đăng)?|tin bài|mẩu tin|phóng sự)(?!\w)")
_PUBLISHED = re.compile(rf"(?<!\w)(?:bài|tin)(?!\w).*(?<!\w)(?:{PUBLISHED})(?!\w)")
_MENTIONS = 2
_TITLE_REACH = 700  # characters
_POINTS = 4  # of a summary


def of_an_article(question: Question) -> bool:
    """Tell whether a question asks who wrote an article, or when it was published."""
    asked = normal(question.text)
    if question.kind is Kind.DATE and _PUBLISHED.search(asked):
        return True
    return question.kind in (Kind.AUTHOR, Kind.DATE) and bool(_ARTICLE.search(asked))


def of_a_writer(question: Question) -> bool:
    """Tell whether a question asks who wrote a document: no sentence of a text tells that of itself."""
    return question.kind is Kind.AUTHOR and (of_an_article(question) or bool(kinds_named(question.text)))


def answer_about(
    question: Question,
    passages: Sequence[Passage],
    views: Views,
    documents: Mapping[str, Document],
    lexicon: Lexicon,
) -> Found | None:
    """Answer a question on author, date or subject; None when the document or the field is not known."""
    view = _meant(question, passages, views, documents, lexicon)
    if view is None:
        return None
    if question.kind is Kind.AUTHOR:
        return _author(view)
    if question.kind is Kind.DATE:
        return _date(view)
    if _SUMMARY.search(normal(question.text)):
        return _summary(view, lexicon)
    return _subject(view)


def _meant(
    question: Question,
    passages: Sequence[Passage],
    views: Views,
    documents: Mapping[str, Document],
    lexicon: Lexicon,
) -> DocumentView | None:
    """Return the document that the question describes by its title, place, author or content."""
    if passages and len(documents) == 1:
        return views[next(iter(documents))]
    weights = {
        same_letters(t, question.folded): lexicon.weight(t) for t in question.tokens if t not in _ASKING
    }
    total = sum(weights.values())
    if not total:
        return None
    article = bool(_ARTICLE_NAMED.search(normal(question.text)))
    scored: list[tuple[float, float, DocumentView]] = []  # with and without its rank
    for rank, document_id in enumerate(dict.fromkeys(p.chunk.document_id for p in passages)):
        view = views[document_id]
        if article and view.document.number:
            continue  # an official document is no article
        head = view.context | frozenset(syllables(view.document.author or ""))
        head_forms = {same_letters(token, question.folded) for token in head}
        body_forms = {same_letters(token, question.folded) for token in view.words}
        if not all(_is_about(view, name) for name in _names(question)):
            continue
        score = (
            sum(w * (1.0 if t in head_forms else 0.6 * (t in body_forms)) for t, w in weights.items()) / total
        )
        scored.append((score - 0.03 * rank, score, view))
    scored.sort(key=lambda one: -one[0])
    if not scored or scored[0][0] < _ENOUGH:
        return None
    _, most, best = scored[0]
    clear = question.kind is Kind.SUBJECT or all(most - score >= _CLEAR for _, score, _ in scored[1:])
    return best if clear else None


def _is_about(view: DocumentView, name: Sequence[str]) -> bool:
    """Tell whether a document's title or place names something, or its text more than once in passing."""
    if contains_run([*view.about, *syllables(view.document.author or "")], name):
        return True
    size, words = len(name), view.words
    found = sum(tuple(words[at : at + size]) == tuple(name) for at in range(len(words) - size + 1))
    return found >= _MENTIONS


def _names(question: Question) -> list[tuple[str, ...]]:
    return [*(place.name for place in question.places), *question.persons] if not question.folded else []


def _author(view: DocumentView) -> Found | None:
    author = view.document.author
    if not author:
        return None
    wanted = tuple(syllables(author))
    for index in reversed(range(len(view.bounds))):
        start, end = view.bounds[index]
        if contains_run([t for t, _, _ in view.sentence(index).tokens], wanted):
            body = " ".join(view.document.text[start:end].split())
            return Found(
                author,
                ((f"Tác giả: **{author}** — “{body}”", (Quote(view.document.id, start, end),)),),
                BY_RULE,
            )
    return None


def _date(view: DocumentView) -> Found | None:
    issued = view.document.issued
    if not issued:
        return None
    year, month, day = issued.split("-")
    wanted = f"{int(day)}-{int(month)}-{year}"
    for index in range(len(view.bounds)):
        sentence = view.sentence(index)
        for token, start, end in sentence.tokens:
            if token == wanted:
                shown = view.document.text[start:end]
                quote = Quote(view.document.id, start, end)
                return Found(shown, ((f"Ngày đăng: **{shown}**", (quote,)),), BY_RULE)
    return None


def _subject(view: DocumentView) -> Found:
    text = view.document.text
    at = text.find(view.document.title, 0, _TITLE_REACH)  # the name of a newspaper may stand above it
    title_end = text.find("\n", at) if at >= 0 else -1
    segments: list[tuple[str, tuple[Quote, ...]]] = []
    if title_end > 0 and not view.has_order(at, title_end):
        segments.append((f"**{view.document.title}**", (Quote(view.document.id, at, title_end),)))
    for start, end in view.bounds:
        if start > title_end and end - start >= 80 and not view.has_order(start, end):
            body = " ".join(text[start:end].split())
            segments.append((body, (Quote(view.document.id, start, end),)))
            break
    return Found(view.document.title, tuple(segments), BY_RULE)


def _summary(view: DocumentView, lexicon: Lexicon) -> Found:
    """Return what a document is about, and its key points in its own words."""
    opening = _subject(view)
    told = {quote for _, quotes in opening.segments for quote in quotes}
    points = [
        Quote(point.document_id, point.start, point.end)
        for point in digest([view], lexicon, _POINTS)
        if not view.has_order(point.start, point.end)
    ]
    items = [
        (f"\n- {plain(view.document.text[one.start : one.end])}", (one,)) for one in points if one not in told
    ]
    return Found(opening.short, (*opening.segments, *items), BY_RULE)


def short_form_asked(question: Question, short_forms: Mapping[str, tuple[str, ...]]) -> str:
    """Return the search that finds where a short form is written out, "" when none is asked for as such."""
    asked = [token for token in syllables(question.text) if token in short_forms]
    words = [word for short in asked for word in short_forms[short]]
    alone = {*question.tokens} <= {*words, *asked}
    if not asked or not (alone or "viết tắt" in normal(question.text)):
        return ""
    return f"{' '.join(short_forms[asked[0]])} ({asked[0]})"


def answer_abbreviation(
    question: Question, passages: Sequence[Passage], views: Views, short_forms: Mapping[str, tuple[str, ...]]
) -> Found | None:
    """Answer "TCCSĐ là gì?" from the place where a document writes the short form out."""
    asked = [token for token in syllables(question.text) if token in short_forms]
    for short in asked:
        for passage in passages:
            view = views[passage.chunk.document_id]
            pattern = re.compile(rf"\(\s*(?:viết tắt là |gọi tắt là )?{re.escape(short)}\s*\)")
            lowered = normal(view.document.text)
            match = pattern.search(lowered)
            if not match:
                continue
            words = short_forms[short]
            start = lowered.rfind(" ".join(words), max(0, match.start() - 160), match.start())
            if start >= 0:
                full = view.document.text[start : match.start()].strip()
                quote = Quote(view.document.id, start, match.end())
                shown = f"{view.document.text[match.start() : match.end()].strip('() ')}: **{full}**"
                return Found(full, ((shown, (quote,)),), BY_RULE)
    return None
