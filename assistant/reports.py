"""An article that reports on a document stands behind that document, where both are indexed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.records import Passage
from ingest.kinds import canonical_number
from ingest.records import Document
from ingest.vietnamese import NUMBER_OF_DOCUMENT

ARTICLE = "bài viết"
LEAD = 1000  # characters in which an article names what it reports on
RELEVANT = 0.5  # of an article's best score, which the document must reach to go before it


def reported_documents(documents: Iterable[Document]) -> dict[str, frozenset[str]]:
    """Return, by article, the ids of the indexed documents whose numbers its title or opening cites."""
    known = [*documents]
    carried: dict[str, str] = {}
    for document in known:
        if document.number:
            carried[canonical_number(document.number)] = document.id
    found: dict[str, frozenset[str]] = {}
    for document in known:
        if document.number is None and document.kind == ARTICLE:
            opening = f"{document.title}\n{document.text[:LEAD]}"
            cited = {canonical_number(match.group()) for match in NUMBER_OF_DOCUMENT.finditer(opening)}
            ids = frozenset(carried[number] for number in cited if number in carried)
            if ids:
                found[document.id] = ids
    return found


def documents_first(
    passages: Sequence[Passage], reported: Mapping[str, frozenset[str]]
) -> tuple[Passage, ...]:
    """Put the passages of an article behind the best one of the document that it reports on.

    A document that hardly answers the question (see ``RELEVANT``) does not hold its reports back.

    Args:
        passages: Best first.

    Returns:
        The same passages, best first, with scores and ranks that fit their order.
    """
    best: dict[str, float] = {}
    for passage in passages:
        best.setdefault(passage.chunk.document_id, passage.score)
    lowered = []
    for passage in passages:
        name = passage.chunk.document_id
        limits = [
            best[other] for other in reported.get(name, ()) if best.get(other, 0.0) >= RELEVANT * best[name]
        ]
        score = min([passage.score, *(limit * 0.999 for limit in limits)])
        lowered.append(replace(passage, score=score))
    lowered.sort(key=lambda passage: (-passage.score, passage.rank))
    return tuple(replace(passage, rank=rank) for rank, passage in enumerate(lowered, start=1))
