"""Processes that the index tests start: ``python -m tests.index_process reader|killer|striker ARGUMENT…``.

``reader INDEX STOP``: opens and searches until the file STOP is there; prints what it saw as JSON.
``killer BEFORE CORPUS RESULTS``: syncs copies of the index BEFORE with CORPUS, each killed (SIGKILL) at
another moment; leaves the copies in RESULTS and prints the moments as JSON.
``striker BEFORE CORPUS RESULTS COUNT``: the same at COUNT random moments; prints their seconds.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from ingest.index import Index, open_index
from ingest.sync import sync
from ingest.vietnamese import warm_up
from tests.fakes import HashEncoder
from tests.office import settings_for

SILENT_EVENTS = ("open", "os.", "shutil.", "sqlite3.")
PUBLISHING = 18  # operations at the end of a sync: rename, pointer, removal of the old generation
TIMED = (0.03, 0.07, 0.1, 0.14)  # seconds after embedding began: while Chroma's files are made


def reader(index: Path, stop: Path) -> None:
    """Open, check and close the index again and again; keep the first one open all the time."""
    settings, encoder = settings_for(index), HashEncoder()
    seen: set[str] = set()
    errors: list[str] = []
    opened = 0
    first = open_index(index, settings, encoder.name)
    print("ready", flush=True)
    while not stop.exists():
        try:
            with open_index(index, settings, encoder.name) as now:
                seen.add(now.version)
                errors += inconsistencies(now, encoder) + inconsistencies(first, encoder)
            opened += 1
        except Exception as error:  # noqa: BLE001 - the test counts whatever goes wrong
            errors.append(repr(error))
    first.close()
    print(json.dumps({"opened": opened, "versions": sorted(seen), "errors": errors}))


def inconsistencies(index: Index, encoder: HashEncoder) -> list[str]:
    """What is wrong with an open index whose documents all carry the same note."""
    found = []
    notes = {document.text.strip().rsplit("Ghi chú: ", 1)[1] for document in index.documents.values()}
    if len(notes) != 1:
        found.append(f"{index.version}: notes {sorted(notes)}")
    for row in (0, len(index.chunks) - 1):
        best, cosine = index.dense(index.vectors[row], 1)[0]
        if cosine < 0.999 or index.vectors[best] @ index.vectors[row] < 0.999:
            found.append(f"{index.version}: row {row} found row {best} at {cosine}")
    hits = index.lexical("giam don vi su nghiep cong lap", 5)
    if len(hits) != 5 or not all("sự nghiệp" in index.chunk_text(row) for row, _ in hits):
        found.append(f"{index.version}: lexical {hits}")
    if len(index.dense(encoder.encode_query("kết nạp đảng viên"), 5)) != 5:
        found.append(f"{index.version}: dense")
    return found


def killer(before: Path, corpus: Path, results: Path) -> None:
    """Count the file operations of one sync, then kill others at operations spread over them."""
    warm_up()
    shutil.copytree(before, results / "whole")
    reached = results / "count"
    run(results / "whole", corpus, lambda index: Watch(index, None, reached))
    total = int(reached.read_text())
    moments: list[str] = []
    for at in [*range(1, total - PUBLISHING, 12), *range(total - PUBLISHING, total + 1, 2)]:
        shutil.copytree(before, results / f"operation-{at:04}")
        told = results / f"told-{at:04}"
        died = run(results / f"operation-{at:04}", corpus, lambda index: Watch(index, at, told))  # noqa: B023
        moments.append(f"{at} of {total}: {told.read_text() if died else 'lived'}")
    for seconds in TIMED:
        copy = results / f"timed-{seconds}"
        shutil.copytree(before, copy)
        died = run(copy, corpus, None, seconds)
        moments.append(f"{seconds} s after embedding began: {'killed' if died else 'lived'}")
    print(json.dumps(moments))


def striker(before: Path, corpus: Path, results: Path, count: Path) -> None:
    """Time one sync, then end others at random moments of it. The moments are the same at every run.

    Time is the processor time of the sync, so that a busy machine shifts no moment. The kernel ends the
    process by SIGPROF, which nothing handles: as with SIGKILL, not one more line of it runs.
    """
    warm_up()
    shutil.copytree(before, results / "whole")
    whole = _ended(results / "whole", corpus, 0.0)[1]
    random = Random(8)
    struck = []
    for number in range(int(str(count))):
        copy, moment = results / f"strike-{number:02}", random.uniform(0, whole)
        shutil.copytree(before, copy)
        struck.append([round(moment, 3), _ended(copy, corpus, moment)[0]])
    print(json.dumps({"whole": round(whole, 3), "struck": struck}))


def _ended(index: Path, corpus: Path, moment: float) -> tuple[bool, float]:
    """Sync in a forked process that ends at a moment (0: never); tell whether it did, and its seconds."""
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_PROF, moment)
        sync([corpus], settings_for(index), HashEncoder())
        os._exit(0)
    _, status, used = os.wait4(child, 0)
    return os.WIFSIGNALED(status), used.ru_utime + used.ru_stime


def run(
    index: Path, corpus: Path, watch: Callable[[Path], Watch] | None, seconds: float | None = None
) -> bool:
    """Sync in a forked process; tell whether it was killed. Nothing here has used Chroma before the fork."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    watching = watch(index) if watch else None

    def progress(stage: str, _done: int, _total: int) -> None:
        if seconds is not None and stage == "embed" and not timers:
            timers.append(threading.Timer(seconds, die))
            timers[0].start()

    timers: list[threading.Timer] = []
    sync([corpus], settings_for(index), HashEncoder(), progress)
    if watching:
        watching.reached()
    os._exit(0)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Watch:
    """Counts what Python does to files under a folder; kills the process before the n-th."""

    def __init__(self, folder: Path, kill_at: int | None, told: Path) -> None:
        self._folder, self._kill_at, self._told, self._count = str(folder), kill_at, told, 0
        self._on = True
        sys.addaudithook(self._event)

    def _event(self, name: str, arguments: tuple[Any, ...]) -> None:
        if not self._on or not name.startswith(SILENT_EVENTS) or not arguments:
            return
        if not str(arguments[0]).startswith(self._folder) or (name == "open" and arguments[1] == "r"):
            return
        self._count += 1
        if self._count == self._kill_at:
            self._on = False
            where = str(arguments[0])[len(self._folder) :]
            self._told.write_text(f"{name} {where}")
            die()

    def reached(self) -> None:
        self._on = False
        self._told.write_text(str(self._count))


if __name__ == "__main__":
    {"reader": reader, "killer": killer, "striker": striker}[sys.argv[1]](*map(Path, sys.argv[2:]))
