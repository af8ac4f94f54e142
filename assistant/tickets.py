"""Tickets and sessions of the widget: signed, short-lived, kept in memory alone, no cookies.

A page of an allowed origin fetches a ticket and hands it to the frame; the frame trades it, once and within
a minute, for a session. The key is made when the process starts: a restart ends all sessions, and the widget
fetches a new ticket by itself.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from assistant.signing import Tokens
from ingest.errors import SessionRefused, TicketRefused

TICKET_SECONDS = 60
SESSION_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Session:
    """Whom a session was given to.

    Attributes:
        id: Random; the key of the session's quota.
        site: Name of the site.
        origin: Origin of the page that the widget stands on.
    """

    id: str
    site: str
    origin: str


class Tickets:
    """Issues tickets and trades them for sessions; safe to call from several threads.

    Args:
        clock: Seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        key = secrets.token_bytes(32)
        self._clock = clock
        self._ticket = Tokens(key, "ticket", TICKET_SECONDS, clock)
        self._session = Tokens(key, "session", SESSION_SECONDS, clock)
        self._traded: dict[str, float] = {}  # id → when its ticket ends anyway
        self._lock = Lock()

    def issue(self, site: str, origin: str) -> str:
        """Make a ticket for a page of ``origin``; the caller has checked that the site allows it."""
        return self._ticket.make([secrets.token_urlsafe(12), site, origin])

    def trade(self, ticket: str, site: str, origin: str) -> str:
        """Trade a ticket for a session token.

        Args:
            site: Name of the site that the frame was opened for.
            origin: Origin of the page that handed the ticket to the frame.

        Raises:
            TicketRefused: Forged, late, traded before, or issued for another site or origin.
        """
        name, *issued_for = self._read(self._ticket, ticket, TicketRefused)
        if issued_for != [site, origin]:
            raise TicketRefused("issued for another site or origin")
        now = self._clock()
        with self._lock:
            self._traded = {known: end for known, end in self._traded.items() if end > now}
            if name in self._traded:
                raise TicketRefused("traded before")
            self._traded[name] = now + TICKET_SECONDS + 1
        return self._session.make([secrets.token_urlsafe(12), site, origin])

    def session(self, token: str) -> Session:
        """Return the session that a token stands for.

        Raises:
            SessionRefused: Forged, or over.
        """
        return Session(*self._read(self._session, token, SessionRefused))

    @staticmethod
    def _read(tokens: Tokens, token: str, refusal: type[TicketRefused] | type[SessionRefused]) -> list[str]:
        try:
            return tokens.read(token)
        except ValueError as error:
            raise refusal(str(error)) from error
