"""Make the indexes again from stored texts: of the index itself, or of a backup."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest import generation, truth
from ingest.backup import Contents, put_back, read_backup
from ingest.build import Besides, sweep
from ingest.duplicates import sketches_of
from ingest.earlier import Earlier, load_earlier
from ingest.embed import Encoder
from ingest.errors import BackupDamaged, IndexMissing
from ingest.fingerprint import CLEANER, FORMAT, FORMAT_VERSION, fingerprint, same_vectors, same_words
from ingest.locks import owner
from ingest.publish import Pace, Publisher, silent
from ingest.report import SyncEntry, SyncReport
from ingest.rows import Known, Progress, stored_rows
from ingest.settings import Settings
from ingest.truth import Aside, Entry

logger = logging.getLogger(__name__)


def rebuild(settings: Settings, encoder: Encoder, progress: Progress | None = None) -> SyncReport:
    """Publish the same documents as a new generation, Chroma and the lexical index made anew.

    Their files are not read. What of the stored vectors is damaged, or of another encoder, is embedded
    again; the next sync reads again what another version of the program has cleaned.

    Raises:
        IndexMissing: There is nothing to rebuild.
        IndexMismatch: The stored texts themselves are damaged: only their files can help.
        IndexBusy, StorageFull, BadSettings: See ``ingest.sync.sync``.
    """
    folder = settings.index
    with owner(folder):
        generation.forget_unpacked(folder)
        generation.mend_pointer(folder)
        sweep(folder, settings)
        old = load_earlier(folder, settings, encoder)
        if not old.version:
            raise IndexMissing(f"no index in {folder}", path=str(folder), command=generation.MENDING_COMMAND)
        if not old.entries:
            raise generation.mismatch(folder, "damaged", file=truth.DOCUMENTS)
        entries = list(old.entries) if old.cleaned else _to_be_read_again(old.entries)
        return _published(entries, old.asides, old.known, settings, encoder, progress or silent)


def restore(file: Path, settings: Settings, encoder: Encoder, progress: Progress | None = None) -> SyncReport:
    """Make a backup the index: its documents as a new generation, its other files in their places.

    The backup is unpacked beside the index and compared whole before anything changes. What has come into
    the index since then is no longer in it; the next sync reads it again.

    Raises:
        BackupDamaged, UnreadableFile: See ``read_backup``; the index is as it was.
        IndexBusy, StorageFull, BadSettings: See ``ingest.sync.sync``; the index is as it was.
    """
    folder = settings.index
    with owner(folder):
        generation.forget_unpacked(folder)
        generation.mend_pointer(folder)
        sweep(folder, settings)
        with tempfile.TemporaryDirectory(dir=folder, prefix=generation.UNPACKED) as scratch:
            unpacked = Path(scratch)
            contents = read_backup(file, unpacked)
            entries, asides, known = _stored(unpacked / "generation", contents, settings, encoder, file)
            report = _published(entries, asides, known, settings, encoder, progress or silent)
            put_back(unpacked, folder)
        return report


def _published(
    entries: Sequence[Entry],
    asides: Sequence[Aside],
    known: Known,
    settings: Settings,
    encoder: Encoder,
    progress: Progress,
) -> SyncReport:
    sketches = sketches_of({entry.id: entry.document for entry in entries}, {})
    besides = Besides(tuple(asides), sketches)
    version = Publisher(Earlier(), settings, encoder, progress, Pace(), known).publish(entries, besides)
    kept = tuple(SyncEntry(entry.document.source, entry.id) for entry in entries)
    return SyncReport(unchanged=tuple(sorted(kept, key=lambda one: one.path)), version=version)


def _stored(
    parts: Path, contents: Contents, settings: Settings, encoder: Encoder, file: Path
) -> tuple[list[Entry], tuple[Aside, ...], Known]:
    if contents.fingerprint.get(FORMAT) != FORMAT_VERSION:
        raise BackupDamaged(f"{file}: of another version of the program", path=str(file))
    try:
        entries, asides, rows = truth.read_entries(parts), truth.read_asides(parts), truth.read_rows(parts)
        saved = stored_rows(rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupDamaged(f"{file}: {error}", path=str(file)) from error
    if not entries or not rows.chunks:
        raise BackupDamaged(f"{file}: no documents", path=str(file))
    wanted = fingerprint(settings, encoder.name, encoder.dimension)
    words, vectors = same_words(contents.fingerprint, wanted), same_vectors(contents.fingerprint, wanted)
    known = Known(saved.tokens if words else {}, saved.vectors if vectors else {})
    cleaned = contents.fingerprint.get(CLEANER) == wanted[CLEANER]
    return (list(entries) if cleaned else _to_be_read_again(entries)), asides, known


def _to_be_read_again(entries: Sequence[Entry]) -> list[Entry]:
    """The same documents, so that the next sync reads their files: another cleaner made these texts."""
    logger.warning("the texts are of another version of the program; the next ingest reads the files again")
    return [replace(entry, key="") for entry in entries]
