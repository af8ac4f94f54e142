"""Folders that are watched. Run with ``pytest tests/test_watch.py``."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import watch
from assistant.watch import keep_in_step
from ingest.errors import HoiDapError, StorageFull

PATIENCE = 30.0  # seconds


class Watcher:
    """Watches a folder in a thread and counts the work."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls: list[list[str]] = []
        self.complaints: list[HoiDapError] = []
        self.fails = 0
        self.stop = threading.Event()
        index = folder / "index"
        arguments = ([folder], index, self._work, self.complaints.append, self.stop, 50)
        self.thread = threading.Thread(target=keep_in_step, args=arguments, daemon=True)

    def _work(self) -> None:
        self.calls.append(sorted(path.name for path in self.folder.iterdir()))
        if self.fails:
            self.fails -= 1
            raise StorageFull("full", path="x", free=0)

    def wait(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < until, self.calls
            time.sleep(0.02)


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[Watcher]:
    (tmp_path / "index").mkdir()
    made = Watcher(tmp_path)
    yield made
    made.stop.set()
    made.thread.join(PATIENCE)
    assert not made.thread.is_alive()


def test_works_at_once_and_after_every_change(watcher: Watcher) -> None:
    watcher.thread.start()
    watcher.wait(lambda: len(watcher.calls) == 1)
    (watcher.folder / "a.txt").write_text("một")
    watcher.wait(lambda: watcher.calls[-1] == ["a.txt", "index"])
    (watcher.folder / "a.txt").rename(watcher.folder / "b.txt")
    watcher.wait(lambda: watcher.calls[-1] == ["b.txt", "index"])
    (watcher.folder / "b.txt").unlink()
    watcher.wait(lambda: watcher.calls[-1] == ["index"])


def test_what_is_no_document_wakes_nobody(watcher: Watcher) -> None:
    watcher.thread.start()
    watcher.wait(lambda: len(watcher.calls) == 1)
    (watcher.folder / "index" / "current").write_text("v")
    (watcher.folder / "~$a.docx").write_text("lock")
    (watcher.folder / ".cache").mkdir()
    (watcher.folder / ".cache" / "a.txt").write_text("một")
    time.sleep(1.5)
    assert len(watcher.calls) == 1
    (watcher.folder / "a.txt").write_text("một")
    watcher.wait(lambda: len(watcher.calls) == 2)


def test_failure_is_told_and_tried_again(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "RETRY", 0.1)
    watcher.fails = 2
    watcher.thread.start()
    watcher.wait(lambda: len(watcher.calls) == 3)
    assert [error.code for error in watcher.complaints] == ["storage_full"] * 2
