"""Who may ask for what: every route, every kind of person, every way of signing in, as it should be.

Statuses are those of a browser that asks for a page (``Accept: text/html``). 303 leads to the page on which
one signs in (or, for those who have, away from it). "·" is not asked: the answer never ends, or the
route's own tests say what it does; it is not refused for want of a role.
"""

from __future__ import annotations

# Columns: without signing in nobody is a mere user, so ``none`` has three.
WAYS = {
    "none": ("anonymous", "widget", "administrator"),
    "password": ("anonymous", "widget", "user", "administrator"),
    "header": ("anonymous", "widget", "user", "administrator"),
}

# method, route                                |     none    |     password    |     header
OURS = """
GET     /healthz                               | 200 200 200 | 200 200 200 200 | 200 200 200 200
GET     /readyz                                | 200 200 200 | 200 200 200 200 | 200 200 200 200
GET     /metrics                               | 200 200 200 | 401 401 200 200 | 401 401 200 200
GET     /public/page.css                       | 200 200 200 | 200 200 200 200 | 200 200 200 200
GET     /docs                                  | 200 200 200 | 303 303 200 200 | 401 401 200 200
GET     /api/openapi.json                      | 200 200 200 | 401 401 200 200 | 401 401 200 200
HEAD    /api/openapi.json                      | 200 200 200 | 401 401 200 200 | 401 401 200 200
POST    /api/ask                               | 200 200 200 | 401 401 200 200 | 401 401 200 200
POST    /api/search                            | 200 200 200 | 401 401 200 200 | 401 401 200 200
POST    /api/feedback                          | 404 404 404 | 401 401 404 404 | 401 401 404 404
POST    /api/export                            | 200 200 200 | 401 401 200 200 | 401 401 200 200
GET     /api/documents                         | 200 200 200 | 401 401 200 200 | 401 401 200 200
GET     /api/documents/{document_id}           | 200 200 200 | 401 401 200 200 | 401 401 200 200
GET     /v1/models                             | 200 200 200 | 401 401 200 200 | 401 401 200 200
GET     /v1/models/{name}                      | 200 200 200 | 401 401 200 200 | 401 401 200 200
POST    /v1/chat/completions                   | 200 200 200 | 401 401 200 200 | 401 401 200 200
GET     /documents                             | 200 200 200 | 303 303 200 200 | 401 401 200 200
GET     /documents/{document_id}               | 200 200 200 | 303 303 200 200 | 401 401 200 200
GET     /digest                                | 200 200 200 | 303 303 200 200 | 401 401 200 200
GET     /digest.md                             | 200 200 200 | 303 303 200 200 | 401 401 200 200
GET     /digest.docx                           | 200 200 200 | 303 303 200 200 | 401 401 200 200
GET     /embed                                 | 200 200 200 | 200 200 200 200 | 200 200 200 200
GET     /widget/v1/widget.js                   | 200 200 200 | 200 200 200 200 | 200 200 200 200
GET     /widget/v1/{name}                      | 200 200 200 | 200 200 200 200 | 200 200 200 200
OPTIONS /widget/v1/ticket                      | 204 204 204 | 204 204 204 204 | 204 204 204 204
POST    /widget/v1/ticket                      | 200 200 200 | 200 200 200 200 | 200 200 200 200
POST    /widget/v1/session                     | 200 200 200 | 200 200 200 200 | 200 200 200 200
POST    /widget/v1/ask                         | 401 200 401 | 401 200 401 401 | 401 200 401 401
GET     /widget/v1/documents/{document_id}     | 200 200 200 | 200 200 200 200 | 200 200 200 200
GET     /login                                 | 404 404 404 | 200 200 303 303 | 404 404 404 404
POST    /login                                 | 404 404 404 | 401 401 401 401 | 404 404 404 404
POST    /logout                                | 404 404 404 | 401 401 303 303 | 401 401 404 404
GET     /account                               | 404 404 404 | 303 303 200 200 | 401 401 200 200
GET     /admin/login                           | 200 200 303 | 200 200 200 303 | 200 200 200 303
POST    /admin/login                           | 401 401 401 | 401 401 401 401 | 401 401 401 401
POST    /admin/logout                          | 401 401 303 | 401 401 401 303 | 401 401 401 303
"""

# Routes below these, where they have no line of their own above: what is administered has its own tests.
ADMINISTRATION = """
GET     /admin                                 | 303 303  ·  | 303 303 303  ·  | 303 303 303  ·
POST    /admin                                 | 401 401  ·  | 401 401 401  ·  | 401 401 401  ·
GET     /api/admin                             | 401 401  ·  | 401 401 401  ·  | 401 401 401  ·
POST    /api/admin                             | 401 401  ·  | 401 401 401  ·  | 401 401 401  ·
"""

# Gradio's own routes that its page needs, at "/" and at "/en/".
GRADIO = """
GET     /                                      | 200 200 200 | 303 303 200 200 | 401 401 200 200
HEAD    /                                      | 200 200 200 | 303 303 200 200 | 401 401 200 200
GET     /theme.css                             | 200 200 200 | 303 303 200 200 | 401 401 200 200
GET     /favicon.ico                           | 200 200 200 | 303 303 200 200 | 401 401 200 200
GET     /static/{path:path}                    | 200 200 200 | 303 303 200 200 | 401 401 200 200
GET     /assets/{path:path}                    | 200 200 200 | 303 303 200 200 | 401 401 200 200
GET     /gradio_api/startup-events             | 200 200 200 | 401 401 200 200 | 401 401 200 200
GET     /gradio_api/queue/data                 | 422 422 422 | 401 401 422 422 | 401 401 422 422
GET     /gradio_api/heartbeat/{session_hash}   |  ·   ·   ·  | 401 401  ·   ·  | 401 401  ·   ·
POST    /gradio_api/queue/join                 | 422 422 422 | 401 401 422 422 | 401 401 422 422
POST    /gradio_api/cancel                     | 422 422 422 | 401 401 422 422 | 401 401 422 422
POST    /gradio_api/reset                      | 422 422 422 | 401 401 422 422 | 401 401 422 422
POST    /gradio_api/reset/                     | 422 422 422 | 401 401 422 422 | 401 401 422 422
"""

# All other routes of Gradio, by method and by what their path begins with: nobody has them.
GRADIO_CLOSED = """
GET     /gradio_api                            | 404 404 404 | 401 401 404 404 | 401 401 404 404
HEAD    /gradio_api                            | 404 404 404 | 401 401 404 404 | 401 401 404 404
POST    /gradio_api                            | 404 404 404 | 401 401 404 404 | 401 401 404 404
GET     /                                      | 404 404 404 | 303 303 404 404 | 401 401 404 404
HEAD    /                                      | 404 404 404 | 303 303 404 404 | 401 401 404 404
POST    /                                      | 404 404 404 | 401 401 404 404 | 401 401 404 404
"""

Row = dict[str, dict[str, str]]  # way → person → status


def rows(table: str) -> dict[tuple[str, str], Row]:
    """Read a table: (method, route) → what is expected."""
    found = {}
    for line in table.strip().splitlines():
        name, *cells = line.split("|")
        method, route = name.split()
        found[method, route] = {
            way: dict(zip(people, cell.split(), strict=True))
            for (way, people), cell in zip(WAYS.items(), cells, strict=True)
        }
    return found
