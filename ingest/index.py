"""The index as its readers see it: one published generation, whole and unchanging until closed."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ingest import generation, truth
from ingest.disk import disk_full_is_storage_full, free_bytes
from ingest.errors import DocumentUnknown
from ingest.fingerprint import DIMENSION, ENCODER, difference
from ingest.generation import Held, Manifest
from ingest.lexical import Lexical
from ingest.records import Chunk, Document
from ingest.settings import Settings
from ingest.truth import Aside
from ingest.vectors import Vectors, VectorsFailed, open_vectors, scratch_bytes

logger = logging.getLogger(__name__)

CHROMA = "chroma"
LEXICAL = "lexical"


@dataclass(frozen=True, slots=True)
class IndexStats:
    """An index in figures.

    Attributes:
        built_at: ISO time in UTC.
        encoder: Name of the encoder that made the vectors.
        dimension: Length of a vector.
        size: Bytes on disk.
    """

    version: str
    built_at: str
    documents: int
    chunks: int
    encoder: str
    dimension: int
    size: int


class Index:
    """One open generation, read only. Searching is safe from several threads; close it when done.

    Attributes:
        version: Name of the generation.
        documents: By id, in order of id.
        asides: Files that are known and not searched, in order of path.
        chunks: In row order; the chunks of a document are neighbours.
        vectors: (rows, dimension) float32, unit length, zeros where ``embedded`` is false; on disk until
            used.
        embedded: (rows,) bool; the other rows are found by their words alone, until a later generation.
        pending: How many rows are not embedded yet, by id of their document; empty when all are.
    """

    def __init__(self, folder: Path, manifest: Manifest, scratch: Path, held: Held | None = None) -> None:
        """Open a generation whose files were found undamaged.

        Args:
            folder: The generation.
            scratch: New folder for this reader alone, removed by ``close``.
            held: The lock to release when closing.

        Raises:
            ValueError: The parts count differently.
            VectorsFailed: Chroma is damaged.
        """
        self._folder, self._manifest, self._scratch, self._held = folder, manifest, scratch, held
        self.version = manifest.version
        entries = truth.read_entries(folder)
        self.documents: Mapping[str, Document] = MappingProxyType(
            {entry.document.id: entry.document for entry in entries}
        )
        self.asides: Sequence[Aside] = truth.read_asides(folder)
        chunks, _ = truth.read_chunks(folder)
        self.chunks: Sequence[Chunk] = chunks
        self._ranges = _row_ranges(chunks)
        self.vectors: NDArray[np.float32] = truth.read_vectors(folder)
        self._lexical = Lexical.load(folder / LEXICAL)
        self._nearest: Vectors = open_vectors(folder / CHROMA, scratch)
        self.embedded: NDArray[np.bool_] = truth.embedded(self.vectors)
        missing = [self.chunks[row].document_id for row in np.flatnonzero(~self.embedded)]
        self.pending: Mapping[str, int] = MappingProxyType(Counter(missing))
        stored = self._nearest.rows + len(missing)
        counts = {manifest.chunks, len(chunks), len(self.vectors), stored, self._lexical.rows}
        if len(counts) != 1 or len(self.documents) != manifest.documents:
            self._nearest.close()
            raise ValueError(f"the parts count differently: {sorted(counts)} rows")

    def chunk_text(self, row: int) -> str:
        """Return the chunk's text: a slice of its document's."""
        chunk = self.chunks[row]
        return self.documents[chunk.document_id].text[chunk.start : chunk.end]

    def rows_of(self, document_id: str) -> range:
        """Return the rows of a document's chunks.

        Raises:
            DocumentUnknown: No document has this id.
        """
        if document_id not in self.documents:
            raise DocumentUnknown(f"no document {document_id}", id=document_id)
        return self._ranges.get(document_id, range(0))

    def row_of(self, document_id: str, ordinal: int) -> int:
        """Return the row of one chunk.

        Raises:
            DocumentUnknown: No document has this id.
            IndexError: It has no chunk of this ordinal.
        """
        rows = self.rows_of(document_id)
        if not 0 <= ordinal < len(rows):
            raise IndexError(f"{document_id} has {len(rows)} chunks, none is number {ordinal}")
        return rows[ordinal]

    def dense(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """Find the chunks nearest in meaning.

        Args:
            vector: (dimension,) float32, unit length, from the encoder that built the index.

        Returns:
            At most ``k`` (row, cosine in [-1, 1]), best first.

        Raises:
            ValueError: The vector has another shape, or a value that is no number.
            IndexMismatch: The vectors are damaged.
            BadSettings: The Chroma server does not answer.
        """
        expected = self.vectors.shape[1:]
        if vector.shape != expected or not np.isfinite(vector).all():
            raise ValueError(f"a query vector has shape {vector.shape}; wanted {expected}, finite")
        try:
            return self._nearest.nearest(vector, k)
        except VectorsFailed as error:
            raise generation.mismatch(self._folder, "damaged", file=CHROMA) from error

    def dense_among(
        self, rows: NDArray[np.intp], vector: NDArray[np.float32], k: int
    ) -> list[tuple[int, float]]:
        """Like ``dense``, of some rows alone: exact, and fast for a part of the index."""
        rows = rows[self.embedded[rows]]
        cosines = np.asarray(self.vectors[rows]) @ vector
        best = np.argsort(-cosines, kind="stable")[:k]
        return [(int(rows[at]), float(cosines[at])) for at in best]

    def lexical(self, question: str, k: int) -> list[tuple[int, float]]:
        """Find the chunks that share words with a question; without accents in it, words without accents.

        Returns:
            At most ``k`` (row, BM25 score > 0), best first.
        """
        return self._lexical.search(question, k)

    @property
    def stats(self) -> IndexStats:
        """Counts, and what the index was built with."""
        files = (path for path in self._folder.rglob("*") if path.is_file())
        return IndexStats(
            version=self.version,
            built_at=self._manifest.built_at,
            documents=len(self.documents),
            chunks=len(self.chunks),
            encoder=self._manifest.fingerprint[ENCODER],
            dimension=int(self._manifest.fingerprint[DIMENSION]),
            size=sum(path.stat().st_size for path in files),
        )

    def check(self, every: int) -> None:
        """Read every vector back and search for every n-th row by its own vector.

        Raises:
            ValueError: Chroma holds something else than was stored; the message says where.
            VectorsFailed: Chroma cannot give a vector back.
        """
        rows = np.flatnonzero(self.embedded)
        for first in range(0, len(rows), 1000):
            batch = rows[first : first + 1000]
            stored = self._nearest.fetch(batch.tolist())
            if not np.allclose(stored, self.vectors[batch], atol=1e-5):
                raise ValueError(f"a vector of rows {batch[0]} to {batch[-1]} is not the one that was stored")
        for row in rows[::every]:
            found = self._nearest.nearest(np.asarray(self.vectors[row]), 1)
            if not found or found[0][1] < 0.999:
                raise ValueError(f"row {row} is not found by its own vector")

    def close(self) -> None:
        """Give back files, locks and the scratch folder; harmless when repeated."""
        self._nearest.close()
        shutil.rmtree(self._scratch, ignore_errors=True)
        if self._held:
            self._held.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def current_version(folder: Path) -> str | None:
    """Version of the published generation, None without one. Reads one small file.

    Raises:
        IndexMismatch: The pointer is damaged.
    """
    return generation.read_pointer(folder)


def open_index(folder: Path, settings: Settings, encoder_name: str) -> Index:
    """Open the published generation; any number of processes may.

    Every file is compared with its checksum first, so that what opens is what was built.

    Raises:
        IndexMissing: Nothing is indexed yet; ``details``: ``path``, ``command``.
        IndexMismatch: It was built with other settings (``reason`` "settings", ``changed``: their names)
            or is damaged (``reason`` "damaged", ``file``); ``details["command"]`` mends both.
        BadSettings: The Chroma server does not answer.
        StorageFull: No room for this reader's scratch copy, not even in the system's temporary folder.
    """
    with ExitStack() as undo:
        held = generation.hold(folder)
        undo.callback(held.release)
        manifest = generation.read_manifest(held.path)
        changed = difference(manifest.fingerprint, settings, encoder_name)
        if changed:
            raise generation.mismatch(folder, "settings", changed=changed)
        damaged = generation.damaged_files(held.path, manifest)
        if damaged:
            raise generation.mismatch(folder, "damaged", file=damaged[0])
        scratch = _scratch_folder(folder, held)
        undo.callback(shutil.rmtree, scratch, ignore_errors=True)
        try:
            with disk_full_is_storage_full(folder):
                index = Index(held.path, manifest, scratch, held)
        except (VectorsFailed, ValueError) as error:
            raise generation.mismatch(folder, "damaged", file=CHROMA) from error
        undo.pop_all()
    return index


def _scratch_folder(folder: Path, held: Held) -> Path:
    """Choose a new folder for this reader: in the index, unless that is full or may not be written."""
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    if os.access(folder, os.W_OK) and free_bytes(folder) > scratch_bytes(held.path / CHROMA):
        return held.readers / name
    elsewhere = Path(tempfile.gettempdir()) / f"hoidap-{name}"
    logger.warning("%s is full or read only: the reader's scratch copy goes to %s", folder, elsewhere)
    return elsewhere


def _row_ranges(chunks: Sequence[Chunk]) -> dict[str, range]:
    first: dict[str, int] = {}
    count: dict[str, int] = {}
    for row, chunk in enumerate(chunks):
        first.setdefault(chunk.document_id, row)
        count[chunk.document_id] = count.get(chunk.document_id, 0) + 1
    return {name: range(row, row + count[name]) for name, row in first.items()}
