"""The model's client against a real socket: replies in pieces, every fault in time, the breaker."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from assistant.breaker import Breaker
from assistant.llm import Model
from assistant.messages import model_notice
from assistant.prompts import to_write
from ingest.errors import BadSettings, ModelFailed
from ingest.settings import Settings
from tests.llm_server import MODEL, Prompt, Scripted, serving, unused_url, wait_until

pytestmark = pytest.mark.real  # reaches 127.0.0.1

LIMIT = 1.5  # seconds, the deadline of a call that is to run into it
PATIENCE = 30.0  # seconds, of calls that end by themselves, however busy the machine
ASKED = to_write("Xã có bao nhiêu thôn?", "[1] (Bản tin)\nXã có 12 thôn.", 3)


def settings(url: str, **values: Any) -> Settings:
    common = {"llm_base_url": url, "llm_model": MODEL, "llm_timeout": PATIENCE}
    return Settings(_env_file=None, **{**common, **values})


@contextmanager
def opened(url: str, breaker: Breaker | None = None, **values: Any) -> Iterator[Model]:
    model = Model(settings(url, **values), breaker)
    try:
        yield model
    finally:
        model.close()


def ask(model: Model) -> str:
    return model.complete(ASKED, time.monotonic() + model.seconds)


def fault_of(model: Model) -> str:
    with pytest.raises(ModelFailed) as failed:
        ask(model)
    return str(failed.value.details["fault"])


@pytest.fixture(scope="module")
def server() -> Iterator[Scripted]:
    with serving() as running:
        yield running


def test_a_reply_arrives_in_pieces_and_whole(server: Scripted) -> None:
    server.script = lambda prompt: f"{prompt.passages[1]} [1] Hết."
    with opened(server.url, llm_api_key="khóa-bí-mật".encode().hex()) as model:
        pieces = list(model.stream(ASKED, time.monotonic() + PATIENCE))
    assert "".join(pieces) == "Xã có 12 thôn. [1] Hết." and len(pieces) > 2
    body = server.bodies[-1]
    assert (body["model"], body["temperature"], body["stream"], body["max_tokens"]) == (MODEL, 0.0, True, 700)
    assert server.keys[-1] == "Bearer " + "khóa-bí-mật".encode().hex()


def test_a_key_of_another_service_is_never_sent(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-của-nơi-khác".encode().hex())
    server.script = "honest"
    with opened(server.url) as model:
        ask(model)
    assert server.keys[-1] == "Bearer none"


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("401", "unauthorised"),
        ("404", "unknown_model"),
        ("429", "busy"),
        ("500", "server"),
        ("cut", "cut"),
        ("cut in a line", "cut"),
        ("bad JSON", "bad_reply"),
        ("wrong schema", "bad_reply"),
        ("a page", "bad_reply"),
        ("empty", "empty"),
        ("endless", "endless"),
        ("endless line", "endless"),
    ],
)
def test_each_fault_is_told(server: Scripted, script: str, fault: str) -> None:
    server.script = script
    with opened(server.url, llm_answer_tokens=50) as model:
        assert fault_of(model) == fault
    assert model_notice(fault).endswith("nên câu trả lời được trích nguyên văn.")


@pytest.mark.parametrize("script", ["hang", "hang midway", "drip"])
def test_a_slow_reply_is_given_up_in_time(server: Scripted, script: str) -> None:
    server.script = script
    with opened(server.url, llm_timeout=LIMIT) as model:
        began = time.monotonic()
        assert fault_of(model) == "timeout"
        assert LIMIT - 0.1 < time.monotonic() - began < LIMIT + 1


def test_nobody_listens() -> None:
    with opened(unused_url()) as model:
        assert fault_of(model) == "refused"


def test_a_redirect_is_not_followed(server: Scripted) -> None:
    """Documents go to the endpoint that was named, and nowhere else."""
    import tests.llm_server as scripted

    def away(reply: scripted.Reply) -> None:
        reply.handler.send_response(307)
        reply.handler.send_header("Location", f"{server.url}/chat/completions")
        reply.handler.send_header("Content-Length", "0")
        reply.handler.end_headers()

    scripted.FAULTS["away"] = away
    try:
        with serving("away") as other, opened(other.url) as model:
            before = len(server.prompts)
            assert fault_of(model) == "rejected"
            assert len(server.prompts) == before and len(other.prompts) == 1
    finally:
        del scripted.FAULTS["away"]


def test_a_reader_who_leaves_ends_the_call() -> None:
    """However the call stands then: the next piece on its way, or already more than was asked for."""
    with serving("endless") as server, opened(server.url) as model:
        for number, pause in enumerate((0.0, 0.01, 0.05, 0.3), start=1):
            pieces = model.stream(ASKED, time.monotonic() + PATIENCE)
            next(pieces)
            time.sleep(pause)
            pieces.close()
            assert wait_until(lambda number=number: server.left == number)  # type: ignore[misc]


@pytest.mark.parametrize("script", ["endless", "endless line"])
def test_a_reply_that_is_cut_off_frees_its_connection(script: str) -> None:
    """At once, not when Python collects its garbage."""
    gc.disable()
    try:
        with serving(script) as server, opened(server.url, llm_answer_tokens=50) as model:
            assert fault_of(model) == "endless"
            assert wait_until(lambda: server.left == 1)
    finally:
        gc.enable()


def test_the_deadline_ends_the_call() -> None:
    with serving("drip") as server, opened(server.url, llm_timeout=LIMIT) as model:
        assert fault_of(model) == "timeout"
        assert wait_until(lambda: server.left == 1)


def test_the_breaker_opens_after_five_failures_and_closes_by_itself(server: Scripted) -> None:
    now = [0.0]
    with opened(server.url, Breaker(clock=lambda: now[0])) as model:
        server.script = "500"
        before = len(server.prompts)
        assert [fault_of(model) for _ in range(7)] == ["server"] * 5 + ["resting"] * 2
        assert len(server.prompts) == before + 5
        now[0] = 31.0
        assert fault_of(model) == "server"  # one trial
        assert fault_of(model) == "resting"
        server.script = "honest"
        now[0] = 62.0
        assert "12 thôn" in ask(model) and "12 thôn" in ask(model)


def test_one_success_closes_the_count() -> None:
    breaker = Breaker(clock=lambda: 0.0)
    for _ in range(4):
        breaker.failed()
    breaker.succeeded()
    for _ in range(4):
        breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()


def test_only_one_trial_at_a_time() -> None:
    now = [0.0]
    breaker = Breaker(limit=1, rest=10, clock=lambda: now[0])
    breaker.failed()
    now[0] = 10.0
    assert [breaker.allows(), breaker.allows()] == [True, False]
    now[0] = 20.0  # the trial was never reported
    assert [breaker.allows(), breaker.allows()] == [True, False]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"llm_base_url": "máy chủ", "llm_model": "m"}, "HOIDAP_LLM_BASE_URL"),
        ({"llm_base_url": "ftp://127.0.0.1/v1", "llm_model": "m"}, "HOIDAP_LLM_BASE_URL"),
        ({"llm_base_url": "http://127.0.0.1:1/v1", "llm_model": ""}, "HOIDAP_LLM_MODEL"),
    ],
)
def test_settings_that_cannot_work_are_refused(values: dict[str, str], name: str) -> None:
    with pytest.raises(BadSettings) as refused:
        Model(Settings(_env_file=None, **values))  # type: ignore[call-arg, arg-type]
    assert refused.value.details["name"] == name


def test_what_the_server_reads_is_what_was_asked(server: Scripted) -> None:
    seen: list[Prompt] = []
    server.script = lambda prompt: seen.append(prompt) or "Được. [1]"  # type: ignore[func-returns-value]
    with opened(server.url) as model:
        ask(model)
    assert seen[0].question == "Xã có bao nhiêu thôn?" and seen[0].passages == {1: "Xã có 12 thôn."}
