"""``hoidap serve`` as a process: how fast it starts, how much it takes, how it ends.

``pytest -rP tests/test_serve.py`` shows the figures.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import WITHOUT_READER
from eval.questions import OWN_QUESTIONS, Question, load_questions
from tests.service import HOIDAP, PATIENCE, Service, plain_environment, serving

pytestmark = [pytest.mark.real, pytest.mark.slow]

START_S = 20.0
MEMORY_GB = 1.5
P95_MS = 200.0
ASKED = 40  # questions; the first few are not timed
WARM_UP = 5
# The best of each question counts: what neighbours take of a shared machine is not the server's. They may
# take it for a minute or more.
MOST_ROUNDS = 20


@pytest.fixture(scope="module")
def service(corpus_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    unlimited = {"HOIDAP_QUOTA": ""}
    with serving(corpus_index, tmp_path_factory.mktemp("serve"), settings=unlimited) as running:
        yield running


def test_ready_in_time(service: Service) -> None:
    print(f"ready after {service.ready_after:.1f} s")
    assert service.ready_after <= START_S
    assert json.loads(service.get("/readyz"))["documents"] == 5
    assert f"http://127.0.0.1:{service.port}" in service.log.read_text()


def test_answers_quickly_within_its_memory(service: Service) -> None:
    everything = load_questions(OWN_QUESTIONS)
    questions = everything[:: len(everything) // (ASKED + WARM_UP)][: ASKED + WARM_UP]
    assert len(questions) == ASKED + WARM_UP
    best = [math.inf] * len(questions)
    for rounds in range(1, MOST_ROUNDS + 1):
        best = [min(known, _milliseconds(service, one)) for known, one in zip(best, questions, strict=True)]
        warm = best[WARM_UP:]
        p95 = statistics.quantiles(warm, n=20, method="inclusive")[-1]
        print(f"best of {rounds}: p50 {statistics.median(warm):.0f} ms, p95 {p95:.0f} ms")
        if p95 <= P95_MS:
            break
    memory = service.memory()
    print(memory, "GB")
    assert p95 <= P95_MS
    assert memory["VmHWM"] <= MEMORY_GB


def _milliseconds(service: Service, question: Question) -> float:
    began = time.perf_counter()
    answer = service.post("/api/ask", {"question": question.question, "history": list(question.history)})
    took = (time.perf_counter() - began) * 1000
    assert answer["status"] in ("answered", "not_found")
    assert WITHOUT_READER not in answer["review_reasons"]
    return took


def test_question_of_ten_thousand_characters(service: Service) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        service.post("/api/ask", {"question": "a b " * 2500})
    assert 400 <= refused.value.code < 500
    error = json.loads(refused.value.read())["error"]
    assert error["code"] == "question_too_long" and "10000 ký tự" in error["message"]


def test_second_server_on_the_same_port_is_refused(
    service: Service, corpus_index: Path, tmp_path: Path
) -> None:
    command = [HOIDAP, "serve", "--port", str(service.port), "--index", str(corpus_index)]
    second = subprocess.run(
        command, cwd=tmp_path, env=plain_environment(), capture_output=True, text=True, timeout=PATIENCE
    )
    assert second.returncode == 1 and second.stdout == ""
    assert str(service.port) in second.stderr and "Traceback" not in second.stderr
    assert json.loads(service.get("/readyz"))["status"] == "ready", "the first goes on"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_ends_cleanly(corpus_index: Path, tmp_path: Path, how: signal.Signals) -> None:
    index = tmp_path / "index"  # of its own: the second server of an index logs that it takes no work
    shutil.copytree(corpus_index, index)
    with serving(index, tmp_path) as service:
        began = time.monotonic()
        os.kill(service.pid, how)
        assert service.process.wait(PATIENCE) == 0
    assert time.monotonic() - began < 10
    assert service.log.read_text().splitlines() == [f"Hỏi Đáp đang chạy tại http://127.0.0.1:{service.port}"]


HEAPS = """
import ctypes, os, sys, tempfile, threading
from assistant.serve import _few_arenas
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fdopen.restype = ctypes.c_void_p
_few_arenas()
here = threading.Barrier(12)
def work():
    libc.malloc(1000)
    here.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
with tempfile.NamedTemporaryFile() as told:
    stream = ctypes.c_void_p(libc.fdopen(os.dup(told.fileno()), b"w"))
    libc.malloc_info(0, stream)
    libc.fclose(stream)
    print(open(told.name).read().count("<heap nr="))
"""


@pytest.mark.parametrize(("wanted", "most"), [("", 2), ("1", 1)])
def test_threads_share_few_heaps(wanted: str, most: int) -> None:
    environment = plain_environment() | ({"MALLOC_ARENA_MAX": wanted} if wanted else {})
    ran = subprocess.run(
        [sys.executable, "-c", HEAPS], env=environment, capture_output=True, text=True, timeout=PATIENCE
    )
    assert ran.returncode == 0, ran.stderr
    assert 1 <= int(ran.stdout) <= most
