"""Locks of the operating system on files; a process that dies gives its locks back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import portalocker

from ingest.disk import disk_full_is_storage_full
from ingest.errors import IndexBusy

_AT_ONCE = portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING


@contextmanager
def owner(folder: Path) -> Iterator[None]:
    """Be the one process that writes to the index, without waiting.

    Raises:
        IndexBusy: Another process (or thread) is; ``details``: ``path``, ``pid``.
        StorageFull: There is no room even for the lock.
    """
    with disk_full_is_storage_full(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "owner.lock").open("a+", encoding="ascii")
    with file:
        try:
            portalocker.lock(file, _AT_ONCE)
        except portalocker.exceptions.LockException as error:
            file.seek(0)
            raise IndexBusy(
                f"{folder} is being written", path=str(folder), pid=file.read().strip()
            ) from error
        with disk_full_is_storage_full(folder):
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        yield


def shared(path: Path) -> IO[bytes]:
    """Wait until nobody holds the file exclusively, and hold it until it is closed.

    Raises:
        FileNotFoundError: It is not there.
    """
    file = path.open("rb")
    portalocker.lock(file, portalocker.LockFlags.SHARED)
    return file


@contextmanager
def exclusively(path: Path) -> Iterator[bool]:
    """Yield whether nobody else holds the file; while inside, nobody can. A missing file nobody holds."""
    if not path.exists():
        yield True
        return
    with path.open("rb") as file:
        try:
            portalocker.lock(file, _AT_ONCE)
        except portalocker.exceptions.LockException:
            yield False
            return
        yield True
