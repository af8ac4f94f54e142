"""Opening, searching and sharing an index. Run with ``pytest tests/test_index.py``."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest.build import build
from ingest.errors import BadSettings, DocumentUnknown, IndexMismatch, IndexMissing
from ingest.fingerprint import fingerprint
from ingest.index import Index, current_version, open_index
from ingest.locks import owner
from ingest.records import Chunk, Document
from ingest.sync import sync
from ingest.truth import Entry, Rows
from tests.fakes import HashEncoder
from tests.office import bytes_of, published, settings_for, text_of, write_office

ROOT = Path(__file__).parents[1]
ENCODER = HashEncoder()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of six files; tests copy it before they harm it."""
    folder = tmp_path_factory.mktemp("office")
    write_office(folder / "corpus", 6)
    sync([folder / "corpus"], settings_for(folder / "index"), ENCODER)
    return folder / "index"


@pytest.fixture
def index(office: Path) -> Iterator[Index]:
    with open_index(office, settings_for(office), ENCODER.name) as opened:
        yield opened


def refused(folder: Path, **settings: object) -> dict[str, object]:
    with pytest.raises(IndexMismatch) as caught:
        open_index(folder, settings_for(folder, **settings), ENCODER.name)
    assert caught.value.details["command"] == "hoidap ingest"
    return caught.value.details


def test_rows_belong_to_documents(index: Index) -> None:
    assert list(index.documents) == [f"bai-{n:02}" for n in range(6)]
    assert (
        len(index.chunks) == len(index.vectors) == sum(len(index.rows_of(name)) for name in index.documents)
    )
    for name, document in index.documents.items():
        for ordinal, row in enumerate(index.rows_of(name)):
            chunk = index.chunks[row]
            assert (chunk.document_id, chunk.ordinal, index.row_of(name, ordinal)) == (name, ordinal, row)
            assert index.chunk_text(row) == document.text[chunk.start : chunk.end] != ""
    with pytest.raises(DocumentUnknown):
        index.rows_of("bai-99")
    with pytest.raises(IndexError):
        index.row_of("bai-00", len(index.rows_of("bai-00")))
    with pytest.raises(IndexError):
        index.row_of("bai-00", -1)


def test_stats_tell_what_is_there(index: Index, office: Path) -> None:
    stats = index.stats
    assert (stats.version, stats.documents, stats.chunks) == (current_version(office), 6, len(index.chunks))
    assert (stats.encoder, stats.dimension) == ("hash-encoder", 256)
    assert stats.built_at.startswith("20") and stats.built_at.endswith("+00:00")
    assert stats.size == sum(path.stat().st_size for path in published(office).rglob("*") if path.is_file())


def test_dense_gives_cosines_best_first(index: Index) -> None:
    row = index.row_of("bai-03", 1)
    found = index.dense(index.vectors[row], 5)
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)
    for hit, cosine in found:
        assert cosine == pytest.approx(float(index.vectors[hit] @ index.vectors[row]), abs=1e-5)
    assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)
    assert len(index.dense(index.vectors[row], 10_000)) == len(index.chunks)
    assert index.dense(index.vectors[row], 0) == []


@pytest.mark.parametrize(
    "vector", [np.ones(255, np.float32), np.full(256, np.nan, np.float32), np.ones((1, 256))]
)
def test_dense_refuses_what_is_no_query_vector(index: Index, vector: np.ndarray) -> None:
    with pytest.raises(ValueError, match="query vector"):
        index.dense(vector, 3)


def test_lexical_finds_with_and_without_accents(index: Index) -> None:
    for question in ("Ruộng Xanh chuyển đổi số", "ruong xanh chuyen doi so"):
        row, score = index.lexical(question, 3)[0]
        assert index.chunks[row].document_id == "bai-04" and score > 0
    assert index.lexical("xyzzy", 3) == []


