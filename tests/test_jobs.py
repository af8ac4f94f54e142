"""Jobs of administrators: in order, reading together, progress, results by file, and what fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assistant import jobs as module
from assistant.jobs import Job, Jobs
from ingest.report import GROUPS
from ingest.work import Work


class Scripted:
    """An owner that notes what it is asked for and answers what it was told to."""

    def __init__(self) -> None:
        self.more: Callable[[], bool] = lambda: False
        self.gate = threading.Semaphore(0)
        self.begun = threading.Event()
        self.works: list[Work] = []
        self.others: list[bool] = []
        self.lines: list[dict[str, Any]] = []
        self.finished = 0

    def do(self, work: Work, tell: Callable[[dict[str, Any]], None]) -> None:
        self.works.append(work)
        self.begun.set()
        assert self.gate.acquire(timeout=30)
        self.others.append(self.more())
        for line in self.lines or [{"report": report()}]:
            tell(line)

    def finish(self) -> None:
        self.finished += 1


def report(**groups: list[dict[str, Any]]) -> dict[str, Any]:
    return {"version": "v", **{group: groups.get(group, []) for group in GROUPS}}


def entry(path: str, reason: str = "") -> dict[str, Any]:
    return {"path": path, "document_id": "x", "reason": reason, "details": {"path": path}}


@pytest.fixture
def owner() -> Iterator[Scripted]:
    scripted = Scripted()
    yield scripted
    for _ in range(20):
        scripted.gate.release()


def known(jobs: Jobs, job: Job) -> Job:
    return next(one for one in jobs.all() if one.id == job.id)


def test_reading_waits_together_and_other_work_keeps_its_place(owner: Scripted) -> None:
    jobs = Jobs(owner)
    first = jobs.submit("upload", Work("sync", ("/a",)), ["a"], "lan")
    assert owner.begun.wait(30) and known(jobs, first).state == "waiting"
    for do, path in (("sync", "/b"), ("sync", "/c"), ("remove", "/a"), ("sync", "/d")):
        jobs.submit(do, Work(do, (path,)), [path], "lan")  # type: ignore[arg-type]
    for _ in range(4):
        owner.gate.release()
    assert jobs.wait(30)
    assert [(work.do, work.paths) for work in owner.works] == [
        ("sync", ("/a",)),
        ("sync", ("/b", "/c")),
        ("remove", ("/a",)),
        ("sync", ("/d",)),
    ]
    assert owner.others == [True, True, True, False], "who embeds at length hears that others wait"


def test_each_file_gets_its_own_result(owner: Scripted) -> None:
    jobs = Jobs(owner)
    owner.lines = [
        {"stage": "embed", "done": 3, "total": 9},
        {
            "report": report(
                added=[entry("/k/a.txt"), entry("/k/gói.zip/1.txt")],
                failed=[entry("/k/b.pdf", "damaged_file")],
                duplicates=[entry("/k/c.txt", "bai-1")],
                quarantined=[entry("/k/d.txt", "MẬT")],
            )
        },
    ]
    paths = ("/k/a.txt", "/k/gói.zip", "/k/b.pdf", "/k/c.txt", "/k/d.txt", "/k/a")
    owner.gate.release()
    job = jobs.submit("upload", Work("sync", paths), ["x"], "lan")
    assert jobs.wait(30)
    done = known(jobs, job)
    assert (done.state, done.stage, done.done, done.total) == ("done", "embed", 3, 9)
    assert [(one.path, one.group) for one in done.results] == [
        ("/k/a.txt", "added"),
        ("/k/gói.zip/1.txt", "added"),
        ("/k/c.txt", "duplicates"),
        ("/k/d.txt", "quarantined"),
        ("/k/b.pdf", "failed"),
    ]
    reasons = {one.path: one.reason for one in done.results}
    assert reasons["/k/b.pdf"].startswith("Tệp b.pdf bị hỏng") and "/k/" not in reasons["/k/b.pdf"]
    assert "bai-1" in reasons["/k/c.txt"] and "MẬT" in reasons["/k/d.txt"]


def test_what_fails_is_undone_and_told(owner: Scripted) -> None:
    jobs, undone = Jobs(owner), []
    owner.lines = [{"waiting": True}, {"error": {"code": "storage_full", "details": {}}}]
    owner.gate.release()
    job = jobs.submit("delete", Work("remove", ("/a",)), ["a"], "lan", lambda: undone.append("a"))
    assert jobs.wait(30)
    assert (known(jobs, job).state, undone) == ("failed", ["a"])
    assert "hết chỗ" in known(jobs, job).problem


def test_a_crash_ends_one_job_not_the_others(owner: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    jobs = Jobs(owner)
    real = owner.do

    def crash(*_: Any) -> None:
        raise RuntimeError("bug")

    owner.do = crash  # type: ignore[method-assign]
    job = jobs.submit("reread", Work("reread", ("/a",)), ["a"], "lan")
    assert jobs.wait(30) and known(jobs, job).state == "failed"
    assert "ngoài dự kiến" in known(jobs, job).problem
    owner.do = real  # type: ignore[method-assign]
    for thread in threading.enumerate():
        if thread.name == "administration" and thread is not threading.current_thread():
            thread.join(0.5)
    owner.gate.release()
    again = jobs.submit("reread", Work("reread", ("/a",)), ["a"], "lan")
    assert jobs.wait(30) and known(jobs, again).state == "done"


def test_which_job_a_file_waits_for(owner: Scripted) -> None:
    jobs = Jobs(owner)
    job = jobs.submit("allow", Work("allow", (), "id"), ["x"], "lan", paths=["/k/gói.zip"])
    whole = jobs.submit("sync", Work("sync", ("/k",)), [], "lan")
    assert jobs.of_path("/k/gói.zip") == jobs.of_path("/k/gói.zip/trong.txt") == known(jobs, job)
    assert jobs.of_path("/k/gói") is None and jobs.of_path("/k/a.txt") is None
    owner.gate.release(2)
    assert jobs.wait(30) and jobs.of_path("/k/gói.zip") is None and known(jobs, whole).over


def test_old_ones_are_forgotten(owner: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    jobs = Jobs(owner)
    owner.gate.release(6)
    for number in range(6):
        jobs.submit("reread", Work("reread", (f"/{number}",)), [str(number)], "lan")
        assert jobs.wait(30)
    assert [job.names for job in jobs.all()] == [("3",), ("4",), ("5",)]
    assert owner.finished >= 1
