"""Which document each found file is: the ids that make a sync find its earlier work again."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from ingest.clean import load_document
from ingest.edits import Edits
from ingest.errors import HoiDapError, ManifestError, UnreadableFile
from ingest.sources import SourceFile, container, find_files, slug
from ingest.truth import Aside, Entry

logger = logging.getLogger(__name__)

NO_EDITS: Edits = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file to sync.

    Attributes:
        source: The file, with the document id that it shall have.
        path: Absolute path, symbolic links resolved.
        key: See ``Entry.key``; None when the file cannot be read.
        before: What is indexed under this id, None for a new document. Of a file that was renamed or moved,
            as its bytes show: what was indexed of it at its old path.
        aside: What this path was set aside for before, None when it was not.
        error: Why it cannot be indexed, None when nothing speaks against it yet.
    """

    source: SourceFile
    path: str
    key: str | None
    before: Entry | None
    aside: Aside | None = None
    error: HoiDapError | None = None


def plan(
    files: Sequence[SourceFile],
    indexed: Sequence[Entry],
    removed: Sequence[Entry],
    asides: Sequence[Aside] = (),
    edits: Edits = NO_EDITS,
) -> list[PlannedFile]:
    """Give every file its document id.

    A manifest's id comes first. A file that is indexed keeps its id, whatever files have come beside it.
    A new file gets its slug, with a digest of its path when that id belongs to another document that
    stays. A file that was renamed or moved takes its id along.

    Args:
        files: As ``find_files`` found them.
        indexed: All that is indexed now.
        removed: Those of them that this sync removes.
        asides: All that is set aside now and stays there, were it not read again.
        edits: What has been corrected, by document id.

    Returns:
        One per file, in the order of the files.
    """
    planner = _Planner(files, indexed, removed, asides, edits)
    order = sorted(range(len(files)), key=lambda at: planner.precedence(files[at]))
    planned = {at: planner.place(files[at]) for at in order}
    return [planned[at] for at in range(len(files))]


def load_entry(file: PlannedFile, ocr: bool = False) -> Entry:
    """Read and clean a planned file.

    Args:
        ocr: Recognise the text of scanned pages.

    Raises:
        HoiDapError: What spoke against it when it was planned, or what ``load_document`` raises.
    """
    if file.error is not None:
        raise file.error
    document = load_document(file.source, ocr)
    key = _source_key(document.sha256, file.source)
    return Entry(document, file.path, str(file.source.root.resolve()), key)


def renamed_entry(file: PlannedFile) -> Entry | None:
    """Return the entry of a renamed file, made from what was indexed at its old path; None for others."""
    before = file.before
    if before is None or before.path == file.path or before.key != file.key or file.error is not None:
        return None
    document = replace(before.document, source=file.source.path.as_posix())
    named = "title" not in dict(file.source.edited)
    if named and document.title == Path(before.document.source).stem:  # no better title than its file's name
        document = replace(document, title=file.source.path.stem)
    return Entry(document, file.path, str(file.source.root.resolve()), before.key)


def files_of(
    entries: Sequence[Entry | Aside], besides: Sequence[SourceFile], edits: Edits = NO_EDITS
) -> list[PlannedFile]:
    """Find the files of indexed documents (or of asides) again, with their ids, where they can be found.

    Args:
        besides: Files that are not wanted.
        edits: What has been corrected, by document id.
    """
    unwanted = {_absolute(file.path) for file in besides}
    by_path = {entry.path: entry for entry in entries if entry.path not in unwanted}
    planned: dict[str, PlannedFile] = {}
    for root in sorted({entry.root for entry in by_path.values()}):
        try:
            found = find_files([Path(root)])
        except HoiDapError as error:
            logger.warning("documents of %s stay as they are stored: %s", root, error)
            continue
        for file in found:
            path = _absolute(file.path)
            if path in by_path:
                known = by_path[path]
                before = known if isinstance(known, Entry) else None
                planned[path] = PlannedFile(_named(file, known.id, edits), path, known.key, before)
    return list(planned.values())


