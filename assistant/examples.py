"""Example questions made from what is indexed: a clause with its figure asked for, kept if it is answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from assistant.filters import COLLECTIONS, passes
from assistant.records import Answer
from assistant.spans import SpanType
from assistant.views import DocumentView, Views
from ingest.records import Document

_MOST_DOCUMENTS = 40
_SENTENCES = 60
_TIDY = re.compile(r"^(?:và|còn|trong đó(?: có)?|nhưng|đồng thời|qua đó)\s+", re.IGNORECASE)


class Examples:
    """Questions that are answered, and for visitors of a web site only such as public documents hold.

    Args:
        ask: Answers a question under filters.
    """

    def __init__(
        self,
        views: Views,
        documents: Mapping[str, Document],
        ask: Callable[[str, Mapping[str, str]], Answer],
    ) -> None:
        self._views = views
        self._documents = documents
        self._ask = ask
        # By what is public: each question, and the documents that it was made from or is answered by.
        self._made: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {}

    def fitting(self, filters: Mapping[str, str]) -> tuple[str, ...]:
        """Return the questions whose documents pass the filters; the first time this takes a while."""
        public = filters.get(COLLECTIONS, "")
        if public not in self._made:
            self._made[public] = ()  # a refusal met while they are made suggests nothing
            self._made[public] = tuple(self._make({COLLECTIONS: public}))
        return tuple(
            question
            for question, sources in self._made[public]
            if all(passes(self._documents[source], filters) for source in sources)
        )

    def _make(self, filters: Mapping[str, str]) -> list[tuple[str, frozenset[str]]]:
        documents = {name: found for name, found in self._documents.items() if passes(found, filters)}
        made = []
        for question, origin in example_questions(self._views, documents).items():
            answer = self._ask(question, filters)
            if answer.status == "answered":
                made.append((question, frozenset([origin, *(c.document_id for c in answer.citations)])))
        return made


def example_questions(views: Views, documents: Mapping[str, Document], most: int = 8) -> dict[str, str]:
    """Return up to ``most`` questions with the id of the document that each was made from.

    One per document comes first, then a second of each.
    """
    rounds: list[dict[str, str]] = [{}, {}]
    for document_id in list(documents)[:_MOST_DOCUMENTS]:
        for place, question in enumerate(_from_document(views[document_id])[:2]):
            rounds[place].setdefault(question, document_id)
    return dict([*(rounds[0] | rounds[1]).items()][:most])


def _from_document(view: DocumentView) -> list[str]:
    """Turn short clauses with exactly one count into questions ("giảm 102 …" → "giảm bao nhiêu …?")."""
    text = view.document.text
    place = view.document.place
    found: list[tuple[int, str]] = []
    for index in range(min(len(view.bounds), _SENTENCES)):
        sentence = view.sentence(index)
        counts = [span for span in sentence.spans if span.type is SpanType.COUNT]
        for start, end in sentence.clauses:
            inside = [span for span in counts if start <= span.start and span.end <= end]
            if len(inside) != 1 or not 25 <= end - start <= 110 or text[start:end].count(","):
                continue
            if any(s.type is not SpanType.COUNT for s in sentence.spans if start <= s.start and s.end <= end):
                continue
            span = inside[0]
            body = _TIDY.sub("", f"{text[start : span.start]}bao nhiêu{text[span.end : end]}".strip(" .;…"))
            if "(" in body or body.lower().startswith("bao nhiêu") or not body.isprintable():
                continue
            subject = f"{place}: " if place and place not in body else ""
            question = subject + (body if subject else body[:1].upper() + body[1:]) + "?"
            found.append((abs(len(body) - 60), question))
    return [question for _, question in sorted(found)]
