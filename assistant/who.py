"""Who asks: the four roles, what a request was recognised as, and dependencies that guard routes."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from enum import IntEnum

from starlette.requests import Request
from starlette.types import Scope

from assistant.notes import note
from ingest.errors import AdminNeeded, ForeignRequest, SignInNeeded

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_KEY = "who asks"


class Role(IntEnum):
    """What somebody may do; each may do all that those before it may."""

    ANONYMOUS = 0
    WIDGET = 1
    USER = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody, as one request showed them.

    Attributes:
        role: What they may do. With ``HOIDAP_AUTH=none`` everybody is a user.
        name: Of a user, as the users file or the proxy has it; "" for nobody in particular.
    """

    role: Role
    name: str = ""


NOBODY = Who(Role.ANONYMOUS)
_now: ContextVar[Who] = ContextVar("who asks now", default=NOBODY)


def who_asks(request: Request) -> Who:
    """Return who sent a request; nobody where ``assistant.access`` does not stand in front of the route."""
    who: Who = request.scope.get("state", {}).get(_KEY, NOBODY)
    return who


def who_is_here() -> Who:
    """Return who sent the request that is being worked on, for pages made far from it."""
    return _now.get()


def recognise(scope: Scope, who: Who) -> None:
    """Write down who sent a request; for ``assistant.access`` and for nobody else."""
    scope.setdefault("state", {})[_KEY] = who
    _now.set(who)
    if who.name:
        note(user=who.name)


async def needs_user(request: Request) -> Who:
    """Dependency of routes for the office's own people.

    Raises:
        SignInNeeded: Nobody has signed in.
    """
    who = who_asks(request)
    if who.role < Role.USER:
        raise SignInNeeded("a user is needed")
    return who


async def needs_admin(request: Request) -> Who:
    """Dependency of routes that administer.

    A request that changes something must also show, by ``Origin`` or ``Sec-Fetch-Site``, that a page sent
    it; ``assistant.security`` has refused those that name a page of somebody else.

    Raises:
        AdminNeeded: The administrator has not signed in, or there is none.
        ForeignRequest: It does not tell where it comes from.
    """
    who = who_asks(request)
    if who.role < Role.ADMIN:
        raise AdminNeeded("an administrator is needed")
    await needs_own_page(request)
    return who


async def needs_own_page(request: Request) -> None:
    """Dependency of routes that a form of ours, and nothing else, sends something to.

    Raises:
        ForeignRequest: It would change something, and does not tell where it comes from.
    """
    if request.method not in SAFE and not {"origin", "sec-fetch-site"} & set(request.headers.keys()):
        raise ForeignRequest("no Origin and no Sec-Fetch-Site")
