"""Bytes on disk: whole, safe against a power cut, and an answer when there is no room."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import StorageFull

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def disk_full_is_storage_full(folder: Path) -> Iterator[None]:
    """Turn "no space left on device" into ``StorageFull``; other errors pass."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise storage_full(folder) from error
        raise


def storage_full(folder: Path) -> StorageFull:
    """Return the error for a disk without room; ``details``: ``path``, ``free`` (bytes)."""
    free = free_bytes(folder)
    return StorageFull(f"no room for the index in {folder}, {free} bytes left", path=str(folder), free=free)


def free_bytes(folder: Path) -> int:
    """Room left on the disk of a folder that need not exist yet."""
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(existing).free


def digest(path: Path) -> str:
    """Hex SHA-256 of a file.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder's files; unlike ``shutil.copytree`` it keeps the reason of a refused write.

    Raises:
        OSError: The disk refused; ``target`` is then incomplete.
    """
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_dir():
            copy_folder(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)


def write_whole(path: Path, content: bytes) -> None:
    """Replace a small file, readable by its owner alone: all of it or, when killed or full, none of it.

    Raises:
        OSError: The disk refused.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with open(new, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(content)
    sync_to_disk(new)
    new.replace(path)
    sync_to_disk(path.parent)


def sync_to_disk(path: Path) -> None:
    """Return when a file's bytes (a folder's names) would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
