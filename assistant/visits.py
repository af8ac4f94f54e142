"""Visitors of the widget: sessions for tickets, questions counted, answers confined to what is public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.api_ask import Text
from assistant.notes import note
from assistant.quota import Quota
from assistant.records import Answer
from assistant.sites import Site, Sites
from assistant.tickets import SESSION_SECONDS, Session, Tickets
from assistant.viewer import fingerprint
from ingest.errors import SessionRefused
from ingest.records import Document

if TYPE_CHECKING:
    from assistant.assistant import Assistant

EXAMPLES = 4  # questions offered before the first one is asked


class SessionBody(BaseModel):
    """Body of ``POST /widget/v1/session``; ``origin`` is the page's that gave the frame its ticket."""

    model_config = ConfigDict(extra="forbid")
    site: Annotated[Text, Field(max_length=64)]
    origin: Annotated[Text, Field(max_length=300)]
    ticket: Annotated[Text, Field(max_length=2000)]


@dataclass(frozen=True, slots=True)
class Visit:
    """A question let in: whose session it is, and the site whose public documents it may be asked of."""

    session: Session
    site: Site

    def shown(self, answer: Answer, documents: Mapping[str, Document]) -> dict[str, Any]:
        """The answer as the widget gets it: no passages, of a refusal the nearest documents.

        Citations carry a ``mark``, by which the viewer tells whether that text still stands there.

        Raises:
            RuntimeError: It names a document that is not public. Retrieval has been told not to; this is
                the last door.
        """
        named = [*(citation.document_id for citation in answer.citations)]
        named += [context.document_id for context in answer.contexts]
        if not all(self.site.publishes(documents[name]) for name in named):
            raise RuntimeError("an answer for visitors names a document that is not public")
        kept = asdict(answer)
        for citation in kept["citations"]:
            citation["mark"] = fingerprint(citation["quote"])
        del kept["contexts"], kept["timings_ms"], kept["index_version"]
        best = {context.document_id: context for context in reversed(answer.contexts)}
        nearest = [] if answer.citations else [best[name] for name in dict.fromkeys(named)]
        return {**kept, "nearest": [_nearest(documents[c.document_id], c.start, c.end) for c in nearest]}


class Visits:
    """Where sessions are opened and every question shows its own: what is let in is counted."""

    def __init__(self, assistant: Assistant, sites: Sites) -> None:
        self._assistant = assistant
        self._sites = sites
        self._tickets = Tickets()
        self._quotas = {
            name: (Quota(site.per_session, "HOIDAP_SITES"), Quota(site.per_site, "HOIDAP_SITES"))
            for name, site in sites
        }

    def ticket(self, site: str, origin: str) -> str:
        """A ticket for a page; its origin has been checked."""
        return self._tickets.issue(site, origin)

    def open(self, body: SessionBody) -> dict[str, Any]:
        """Trade a ticket for a session.

        Raises:
            TicketRefused: Forged, late, traded before, or for another site or page.
        """
        token = self._tickets.trade(body.ticket, body.site, body.origin)
        site = self._site(body.site)
        examples = self._assistant.examples(EXAMPLES, site.filters())
        return {"session": token, "expires_in": SESSION_SECONDS, "examples": examples}

    def knows(self, token: str) -> bool:
        """Whether a token is a session that has not ended; counts nothing."""
        try:
            self._site(self._tickets.session(token).site)
        except SessionRefused:
            return False
        return True

    def admit(self, authorization: str) -> Visit:
        """Let a question in.

        Raises:
            SessionRefused: No session, a forged one, or one that is over.
            TooManyRequests: The session, or the site as a whole, has used up its quota.
        """
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise SessionRefused("no session")
        session = self._tickets.session(token)
        visit = Visit(session, self._site(session.site))
        per_session, per_site = self._quotas[session.site]
        per_session.take(session.id)
        per_site.take(session.site)
        note(site=session.site)
        return visit

    def _site(self, name: str) -> Site:
        site = self._sites.get(name)
        if site is None:  # a session lives no longer than the process, and sites change with the process
            raise SessionRefused("no such site")
        return site


def _nearest(document: Document, start: int, end: int) -> dict[str, Any]:
    shown = ("title", "publisher", "issued", "number")
    facts = {name: getattr(document, name) for name in shown}
    return {"document_id": document.id, "start": start, "end": end, **facts}
