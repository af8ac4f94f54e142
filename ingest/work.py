"""What the owner of an index can be asked to do, as a record that can be sent to another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from ingest import generation, truth
from ingest.disk import digest
from ingest.edits import checked, read_edits, set_edits
from ingest.embed import Encoder
from ingest.errors import DocumentUnknown
from ingest.failures import error_of
from ingest.locks import owner
from ingest.rebuild import rebuild, restore
from ingest.report import GROUPS, SyncEntry, SyncReport
from ingest.rows import Progress
from ingest.secrecy import set_allowed
from ingest.settings import Settings
from ingest.sources import container
from ingest.sync import Pace, sync
from ingest.truth import SECRET, Aside

Do = Literal["sync", "rebuild", "restore", "allow", "forbid", "reread", "remove", "edit"]


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work that writes to the index.

    Attributes:
        do: "sync" (``paths``), "rebuild", "restore" (``paths``: the backup), "allow" and "forbid" (what is
            stamped secret: ``target``, a document id or the path of a file), "reread" (``paths``, also when
            they have not changed), "remove" (``paths``: files that are gone), "edit" (``target``: a document
            id; without ``values`` it is again as its file says).
        paths: Absolute.
        target: "" where none is needed.
        values: Of an edit, see ``ingest.edits``; what was corrected before stays.
    """

    do: Do
    paths: tuple[str, ...] = ()
    target: str = ""
    values: tuple[tuple[str, str], ...] = ()


def perform(
    work: Work,
    settings: Settings,
    encoder: Encoder,
    progress: Progress | None = None,
    pace: Pace | None = None,
) -> SyncReport:
    """Do it here. The process must be allowed to own the index.

    Args:
        pace: How a sync publishes what it embeds.

    Raises:
        HoiDapError: See ``sync``, ``rebuild``, ``restore``.
        DocumentUnknown: Nothing stamped secret has this id or path; no document that is edited has this id.
    """
    paths = [Path(path) for path in work.paths]
    if work.do == "rebuild":
        return rebuild(settings, encoder, progress)
    if work.do == "restore":
        return restore(paths[0], settings, encoder, progress)
    if work.do in ("allow", "forbid"):
        paths = [_release(work.target, settings.index, work.do == "allow")]
    if work.do == "edit":
        paths = _corrected(work, settings.index)
        if not paths:
            return SyncReport()
    if work.do == "remove":
        return sync([], settings, encoder, progress, pace, gone=paths)
    return sync(paths, settings, encoder, progress, pace, again=work.do == "reread")


def work_of(told: Mapping[str, Any]) -> Work:
    """Read what ``asdict`` made of a ``Work``.

    Raises:
        ValueError: It is none.
    """
    work = TypeAdapter(Work).validate_python(dict(told))
    if work.do in ("sync", "restore", "reread", "remove") and not work.paths:
        raise ValueError("no paths")
    return work


def told_report(report: SyncReport) -> dict[str, Any]:
    """Return a report as plain values."""
    told: dict[str, Any] = {"version": report.version}
    for group in GROUPS:
        told[group] = [
            {
                "path": entry.path,
                "document_id": entry.document_id,
                "reason": entry.reason,
                "details": _plain(entry.error.details) if entry.error else {},
            }
            for entry in getattr(report, group)
        ]
    return told


def report_of(told: Mapping[str, Any]) -> SyncReport:
    """Read what ``told_report`` made."""
    groups = {
        group: tuple(
            SyncEntry(
                one["path"],
                one["document_id"],
                one["reason"],
                error_of(one["reason"], one["details"]) if group == "failed" else None,
            )
            for one in told[group]
        )
        for group in GROUPS
    }
    return SyncReport(**groups, version=told["version"])


def _plain(details: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in details.items()}


def _release(target: str, index: Path, allowed: bool) -> Path:
    """Allow or forbid what is stamped secret; return the file to sync."""
    with owner(index):
        aside, path = _find(target, index)
        if aside is not None:
            set_allowed(index, aside.sha256, aside.id, allowed)
        elif path.is_file():
            set_allowed(index, digest(path), path.name, allowed)
        else:
            raise DocumentUnknown(f"nothing secret is called {target!r}", id=target[:80])
    return container(path)[0]


def _corrected(work: Work, index: Path) -> list[Path]:
    """Keep a correction; return the file to sync, none when the document has left the index meanwhile."""
    with owner(index):
        version = generation.read_pointer(index)
        entries = truth.read_entries(generation.generations(index) / version) if version else ()
        path = next((Path(entry.path) for entry in entries if entry.id == work.target), None)
        if path is None and work.values:
            raise DocumentUnknown(f"no document {work.target!r}", id=work.target[:80])
        before = read_edits(index).get(work.target, {}) if work.values else {}
        set_edits(index, work.target, {**before, **checked(dict(work.values))})
    return [container(path)[0]] if path else []


def _find(target: str, index: Path) -> tuple[Aside | None, Path]:
    version = generation.read_pointer(index)
    path = Path(target)
    if version is not None:
        folder = generation.generations(index) / version
        secret = [aside for aside in truth.read_asides(folder) if aside.reason == SECRET]
        for aside in secret:
            if target == aside.id or str(path.resolve()) == aside.path:
                return aside, Path(aside.path)
        for entry in truth.read_entries(folder):
            if target == entry.id:  # allowed before, to be forbidden again
                return _as_aside(entry), Path(entry.path)
    return None, path


def _as_aside(entry: truth.Entry) -> Aside:
    document = entry.document
    return Aside(entry.id, document.source, entry.path, entry.root, entry.key, document.sha256, SECRET, "")


__all__ = ["Work", "perform", "report_of", "told_report", "work_of"]
