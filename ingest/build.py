"""From documents to a generation on disk, checked and published."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest import generation, truth, vectors
from ingest.disk import disk_full_is_storage_full, free_bytes, storage_full
from ingest.embed import Encoder
from ingest.errors import StorageFull
from ingest.generation import Manifest
from ingest.index import CHROMA, LEXICAL, Index
from ingest.lexical import Lexical
from ingest.records import Chunk
from ingest.settings import Settings
from ingest.split import match_text, split
from ingest.truth import Entry, Rows
from ingest.vectors import VectorsFailed
from ingest.vietnamese import search_tokens

Progress = Callable[[str, int, int], None]
"""Called with the stage ("read", "words", "embed", "store", "check"), how much is done, and of how much."""

_SELF_QUERIES = 64  # of a new generation, spread over its rows


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier work saves: by key of a match text, its tokens and its vector."""

    tokens: Mapping[str, Sequence[str]] = field(default_factory=dict)
    vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    chunks: Mapping[str, Sequence[Chunk]] = field(default_factory=dict)  # by document id, of unchanged ones


def make_rows(entries: Sequence[Entry], known: Known, encoder: Encoder, progress: Progress) -> Rows:
    """Split, tokenise and embed documents, doing only what is not known yet.

    Raises:
        ValueError: The encoder returned vectors of another shape, or values that are no numbers.
    """
    chunks: list[Chunk] = []
    texts: list[str] = []
    for entry in entries:
        own = known.chunks.get(entry.document.id) or split(entry.document)
        chunks += own
        texts += [match_text(entry.document, chunk) for chunk in own]
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    tokens: list[Sequence[str]] = []
    for done, (key, text) in enumerate(zip(keys, texts, strict=True), start=1):
        tokens.append(known.tokens[key] if key in known.tokens else search_tokens(text))
        progress("words", done, len(texts))
    return Rows(chunks, keys, tokens, _vectors(keys, texts, known, encoder, progress))


def build(
    folder: Path,
    entries: Sequence[Entry],
    rows: Rows,
    fingerprint: dict[str, str],
    settings: Settings,
    progress: Progress,
) -> str:
    """Write a generation, check it and publish it. Only the owner may.

    Returns:
        Its version.

    Raises:
        StorageFull: There is no room; nothing is left behind and the old generation still counts.
        VectorsFailed: Chroma refused, or gave back something else than was stored.
        BadSettings: The Chroma server does not answer.
    """
    built_at = datetime.now(UTC)
    version = f"{built_at:%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(3)}"
    try:
        with disk_full_is_storage_full(folder):
            partial = generation.start(folder, version)
            _fill(partial, version, entries, rows, settings, progress)
            manifest = Manifest(
                version=version,
                built_at=built_at.isoformat(timespec="seconds"),
                fingerprint=fingerprint,
                documents=len(entries),
                chunks=len(rows.chunks),
                files=generation.checksums(partial),
            )
            _check(partial, manifest, folder, progress)
            generation.publish(folder, partial, manifest)
    except StorageFull:
        sweep(folder, settings)
        raise
    except VectorsFailed as error:
        full = not settings.chroma_url and free_bytes(folder) < rows.vectors.nbytes
        sweep(folder, settings)
        if full:  # Chroma hides why it could not write its graph
            raise storage_full(folder) from error
        raise
    return version


def sweep(folder: Path, settings: Settings) -> None:
    """Remove what dead builders left and generations that nobody reads, on the Chroma server too."""
    generation.sweep(folder, lambda path: vectors.drop(path / CHROMA, settings.chroma_url))


def _fill(
    partial: Path, version: str, entries: Sequence[Entry], rows: Rows, settings: Settings, progress: Progress
) -> None:
    truth.write(partial, entries, rows)
    documents = {entry.document.id: entry.document for entry in entries}
    folded = [
        search_tokens(match_text(documents[chunk.document_id], chunk), folded=True) for chunk in rows.chunks
    ]
    Lexical.build(rows.tokens, folded).save(partial / LEXICAL)
    vectors.build(
        partial / CHROMA,
        rows.vectors,
        settings.chroma_url,
        f"hoidap-{version}",
        lambda done: progress("store", done, len(rows.chunks)),
    )


def _check(partial: Path, manifest: Manifest, folder: Path, progress: Progress) -> None:
    progress("check", 0, 1)
    scratch = generation.readers(folder, partial.name)
    try:
        with Index(partial, manifest, scratch) as index:
            index.check(every=max(1, manifest.chunks // _SELF_QUERIES))
    except ValueError as error:
        raise VectorsFailed(f"the new index does not check out: {error}") from error
    progress("check", 1, 1)


def _vectors(
    keys: Sequence[str], texts: Sequence[str], known: Known, encoder: Encoder, progress: Progress
) -> NDArray[np.float32]:
    """Vectors of all texts, (n, dimension) float32; a text that occurs twice is embedded once."""
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known.vectors}
    made: dict[str, NDArray[np.float32]] = {}
    if missing:
        progress("embed", 0, len(missing))
        new = encoder.encode_passages(
            list(missing.values()), lambda done: progress("embed", done, len(missing))
        )
        if new.shape != (len(missing), encoder.dimension) or not np.isfinite(new).all():
            raise ValueError(f"{encoder.name} returned {new.shape} for {len(missing)} texts, or no numbers")
        made = dict(zip(missing, new, strict=True))
    result = np.empty((len(keys), encoder.dimension), dtype=np.float32)
    for row, key in enumerate(keys):
        result[row] = made[key] if key in made else known.vectors[key]
    return result
