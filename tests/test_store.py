"""Feedback on disk: what is kept, how much, and by several processes at once."""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.records import Answer, Context
from assistant.store import FILE, REASON_LIMIT, FeedbackStore
from ingest.errors import StorageFull

ANSWER = Answer(
    question="Giảm bao nhiêu thôn?",
    standalone_question="Xã Hoa Mai giảm bao nhiêu thôn?",
    status="answered",
    short="12",
    text="Giảm **12** thôn [1].",
    confidence=0.9,
    contexts=(Context("xa", 0, 5, 0.5, "Trang"),),
    id="a-1",
)


def test_a_verdict_is_kept_with_its_answer(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "index")
    assert store.all() == [] and not (tmp_path / "index").exists(), "reading writes nothing"
    store.add(ANSWER, "down", "Sai năm")
    (kept,) = FeedbackStore(tmp_path / "index").all()
    assert (kept.answer_id, kept.verdict, kept.reason) == ("a-1", "down", "Sai năm")
    answer = json.loads(kept.answer)
    assert answer["question"] == ANSWER.question and answer["short"] == "12" and "contexts" not in answer
    assert kept.at.endswith("+00:00")


def test_a_second_verdict_replaces_the_first(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path)
    store.add(ANSWER, "down", "Sai")
    store.add(replace(ANSWER, id="a-2"), "up")
    store.add(ANSWER, "up")
    assert [(row.answer_id, row.verdict, row.reason) for row in store.all()] == [
        ("a-2", "up", ""),
        ("a-1", "up", ""),
    ]


def test_the_oldest_go_first(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path, kept=3)
    for number in range(5):
        store.add(replace(ANSWER, id=str(number)), "up")
    assert [row.answer_id for row in store.all()] == ["2", "3", "4"]


def test_a_long_reason_is_cut_and_text_is_only_text(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path)
    store.add(ANSWER, "down", "'); DROP TABLE feedback; --" + "x" * 5000)
    (kept,) = store.all()
    assert len(kept.reason) == REASON_LIMIT and kept.reason.startswith("'); DROP TABLE")


def _judge(folder: Path, writer: int) -> None:
    store = FeedbackStore(folder)
    for number in range(25):
        store.add(replace(ANSWER, id=f"{writer}-{number}"), "up", f"lần {number}")


def test_four_processes_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_judge, args=(tmp_path, writer)) for writer in range(4)]
    for process in writers:
        process.start()
    for process in writers:
        process.join(60)
    assert [process.exitcode for process in writers] == [0] * 4
    assert len({row.answer_id for row in FeedbackStore(tmp_path).all()}) == 100


def test_a_full_disk_is_said_to_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FeedbackStore(tmp_path)
    store.add(ANSWER, "up")
    connect = sqlite3.connect

    def without_room(*arguments: object, **options: object) -> sqlite3.Connection:
        connection = connect(*arguments, **options)  # type: ignore[call-overload]
        connection.execute("PRAGMA max_page_count = 1")  # SQLite sets it to the pages there are
        return connection  # type: ignore[no-any-return]

    monkeypatch.setattr(sqlite3, "connect", without_room)
    with pytest.raises(StorageFull):
        store.add(replace(ANSWER, id="b", text="y" * 100_000), "down")
    monkeypatch.undo()
    assert [row.answer_id for row in store.all()] == ["a-1"], "what was kept is still there"


def test_a_damaged_file_is_no_silent_loss(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        FeedbackStore(tmp_path).add(ANSWER, "up")
