"""Example questions made from what is indexed: a clause with its figure asked for, kept if it is answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from assistant.filters import COLLECTIONS, passes
from assistant.records import Answer
from assistant.spans import SpanType
from assistant.views import DocumentView, Views
from ingest.records import Document

_MOST_DOCUMENTS = 40
_SENTENCES = 60
_REACH = 3000  # characters around a citation in which the next question is looked for
_TRIED = 6  # of the questions found there
_REMEMBERED = 2000  # whether they are answered
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
        self._tried: dict[tuple[str, tuple[tuple[str, str], ...]], bool] = {}

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

    def after(self, answer: Answer, filters: Mapping[str, str], most: int = 3) -> tuple[str, ...]:
        """Return questions that can be asked next: on clauses near the ones that an answer cites.

        Each is asked once and remembered, so that only what is answered is offered.
        """
        cited = [citation for citation in answer.citations if citation.document_id in self._documents]
        found: list[str] = []
        if not cited:
            return ()
        first = cited[0]
        quoted = [(c.start, c.end) for c in cited if c.document_id == first.document_id]
        for question, place in _near(self._views[first.document_id], first.start):
            if len(found) == most or any(start <= place < end for start, end in quoted):
                continue
            if self._is_answered(question, filters):
                found.append(question)
        return tuple(found)

    def _is_answered(self, question: str, filters: Mapping[str, str]) -> bool:
        key = (question, tuple(sorted(filters.items())))
        if key not in self._tried:
            while len(self._tried) >= _REMEMBERED:
                self._tried.pop(next(iter(self._tried)), None)
            self._tried[key] = self._ask(question, filters).status == "answered"
        return self._tried[key]


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
    """Return the questions that a document's beginning holds, of the handiest length first."""
    made = _questions(view, range(min(len(view.bounds), _SENTENCES)))
    return [question for _, question, _ in sorted(made)]


def _near(view: DocumentView, place: int) -> list[tuple[str, int]]:
    """Return the few questions that the clauses nearest a place hold, with the clauses' places."""
    around = view.sentences_in(max(0, place - _REACH), min(len(view.document.text), place + _REACH))
    made = sorted(_questions(view, around), key=lambda found: abs(found[2] - place))
    return [(question, start) for _, question, start in made[:_TRIED]]


def _questions(view: DocumentView, indexes: Iterable[int]) -> list[tuple[int, str, int]]:
    """Turn short clauses with exactly one count into questions ("giảm 102 …" → "giảm bao nhiêu …?").

    Returns:
        (awkwardness of the length, question, first code point of the clause).
    """
    text = view.document.text
    place = view.document.place
    found: list[tuple[int, str, int]] = []
    for index in indexes:
        if view.is_order(index):
            continue
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
            found.append((abs(len(body) - 60), question, start))
    return found
