"""Which document each found file is: the ids that make a sync find its earlier work again."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.clean import load_document
from ingest.errors import HoiDapError, ManifestError, UnreadableFile
from ingest.sources import SourceFile, container, find_files, slug
from ingest.truth import Entry

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file to sync.

    Attributes:
        source: The file, with the document id that it shall have.
        path: Absolute path, symbolic links resolved.
        key: See ``Entry.key``; None when the file cannot be read.
        before: What is indexed under this id, None for a new document.
        error: Why it cannot be indexed, None when nothing speaks against it yet.
    """

    source: SourceFile
    path: str
    key: str | None
    before: Entry | None
    error: HoiDapError | None = None


def plan(
    files: Sequence[SourceFile], indexed: Sequence[Entry], removed: Sequence[Entry]
) -> list[PlannedFile]:
    """Give every file its document id.

    A manifest's id comes first. A file that is indexed keeps its id, whatever files have come beside it.
    A new file gets its slug, with a digest of its path when that id belongs to another document that
    stays. A file that was moved takes its id along.

    Args:
        files: As ``find_files`` found them.
        indexed: All that is indexed now.
        removed: Those of them that this sync removes.

    Returns:
        One per file, in the order of the files.
    """
    planner = _Planner(files, indexed, removed)
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


def files_of(entries: Sequence[Entry], besides: Sequence[SourceFile]) -> list[PlannedFile]:
    """Find the files of indexed documents again, with their ids, where they still can be found.

    Args:
        besides: Files that are not wanted.
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
                before = by_path[path]
                source = replace(file, document_id=before.document.id)
                planned[path] = PlannedFile(source, path, before.key, before)
    return list(planned.values())


class _Planner:
    def __init__(
        self, files: Iterable[SourceFile], indexed: Sequence[Entry], removed: Sequence[Entry]
    ) -> None:
        found = {_absolute(file.path) for file in files}
        gone = {entry.document.id for entry in removed}
        self._by_path = {entry.path: entry for entry in indexed}
        self._by_id = {entry.document.id: entry for entry in indexed}
        self._staying: Mapping[str, Entry] = {
            name: entry for name, entry in self._by_id.items() if name not in gone and entry.path not in found
        }
        self._taken: set[str] = set()

    def precedence(self, file: SourceFile) -> int:
        if file.manifest:
            return 0
        return 1 if _absolute(file.path) in self._by_path else 2

    def place(self, file: SourceFile) -> PlannedFile:
        path = _absolute(file.path)
        sha256 = file.sha256 or _digest(file.path)
        known = self._by_path.get(path)
        wanted = [file.document_id]
        if not file.manifest:
            own = f"{slug(file.path.stem)}-{hashlib.sha256(path.encode()).hexdigest()[:6]}"
            wanted = [*([known.document.id] if known else []), file.document_id, own]
        free = [name for name in wanted if self._free(name, file, sha256)]
        key = _source_key(sha256, file) if sha256 else None
        if not free:
            return PlannedFile(file, path, key, None, self._clash(file))
        self._taken.add(free[0])
        error = None if sha256 else UnreadableFile(f"cannot read {file.path}", path=str(file.path))
        return PlannedFile(replace(file, document_id=free[0]), path, key, self._by_id.get(free[0]), error)

    def _free(self, name: str, file: SourceFile, sha256: str | None) -> bool:
        if name in self._taken:
            return False
        holder = self._staying.get(name)
        if holder is None:
            return True
        moved = file.manifest is not None or holder.document.sha256 == sha256
        return moved and not container(Path(holder.path))[0].exists()

    def _clash(self, file: SourceFile) -> ManifestError:
        holder = self._staying.get(file.document_id)
        reason = f"id {file.document_id} already belongs to {holder.path if holder else 'another file'}"
        return ManifestError(f"{file.path}: {reason}", path=str(file.path), reason=reason)


def _source_key(sha256: str, file: SourceFile) -> str:
    return hashlib.sha256(f"{sha256}\n{file.manifest!r}".encode()).hexdigest()


def _absolute(path: Path) -> str:
    return str(path.resolve())


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
