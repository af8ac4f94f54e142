"""Conversations as a browser keeps them: what was asked and answered, without the documents' words.

Nothing of a conversation stays on the server. A kept turn names its quotes by place and fingerprint;
brought back, each quote is read from the documents anew, and one that is no longer there is left out.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.cite import citation_of
from assistant.records import Answer, Citation, Context
from assistant.viewer import fingerprint
from assistant.words import Lang, say
from ingest.records import Document

TURNS_LIMIT = 60  # of one conversation


def _writable(text: str) -> str:
    text.encode("utf-8")  # half a character (a lone surrogate) could not be sent back
    return text


Line = Annotated[str, Field(max_length=2000), AfterValidator(_writable)]
Passage = Annotated[str, Field(max_length=20_000), AfterValidator(_writable)]
Offset = Annotated[int, Field(ge=0, le=10**9)]


class KeptPlace(BaseModel):
    """A stretch of a document; ``mark`` is the quote's fingerprint, "" where none is needed."""

    model_config = ConfigDict(extra="forbid")
    document_id: Line
    start: Offset
    end: Offset
    label: Annotated[int, Field(ge=0, le=999)] = 0
    mark: Annotated[str, Field(max_length=16)] = ""


class KeptTurn(BaseModel):
    """One question and its answer; fields as in ``Answer``."""

    model_config = ConfigDict(extra="forbid")
    id: Annotated[str, Field(max_length=64)] = ""
    question: Passage
    standalone_question: Passage
    status: Literal["answered", "not_found"]
    mode: Literal["extractive", "llm"] = "extractive"
    short: Passage | None = None
    text: Passage
    citations: Annotated[list[KeptPlace], Field(max_length=100)] = []
    nearest: Annotated[list[KeptPlace], Field(max_length=20)] = []
    review_reasons: Annotated[list[Line], Field(max_length=20)] = []


class KeptTalk(BaseModel):
    """A conversation, oldest turn first."""

    model_config = ConfigDict(extra="forbid")
    turns: Annotated[list[KeptTurn], Field(max_length=TURNS_LIMIT)]


def kept(answer: Answer) -> KeptTurn:
    """Return what a browser keeps of an answer."""
    return KeptTurn(
        id=answer.id,
        question=answer.question,
        standalone_question=answer.standalone_question,
        status=answer.status,
        mode=answer.mode,
        short=answer.short,
        text=answer.text,
        citations=[
            KeptPlace(
                document_id=c.document_id, start=c.start, end=c.end, label=c.label, mark=fingerprint(c.quote)
            )
            for c in answer.citations
        ],
        nearest=[KeptPlace(document_id=c.document_id, start=c.start, end=c.end) for c in answer.contexts]
        if answer.status == "not_found"
        else [],
        review_reasons=list(answer.review_reasons),
    )


def packed(data: Mapping[str, Any]) -> str:
    """Return JSON as letters, digits, "-" and "_" alone, which no page takes for markup."""
    return urlsafe_b64encode(json.dumps(data, ensure_ascii=False).encode()).decode().rstrip("=")


def revived(turn: KeptTurn, documents: Mapping[str, Document], lang: Lang = "vi") -> Answer:
    """Return a kept turn as an answer whose citations are proved by today's documents.

    A citation whose quote no longer stands where it stood is left out, and ``review_reasons`` says so.
    """
    citations, reasons = [], list(turn.review_reasons)
    for place in turn.citations:
        citation = _citation(place, documents)
        if citation is None:
            reasons.append(say(lang, "quote.lost", label=place.label))
        else:
            citations.append(citation)
    return Answer(
        question=turn.question,
        standalone_question=turn.standalone_question,
        status=turn.status,
        short=turn.short,
        text=turn.text,
        confidence=0.0,
        citations=tuple(citations),
        contexts=tuple(_contexts(turn, documents)),
        review_reasons=tuple(reasons),
        mode=turn.mode,
        id=turn.id,
    )


def _citation(place: KeptPlace, documents: Mapping[str, Document]) -> Citation | None:
    document = documents.get(place.document_id)
    quote = document.text[place.start : place.end] if document else ""
    if document is None or not quote or fingerprint(quote) != place.mark:
        return None
    return citation_of(place.label, document, place.start, place.end)


def _contexts(turn: KeptTurn, documents: Mapping[str, Document]) -> list[Context]:
    found = []
    for place in turn.nearest:
        text = (
            documents[place.document_id].text[place.start : place.end]
            if place.document_id in documents
            else ""
        )
        if text:
            found.append(Context(place.document_id, place.start, place.end, 0.0, text))
    return found
