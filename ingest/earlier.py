"""What of the published index a new one can take over, also when it is damaged or of other settings."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
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


@dataclass(frozen=True)
class Earlier:
    """The published index, or nothing. What belongs to its chunks is read when it is first asked for.

    Attributes:
        version: "" when there is none.
        entries: Its documents, in order of id.
        asides: What it sets aside, in order of path.
        sketches: Of its documents (``ingest.duplicates``), by id; empty unless ``current``.
        current: It is whole and was built with the present settings.
        cleaned: Its texts are what the present program would make of the same files.
        embedded: ``current``, and every row has its vector.
        folder: Of its generation, None when its chunks are of no use.
        words: Its tokens hold for the present settings too.
        vectors: Its vectors do.
    """

    version: str = ""
    entries: tuple[Entry, ...] = ()
    asides: tuple[Aside, ...] = ()
    sketches: dict[str, Sketch] = field(default_factory=dict)
    current: bool = False
    cleaned: bool = False
    embedded: bool = False
    folder: Path | None = None
    words: bool = False
    vectors: bool = False

    @cached_property
    def rows(self) -> Rows | None:
        """Its rows, None unless ``current``."""
        return self._rows if self.current else None

    @cached_property
    def known(self) -> Known:
        """Tokens and vectors that hold for the present settings too; chunks only when ``current``."""
        rows = self._rows
        if rows is None:
            return Known()
        saved = stored_rows(rows)
        return Known(
            tokens=saved.tokens if self.words else {},
            vectors=saved.vectors if self.vectors else {},
            chunks=_by_document(self.entries, rows.chunks) if self.current else {},
        )

    @cached_property
    def _rows(self) -> Rows | None:
        return truth.read_rows(self.folder) if self.folder else None


def load_earlier(folder: Path, settings: Settings, encoder: Encoder) -> Earlier:
    """Read what can be used of the published index.

    Raises:
        StorageFull: There is not even room to open it, where its vectors are on a Chroma server.
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
    if damaged:
        logger.warning("generation %s is damaged (%s): built anew", version, ", ".join(sorted(damaged)))
    if damaged & {truth.CHUNKS, truth.TOKENS, truth.VECTORS}:
        return found
    words, vectors = same_words(manifest.fingerprint, wanted), same_vectors(manifest.fingerprint, wanted)
    found = replace(found, folder=path, words=words, vectors=vectors)
    if damaged or manifest.fingerprint != wanted or not _has_its_vectors(folder, settings, encoder):
        return found
    stored = truth.read_sketches(path)
    names = [entry.id for entry in found.entries]
    sketches = {} if stored is None else dict(zip(names, stored, strict=True))
    whole = bool(embedded(truth.read_vectors(path)).all())
    return replace(found, sketches=sketches, current=True, embedded=whole)


def _has_its_vectors(folder: Path, settings: Settings, encoder: Encoder) -> bool:
    """Whether what lies elsewhere is there: a generation whose own bytes are whole was checked when built."""
    if not settings.chroma_url:
        return True
    try:
        open_index(folder, settings, encoder.name).close()
    except IndexMismatch as error:
        logger.warning("%s: built anew", error)
        return False
    return True


def _by_document(entries: Sequence[Entry], chunks: Sequence[Chunk]) -> dict[Entry, Sequence[Chunk]]:
    grouped: dict[str, list[Chunk]] = {}
    for chunk in chunks:
        grouped.setdefault(chunk.document_id, []).append(chunk)
    return {entry: grouped[entry.id] for entry in entries if entry.id in grouped}
