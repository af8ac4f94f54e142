"""Who somebody is: sessions of users and of the administrator, passwords, and what a proxy says."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable

from starlette.requests import HTTPConnection

from assistant.proxies import header_name, named_by_proxy, trusted_networks
from assistant.sessions import Sessions
from assistant.signing import Clock
from assistant.tries import Tries
from assistant.users import SHORTEST, Users, user_name, users_file
from assistant.who import NOBODY, Role, Who
from ingest.errors import BadSettings, HoiDapError, UsersDamaged, WrongPassword
from ingest.settings import Settings

logger = logging.getLogger("hoidap.access")

USER_SECONDS = 12 * 3600  # a working day
ADMIN_SECONDS = 3600
_BELIEVED_SECONDS = 300  # that a program's password, checked once, is not checked anew
_BELIEVED = 1000  # passwords; more than that and all are checked anew


class Porter:
    """Knows people; safe to call from several threads.

    Args:
        settings: ``auth``, ``users``, ``auth_header``, ``proxies`` and ``admin_password`` are used.
        clock: Seconds since 1970.

    Attributes:
        way: The value of ``HOIDAP_AUTH``.
        has_admin: Whether there is an administrator at all.
        proxies: Networks of trusted proxies.
        of_users, of_admin: Their sessions.
        holds_ticket: Tells whether a token is a session of the widget; set by who has the widget.

    Raises:
        BadSettings: One of these settings is wrong.
        UsersDamaged: The users file cannot be used, or names nobody.
    """

    def __init__(self, settings: Settings, clock: Clock = time.time) -> None:
        self.way = settings.auth
        self.proxies = trusted_networks(settings.proxies)
        self._header = header_name(settings.auth_header)
        if self.way == "header" and not self.proxies:
            reason = "cần địa chỉ của máy chủ ủy quyền khi HOIDAP_AUTH=header"
            raise BadSettings("no trusted proxy", name="HOIDAP_PROXIES", reason=reason)
        self._admin_password = settings.admin_password.get_secret_value()
        self.has_admin = bool(self._admin_password)
        if self.has_admin and len(self._admin_password) < SHORTEST:
            reason = f"mật khẩu cần ít nhất {SHORTEST} ký tự"
            raise BadSettings("admin password too short", name="HOIDAP_ADMIN_PASSWORD", reason=reason)
        self.users = Users(users_file(settings))
        if self.way == "password" and not self.users.all():
            reason = "chưa có ai trong tệp. Hãy thêm người dùng bằng lệnh hoidap user add TÊN"
            raise UsersDamaged("no users", path=str(self.users.path), reason=reason)
        self.of_users = Sessions("user", USER_SECONDS, clock)
        self.of_admin = Sessions("admin", ADMIN_SECONDS, clock)
        self.holds_ticket: Callable[[str], bool] = lambda _: False
        self._clock = clock
        self._tries = Tries()
        self._key = secrets.token_bytes(32)
        self._believed: dict[bytes, float] = {}  # digest of a name, its password and hash → until when

    def knows(self, request: HTTPConnection) -> Who:
        """Tell who sends a request, by its cookies, its proxy or its ticket; checks no password.

        Raises:
            UsersDamaged: The users file cannot be used.
        """
        user = self._user(request)
        admin = request.cookies.get(self.of_admin.cookie)
        if self.has_admin and admin and self.of_admin.read(admin) is not None:
            return Who(Role.ADMIN, user.name)
        if user.role < Role.WIDGET and self.holds_ticket(_bearer(request)):
            return Who(Role.WIDGET)
        return user

    def _user(self, request: HTTPConnection) -> Who:
        if self.way == "none":
            return Who(Role.USER)
        if self.way == "header":
            name = named_by_proxy(request.scope, self._header)
            return Who(Role.USER, name) if name else NOBODY
        name, mark = self.of_users.read(request.cookies.get(self.of_users.cookie, "")) or ("", "")
        return Who(Role.USER, name) if name and self.users.mark(name) == mark else NOBODY

    def believes(self, request: HTTPConnection) -> Who:
        """Tell who sends a request by the name and password that it brings, as programs do. Takes long.

        Raises:
            WrongPassword: They are wrong.
            TooManyRequests, Busy: See ``Tries.attempt``.
            UsersDamaged: The users file cannot be used.
        """
        name, password = credentials(request) or ("", "")
        mark = self.users.mark(name) or ""
        given = hmac.digest(self._key, "\0".join((name, mark, password)).encode(), hashlib.sha256)
        now = self._clock()
        if self._believed.get(given, 0) <= now:
            self._attempt(name, password, _host(request))
            if len(self._believed) >= _BELIEVED:
                self._believed = {}
            self._believed[given] = now + _BELIEVED_SECONDS
        return Who(Role.USER, name)

    def sign_in(self, name: str, password: str, host: str) -> str:
        """Return the token of a new session of a user.

        Raises:
            WrongPassword, TooManyRequests, Busy, UsersDamaged: See ``believes``.
        """
        name = user_name(name)
        self._attempt(name, password, host)
        logger.info("signed in", extra={"facts": {"user": name, "client": host}})
        return self.of_users.open(name, self.users.mark(name) or "")

    def sign_in_admin(self, password: str, host: str) -> str:
        """Return the token of a new session of the administrator.

        Raises:
            WrongPassword: It is wrong, or there is no administrator.
            TooManyRequests, Busy: See ``Tries.attempt``.
        """

        def right() -> bool:
            given, own = (
                hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
                for text in (password, self._admin_password)
            )
            return self.has_admin and hmac.compare_digest(given, own)

        self._try("the administrator", host, right)
        logger.info("administrator signed in", extra={"facts": {"client": host}})
        return self.of_admin.open()

    def _attempt(self, name: str, password: str, host: str) -> None:
        self._try(name, host, lambda: self.users.right(name, password))

    def _try(self, name: str, host: str, right: Callable[[], bool]) -> None:
        try:
            self._tries.attempt(host, name, right)
        except WrongPassword:
            logger.warning("wrong password", extra={"facts": {"user": name[:64], "client": host}})
            raise
        except HoiDapError as error:
            logger.warning("password not tried", extra={"facts": {"client": host, "code": error.code}})
            raise


def credentials(request: HTTPConnection) -> tuple[str, str] | None:
    """Return name and password that a program brings: ``Basic``, or ``Bearer name:password``.

    The latter is for clients of OpenAI's API, which can only be given a key.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return None
    elif scheme.lower() == "bearer":
        given = given.encode("latin-1").decode("utf-8", "replace")
    else:
        return None
    name, colon, password = given.partition(":")
    return (user_name(name), password) if colon else None


def _bearer(request: HTTPConnection) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _host(request: HTTPConnection) -> str:
    return request.client.host if request.client else ""
