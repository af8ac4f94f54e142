"""Titles that only ask what is asked: an entry of "Hỏi – đáp" tells no more of its text than the question."""

from __future__ import annotations

from functools import lru_cache

from assistant.kinds import asks
from assistant.question import Question
from assistant.views import DocumentView
from ingest.records import Document
from ingest.vietnamese import fold_accents, normal, syllables


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
