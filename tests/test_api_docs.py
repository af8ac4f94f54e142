"""The page of the API: every route with its fields, nothing from elsewhere, text only as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_app
from assistant.api_docs import docs_page
from ingest.settings import Settings
from tests.fakes import FakeAssistant
from tests.pages import Page

HTML = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_app(FakeAssistant(), Settings(_env_file=None))  # type: ignore[arg-type, call-arg]
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        yield client


def test_every_route_of_the_description_is_there(client: TestClient) -> None:
    page = Page(client.get("/docs").text)
    text = " ".join(page.lines)
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {"/api/ask", "/api/search", "/api/feedback", "/v1/chat/completions", "/metrics"} <= set(paths)
    for path in paths:
        assert path in text
    assert "Không có" not in text and "question" in text and "filters.issued_from" in text


def test_the_description_tells_failures_by_the_contract(client: TestClient) -> None:
    description = client.get("/api/openapi.json").json()
    schemas = description["components"]["schemas"]
    assert set(schemas["Failure"]["properties"]) == {"error"}
    assert "HTTPValidationError" not in schemas, "no route answers in FastAPI's own words"
    for methods in description["paths"].values():
        for operation in methods.values():
            shown = operation["responses"]["default"]["content"]["application/json"]["schema"]
            assert shown == {"$ref": "#/components/schemas/Failure"}


def test_nothing_from_elsewhere_and_nothing_inline(client: TestClient) -> None:
    response = client.get("/docs")
    page = Page(response.text)
    assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in page.links())
    assert page.dangers() == [] and "<script>" not in response.text
    assert "unsafe" not in response.headers["content-security-policy"]
    for link in page.links():
        if link.startswith("/public/"):
            assert client.get(link).status_code == 200


def test_examples_are_asked_as_they_are_written(client: TestClient) -> None:
    """Each example body is one that its route takes: nothing is malformed about it."""
    description = client.get("/api/openapi.json").json()
    asked = 0
    for path, methods in description["paths"].items():
        body = methods.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json")
        if body is None:
            continue
        schema = description["components"]["schemas"][body["schema"]["$ref"].rsplit("/", 1)[1]]
        for example in schema.get("examples", ()):
            response = client.post(path, json=example)
            code = response.json().get("error", {}).get("code")
            assert response.status_code == 200 or code == "answer_unknown", (path, code)
            asked += 1
    assert asked >= 4


def described(**operation: Any) -> dict[str, Any]:
    return {"paths": {f"/x/{HTML}": {"post": {"tags": [HTML], **operation}}}, "components": {"schemas": {}}}


def test_text_is_only_text() -> None:
    schema = {
        "properties": {HTML: {"type": "string", "description": f"`{HTML}`"}, "kind": {"enum": [HTML]}},
        "examples": [{"a": HTML}],
    }
    body = {"content": {"application/json": {"schema": schema}}}
    html = docs_page(described(summary=HTML, description=HTML, requestBody=body))
    # As tag, path (twice), summary, description, field, its meaning, a choice and the example.
    assert "<script>" not in html and html.count("&lt;script&gt;") == 9
    assert Page(html).dangers() == []


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ({"type": "string"}, "chuỗi"),
        ({"type": "array", "items": {"type": "integer"}}, "danh sách số nguyên"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "chuỗi"),
        ({"anyOf": [{"type": "string"}, {"type": "number"}]}, "chuỗi hoặc số"),
        ({"enum": ["up", "down"]}, "up | down"),
        ({"const": "text"}, "text"),
        ({}, "bất kỳ"),
    ],
)
def test_kinds_of_fields(field: dict[str, Any], shown: str) -> None:
    schema = {"properties": {"name": field}, "required": ["name"]}
    html = docs_page(described(requestBody={"content": {"application/json": {"schema": schema}}}))
    kind = re.search(r"<code>name</code></td><td>([^<]*)</td>", html)
    assert kind is not None and kind[1] == f"{shown}, bắt buộc"
