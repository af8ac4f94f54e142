"""A folder that is expensive to build, built once: whole or not there, and checked at each use."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import portalocker

CHECKSUMS = "checksums.json"
BIG = 32 << 20  # bytes; a SHA-256 of a larger file would be felt at each start, a CRC is not
WAIT = 600.0  # seconds to wait for another process that is building the same folder


def ready_folder(target: Path, build: Callable[[Path], None], layout: int) -> Path:
    """Return ``target``, after building it when it is absent, damaged or of another layout.

    The folder is built under another name beside ``target``, flushed to the disk and renamed, so a
    killed process leaves nothing that looks finished. Processes that need it at once wait for one.

    Args:
        target: Where the folder belongs; its parent is created.
        build: Writes all files into the empty folder it is given.
        layout: Number of what ``build`` writes; raise it when that changes.

    Raises:
        OSError: The place is not writable or full.
        portalocker.LockException: Another process held the lock for ten minutes.
    """
    if damage(target, layout) is None:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with portalocker.Lock(target.parent / f".{target.name}.lock", "a", timeout=WAIT):
        if damage(target, layout) is not None:
            _replace(target, build, layout)
    return target


def damage(folder: Path, layout: int) -> str | None:
    """Say what is wrong with a built folder, None when it is whole.

    Sizes and digests of all files are compared: SHA-256, or CRC-32 for a file of over 32 MB.
    """
    try:
        seal = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8"))
        if seal["layout"] != layout:
            return f"layout {seal['layout']}, not {layout}"
        for name, expected in seal["files"].items():
            path = folder / name
            if path.stat().st_size != expected["bytes"]:
                return f"{name}: {path.stat().st_size} bytes, not {expected['bytes']}"
            kind = "crc32" if expected["bytes"] > BIG else "sha256"
            if _digest(path, kind) != expected[kind]:
                return f"{name}: wrong {kind}"
    except FileNotFoundError as error:
        return f"{Path(error.filename).name} is missing"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return f"{CHECKSUMS} is unreadable: {error!r}"
    return None


def _replace(target: Path, build: Callable[[Path], None], layout: int) -> None:
    """Build and rename. The caller holds the lock, so what lies half built is nobody's."""
    for left_over in target.parent.glob(f".{target.name}.build-*"):
        shutil.rmtree(left_over)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.build-", dir=target.parent))
    try:
        fresh.chmod(0o755)  # mkdtemp's 0700 would lock out other users of a shared cache
        build(fresh)
        _seal(fresh, layout)
        if target.exists():
            target.rename(Path(tempfile.mkdtemp(prefix=f".{target.name}.build-", dir=target.parent)) / "old")
        fresh.rename(target)
        _flush(target.parent)
    finally:
        for left_over in target.parent.glob(f".{target.name}.build-*"):
            shutil.rmtree(left_over)


def _seal(folder: Path, layout: int) -> None:
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        _flush(path)
        files[path.relative_to(folder).as_posix()] = {
            "bytes": path.stat().st_size,
            "sha256": _digest(path, "sha256"),
            "crc32": _digest(path, "crc32"),
        }
    seal = folder / CHECKSUMS
    seal.write_text(json.dumps({"layout": layout, "files": files}, indent=1), encoding="utf-8")
    _flush(seal)
    for inner in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        _flush(inner)


def _digest(path: Path, kind: str) -> str:
    with path.open("rb") as file:
        if kind == "sha256":
            return hashlib.file_digest(file, "sha256").hexdigest()
        crc = 0
        while block := file.read(1 << 20):
            crc = zlib.crc32(block, crc)
        return f"{crc:08x}"


def _flush(path: Path) -> None:
    """fsync a file or a folder: a rename may reach the disk before the content does."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
