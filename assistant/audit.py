"""Who did what to which document: JSON lines that are only ever added to. Never what a document says."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.disk import disk_full_is_storage_full

FILE = "audit.jsonl"  # ``ingest.backup.APPENDED`` knows it too
_READ = 1 << 19  # bytes that are read at once of a long log


class Audit:
    """The log of one index. Safe to use from several threads.

    Args:
        index: The index folder.
    """

    def __init__(self, index: Path) -> None:
        self._path = index / FILE
        self._lock = threading.Lock()

    def note(self, who: str, action: str, name: str = "", **details: str) -> None:
        """Write one line; it is on disk when this returns.

        Args:
            who: Name and address of the administrator.
            action: What was asked for, such as "delete".
            name: The file, by its path below the folder of documents.
            details: What else tells it from others; empty ones are left out.

        Raises:
            StorageFull: The disk has no room.
            OSError: The log cannot be written.
        """
        at = datetime.now(UTC).isoformat(timespec="seconds")
        known = {"at": at, "who": who, "action": action, "name": name, **details}
        line = json.dumps({key: value for key, value in known.items() if value}, ensure_ascii=False)
        raw = line.encode("utf-8", "replace") + b"\n"
        with self._lock, disk_full_is_storage_full(self._path.parent):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, raw)
                os.fsync(handle)
            finally:
                os.close(handle)

    def last(self, count: int, before: int | None = None) -> tuple[list[dict[str, Any]], int]:
        """Return the newest lines, newest first, and where the ones before them end.

        Args:
            before: Byte at which to begin reading backwards: what an earlier call returned; None: the end.

        Returns:
            At most ``count`` lines, and 0 when there is nothing older. A line that cannot be read, as after a
            power cut, is left out.
        """
        try:
            with self._path.open("rb") as file:
                end = file.seek(0, os.SEEK_END) if before is None else min(before, file.seek(0, os.SEEK_END))
                start = max(0, end - _READ)
                file.seek(start)
                raw = file.read(end - start)
        except FileNotFoundError:
            return [], 0
        lines = raw.split(b"\n")
        if start:  # the first one is the end of a line
            start += len(lines[0]) + 1
            lines = lines[1:]
        lines = lines[:-1] if lines and not lines[-1] else lines
        shown = lines[-count:]
        older = start + sum(len(line) + 1 for line in lines[: len(lines) - len(shown)])
        return [told for line in reversed(shown) if (told := _told(line))], older


def _told(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
