"""Make the index hold what is in the given files and folders, doing only what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ingest import generation
from ingest.build import Besides, sweep
from ingest.earlier import load_earlier
from ingest.edits import read_edits
from ingest.embed import Encoder
from ingest.errors import BadInput
from ingest.failures import note_failures
from ingest.locks import owner
from ingest.outcome import Outcome
from ingest.plan import PlannedFile, files_of, plan
from ingest.publish import Pace, Publisher, silent
from ingest.report import SyncEntry, SyncReport
from ingest.rows import Progress
from ingest.secrecy import read_allowed
from ingest.settings import Settings
from ingest.sources import SourceFile, find_files
from ingest.trash import thrown_paths
from ingest.truth import Aside, Entry

__all__ = ["Pace", "SyncEntry", "SyncReport", "sync"]

_Known = TypeVar("_Known", Entry, Aside)


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
    there is much to read or to embed, several generations are published, each whole: first the new texts are
    found by their words alone. A sync that was killed meanwhile is finished by the next one.

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
        publisher = Publisher(old, settings, encoder, report, pace or Pace())
        clear = old.current or not old.entries  # else documents of both kinds would stand side by side
        outcome.read(
            [_unread(file) for file in planned] if again else planned,
            report,
            publisher.while_reading if clear else None,
        )
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
        if not entries or (same and old.embedded):
            return outcome.report(old.version)
        return outcome.report(publisher.publish(entries, Besides(asides, outcome.sketches())))


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
