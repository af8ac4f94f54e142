"""One file that holds everything an index cannot get back: texts, vectors, what people said, what is allowed.

A backup is a zip: ``contents.json`` names every other file with its size and SHA-256; ``generation/`` holds
what a generation is made from (``ingest.truth``), ``kept/`` the rest of the index folder. Chroma and the
lexical index are left out: they are made again. It is read and compared whole before anything is touched.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from ingest import generation, truth
from ingest.disk import digest, disk_full_is_storage_full, free_bytes, storage_full, sync_to_disk
from ingest.errors import BackupDamaged, UnreadableFile

CONTENTS = "contents.json"
FORMAT = 1
_PARTS = (truth.DOCUMENTS, truth.ASIDES, truth.CHUNKS, truth.TOKENS, truth.VECTORS, truth.SKETCHES)
_NEEDED = (truth.DOCUMENTS, truth.CHUNKS, truth.TOKENS, truth.VECTORS)
_ONCE = (
    "generations",
    "readers",
    "current",
    "owner.lock",
    "serve.lock",
    "serve.json",
)  # of this machine alone
APPENDED = frozenset({"audit.jsonl"})  # who did what: it goes on, whatever is put back
_SQLITE = b"SQLite format 3\x00"
_BLOCK = 1 << 20
_MOST = 64 << 20  # bytes of contents.json


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself.

    Attributes:
        format: Of the archive.
        version: The generation that was backed up.
        built_at: See ``Manifest``.
        fingerprint: See ``Manifest``.
        documents: Number of documents.
        at: ISO time in UTC at which the backup was made.
        files: (size in bytes, hex SHA-256) by path in the archive.
    """

    format: int
    version: str
    built_at: str
    fingerprint: dict[str, str]
    documents: int
    at: str
    files: dict[str, tuple[int, str]]


def backup(index: Path, file: Path) -> Contents:
    """Write a backup, read it back, and only then let it take the name; also while others read and write.

    Raises:
        IndexMissing, IndexMismatch: There is nothing whole to back up.
        StorageFull: No room where the backup shall lie; nothing is left behind.
        UnreadableFile: It may not be written there; ``details``: ``path``.
    """
    held = generation.hold(index)
    try:
        manifest = generation.read_manifest(held.path)
        damaged = set(generation.damaged_files(held.path, manifest)) & set(_PARTS)
        if damaged:
            raise generation.mismatch(index, "damaged", file=min(damaged))
        with disk_full_is_storage_full(file.parent), _replacing(file) as new:
            contents = _write(index, held.path, manifest, new)
            with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".hoidap-") as scratch:
                read_backup(new, Path(scratch))
        return contents
    finally:
        held.release()


def read_backup(file: Path, target: Path) -> Contents:
    """Unpack a backup into an empty folder, comparing every byte; what it does not list is refused.

    Raises:
        BackupDamaged: It is no backup, or not as it was written; nothing of it may be used. ``details``:
            ``path``.
        UnreadableFile: It cannot be opened; ``details``: ``path``.
        StorageFull: No room to unpack it.
    """
    with disk_full_is_storage_full(target):
        try:
            with zipfile.ZipFile(file) as archive:
                contents = _contents(archive, file)
                if free_bytes(target) < sum(size for size, _ in contents.files.values()) + _BLOCK:
                    raise storage_full(target)
                for name, (size, sha256) in contents.files.items():
                    _unpack(archive, name, size, sha256, target, file)
                return contents
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise _damaged(file, str(error)) from error
        except OSError as error:
            if error.errno is None or file.exists():
                raise
            raise UnreadableFile(f"cannot read {file}: {error}", path=str(file)) from error


def _write(index: Path, held: Path, manifest: generation.Manifest, new: IO[bytes] | Path) -> Contents:
    files: dict[str, tuple[int, str]] = {}
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in _PARTS:
            if (held / name).exists():
                files[f"generation/{name}"] = _add(archive, f"generation/{name}", held / name)
        for path in _kept(index):
            name = f"kept/{path.relative_to(index).as_posix()}"
            with _still(path) as source:
                files[name] = _add(archive, name, source)
        contents = Contents(
            FORMAT,
            manifest.version,
            manifest.built_at,
            manifest.fingerprint,
            manifest.documents,
            datetime.now(UTC).isoformat(timespec="seconds"),
            files,
        )
        archive.writestr(CONTENTS, json.dumps(asdict(contents), ensure_ascii=False, indent=1))
    return contents


