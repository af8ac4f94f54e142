"""What a numbered document is called where another one speaks of it: "Đề án số 05 về “Nâng cao …”".

Most resolutions and plans that an office asks about are not indexed themselves; their names stand in news
and reports, right behind their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.confidence import BY_RULE
from assistant.found import Found, Quote
from assistant.question import Question
from assistant.records import Passage
from assistant.scope import is_number, support
from assistant.views import DocumentView, Sentence, Views
from ingest.vietnamese import normal

DOCUMENT_KINDS = (
    r"đề án|nghị quyết|kế hoạch|chỉ thị|quyết định|quy định|hướng dẫn|kết luận|chương trình|công văn"
    r"|thông báo|thông tư|nghị định|công điện|quy chế|báo cáo|luật"
)
_ASKS_NAME = re.compile(
    r"(?:là|về|nói|bàn|tên|nội dung)(?: (?:là|về))?"
    rf"(?: (?:{DOCUMENT_KINDS}|việc|vấn đề|nội dung|cái|chuyện|điều))?(?: là)?(?: về)? gì"
    r"(?: (?:vậy|thế|ạ|nhỉ|đấy|đó))*\W*$"
)
_OF_AN_ARTICLE = re.compile(r"(?<!\w)(?:bài|tin) (?:báo|viết|đăng)(?!\w)")
_NAMED_KIND = re.compile(rf"(?<!\w)({DOCUMENT_KINDS})(?: số)? [\w/.-]*\d")
_KIND_BEFORE = re.compile(
    rf"(?<!\w)({DOCUMENT_KINDS})(?: số)?\s+(?P<others>(?:[\w/.-]*\d[\w/.-]*(?:\s*,\s*|\s+và\s+))*)$"
)
# What may stand between the number and the name: a date, who issued it, a bracket.
_BETWEEN = (
    r"(?:\s*,?\s*ngày\s+[\d/.\s-]*\d|\s*,?\s*năm\s+\d{4}|\s*\([^)]{0,60}\)"
    r"|\s*,?\s*của\s+[^,;:.“”\"()]{2,80}?)*"
)
_NAME = re.compile(
    rf"{_BETWEEN}\s*,?\s*(?:(?:về việc|về|với tên gọi|với tên|:)\s*[“\"](?P<quoted>[^”\"]{{6,300}})[”\"]"
    rf"|[“\"](?P<bare>[^”\"]{{6,300}})[”\"]"
    rf"|(?:về việc|về)\s+(?P<plain>[^;.“”\"()\n…]{{8,300}}))",
    re.IGNORECASE,
)
_VERB = re.compile(r"\s(?:được|bị|đã|đang|sẽ|đến nay|có|phải)(?!\w)", re.IGNORECASE)
_NEXT_QUOTE = re.compile(r"\s*(?:,|và)\s*[“\"]([^”\"]{6,300})[”\"]")


def asks_name(question: Question) -> bool:
    """Tell whether a question asks what the one document that it numbers is, or is about."""
    asked = normal(question.text)
    return len(question.numbers) == 1 and bool(_ASKS_NAME.search(asked)) and not _OF_AN_ARTICLE.search(asked)


def answer_named(question: Question, passages: Sequence[Passage], views: Views) -> Found | None:
    """Answer "Đề án số 05 là gì?", "… nói về gì?" with the name behind the number; None where none stands.

    Two numbers that share a name list ("Nghị quyết số 18 và 19-NQ/TW “…” và “…”") take their names in order.
    """
    if not asks_name(question):
        return None
    number = next(iter(question.numbers))
    asked = _NAMED_KIND.search(normal(question.text))
    for passage in passages:
        view = views[passage.chunk.document_id]
        for index in view.sentences_in(passage.chunk.start, passage.chunk.end):
            sentence = view.sentence(index)
            if view.is_order(index) or support(question, view, sentence).missing:
                continue
            for kind, quoted, name in _names(view, sentence, number):
                if asked is None or kind == asked.group(1):
                    return _found(view, quoted, name)
    return None


def _names(
    view: DocumentView, sentence: Sentence, number: str
) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Yield each naming of a number: the kind of document, the stretch that says it, and the name in it."""
    text = view.document.text
    lowered = normal(text[sentence.start : sentence.end])
    for token, first, last in sentence.tokens:
        if not is_number(token, number):
            continue
        before = _KIND_BEFORE.search(lowered[: first - sentence.start])
        if before is None:
            continue
        match = _NAME.match(text, last, sentence.end)
        earlier = len(re.findall(r"\d[\w/.-]*", before.group("others")))
        if match is None or (earlier and match["plain"]):
            continue
        group = next(name for name in ("quoted", "bare", "plain") if match[name])
        place, end = match.span(group), match.end()
        if group == "plain" and _VERB.search(match[group]):
            # The sentence goes on behind the name; where the name ends, a comma tells at best.
            place = (place[0], place[0] + len(match[group].split(",")[0]))
        for _ in range(earlier):
            following = _NEXT_QUOTE.match(text, end, sentence.end)
            if following is None:
                break
            place, end = following.span(1), following.end()
        else:
            yield before.group(1), (sentence.start + before.start(1), end), place


def _found(view: DocumentView, quoted: tuple[int, int], name: tuple[int, int]) -> Found:
    text = view.document.text
    start, end = quoted
    short = " ".join(text[slice(*name)].split())
    before, behind = text[start : name[0]].replace("**", ""), text[name[1] : end]
    shown = " ".join(f"{before[:1].upper()}{before[1:]}**{short}**{behind}".split())
    return Found(short, ((shown, (Quote(view.document.id, start, end),)),), BY_RULE)
