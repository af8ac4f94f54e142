"""``hoidap serve``: hold the port, open the assistant, run until told to stop."""

from __future__ import annotations

import ctypes
import errno
import ipaddress
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from rich.console import Console

from ingest.errors import BadSettings, HoiDapError, IndexMissing, PortInUse, UnreadableFile
from ingest.settings import Settings

if TYPE_CHECKING:
    from assistant.door import Foreman

logger = logging.getLogger(__name__)

_GRACE = 2  # seconds for open connections to end; the chat page's heartbeat never ends by itself
_BACKLOG = 128
_ARENAS = 2  # heaps of the C library; by default up to 8 a processor, each keeping what its threads left over
_M_ARENA_MAX = -8  # of mallopt(3)
_SWITCH = 0.001  # seconds; at the usual 5 ms, threads at work on answers make everything else wait


def run_serve(settings: Settings, console: Console, watch: bool = False) -> None:
    """Serve the page and the API until stopped; ingests the corpus first when there is no index.

    The port is taken before anything is loaded: a page opened early waits instead of failing, and a
    second server is refused at once. SIGTERM and Ctrl-C end it with exit code 0. A new generation of the
    index is answered from as soon as it is there; commands that would write the index hand their work over.

    Args:
        watch: Keep the index in step with the corpus folder.

    Raises:
        PortInUse: Something listens on the port already.
        BadSettings: This machine cannot listen there, or a setting of ``assistant.porter`` is wrong.
        HoiDapError: The assistant cannot be opened.
    """
    listener = listen(settings.host, settings.port)
    with listener, _ends_quietly():
        import uvicorn

        from assistant.api import create_app
        from assistant.commands import run_ingest, stored_encoder
        from assistant.door import Foreman, open_door
        from assistant.follow import Following, OneGeneration, as_assistant
        from assistant.notes import log_as_json
        from assistant.porter import Porter
        from assistant.protocol import HEAD_BYTES, Protocol
        from ingest.sync import Pace

        _few_arenas()
        Porter(settings)  # a wrong setting is told now, not when everything is loaded
        try:
            stored_encoder(settings.index)
        except IndexMissing:
            console.print("Chưa có chỉ mục: đang nạp tài liệu lần đầu…")
            # Of much, the words first: the server is up soon and embeds the rest meanwhile.
            run_ingest([settings.corpus], settings, console, Pace(leave=lambda: True))
        following = Following.open(settings)
        log_as_json()
        sys.setswitchinterval(_SWITCH)
        try:
            if exposed := exposure(settings):
                console.print(exposed, style="yellow", highlight=False, soft_wrap=True)
            foreman = Foreman(settings, following)
            app = create_app(as_assistant(following), settings, foreman)
            config = uvicorn.Config(
                OneGeneration(app, following),
                http=Protocol,
                h11_max_incomplete_event_size=HEAD_BYTES,
                ws="none",  # no page of ours opens one
                log_config=None,
                access_log=False,  # assistant.journal writes a better one
                server_header=False,
                proxy_headers=False,  # anyone can send X-Forwarded-For
                timeout_graceful_shutdown=_GRACE,
            )
            console.print(f"Hỏi Đáp đang chạy tại {url_of(listener)}", highlight=False, soft_wrap=True)
            with open_door(settings, foreman) as opened, _watching(settings, foreman, watch):
                if opened:
                    threading.Thread(target=foreman.finish, name="finish", daemon=True).start()
                uvicorn.Server(config).run(sockets=[listener])
        finally:
            following.close()


def listen(host: str, port: int) -> socket.socket:
    """Take a port.

    Raises:
        PortInUse: Something listens there already.
        BadSettings: This machine cannot listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(str(error), host=host, port=port) from error
        if error.errno == errno.EACCES:
            reason = f"máy không cho phép mở cổng {port}"
            raise BadSettings(str(error), name="HOIDAP_PORT", reason=reason) from error
        reason = f"{host} không phải là địa chỉ của máy này"
        raise BadSettings(str(error), name="HOIDAP_HOST", reason=reason) from error
    return listener


def exposure(settings: Settings) -> str:
    """Return what should be known where the port is open to a network; "" when all is well."""
    try:
        own = ipaddress.ip_address(settings.host).is_loopback
    except ValueError:
        own = settings.host == "localhost"
    if own:
        return ""
    if settings.auth == "none":
        return "Lưu ý: ai trong mạng cũng hỏi được. Hãy đặt HOIDAP_AUTH=password, hoặc chỉ mở cho máy này."
    signs_in = settings.auth == "password" or settings.admin_password.get_secret_value()
    if signs_in and not settings.public_url.startswith("https://"):
        return (
            "Lưu ý: mật khẩu và phiên đăng nhập đi qua mạng không được mã hóa. "
            "Hãy đặt một máy chủ ủy quyền dùng https ở phía trước (xem README)."
        )
    return ""


def url_of(listener: socket.socket) -> str:
    """Where a listening socket is reached."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _few_arenas() -> None:
    """Let all threads share few heaps, unless the environment says how many."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc's alone
    if mallopt is not None and "MALLOC_ARENA_MAX" not in os.environ:
        mallopt(_M_ARENA_MAX, _ARENAS)


@contextmanager
def _watching(settings: Settings, foreman: Foreman, wanted: bool) -> Iterator[None]:
    """Keep the index in step with the corpus folder inside, in a thread of its own."""
    if not wanted:
        yield
        return
    from assistant.watch import keep_in_step
    from ingest.work import Work

    if not settings.corpus.exists():
        raise UnreadableFile(f"no folder {settings.corpus}", path=str(settings.corpus))
    work, stop = Work("sync", (str(settings.corpus.absolute()),)), threading.Event()
    paths = [settings.corpus]
    arguments = (paths, settings.index, lambda: foreman.do_or_raise(work), _log, stop)
    thread = threading.Thread(target=keep_in_step, args=arguments, name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_GRACE)


def _log(error: HoiDapError) -> None:
    logger.warning("the watched folder could not be ingested: %s", error)


@contextmanager
def _ends_quietly() -> Iterator[None]:
    """Leave by ``sys.exit(0)`` on a signal to stop.

    While it runs, uvicorn handles the signal itself; afterwards it raises it anew for whoever handled
    it before, which would kill the process with the assistant still open.
    """

    def leave(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
