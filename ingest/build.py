"""From documents to a generation on disk, checked and published."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest import generation, truth, vectors
from ingest.disk import copy_folder, disk_full_is_storage_full, free_bytes, storage_full
from ingest.errors import StorageFull
from ingest.generation import Manifest
from ingest.index import CHROMA, LEXICAL, Index
from ingest.lexical import Lexical
from ingest.rows import Progress
from ingest.settings import Settings
from ingest.truth import Aside, Entry, Rows
from ingest.vectors import VectorsFailed
from ingest.vietnamese import folded_tokens

_SELF_QUERIES = 64  # of a new generation, spread over its rows


@dataclass(frozen=True, slots=True)
class Besides:
    """What a generation holds besides documents and rows, and what makes it quicker to write.

    Attributes:
        asides: See ``Aside``.
        sketches: See ``ingest.truth.write``.
        twin: A whole generation whose rows, with their vectors, are the same: its indexes are copied.
    """

    asides: Sequence[Aside] = ()
    sketches: NDArray[np.uint32] | None = None
    twin: Path | None = None


def build(
    folder: Path,
    entries: Sequence[Entry],
    rows: Rows,
    fingerprint: dict[str, str],
    settings: Settings,
    progress: Progress,
    besides: Besides | None = None,
) -> str:
    """Write a generation, check it and publish it. Only the owner may.

    Args:
        rows: At least one.

    Returns:
        Its version.

    Raises:
        StorageFull: There is no room; nothing is left behind and the old generation still counts.
        VectorsFailed: Chroma refused, or gave back something else than was stored.
        BadSettings: The Chroma server does not answer.
    """
    besides = besides or Besides()
    built_at = datetime.now(UTC)
    version = f"{built_at:%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(3)}"
    try:
        with disk_full_is_storage_full(folder):
            partial = generation.start(folder, version)
            truth.write(partial, entries, rows, besides.asides, besides.sketches)
            if besides.twin is not None and not settings.chroma_url:
                for part in (LEXICAL, CHROMA):
                    copy_folder(besides.twin / part, partial / part)
            else:
                _make_indexes(partial, version, rows, settings, progress)
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


def _make_indexes(partial: Path, version: str, rows: Rows, settings: Settings, progress: Progress) -> None:
    Lexical.build(rows.tokens, map(folded_tokens, rows.tokens)).save(partial / LEXICAL)
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