def _kept(index: Path) -> list[Path]:
    """Files of the index folder that outlive generations; an SQLite file's journal is no file of its own."""
    outer = (path for path in index.iterdir() if path.name not in _ONCE and not path.name.startswith("."))
    every = (inner for path in outer for inner in ([path] if path.is_file() else path.rglob("*")))
    found = [path for path in every if path.is_file() and not path.is_symlink()]
    return sorted(path for path in found if not path.name.endswith(("-wal", "-shm", "-journal", ".new")))


@contextmanager
def _still(path: Path) -> Iterator[Path]:
    """A file that nobody writes to meanwhile: of an SQLite database a copy that is whole."""
    with path.open("rb") as file:
        database = file.read(len(_SQLITE)) == _SQLITE
    if not database:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="hoidap-") as scratch:
        copy = Path(scratch) / path.name
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        yield copy


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> tuple[int, str]:
    sha256, size = hashlib.sha256(), 0
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
        while block := source.read(_BLOCK):
            sha256.update(block)
            size += len(block)
            target.write(block)
    return size, sha256.hexdigest()


def _contents(archive: zipfile.ZipFile, file: Path) -> Contents:
    try:
        if archive.getinfo(CONTENTS).file_size > _MOST:
            raise _damaged(file, "contents too long")
        told = json.loads(archive.read(CONTENTS))
        listed = {str(name): (int(size), str(sha256)) for name, (size, sha256) in told["files"].items()}
        contents = Contents(**{**told, "files": listed})
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise _damaged(file, f"contents: {error}") from error
    names = [entry.filename for entry in archive.infolist()]
    if contents.format != FORMAT or sorted(names) != sorted([*contents.files, CONTENTS]):
        raise _damaged(file, "the contents list other files")
    if any(f"generation/{name}" not in contents.files for name in _NEEDED):
        raise _damaged(file, "a part is missing")
    for entry in archive.infolist():
        if not _is_safe(entry):
            raise _damaged(file, f"unsafe name {entry.filename!r}")
    return contents


def _is_safe(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a plain file below the folders that a backup has."""
    name = entry.filename
    path = PurePosixPath(name)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or "\\" in name or "\x00" in name or name != path.as_posix():
        return False
    if name == CONTENTS:
        return True
    parts = path.parts
    known = len(parts) > 1 and not path.is_absolute() and ".." not in parts and ":" not in name
    if not known or parts[0] not in ("generation", "kept"):
        return False
    return parts[1] in _PARTS and len(parts) == 2 if parts[0] == "generation" else parts[1] not in _ONCE


def _unpack(archive: zipfile.ZipFile, name: str, size: int, sha256: str, target: Path, file: Path) -> None:
    path = target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    left = size
    with archive.open(name) as source, path.open("xb") as written:
        while block := source.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise _damaged(file, f"{name} is longer than it says")
            written.write(block)
    if left or digest(path) != sha256:
        raise _damaged(file, f"{name} is not what was written")


@contextmanager
def _replacing(file: Path) -> Iterator[Path]:
    """A new file beside ``file``, readable by its owner alone, which takes its place when all went well."""
    try:
        descriptor, name = tempfile.mkstemp(dir=file.absolute().parent, prefix=f".{file.name}-")
    except OSError as error:
        raise UnreadableFile(f"cannot write {file}: {error}", path=str(file)) from error
    os.close(descriptor)
    new = Path(name)
    try:
        yield new
        sync_to_disk(new)
        new.replace(file)
        sync_to_disk(file.absolute().parent)
    finally:
        new.unlink(missing_ok=True)


def put_back(unpacked: Path, index: Path) -> None:
    """Give the index folder the files that a backup kept, one after another. Only the owner may.

    Raises:
        StorageFull: The disk has no room; what was there is still there or replaced whole.
    """
    kept = unpacked / "kept"
    for path in sorted(kept.rglob("*")) if kept.is_dir() else []:
        place = index / path.relative_to(kept)
        if path.is_file() and not (path.name in APPENDED and place.exists()):
            with disk_full_is_storage_full(index):
                place.parent.mkdir(parents=True, exist_ok=True)
                for journal in ("-wal", "-shm", "-journal"):
                    place.with_name(place.name + journal).unlink(missing_ok=True)
                new = place.with_name(place.name + ".new")
                shutil.copyfile(path, new)
                new.chmod(0o600)
                sync_to_disk(new)
                new.replace(place)


def _damaged(file: Path, reason: str) -> BackupDamaged:
    return BackupDamaged(f"{file}: {reason}", path=str(file))