class _Planner:
    def __init__(
        self,
        files: Sequence[SourceFile],
        indexed: Sequence[Entry],
        removed: Sequence[Entry],
        asides: Sequence[Aside],
        edits: Edits,
    ) -> None:
        self._edits = edits
        found = {_absolute(file.path) for file in files}
        gone = {entry.id for entry in removed}
        self._by_path = {entry.path: entry for entry in indexed}
        self._by_id = {entry.id: entry for entry in indexed}
        self._staying: Mapping[str, Entry] = {
            name: entry for name, entry in self._by_id.items() if name not in gone and entry.path not in found
        }
        self._lost = {  # by their bytes: what may turn up under another name
            entry.document.sha256: entry
            for entry in reversed(indexed)
            if entry.id in gone or (entry.path not in found and not _is_there(entry))
        }
        self._asides = {aside.path: aside for aside in asides}
        self._taken = {aside.id for aside in asides if aside.path not in found}
        self._digests: dict[Path, str | None] = {}

    def precedence(self, file: SourceFile) -> int:
        if file.manifest:
            return 0
        if _absolute(file.path) in self._by_path:
            return 1
        return 2 if _absolute(file.path) in self._asides or self._digest(file) in self._lost else 3

    def place(self, file: SourceFile) -> PlannedFile:
        path = _absolute(file.path)
        sha256 = self._digest(file)
        known, aside = self._by_path.get(path), self._asides.get(path)
        lost = None if known or not sha256 else self._lost.get(sha256)
        wanted = [file.document_id]
        if not file.manifest:
            own = f"{slug(file.path.stem)}-{hashlib.sha256(path.encode()).hexdigest()[:6]}"
            wanted = [*(earlier.id for earlier in (known, lost, aside) if earlier), file.document_id, own]
        free = [name for name in wanted if self._free(name, file, sha256)]
        if not free:
            key = _source_key(sha256, file) if sha256 else None
            return PlannedFile(file, path, key, None, aside, self._clash(file))
        self._taken.add(free[0])
        file = _named(file, free[0], self._edits)
        key = _source_key(sha256, file) if sha256 else None
        error = None if sha256 else UnreadableFile(f"cannot read {file.path}", path=str(file.path))
        before = self._by_id.get(free[0])
        return PlannedFile(file, path, key, before, aside, error)

    def _digest(self, file: SourceFile) -> str | None:
        if file.path not in self._digests:
            self._digests[file.path] = file.sha256 or _digest(file.path)
        return self._digests[file.path]

    def _free(self, name: str, file: SourceFile, sha256: str | None) -> bool:
        if name in self._taken:
            return False
        holder = self._staying.get(name)
        if holder is None:
            return True
        moved = file.manifest is not None or holder.document.sha256 == sha256
        return moved and not _is_there(holder)

    def _clash(self, file: SourceFile) -> ManifestError:
        holder = self._staying.get(file.document_id)
        reason = f"id {file.document_id} already belongs to {holder.path if holder else 'another file'}"
        return ManifestError(f"{file.path}: {reason}", path=str(file.path), reason=reason)


def _is_there(entry: Entry) -> bool:
    """Whether a document's file, or the archive that it came from, is still at its path."""
    return container(Path(entry.path))[0].exists()


def _source_key(sha256: str, file: SourceFile) -> str:
    told = f"{sha256}\n{file.manifest!r}" + (f"\n{file.edited!r}" if file.edited else "")
    return hashlib.sha256(told.encode()).hexdigest()


def _named(file: SourceFile, document_id: str, edits: Edits) -> SourceFile:
    edited = tuple(sorted(edits.get(document_id, {}).items()))
    return replace(file, document_id=document_id, edited=edited)


def _absolute(path: Path) -> str:
    return str(path.resolve())


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
