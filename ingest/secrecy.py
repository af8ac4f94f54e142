"""Files stamped secret are kept out of the index, unless an administrator has allowed their very content."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

from ingest.disk import disk_full_is_storage_full, write_whole
from ingest.errors import BadInput

FILE = "allowed.json"
HEAD_LINES = 40  # of a document, blank ones left out; the stamp stands beside the number, above the title
HEAD_LENGTH = 4000  # characters
# The stamp is a line of its own, or a cell of its own of the header's table; in running text it is a word.
_CELL = re.compile(r"[|\t]| {3,}")
_STAMP = re.compile(r"(TUYỆT|TỐI)?\s*MẬT")
_LABELLED = re.compile(r"(?:độ|mức độ|dấu độ) mật\s*:\s*((?:tuyệt|tối)?\s*mật)", re.IGNORECASE)
_AROUND = " \t.:;,*_#[](){}<>«»“”\"'–—-=+~"


def stamp_of(text: str) -> str | None:
    """Return "MẬT", "TỐI MẬT" or "TUYỆT MẬT" when the head of a document carries this stamp, else None."""
    head = unicodedata.normalize("NFC", text[:HEAD_LENGTH])
    lines = [line for line in head.split("\n") if line.strip()][:HEAD_LINES]
    for cell in (cell.strip(_AROUND) for line in lines for cell in _CELL.split(line)):
        labelled = _LABELLED.fullmatch(cell)
        stamp = labelled.group(1).upper() if labelled else cell
        if _STAMP.fullmatch(stamp):
            return " ".join(stamp.split())
    return None


def read_allowed(index: Path) -> frozenset[str]:
    """Return the SHA-256 (of a file's bytes, hex) of what may be searched although it is stamped.

    Raises:
        BadInput: The file is malformed (``path``, ``reason``); nothing is guessed where secrets are at stake.
    """
    path = index / FILE
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return frozenset(told["allowed"])
    except FileNotFoundError:
        return frozenset()
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path}: {error}", path=str(path), reason=f"tệp {path} bị hỏng") from error


def set_allowed(index: Path, sha256: str, document_id: str, allowed: bool = True) -> None:
    """Allow content to be searched although it is stamped, or take that back. Only the owner may.

    It counts from the next sync on. A changed file has other bytes and must be allowed anew.

    Args:
        sha256: Of the file's bytes, hex.
        document_id: Written beside it, for people.

    Raises:
        StorageFull: The disk has no room.
        BadInput: See ``read_allowed``.
    """
    read_allowed(index)
    path = index / FILE
    told = json.loads(path.read_text(encoding="utf-8"))["allowed"] if path.exists() else {}
    if allowed:
        told[sha256] = {"id": document_id, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    else:
        told.pop(sha256, None)
    content = json.dumps({"allowed": told}, ensure_ascii=False, indent=1).encode()
    with disk_full_is_storage_full(index):
        write_whole(path, content)
