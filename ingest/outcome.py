"""Sorts files into added, changed, renamed … while they are read; what remains is the new index."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.duplicates import Sketch, Standing, sketch
from ingest.earlier import Earlier
from ingest.errors import HoiDapError
from ingest.plan import PlannedFile, load_entry, renamed_entry
from ingest.report import GROUPS, SyncEntry, SyncReport
from ingest.rows import Progress
from ingest.secrecy import stamp_of
from ingest.truth import DUPLICATE, NEAR_DUPLICATE, SECRET, Aside, Entry

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SoFar:
    """A settled outcome of a part of the files: ``Outcome.entries``, ``asides`` and ``sketches``."""

    entries: Sequence[Entry]
    asides: Sequence[Aside]
    sketches: NDArray[np.uint32]


class Outcome:
    """What a sync will have done; ``read`` first, ``settle`` last.

    Args:
        old: The index before.
        removed: Its documents whose files are gone.
        lost: Its asides whose files are gone.
        allowed: See ``ingest.secrecy.read_allowed``.
        ocr: Recognise the text of scanned pages.
    """

    def __init__(
        self,
        old: Earlier,
        removed: Sequence[Entry],
        lost: Sequence[Aside],
        allowed: Collection[str],
        ocr: bool,
    ) -> None:
        self._old, self._allowed, self._ocr = old, allowed, ocr
        self._before = {entry.id: entry for entry in old.entries}
        gone = {entry.id for entry in removed}
        self._after = {name: entry for name, entry in self._before.items() if name not in gone}
        left = {aside.path for aside in lost}
        self._asides = {aside.path: aside for aside in old.asides if aside.path not in left}
        self._gone_asides = [SyncEntry(aside.source, aside.id) for aside in lost]
        self._told: dict[str, tuple[str, SyncEntry]] = {}  # by document id: group, and what is told
        self._described: set[str] = set()  # ids that somebody has written about: documents of their own
        self._sketched: dict[str, Sketch] = {}  # by text
        self.failed: list[SyncEntry] = []

    def read(
        self,
        files: Sequence[PlannedFile],
        progress: Progress,
        after: Callable[[Outcome, PlannedFile], None] | None = None,
    ) -> None:
        """Load what is new or changed; a file that fails leaves things as they were.

        Args:
            after: Called after each file but the last.
        """
        for done, file in enumerate(files, start=1):
            if not self._rests(file):
                self._take(file)
            progress("read", done, len(files))
            if after is not None and done < len(files):
                after(self, file)

    def fresh(self, file: PlannedFile) -> Entry | None:
        """Return what was read of a file; None when nothing was, or when it was known before."""
        entry = self._after.get(file.source.document_id)
        known = entry is None or entry.path != file.path or entry == self._before.get(entry.id)
        return None if known else entry

    def so_far(self) -> SoFar:
        """Return what the index can hold before all files are read; the outcome goes on as it was.

        What has been read stands in the place of what it replaces; everything else of the index before
        stays, also what will be removed: its file may yet turn up under another name.
        """
        far = copy(self)
        taken = {entry.path for entry in self._after.values()}
        kept = {name: entry for name, entry in self._before.items() if entry.path not in taken}
        far._after, far._asides, far._told = kept | self._after, dict(self._asides), dict(self._told)
        far.settle()
        return SoFar(far.entries(), far.asides(), far.sketches())

    def read_again(self, files: Sequence[PlannedFile]) -> None:
        """Load indexed documents anew; one that cannot be read now stays as it is stored."""
        for file in files:
            if file.source.manifest or file.source.edited:
                self._described.add(file.source.document_id)
            try:
                self._after[file.source.document_id] = load_entry(file, self._ocr)
            except HoiDapError as error:
                logger.warning("%s keeps its stored text: %s", file.source.document_id, error)

    def orphans(self) -> list[Aside]:
        """Duplicates whose document is no longer there, or says something else now: to be read themselves."""
        return [
            aside
            for aside in self._asides.values()
            if (aside.reason in (DUPLICATE, NEAR_DUPLICATE) and not self._stands(aside.about))
            or (aside.reason == SECRET and aside.sha256 in self._allowed)
        ]

    def adopt(self, files: Sequence[PlannedFile]) -> None:
        """Load the files of orphans; one that cannot be found or read stays aside."""
        for file in files:
            self._take(file)

    def settle(self) -> None:
        """Take out of the index what is secret, and what another document says already."""
        for entry in list(self._after.values()):
            stamp = stamp_of(entry.document.text)
            if stamp is not None and entry.document.sha256 not in self._allowed:
                self._set_aside(entry, SECRET, stamp)
        self._set_duplicates_aside()

    def entries(self) -> list[Entry]:
        """Documents that the index shall hold, in order of id."""
        return [self._after[name] for name in sorted(self._after)]

    def asides(self) -> list[Aside]:
        """What it shall set aside, in order of path."""
        return [self._asides[path] for path in sorted(self._asides)]

    def sketches(self) -> NDArray[np.uint32]:
        """Sketches of ``entries()``, in their order."""
        return np.array([self._sketch(entry) for entry in self.entries()], dtype=np.uint32)

    def report(self, version: str) -> SyncReport:
        """Return the whole outcome."""
        groups: dict[str, list[SyncEntry]] = {group: [] for group in GROUPS}
        for group, told in self._told.values():
            groups[group].append(told)
        groups["failed"] += self.failed
        groups["removed"] += self._gone_asides
        for name, entry in self._before.items():
            if name not in self._after and name not in self._told:
                groups["removed"].append(SyncEntry(entry.document.source, name))
        ordered = {group: tuple(sorted(told, key=lambda one: one.path)) for group, told in groups.items()}
        return SyncReport(**ordered, version=version)

    def _rests(self, file: PlannedFile) -> bool:
        """Whether a file was set aside before, and there is no reason to read it again."""
        aside = file.aside
        if aside is None or aside.key != file.key or not self._old.current or file.before is not None:
            return False
        group = "quarantined" if aside.reason == SECRET else "duplicates"
        self._tell(group, SyncEntry(str(file.source.path), aside.id, aside.about))
        return True

    def _take(self, file: PlannedFile) -> None:
        before, name = file.before, file.source.document_id
        told = SyncEntry(str(file.source.path), name)
        same = before is not None and (before.key, before.path) == (file.key, file.path)
        moved = renamed_entry(file)
        try:
            if before is not None and same and self._old.current:
                entry = before
            else:
                entry = (moved if self._old.current else None) or load_entry(file, self._ocr)
        except HoiDapError as error:
            self.failed.append(replace(told, reason=error.code, error=error))
            return
        for other in [key for key, kept in self._after.items() if kept.path == file.path]:
            del self._after[other]  # its id was another
        self._asides.pop(file.path, None)
        self._after[name] = entry
        if file.source.manifest or file.source.edited:
            self._described.add(name)
        if before is not None and moved is not None:
            self._tell("renamed", replace(told, reason=before.document.source))
        else:
            self._tell("unchanged" if same else "added" if before is None else "changed", told)

    def _stands(self, name: str) -> bool:
        before, after = self._before.get(name), self._after.get(name)
        return before is not None and after is not None and before.document.text == after.document.text

    def _set_duplicates_aside(self) -> None:
        fresh = [entry for entry in self.entries() if not self._stands(entry.id)]
        if not fresh:
            return
        standing = Standing()
        for entry in self.entries():
            if self._stands(entry.id):
                standing.add(entry.document, self._sketch(entry))
        # A document keeps its place before a new one; what somebody has described is a document of its own.
        fresh.sort(
            key=lambda entry: (entry.id not in self._described, entry.id not in self._before, entry.path)
        )
        for entry in fresh:
            if entry.id not in self._described:
                exact = standing.exact(entry.document)
                near = None if exact else standing.near(entry.document, self._sketch(entry))
                if exact or near:
                    self._set_aside(entry, DUPLICATE if exact else NEAR_DUPLICATE, exact or near or "")
                    continue
            standing.add(entry.document, self._sketch(entry))

    def _set_aside(self, entry: Entry, reason: str, about: str) -> None:
        document = entry.document
        del self._after[entry.id]
        self._asides[entry.path] = Aside(
            entry.id, document.source, entry.path, entry.root, entry.key, document.sha256, reason, about
        )
        group = "quarantined" if reason == SECRET else "duplicates"
        self._tell(group, SyncEntry(document.source, entry.id, about))

    def _sketch(self, entry: Entry) -> Sketch:
        text = entry.document.text
        if entry.id in self._old.sketches and self._before[entry.id].document.text == text:
            return self._old.sketches[entry.id]
        if text not in self._sketched:
            self._sketched[text] = sketch(text)
        return self._sketched[text]

    def _tell(self, group: str, told: SyncEntry) -> None:
        self._told[told.document_id] = (group, told)
