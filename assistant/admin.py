"""What administrators do with documents: see, add, correct, throw away, let in. No HTTP in here."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from assistant.audit import Audit
from assistant.jobs import SYNC, Job, Jobs, Owner
from assistant.messages import message_for
from assistant.uploads import Incoming, Uploads, closed
from ingest import trash
from ingest.catalogue import STATES, Catalogue, FileRow
from ingest.edits import checked
from ingest.errors import ChangedMeanwhile, DocumentUnknown, HoiDapError, LastDocument, OutsideFolder
from ingest.sandbox import Sandbox
from ingest.settings import Settings
from ingest.trash import Thrown
from ingest.vietnamese import fold_accents
from ingest.work import Work

_URGENT = ("failed", "quarantined", "waiting", "words", "duplicate", "ready")
Order = Literal["name", "title", "newest", "state"]
_SEARCHED = ("title", "number", "publisher", "kind", "issued")


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of the table.

    Attributes:
        rows: Those that were asked for.
        jobs: What is being done to them, by key.
        total: How many rows fit, on all pages.
        states: How many files there are in each state, whatever was asked for.
        kinds: Kinds of documents that there are, in order.
        version: The generation that this was read from.
    """

    rows: Sequence[FileRow]
    jobs: Mapping[str, Job]
    total: int
    states: Mapping[str, int]
    kinds: Sequence[str]
    version: str


