"""Questions that documents pose themselves: titles and headings of "Hỏi – đáp", what an interviewer asks.

The reader learned from texts that state. In one that asks, it takes "bao nhiêu" for the answer, and what
stands behind it for none. Without its asking words, and with a colon for its mark, a question reads as what
it is: the topic of what follows.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.kinds import ASKING, asks
from assistant.question import Question
from assistant.views import DocumentView
from ingest.records import Document
from ingest.vietnamese import fold_accents, normal, syllables

_ASKING = re.compile(ASKING.pattern, re.IGNORECASE)


def is_posed(text: str) -> bool:
    """Tell whether a sentence, title or heading ends as a question does."""
    return text.rstrip('*_"”’) ').endswith("?")


def as_topic(text: str) -> str:
    """Return a question without its asking words, as long as before: "Cấp nào ký?" becomes "Cấp     ký:"."""
    letters = list(text.replace("?", ":"))
    for match in _ASKING.finditer(text):
        letters[match.start() : match.end()] = " " * len(match.group())
    return "".join(letters)


def plain_topic(text: str) -> str:
    """Return ``as_topic`` on one line, without marks of Markdown and the colon at its end."""
    return " ".join(as_topic(text).replace("*", " ").split()).strip(" :#")


def telling(view: DocumentView, start: int, end: int) -> str:
    """Return ``text[start:end]`` of a document, each question in it as a topic; offsets stay."""
    text = view.document.text[start:end]
    if "?" not in text:
        return text
    for index in view.sentences_in(start, end):
        first, last = (min(max(place, start), end) for place in view.bounds[index])
        if is_posed(view.document.text[first:last]):
            topic = as_topic(view.document.text[first:last])
            text = text[: first - start] + topic + text[last - start :]
    return text


def telling_title(question: Question, document: Document) -> str:
    """Return a document's title, "" where it asks and says nothing that the question does not say.

    As evidence it would be the question's own words; to the reader it would be a second question.
    """
    title = document.title
    if not _asks(title):
        return title
    said, held = set(syllables(question.text)), set(syllables(title))
    if question.folded:
        said, held = {fold_accents(word) for word in said}, {fold_accents(word) for word in held}
    return "" if held <= said else title


@lru_cache(maxsize=4096)  # every sentence of a document that is read asks about its title
def _asks(title: str) -> bool:
    return asks(normal(title))


def telling_context(question: Question, view: DocumentView) -> frozenset[str]:
    """Return ``view.context``, without the title where that only asks what is asked."""
    return view.context if telling_title(question, view.document) else view.context_beside_title
