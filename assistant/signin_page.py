"""``/login``, ``/account`` and ``/admin/login``: small pages on which people sign in and out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.access import ADMIN_LOGIN, LOGIN
from assistant.api_errors import error_response, web_error
from assistant.frame import page
from assistant.messages import message_for
from assistant.security import PAGE_POLICY
from assistant.sessions import Sessions
from assistant.who import Role, needs_own_page, who_asks
from assistant.words import Lang, say
from ingest.errors import HoiDapError

if TYPE_CHECKING:
    from assistant.porter import Porter

# Policy of pages with a form of ours that nobody may put into a frame.
FORM_POLICY = PAGE_POLICY.replace("form-action 'none'", "form-action 'self'").replace(
    "frame-ancestors 'self'", "frame-ancestors 'none'"
)
ACCOUNT, LOGOUT, ADMIN_LOGOUT, ADMIN = "/account", "/logout", "/admin/logout", "/admin"
_FIELDS = 8
_HEADERS = {"content-security-policy": FORM_POLICY, "cache-control": "no-store"}


def signin_routes(porter: Porter) -> APIRouter:
    """Return the routes by which users sign in (``HOIDAP_AUTH=password``), and the administrator."""
    router = APIRouter(include_in_schema=False)
    if porter.way == "password":
        _add_users(router, porter)
    if porter.way != "none":
        _add_account(router, porter.way == "password")
    if porter.has_admin:
        _add_admin(router, porter)
    return router


def _add_users(router: APIRouter, porter: Porter) -> None:
    @router.get(LOGIN)
    def form(request: Request, next: str = "/") -> Response:
        if who_asks(request).role >= Role.USER:
            return RedirectResponse(_own_path(next, "/"), 303)
        return _page(_form("login", LOGIN, next, _lang(request)), _lang(request))

    @router.post(LOGIN, dependencies=[Depends(needs_own_page)])
    async def sign_in(request: Request) -> Response:
        return await _signed_in(request, porter.of_users, LOGIN, "/", _sign_in(porter))

    @router.post(LOGOUT, dependencies=[Depends(needs_own_page)])
    async def sign_out(request: Request) -> Response:
        return _signed_out(request, porter.of_users, LOGIN)


def _add_account(router: APIRouter, may_leave: bool) -> None:
    @router.get(ACCOUNT)
    def account(request: Request) -> Response:
        lang = _lang(request)
        return _page(_account(who_asks(request).name, may_leave, lang), lang, title="account")


def _add_admin(router: APIRouter, porter: Porter) -> None:
    @router.get(ADMIN_LOGIN)
    def form(request: Request, next: str = ADMIN) -> Response:
        if who_asks(request).role >= Role.ADMIN:
            return RedirectResponse(_own_path(next, ADMIN), 303)
        return _page(_form("admin.login", ADMIN_LOGIN, next, _lang(request)), _lang(request))

    @router.post(ADMIN_LOGIN, dependencies=[Depends(needs_own_page)])
    async def sign_in(request: Request) -> Response:
        def entered(fields: dict[str, str], host: str) -> str:
            return porter.sign_in_admin(fields.get("password", ""), host)

        return await _signed_in(request, porter.of_admin, ADMIN_LOGIN, ADMIN, entered)

    @router.post(ADMIN_LOGOUT, dependencies=[Depends(needs_own_page)])
    async def sign_out(request: Request) -> Response:
        return _signed_out(request, porter.of_admin, ADMIN_LOGIN)


def _sign_in(porter: Porter) -> Callable[[dict[str, str], str], str]:
    return lambda fields, host: porter.sign_in(fields.get("name", ""), fields.get("password", ""), host)


async def _signed_in(
    request: Request, sessions: Sessions, here: str, home: str, entered: Callable[[dict[str, str], str], str]
) -> Response:
    """Open a session and go where one wanted to, or show the form again with what is wrong."""
    try:
        fields = _fields(await request.body())
    except ValueError:
        return web_error(422, "bad_request")
    lang: Lang = "en" if fields.get("lang") == "en" else "vi"
    host = request.client.host if request.client else ""
    try:
        token = await asyncio.to_thread(entered, fields, host)
    except HoiDapError as error:
        refused = error_response(error)
        kind = "login" if here == LOGIN else "admin.login"
        form = _form(kind, here, fields.get("next", ""), lang, fields.get("name", ""), message_for(error))
        shown = _page(form, lang, refused.status_code)
        if "retry-after" in refused.headers:
            shown.headers["retry-after"] = refused.headers["retry-after"]
        return shown
    response = RedirectResponse(_own_path(fields.get("next", ""), home), 303, {"cache-control": "no-store"})
    response.set_cookie(
        sessions.cookie,
        token,
        max_age=sessions.seconds,
        path="/",
        secure=_is_https(request),
        httponly=True,
        # Links to documents stand in mails; a session that those do not carry would be asked for again.
        samesite="lax" if here == LOGIN else "strict",
    )
    return response


def _signed_out(request: Request, sessions: Sessions, then: str) -> Response:
    sessions.end(request.cookies.get(sessions.cookie, ""))
    response = RedirectResponse(then, 303, {"cache-control": "no-store"})
    response.delete_cookie(sessions.cookie, path="/", secure=_is_https(request), httponly=True)
    return response


def _fields(body: bytes) -> dict[str, str]:
    """Fields of a form.

    Raises:
        ValueError: Too many, or no UTF-8.
    """
    found = parse_qs(body.decode("ascii"), max_num_fields=_FIELDS, errors="strict", keep_blank_values=True)
    return {name: values[0] for name, values in found.items()}


def _own_path(wanted: str, home: str) -> str:
    """Return where to go after signing in: a path of this service, never another host's address."""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return home
    own = wanted.startswith("/") and not wanted.startswith("//") and not (parts.scheme or parts.netloc)
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    return wanted if own and plain else home


