"""``/admin``: the page by which documents are administered; all that it shows comes from ``/api/admin``."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from assistant.frame import SITE_NAME, head_links
from assistant.security import ADMIN_POLICY
from assistant.signin_page import ADMIN, ADMIN_LOGOUT
from assistant.uploads import KNOWN
from assistant.who import needs_admin, who_asks

_STYLES = ("page.css", "admin.css")
_SCRIPTS = ("admin.js", "admin-table.js", "admin-upload.js", "admin-more.js")
# Signing out is a form.
_POLICY = ADMIN_POLICY.replace("form-action 'none'", "form-action 'self'")


def admin_page_routes() -> APIRouter:
    """Return the page; a layer and ``needs_admin`` stand in front of it."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(needs_admin)])

    @router.get(ADMIN)
    def show(request: Request) -> HTMLResponse:
        return HTMLResponse(admin_page(who_asks(request).name), headers={"content-security-policy": _POLICY})

    return router


def admin_page(name: str = "") -> str:
    """Return the whole page.

    Args:
        name: Of the administrator, "" where nobody in particular is known.
    """
    values = {
        "links": head_links(_STYLES, _SCRIPTS),
        "site": SITE_NAME,
        "name": escape(name or "Quản trị viên"),
        "logout": ADMIN_LOGOUT,
        "endings": ", ".join(KNOWN),
    }
    return Template(Path(__file__).with_name("admin.html").read_text(encoding="utf-8")).substitute(values)
