"""``/docs``: the routes for those who write programs, as a plain page made from the OpenAPI description."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from assistant.viewer import page

_TYPES = {
    "string": "chuỗi",
    "integer": "số nguyên",
    "number": "số",
    "boolean": "đúng/sai",
    "array": "danh sách",
    "object": "đối tượng",
    "null": "null",
}
_INTRODUCTION = (
    "Mọi yêu cầu và câu trả lời là JSON (UTF-8), gửi kèm `Content-Type: application/json`; nội dung gửi lên "
    'tối đa 64 kB. Lỗi luôn có dạng `{"error": {"code", "message"}}`, `message` bằng tiếng Việt. Mã 429 kèm '
    "tiêu đề `Retry-After`: số giây nên đợi. Tiêu đề `X-Request-ID` gửi lên được trả lại và ghi vào nhật ký. "
    "Nơi có đăng nhập bằng mật khẩu: gửi kèm tên và mật khẩu theo HTTP Basic; chương trình chỉ nhận một khóa "
    "(như của OpenAI) thì dùng khóa `tên:mật-khẩu`."
)


class _Told(BaseModel):
    code: str
    message: str


class Failure(BaseModel):
    """Every failure."""

    error: _Told


FAILURES: dict[int | str, dict[str, Any]] = {"default": {"model": Failure, "description": "Lỗi"}}


def add_docs(app: FastAPI) -> None:
    """Add the page; call it when all routes are there or will be."""

    @app.get("/docs", response_class=HTMLResponse, include_in_schema=False)
    def docs() -> str:
        return docs_page(app.openapi())


def docs_page(description: Mapping[str, Any]) -> str:
    """Return the page for an OpenAPI description."""
    groups: dict[str, list[str]] = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            entry = _operation(method.upper(), path, operation, description)
            groups.setdefault(operation.get("tags", ["Khác"])[0], []).append(entry)
    sections = "".join(
        f"<section><h2>{escape(name)}</h2>{''.join(entries)}</section>" for name, entries in groups.items()
    )
    way = '<p><a href="/api/openapi.json">Mô tả OpenAPI (JSON)</a></p>'
    head = f"<header><h1>Hướng dẫn dùng API</h1><p>{_prose(_INTRODUCTION)}</p>{way}</header>"
    return page("Hướng dẫn dùng API", f'<article class="docs">{head}{sections}</article>', ["docs.css"])


def _operation(method: str, path: str, operation: Mapping[str, Any], description: Mapping[str, Any]) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    parts = [
        f'<h3><span class="method">{method}</span> <code>{escape(path)}</code></h3>',
        f"<p><strong>{escape(operation.get('summary', ''))}.</strong> ",
        f"{_prose(operation.get('description', ''))}</p>",
    ]
    if body is not None:
        schema = _resolved(body, description)
        parts.append(_fields(schema, description))
        parts += [
            f"<pre><code>{escape(_call(method, path, example))}</code></pre>" for example in _examples(schema)
        ]
    return "".join(parts)


def _prose(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(" ".join(text.split())))


def _fields(schema: Mapping[str, Any], description: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(kind)}</td><td>{_prose(note)}</td></tr>"
        for name, kind, note in _rows(schema, description, "")
    )
    head = "<thead><tr><th>Trường</th><th>Kiểu</th><th>Ý nghĩa</th></tr></thead>"
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def _rows(
    schema: Mapping[str, Any], description: Mapping[str, Any], before: str
) -> Iterator[tuple[str, str, str]]:
    """Yield name, type and meaning of each field, those of objects inside with a dotted name."""
    required = schema.get("required", ())
    for name, given in schema.get("properties", {}).items():
        field = _resolved(given, description)
        kind = _kind(field, description) + (", bắt buộc" if name in required else "")
        yield before + name, kind, given.get("description") or ""
        yield from _rows(field, description, f"{before}{name}.")


def _kind(field: Mapping[str, Any], description: Mapping[str, Any]) -> str:
    if "enum" in field:
        return " | ".join(map(str, field["enum"]))
    if "const" in field:
        return str(field["const"])
    if "anyOf" in field:
        kinds = (_kind(_resolved(choice, description), description) for choice in field["anyOf"])
        return " hoặc ".join(dict.fromkeys(kind for kind in kinds if kind != "null"))
    kind = _TYPES.get(field.get("type", ""), "bất kỳ")
    return (
        f"{kind} {_kind(_resolved(field['items'], description), description)}" if "items" in field else kind
    )


def _resolved(schema: Mapping[str, Any], description: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference into the description's components."""
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return found


def _examples(schema: Mapping[str, Any]) -> list[str]:
    return [json.dumps(example, ensure_ascii=False) for example in schema.get("examples", ())]


def _call(method: str, path: str, body: str) -> str:
    return f"curl -X {method} ĐỊA-CHỈ{path} -H 'Content-Type: application/json' \\\n  -d '{body}'"
