"""The widget over HTTP: who gets a ticket, a session, an answer, and what the headers say to browsers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_app
from assistant.filters import COLLECTIONS
from assistant.tickets import Tickets
from ingest.errors import BadSettings
from ingest.settings import Settings
from tests.fakes import FakeAssistant, invented_documents
from tests.test_tickets import Clock

BASE = "http://127.0.0.1:7860"
PAGE = "https://ok.vn"
QUESTION = "Xã Hoa Mai giảm được bao nhiêu thôn?"
HIDDEN = "Thư viện có bao nhiêu đầu sách?"  # answered by a document that no site shows
SITES = {
    "a": {"origins": [PAGE, "https://ok.vn:8443"], "collections": ["hoa-mai.txt"]},
    "b": {"origins": ["https://b.vn"], "collections": ["khong-co"]},
}
FOREIGN = [
    "https://evil.vn", "null", "http://ok.vn", "https://ok.vn:444", "https://ok.vn.evil.com", "https://www.ok.vn",
    "https://b.vn", BASE, "", "https://ok.vn/", f"{PAGE}, https://evil.vn",
]  # fmt: skip


def client_of(assistant: FakeAssistant, sites: object = SITES, **settings: Any) -> TestClient:
    values = {"sites": json.dumps(sites) if sites else "", "quota": "", "log_requests": False, **settings}
    app = create_app(assistant, Settings(_env_file=None, **values))  # type: ignore[arg-type, call-arg]
    return TestClient(app, base_url=BASE, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def client(assistant: FakeAssistant) -> Iterator[TestClient]:
    with client_of(assistant) as client:
        yield client


def ticket_of(client: TestClient, site: str = "a", origin: str = PAGE) -> str:
    response = client.post("/widget/v1/ticket", params={"site": site}, headers={"origin": origin})
    assert response.status_code == 200 and response.json()["expires_in"] == 60
    return str(response.json()["ticket"])


def open_session(client: TestClient, **fields: str) -> Any:
    body = {"site": "a", "origin": PAGE, "ticket": fields.get("ticket") or ticket_of(client), **fields}
    return client.post("/widget/v1/session", json=body, headers={"origin": BASE})


@pytest.fixture
def session(client: TestClient) -> dict[str, str]:
    """Headers of a question."""
    return {"authorization": f"Bearer {open_session(client).json()['session']}"}


def code_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def opened_to(response: Any) -> list[str]:
    return [name for name in response.headers if name.startswith("access-control-")]


class TestTicket:
    def test_is_given_to_a_page_of_the_site(self, client: TestClient) -> None:
        response = client.post("/widget/v1/ticket?site=a", headers={"origin": PAGE})
        assert response.headers["access-control-allow-origin"] == PAGE
        assert response.headers["vary"] == "Origin" and response.headers["cache-control"] == "no-store"
        assert opened_to(response) == ["access-control-allow-origin"], "no credentials"
        assert "set-cookie" not in response.headers

    @pytest.mark.parametrize("origin", FOREIGN)
    @pytest.mark.parametrize("method", ["POST", "OPTIONS"])
    def test_is_refused_to_other_pages(self, client: TestClient, origin: str, method: str) -> None:
        headers = {"origin": origin, "access-control-request-method": "POST"}
        response = client.request(method, "/widget/v1/ticket?site=a", headers=headers)
        assert code_of(response) == (403, "foreign_origin") and opened_to(response) == []

    @pytest.mark.parametrize("site", ["b", "c", "", "A", "a ", "../a", "*"])
    def test_is_refused_for_other_sites(self, client: TestClient, site: str) -> None:
        response = client.post("/widget/v1/ticket", params={"site": site}, headers={"origin": PAGE})
        assert code_of(response) == (403, "foreign_origin") and opened_to(response) == []

    def test_is_refused_without_an_origin_and_with_two(self, client: TestClient) -> None:
        assert client.post("/widget/v1/ticket?site=a").status_code == 403
        twice = [("origin", PAGE), ("origin", PAGE)]
        assert client.post("/widget/v1/ticket?site=a", headers=twice).status_code == 403

    def test_preflight(self, client: TestClient) -> None:
        response = client.options("/widget/v1/ticket?site=a", headers={"origin": PAGE})
        assert response.status_code == 204
        assert response.headers["access-control-allow-origin"] == PAGE
        assert response.headers["access-control-allow-methods"] == "POST"

    def test_none_configured_none_allowed(self) -> None:
        client = client_of(FakeAssistant(), None)
        for origin in (PAGE, BASE, "null"):
            response = client.post("/widget/v1/ticket?site=a", headers={"origin": origin})
            assert response.status_code == 403 and opened_to(response) == []
        assert client.get("/embed?site=a").status_code == 404


class TestSession:
    def test_is_given_for_a_ticket(self, client: TestClient) -> None:
        response = open_session(client)
        given = response.json()
        assert response.status_code == 200 and given["expires_in"] == 900
        assert given["examples"] == ["“Xã Hoa Mai sắp xếp lại thôn, tổ dân phố” nói về việc gì?"]
        assert "set-cookie" not in response.headers and response.headers["cache-control"] == "no-store"

    def test_reused_ticket(self, client: TestClient) -> None:
        ticket = ticket_of(client)
        assert open_session(client, ticket=ticket).status_code == 200
        assert code_of(open_session(client, ticket=ticket)) == (403, "ticket_refused")

    @pytest.mark.parametrize(
        "fields",
        [
            {"site": "b"}, {"site": "c"}, {"origin": "https://ok.vn:8443"}, {"origin": "https://evil.vn"},
            {"origin": "null"}, {"ticket": "x"}, {"ticket": "a.b.c"},
        ],
        ids=str,
    )  # fmt: skip
    def test_ticket_of_another_site_or_page_or_none(self, client: TestClient, fields: dict[str, str]) -> None:
        assert code_of(open_session(client, **fields)) == (403, "ticket_refused")

    def test_tampered_ticket(self, client: TestClient) -> None:
        ticket = ticket_of(client)
        for spoilt in (ticket[:-1], ticket + "A", "A" + ticket, ticket.swapcase()):
            assert code_of(open_session(client, ticket=spoilt)) == (403, "ticket_refused")

    def test_late_ticket_and_session_that_is_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        clock = Clock()
        monkeypatch.setattr("assistant.visits.Tickets", partial(Tickets, clock))
        client = client_of(FakeAssistant())
        ticket, in_time = ticket_of(client), ticket_of(client)
        headers = {"authorization": f"Bearer {open_session(client, ticket=in_time).json()['session']}"}
        clock.now += 60
        assert code_of(open_session(client, ticket=ticket)) == (403, "ticket_refused")
        assert client.post("/widget/v1/ask", json={"question": QUESTION}, headers=headers).status_code == 200
        clock.now += 840
        response = client.post("/widget/v1/ask", json={"question": QUESTION}, headers=headers)
        assert code_of(response) == (401, "session_refused")

    @pytest.mark.parametrize("origin", [PAGE, "https://evil.vn", "null"])
    def test_is_traded_by_our_own_frame_only(self, client: TestClient, origin: str) -> None:
        body = {"site": "a", "origin": PAGE, "ticket": ticket_of(client)}
        response = client.post("/widget/v1/session", json=body, headers={"origin": origin})
        assert code_of(response) == (403, "foreign_origin") and opened_to(response) == []

    @pytest.mark.parametrize(
        "body", [{}, {"site": "a"}, {"site": 1, "origin": PAGE, "ticket": "x"}, []], ids=str
    )
    def test_wrong_shape(self, client: TestClient, body: object) -> None:
        assert code_of(client.post("/widget/v1/session", json=body)) == (422, "bad_request")


class TestAsk:
    def ask(
        self, client: TestClient, headers: dict[str, str], question: str = QUESTION, **fields: Any
    ) -> Any:
        return client.post("/widget/v1/ask", json={"question": question, **fields}, headers=headers)

    def test_answer(self, client: TestClient, session: dict[str, str], assistant: FakeAssistant) -> None:
        answer = self.ask(client, session, history=["Trước đó?"]).json()
        assert (answer["status"], answer["short"]) == ("answered", "12")
        (citation,) = answer["citations"]
        text = assistant.documents[citation["document_id"]].text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert answer["nearest"] == [] and not {"contexts", "timings_ms", "index_version"} & answer.keys()
        assert assistant.asked[-1] == (QUESTION, ("Trước đó?",), {COLLECTIONS: "hoa-mai.txt"})

    def test_what_is_not_public_is_not_known(self, client: TestClient, session: dict[str, str]) -> None:
        response = self.ask(client, session, HIDDEN)
        assert response.json()["status"] == "not_found"
        assert {near["document_id"] for near in response.json()["nearest"]} == {"xa-hoa-mai"}
        assert "4.512" not in response.text and "Thư viện huyện" not in response.text
        assert client.post("/api/ask", json={"question": HIDDEN}).json()["short"] == "4.512"

    def test_a_site_with_nothing_public_refuses(self, client: TestClient) -> None:
        ticket = ticket_of(client, "b", "https://b.vn")
        opened = open_session(client, site="b", origin="https://b.vn", ticket=ticket).json()
        assert opened["examples"] == []
        answer = self.ask(client, {"authorization": f"Bearer {opened['session']}"}).json()
        assert (answer["status"], answer["nearest"], answer["suggestions"]) == ("not_found", [], [])

    def test_stream(self, client: TestClient, session: dict[str, str]) -> None:
        response = self.ask(client, {**session, "accept": "text/event-stream"})
        assert response.headers["content-type"].startswith("text/event-stream")
        events = re.findall(r"event: (\w+)\ndata: (.*)\n", response.text)
        told = [json.loads(data) for _, data in events]
        assert [name for name, _ in events] == ["token"] * (len(events) - 1) + ["answer"] and len(events) > 2
        assert "".join(piece["text"] for piece in told[:-1]) == told[-1]["text"]
        assert told[-1]["short"] == "12" and "contexts" not in told[-1]

    @pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
    @pytest.mark.parametrize(
        "authorization", ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp4", "Bearer a.b.c", "bearer  x"]
    )
    def test_without_a_session(self, client: TestClient, authorization: str, accept: str) -> None:
        headers = {"authorization": authorization, "accept": accept}
        assert code_of(self.ask(client, headers)) == (401, "session_refused")

    def test_a_ticket_is_no_session(self, client: TestClient) -> None:
        headers = {"authorization": f"Bearer {ticket_of(client)}"}
        assert code_of(self.ask(client, headers)) == (401, "session_refused")

    @pytest.mark.parametrize("origin", [PAGE, "https://evil.vn", "null"])
    def test_not_from_the_page_itself(self, client: TestClient, session: dict[str, str], origin: str) -> None:
        response = self.ask(client, {**session, "origin": origin})
        assert code_of(response) == (403, "foreign_origin") and opened_to(response) == []

    def test_filters_are_not_the_visitors_to_choose(
        self, client: TestClient, session: dict[str, str]
    ) -> None:
        response = self.ask(client, session, HIDDEN, filters={COLLECTIONS: "*"})
        assert code_of(response) == (422, "bad_request")
        body = {"question": HIDDEN, "filters": {COLLECTIONS: "*"}}
        assert code_of(client.post("/api/ask", json=body)) == (422, "bad_request")

    def test_failures_of_a_question(self, client: TestClient, session: dict[str, str]) -> None:
        assert code_of(self.ask(client, session, " ")) == (422, "question_empty")
        stream = {**session, "accept": "text/event-stream"}
        assert code_of(self.ask(client, stream, "a" * 3000)) == (422, "question_too_long")

    def test_an_answer_that_leaks_is_withheld(self) -> None:
        class Leaking(FakeAssistant):
            def search(self, question: str, limit: int = 10, *_: object) -> Any:
                return super().search(question, limit)

        client = client_of(Leaking())
        session = {"authorization": f"Bearer {open_session(client).json()['session']}"}
        for question in (HIDDEN, "đầu sách gì"):  # cited, or among the nearest
            response = self.ask(client, session, question)
            assert code_of(response) == (500, "internal") and "4.512" not in response.text


class TestViewer:
    def test_shows_the_passage_and_no_way_into_the_rest(
        self, client: TestClient, session: dict[str, str]
    ) -> None:
        answer = client.post("/widget/v1/ask", json={"question": QUESTION}, headers=session).json()
        (citation,) = answer["citations"]
        place = {name: citation[name] for name in ("start", "end", "mark")}
        response = client.get(f"/widget/v1/documents/{citation['document_id']}", params=place)
        assert response.status_code == 200
        marked = re.search(r"<mark[^>]*>([^<]*)</mark>", response.text)
        assert marked is not None and marked[1] == citation["quote"]
        local = set(re.findall(r'(?:href|src)="(/[^"?]*)', response.text))
        assert local and all(link.startswith("/public/") for link in local)

    def test_a_passage_that_has_changed_is_not_highlighted(self, client: TestClient) -> None:
        text = client.get("/widget/v1/documents/xa-hoa-mai?start=0&end=10&mark=00000000").text
        assert "<mark" not in text and "Không tìm thấy đoạn trích" in text

    @pytest.mark.parametrize("name", ["thu-vien-suoi-trong", "khong-co", "..%2fxa-hoa-mai", "<script>"])
    def test_what_is_not_public_is_as_if_it_were_not_there(self, client: TestClient, name: str) -> None:
        response = client.get(f"/widget/v1/documents/{name}")
        assert response.status_code == 404 and "Thư viện" not in response.text
        assert "<script>" not in response.text and 'href="/documents' not in response.text

    def test_nor_is_it_told_which_of_the_two(self, client: TestClient) -> None:
        hidden, missing = (
            client.get(f"/widget/v1/documents/{name}") for name in ("thu-vien-suoi-trong", "x")
        )
        assert hidden.text == missing.text and "công bố" in hidden.text


class TestQuotas:
    def ask(self, client: TestClient, session: dict[str, str]) -> Any:
        return client.post("/widget/v1/ask", json={"question": QUESTION}, headers=session)

    def session(self, client: TestClient) -> dict[str, str]:
        return {"authorization": f"Bearer {open_session(client).json()['session']}"}

    def test_of_a_session(self) -> None:
        client = client_of(FakeAssistant(), {"a": {**SITES["a"], "per_session": "3/minute"}})
        mine = self.session(client)
        assert [self.ask(client, mine).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = self.ask(client, mine)
        assert (
            code_of(refused) == (429, "too_many_requests") and 0 < int(refused.headers["retry-after"]) <= 61
        )
        assert self.ask(client, self.session(client)).status_code == 200

    def test_of_the_whole_site(self) -> None:
        client = client_of(FakeAssistant(), {"a": {**SITES["a"], "per_site": "3/day"}})
        codes = [self.ask(client, self.session(client)).status_code for _ in range(5)]
        assert codes == [200, 200, 200, 429, 429]


class TestFrame:
    def test_may_be_framed_by_the_site_alone(self, client: TestClient) -> None:
        response = client.get("/embed?site=a")
        policy = response.headers["content-security-policy"]
        assert policy.endswith("; frame-ancestors https://ok.vn https://ok.vn:8443")
        assert "unsafe-inline" not in policy and "default-src 'none'" in policy
        assert "x-frame-options" not in response.headers, "it knows no origins"
        assert (
            client.get("/embed?site=b").headers["content-security-policy"].endswith("ancestors https://b.vn")
        )

    @pytest.mark.parametrize("query", ["", "?site=", "?site=c", "?site=%22%3E%3Cscript%3E", "?site=a&site=c"])
    def test_of_no_site(self, client: TestClient, query: str) -> None:
        response = client.get(f"/embed{query}")
        assert response.status_code == 404 and "<script>" not in response.text
        assert response.headers["content-security-policy"].endswith("frame-ancestors 'none'")

    @pytest.mark.parametrize(
        "path", ["/", "/documents", "/documents/xa-hoa-mai", "/api/documents", "/nothing"]
    )
    def test_nothing_else_may_be_framed(self, client: TestClient, path: str) -> None:
        response = client.get(path)
        assert "frame-ancestors 'self'" in response.headers["content-security-policy"]
        assert response.headers["x-frame-options"] == "SAMEORIGIN"

    def test_page_holds_no_script_no_style_and_no_secret(self, client: TestClient) -> None:
        text = client.get("/embed?site=a").text
        assert not re.search(r"<style|style=|<script>|\son\w+=", text)
        assert "$" not in text and '"https://ok.vn"' in text.replace("&quot;", '"')
        for link in re.findall(r'(?:src|href)="([^"]+)"', text):
            response = client.get("/" + link)
            assert response.status_code == 200 and "max-age=31536000" in response.headers["cache-control"]


class TestFiles:
    def test_script_loads_on_other_origins(self, client: TestClient) -> None:
        response = client.get("/widget/v1/widget.js")
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"
        assert response.headers["cross-origin-resource-policy"] == "cross-origin"
        assert opened_to(response) == []
        known = client.get("/widget/v1/widget.js", headers={"origin": PAGE})
        assert known.headers["access-control-allow-origin"] == PAGE
        assert opened_to(client.get("/widget/v1/widget.js", headers={"origin": "https://evil.vn"})) == []

    @pytest.mark.parametrize(
        "name", ["embed.html", "host.html", "..%2fapi.py", "%2e%2e/api.py", "", "ticket", ".x"]
    )
    def test_nothing_but_the_files_of_the_frame(self, client: TestClient, name: str) -> None:
        assert code_of(client.get(f"/widget/v1/{name}")) == (404, "not_found")

    def test_weight(self) -> None:
        folder = Path(__file__).parents[1] / "assistant" / "widget"
        assert (folder / "widget.js").stat().st_size <= 15_000
        assert sum(file.stat().st_size for file in folder.glob("embed.*")) <= 60_000


PUBLIC = "https://hoidap.coquan.vn"


@pytest.fixture(scope="module")
def proxied() -> Iterator[TestClient]:
    with client_of(FakeAssistant(), public_url=PUBLIC + "/") as client:
        client.base_url = client.base_url.copy_with(host="hoidap.coquan.vn", port=None)
        yield client


class TestBehindAProxy:
    """https towards visitors, http towards us, the name they use passed on."""

    def test_the_whole_way_to_an_answer(self, proxied: TestClient) -> None:
        own = {"origin": PUBLIC}
        body = {"site": "a", "origin": PAGE, "ticket": ticket_of(proxied)}
        token = proxied.post("/widget/v1/session", json=body, headers=own).json()["session"]
        headers = {**own, "authorization": f"Bearer {token}"}
        answer = proxied.post("/widget/v1/ask", json={"question": QUESTION}, headers=headers)
        assert answer.json()["short"] == "12"

    @pytest.mark.parametrize(
        "origin",
        [
            "http://hoidap.coquan.vn",
            "https://hoidap.coquan.vn:444",
            "https://hoidap.coquan.vn.evil.com",
            PAGE,
        ],
    )
    def test_other_origins_stay_foreign(self, proxied: TestClient, origin: str) -> None:
        response = proxied.post("/api/ask", json={"question": QUESTION}, headers={"origin": origin})
        assert code_of(response) == (403, "foreign_origin")

    def test_other_names_stay_unknown(self, proxied: TestClient, client: TestClient) -> None:
        assert code_of(proxied.get("/healthz", headers={"host": "evil.vn"})) == (400, "foreign_host")
        assert code_of(client.get("/healthz", headers={"host": "hoidap.coquan.vn"})) == (400, "foreign_host")
        response = proxied.post(
            "/api/ask", json={"question": QUESTION}, headers={"host": "localhost", "origin": PUBLIC}
        )
        assert code_of(response) == (403, "foreign_origin")

    @pytest.mark.parametrize("url", ["hoidap.coquan.vn", "https://a/b", "*", "https://a b"])
    def test_a_malformed_one_stops_the_service(self, url: str) -> None:
        with pytest.raises(BadSettings) as refused:
            client_of(FakeAssistant(), public_url=url)
        assert refused.value.details["name"] == "HOIDAP_PUBLIC_URL"


def test_malformed_sites_stop_the_service() -> None:
    with pytest.raises(BadSettings):
        client_of(FakeAssistant(), {"a": {}})


def test_documents_of_sources_elsewhere_are_not_public() -> None:
    documents = {
        name: replace(one, source=f"khac/{one.source}") for name, one in invented_documents().items()
    }
    client = client_of(FakeAssistant(documents))
    session = {"authorization": f"Bearer {open_session(client).json()['session']}"}
    answer = client.post("/widget/v1/ask", json={"question": QUESTION}, headers=session).json()
    assert answer["status"] == "not_found" and answer["nearest"] == []
