"""Sessions of people who signed in: signed cookies that end, or are ended before.

The key is made when the process starts: a restart ends all sessions.
"""

from __future__ import annotations

import secrets
import time
from threading import Lock

from assistant.signing import Clock, Tokens


class Sessions:
    """Sessions of one kind of people; safe to call from several threads.

    Args:
        kind: Sessions of another kind are forged ones here.
        seconds: How long one lasts after signing in, used or not.
        clock: Seconds since 1970.

    Attributes:
        cookie: Name of the cookie that carries the token.
        seconds: The same.
    """

    def __init__(self, kind: str, seconds: int, clock: Clock = time.time) -> None:
        self.cookie = f"hoidap_{kind}"
        self.seconds = seconds
        self._clock = clock
        self._tokens = Tokens(secrets.token_bytes(32), kind, seconds, clock)
        self._ended: dict[str, float] = {}  # id → when it would have ended anyway
        self._lock = Lock()

    def open(self, *fields: str) -> str:
        """Return the token of a new session that holds the fields, which whoever has it can read."""
        return self._tokens.make([secrets.token_urlsafe(12), *fields])

    def read(self, token: str) -> list[str] | None:
        """Return the fields of a session; None when the token is forged, over or ended."""
        try:
            name, *fields = self._tokens.read(token)
        except ValueError:
            return None
        return None if name in self._ended else fields

    def end(self, token: str) -> None:
        """End a session for good, also for whoever kept a copy of its cookie."""
        try:
            name, *_ = self._tokens.read(token)
        except ValueError:
            return
        now = self._clock()
        with self._lock:
            kept = {known: end for known, end in self._ended.items() if end > now}
            self._ended = {**kept, name: now + self.seconds + 1}
