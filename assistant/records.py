"""What answering passes along. Frozen; scores live on passages, never on stored chunks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

from ingest.records import Chunk

Status = Literal["answered", "not_found"]
Mode = Literal["extractive", "llm"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that retrieval returned.

    Attributes:
        row: Row of the chunk in the open index generation (0-based).
        chunk: The chunk.
        text: ``document.text[chunk.start:chunk.end]``.
        score: Fused score in [0, 1]; larger is better, comparable within one question only.
        rank: 1-based.
        found_by: Retrievers that returned it, of "dense" and "lexical".
        cosine: Cosine of question and chunk in [-1, 1]; None when dense did not return it.
    """

    row: int
    chunk: Chunk
    text: str
    score: float
    rank: int
    found_by: tuple[str, ...] = ()
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Proof of an answer: ``document.text[start:end] == quote``, always.

    Attributes:
        label: 1-based mark ``[1]`` in the answer's text.
        page: 1-based page of the file that the quote begins on, None for a file without pages.
        kind: Vietnamese name of the document's kind ("nghị định").
        locator: Where in the document the quote stands ("khoản 2 Điều 3", "mục II.1"), None where nothing
            says.
    """

    label: int
    document_id: str
    title: str
    start: int
    end: int
    quote: str
    publisher: str | None = None
    issued: str | None = None
    number: str | None = None
    url: str | None = None
    page: int | None = None
    kind: str | None = None
    locator: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """A passage as shown to programs: what the answer was chosen from, or what lies nearest."""

    document_id: str
    start: int
    end: int
    score: float
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, in the fields of the JSON contract (``dataclasses.asdict`` gives the contract).

    Attributes:
        question: As typed.
        standalone_question: What it was understood as (follow-ups completed, accents restored).
        status: "answered" or "not_found".
        short: The figure, name, date or phrase alone; None when not found.
        text: Vietnamese sentence(s) with ``[n]`` marks, Markdown bold around ``short``.
        confidence: In [0, 1].
        review_reasons: Vietnamese sentences, empty when there is nothing to check.
        contexts: For "not_found" the nearest passages.
        suggestions: Vietnamese questions that the documents do answer.
        timings_ms: Milliseconds by stage; always has "total".
        id: Of this very answer, never given twice; what feedback refers to.
    """

    question: str
    standalone_question: str
    status: Status
    short: str | None
    text: str
    confidence: float
    citations: tuple[Citation, ...] = ()
    contexts: tuple[Context, ...] = ()
    review_reasons: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    mode: Mode = "extractive"
    index_version: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
    id: str = field(default_factory=lambda: uuid4().hex, compare=False)
