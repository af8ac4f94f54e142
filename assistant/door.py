"""The running server's door for commands of the same machine: what they would write, it writes for them.

A second, small HTTP server on the loopback address alone, on a port of its own. Who may read
``<index>/serve.json`` (this user) knows the port and the secret. ``POST /work`` takes a ``Work`` as JSON and
answers with JSON lines: ``stage``, ``done``, ``total`` while it goes on, ``waiting`` before its turn comes,
at the end ``report`` or ``error``.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

import portalocker

from assistant.follow import Following
from ingest.disk import write_whole
from ingest.errors import HoiDapError
from ingest.report import SyncReport
from ingest.settings import Settings
from ingest.sync import Pace
from ingest.vectors import VectorsFailed
from ingest.work import Work, perform, told_report, work_of

FILE, LOCK = "serve.json", "serve.lock"
HOST = "127.0.0.1"
_BODY = 1 << 20  # bytes
_SECONDS = 30.0  # for a request to arrive
_AT_ONCE = portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING

logger = logging.getLogger(__name__)
Tell = Callable[[dict[str, Any]], None]


class Foreman:
    """Does one piece of work after another in this process, and lets the assistant follow at once."""

    def __init__(self, settings: Settings, following: Following) -> None:
        self._settings = settings
        self._following = following
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self.more: Callable[[], bool] = lambda: False  # whether somebody is about to bring work

    def do(self, work: Work, tell: Tell) -> None:
        """Do it when its turn comes; ``tell`` is given what the module says, last the report or the error."""
        try:
            report = self.do_or_raise(work, tell)
            tell({"report": told_report(report)})
        except HoiDapError as error:
            details = {name: str(value) for name, value in error.details.items()}
            tell({"error": {"code": error.code, "details": details}})
        except (OSError, ValueError, LookupError, RuntimeError, VectorsFailed):
            logger.exception("work failed")
            tell({"error": {"code": HoiDapError.code, "details": {}}})

    def do_or_raise(self, work: Work, tell: Tell | None = None) -> SyncReport:
        """Do it when its turn comes.

        A sync that embeds leaves the rest when other work waits, so that new documents are found by their
        words soon; whoever comes last embeds what is left.

        Raises:
            HoiDapError: See ``ingest.work.perform``.
        """
        say = tell or (lambda _: None)
        with self._counting:
            self._waiting += 1
        if not self._turn.acquire(blocking=False):
            say({"waiting": True})
            self._turn.acquire()
        with self._counting:
            self._waiting -= 1
        try:
            encoder, pace = self._following.encoder, Pace(leave=self._others_wait)
            return perform(work, self._settings, encoder, lambda *told: say(_step(*told)), pace)
        finally:
            self._turn.release()
            self._following.refresh()

    def finish(self) -> None:
        """Embed what a sync has left, if it has and nobody else is about to."""
        if self._following.pending and not self._others_wait():
            try:
                self.do_or_raise(Work("sync"))
            except HoiDapError as error:
                logger.warning("documents are found by their words alone, for now: %s", error)

    def _others_wait(self) -> bool:
        with self._counting:
            return self._waiting > 0 or self.more()


@contextmanager
def open_door(settings: Settings, foreman: Foreman) -> Iterator[bool]:
    """Keep the door open inside; yields whether it is open: of several servers of an index one has it.

    Where the index folder cannot be written there is none either: nothing can be ingested there.
    """
    index = settings.index
    try:
        lock = _lock(index / LOCK)
    except OSError as error:
        logger.warning("no hand-over of work: %s", error)
        yield False
        return
    if lock is None:
        logger.warning("another server takes the work for %s", index)
        yield False
        return
    secret = secrets.token_urlsafe(32)
    server = ThreadingHTTPServer((HOST, 0), _handler(secret, foreman))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="door", daemon=True)
    with lock:
        try:
            told = {"port": server.server_address[1], "secret": secret, "pid": os.getpid()}
            write_whole(index / FILE, json.dumps(told).encode())
            thread.start()
            yield True
        finally:
            (index / FILE).unlink(missing_ok=True)
            if thread.is_alive():
                server.shutdown()
            server.server_close()


def _lock(path: Path) -> IO[str] | None:
    file = path.open("a", encoding="ascii")
    try:
        portalocker.lock(file, _AT_ONCE)
    except portalocker.exceptions.LockException:
        file.close()
        return None
    return file


def _step(stage: str, done: int, total: int) -> dict[str, Any]:
    return {"stage": stage, "done": done, "total": total}


def _handler(secret: str, foreman: Foreman) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _SECONDS

        def do_POST(self) -> None:
            given = self.headers.get("Authorization", "")
            if not hmac.compare_digest(given.encode(), f"Bearer {secret}".encode()):
                self._refuse(403)
                return
            length = self.headers.get("Content-Length", "")
            if self.path != "/work" or not length.isdecimal() or int(length) > _BODY:
                self._refuse(400)
                return
            try:
                work = work_of(json.loads(self.rfile.read(int(length))))
            except (ValueError, AttributeError):
                self._refuse(400)
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/x-ndjson")
            self.end_headers()
            foreman.do(work, self._tell)
            foreman.finish()  # the command has its report and need not wait for this

        def _tell(self, told: dict[str, Any]) -> None:
            """Send a line; who has left misses it, the work goes on."""
            try:
                self.wfile.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
                self.wfile.flush()
            except OSError:
                logger.debug("the command has left")

        def _refuse(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            logger.debug(format, *args)

    return Handler
