"""Retrieval: dense and lexical rankings of chunks, fused by reciprocal rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.filters import passes
from assistant.question import Question
from assistant.records import Passage
from assistant.reports import documents_first, reported_documents
from assistant.switches import RETRIEVERS
from ingest.embed import Encoder
from ingest.index import Index
from ingest.records import Document
from ingest.vietnamese import syllables

POOL = 40  # chunks taken from each ranking
_RRF_CONSTANT = 60
_SCOPE_GAIN = 0.5
_HOLDS_ON = 6  # passages
_Ranking = list[tuple[int, float]]


def fuse(rankings: Mapping[str, Sequence[int]]) -> list[tuple[int, float, tuple[str, ...]]]:
    """Fuse rankings by reciprocal rank (Cormack, Clarke and Büttcher 2009, with k = 60).

    Args:
        rankings: Retriever's name → rows, best first.

    Returns:
        (row, score in (0, 1], retrievers that returned it), best first. 1 means first in all rankings.
    """
    scores: dict[int, float] = {}
    by: dict[int, list[str]] = {}
    best = len(rankings) / (_RRF_CONSTANT + 1)
    for name, rows in rankings.items():
        for rank, row in enumerate(rows, start=1):
            scores[row] = scores.get(row, 0.0) + 1 / (_RRF_CONSTANT + rank)
            by.setdefault(row, []).append(name)
    ordered = sorted(scores, key=lambda row: (-scores[row], row))
    return [(row, scores[row] / best, tuple(by[row])) for row in ordered]


class Retriever:
    """Ranks the chunks of one open index for a question."""

    def __init__(self, index: Index, encoder: Encoder, using: Sequence[str] = RETRIEVERS) -> None:
        """Take an open index and its encoder; ``using`` names the rankings that count, at least one."""
        self._index = index
        self._encoder = encoder
        self._using = using
        self._reported = reported_documents(index.documents.values())

    def retrieve(
        self,
        question: Question,
        limit: int,
        filters: Mapping[str, str] | None = None,
        rows: Sequence[int] | None = None,
    ) -> tuple[Passage, ...]:
        """Return up to ``limit`` passages, best first; of certain rows alone where they are given.

        Filters (``assistant.filters``) choose the documents beforehand, so that what passes them is found
        however much lies nearer outside.

        A chunk whose document (or whose own text) names the place asked about gains, so that "toàn tỉnh"
        of the right province stands before its namesakes. An article stands behind the document that it
        reports on (``assistant.reports``).
        """
        rankings = self._rankings(question.text, filters or {}, rows)
        cosine = dict(rankings.get("dense", []))
        fused = fuse({name: [row for row, _ in found] for name, found in rankings.items()})
        passages: list[Passage] = []
        for row, score, found_by in fused:
            chunk = self._index.chunks[row]
            document = self._index.documents[chunk.document_id]
            text = document.text[chunk.start : chunk.end]
            gain = 1 + _SCOPE_GAIN * self._share_in_scope(question, document, row)
            passages.append(
                Passage(
                    row, chunk, text, min(1.0, score * gain / (1 + _SCOPE_GAIN)), 0, found_by, cosine.get(row)
                )
            )
        passages.sort(key=lambda passage: (-passage.score, passage.row))
        ranked = [replace(passage, rank=rank) for rank, passage in enumerate(passages, start=1)]
        return documents_first(ranked, self._reported)[:limit]

    def _share_in_scope(self, question: Question, document: Document, row: int) -> float:
        """Return the share of the names asked about that the passage is about; 1 when there is none.

        A place holds on for the passages behind the one that names it.
        """
        places = [place.name for place in question.places]
        others = [*question.persons, *((number,) for number in question.numbers if "-" in number)]
        if not places and not others:
            return 1.0
        about = _words(f"{document.place or ''} . {document.title}")
        first = max(self._index.rows_of(document.id).start, row - _HOLDS_ON)
        near = [self._words_of(document, at) for at in range(first, row + 1)]
        own = near[-1]
        held = sum(contains_run(own, run) or contains_run(about, run) for run in others)
        held += sum(any(contains_run(found, run) for found in (about, *near)) for run in places)
        return held / len([*places, *others])

    def _words_of(self, document: Document, row: int) -> tuple[str, ...]:
        chunk = self._index.chunks[row]
        return _words(document.text[chunk.start : chunk.end])

    def _rankings(
        self, question: str, filters: Mapping[str, str], wanted: Sequence[int] | None
    ) -> dict[str, _Ranking]:
        """Return (row, cosine) by meaning and (row, BM25 score) by words, best first, POOL of each."""
        ways = {"dense": self._by_meaning, "lexical": self._by_words}
        rows = self._rows(filters, wanted)
        return {name: ways[name](question, rows) for name in self._using}

    def _rows(self, filters: Mapping[str, str], wanted: Sequence[int] | None) -> NDArray[np.intp] | None:
        """Return the rows that may be found; None for all."""
        if wanted is not None:
            return np.array(wanted, dtype=np.intp)
        if not any(filters.values()):
            return None
        chosen = {document.id for document in self._index.documents.values() if passes(document, filters)}
        return np.array([row for name in chosen for row in self._index.rows_of(name)], dtype=np.intp)

    def _by_meaning(self, question: str, rows: NDArray[np.intp] | None) -> _Ranking:
        vector = self._encoder.encode_query(question)
        if rows is None:
            return self._index.dense(vector, POOL)
        # Few rows are compared fastest one by one, and a graph search would lose most of its finds.
        return self._index.dense_among(rows, vector, POOL)

    def _by_words(self, question: str, rows: NDArray[np.intp] | None) -> _Ranking:
        if rows is None:
            return self._index.lexical(question, POOL)
        allowed = set(rows.tolist())
        ranked = self._index.lexical(question, len(self._index.chunks))
        return [(row, score) for row, score in ranked if row in allowed][:POOL]


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    """Return the syllables of a chunk or title; the same ones are looked at question after question."""
    return tuple(syllables(text))


def contains_run(found: Sequence[str], run: Sequence[str]) -> bool:
    """Tell whether the tokens of ``run`` stand side by side in ``found``."""
    size, wanted = len(run), tuple(run)
    if wanted and wanted[0] not in found:  # mostly so, and told much sooner
        return False
    return any(
        (not wanted or found[at] == wanted[0]) and tuple(found[at : at + size]) == wanted
        for at in range(len(found) - size + 1)
    )
