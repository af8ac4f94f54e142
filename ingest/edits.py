"""What an administrator has corrected about documents: kept beside the index, put over what files say."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from ingest.disk import disk_full_is_storage_full, write_whole
from ingest.errors import BadInput

FILE = "edits.json"
EDITABLE = ("title", "kind", "publisher", "issued")
NEEDED = ("title", "kind")  # every document has these; the others may be cleared
MOST = 500  # characters of a value

Edits = Mapping[str, Mapping[str, str]]
"""By document id: new values by name of ``EDITABLE``; "" clears one."""


def read_edits(index: Path) -> Edits:
    """Return all corrections.

    Raises:
        BadInput: The file is malformed (``path``, ``reason``); what somebody has corrected is never dropped.
    """
    path = index / FILE
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {name: {key: str(value) for key, value in kept.items()} for name, kept in told.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError) as error:
        raise BadInput(f"{path}: {error}", path=str(path), line=1, reason=f"tệp {path} bị hỏng") from error


def set_edits(index: Path, document_id: str, values: Mapping[str, str]) -> None:
    """Replace the corrections of one document; with none it is again as its file says. Only the owner may.

    They count from the next sync on.

    Raises:
        StorageFull: The disk has no room.
        BadInput: See ``read_edits``.
    """
    every = {name: dict(kept) for name, kept in read_edits(index).items() if name != document_id}
    if values:
        every[document_id] = dict(values)
    with disk_full_is_storage_full(index):
        write_whole(index / FILE, json.dumps(every, ensure_ascii=False, indent=1, sort_keys=True).encode())


def checked(values: Mapping[str, str]) -> dict[str, str]:
    """Return values as they are kept: one line, NFC, nothing invisible, a date as ``YYYY-MM-DD``.

    Raises:
        BadInput: One of them cannot be; ``details``: ``reason``, a Vietnamese clause.
    """
    kept = {}
    for name, value in values.items():
        if name not in EDITABLE:
            raise _bad(f"không sửa được trường {name}")
        line = " ".join(_visible(value).split())
        if len(line) > MOST:
            raise _bad(f"nội dung dài quá {MOST} ký tự")
        if not line and name in NEEDED:
            raise _bad("tiêu đề và loại văn bản không được để trống")
        if name == "issued" and line:
            line = _day(line)
        kept[name] = line.lower() if name == "kind" else line
    return kept


def _visible(value: str) -> str:
    kept = (character if unicodedata.category(character)[0] != "C" else " " for character in value)
    return unicodedata.normalize("NFC", "".join(kept))


def _day(line: str) -> str:
    try:
        return date.fromisoformat(line).isoformat()
    except ValueError as error:
        raise _bad("ngày phải có dạng năm-tháng-ngày, ví dụ 2026-03-31") from error


def _bad(reason: str) -> BadInput:
    return BadInput(reason, reason=reason)
