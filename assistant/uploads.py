"""Files that come in: their names, their kind by content, their size; whole in the folder or not there."""

from __future__ import annotations

import os
import re
import secrets
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ingest.disk import disk_full_is_storage_full, free_bytes, storage_full, sync_to_disk
from ingest.errors import (
    BadFileName,
    BadInput,
    EmptyFile,
    FileTaken,
    FileTooLarge,
    FolderClosed,
    WrongType,
)
from ingest.sandbox import Sandbox

FOLDER = ".hoidap-incoming"
MB = 10**6  # bytes, as people count them
_SPARE = 64 * MB  # room that is left on the disk: the index needs some, too
_NAME_BYTES = 200  # of a name in UTF-8; the disk takes 255

# By kind (``ingest.formats.kinds``): endings that its files have. Old .doc files are often something else.
ENDINGS = {
    "docx": (".docx", ".doc"),
    "ole": (".doc", ".docx", ".xlsx", ".pptx"),  # also what a password was put on: reading says so
    "rtf": (".rtf", ".doc"),
    "odt": (".odt",),
    "pdf": (".pdf",),
    "xlsx": (".xlsx",),
    "pptx": (".pptx",),
    "html": (".html", ".htm", ".xhtml", ".mht", ".doc"),
    "eml": (".eml",),
    "zip": (".zip",),
    "text": (".txt", ".md", ".eml"),
}
KNOWN = tuple(dict.fromkeys(ending for endings in ENDINGS.values() for ending in endings))
_KINDS = {
    "ole": "tài liệu Word cũ (.doc)",
    "html": "trang web (.html)",
    "text": "văn bản thuần (.txt)",
    "eml": "thư điện tử (.eml)",
}

_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class Uploads:
    """The way into one folder of documents. Safe to use from several threads.

    Args:
        root: The folder; made when it is not there.
        limit: Largest file, in MB.
        sandbox: Looks into files.
    """

    def __init__(self, root: Path, limit: int, sandbox: Sandbox) -> None:
        self.root, self.limit = root, limit
        self._sandbox = sandbox
        self._moving = threading.Lock()

    def folders(self) -> list[str]:
        """List the folders that a file may go to, by path below the root; "" is the root itself."""
        found = [""]
        for here, folders, _ in os.walk(self.root):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            found += [(Path(here) / name).relative_to(self.root).as_posix() for name in folders]
        return found

    def place(self, name: str, folder: str) -> Path:
        """Return where a file will lie.

        Raises:
            BadFileName: It may not be called that, or is of no kind that is read.
            BadInput: There is no such folder.
        """
        if folder not in self.folders():
            raise BadInput(f"no folder {folder!r}", reason="không có thư mục này")
        return self.root / folder / file_name(name)

    def taken(self, place: Path) -> Path | None:
        """Return the file that has this name already, whatever its capitals and accents are made of."""
        wanted = _folded(place.name)
        try:
            return next((path for path in place.parent.iterdir() if _folded(path.name) == wanted), None)
        except FileNotFoundError:
            return None

    @contextmanager
    def incoming(self, size: int | None) -> Iterator[Incoming]:
        """Open a new file beside the others, in a hidden folder; what was not moved from there is removed.

        Args:
            size: Bytes that are said to come, None when that is not known.

        Raises:
            StorageFull: There is no room for them.
            FolderClosed: The folder cannot be written.
        """
        if free_bytes(self.root) < (size or 0) + _SPARE:
            raise storage_full(self.root)
        folder = self.root / FOLDER
        path = folder / secrets.token_hex(16)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = path.open("xb")
        except OSError as error:
            raise closed(self.root, error) from error
        try:
            with file:
                yield Incoming(path, file, self.limit)
        finally:
            path.unlink(missing_ok=True)

    def check(self, incoming: Incoming, name: str) -> None:
        """Compare what came with what its name says.

        Raises:
            EmptyFile: Nothing came.
            WrongType, UnsupportedFormat, BinaryFile: It is something else, or nothing that is read.
            HoiDapError: What ``ingest.formats.kinds.kind_of`` says of an archive.
        """
        incoming.file.flush()
        if not incoming.size:
            raise EmptyFile(f"{name} is empty", path=name)
        answer = self._sandbox.ask({"do": "kind", "path": str(incoming.path.resolve()), "name": name})
        kind = str(answer["kind"])
        if Path(name).suffix.lower() not in ENDINGS[kind]:
            raise WrongType(f"{name} is {kind}", name=name, found=_KINDS.get(kind, kind.upper()))

    def move(self, incoming: Incoming, place: Path, aside: Callable[[Path], object] | None) -> None:
        """Give a file that came its place: at once, whole, and never over another one.

        Args:
            aside: Puts the file that has this name away; None: it stays.

        Raises:
            FileTaken: Another file has this name.
            StorageFull: The disk has no room.
            FolderClosed: The folder cannot be written.
        """
        with disk_full_is_storage_full(self.root):
            incoming.file.flush()
            sync_to_disk(incoming.path)
        with self._moving:
            other = self.taken(place)
            if other is not None and (aside is None or not other.is_file() or other.is_symlink()):
                raise FileTaken(f"{other} is there", name=other.name)
            try:
                with disk_full_is_storage_full(self.root):
                    if other is not None and aside is not None:
                        aside(other)
                    incoming.path.replace(place)
                    sync_to_disk(place.parent)
            except OSError as error:
                raise closed(self.root, error) from error


class Incoming:
    """A file that is being received."""

    def __init__(self, path: Path, file: BinaryIO, limit: int) -> None:
        self.path, self.file, self.size = path, file, 0
        self._limit = limit

    def write(self, block: bytes, name: str) -> None:
        """Add bytes.

        Raises:
            FileTooLarge: Over the limit.
            StorageFull: The disk has no room.
        """
        self.size += len(block)
        if self.size > self._limit * MB:
            raise FileTooLarge(f"{name} is over {self._limit} MB", name=name, limit=self._limit)
        with disk_full_is_storage_full(self.path.parent):
            self.file.write(block)


def file_name(given: str) -> str:
    """Return a name as it is kept: NFC, one space where there were several.

    Raises:
        BadFileName: It is no plain name, or its ending is none that is read; ``details``: ``reason``.
    """
    name = re.sub(" {2,}", " ", unicodedata.normalize("NFC", given)).strip(" ")
    shown = "".join("�" if _is_hidden(character) else character for character in name)[:80]

    def refused(reason: str) -> BadFileName:
        return BadFileName(f"{given!r:.200}: {reason}", name=shown, reason=reason)

    if not name or any(map(_is_hidden, name)):
        raise refused("tên có ký tự ẩn hoặc để trống")
    if "/" in name or "\\" in name:
        raise refused("tên không được có dấu gạch chéo")
    if name.startswith((".", "~$")) or name.endswith("."):
        raise refused("tên không được bắt đầu hoặc kết thúc bằng dấu chấm")
    if _DEVICE.fullmatch(name) or name.lower() == "manifest.toml":
        raise refused("tên này dành cho hệ thống")
    if len(name.encode("utf-8", "replace")) > _NAME_BYTES:
        raise refused("tên quá dài")
    if Path(name).suffix.lower() not in KNOWN:
        raise refused(f"chỉ nhận các đuôi {', '.join(KNOWN)}")
    return name


def _is_hidden(character: str) -> bool:
    """Control characters, what turns the direction of text, halves of characters."""
    return unicodedata.category(character)[0] == "C"


def closed(root: Path, error: OSError) -> FolderClosed:
    """Return the error for a folder that refuses to be written."""
    return FolderClosed(f"{root}: {error}", path=str(root))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
