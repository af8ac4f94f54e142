"""What of the published index a new one can take over, also when it is damaged or of other settings."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest import generation, truth
from ingest.duplicates import Sketch
from ingest.embed import Encoder
from ingest.errors import IndexMismatch
from ingest.fingerprint import CLEANER, FORMAT, FORMAT_VERSION, fingerprint, same_vectors, same_words
from ingest.index import open_index
from ingest.records import Chunk
from ingest.rows import Known, stored_rows
from ingest.settings import Settings
from ingest.truth import Aside, Entry, Rows, embedded

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The published index, or nothing.

    Attributes:
        version: "" when there is none.
        entries: Its documents, in order of id.
        asides: What it sets aside, in order of path.
        sketches: Of its documents (``ingest.duplicates``), by id; empty unless ``current``.
        known: Tokens and vectors that hold for the present settings too.
        chunks: Its chunks by document id; empty when documents would now be split otherwise.
        current: It is whole and was built with the present settings.
        cleaned: Its texts are what the present program would make of the same files.
        rows: Its rows, None unless ``current``.
    """

    version: str = ""
    entries: tuple[Entry, ...] = ()
    asides: tuple[Aside, ...] = ()
    sketches: dict[str, Sketch] = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    chunks: dict[str, Sequence[Chunk]] = field(default_factory=dict)
    current: bool = False
    cleaned: bool = False
    rows: Rows | None = None

    @property
    def whole(self) -> bool:
        """Whether every row has its vector."""
        return self.rows is not None and bool(embedded(self.rows.vectors).all())

    def known_for(self, entries: Sequence[Entry]) -> Known:
        """What is known for a new index of these documents."""
        same = set(self.entries) & set(entries)
        chunks = {entry.id: self.chunks.get(entry.id, ()) for entry in same}
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
    wanted = fingerprint(settings, encoder.name, encoder.dimension)
    found = Earlier(
        version,
        truth.read_entries(path),
        () if truth.ASIDES in damaged else truth.read_asides(path),
        cleaned=manifest.fingerprint.get(CLEANER) == wanted[CLEANER],
    )
    if damaged & {truth.CHUNKS, truth.TOKENS, truth.VECTORS}:
        logger.warning("generation %s is damaged (%s): built anew", version, ", ".join(sorted(damaged)))
        return found
    rows = truth.read_rows(path)
    saved = stored_rows(rows)
    words, vectors = same_words(manifest.fingerprint, wanted), same_vectors(manifest.fingerprint, wanted)
    known = Known(tokens=saved.tokens if words else {}, vectors=saved.vectors if vectors else {})
    found = replace(found, known=known)
    if manifest.fingerprint != wanted or not _opens(folder, settings, encoder):
        return found
    stored = truth.read_sketches(path)
    names = [entry.id for entry in found.entries]
    sketches = {} if stored is None else dict(zip(names, stored, strict=True))
    return replace(found, chunks=_by_document(rows.chunks), sketches=sketches, current=True, rows=rows)


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
