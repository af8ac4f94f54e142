"""``manifest.toml`` of a folder: what is known about its files beyond their text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest.errors import ManifestError, UnreadableFile
from ingest.records import FACTS, Facts

NAME = "manifest.toml"

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DATES = {"date": "issued", "effective": "effective"}  # key of a table → field
_KEYS = {"id", "file", "sha256", "source", "licence", "date", *FACTS} - {"issued"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestEntry(Facts):
    """One ``[[document]]`` table: the facts that it gives, and which file they are of.

    Attributes:
        id: Slug of the document, ``[a-z0-9-]``.
        file: Path of the file, relative to the manifest's folder, POSIX separators.
        sha256: Hex digest that the file's bytes must have; None when the table gives none.
    """

    id: str
    file: str
    sha256: str | None = None


def read_manifest(folder: Path) -> dict[Path, ManifestEntry]:
    """Entries of ``folder/manifest.toml`` by the file they describe; empty where there is none.

    Raises:
        ManifestError: Not TOML, an unknown or missing key, a bad value, or a file or id told twice;
            ``details``: ``path``, ``reason``.
        UnreadableFile: The operating system refused to give it; ``details``: ``path``.
    """
    path = folder / NAME
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _bad(path, str(error)) from error
    except OSError as error:
        raise UnreadableFile(f"cannot read {path}: {error}", path=str(path)) from error
    documents = tables.get("document", [])
    if set(tables) - {"document"} or not isinstance(documents, list):
        raise _bad(path, "only [[document]] tables are read")
    entries: dict[Path, ManifestEntry] = {}
    ids: set[str] = set()
    for table in documents:
        entry = _entry(table, path)
        target = folder / entry.file
        if target in entries or entry.id in ids:
            raise _bad(path, f"{entry.id} ({entry.file}) stands there twice")
        entries[target] = entry
        ids.add(entry.id)
    return entries


def _entry(table: object, path: Path) -> ManifestEntry:
    if not isinstance(table, Mapping):
        raise _bad(path, "a [[document]] must be a table")
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise _bad(path, f"unknown key {unknown[0]}")
    values = {key: _text(key, value, path) for key, value in table.items()}
    for key in ("id", "file"):
        if key not in values:
            raise _bad(path, f"a [[document]] has no {key}")
    if not _ID.fullmatch(values["id"]):
        raise _bad(path, f"id {values['id']!r}: use a-z, 0-9 and single hyphens")
    if "sha256" in values and not _SHA256.fullmatch(values["sha256"]):
        raise _bad(path, f"sha256 of {values['id']} is not 64 hex digits")
    inside = Path(values["file"])
    if inside.is_absolute() or ".." in inside.parts:
        raise _bad(path, f"file {values['file']!r} lies outside the folder")
    kept = {_DATES.get(key, key): value for key, value in values.items() if key not in {"source", "licence"}}
    return ManifestEntry(**kept)


def _text(key: str, value: Any, path: Path) -> str:
    if key in _DATES:
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError as error:
            raise _bad(path, f"{key} {value!r} is not YYYY-MM-DD") from error
    if not isinstance(value, str) or not value.strip():
        raise _bad(path, f"{key} must be a text that is not empty")
    return value.strip()


def _bad(path: Path, reason: str) -> ManifestError:
    return ManifestError(f"{path}: {reason}", path=str(path), reason=reason)
