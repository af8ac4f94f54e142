"""Sessions end in time, by signing out, and with the process; nobody makes one up."""

from __future__ import annotations

import string
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.sessions import Sessions
from tests.test_tickets import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions("user", 3600, clock)


def test_a_session_holds_what_it_was_opened_with(sessions: Sessions) -> None:
    token = sessions.open("lan", "mark")
    assert sessions.read(token) == ["lan", "mark"]
    assert sessions.open("lan", "mark") != token
    assert sessions.read(sessions.open("nguyễn văn a", "")) == ["nguyễn văn a", ""]


def test_it_ends_in_time(sessions: Sessions, clock: Clock) -> None:
    token = sessions.open("lan")
    clock.now += 3599
    assert sessions.read(token) == ["lan"]
    clock.now += 1
    assert sessions.read(token) is None


def test_it_ends_when_ended_and_others_do_not(sessions: Sessions, clock: Clock) -> None:
    token, other = sessions.open("lan"), sessions.open("lan")
    sessions.end(token)
    sessions.end(token)
    sessions.end("forged")
    for _ in range(70):
        assert sessions.read(token) is None
        clock.now += 60
    assert Sessions("user", 3600, clock).read(other) is None


def test_other_sessions_survive_an_end(sessions: Sessions) -> None:
    token, other = sessions.open("lan"), sessions.open("lan")
    sessions.end(token)
    assert sessions.read(other) == ["lan"]


def test_no_changed_character_passes(sessions: Sessions) -> None:
    token = sessions.open("lan")
    for place in range(len(token)):
        for other in string.ascii_letters + string.digits + "-_.=":
            if other != token[place]:
                assert sessions.read(token[:place] + other + token[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", ".", "a.b.c", "ế", "\ud800", "A" * 10_000, "W10.aaaaaa.bbbb", "\x00"])
def test_what_is_no_token_is_no_session(sessions: Sessions, text: str) -> None:
    assert sessions.read(text) is None
    sessions.end(text)


def test_another_process_and_another_kind_have_other_keys(sessions: Sessions, clock: Clock) -> None:
    token = sessions.open("lan")
    assert Sessions("user", 3600, clock).read(token) is None
    assert Sessions("admin", 3600, clock).read(token) is None


def test_what_has_ended_anyway_is_forgotten(sessions: Sessions, clock: Clock) -> None:
    for _ in range(50):
        sessions.end(sessions.open("lan"))
        clock.now += 600
    assert len(sessions._ended) <= 8


def test_many_leave_at_once(sessions: Sessions) -> None:
    tokens = [sessions.open(str(number)) for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(sessions.end, tokens))
    assert [token for token in tokens if sessions.read(token) is not None] == []
