"""What of the published index a new one can take over, also when it is damaged or of other settings."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest import generation, truth
from ingest.build import Known
from ingest.embed import Encoder
from ingest.errors import IndexMismatch
from ingest.fingerprint import FORMAT, FORMAT_VERSION, fingerprint, same_vectors, same_words
from ingest.index import open_index
from ingest.records import Chunk
from ingest.settings import Settings
from ingest.truth import Entry

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The published index, or nothing.

    Attributes:
        version: "" when there is none.
        entries: Its documents, in order of id.
        known: Tokens and vectors that hold for the present settings too.
        chunks: Its chunks by document id; empty when documents would now be split otherwise.
        current: It is whole and was built with the present settings.
    """

    version: str = ""
    entries: tuple[Entry, ...] = ()
    known: Known = field(default_factory=Known)
    chunks: dict[str, Sequence[Chunk]] = field(default_factory=dict)
    current: bool = False

    def known_for(self, entries: Sequence[Entry]) -> Known:
        """What is known for a new index of these documents."""
        same = set(self.entries) & set(entries)
        chunks = {entry.document.id: self.chunks.get(entry.document.id, ()) for entry in same}
        return Known(self.known.tokens, self.known.vectors, chunks)


def load_earlier(folder: Path, settings: Settings, encoder: Encoder) -> Earlier:
    """Read what can be used of the published index.

    Raises:
        StorageFull: There is not even room to open it.
        BadSettings: The Chroma server does not answer.
    """
    version = generation.read_pointer(folder)
    if version is None:
        return Earlier()
    path = generation.generations(folder) / version
    manifest = generation.read_manifest(path)
    damaged = set(generation.damaged_files(path, manifest))
    if truth.DOCUMENTS in damaged or manifest.fingerprint.get(FORMAT) != FORMAT_VERSION:
        logger.warning(
            "the documents of generation %s cannot be read; only those named now are kept", version
        )
        return Earlier(version)
    entries = truth.read_entries(path)
    if damaged & {truth.CHUNKS, truth.TOKENS, truth.VECTORS}:
        logger.warning("generation %s is damaged (%s): built anew", version, ", ".join(sorted(damaged)))
        return Earlier(version, entries)
    rows = truth.read_rows(path)
    wanted = fingerprint(settings, encoder.name, encoder.dimension)
    words, vectors = same_words(manifest.fingerprint, wanted), same_vectors(manifest.fingerprint, wanted)
    known = Known(
        tokens=dict(zip(rows.keys, rows.tokens, strict=True)) if words else {},
        vectors=dict(zip(rows.keys, rows.vectors, strict=True)) if vectors else {},
    )
    if manifest.fingerprint != wanted or not _opens(folder, settings, encoder):
        return Earlier(version, entries, known)
    return Earlier(version, entries, known, _by_document(rows.chunks), current=True)


def _opens(folder: Path, settings: Settings, encoder: Encoder) -> bool:
    try:
        open_index(folder, settings, encoder.name).close()
    except IndexMismatch as error:
        logger.warning("%s: built anew", error)
        return False
    return True


def _by_document(chunks: Sequence[Chunk]) -> dict[str, Sequence[Chunk]]:
    grouped: dict[str, list[Chunk]] = {}
    for chunk in chunks:
        grouped.setdefault(chunk.document_id, []).append(chunk)
    return dict(grouped)
