"""Tickets traded once, in time, for the site and page they were issued for; sessions that end."""

from __future__ import annotations

import string
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.tickets import SESSION_SECONDS, TICKET_SECONDS, Session, Tickets
from ingest.errors import SessionRefused, TicketRefused

PAGE = "https://ok.vn"


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tickets(clock: Clock) -> Tickets:
    return Tickets(clock)


def test_a_ticket_opens_a_session_of_its_site(tickets: Tickets) -> None:
    session = tickets.session(tickets.trade(tickets.issue("a", PAGE), "a", PAGE))
    assert session == Session(session.id, "a", PAGE)
    other = tickets.session(tickets.trade(tickets.issue("a", PAGE), "a", PAGE))
    assert other.id != session.id and len(session.id) >= 16


def test_a_ticket_is_traded_once(tickets: Tickets, clock: Clock) -> None:
    ticket = tickets.issue("a", PAGE)
    tickets.trade(ticket, "a", PAGE)
    for _ in range(70):  # also while what is kept of traded tickets is forgotten
        with pytest.raises(TicketRefused):
            tickets.trade(ticket, "a", PAGE)
        clock.now += 1


def test_of_many_who_trade_one_ticket_at_once_one_gets_a_session(tickets: Tickets) -> None:
    ticket = tickets.issue("a", PAGE)

    def trade(_: int) -> bool:
        try:
            tickets.trade(ticket, "a", PAGE)
        except TicketRefused:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(trade, range(64))) == 1


def test_a_late_ticket_is_refused(tickets: Tickets, clock: Clock) -> None:
    early, late = tickets.issue("a", PAGE), tickets.issue("a", PAGE)
    clock.now += TICKET_SECONDS - 2
    tickets.trade(early, "a", PAGE)
    clock.now += 2
    with pytest.raises(TicketRefused):
        tickets.trade(late, "a", PAGE)


def test_a_ticket_from_the_future_is_refused(tickets: Tickets, clock: Clock) -> None:
    ticket = tickets.issue("a", PAGE)
    clock.now -= 10
    with pytest.raises(TicketRefused):
        tickets.trade(ticket, "a", PAGE)


@pytest.mark.parametrize(("site", "origin"), [("b", PAGE), ("a", "https://other.vn"), ("", ""), ("a", "")])
def test_a_ticket_of_another_site_or_page_is_refused_and_stays_good(
    tickets: Tickets, site: str, origin: str
) -> None:
    ticket = tickets.issue("a", PAGE)
    with pytest.raises(TicketRefused):
        tickets.trade(ticket, site, origin)
    assert tickets.trade(ticket, "a", PAGE)


def test_every_change_of_a_letter_spoils_a_ticket(tickets: Tickets) -> None:
    ticket = tickets.issue("a", PAGE)
    letters = string.ascii_letters + string.digits + "-_."
    for place, letter in enumerate(ticket):
        for other in letters if place > len(ticket) - 3 else "Aa.":
            if other != letter:
                with pytest.raises(TicketRefused):
                    tickets.trade(ticket[:place] + other + ticket[place + 1 :], "a", PAGE)
    assert tickets.trade(ticket, "a", PAGE)


@pytest.mark.parametrize("text", ["", ".", "a.b.c", "…", "\ud800", "x" * 5000, "e30.awKaBg.AAAA"])
def test_nonsense_is_refused(tickets: Tickets, text: str) -> None:
    with pytest.raises(TicketRefused):
        tickets.trade(text, "a", PAGE)
    with pytest.raises(SessionRefused):
        tickets.session(text)


def test_tickets_and_sessions_do_not_stand_for_each_other(tickets: Tickets) -> None:
    ticket = tickets.issue("a", PAGE)
    with pytest.raises(SessionRefused):
        tickets.session(ticket)
    with pytest.raises(TicketRefused):
        tickets.trade(tickets.trade(ticket, "a", PAGE), "a", PAGE)


def test_a_session_ends(tickets: Tickets, clock: Clock) -> None:
    token = tickets.trade(tickets.issue("a", PAGE), "a", PAGE)
    clock.now += SESSION_SECONDS - 2
    assert tickets.session(token).site == "a"
    clock.now += 2
    with pytest.raises(SessionRefused):
        tickets.session(token)


def test_another_process_knows_neither(clock: Clock) -> None:
    one, other = Tickets(clock), Tickets(clock)
    with pytest.raises(TicketRefused):
        other.trade(one.issue("a", PAGE), "a", PAGE)
    with pytest.raises(SessionRefused):
        other.session(one.trade(one.issue("a", PAGE), "a", PAGE))


def test_what_is_kept_of_traded_tickets_is_forgotten(tickets: Tickets, clock: Clock) -> None:
    for _ in range(50):
        tickets.trade(tickets.issue("a", PAGE), "a", PAGE)
        clock.now += 10
    assert len(tickets._traded) <= 7
