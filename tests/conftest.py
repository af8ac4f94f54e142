"""What every test gets: no network, no HOIDAP_* from the caller's shell, the real encoder on request."""

from __future__ import annotations

import os

os.environ["HF_HUB_OFFLINE"] = "1"  # before anything imports huggingface_hub, which reads it once

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_socket

LOOPBACK = ("127.0.0.1", "localhost")
_lookup = socket.getaddrinfo


def _lookup_loopback(host: Any, *args: Any, **kwargs: Any) -> Any:
    """``socket.getaddrinfo`` for this machine only: a name sent to a DNS server is a leak too."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and name not in LOOPBACK:
        raise pytest_socket.SocketBlockedError(f"A test looked up {name!r}.")
    return _lookup(host, *args, **kwargs)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Unit tests open no socket; `real` and `browser` tests reach 127.0.0.1 only, `llm` tests an endpoint.

    Unix sockets stay open: the event loop of a TestClient is made of them. pytest-socket lifts the
    guard after each test.
    """
    if item.get_closest_marker("llm"):
        return  # reaches the endpoint that the caller names
    if item.get_closest_marker("real") or item.get_closest_marker("browser"):
        pytest_socket.socket_allow_hosts([LOOPBACK[0]], allow_unix_socket=True)
        socket.getaddrinfo = _lookup_loopback
    else:
        pytest_socket.disable_socket(allow_unix_socket=True)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    socket.getaddrinfo = _lookup


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings come from the test alone."""
    for name in [name for name in os.environ if name.upper().startswith("HOIDAP_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def real_encoder() -> Iterator[Any]:
    """The built-in encoder, one thread, loaded once; unpacked into the user's cache as in real use."""
    from ingest.embed import load_encoder
    from ingest.settings import Settings

    cache = Path("~/.cache/hoidap").expanduser()
    yield load_encoder(Settings(_env_file=None, embedding="builtin", cache=cache, threads=1))  # type: ignore[call-arg]


@pytest.fixture(scope="session")
def corpus_index(real_encoder: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's articles, ingested once with the real encoder. Read it; write to a copy only."""
    from ingest.settings import Settings
    from ingest.sync import sync

    index = tmp_path_factory.mktemp("corpus") / "index"
    articles = Path(__file__).parents[1] / "corpus"
    report = sync([articles], Settings(_env_file=None, index=index), real_encoder)  # type: ignore[call-arg]
    assert not report.failed
    return index


@pytest.fixture(scope="session")
def exact_encoder() -> Iterator[Any]:
    """The built-in encoder in float32, as sentence-transformers runs it: what the other is measured by."""
    from ingest.e5small import unpacked
    from ingest.embed import load_encoder
    from ingest.settings import Settings

    folder = unpacked(Path("~/.cache/hoidap").expanduser())
    yield load_encoder(Settings(_env_file=None, embedding=str(folder), threads=1))  # type: ignore[call-arg]
