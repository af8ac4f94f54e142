"""What administrators have asked for and how far it is: one after another, by the owner of the index."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from assistant.messages import message_for, web_message
from ingest.errors import HoiDapError
from ingest.failures import error_of
from ingest.report import GROUPS
from ingest.work import Work

KEPT = 200  # jobs that are over
SYNC = "sync"  # the action of a whole folder, which is about no file in particular
Progress = Literal["waiting", "working", "done", "failed"]
Tell = Callable[[dict[str, Any]], None]

logger = logging.getLogger(__name__)


class Owner(Protocol):
    """Who does the work: ``assistant.door.Foreman``."""

    more: Callable[[], bool]

    def do(self, work: Work, tell: Tell) -> None:
        """Do it; ``tell`` hears of the progress, last ``report`` or ``error``."""

    def finish(self) -> None:
        """Embed what was left, unless somebody waits."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file.

    Attributes:
        group: Of ``ingest.report``: "added", "failed" and so on.
        reason: A Vietnamese sentence, "" where there is nothing to say.
    """

    path: str
    group: str
    document_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One request of an administrator.

    Attributes:
        action: "upload", "delete" and so on, for people.
        names: Files that it is about, for people.
        paths: Their absolute paths.
        state: "failed" only when all of it failed; a file that cannot be read is a result.
        stage: Of ``ingest.rows.Progress``, "" before it began.
        done, total: Within the stage.
        results: When it is over.
        problem: Why it failed, a Vietnamese sentence.
        at: ISO time in UTC of the last change.
    """

    id: int
    action: str
    names: tuple[str, ...]
    paths: tuple[str, ...]
    who: str
    state: Progress = "waiting"
    stage: str = ""
    done: int = 0
    total: int = 0
    results: tuple[Result, ...] = ()
    problem: str = ""
    at: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more will change."""
        return self.state in ("done", "failed")


class Jobs:
    """Does jobs in the order in which they came; files that wait to be read are read together.

    Args:
        owner: Does the work.
    """

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        owner.more = lambda: bool(self._queue)
        self._ids = itertools.count(1)
        self._jobs: dict[int, Job] = {}
        self._queue: list[tuple[int, Work, Callable[[], None] | None]] = []
        self._lock = threading.Condition()
        self._thread: threading.Thread | None = None

    def submit(
        self,
        action: str,
        work: Work,
        names: Iterable[str],
        who: str,
        undo: Callable[[], None] | None = None,
        paths: Sequence[str] = (),
    ) -> Job:
        """Put a job into the queue.

        Args:
            undo: Called when all of it failed.
            paths: Of the files that it is about; by default those of the work.
        """
        job = Job(next(self._ids), action, tuple(names), tuple(paths) or work.paths, who, at=_now())
        with self._lock:
            self._jobs[job.id] = job
            self._queue.append((job.id, work, undo))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="administration", daemon=True)
                self._thread.start()
            self._lock.notify_all()
        return job

    def all(self) -> list[Job]:
        """Return what waits, what goes on and what was done lately, oldest first."""
        with self._lock:
            return list(self._jobs.values())

    def of_path(self, path: str) -> Job | None:
        """Return the job that waits for or works on this very file (or the archive that it lies in)."""
        with self._lock:
            going = [job for job in self._jobs.values() if not job.over and job.action != SYNC]
        return next((job for job in going if any(_concerns(own, path) for own in job.paths)), None)

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is left to do; tell whether it came to that."""
        with self._lock:
            return self._lock.wait_for(lambda: all(job.over for job in self._jobs.values()), seconds)

    def _run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._queue)
                taken = self._take()
            ids = [name for name, _, _ in taken]
            work = taken[0][1]
            if len(taken) > 1:
                paths = dict.fromkeys(path for _, one, _ in taken for path in one.paths)
                work = replace(work, paths=tuple(paths))
            self._do(ids, work, [undo for _, _, undo in taken if undo])
            if not self._queue:
                self._owner.finish()

    def _take(self) -> list[tuple[int, Work, Callable[[], None] | None]]:
        """The next job, with those behind it that can be done together with it."""
        taken = [self._queue.pop(0)]
        while taken[0][1].do == "sync" and self._queue and self._queue[0][1].do == "sync":
            taken.append(self._queue.pop(0))
        return taken

    def _do(self, ids: Sequence[int], work: Work, undo: Sequence[Callable[[], None]]) -> None:
        told: dict[str, Any] = {}

        def tell(line: dict[str, Any]) -> None:
            if "stage" in line:
                step = {name: line[name] for name in ("stage", "done", "total")}
                self._change(ids, state="working", **step)
            else:
                told.update(line)

        try:
            self._owner.do(work, tell)
        except Exception:
            logger.exception("the work was broken off")
            self._fail(ids, undo, web_message("internal"))
            raise
        if "report" in told:
            self._settle(ids, told["report"])
        else:
            known = told.get("error", {"code": HoiDapError.code, "details": {}})
            self._fail(ids, undo, message_for(error_of(known["code"], known["details"])))

    def _fail(self, ids: Sequence[int], undo: Sequence[Callable[[], None]], problem: str) -> None:
        for back in undo:
            try:
                back()
            except (HoiDapError, OSError) as error:
                logger.warning("could not be undone: %s", error)
        self._change(ids, state="failed", problem=problem)

    def _settle(self, ids: Sequence[int], report: Mapping[str, Any]) -> None:
        results = [
            Result(one["path"], group, one["document_id"], _reason(group, one))
            for group in GROUPS
            for one in report[group]
        ]
        for name in ids:
            own = self._jobs[name].paths
            kept = [result for result in results if any(_concerns(path, result.path) for path in own)]
            self._change([name], state="done", results=tuple(kept))

    def _change(self, ids: Sequence[int], **changes: Any) -> None:
        with self._lock:
            for name in ids:
                self._jobs[name] = replace(self._jobs[name], **changes, at=_now())
            over = [name for name, job in self._jobs.items() if job.over]
            for name in over[: max(0, len(over) - KEPT)]:
                del self._jobs[name]
            self._lock.notify_all()


def _concerns(file: str, path: str) -> bool:
    """Whether a path is a file's, or lies in it."""
    return path == file or path.startswith(f"{file}/")


def _reason(group: str, entry: Mapping[str, Any]) -> str:
    if group == "failed":
        details = {**entry["details"], "path": Path(entry["path"]).name}
        return message_for(error_of(entry["reason"], details))
    if group == "duplicates":
        return f"Trùng nội dung với tài liệu {entry['reason']} nên chỉ giữ một."
    return f"Có dấu {entry['reason']} nên chưa được tìm kiếm." if group == "quarantined" else ""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
