"""Files are read in a child process that has 30 seconds, 512 MB and no network; see ``ingest.parser``.

One child serves many files, for starting one takes longer than reading most. One that dies, hangs or grows
old is replaced; only the file that it was reading fails.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from pathlib import Path
from typing import IO, Any

import ingest
from ingest import errors
from ingest.errors import HoiDapError, ReadLimit

logger = logging.getLogger(__name__)

SECONDS = 30.0  # for one file, or for one scanned page
_START_SECONDS = 60.0
_SERVED = 100  # files after which a child is replaced: what libraries keep would eat its memory
_LARGEST_ANSWER = 256 * 2**20  # bytes


class Sandbox:
    """A reader of files in a child process. Threads may share it; they wait for each other."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """Start nothing yet.

        Args:
            seconds: Wall-clock time for one request.
        """
        self._seconds = seconds
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Carry out a request (see ``ingest.parser``) and return the answer.

        Raises:
            HoiDapError: What the child says of the file; ReadLimit also when it had to be stopped or died.
                ``details`` name the ``path``.
        """
        with self._lock:
            answer = self._answer(request)
            if answer is None or answer.get("details", {}).get("reason") == "memory":
                # An old child may have failed for what files before have left in it.
                if self._child is not None and self._child.served > 1:
                    self.close()
                    answer = self._answer(request)
                if answer is None:
                    answer = {
                        "error": "ReadLimit",
                        "message": "the reader died",
                        "details": {"reason": "crash"},
                    }
                self.close()
        if "error" in answer:
            where = request["path"] if not request.get("member") else f"{request['path']}/{request['member']}"
            raise _error(answer, where)
        return answer

    def close(self) -> None:
        """End the child; the next request starts another."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def _answer(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """Answer of a living child; None when it died over the request."""
        if self._child is not None and (self._child.served >= _SERVED or not self._child.alive()):
            self.close()
        if self._child is None:
            self._child = _Child()
        try:
            return self._child.ask(request, self._seconds)
        except TimeoutError:
            self.close()
            return {"error": "ReadLimit", "message": "timed out", "details": {"reason": "time"}}


class _Child:
    def __init__(self) -> None:
        self.served = 0
        self._folder = tempfile.mkdtemp(prefix="hoidap-")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-B", "-m", "ingest.parser"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env=_environment(self._folder),
            start_new_session=True,
        )
        try:
            greeting = self._receive(time.monotonic() + _START_SECONDS)
        except (TimeoutError, EOFError) as error:
            self.end()
            raise ReadLimit("the reader does not start", reason="crash") from error
        if not greeting["apart"]:
            _warn_of_network()

    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any] | None:
        """Answer, or None when the child died; TimeoutError when it takes too long."""
        self.served += 1
        raw = json.dumps(request).encode()
        try:
            _pipe(self._process.stdin).write(struct.pack(">I", len(raw)) + raw)
            _pipe(self._process.stdin).flush()
            return self._receive(time.monotonic() + seconds)
        except (BrokenPipeError, EOFError):
            if self._process.wait() == -signal.SIGXCPU:
                raise TimeoutError from None
            return None

    def end(self) -> None:
        """Kill the child and whatever it started, and remove what they wrote."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            logger.debug("the reader is gone already")
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                _pipe(pipe).close()
            except BrokenPipeError:
                logger.debug("the reader did not take its last request")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _receive(self, deadline: float) -> dict[str, Any]:
        length = struct.unpack(">I", self._read(4, deadline))[0]
        if length > _LARGEST_ANSWER:
            raise EOFError
        message: dict[str, Any] = json.loads(self._read(length, deadline))
        return message

    def _read(self, count: int, deadline: float) -> bytes:
        pipe, parts = _pipe(self._process.stdout).fileno(), bytearray()
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        while len(parts) < count:
            if not poll.poll(max(0.0, 1000 * (deadline - time.monotonic()))):
                raise TimeoutError
            piece = os.read(pipe, min(count - len(parts), 2**20))
            if not piece:
                raise EOFError
            parts += piece
        return bytes(parts)


def shared() -> Sandbox:
    """Return the sandbox of this process; its child ends with the process."""
    return _shared


def _environment(folder: str) -> dict[str, str]:
    """What a reader needs to find programs and itself; nothing of the caller's settings or keys."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(Path(ingest.__file__).parents[1]),
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


@cache
def _warn_of_network() -> None:
    logger.warning(
        "this system gives the file reader no network of its own; only Python's sockets are closed"
    )


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # Popen was told to make both
    return pipe


def _error(answer: dict[str, Any], path: str) -> HoiDapError:
    kind = getattr(errors, answer["error"], HoiDapError)
    details = {**answer.get("details", {}), "path": path}
    error: HoiDapError = kind(f"{path}: {answer['message']}", **details)
    return error


_shared = Sandbox()
atexit.register(_shared.close)