def test_nearest_rows_are_those_of_an_exact_search(tmp_path: Path) -> None:
    """2,000 random rows, where every neighbour is about as far: the hardest case for a search graph."""
    random = np.random.default_rng(7)
    vectors = random.standard_normal((2000, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    document = Document(id="d", title="Bài", text="a " * 2000, source="d.txt", sha256="0" * 64)
    rows = Rows([Chunk("d", n, 2 * n, 2 * n + 1) for n in range(2000)], ["k"] * 2000, [["a"]] * 2000, vectors)
    settings = settings_for(tmp_path)
    with owner(tmp_path):
        build(
            tmp_path,
            [Entry(document, "/d.txt", "/", "k")],
            rows,
            fingerprint(settings, "random", 384),
            settings,
            lambda *_: None,
        )
    hits = 0
    with open_index(tmp_path, settings, "random") as index:
        assert np.array_equal(index.vectors, vectors)
        for query in random.standard_normal((100, 384)).astype(np.float32):
            query /= np.linalg.norm(query)
            exact = set(np.argsort(-(vectors @ query))[:10].tolist())
            hits += len(exact & {row for row, _ in index.dense(query, 10)})
    assert hits / 1000 >= 0.99


def test_without_an_index(tmp_path: Path) -> None:
    assert current_version(tmp_path / "none") is None
    with pytest.raises(IndexMissing) as caught:
        open_index(tmp_path / "none", settings_for(tmp_path / "none"), ENCODER.name)
    assert caught.value.details["command"] == "hoidap ingest"
    assert not (tmp_path / "none").exists()


def test_other_settings_are_refused_by_name(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(IndexMismatch) as caught:
        open_index(office, settings_for(office), "another-encoder")
    assert caught.value.details["changed"] == ("encoder",)
    assert refused(office, chroma_url="http://127.0.0.1:9")["changed"] == ("vectors",)
    for name in ("SPLITTER_VERSION", "CLEANER_VERSION", "TOKENISER_VERSION", "FORMAT_VERSION"):
        with monkeypatch.context() as patch:
            patch.setattr(f"ingest.fingerprint.{name}", "next")
            assert refused(office)["reason"] == "settings"
    open_index(office, settings_for(office), ENCODER.name).close()


def test_any_damaged_file_is_refused(office: Path, tmp_path: Path) -> None:
    """One flipped byte in each file in turn, and each file in turn missing."""
    copy = tmp_path / "index"
    shutil.copytree(office, copy)
    files = [path for path in published(copy).rglob("*") if path.is_file() and path.name != "lock"]
    assert len(files) > 15
    for path in files:
        whole = path.read_bytes()
        if not whole:
            continue
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0x55]) + whole[middle + 1 :])
        refused(copy)
        path.unlink()
        assert refused(copy)["reason"] == "damaged"
        path.write_bytes(whole)
    open_index(copy, settings_for(copy), ENCODER.name).close()


def test_readers_change_no_byte_of_a_generation(office: Path) -> None:
    before = bytes_of(published(office))
    for _ in range(3):
        with open_index(office, settings_for(office), ENCODER.name) as index:
            index.dense(index.vectors[0], 5)
            index.lexical("giảm đơn vị", 5)
    assert bytes_of(published(office)) == before
    assert list((office / "readers").rglob("chroma.sqlite3")) == []


@pytest.mark.parametrize("count", [1, 2])
def test_the_smallest_office_has_one_short_file(tmp_path: Path, count: int) -> None:
    (tmp_path / "corpus").mkdir()
    for number in range(count):
        (tmp_path / f"corpus/{number}.txt").write_text(f"Xã Hoa Mai số {number} có 12 thôn và 345 đảng viên.")
    index = tmp_path / "index"
    sync([tmp_path / "corpus"], settings_for(index), ENCODER)
    before = bytes_of(published(index))
    for _ in range(2):
        with open_index(index, settings_for(index), ENCODER.name) as opened:
            assert len(opened.chunks) == count
            assert opened.dense(opened.vectors[0], 5)[0] == (0, pytest.approx(1.0, abs=1e-5))
    assert bytes_of(published(index)) == before


