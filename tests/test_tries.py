"""Wrong passwords are counted by address and by name, one at a time, and right ones are not."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.tries import Tries
from ingest.errors import Busy, TooManyRequests, WrongPassword


def attempt(tries: Tries, host: str = "10.0.0.1", name: str = "lan", right: bool = False) -> str:
    try:
        tries.attempt(host, name, lambda: right)
    except (WrongPassword, TooManyRequests, Busy) as error:
        return error.code
    return "right"


def test_after_so_many_from_one_address_none_is_tried() -> None:
    tries = Tries("3/minute", "")
    assert [attempt(tries, name=str(number)) for number in range(3)] == ["wrong_password"] * 3
    assert attempt(tries, right=True) == "too_many_requests"
    assert attempt(tries, host="10.0.0.2", right=True) == "right"


def test_after_so_many_for_one_name_none_is_tried() -> None:
    tries = Tries("", "3/hour")
    assert [attempt(tries, host=f"10.0.0.{number}") for number in range(3)] == ["wrong_password"] * 3
    assert attempt(tries, host="10.0.0.9", right=True) == "too_many_requests"
    assert attempt(tries, name="binh", right=True) == "right"


def test_a_right_one_neither_counts_nor_wipes_out() -> None:
    tries = Tries("3/minute", "")
    assert attempt(tries) == attempt(tries) == "wrong_password"
    assert [attempt(tries, right=True) for _ in range(5)] == ["right"] * 5
    assert attempt(tries) == "wrong_password"
    assert attempt(tries, right=True) == "too_many_requests", "an account of one's own buys no more guesses"


def test_a_network_of_ipv6_is_one_address() -> None:
    tries = Tries("2/minute", "")
    assert [attempt(tries, host=f"2001:db8::{number}") for number in range(3)] == [
        "wrong_password",
        "wrong_password",
        "too_many_requests",
    ]
    assert attempt(tries, host="2001:db8:0:1::1") == "wrong_password"


def test_it_says_how_long_to_wait() -> None:
    tries = Tries("1/minute", "")
    attempt(tries)
    with pytest.raises(TooManyRequests) as caught:
        tries.attempt("10.0.0.1", "lan", lambda: True)
    assert 1 <= int(str(caught.value.details["retry_after"])) <= 60


def test_of_many_at_once_no_more_are_tried_than_of_one_after_the_other() -> None:
    tries, tried = Tries("3/minute", ""), []
    barrier = threading.Barrier(8)

    def guess(number: int) -> str:
        barrier.wait(30)
        try:
            tries.attempt("10.0.0.1", "lan", lambda: bool(tried.append(number)))
        except (WrongPassword, TooManyRequests, Busy) as error:
            return error.code
        return "right"

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(guess, range(8)))
    assert len(tried) == 3 and codes.count("wrong_password") == 3


def test_only_a_few_wait_for_their_turn() -> None:
    tries = Tries("", "")
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> bool:
        begun.set()
        return go_on.wait(30)

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(tries.attempt, "10.0.0.1", "lan", slow) for _ in range(8)]
        assert begun.wait(30)
        while tries._places._value:  # until all eight are inside
            pass
        assert attempt(tries, right=True) == "busy"
        go_on.set()
        for future in waiting:
            future.result(30)
    assert attempt(tries, right=True) == "right"


def test_an_unexpected_failure_gives_the_place_back() -> None:
    tries = Tries("", "")

    def broken() -> bool:
        raise RuntimeError("a bug")

    for _ in range(10):
        with pytest.raises(RuntimeError):
            tries.attempt("10.0.0.1", "lan", broken)
    assert attempt(tries, right=True) == "right"
