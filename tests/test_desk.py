"""The bounded queue in front of the assistant: who is worked on, who waits, who is sent away."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from assistant import desk as desk_module
from assistant.desk import Desk
from assistant.metrics import Metrics
from assistant.notes import JsonLines
from assistant.records import Answer
from ingest.errors import AnswerUnknown, Busy, QuestionEmpty, TooManyRequests
from ingest.settings import Settings
from tests.fakes import FakeAssistant

LONG = 30.0  # seconds, never waited out
QUESTION = "Xã Hoa Mai giảm được bao nhiêu thôn?"


class Gated(FakeAssistant):
    """Answers only while its gate is open, and knows how many it answers at once."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.lock = threading.Lock()
        self.at_work = self.most = 0

    def ask(self, *arguments: Any) -> Answer:
        with self.lock:
            self.at_work += 1
            self.most = max(self.most, self.at_work)
        assert self.gate.wait(LONG)
        with self.lock:
            self.at_work -= 1
        return super().ask(*arguments)


def desk_of(assistant: FakeAssistant, **settings: Any) -> Desk:
    return Desk(assistant, Settings(_env_file=None, **settings), Metrics(assistant))  # type: ignore[arg-type, call-arg]


def eventually(holds: Any) -> None:
    until = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(20) as pool:
        yield pool


def test_two_at_work_three_waiting_the_sixth_is_sent_away(pool: ThreadPoolExecutor) -> None:
    assistant = Gated()
    desk = desk_of(assistant, ask_at_once=2, ask_waiting=3)
    assert desk.places == 5
    asking: list[Future[Answer]] = [pool.submit(desk.ask, QUESTION) for _ in range(5)]
    eventually(lambda: assistant.at_work == 2 and desk._inside == 5)

    began = time.monotonic()
    with pytest.raises(Busy) as sent_away:
        desk.ask(QUESTION)
    assert time.monotonic() - began < 1, "at once, not after the patience"
    assert sent_away.value.details["retry_after"] == 5
    with pytest.raises(Busy):
        desk.search(QUESTION, 3)
    with pytest.raises(Busy):
        next(desk.ask_stream(QUESTION))

    assistant.gate.set()
    assert [future.result(LONG).short for future in asking] == ["12"] * 5
    assert assistant.most == 2
    assert desk.ask(QUESTION).short == "12", "there is room again"


def test_patience_has_an_end(pool: ThreadPoolExecutor) -> None:
    assistant = Gated()
    desk = desk_of(assistant, ask_at_once=1, ask_waiting=5)
    desk._patience = 0.05  # the setting counts in whole seconds
    first = pool.submit(desk.ask, QUESTION)
    eventually(lambda: assistant.at_work == 1)
    with pytest.raises(Busy, match="did not come"):
        desk.ask(QUESTION)
    assert desk._inside == 1, "who went away no longer waits"
    assistant.gate.set()
    assert first.result(LONG).short == "12"


def test_a_failure_gives_the_turn_back() -> None:
    desk = desk_of(FakeAssistant(), ask_at_once=1, ask_waiting=0)
    for _ in range(3):
        with pytest.raises(QuestionEmpty):
            desk.ask("")
        with pytest.raises(QuestionEmpty):
            list(desk.ask_stream(""))
    assert desk.ask(QUESTION).short == "12"


def test_a_stream_keeps_its_turn_until_it_is_closed() -> None:
    desk = desk_of(FakeAssistant(), ask_at_once=1, ask_waiting=0)
    stream = desk.ask_stream(QUESTION)
    assert next(stream) == "Sau "
    with pytest.raises(Busy):
        desk.ask(QUESTION)
    stream.close()
    assert desk.ask(QUESTION).short == "12"


def test_the_chat_page_asks_to_be_let_in() -> None:
    desk = desk_of(FakeAssistant(), quota="2/hour")
    desk.admit("10.0.0.1")
    desk.admit("10.0.0.1")
    desk.admit("10.0.0.2")
    with pytest.raises(TooManyRequests):
        desk.admit("10.0.0.1")


def test_a_stream_ends_with_the_answer_under_the_wanted_id() -> None:
    desk = desk_of(FakeAssistant())
    *pieces, answer = desk.ask_stream(QUESTION, answer_id="given")
    assert isinstance(answer, Answer) and answer.id == "given"
    assert "".join(map(str, pieces)) == answer.text
    assert answer.contexts and desk.recall("given") == replace(answer, contexts=())


def test_earlier_questions_over_the_limit_are_left_out() -> None:
    assistant = FakeAssistant()
    desk = desk_of(assistant, question_limit=100)
    history = ["a" * 101, "Trước?", "b" * 60_000, "c" * 100]
    desk.ask(QUESTION, history)
    list(desk.ask_stream(QUESTION, history))
    assert [asked[1] for asked in assistant.asked] == [("Trước?", "c" * 100)] * 2


def test_answers_are_remembered_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "REMEMBERED", 3)
    desk = desk_of(FakeAssistant())
    ids = [desk.ask(QUESTION).id for _ in range(4)]
    assert len(set(ids)) == 4
    assert [desk.recall(name).id for name in ids[1:]] == ids[1:]
    with pytest.raises(AnswerUnknown):
        desk.recall(ids[0])


@pytest.mark.parametrize("wanted", [False, True])
def test_the_log_holds_questions_only_when_asked_to(wanted: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "hoidap")
    answer = desk_of(FakeAssistant(), log_questions=wanted).ask(QUESTION, ["Câu trước?"])
    (record,) = caplog.records
    line = json.loads(JsonLines().format(record))
    assert line["message"] == "answer" and line["answer_id"] == answer.id and line["status"] == "answered"
    assert line["total"] == 1.0, "milliseconds of the stage"
    text = json.dumps(line, ensure_ascii=False)
    assert (QUESTION in text) is wanted and "Câu trước" not in text and "12 thôn" not in text
