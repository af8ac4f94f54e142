"""What ``hoidap doctor`` says of the language model's endpoint, over a real socket."""

from __future__ import annotations

import pytest

from assistant.doctor import _llm, _Unwell
from ingest.errors import BadSettings
from ingest.settings import Settings
from tests.llm_server import MODEL, serving, unused_url

pytestmark = pytest.mark.real  # reaches 127.0.0.1


def settings(url: str, model: str = MODEL) -> Settings:
    return Settings(_env_file=None, llm_base_url=url, llm_model=model, llm_timeout=2)  # type: ignore[call-arg]


def test_no_endpoint_is_no_fault() -> None:
    assert "chưa khai báo" in _llm(settings(""))


def test_a_working_endpoint_is_named_with_its_model() -> None:
    with serving() as server:
        told = _llm(settings(server.url))
    assert server.url in told and MODEL in told and "giây" in told


@pytest.mark.parametrize(
    ("script", "advice"),
    [
        ("401", "HOIDAP_LLM_API_KEY"),
        ("404", MODEL),  # the models that it has
        ("429", "quá tải"),
        ("500", "gặp lỗi"),
        ("hang", "HOIDAP_LLM_TIMEOUT"),
        ("a page", "HOIDAP_LLM_BASE_URL"),
        ("empty", "không viết gì"),
    ],
)
def test_what_is_wrong_and_what_to_do(script: str, advice: str) -> None:
    with serving(script) as server, pytest.raises(_Unwell) as found:
        _llm(settings(server.url))
    assert advice in str(found.value) and server.url in str(found.value)


def test_nobody_listens() -> None:
    with pytest.raises(_Unwell, match="đã chạy chưa"):
        _llm(settings(unused_url()))


def test_a_model_must_be_named() -> None:
    with pytest.raises(BadSettings) as refused:
        _llm(settings("http://127.0.0.1:9/v1", model=""))
    assert refused.value.details["name"] == "HOIDAP_LLM_MODEL"
