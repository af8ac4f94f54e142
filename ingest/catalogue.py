"""The table of files that an administrator sees: what is indexed of each, what is wrong, what waits."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np

from ingest import generation, truth
from ingest.edits import Edits, read_edits
from ingest.errors import HoiDapError, IndexMissing
from ingest.failures import read_failures
from ingest.manifest import NAME as MANIFEST
from ingest.records import Document
from ingest.secrecy import read_allowed
from ingest.sources import container
from ingest.states import DocumentState, document_states
from ingest.truth import Aside

FileState = Literal["ready", "words", "waiting", "failed", "quarantined", "duplicate"]
STATES: tuple[FileState, ...] = ("ready", "words", "waiting", "failed", "quarantined", "duplicate")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file, or one file inside an archive or message.

    Attributes:
        key: Names it in addresses; as long as its path is the same.
        path: Absolute, symbolic links resolved; see ``SourceFile.path``.
        name: Its path below the folder of documents, the whole path of one that lies elsewhere.
        ours: It lies in the folder of documents, in its own right: no symbolic link leads out of it.
        state: "ready"; "words": found by its words, embedding goes on; "waiting": not read yet; "failed":
            ``error`` says why, and if it has a document, that is of an earlier reading; "quarantined":
            ``about`` is its stamp; "duplicate": ``about`` stands for it.
        document_id: "" while it has none.
        document: Its document without the text, None while it has none.
        characters: Code points of its text.
        chunks: How many it has been cut into.
        pending: Of these not embedded yet.
        also: Paths of the files that it stands for.
        allowed: It is stamped secret and an administrator has let it in.
        edited: Fields that an administrator has corrected.
        size: Bytes of the file on disk, -1 when it is gone.
        modified: ISO time in UTC, "" when it is gone.
        inside: It lies in an archive or message; what is done to the file is done to all of that.
    """

    key: str
    path: str
    name: str
    ours: bool
    state: FileState
    document_id: str = ""
    document: Document | None = None
    characters: int = 0
    chunks: int = 0
    pending: int = 0
    about: str = ""
    also: tuple[str, ...] = ()
    error: HoiDapError | None = None
    allowed: bool = False
    edited: tuple[str, ...] = ()
    size: int = -1
    modified: str = ""
    inside: bool = False

    @property
    def file(self) -> Path:
        """The file on disk: itself, or the archive or message that it lies in."""
        return container(Path(self.path))[0]


@dataclass(frozen=True, slots=True)
class _Stored:
    """A generation without its texts. It is what ``ingest.states`` asks for."""

    version: str = ""
    documents: Mapping[str, Document] = field(default_factory=dict)
    asides: Sequence[Aside] = ()
    pending: Mapping[str, int] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)  # by document id
    characters: Mapping[str, int] = field(default_factory=dict)
    chunks: Mapping[str, int] = field(default_factory=dict)


class Catalogue:
    """Lists files; the published generation is read once. Safe to use from several threads.

    Args:
        index: The index folder.
        root: The folder of documents.
    """

    def __init__(self, index: Path, root: Path) -> None:
        self._index, self._root = index, root
        self._prefix = f"{root.resolve()}/"
        self._stored = _Stored()
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """Version of the generation that was listed last, "" before the first listing."""
        return self._stored.version

    def rows(self) -> list[FileRow]:
        """List every file that the index knows of, or that lies in the folder of documents, by name.

        Raises:
            IndexMismatch: The pointer to the generation is damaged.
            BadInput: A file of corrections or permissions is damaged.
        """
        stored = self._read()
        made = {path: _on_its_disk(row) for path, row in self._known(stored).items()}
        containers = {str(row.file) for row in made.values() if row.inside}
        for path in self._on_disk():
            if path not in made and path not in containers:
                made[path] = _on_its_disk(self._row(path, "waiting"))
        return sorted(made.values(), key=lambda row: row.name.casefold())

    def _known(self, stored: _Stored) -> dict[str, FileRow]:
        allowed, edits = read_allowed(self._index), read_edits(self._index)
        asides = {(aside.id, aside.source): aside.path for aside in stored.asides}
        failures = {(one.document_id, one.path): one.absolute for one in read_failures(self._index)}
        made: dict[str, FileRow] = {}
        for state in document_states(stored, self._index):
            named = (state.id, state.source)
            if state.state == "failed":
                path = str(Path(failures.get(named, state.source)).resolve())
                before = made.get(path) or self._row(path, "failed")
                made[path] = replace(before, state="failed", error=state.error)
            elif state.state in ("quarantined", "duplicate"):
                path = asides[named]
                made[path] = replace(
                    self._row(path, state.state), document_id=state.id, about=state.about, also=state.also
                )
            else:
                path = stored.paths[state.id]
                made[path] = self._indexed(self._row(path, state.state), state, stored, allowed, edits)
        return made

    def _indexed(
        self, row: FileRow, state: DocumentState, stored: _Stored, allowed: frozenset[str], edits: Edits
    ) -> FileRow:
        document = stored.documents[state.id]
        return replace(
            row,
            document_id=state.id,
            document=document,
            characters=stored.characters[state.id],
            chunks=stored.chunks.get(state.id, 0),
            pending=state.pending,
            also=state.also,
            allowed=document.sha256 in allowed,
            edited=tuple(sorted(edits.get(state.id, ()))),
        )

    def _row(self, path: str, state: FileState) -> FileRow:
        inside = path.startswith(self._prefix)
        name = path.removeprefix(self._prefix)
        hidden = any(part.startswith(".") for part in name.split("/"))
        key = hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:20]
        return FileRow(key, path, name, inside and not hidden, state)

    def _on_disk(self) -> Iterator[str]:
        """Files that a sync of the folder would look at, symbolic links resolved."""
        for here, folders, names in os.walk(self._root.resolve()):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                if name != MANIFEST and not name.startswith((".", "~$")):
                    path = os.path.join(here, name)  # noqa: PTH118  # thousands of these
                    yield str(Path(path).resolve()) if os.path.islink(path) else path  # noqa: PTH114

    def _read(self) -> _Stored:
        with self._lock:
            version = generation.read_pointer(self._index)
            if version != self._stored.version:
                try:
                    held = generation.hold(self._index)
                except IndexMissing:
                    self._stored = _Stored()
                    return self._stored
                try:
                    self._stored = _read_generation(held.path)
                finally:
                    held.release()
            return self._stored


def _on_its_disk(row: FileRow) -> FileRow:
    try:
        file, about = row.path, os.stat(row.path)  # noqa: PTH116
    except OSError:
        file = str(row.file)
        if file == row.path or not (found := Path(file)).exists():
            return row
        about = found.stat()
    modified = datetime.fromtimestamp(about.st_mtime, UTC).isoformat(timespec="seconds")
    return replace(row, size=about.st_size, modified=modified, inside=file != row.path)


def _read_generation(folder: Path) -> _Stored:
    entries = truth.read_entries(folder)
    chunks, _ = truth.read_chunks(folder)
    missing = np.flatnonzero(~truth.embedded(truth.read_vectors(folder)))
    return _Stored(
        version=folder.name,
        documents={entry.id: replace(entry.document, text="") for entry in entries},
        asides=truth.read_asides(folder),
        pending=Counter(chunks[row].document_id for row in missing),
        paths={entry.id: entry.path for entry in entries},
        characters={entry.id: len(entry.document.text) for entry in entries},
        chunks=Counter(chunk.document_id for chunk in chunks),
    )