def test_full_or_read_only_index_can_still_be_read(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ingest.index.free_bytes", lambda _: 1000)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with open_index(office, settings_for(office), ENCODER.name) as index:
        assert index.dense(index.vectors[0], 1)[0][1] > 0.999
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []
    assert "full or read only" in caplog.text


@pytest.mark.slow
def test_eight_readers_beside_a_writer(tmp_path: Path) -> None:
    """Each generation's documents carry one note; a reader that sees two notes saw a mixture."""
    corpus, folder, stop = tmp_path / "corpus", tmp_path / "index", tmp_path / "stop"
    settings = settings_for(folder)
    published_versions = []
    for number in range(2):
        write_office(corpus, 6, f"bản {number}")
        published_versions.append(sync([corpus], settings, ENCODER).version)
    command = [sys.executable, "-m", "tests.index_process", "reader", str(folder), str(stop)]
    readers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    try:
        for reader in readers:
            assert reader.stdout is not None and reader.stdout.readline() == "ready\n"
        for number in range(2, 22):
            write_office(corpus, 6, f"bản {number}")
            published_versions.append(sync([corpus], settings, ENCODER).version)
        stop.touch()
        reports = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]
    finally:
        for reader in readers:
            reader.kill()
            reader.wait()
    assert [report["errors"] for report in reports] == [[]] * 8
    assert all(report["opened"] >= 3 for report in reports)
    seen = set().union(*(report["versions"] for report in reports))
    assert seen <= set(published_versions) and len(seen) >= 3

    write_office(corpus, 6, "bản cuối")
    sync([corpus], settings, ENCODER)
    assert len(list((folder / "generations").iterdir())) == 1, "nobody reads the old generations any more"


@pytest.mark.real
@pytest.mark.slow
def test_chroma_server_instead_of_embedded(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    write_office(tmp_path / "corpus", 3)
    settings = settings_for(tmp_path / "index", chroma_url=url)
    with pytest.raises(BadSettings) as caught:
        sync([tmp_path / "corpus"], settings, ENCODER)
    assert caught.value.details["name"] == "HOIDAP_CHROMA_URL"

    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(tmp_path / "server")]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        sync([tmp_path / "corpus"], settings, ENCODER)
        (tmp_path / "corpus" / "bai-01.txt").write_text(text_of(1, "sửa"), encoding="utf-8")
        sync([tmp_path / "corpus"], settings, ENCODER)
        assert len(_collections(port)) == 1, "the collection of the old generation is gone"
        index = open_index(settings.index, settings, ENCODER.name)
        exact = np.sort(index.vectors @ index.vectors[2])[:-4:-1]
        assert [cosine for _, cosine in index.dense(index.vectors[2], 3)] == pytest.approx(exact, abs=1e-5)
        assert not list(settings.index.rglob("chroma.sqlite3"))

        _drop_all(port)
        assert refused(settings.index, chroma_url=url)["reason"] == "damaged"
        sync([tmp_path / "corpus"], settings, ENCODER)
        with open_index(settings.index, settings, ENCODER.name) as again:
            assert again.dense(again.vectors[2], 1)[0][1] > 0.999
    finally:
        server.terminate()
        server.wait()
    with pytest.raises(BadSettings):
        index.dense(index.vectors[0], 1)
    with pytest.raises(BadSettings):
        open_index(settings.index, settings, ENCODER.name)


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the Chroma server did not start")


def _collections(port: int) -> list[str]:
    import chromadb

    return [collection.name for collection in chromadb.HttpClient("127.0.0.1", port).list_collections()]


def _drop_all(port: int) -> None:
    import chromadb

    for name in _collections(port):
        chromadb.HttpClient("127.0.0.1", port).delete_collection(name)
