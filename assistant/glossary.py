"""What the documents say that a term is: "Bậc nghề nghiệp là mức …", "… (sau đây gọi là đơn vị nhóm 4)".

Only a sentence that opens with the very term defines it; one that merely holds its words tells of something
else, however much of the question it repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.confidence import BY_RULE
from assistant.found import Found, Quote
from assistant.question import Question, same_letters
from assistant.records import Passage
from assistant.scope import support
from assistant.views import DocumentView, Sentence, Views, without_mark
from ingest.vietnamese import normal

_ASKS = re.compile(
    r"^(?:(?:theo|trong|tại|cho hỏi)[^,]*, )?(?:(?:cụm )?từ |khái niệm |thuật ngữ )?"
    r"(?:(?:như )?thế nào (?:thì )?(?:(?:được )?(?:gọi|coi|xem|hiểu) )?là (?P<after>.+)"
    r"|(?P<term>.+?)(?: được)?(?: hiểu(?: là)?|(?: có)? nghĩa là| là)"
    r"(?: (?:cái|việc|những|đơn vị|người|mức|loại)){0,2} (?:gì|(?:như )?thế nào|ra sao|sao))$"
)
_SCOPE = re.compile(
    r" (?:trong|theo|tại|ở) (?:bài|văn bản|quy chế|quy định|nghị định|thông tư|luật|nghị quyết|quyết định)"
    r"(?!\w).*$"
)
_IS = r"(?:được hiểu )?là"
_CALLED = r"sau đây(?: được)? gọi (?:tắt |chung )?là:?(?: các)?"
_THAT_IS = r"(?:đó|đây) (?:chính )?là"
_LEAST = 4  # words that say what something is
_QUOTES = "\"“”'‘’* "


def asked_term(question: Question) -> str:
    """Return the term whose meaning a question asks for, in normal form; "" when it asks for none."""
    match = _ASKS.match(normal(question.text).strip(" ?.!"))
    if match is None:
        return ""
    return _SCOPE.sub("", match["after"] or match["term"]).strip(_QUOTES)


def answer_defined(question: Question, passages: Sequence[Passage], views: Views) -> Found | None:
    """Answer what a term is with the first passage that defines it; None where none does.

    Args:
        question: Any.
        passages: Best first.
        views: Of their documents.
    """
    term = same_letters(asked_term(question), question.folded)
    if not term:
        return None
    for passage in passages:
        if term not in same_letters(" ".join(normal(passage.text).split()), question.folded):
            continue
        view = views[passage.chunk.document_id]
        for index in view.sentences_in(passage.chunk.start, passage.chunk.end):
            sentence = view.sentence(index)
            if view.is_order(index) or support(question, view, sentence).missing:
                continue
            for place in _definitions(term, question.folded, view, sentence):
                return _found(view, sentence, place)
            told = _told_next(term, question.folded, view, index)
            if told is not None:
                return _found(view, view.sentence(index + 1), told)
    return None


def _definitions(
    term: str, folded: bool, view: DocumentView, sentence: Sentence
) -> Iterator[tuple[int, int]]:
    """Yield where a sentence says what the term is."""
    body = without_mark(view.document.text[sentence.start : sentence.end])
    begin = sentence.end - len(body)
    said = same_letters(normal(body), folded)
    named = re.escape(term).replace(r"\ ", r"\s+")
    opens = re.match(rf"[{_QUOTES}]*{named}[{_QUOTES}]*\s+{_spaced(_IS, folded)}\s+", said)
    if opens and len(said[opens.end() :].split()) >= _LEAST:
        yield begin + opens.end(), sentence.end
    called = re.search(rf"\s*\({_spaced(_CALLED, folded)}\s+[{_QUOTES}]*{named}[{_QUOTES}]*[,)]", said)
    if called:
        first = _last_thing(said[: called.start()])
        if len(said[first : called.start()].split()) >= _LEAST:
            yield begin + first, begin + called.start()


def _told_next(term: str, folded: bool, view: DocumentView, index: int) -> tuple[int, int] | None:
    """Return where the next sentence says what the term is: "“Tổ liền nhà” là gì?" and "Đó là nhóm …"."""
    start, end = view.bounds[index]
    asked = same_letters(normal(view.document.text[start:end]), folded)
    if index + 1 >= len(view.bounds) or not re.search(
        rf"(?<!\w){re.escape(term)}(?!\w)[{_QUOTES}]*\s*(?:{_spaced('là gì', folded)}\s*)?[?:.{_QUOTES}]*$",
        asked,
    ):
        return None
    begin, stop = view.bounds[index + 1]
    opens = re.match(
        rf"\W*{_spaced(_THAT_IS, folded)}\s+", same_letters(normal(view.document.text[begin:stop]), folded)
    )
    return (begin + opens.end(), stop) if opens else None


def _last_thing(said: str) -> int:
    """Return where the last of several things named begins: "A (gồm a, b), B" → at B."""
    outside = re.sub(r"\([^()]*\)", lambda match: "x" * len(match.group()), said)
    return max((match.end() for match in re.finditer(r"[,;:]\s+", outside)), default=0)


def _spaced(pattern: str, folded: bool) -> str:
    """Return a pattern whose spaces match line ends too; ``folded`` for text without accents."""
    return same_letters(pattern, folded).replace(" ", r"\s+")


def _found(view: DocumentView, sentence: Sentence, place: tuple[int, int]) -> Found:
    text = view.document.text
    short = " ".join(text[slice(*place)].split()).rstrip(" .;")
    before, behind = text[sentence.start : place[0]], text[place[1] : sentence.end]
    shown = f"{before.replace('**', '')}**{short}**{behind if place[1] < sentence.end else '.'}"
    quote = Quote(view.document.id, sentence.start, sentence.end)
    return Found(short, ((" ".join(without_mark(shown).split()), (quote,)),), BY_RULE)
