"""Which files could not be read at the last sync, and why: for the table of documents, between two syncs."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest import errors
from ingest.disk import disk_full_is_storage_full, write_whole
from ingest.errors import HoiDapError
from ingest.report import SyncEntry
from ingest.sources import container

FILE = "failures.json"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read.

    Attributes:
        path: As it was given.
        absolute: Its absolute path.
        document_id: Id that it would have or has had.
        code: Of its error.
        details: What the error's message names.
        at: ISO time in UTC of the last attempt.
    """

    path: str
    absolute: str
    document_id: str
    code: str
    details: dict[str, str]
    at: str

    @property
    def error(self) -> HoiDapError:
        """The error itself, for its message."""
        return error_of(self.code, self.details)


def read_failures(index: Path) -> list[Failure]:
    """Read the list, in order of path; a damaged one is empty, the next sync writes it anew."""
    try:
        return [Failure(**one) for one in json.loads((index / FILE).read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        logger.warning("%s cannot be read: %s", index / FILE, error)
        return []


def note_failures(index: Path, tried: Sequence[Path], failed: Sequence[SyncEntry]) -> None:
    """Write the list after a sync. Only the owner may.

    Args:
        tried: All files of the sync: what is noted of them from before is forgotten, as is what is gone.

    Raises:
        StorageFull: The disk has no room.
    """
    again = {str(path.absolute()) for path in tried}
    before = read_failures(index)
    kept = [one for one in before if one.absolute not in again and _is_there(one)]
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for told in failed:
        details = told.error.details if told.error else {}
        plain = {name: str(value) for name, value in details.items()}
        absolute = str(Path(told.path).absolute())
        kept.append(Failure(told.path, absolute, told.document_id, told.reason, plain, at))
    kept.sort(key=lambda one: one.path)
    if kept or before:
        lines = [{name: getattr(one, name) for name in Failure.__slots__} for one in kept]
        with disk_full_is_storage_full(index):
            write_whole(index / FILE, json.dumps(lines, ensure_ascii=False, indent=1).encode())


def _is_there(failure: Failure) -> bool:
    return container(Path(failure.absolute))[0].exists()


def error_of(code: str, details: dict[str, str]) -> HoiDapError:
    """Return an error of the class that has this code; the general one for a code that none has."""
    classes = (kind for kind in vars(errors).values() if isinstance(kind, type))
    found = next(
        (kind for kind in classes if issubclass(kind, HoiDapError) and kind.code == code), HoiDapError
    )
    return found(code, **details)
