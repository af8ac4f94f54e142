"""Generations of the index on disk: who may write, which one counts, and how a new one replaces it.

::

    <index>/current                   version of the published generation, replaced atomically
    <index>/owner.lock                held by the one process that writes
    <index>/generations/<version>/    a published generation; its bytes never change
    <index>/generations/<version>.partial/   being built
    <index>/readers/<version>/        scratch folders of the readers of that generation

Every reader holds a shared lock on the generation's file ``lock``; a generation is removed only by who
gets that lock exclusively. The operating system releases all locks of a process that dies.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from ingest.disk import digest, sync_to_disk
from ingest.errors import IndexMismatch, IndexMissing
from ingest.locks import exclusively, shared

MENDING_COMMAND = "hoidap ingest"
PARTIAL = ".partial"
REMOVED = ".removed"
UNPACKED = ".restore-"  # folders into which a backup is unpacked, in the index

_POINTER = "current"
_MANIFEST = "manifest.json"
_LOCK = "lock"
_VERSION = re.compile(r"[0-9TZ]+-[0-9a-f]+")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    Attributes:
        version: Name of its folder; larger is newer.
        built_at: ISO time in UTC.
        fingerprint: What it was built with; another fingerprint means another index.
        documents: Number of documents.
        chunks: Number of chunks, and of rows of every part.
        files: Hex SHA-256 by POSIX path inside the generation.
    """

    version: str
    built_at: str
    fingerprint: dict[str, str]
    documents: int
    chunks: int
    files: dict[str, str]


def mismatch(folder: Path, reason: str, **details: object) -> IndexMismatch:
    """Return the error for an index that only a new ``ingest`` can mend.

    Args:
        reason: "damaged" or "settings", for programs; ``details`` say what exactly.
    """
    return IndexMismatch(
        f"index {folder}: {reason} {details}",
        path=str(folder),
        reason=reason,
        command=MENDING_COMMAND,
        **details,
    )


def generations(folder: Path) -> Path:
    """Folder of all generations of an index."""
    return folder / "generations"


def readers(folder: Path, version: str) -> Path:
    """Scratch folder of a generation's readers."""
    return folder / "readers" / version


def read_pointer(folder: Path) -> str | None:
    """Version of the published generation, None when there is no index.

    Raises:
        IndexMismatch: The pointer is damaged.
    """
    try:
        version = (folder / _POINTER).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError as error:
        raise mismatch(folder, "damaged", file=_POINTER) from error
    if not _VERSION.fullmatch(version):
        raise mismatch(folder, "damaged", file=_POINTER)
    return version


def mend_pointer(folder: Path) -> None:
    """Point a damaged pointer at the newest whole generation, or at none. Only the owner may."""
    try:
        version = read_pointer(folder)
        if version is None or read_manifest(generations(folder) / version):
            return
    except IndexMismatch as error:
        logger.warning("%s", error)
    for path in sorted(generations(folder).glob("*"), reverse=True):
        try:
            _point_at(folder, read_manifest(path).version)
        except IndexMismatch:
            continue
        return
    (folder / _POINTER).unlink()


class Held:
    """A published generation that cannot be removed until ``release``."""

    def __init__(self, folder: Path, version: str, lock: IO[bytes]) -> None:
        self.version = version
        self.path = generations(folder) / version
        self.readers = readers(folder, version)
        self._lock = lock

    def release(self) -> None:
        """Let the generation go; harmless when repeated."""
        self._lock.close()


def hold(folder: Path) -> Held:
    """Take a shared lock on the published generation.

    Raises:
        IndexMissing: Nothing is published; ``details``: ``path``, ``command``.
        IndexMismatch: The pointer names a generation that is not there.
    """
    last = None
    while True:
        version = read_pointer(folder)
        if version is None:
            raise IndexMissing(f"no index in {folder}", path=str(folder), command=MENDING_COMMAND)
        path = generations(folder) / version
        try:
            lock = shared(path / _LOCK)
        except FileNotFoundError as error:
            if version == last:  # the pointer did not move on: nobody replaced it meanwhile
                raise mismatch(folder, "damaged", file=version) from error
            last = version
            continue
        if (path / _LOCK).exists():  # else it was removed while we waited
            return Held(folder, version, lock)
        lock.close()


def read_manifest(generation: Path) -> Manifest:
    """Read a generation's manifest.

    Raises:
        IndexMismatch: It is missing or malformed.
    """
    try:
        manifest = Manifest(**json.loads((generation / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise mismatch(generation, "damaged", file=_MANIFEST) from error
    if manifest.version != generation.name:
        raise mismatch(generation, "damaged", file=_MANIFEST)
    return manifest


def damaged_files(generation: Path, manifest: Manifest) -> list[str]:
    """Files whose bytes are no longer those that were published (missing ones too), sorted."""
    return sorted(name for name, sha256 in manifest.files.items() if not _is(generation / name, sha256))


def checksums(generation: Path) -> dict[str, str]:
    """Hex SHA-256 of every file of a generation by POSIX path, its own lock and manifest left out."""
    files = (path for path in sorted(generation.rglob("*")) if path.is_file())
    named = {path.relative_to(generation).as_posix(): path for path in files}
    return {name: digest(path) for name, path in named.items() if name not in (_LOCK, _MANIFEST)}


def start(folder: Path, version: str) -> Path:
    """Make the folder in which a generation is built. Only the owner may."""
    partial = generations(folder) / (version + PARTIAL)
    partial.mkdir(parents=True)
    return partial


def publish(folder: Path, partial: Path, manifest: Manifest) -> None:
    """Make a finished generation the one that counts: all of it, or (killed at any moment) none of it."""
    (partial / _LOCK).touch()
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (partial / _MANIFEST).write_text(text, encoding="utf-8")
    for path in partial.rglob("*"):
        sync_to_disk(path)
    sync_to_disk(partial)
    partial.rename(generations(folder) / manifest.version)
    sync_to_disk(generations(folder))
    _point_at(folder, manifest.version)


def forget_unpacked(folder: Path) -> None:
    """Remove what a restore that was killed had unpacked. Only the owner may, before it unpacks its own."""
    for path in folder.glob(f"{UNPACKED}*"):
        shutil.rmtree(path)


def sweep(folder: Path, before_removal: Callable[[Path], None]) -> None:
    """Remove what dead builders left, and old generations that nobody reads. Only the owner may.

    Args:
        before_removal: Called with each folder about to go, for what it keeps elsewhere.
    """
    current = read_pointer(folder)
    there = sorted(generations(folder).iterdir()) if generations(folder).is_dir() else []
    for path in there:
        if path.suffix in (PARTIAL, REMOVED):
            before_removal(path)
            shutil.rmtree(path)
            continue
        with exclusively(path / _LOCK) as mine:
            if mine:
                shutil.rmtree(readers(folder, path.name), ignore_errors=True)  # of readers that died
            if mine and path.name != current:
                before_removal(path)
                shutil.rmtree(path.rename(path.with_name(path.name + REMOVED)))
    scratch = folder / "readers"
    for path in sorted(scratch.iterdir()) if scratch.is_dir() else []:
        if not (generations(folder) / path.name).exists():
            shutil.rmtree(path)


def _is(path: Path, sha256: str) -> bool:
    try:
        return digest(path) == sha256
    except OSError:
        return False


def _point_at(folder: Path, version: str) -> None:
    pointer = folder / (_POINTER + ".new")
    pointer.write_text(version + "\n", encoding="ascii")
    sync_to_disk(pointer)
    pointer.replace(folder / _POINTER)
    sync_to_disk(folder)
