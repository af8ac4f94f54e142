"""The OpenAI-compatible routes through OpenAI's own client and through llama-index, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from fastapi.testclient import TestClient
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike

from assistant.api import create_app
from assistant.records import Answer
from ingest.errors import IndexMismatch
from ingest.settings import Settings
from tests.fakes import FakeAssistant
from tests.web import running

QUESTION = "Xã Hoa Mai giảm được bao nhiêu thôn?"
USER = {"role": "user", "content": QUESTION}


class Scripted(FakeAssistant):
    """Tells what the test wants told, if anything."""

    events: list[str | Answer | Exception] | None = None

    def ask_stream(self, *arguments: Any) -> Iterator[str | Answer]:
        if self.events is None:
            yield from super().ask_stream(*arguments)
            return
        for event in self.events:
            if isinstance(event, Exception):
                raise event
            yield event


@pytest.fixture(scope="module")
def assistant() -> Scripted:
    return Scripted()


@pytest.fixture(scope="module")
def app(assistant: Scripted, tmp_path_factory: pytest.TempPathFactory) -> Any:
    settings = Settings(_env_file=None, index=tmp_path_factory.mktemp("index"), quota="")  # type: ignore[call-arg]
    return create_app(assistant, settings)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def port(app: Any) -> Iterator[int]:
    with running(app) as port:
        yield port


@pytest.fixture
def client(port: int) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none", max_retries=0) as client:
        yield client


@pytest.mark.real
class TestOfficialClient:
    def test_models(self, client: openai.OpenAI) -> None:
        assert [model.id for model in client.models.list()] == ["hoi-dap"]
        assert client.models.retrieve("hoi-dap").owned_by == "hoi-dap"

    def test_an_answer_with_its_citations(self, client: openai.OpenAI, assistant: Scripted) -> None:
        completion = client.chat.completions.create(model="hoi-dap", messages=[USER], temperature=0)
        (choice,) = completion.choices
        assert choice.finish_reason == "stop" and choice.message.role == "assistant"
        assert (
            choice.message.content
            == "Sau sắp xếp, xã Hoa Mai giảm được **12** thôn; chi bộ thôn còn 31. [1]."
        )
        # Eight words were asked and sixteen answered.
        usage = completion.usage
        assert usage and (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (8, 16, 24)
        (citation,) = completion.citations  # type: ignore[attr-defined]
        text = assistant.documents[citation["document_id"]].text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        rest = completion.hoi_dap  # type: ignore[attr-defined]
        assert rest["status"] == "answered" and rest["short"] == "12" and rest["id"] == completion.id

    def test_a_refusal_is_an_answer_without_citations(self, client: openai.OpenAI) -> None:
        completion = client.chat.completions.create(
            model="hoi-dap", messages=[{"role": "user", "content": "zzz qqq"}]
        )
        assert completion.choices[0].message.content == "Các tài liệu hiện có không trả lời câu hỏi này."
        assert completion.citations == [] and completion.hoi_dap["status"] == "not_found"  # type: ignore[attr-defined]

    def test_streaming(self, client: openai.OpenAI) -> None:
        with client.chat.completions.create(model="hoi-dap", messages=[USER], stream=True) as stream:
            chunks = list(stream)
        assert chunks[0].choices[0].delta.role == "assistant"
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        assert text == "Sau sắp xếp, xã Hoa Mai giảm được **12** thôn; chi bộ thôn còn 31. [1]."
        assert len(chunks) > 10, "word by word, as the stand-in tells it"
        assert [chunk.choices[0].finish_reason for chunk in chunks][-2:] == [None, "stop"]
        last: Any = chunks[-1]
        assert last.citations[0]["document_id"] == "xa-hoa-mai"
        assert {chunk.id for chunk in chunks} == {last.hoi_dap["id"]}
        assert all(chunk.usage is None for chunk in chunks)

    def test_streaming_with_usage(self, client: openai.OpenAI) -> None:
        options = {"include_usage": True}
        with client.chat.completions.create(
            model="hoi-dap", messages=[USER], stream=True, stream_options=options
        ) as stream:
            *_, last = stream
        assert last.choices == [] and last.usage and last.usage.total_tokens == 24

    def test_earlier_user_messages_become_the_history(
        self, client: openai.OpenAI, assistant: Scripted
    ) -> None:
        messages = [
            {"role": "system", "content": "Trả lời bằng tiếng Anh."},
            USER,
            {"role": "assistant", "content": "12 thôn [1]."},
            {"role": "user", "content": " "},
            {
                "role": "user",
                "content": [{"type": "text", "text": "Còn"}, {"type": "text", "text": "kinh phí?"}],
            },
        ]
        completion = client.chat.completions.create(model="hoi-dap", messages=messages)
        assert assistant.asked[-1] == ("Còn\nkinh phí?", (QUESTION,), {})
        assert completion.hoi_dap["standalone_question"] == f"{QUESTION} Còn\nkinh phí?"  # type: ignore[attr-defined]

    def test_feedback_takes_the_completions_id(self, client: openai.OpenAI) -> None:
        completion = client.chat.completions.create(model="hoi-dap", messages=[USER])
        with client.chat.completions.create(model="hoi-dap", messages=[USER], stream=True) as stream:
            *_, last = stream
        for name in (completion.id, last.id):
            told = client.post("../api/feedback", body={"id": name, "verdict": "up"}, cast_to=dict[str, str])
            assert told == {"id": name, "verdict": "up"}

    def test_an_unknown_model_is_refused_in_vietnamese(self, client: openai.OpenAI) -> None:
        for call in (
            lambda: client.chat.completions.create(model="gpt-4", messages=[USER]),
            lambda: client.models.retrieve("gpt-4"),
        ):
            with pytest.raises(openai.NotFoundError, match="Không có mô hình “gpt-4”") as refused:
                call()
            assert refused.value.code == "model_unknown"

    def test_an_empty_question_is_refused(self, client: openai.OpenAI) -> None:
        for stream in (False, True):
            with pytest.raises(openai.UnprocessableEntityError, match="chưa nhập câu hỏi"):
                client.chat.completions.create(
                    model="hoi-dap", messages=[{"role": "user", "content": ""}], stream=stream
                )

    def test_a_stream_that_breaks_raises_at_the_client(
        self, client: openai.OpenAI, assistant: Scripted, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(assistant, "events", ["Một. ", IndexMismatch("damaged")])
        with (
            client.chat.completions.create(model="hoi-dap", messages=[USER], stream=True) as stream,
            pytest.raises(openai.APIError, match="hoidap ingest"),
        ):
            list(stream)

    def test_an_answer_that_replaces_its_pieces_follows_them(
        self, client: openai.OpenAI, assistant: Scripted, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        final = assistant.ask(QUESTION)
        monkeypatch.setattr(assistant, "events", ["Câu bị bỏ.", final])
        with client.chat.completions.create(model="hoi-dap", messages=[USER], stream=True) as stream:
            text = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        assert text == f"Câu bị bỏ.\n\n{final.text}"


@pytest.mark.real
class TestLlamaIndex:
    @pytest.fixture
    def model(self, port: int) -> OpenAILike:
        return OpenAILike(
            model="hoi-dap",
            api_base=f"http://127.0.0.1:{port}/v1",
            api_key="none",
            is_chat_model=True,
            max_retries=0,
        )

    def test_chat(self, model: OpenAILike) -> None:
        answer = model.chat([ChatMessage(role="user", content=QUESTION)])
        assert answer.message.content and "**12** thôn" in answer.message.content
        assert answer.raw.citations[0]["document_id"] == "xa-hoa-mai"  # type: ignore[union-attr]

    def test_streamed_chat(self, model: OpenAILike) -> None:
        *_, last = model.stream_chat([ChatMessage(role="user", content=QUESTION)])
        assert (
            last.message.content == "Sau sắp xếp, xã Hoa Mai giảm được **12** thôn; chi bộ thôn còn 31. [1]."
        )

    def test_complete(self, model: OpenAILike) -> None:
        assert "**12** thôn" in model.complete(QUESTION).text


class TestWhatOtherClientsSend:
    @pytest.fixture(scope="class")
    def web(self, app: Any) -> Iterator[TestClient]:
        yield TestClient(app, base_url="http://127.0.0.1:7860")

    @pytest.mark.parametrize(
        "change",
        [
            {
                "tools": [{"type": "function"}],
                "tool_choice": "auto",
                "logit_bias": {},
                "user": "u",
                "seed": 1,
            },
            {"stream": None, "n": None, "stream_options": None, "max_tokens": 1, "stop": ["."]},
            {"messages": [{"role": "developer", "content": None}, {**USER, "name": "Lan"}]},
        ],
    )
    def test_is_taken(self, web: TestClient, change: dict[str, Any]) -> None:
        body = {"model": "hoi-dap", "messages": [USER], **change}
        response = web.post("/v1/chat/completions", json=body)
        assert response.status_code == 200
        assert json.loads(response.text)["choices"][0]["message"]["content"].startswith("Sau sắp xếp")

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"messages": []}, "bad_request"),
            ({"messages": "a"}, "bad_request"),
            ({"messages": [{"role": "system", "content": "a"}]}, "question_empty"),
            ({"messages": [{"role": "wizard", "content": "a"}]}, "bad_request"),
            (
                {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
                "bad_request",
            ),
            ({"messages": [{"role": "user", "content": 5}]}, "bad_request"),
            ({"n": 2}, "bad_request"),
            ({"model": None}, "bad_request"),
            ({"messages": [{"role": "user", "content": "a" * 3000}]}, "question_too_long"),
        ],
        ids=repr,
    )
    def test_is_refused(self, web: TestClient, change: dict[str, Any], code: str) -> None:
        body = {"model": "hoi-dap", "messages": [USER], **change}
        response = web.post("/v1/chat/completions", json=body)
        assert (response.status_code, response.json()["error"]["code"]) == (422, code)