class Administration:
    """Everything that the page and its API can do. Safe to use from several threads.

    Args:
        settings: ``corpus`` is the folder that is administered.
        owner: Does the work on the index.
    """

    def __init__(self, settings: Settings, owner: Owner) -> None:
        self.root = settings.corpus.absolute()
        self.jobs = Jobs(owner)
        self.uploads = Uploads(self.root, settings.upload_limit, Sandbox())
        self.audit = Audit(settings.index)
        self._catalogue = Catalogue(settings.index, self.root)

    def listing(
        self,
        query: str = "",
        state: str = "",
        kind: str = "",
        order: Order = "name",
        offset: int = 0,
        limit: int = 100,
    ) -> Listing:
        """List files.

        Args:
            query: Words that must all occur in a file's name, its document's facts or its reason, accents
                or not.
            state: One of ``STATES``, "" for all.
            kind: Kind of document, "" for all.
            offset, limit: Which of the fitting rows.

        Raises:
            IndexMismatch, BadInput: See ``Catalogue.rows``.
        """
        every = self._catalogue.rows()
        words = fold_accents(query.casefold()).split()
        fitting = [row for row in every if _fits(row, state, kind) and _says(row, words)]
        fitting.sort(key=_ORDERS[order], reverse=order == "newest")
        shown = fitting[offset : offset + limit]
        going = {row.key: job for row in shown if (job := self.jobs.of_path(str(row.file)))}
        counted = Counter(row.state for row in every)
        return Listing(
            shown,
            going,
            len(fitting),
            {name: counted[name] for name in STATES},
            sorted({row.document.kind for row in every if row.document}),
            self._catalogue.version,
        )

    def row(self, key: str) -> FileRow:
        """Return one file.

        Raises:
            DocumentUnknown: No file has this key.
        """
        for row in self._catalogue.rows():
            if row.key == key:
                return row
        raise DocumentUnknown(f"no file {key!r}", id=key[:40])

    def check_names(self, names: Sequence[str], folder: str) -> list[tuple[str, HoiDapError | None, bool]]:
        """Tell of each name what speaks against it, and whether a file has it already."""
        told: list[tuple[str, HoiDapError | None, bool]] = []
        for name in names:
            try:
                told.append((name, None, self.uploads.taken(self.uploads.place(name, folder)) is not None))
            except HoiDapError as error:
                told.append((name, error, False))
        return told

    def incoming(self, size: int | None) -> AbstractContextManager[Incoming]:
        """See ``Uploads.incoming``."""
        return self.uploads.incoming(size)

    def add(self, incoming: Incoming, place: Path, replace: bool, who: str) -> Job:
        """Take in a file that has come; the one that had its name goes into the trash.

        Raises:
            FileTaken: Another file has this name, and ``replace`` is false.
            HoiDapError: See ``Uploads.check`` and ``Uploads.move``.
        """
        self.uploads.check(incoming, place.name)
        name = self._name(place)
        self.audit.note(who, "replace" if replace else "upload", name, size=str(incoming.size))
        aside = (lambda other: self._throw(other, who)) if replace else None
        self.uploads.move(incoming, place, aside)
        return self.jobs.submit("upload", Work("sync", (str(place.resolve()),)), [name], who)

    def delete(self, key: str, who: str) -> Job:
        """Move a file into the trash and its documents out of the index.

        Raises:
            DocumentUnknown: No file has this key.
            OutsideFolder: It is not ours to throw away.
            LastDocument: No other document would be left.
            FolderClosed: The folder cannot be written.
        """
        row = self._own(key)
        file, every = row.file, self._catalogue.rows()
        left = any(other.chunks or other.state == "duplicate" for other in every if other.file != file)
        if not left and any(other.chunks for other in every):
            raise LastDocument(f"{file} is the last one")
        self.audit.note(who, "delete", self._name(file), document=row.document_id)
        thrown = self._throw(file, who) if file.exists() else None

        def undo() -> None:
            if thrown:
                trash.put_back(self.root, thrown.id)

        return self.jobs.submit("delete", Work("remove", (str(file),)), [self._name(file)], who, undo)

    def thrown(self) -> Sequence[Thrown]:
        """List the trash, newest first."""
        return trash.thrown(self.root)

    def restore(self, name: str, who: str) -> Job:
        """Bring a file back from the trash.

        Raises:
            ThrownUnknown: The trash holds nothing of this id.
            FileTaken: Another file has its name now.
            FolderClosed: The folder cannot be written.
        """
        item = trash.item_of(self.root, name)
        self.audit.note(who, "restore", item.path)
        try:
            file = trash.put_back(self.root, name)
        except OSError as error:
            raise closed(self.root, error) from error
        return self.jobs.submit("restore", Work("sync", (str(file.resolve()),)), [item.path], who)

    def destroy(self, name: str | None, who: str) -> int:
        """Remove one file of the trash for good, or all of them; tell how many.

        Raises:
            ThrownUnknown: The trash holds nothing of this id.
            FolderClosed: The folder cannot be written.
        """
        items = trash.thrown(self.root) if name is None else [trash.item_of(self.root, name)]
        known = {row.document_id for row in self._catalogue.rows()}
        for item in items:
            self.audit.note(who, "destroy", item.path)
            try:
                trash.destroy(self.root, item.id)
            except OSError as error:
                raise closed(self.root, error) from error
            for gone in set(item.documents) - known:  # whoever takes its id is another document
                self.jobs.submit("forget", Work("edit", (), gone), [item.path], who)
        return len(items)

    def reread(self, key: str, who: str) -> Job:
        """Read a file again, also when it has not changed.

        Raises:
            DocumentUnknown: No file has this key.
        """
        row = self.row(key)
        self.audit.note(who, "reread", row.name, document=row.document_id)
        return self.jobs.submit("reread", Work("reread", (str(row.file),)), [row.name], who)

    def sync(self, who: str) -> Job:
        """Bring the whole folder up to date."""
        self.audit.note(who, SYNC)
        return self.jobs.submit(SYNC, Work("sync", (str(self.root.resolve()),)), [], who)

    def allow(self, key: str, allowed: bool, who: str) -> Job:
        """Let a file that is stamped secret be searched, or take that back.

        Raises:
            DocumentUnknown: No file has this key, or it is not stamped.
        """
        row = self.row(key)
        if not (row.state == "quarantined" if allowed else row.allowed):
            raise DocumentUnknown(f"{row.name} is not stamped", id=row.name)
        action = "allow" if allowed else "forbid"
        self.audit.note(who, action, row.name, document=row.document_id)
        target = row.path if allowed else row.document_id
        work = Work("allow" if allowed else "forbid", (), target)
        return self.jobs.submit(action, work, [row.name], who, paths=[str(row.file)])

    def edit(self, key: str, values: Mapping[str, str], seen: Mapping[str, str], who: str) -> Job:
        """Correct facts of a document; with no values it is again as its file says.

        Args:
            values: New values by name of ``ingest.edits.EDITABLE``.
            seen: What stood there when they were typed, of the fields that the caller knows.

        Raises:
            DocumentUnknown: No document has this key.
            BadInput: A value cannot be.
            ChangedMeanwhile: Something else stands there now, or is about to.
        """
        row = self.row(key)
        if row.document is None:
            raise DocumentUnknown(f"{row.name} has no document", id=row.name)
        kept = checked(values)
        now = {name: getattr(row.document, name) or "" for name in seen}
        going = self.jobs.of_path(str(row.file))
        if now != dict(seen) or (going and going.action in ("edit", "reset")):
            raise ChangedMeanwhile(f"{row.name} was changed", name=row.document.title)
        action = "edit" if kept else "reset"
        self.audit.note(who, action, row.name, document=row.document_id, fields=", ".join(sorted(kept)))
        work = Work("edit", (), row.document_id, tuple(sorted(kept.items())))
        return self.jobs.submit(action, work, [row.name], who, paths=[str(row.file)])

    def original(self, key: str, who: str) -> tuple[BinaryIO, str, int]:
        """Open the file itself (or the archive that it lies in): the open file, its name, its size.

        Raises:
            DocumentUnknown: No file has this key, or it is not a plain file in the folder any more.
        """
        row = self.row(key)
        file = row.file
        if not row.ours or file.resolve() != file or not file.is_relative_to(self.root.resolve()):
            raise DocumentUnknown(f"{file} is not given away", id=key[:40])
        try:
            handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            raise DocumentUnknown(f"{file}: {error}", id=key[:40]) from error
        opened = os.fdopen(handle, "rb")
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            opened.close()
            raise DocumentUnknown(f"{file} is no file", id=key[:40])
        self.audit.note(who, "download", row.name, document=row.document_id)
        return opened, file.name, about.st_size

    def _own(self, key: str) -> FileRow:
        row = self.row(key)
        if not row.ours:
            raise OutsideFolder(f"{row.path} is elsewhere", name=row.name)
        return row

    def _throw(self, file: Path, who: str) -> Thrown:
        file = file.resolve()
        rows = [row for row in self._catalogue.rows() if row.file == file and row.document_id]
        titles = [row.document.title if row.document else row.name for row in rows]
        try:
            return trash.throw(self.root.resolve(), file, who, [row.document_id for row in rows], titles)
        except OSError as error:
            raise closed(self.root, error) from error

    def _name(self, file: Path) -> str:
        return file.resolve().relative_to(self.root.resolve()).as_posix()


