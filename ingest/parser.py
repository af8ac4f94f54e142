"""The child process that reads files: ``python -m ingest.parser``. It obeys requests until its input ends.

It gives up the network and takes on its limits before it sees a byte of a file. Requests and answers are
JSON, each after its length; see ``ingest.sandbox``, which starts it.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import resource
import signal
import struct
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from ingest.errors import DamagedFile, HoiDapError, ReadLimit, UnreadableFile

MEMORY = 512 * 2**20  # bytes of address space, of this process and of each program that it starts
SECONDS = 30  # of processor time for one request
_WRITTEN = 256 * 2**20  # bytes of the largest file that may be written
_FILES = 128

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


def give_up_network() -> bool:
    """Leave the machine's network; return whether the kernel let this process have an empty one of its own.

    Where it does not, Python's own sockets are closed all the same: opening one raises PermissionError.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    # Root may leave the network outright; others, and root of some containers, in a user space of their own.
    apart = any(libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWNET | _CLONE_NEWUSER))
    sys.addaudithook(_refuse_sockets)
    return apart


def take_limits() -> None:
    """Bound memory, files and what becomes of this process when its parent dies. There is no way back."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_WRITTEN, _WRITTEN))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Serve requests from standard input; answers go to what was standard output."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not be taken for an answer
    take_limits()
    apart = give_up_network()
    _send(answers, {"ready": True, "apart": apart})
    while (request := _receive(sys.stdin.buffer)) is not None:
        _more_time()
        _send(answers, _answer(request))


def _refuse_sockets(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith("socket."):
        raise PermissionError("no network here")


def _more_time() -> None:
    used = int(time.process_time()) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + SECONDS, hard))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        return _carry_out(request)
    except HoiDapError as error:
        return {"error": type(error).__name__, "message": str(error), "details": error.details}
    except MemoryError as error:
        return _failed(ReadLimit(f"memory: {error}", reason="memory"))
    except RecursionError:
        return _failed(DamagedFile("nested too deep"))
    except Exception as error:  # noqa: BLE001  # of damaged files libraries raise what they like; this is the edge
        if "alloc" in str(error).lower():
            return _failed(ReadLimit(f"memory: {error}", reason="memory"))
        return _failed(DamagedFile(f"{type(error).__name__}: {error}"))


def _failed(error: HoiDapError) -> dict[str, Any]:
    return {"error": type(error).__name__, "message": str(error)[:500], "details": error.details}


def _carry_out(request: dict[str, Any]) -> dict[str, Any]:
    from ingest.formats.kinds import kind_of
    from ingest.formats.read import LARGEST_FILE, extract, list_members, member

    path = Path(request["path"])
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ReadLimit(f"{path.stat().st_size} bytes", reason="size")
        raw, name = path.read_bytes(), path.name
    except OSError as error:
        raise UnreadableFile(f"cannot read {path}: {error}") from error
    if request["do"] == "kind":
        return {"kind": kind_of(raw, request["name"])}
    if request["do"] == "list":
        return {"members": [asdict(found) for found in list_members(raw, name)]}
    if request.get("member"):
        raw, name = member(raw, name, request["member"]), Path(request["member"]).name
    if request["do"] == "recognise":
        from ingest.formats.ocr import read_scanned_page

        return {"text": read_scanned_page(raw, request["page"])}
    sha256 = hashlib.sha256(raw).hexdigest()
    return {**asdict(extract(raw, name, request["ocr"])), "sha256": sha256}


def _send(stream: BinaryIO, message: dict[str, Any]) -> None:
    raw = json.dumps(message).encode()
    stream.write(struct.pack(">I", len(raw)) + raw)
    stream.flush()


def _receive(stream: BinaryIO) -> dict[str, Any] | None:
    head = stream.read(4)
    if len(head) < 4:
        return None
    message: dict[str, Any] = json.loads(stream.read(struct.unpack(">I", head)[0]))
    return message


if __name__ == "__main__":
    main()
