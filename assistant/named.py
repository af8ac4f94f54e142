"""What a numbered document is called where another one speaks of it: "Đề án số 05 về “Nâng cao …”".

Most resolutions and plans that an office asks about are not indexed themselves; their names stand in news
and reports, right behind their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from assistant.confidence import BY_RULE
from assistant.found import Found, Quote
from assistant.question import Question, same_letters
from assistant.records import Passage
from assistant.scope import is_number, support
from assistant.views import DocumentView, Sentence, Views
from ingest.kinds import KINDS
from ingest.vietnamese import normal

DOCUMENT_KINDS = "|".join(KINDS)
_ASKS_NAME = re.compile(
    r"(?:là|về|nói|bàn|tên|nội dung)(?: (?:là|về))?"
    rf"(?: (?:{DOCUMENT_KINDS}|việc|vấn đề|nội dung|cái|chuyện|điều))?(?: là)?(?: về)? gì"
    r"(?: (?:vậy|thế|ạ|nhỉ|đấy|đó))*\W*$"
)
_KIND = re.compile(rf"(?<!\w)(?:{DOCUMENT_KINDS})(?!\w)")
_NAMED_KIND = re.compile(rf"(?<!\w)({DOCUMENT_KINDS})(?: số)? [\w/.-]*\d")
_KIND_BEFORE = re.compile(
    rf"(?<!\w)({DOCUMENT_KINDS})(?: số)?\s+"
    r"(?P<others>(?:(?=[\w/.-]{0,30}\d)[\w/.-]{1,40}(?:\s?,\s?|\svà\s))*)$"
)
# Nothing, a date, who issued it, or a bracket may stand between the number and the name.
_BETWEEN = re.compile(r"\s*(?:$|,?\s?(?:ngày|năm|của)\s|\()", re.IGNORECASE)
_NAME = re.compile(
    r"(?P<gap>[^;:“”\"\n]{0,120}?)\s?"
    r"(?:(?:(?<!\w)(?:về việc|về|với tên gọi|với tên)\s|:\s?)?[“\"](?P<quoted>[^”\"]{6,300})[”\"]"
    r"|(?<!\w)(?:về việc|về)\s(?P<plain>[^;.“”\"()\n…]{8,300}))",
    re.IGNORECASE,
)
# What else than number, kind and places a question for a name may say: who issued or carries it out.
_BESIDES = frozenset(
    "tỉnh ủy huyện thành phố đảng bộ ban thường vụ chấp hành bí thư trung ương nhân dân hội đồng chính phủ "
    "thủ tướng trưởng chủ tịch quốc đoàn khối cơ quan doanh nghiệp sở cục xã phường thị trấn tổ chức triển "
    "khai số nói bàn nội dung tên việc vấn đề chuyện cái điều".split()
)
_VERB = re.compile(r"\s(?:được|bị|đã|đang|sẽ|đến nay|có|phải)(?!\w)", re.IGNORECASE)
_NEXT_QUOTE = re.compile(r"\s*(?:,|và)\s*[“\"]([^”\"]{6,300})[”\"]")


def asks_name(question: Question) -> bool:
    """Tell whether a question asks what the one document that it numbers is, or is about; nothing else."""
    asked = normal(question.text)
    return len(question.numbers) == 1 and bool(_ASKS_NAME.search(asked)) and says_only(question)


def says_only(question: Question, besides: Collection[str] = ()) -> bool:
    """Tell whether a question says but a document's number, kind, places and bodies, and ``besides``."""
    said = {*_BESIDES, *besides, *" ".join(_KIND.findall(normal(question.text))).split()}
    said |= {token for place in question.places for token in place.name}
    number = next(iter(question.numbers))
    others = (token for token in question.tokens if not is_number(token, number))
    return {same_letters(t, question.folded) for t in others} <= {
        same_letters(t, question.folded) for t in said
    }


def is_of_the_kind(question: Question, view: DocumentView, sentence: Sentence, first: int) -> int | None:
    """Return where the naming of a document begins whose number stands at ``first``.

    None where no kind stands before the number, or another than the question names.
    """
    asked = _NAMED_KIND.search(normal(question.text))
    before = _KIND_BEFORE.search(normal(view.document.text[sentence.start : first]))
    if before is None or (asked and asked.group(1) != before.group(1)):
        return None
    return sentence.start + before.start(1)


def answer_named(question: Question, passages: Sequence[Passage], views: Views) -> Found | None:
    """Answer a question that ``asks_name`` with the name behind its number; None where none stands.

    Two numbers that share a name list ("Nghị quyết số 18 và 19-NQ/TW “…” và “…”") take their names in order.
    """
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
        if not _BETWEEN.match(match["gap"]) or _VERB.search(match["gap"]):
            continue
        group = "quoted" if match["quoted"] else "plain"
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