def _is_https(request: Request) -> bool:
    """Whether the browser speaks https: its own word for where the form came from counts, too."""
    return request.url.scheme == "https" or request.headers.get("origin", "").startswith("https://")


def _lang(request: Request) -> Lang:
    return "en" if request.query_params.get("lang") == "en" else "vi"


def _page(article: str, lang: Lang, status: int = 200, title: str = "login") -> HTMLResponse:
    whole = page(say(lang, title), article, ["sign.css"], lang, public=True)
    return HTMLResponse(whole, status, _HEADERS)


def _form(kind: str, address: str, wanted: str, lang: Lang, name: str = "", problem: str = "") -> str:
    notice = f'<p class="lost" role="alert">{escape(problem)}</p>' if problem else ""
    if kind == "login":
        fields = _field(lang, "name", "username", escape(name), first=not name)
        fields += _field(lang, "password", "current-password", first=bool(name))
    else:  # password managers want a name to keep the password under
        fields = '<input type="text" name="name" value="admin" autocomplete="username" hidden>'
        fields += _field(lang, "password", "current-password", first=True)
    return (
        f'<article class="sign"><h1>{escape(say(lang, kind))}</h1>'
        f"<p>{escape(say(lang, f'{kind}.about'))}</p>{notice}"
        f'<form method="post" action="{address}">{fields}'
        f'<input type="hidden" name="next" value="{escape(wanted)}">'
        f'<input type="hidden" name="lang" value="{lang}">'
        f"<p>{_button(say(lang, 'login'))}</p></form></article>"
    )


def _field(lang: Lang, name: str, purpose: str, value: str = "", first: bool = False) -> str:
    kind, focus = "password" if name == "password" else "text", " autofocus" if first else ""
    return (
        f"<label>{escape(say(lang, f'login.{name}'))}"
        f'<input type="{kind}" name="{name}" value="{value}" autocomplete="{purpose}" '
        f'autocapitalize="none" spellcheck="false" maxlength="256" required{focus}></label>'
    )


def _account(name: str, may_leave: bool, lang: Lang) -> str:
    home = "/" if lang == "vi" else "/en/"
    told = f"<p>{escape(say(lang, 'account.as'))} <strong>{escape(name)}</strong></p>" if name else ""
    leave = f'<form method="post" action="{LOGOUT}"><p>{_button(say(lang, "logout"))}</p></form>'
    return (
        f'<article class="sign"><h1>{escape(say(lang, "account"))}</h1>{told}{leave if may_leave else ""}'
        f'<p><a href="{home}">{escape(say(lang, "account.back"))}</a></p></article>'
    )


def _button(label: str) -> str:
    return f'<button class="strong">{escape(label)}</button>'
