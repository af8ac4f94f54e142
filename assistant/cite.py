"""Citations: exact quotes with labels, and the check that every figure of an answer is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.facts import plain_tokens
from assistant.records import Citation
from ingest.pages import page_of
from ingest.records import Document
from ingest.structure import outline_of

_LABELS = re.compile(r"\[\d+\]")


def citation_of(label: int, document: Document, start: int, end: int) -> Citation:
    """Return the citation of ``document.text[start:end]``, with all that tells a reader where it stands."""
    return Citation(
        label=label,
        document_id=document.id,
        title=document.title,
        start=start,
        end=end,
        quote=document.text[start:end],
        publisher=document.publisher,
        issued=document.issued,
        number=document.number,
        url=document.url,
        page=page_of(document.pages, start),
        kind=document.kind,
        locator=outline_of(document.text).locator(start, end) or None,
    )


class Citations:
    """Collects the quotes of one answer and numbers them in order of use."""

    def __init__(self) -> None:
        self._items: list[Citation] = []

    def cite(self, document: Document, start: int, end: int) -> str:
        """Return the mark ``[n]`` of a quote; the same quote keeps its number.

        Raises:
            ValueError: The range is empty or outside the document.
        """
        if not 0 <= start < end <= len(document.text):
            raise ValueError(f"no text at {start}:{end} of {document.id}")
        for item in self._items:
            if (item.document_id, item.start, item.end) == (document.id, start, end):
                return f"[{item.label}]"
        label = len(self._items) + 1
        self._items.append(citation_of(label, document, start, end))
        return f"[{label}]"

    def all(self) -> tuple[Citation, ...]:
        """Return the citations in order of their labels."""
        return tuple(self._items)


@lru_cache(maxsize=2048)  # the same sentences are quoted again and again
def figures(text: str) -> frozenset[str]:
    """Return the figures, dates and document numbers of a text in canonical spelling."""
    plain = _LABELS.sub(" ", text).replace("**", "")
    return frozenset(token for token, _, _ in plain_tokens(plain) if any(map(str.isdigit, token)))


def uncited_figures(text: str, quotes: Iterable[str]) -> frozenset[str]:
    """Return the figures of an answer that stand in none of its quotes; must be empty."""
    quoted: set[str] = set()
    for quote in quotes:
        quoted |= figures(quote)
    return figures(text) - quoted
