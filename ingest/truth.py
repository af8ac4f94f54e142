"""What an index is made from: documents, chunks, tokens and vectors, in plain files.

Chroma and the lexical index can be rebuilt from these at any time; nothing can rebuild these but the
sources and the encoder. The same content always gives the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.records import Chunk, Document, Relation, Stated

DOCUMENTS = "documents.jsonl"
ASIDES = "asides.jsonl"
SKETCHES = "sketches.npy"
CHUNKS = "chunks.jsonl"
TOKENS = "tokens.jsonl"
VECTORS = "vectors.npy"


@dataclass(frozen=True, slots=True)
class Entry:
    """An indexed document and where it came from.

    Attributes:
        path: Absolute path of its file, symbolic links resolved.
        root: Absolute path of the folder that was given when it was found.
        key: Digest of the file's bytes and of its manifest entry; equal keys mean "not changed".
    """

    document: Document
    path: str
    root: str
    key: str

    @property
    def id(self) -> str:
        """Id of the document."""
        return self.document.id


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that was read and is not searched: another one stands for it, or it is secret.

    Attributes:
        id: Document id that it would have.
        source: Path of the file as given, POSIX separators.
        path, root, key: See ``Entry``.
        sha256: Hex digest of its bytes.
        reason: ``SECRET``, ``DUPLICATE`` or ``NEAR_DUPLICATE``.
        about: The stamp of a secret file; of a duplicate the id of the document that stands for it.
    """

    id: str
    source: str
    path: str
    root: str
    key: str
    sha256: str
    reason: str
    about: str


SECRET, DUPLICATE, NEAR_DUPLICATE = "secret", "duplicate", "near_duplicate"


@dataclass(frozen=True, slots=True)
class Rows:
    """One row per chunk; the rows of a document are neighbours, in order of ``ordinal``.

    Attributes:
        chunks: The chunks.
        keys: Hex SHA-256 of each chunk's match text.
        tokens: Each chunk's tokens for the lexical index, accents kept.
        vectors: (rows, dimension) float32, unit length; zeros for a chunk that is not embedded yet.
    """

    chunks: Sequence[Chunk]
    keys: Sequence[str]
    tokens: Sequence[Sequence[str]]
    vectors: NDArray[np.float32]


def write(
    folder: Path,
    entries: Iterable[Entry],
    rows: Rows,
    asides: Iterable[Aside] = (),
    sketches: NDArray[np.uint32] | None = None,
) -> None:
    """Write all files into an empty folder.

    Args:
        sketches: (documents, n) of ``ingest.duplicates``, in the order of the entries.

    Raises:
        OSError: The disk refused.
    """
    _write_lines(folder / DOCUMENTS, (asdict(entry) for entry in entries))
    _write_lines(folder / ASIDES, (asdict(aside) for aside in asides))
    pairs = zip(rows.chunks, rows.keys, strict=True)
    _write_lines(folder / CHUNKS, ({**asdict(chunk), "key": key} for chunk, key in pairs))
    _write_lines(folder / TOKENS, rows.tokens)
    _write_array(folder / VECTORS, rows.vectors.astype("<f4", copy=False))
    if sketches is not None:
        _write_array(folder / SKETCHES, sketches.astype("<u4", copy=False))


def read_entries(folder: Path) -> tuple[Entry, ...]:
    """Read the documents, in order of id."""
    return tuple(_entry(line) for line in _read_lines(folder / DOCUMENTS))


def read_asides(folder: Path) -> tuple[Aside, ...]:
    """Read what is set aside, in order of path; empty for an index of before there was such a thing."""
    if not (folder / ASIDES).exists():
        return ()
    return tuple(Aside(**line) for line in _read_lines(folder / ASIDES))


def read_sketches(folder: Path) -> NDArray[np.uint32] | None:
    """Read the sketches: (documents, n) uint32, None where there are none."""
    path = folder / SKETCHES
    return np.load(path, allow_pickle=False) if path.exists() else None


def read_chunks(folder: Path) -> tuple[tuple[Chunk, ...], tuple[str, ...]]:
    """Read the chunks and their keys, in row order."""
    keys: list[str] = []
    chunks: list[Chunk] = []
    for line in _read_lines(folder / CHUNKS):
        keys.append(line.pop("key"))
        for name in ("document_id", "heading"):  # one string for all chunks that say the same
            line[name] = sys.intern(line[name])
        chunks.append(Chunk(**line))
    return tuple(chunks), tuple(keys)


def read_vectors(folder: Path) -> NDArray[np.float32]:
    """Map the vectors into memory, read only: (rows, dimension) float32, see ``Rows.vectors``."""
    vectors: NDArray[np.float32] = np.load(folder / VECTORS, mmap_mode="r", allow_pickle=False)
    return vectors


def read_rows(folder: Path) -> Rows:
    """Read everything that belongs to the chunks."""
    chunks, keys = read_chunks(folder)
    tokens = tuple(tuple(map(sys.intern, line)) for line in _read_lines(folder / TOKENS))
    return Rows(chunks, keys, tokens, read_vectors(folder))


def embedded(vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell which rows have a vector: (rows,) bool."""
    return np.asarray(np.asarray(vectors).any(axis=1), dtype=np.bool_)


def _entry(line: Mapping[str, Any]) -> Entry:
    known = dict(line["document"])
    known["stated"] = tuple(Stated(**place) for place in known.get("stated", ()))
    known["relations"] = tuple(Relation(**relation) for relation in known.get("relations", ()))
    known["pages"] = tuple(known.get("pages", ()))
    return Entry(Document(**known), line["path"], line["root"], line["key"])


def _write_lines(path: Path, values: Iterable[object]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for value in values:
            file.write(json.dumps(value, ensure_ascii=False) + "\n")


def _write_array(path: Path, array: NDArray[Any]) -> None:
    with path.open("wb") as file:  # np.save into a path loses the reason of a failed write
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(np.ascontiguousarray(array).data.cast("B") if array.size else b"")


def _read_lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield json.loads(line)
