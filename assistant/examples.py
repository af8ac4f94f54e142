"""Example questions made from what is indexed: a clause with its figure asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.spans import SpanType
from assistant.views import DocumentView, Views
from ingest.records import Document

_MOST_DOCUMENTS = 40
_SENTENCES = 60
_TIDY = re.compile(r"^(?:và|còn|trong đó(?: có)?|nhưng|đồng thời|qua đó)\s+", re.IGNORECASE)


def example_questions(views: Views, documents: Mapping[str, Document], most: int = 8) -> tuple[str, ...]:
    """Return up to ``most`` questions, one per document first, then a second of each."""
    rounds: list[list[str]] = [[], []]
    for document_id in list(documents)[:_MOST_DOCUMENTS]:
        for place, question in enumerate(_from_document(views[document_id])[:2]):
            rounds[place].append(question)
    return tuple(dict.fromkeys([*rounds[0], *rounds[1]]))[:most]


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
