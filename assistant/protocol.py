"""HTTP/1.1 on the wire: uvicorn's, but small in what it takes and polite in how it refuses."""

from __future__ import annotations

import asyncio
import json
import re
from http import HTTPStatus

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.messages import web_message
from assistant.security import HEADER_LIMIT

HEAD_SECONDS = 20.0  # for the first request of a connection to arrive
HEAD_BYTES = 2 * HEADER_LIMIT  # request line and headers; beyond, the connection is not even parsed
_HEAD_END = re.compile(rb"\n\r?\n")


class Protocol(H11Protocol):
    """For ``uvicorn.Config(http=…)``.

    What is no HTTP gets the error JSON of the contract, and a connection on which the head of a request
    does not arrive in time is closed. Built on h11 because httptools takes a head of any length.
    """

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start waiting for the first request."""
        super().connection_made(transport)
        self._late = self.loop.call_later(HEAD_SECONDS, transport.close)

    def data_received(self, data: bytes) -> None:
        """Take bytes, but not those of a head that is too long; wait on for one that is not whole."""
        if self.conn.their_state is h11.IDLE:
            head = self.conn.trailing_data[0] + data
            if len(head) > HEAD_BYTES and not _HEAD_END.search(head, 0, HEAD_BYTES):
                self._refuse(431, "headers_too_large")
                return
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._late is None:
            self._late = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _should_upgrade(self) -> bool:
        """No page of ours opens a WebSocket; who asks for one is answered as if it had not."""
        return False

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # English, and logged already
        """Refuse what could not be read as HTTP."""
        self._refuse(400, "bad_request")

    def _refuse(self, status: int, code: str) -> None:
        told = {"error": {"code": code, "message": web_message(code)}}
        body = json.dumps(told, ensure_ascii=False).encode()
        headers = [
            ("content-type", "application/json"),
            ("content-length", str(len(body))),
            ("x-content-type-options", "nosniff"),
            ("connection", "close"),
        ]
        answer = h11.Response(status_code=status, headers=headers, reason=HTTPStatus(status).phrase)
        for event in (answer, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
