"""Make the index hold what is in the given files and folders, doing only what has changed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from ingest import generation
from ingest.build import Besides, build, sweep
from ingest.earlier import Earlier, load_earlier
from ingest.edits import read_edits
from ingest.embed import Encoder
from ingest.errors import BadInput
from ingest.failures import note_failures
from ingest.fingerprint import fingerprint
from ingest.locks import owner
from ingest.outcome import Outcome
from ingest.plan import PlannedFile, files_of, plan
from ingest.report import SyncEntry, SyncReport
from ingest.rows import Known, Progress, embed, make_rows
from ingest.secrecy import read_allowed
from ingest.settings import Settings
from ingest.sources import SourceFile, find_files
from ingest.trash import thrown_paths
from ingest.truth import Aside, Entry, Rows

__all__ = ["SyncEntry", "SyncReport", "sync"]

logger = logging.getLogger(__name__)
_Known = TypeVar("_Known", Entry, Aside)


@dataclass(frozen=True, slots=True)
class Pace:
    """When what is being embedded is published in between.

    Attributes:
        words_first: More new texts than this, and a generation is published that finds them by their
            words, before any is embedded.
        seconds: Embedding goes on at least so long before what is embedded by then is published.
        share: … and at least so many times as long as publishing took.
        leave: Asked between slices whether to leave the rest to the next sync: what is embedded by then is
            published, the rest is found by its words alone until then.
    """

    words_first: int = 200
    seconds: float = 60.0
    share: float = 5.0
    leave: Callable[[], bool] = lambda: False


def sync(
    paths: Sequence[Path],
    settings: Settings,
    encoder: Encoder,
    progress: Progress | None = None,
    pace: Pace | None = None,
    again: bool = False,
    gone: Sequence[Path] = (),
) -> SyncReport:
    """Bring the index up to date with files and folders, and publish the result.

    New and changed files are read; documents of the given folders whose files are gone are removed;
    documents from elsewhere stay. An index that was built with other settings, or is damaged, is built
    anew, documents from elsewhere included. When nothing has changed the generation stays the same. When
    there is much to embed, several generations are published, each whole: first the new texts are found by
    their words alone. A sync that was killed meanwhile is finished by the next one.

    Args:
        paths: Files and folders.
        progress: See ``ingest.rows.Progress``.
        again: Read the given files also when they have not changed.
        gone: Files whose documents are removed, as those of a folder whose files are gone.

    Raises:
        IndexBusy: Another process is writing; ``details``: ``path``, ``pid``.
        BadInput: No document is found, or none would be left (``reason`` "no_documents"); the index is
            as it was.
        ManifestError, UnreadableFile: See ``find_files``; the index is as it was.
        StorageFull: There is no room for the new generation; the index is as it was.
        BadSettings: The Chroma server does not answer; the index is as it was.
    """
    report = progress or silent
    folder = settings.index
    thrown = thrown_paths(settings.corpus)  # a manifest may still name them
    files = [file for file in find_files(paths) if file.path.exists() or file.path.resolve() not in thrown]
    with owner(folder):
        generation.forget_unpacked(folder)
        generation.mend_pointer(folder)
        sweep(folder, settings)
        old = load_earlier(folder, settings, encoder)
        removed = _vanished(paths, gone, files, old.entries)
        lost = _vanished(paths, gone, files, old.asides)
        edits = read_edits(folder)
        outcome = Outcome(old, removed, lost, read_allowed(folder), settings.ocr)
        staying = [aside for aside in old.asides if aside not in lost]
        planned = plan(files, old.entries, removed, staying, edits)
        outcome.read([_unread(file) for file in planned] if again else planned, report)
        if not old.current:
            outcome.read_again(files_of(old.entries, files, edits))
        outcome.adopt(files_of(outcome.orphans(), (), edits))
        outcome.settle()
        note_failures(folder, [Path(file.path) for file in files], outcome.failed)
        entries, asides = outcome.entries(), outcome.asides()
        if not entries and (old.entries or not (outcome.failed or asides)):
            where = ", ".join(str(path) for path in (*paths, *gone))
            raise BadInput(f"no documents in {where}", path=where, reason="no_documents")
        same = old.current and entries == list(old.entries) and asides == list(old.asides)
        if not entries or (same and old.whole):
            return outcome.report(old.version)
        besides = Besides(asides, outcome.sketches())
        version = publish(entries, old, besides, settings, encoder, report, pace or Pace())
        return outcome.report(version)


def publish(
    entries: Sequence[Entry],
    old: Earlier,
    besides: Besides,
    settings: Settings,
    encoder: Encoder,
    progress: Progress,
    pace: Pace,
    known: Known | None = None,
) -> str:
    """Publish documents as one generation, or as several while they are embedded. Only the owner may.

    Args:
        old: The index before.
        known: What saves work; by default what the index before knows.

    Returns:
        The version of the last one.

    Raises:
        StorageFull, BadSettings, VectorsFailed: See ``build``; the last generation published still counts.
    """
    folder = settings.index
    wanted = fingerprint(settings, encoder.name, encoder.dimension)

    def write(rows: Rows, told: Progress) -> tuple[str, float]:
        began = time.monotonic()
        twin = generation.generations(folder) / old.version if _same_rows(old.rows, rows) else None
        version = build(folder, entries, rows, wanted, settings, told, replace(besides, twin=twin))
        sweep(folder, settings)
        return version, time.monotonic() - began

    rows, left = make_rows(entries, known or old.known_for(entries), encoder.dimension, progress)
    seconds: float | None = None
    if left.total > pace.words_first:
        told = list(entries) == list(old.entries) and list(besides.asides) == list(old.asides)
        done = told and _same_rows(old.rows, rows)  # published before, by a sync that was cut off
        version, took = (old.version, 0.0) if done else write(rows, silent)
        if pace.leave():
            return version
        seconds = max(pace.seconds, pace.share * took)
    while True:
        rows, left = embed(rows, left, encoder, progress, seconds, pace.leave)
        version, took = write(rows, silent if left.texts else progress)
        if not left.texts or pace.leave():
            return version
        seconds = max(pace.seconds, pace.share * took)


def silent(_stage: str, _done: int, _total: int) -> None:
    """A ``Progress`` that tells nobody."""


def _same_rows(old: Rows | None, new: Rows) -> bool:
    return (
        old is not None
        and list(old.keys) == list(new.keys)
        and np.array_equal(np.asarray(old.vectors), new.vectors)
    )


def _unread(file: PlannedFile) -> PlannedFile:
    """A file that is read whatever is known of it."""
    before = file.before and replace(file.before, key="")
    return replace(file, before=before, aside=file.aside and replace(file.aside, key=""))


def _vanished(
    paths: Sequence[Path], gone: Sequence[Path], files: Sequence[SourceFile], indexed: Sequence[_Known]
) -> list[_Known]:
    """Documents (or asides) that came from the given folders and are no longer there."""
    folders = [path.resolve() for path in paths if path.exists()]  # an archive is a folder too
    folders += [path.resolve() for path in gone]
    found = {str(file.path.resolve()) for file in files}

    def inside(entry: _Known) -> bool:
        places = (Path(entry.path), Path(entry.root))  # the path may lie elsewhere, behind a symbolic link
        return any(place.is_relative_to(folder) for folder in folders for place in places)

    def closed(entry: _Known) -> bool:  # its archive cannot be opened now
        return any(str(parent) in found for parent in Path(entry.path).parents)

    return [entry for entry in indexed if entry.path not in found and inside(entry) and not closed(entry)]
