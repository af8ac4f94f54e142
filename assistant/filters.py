"""Which documents a question is asked of: filters on what is known about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ingest.records import Document
from ingest.vietnamese import nfc

SAME = ("document_id", "publisher", "kind", "place", "number", "author")  # must be equal but for case
FROM, TO = "issued_from", "issued_to"  # ISO dates, both included
COLLECTIONS = "collections"  # folders of source files, one a line; set by the server, never by a request
EVERYTHING = "*"  # the collection of all documents

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def passes(document: Document, filters: Mapping[str, str]) -> bool:
    """Tell whether a document passes all filters.

    An undated document passes no filter by date; a filter of another name than the known ones lets
    nothing pass; an empty value filters nothing.
    """
    return all(_passes(document, name, value) for name, value in filters.items() if value)


def _passes(document: Document, name: str, value: str) -> bool:
    if name == COLLECTIONS:
        return any(_lies_in(document.source, folder) for folder in value.splitlines())
    if name in (FROM, TO):
        issued = document.issued or ""
        if not _DAY.fullmatch(issued):
            return False
        return issued >= value if name == FROM else issued <= value
    if name not in SAME:
        return False
    known = document.id if name == "document_id" else getattr(document, name)
    return known is not None and _plain(known) == _plain(value)


@lru_cache(100_000)
def _lies_in(source: str, folder: str) -> bool:
    """Whether a file is or lies in a folder; both are read from the working directory, as by `ingest`."""
    return folder == EVERYTHING or Path(source).resolve().is_relative_to(Path(folder).resolve())


def _plain(text: str) -> str:
    return " ".join(nfc(text).casefold().split())