def reason_of(row: FileRow) -> str:
    """Say in Vietnamese why a file is in its state; "" when there is nothing to say."""
    if row.error is not None:
        details = {**row.error.details, "path": row.name}
        reason = message_for(type(row.error)(str(row.error), **details))
        return f"{reason} Nội dung của lần đọc trước vẫn được tìm." if row.document else reason
    if row.state == "words":
        done = row.chunks - row.pending
        return f"Đã tính nghĩa {done}/{row.chunks} đoạn; hiện tìm được theo từ ngữ."
    if row.state == "quarantined":
        return f"Có dấu {row.about} nên chưa được tìm kiếm."
    if row.state == "duplicate":
        return f"Trùng nội dung với {row.about} nên chỉ giữ một."
    if row.state == "waiting":
        return "Chưa được đọc."
    return "Có dấu mật, đã được cho phép tìm kiếm." if row.allowed else ""


def _fits(row: FileRow, state: str, kind: str) -> bool:
    return (not state or row.state == state) and (
        not kind or (row.document is not None and row.document.kind == kind)
    )


def _says(row: FileRow, words: Sequence[str]) -> bool:
    if not words:
        return True
    facts = [getattr(row.document, name) or "" for name in _SEARCHED] if row.document else []
    text = fold_accents(" ".join([row.name, row.document_id, reason_of(row), *facts]).casefold())
    return all(word in text for word in words)


def _title(row: FileRow) -> str:
    return fold_accents((row.document.title if row.document else row.name).casefold())


_ORDERS = {
    "name": lambda row: row.name.casefold(),
    "title": _title,
    "newest": lambda row: row.modified,
    "state": lambda row: (_URGENT.index(row.state), _title(row)),
}
