"""Make the index hold what is in the given files and folders, doing only what has changed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest import generation
from ingest.build import Progress, build, make_rows, sweep
from ingest.earlier import load_earlier
from ingest.embed import Encoder
from ingest.errors import BadInput, HoiDapError
from ingest.fingerprint import fingerprint
from ingest.locks import owner
from ingest.plan import PlannedFile, files_of, load_entry, plan
from ingest.settings import Settings
from ingest.sources import SourceFile, find_files
from ingest.truth import Entry

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SyncEntry:
    """What became of one document.

    Attributes:
        path: Its file as given; of a removed document where it was.
        document_id: Its id; of a failed file the id that it would have or has had.
        reason: Code of the error for a failed file, "" for others.
        error: The error of a failed file.
    """

    path: str
    document_id: str
    reason: str = ""
    error: HoiDapError | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, each in order of path.

    Attributes:
        failed: Files that could not be read; those that were indexed before still are, as they were.
        version: The generation that counts now; "" when every file failed and there was none before.
    """

    added: tuple[SyncEntry, ...]
    changed: tuple[SyncEntry, ...]
    removed: tuple[SyncEntry, ...]
    unchanged: tuple[SyncEntry, ...]
    failed: tuple[SyncEntry, ...]
    version: str


def sync(
    paths: Sequence[Path], settings: Settings, encoder: Encoder, progress: Progress | None = None
) -> SyncReport:
    """Bring the index up to date with files and folders, and publish the result.

    New and changed files are read; documents of the given folders whose files are gone are removed;
    documents from elsewhere stay. An index that was built with other settings, or is damaged, is built
    anew, documents from elsewhere included. When nothing has changed the generation stays the same.

    Args:
        paths: Files and folders.
        progress: See ``ingest.build.Progress``.

    Raises:
        IndexBusy: Another process is writing; ``details``: ``path``, ``pid``.
        BadInput: No document is found, or none would be left (``reason`` "no_documents"); the index is
            as it was.
        ManifestError, UnreadableFile: See ``find_files``; the index is as it was.
        StorageFull: There is no room for the new generation; the index is as it was.
        BadSettings: The Chroma server does not answer; the index is as it was.
    """
    report = progress or _silent
    folder = settings.index
    files = find_files(paths)
    with owner(folder):
        generation.mend_pointer(folder)
        sweep(folder, settings)
        old = load_earlier(folder, settings, encoder)
        removed = _vanished(paths, files, old.entries)
        outcome = _Outcome(old.entries, old.current, removed, settings.ocr)
        outcome.read(plan(files, old.entries, removed), report)
        if not old.current:
            outcome.read_again(files_of(old.entries, besides=files))
        entries = outcome.entries()
        if not entries and (old.entries or not outcome.failed):
            where = ", ".join(str(path) for path in paths)
            raise BadInput(f"no documents in {where}", path=where, reason="no_documents")
        if not entries or (old.current and entries == list(old.entries)):
            return outcome.report(old.version)
        rows = make_rows(entries, old.known_for(entries), encoder, report)
        wanted = fingerprint(settings, encoder.name, encoder.dimension)
        version = build(folder, entries, rows, wanted, settings, report)
        sweep(folder, settings)
        return outcome.report(version)


class _Outcome:
    """Sorts documents into added, changed, removed, unchanged and failed while their files are read."""

    def __init__(self, indexed: Sequence[Entry], trusted: bool, removed: Sequence[Entry], ocr: bool) -> None:
        """Begin with what is indexed.

        Args:
            trusted: Whether an indexed document may stay as it is when its source has not changed.
            removed: Those whose files are gone.
            ocr: Recognise the text of scanned pages.
        """
        self._ocr = ocr
        self._before = {entry.document.id: entry for entry in indexed}
        self._trusted = trusted
        gone = {entry.document.id for entry in removed}
        self._after = {name: entry for name, entry in self._before.items() if name not in gone}
        self._added: list[SyncEntry] = []
        self._changed: list[SyncEntry] = []
        self._unchanged: list[SyncEntry] = []
        self.failed: list[SyncEntry] = []

    def read(self, files: Sequence[PlannedFile], progress: Progress) -> None:
        """Load what is new or changed; a file that fails leaves things as they were."""
        for done, file in enumerate(files, start=1):
            told = SyncEntry(str(file.source.path), file.source.document_id)
            try:
                self._take(file, told)
            except HoiDapError as error:
                self.failed.append(replace(told, reason=error.code, error=error))
            progress("read", done, len(files))

    def _take(self, file: PlannedFile, told: SyncEntry) -> None:
        before = file.before
        same = before is not None and (before.key, before.path) == (file.key, file.path)
        if before is None or not same or not self._trusted:
            entry = load_entry(file, self._ocr)
            for name in [name for name, other in self._after.items() if other.path == file.path]:
                del self._after[name]  # its id was another
            self._after[told.document_id] = entry
        group = self._unchanged if same else self._added if before is None else self._changed
        group.append(told)

    def read_again(self, files: Sequence[PlannedFile]) -> None:
        """Load indexed documents anew; one that cannot be read now stays as it is stored."""
        for file in files:
            try:
                self._after[file.source.document_id] = load_entry(file, self._ocr)
            except HoiDapError as error:
                logger.warning("%s keeps its stored text: %s", file.source.document_id, error)

    def entries(self) -> list[Entry]:
        """Documents that the index shall hold, in order of id."""
        return [self._after[name] for name in sorted(self._after)]

    def report(self, version: str) -> SyncReport:
        """Return the whole outcome."""
        gone = [entry.document for name, entry in self._before.items() if name not in self._after]
        removed = [SyncEntry(document.source, document.id) for document in gone]
        groups = (self._added, self._changed, removed, self._unchanged, self.failed)
        added, changed, left, unchanged, failed = (tuple(sorted(group, key=_path)) for group in groups)
        return SyncReport(added, changed, left, unchanged, failed, version)


def _vanished(paths: Sequence[Path], files: Sequence[SourceFile], indexed: Sequence[Entry]) -> list[Entry]:
    """Documents that came from the given folders and are no longer there."""
    folders = [path.resolve() for path in paths if path.exists()]  # an archive is a folder too
    found = {str(file.path.resolve()) for file in files}

    def inside(entry: Entry) -> bool:
        places = (Path(entry.path), Path(entry.root))  # the path may lie elsewhere, behind a symbolic link
        return any(place.is_relative_to(folder) for folder in folders for place in places)

    def closed(entry: Entry) -> bool:  # its archive cannot be opened now
        return any(str(parent) in found for parent in Path(entry.path).parents)

    return [entry for entry in indexed if entry.path not in found and inside(entry) and not closed(entry)]


def _path(told: SyncEntry) -> str:
    return told.path


def _silent(_stage: str, _done: int, _total: int) -> None:
    return
