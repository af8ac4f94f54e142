"""Files that an administrator has thrown away: kept in a hidden folder beside the others until it is emptied.

Each lies in a folder of its own, under the name ``file``, beside ``item.json``, which says what it was. The
folder begins with a dot, so nothing that reads the office's files looks into it.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from ingest.disk import sync_to_disk, write_whole
from ingest.errors import FileTaken, ThrownUnknown

FOLDER = ".hoidap-trash"
_ITEM, _FILE = "item.json", "file"
_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{6}")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Thrown:
    """A file in the trash.

    Attributes:
        id: Name of its folder in the trash.
        path: Where it was, relative to the source folder, POSIX separators.
        at: ISO time in UTC.
        who: Who threw it away.
        size: Bytes.
        documents: Ids of the documents that were read from it.
        titles: Their titles, in the same order.
    """

    id: str
    path: str
    at: str
    who: str
    size: int
    documents: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


def throw(
    root: Path, file: Path, who: str, documents: Sequence[str] = (), titles: Sequence[str] = ()
) -> Thrown:
    """Move a file below ``root`` into the trash of ``root``.

    Raises:
        OSError: The disk refused; the file is where it was.
    """
    now = datetime.now(UTC)
    item = Thrown(
        f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}",
        file.relative_to(root).as_posix(),
        now.isoformat(timespec="seconds"),
        who,
        file.stat().st_size,
        tuple(documents),
        tuple(titles),
    )
    folder = root / FOLDER / item.id
    folder.mkdir(parents=True)
    try:
        write_whole(folder / _ITEM, json.dumps(asdict(item), ensure_ascii=False).encode())
        file.replace(folder / _FILE)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    sync_to_disk(file.parent)
    sync_to_disk(folder)
    return item


def thrown(root: Path) -> list[Thrown]:
    """List the trash, newest first. What was cut off while it was thrown away or put back is no item."""
    found = []
    for folder in (root / FOLDER).glob("*"):
        if _NAME.fullmatch(folder.name) and (folder / _FILE).is_file():
            try:
                told = json.loads((folder / _ITEM).read_text(encoding="utf-8"))
                documents, titles = (tuple(map(str, told.pop(name))) for name in ("documents", "titles"))
                found.append(Thrown(**{**told, "id": folder.name, "documents": documents, "titles": titles}))
            except (OSError, ValueError, KeyError, TypeError) as error:
                logger.warning("%s in the trash cannot be told: %s", folder.name, error)
    return sorted(found, key=lambda item: item.id, reverse=True)


def put_back(root: Path, name: str) -> Path:
    """Move a file of the trash to where it was; return its path.

    Raises:
        ThrownUnknown: The trash holds nothing of this id.
        FileTaken: Another file is there now; ``details``: ``name``.
        OSError: The disk refused; the file is still in the trash.
    """
    item = item_of(root, name)
    inside = PurePosixPath(item.path)
    if inside.is_absolute() or ".." in inside.parts or inside.name.startswith("."):
        raise ThrownUnknown(f"{name} does not say where it was", id=name)
    target = root / inside
    if target.exists() or target.is_symlink():
        raise FileTaken(f"{target} is there", name=item.path)
    target.parent.mkdir(parents=True, exist_ok=True)
    (root / FOLDER / name / _FILE).replace(target)
    sync_to_disk(target.parent)
    shutil.rmtree(root / FOLDER / name, ignore_errors=True)
    return target


def item_of(root: Path, name: str) -> Thrown:
    """Return one item of the trash.

    Raises:
        ThrownUnknown: The trash holds nothing of this id.
    """
    for item in thrown(root):
        if item.id == name:
            return item
    raise ThrownUnknown(f"nothing in the trash is called {name!r}", id=name[:80])


def destroy(root: Path, name: str) -> Thrown:
    """Remove an item of the trash for good.

    Raises:
        ThrownUnknown: The trash holds nothing of this id.
        OSError: The disk refused.
    """
    item = item_of(root, name)
    (root / FOLDER / name / _FILE).unlink()
    shutil.rmtree(root / FOLDER / name, ignore_errors=True)
    return item


def thrown_paths(root: Path) -> frozenset[Path]:
    """Absolute paths, symbolic links resolved, where files of the trash were."""
    return frozenset((root / item.path).resolve() for item in thrown(root))
