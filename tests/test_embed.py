"""Encoders: the contract for fake and real, prompts, offline loading, errors."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.e5small import convert
from ingest.embed import Encoder, SentenceEncoder, load_encoder, prompts_of
from ingest.errors import EmbeddingUnavailable
from ingest.settings import Settings
from tests.encoder_contract import EncoderContract
from tests.fakes import HashEncoder
from tests.tiny_e5 import tiny_file

ROOT = Path(__file__).parent.parent


def settings(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[call-arg]


class TestHashEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self) -> Encoder:
        return HashEncoder()


@pytest.mark.real
class TestSentenceTransformers(EncoderContract):
    @pytest.fixture
    def encoder(self, exact_encoder: Encoder) -> Encoder:
        return exact_encoder

    def test_threads_give_what_one_thread_gives(self, encoder: Encoder) -> None:
        questions = [f"Có bao nhiêu trường học trong huyện số {number}?" for number in range(24)]
        alone = [encoder.encode_query(question) for question in questions]
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(encoder.encode_query, questions))
        np.testing.assert_allclose(together, alone, atol=1e-5)


class RecordingModel:
    """Stands for a SentenceTransformer: keeps what it was given, answers with the given rows."""

    def __init__(self, row: list[float]) -> None:
        self.row = row
        self.calls: list[tuple[str, str, list[str]]] = []

    def encode_query(self, texts: list[str], prompt: str, **_: Any) -> list[list[float]]:
        self.calls.append(("query", prompt, texts))
        return [self.row for _ in texts]

    def encode_document(self, texts: list[str], prompt: str, **_: Any) -> list[list[float]]:
        self.calls.append(("document", prompt, texts))
        return [self.row for _ in texts]


def test_questions_and_passages_get_their_own_prompt_and_path() -> None:
    model = RecordingModel([3.0, 4.0])
    encoder = SentenceEncoder(model, "m", ("hỏi: ", "đoạn: "), threads=1)  # type: ignore[arg-type]
    model.calls.clear()
    assert encoder.dimension == 2
    assert encoder.encode_query("a").tolist() == pytest.approx([0.6, 0.8])
    assert encoder.encode_passages(["b"]).tolist() == [pytest.approx([0.6, 0.8])]
    assert model.calls == [("query", "hỏi: ", ["a"]), ("document", "đoạn: ", ["b"])]


def test_passages_go_longest_first_in_batches_of_eight() -> None:
    model = RecordingModel([1.0])
    encoder = SentenceEncoder(model, "m", ("", ""), threads=1)  # type: ignore[arg-type]
    model.calls.clear()
    seen: list[int] = []
    encoder.encode_passages(["x" * length for length in range(1, 21)], seen.append)
    lengths = [[len(text) for text in texts] for _, _, texts in model.calls]
    assert lengths == [[*range(20, 12, -1)], [*range(12, 4, -1)], [4, 3, 2, 1]]
    assert seen == [8, 16, 20]


@pytest.mark.parametrize("row", [[0.0, 0.0], [float("nan"), 1.0], [float("inf"), 1.0]])
def test_a_vector_without_direction_is_refused(row: list[float]) -> None:
    with pytest.raises(EmbeddingUnavailable):
        SentenceEncoder(RecordingModel(row), "m", ("", ""), threads=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("saved", "name", "expected"),
    [
        ({"query": "q: ", "document": "d: "}, "any", ("q: ", "d: ")),
        ({"query": "q: ", "document": "", "passage": "p: "}, "any", ("q: ", "p: ")),
        ({"query": "q: ", "document": ""}, "intfloat/multilingual-e5-base", ("q: ", "")),
        ({"query": "", "document": ""}, "intfloat/multilingual-e5-base", ("query: ", "passage: ")),
        ({}, "/models/E5-small", ("query: ", "passage: ")),
        ({}, "intfloat/multilingual-e5-large-instruct", ("", "")),
        ({}, "keepitreal/vietnamese-sbert", ("", "")),
        ({}, "/models/rose5-base", ("", "")),
    ],
)
def test_prompts(saved: Mapping[str, str], name: str, expected: tuple[str, str]) -> None:
    assert prompts_of(saved, name) == expected


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("models")
    (place / "tiny.bin").write_bytes(tiny_file())
    folder = place / "tiny"
    folder.mkdir()
    convert(place / "tiny.bin", folder)
    return folder


def test_any_folder_of_sentence_transformers_works(tiny_folder: Path) -> None:
    encoder = load_encoder(settings(embedding=str(tiny_folder)))
    assert encoder.name == str(tiny_folder)
    assert encoder.dimension == 32
    assert encoder.encode_passages(["xin chào", "chào"]).shape == (2, 32)


@pytest.mark.parametrize("name", ["/nonexistent/model", "nobody/no-such-model", "not a name", "", " "])
def test_an_unknown_model_is_named_in_the_error(name: str) -> None:
    with pytest.raises(EmbeddingUnavailable) as caught:
        load_encoder(settings(embedding=name))
    assert caught.value.details["name"] == name
    assert caught.value.details["reason"]


@pytest.mark.parametrize(
    "file", ["config.json", "tokenizer.json", "model.safetensors", "modules.json", "1_Pooling/config.json"]
)
def test_a_damaged_folder_is_an_expected_error(tiny_folder: Path, tmp_path: Path, file: str) -> None:
    for path in tiny_folder.rglob("*.*"):
        copy = tmp_path / path.relative_to(tiny_folder)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    (tmp_path / file).write_text('{"no": "model"}')
    with pytest.raises(EmbeddingUnavailable):
        load_encoder(settings(embedding=str(tmp_path)))


def test_importing_the_module_is_cheap() -> None:
    code = "import sys, ingest.embed; print({'torch', 'transformers', 'tokenizers'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


OFFLINE = """
import socket, sys
def refuse(*args, **kwargs):
    print("network:", args)
    raise OSError("no network")
socket.getaddrinfo = socket.socket.connect = refuse
import huggingface_hub  # reads its environment before ours is set
from ingest.embed import load_encoder
from ingest.errors import EmbeddingUnavailable
from ingest.settings import Settings
for name in sys.argv[1:]:
    try:
        print(load_encoder(Settings(embedding=name)).encode_query("xin chào").shape)
    except EmbeddingUnavailable:
        print("unavailable")
"""


def test_loading_looks_nothing_up(tiny_folder: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    command = [sys.executable, "-c", OFFLINE, str(tiny_folder), "nobody/no-such-model"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["(32,)", "unavailable"]
