"""Syncing files into the index. Run with ``pytest tests/test_sync.py``."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest import truth
from ingest.errors import BadInput, IndexBusy, ManifestError, StorageFull
from ingest.index import current_version, open_index
from ingest.locks import owner
from ingest.split import split as splitter
from ingest.sync import SyncEntry, SyncReport, sync
from tests.fakes import Floats, HashEncoder
from tests.office import Synced, content_of, published, settings_for, text_of, write_office

ROOT = Path(__file__).parents[1]


class CountingEncoder(HashEncoder):
    """Notes which passages it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Floats:
        self.asked += texts
        return super().encode_passages(texts, progress)


class Office(Synced):
    """A corpus folder, an index and an encoder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.encoder = CountingEncoder()
        write_office(self.corpus, 4)

    def sync(self, *paths: Path) -> SyncReport:
        self.encoder.asked.clear()
        return sync(list(paths) or [self.corpus], settings_for(self.index), self.encoder)

    def documents(self) -> dict[str, str]:
        with open_index(self.index, settings_for(self.index), self.encoder.name) as index:
            return {name: document.text for name, document in index.documents.items()}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def ids(entries: Sequence[SyncEntry]) -> list[str]:
    return [entry.document_id for entry in entries]


def test_first_sync_adds_everything(office: Office) -> None:
    report = office.sync()
    assert ids(report.added) == ["bai-00", "bai-01", "bai-02", "bai-03"]
    assert report.added[0].path == str(office.corpus / "bai-00.txt")
    assert report.changed == report.removed == report.unchanged == report.failed == ()
    assert report.version == current_version(office.index)


def test_nothing_changed_makes_no_new_generation(office: Office) -> None:
    first = office.sync()
    office.corpus.joinpath("bai-00.txt").touch()
    second = office.sync()
    assert second.version == first.version == current_version(office.index)
    assert ids(second.unchanged) == ids(first.added)
    assert office.encoder.asked == []


def test_only_what_changed_is_read_and_embedded(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest import plan

    office.sync()
    loaded: list[str] = []
    load = plan.load_document
    monkeypatch.setattr(
        plan, "load_document", lambda file, ocr: (loaded.append(file.path.name), load(file, ocr))[1]
    )
    file = office.corpus / "bai-02.txt"
    file.write_text(file.read_text(encoding="utf-8").replace("lần 3", "lần cuối"), encoding="utf-8")

    report = office.sync()

    assert ids(report.changed) == ["bai-02"] and ids(report.unchanged) == ["bai-00", "bai-01", "bai-03"]
    assert loaded == ["bai-02.txt"]
    assert office.encoder.asked and all("lần cuối" in text for text in office.encoder.asked)


def test_incremental_index_equals_a_clean_one(office: Office, tmp_path: Path) -> None:
    office.sync()
    (office.corpus / "bai-01.txt").unlink()
    (office.corpus / "bai-02.txt").write_text(text_of(2, "đã sửa"), encoding="utf-8")
    (office.corpus / "bai-01b.txt").write_text(text_of(8), encoding="utf-8")
    report = office.sync()
    assert (ids(report.added), ids(report.changed), ids(report.removed)) == (
        ["bai-01b"],
        ["bai-02"],
        ["bai-01"],
    )
    assert office.equals_a_clean_build(tmp_path / "clean")


def test_one_file_leaves_the_others_alone(office: Office) -> None:
    office.sync()
    (office.corpus / "bai-03.txt").unlink()
    new = office.corpus / "moi.txt"
    new.write_text(text_of(9), encoding="utf-8")

    report = office.sync(new)
    assert (ids(report.added), report.removed) == (["moi"], ())
    assert list(office.documents()) == ["bai-00", "bai-01", "bai-02", "bai-03", "moi"]

    assert ids(office.sync().removed) == ["bai-03"]


def test_folder_removes_only_its_own(office: Office, tmp_path: Path) -> None:
    write_office(tmp_path / "khac", 6, "nơi khác")
    office.sync(office.corpus, tmp_path / "khac")
    before = office.documents()
    shutil.rmtree(tmp_path / "khac" / "none", ignore_errors=True)
    (tmp_path / "khac" / "bai-05.txt").unlink()
    (office.corpus / "bai-00.txt").unlink()

    report = office.sync(tmp_path / "khac")

    assert ids(report.removed) == ["bai-05"]
    assert set(office.documents()) == set(before) - {"bai-05"}


def test_failed_files_are_listed_and_the_rest_goes_on(office: Office) -> None:
    (office.corpus / "rong.txt").write_bytes(b"")
    (office.corpus / "nhi-phan.txt").write_bytes(bytes(range(256)))
    (office.corpus / "anh.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (office.corpus / "foreign.txt").write_text("This page is written in English only. " * 9, encoding="utf-8")
    (office.corpus / "mat.txt").symlink_to("nowhere.txt")

    report = office.sync()

    assert {entry.document_id: entry.reason for entry in report.failed} == {
        "anh": "unsupported_format",
        "foreign": "not_vietnamese",
        "mat": "unreadable_file",
        "nhi-phan": "binary_file",
        "rong": "empty_file",
    }
    assert all(entry.error is not None and entry.error.code == entry.reason for entry in report.failed)
    assert ids(report.added) == ["bai-00", "bai-01", "bai-02", "bai-03"]


def test_file_that_fails_now_keeps_its_earlier_text(office: Office) -> None:
    office.sync()
    before = office.documents()
    (office.corpus / "bai-01.txt").write_bytes(b"")
    (office.corpus / "bai-02.txt").write_text(text_of(2, "đã sửa"), encoding="utf-8")

    report = office.sync()

    assert (ids(report.failed), ids(report.changed), report.removed) == (["bai-01"], ["bai-02"], ())
    assert office.documents()["bai-01"] == before["bai-01"]
    assert "đã sửa" in office.documents()["bai-02"]
    office.sync()
    assert office.documents()["bai-01"] == before["bai-01"]


def test_no_documents_at_all(office: Office, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput) as caught:
        office.sync(tmp_path / "empty")
    assert caught.value.details == {"path": str(tmp_path / "empty"), "reason": "no_documents"}
    assert current_version(office.index) is None

    version = office.sync().version
    shutil.rmtree(office.corpus)
    office.corpus.mkdir()
    with pytest.raises(BadInput):
        office.sync()
    assert current_version(office.index) == version and len(office.documents()) == 4


def test_only_failures_and_no_index(office: Office, tmp_path: Path) -> None:
    (tmp_path / "rong.txt").write_bytes(b" \n")
    report = office.sync(tmp_path / "rong.txt")
    assert ([entry.reason for entry in report.failed], report.version) == (["empty_file"], "")
    assert current_version(office.index) is None


def test_missing_path_is_a_failure_and_removes_nothing(office: Office) -> None:
    office.sync()
    shutil.move(office.corpus, office.corpus.with_name("away"))
    report = office.sync(office.corpus)
    assert ([entry.reason for entry in report.failed], report.removed) == (["unreadable_file"], ())
    assert len(office.documents()) == 4


def test_malformed_manifest_stops_before_anything_changes(office: Office) -> None:
    version = office.sync().version
    (office.corpus / "manifest.toml").write_text("[[document]\n")
    with pytest.raises(ManifestError):
        office.sync()
    assert current_version(office.index) == version


def test_manifest_that_says_something_new_changes_its_document_alone(office: Office) -> None:
    office.sync()
    (office.corpus / "manifest.toml").write_text(
        '[[document]]\nid = "bai-01"\nfile = "bai-01.txt"\npublisher = "Báo Hoa Mai"\n', encoding="utf-8"
    )
    assert ids(office.sync().changed) == ["bai-01"]
    with open_index(office.index, settings_for(office.index), office.encoder.name) as index:
        assert index.documents["bai-01"].publisher == "Báo Hoa Mai"


def test_manifest_renames_a_document(office: Office) -> None:
    office.sync()
    manifest = '[[document]]\nid = "xa-hoa-mai"\nfile = "bai-01.txt"\n'
    (office.corpus / "manifest.toml").write_text(manifest, encoding="utf-8")
    report = office.sync()
    assert (ids(report.added), ids(report.removed)) == (["xa-hoa-mai"], ["bai-01"])
    assert list(office.documents()) == ["bai-00", "bai-02", "bai-03", "xa-hoa-mai"]


def test_document_keeps_its_id_when_a_namesake_comes(office: Office, tmp_path: Path) -> None:
    """Together the two would both get a digest; the one that is indexed must not change its address."""
    office.sync()
    (office.corpus / "nam-2").mkdir()
    (office.corpus / "nam-2" / "bai-00.txt").write_text(text_of(30), encoding="utf-8")
    report = office.sync()
    assert "bai-00" in ids(report.unchanged)
    [added] = ids(report.added)
    assert added.startswith("bai-00-") and len(office.documents()) == 5

    elsewhere = tmp_path / "khac" / "bai-00.txt"
    elsewhere.parent.mkdir()
    elsewhere.write_text(text_of(31), encoding="utf-8")
    [third] = ids(office.sync(elsewhere).added)
    assert third.startswith("bai-00-") and third != added
    assert ids(office.sync(elsewhere).unchanged) == [third]
    assert len(office.documents()) == 6


def test_moved_folder_keeps_its_ids(office: Office, tmp_path: Path) -> None:
    office.sync()
    moved = tmp_path / "moved"
    shutil.move(office.corpus, moved)
    report = office.sync(moved)
    assert ids(report.renamed) == ["bai-00", "bai-01", "bai-02", "bai-03"]
    assert (report.added, report.changed, report.removed, office.encoder.asked) == ((), (), (), [])
    (moved / "bai-00.txt").unlink()
    assert ids(office.sync(moved).removed) == ["bai-00"]


def test_id_of_a_manifest_that_another_file_has(office: Office, tmp_path: Path) -> None:
    office.sync()
    other = tmp_path / "khac"
    write_office(other, 1)
    manifest = '[[document]]\nid = "bai-03"\nfile = "bai-00.txt"\n'
    (other / "manifest.toml").write_text(manifest, encoding="utf-8")
    report = office.sync(other)
    assert [entry.reason for entry in report.failed] == ["manifest"]
    assert len(office.documents()) == 4


def test_same_passage_in_two_documents_is_embedded_once(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for name in ("a", "b"):
        (office.corpus / f"{name}.txt").write_text(text_of(40, f"bản {name}"), encoding="utf-8")
    office.sync()
    assert len(office.encoder.asked) == len(set(office.encoder.asked)) > 0
    assert len(truth.read_chunks(published(office.index))[0]) > len(office.encoder.asked)


def test_second_writer_is_refused(office: Office) -> None:
    with owner(office.index), pytest.raises(IndexBusy):
        office.sync()
    assert len(office.sync().added) == 4


def test_other_encoder_builds_everything_anew(office: Office, tmp_path: Path) -> None:
    office.sync()
    new = tmp_path / "moi.txt"
    new.write_text(text_of(9), encoding="utf-8")
    office.encoder.name = "hash-encoder-2"

    report = office.sync(new)

    assert ids(report.added) == ["moi"]
    assert len(office.documents()) == 5
    assert len(office.encoder.asked) == len(truth.read_chunks(published(office.index))[0])


def test_other_splitter_builds_everything_anew_but_embeds_only_new_texts(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = office.sync().version
    monkeypatch.setattr("ingest.fingerprint.SPLITTER_VERSION", "next")
    split: list[str] = []
    monkeypatch.setattr(
        "ingest.rows.split", lambda document: (split.append(document.id), splitter(document))[1]
    )

    report = office.sync()

    assert split == ids(report.unchanged) == ["bai-00", "bai-01", "bai-02", "bai-03"]
    assert office.encoder.asked == [] and report.version != version
    assert office.sync().version == report.version


def test_other_cleaner_reads_documents_from_elsewhere_again(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest import plan

    office.sync()
    (office.corpus / "bai-00.txt").unlink()
    (tmp_path / "moi.txt").write_text(text_of(9), encoding="utf-8")
    monkeypatch.setattr("ingest.fingerprint.CLEANER_VERSION", "next")
    loaded: list[str] = []
    load = plan.load_document
    monkeypatch.setattr(
        plan, "load_document", lambda file, ocr: (loaded.append(file.path.name), load(file, ocr))[1]
    )

    report = office.sync(tmp_path / "moi.txt")

    assert sorted(loaded) == ["bai-01.txt", "bai-02.txt", "bai-03.txt", "moi.txt"]
    assert (ids(report.added), report.removed) == (["moi"], ())
    assert "bai-00" in office.documents(), "its file is gone, its stored text stays"


@pytest.mark.parametrize("name", ["chroma/chroma.sqlite3", "vectors.npy", "chunks.jsonl", "tokens.jsonl"])
def test_damaged_index_is_mended_by_any_sync(office: Office, tmp_path: Path, name: str) -> None:
    office.sync()
    file = published(office.index) / name
    file.write_bytes(file.read_bytes()[:-7])

    office.sync(office.corpus / "bai-00.txt")

    assert len(office.documents()) == 4
    assert office.equals_a_clean_build(tmp_path / "clean")


def test_index_whose_documents_are_lost_is_built_from_what_is_named(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    office.sync()
    (published(office.index) / "documents.jsonl").write_bytes(b"")
    assert len(office.sync().added) == 4
    assert "cannot be read" in caplog.text
    assert office.equals_a_clean_build(tmp_path / "clean")


def test_progress_counts_up_to_the_total_in_every_stage(office: Office) -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    sync(
        [office.corpus],
        settings_for(office.index),
        office.encoder,
        lambda stage, done, total: told.setdefault(stage, []).append((done, total)),
    )
    assert list(told) == ["read", "words", "embed", "store", "check"]
    assert told["read"] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    for steps in told.values():
        done = [step[0] for step in steps]
        assert done == sorted(done) and steps[-1][0] == steps[-1][1]


@pytest.mark.parametrize("bad", ["shape", "nan"])
def test_encoder_that_returns_nonsense_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    version = office.sync().version
    (office.corpus / "bai-00.txt").write_text(text_of(0, "sửa"), encoding="utf-8")

    def nonsense(texts: Sequence[str], _progress: object = None) -> Floats:
        return np.full((len(texts), 256 if bad == "nan" else 255), np.nan, dtype=np.float32)

    monkeypatch.setattr(office.encoder, "encode_passages", nonsense)
    with pytest.raises(ValueError, match="hash-encoder returned"):
        office.sync()
    assert current_version(office.index) == version


def test_refused_write_leaves_the_old_generation(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    version = office.sync().version
    (office.corpus / "bai-00.txt").write_text(text_of(0, "sửa"), encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(truth, "write", full)
        with pytest.raises(StorageFull):
            office.sync()
    assert [path.name for path in (office.index / "generations").iterdir()] == [version]
    assert "sửa" not in office.documents()["bai-00"]
    assert ids(office.sync().changed) == ["bai-00"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 10 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=10m", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("may not mount a file system here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def test_full_disk_leaves_the_old_generation(small_disk: Path, tmp_path: Path) -> None:
    """Room is left for less and less of a new generation: each of its parts once is the one too much."""
    corpus = tmp_path / "corpus"
    settings, encoder = settings_for(small_disk / "index"), HashEncoder(dimension=768)
    write_office(corpus, 30)
    old = sync([corpus], settings, encoder).version
    needed = sum(path.stat().st_size for path in settings.index.rglob("*") if path.is_file())
    write_office(corpus, 30, "mới")
    for share in (0.95, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.03, 0.0):
        filler = small_disk / "filler"
        filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - int(share * needed)))
        with pytest.raises(StorageFull) as caught:
            sync([corpus], settings, encoder)
        assert caught.value.details["path"] == str(settings.index), share
        with open_index(settings.index, settings, encoder.name) as index:
            assert index.version == old, share
            assert index.dense(index.vectors[5], 1)[0][1] > 0.999
            assert "mới" not in index.documents["bai-00"].text
        filler.unlink()
        assert [path.name for path in (settings.index / "generations").iterdir()] == [old], share
    assert len(sync([corpus], settings, encoder).changed) == 30


@pytest.mark.slow
def test_killed_at_any_moment_leaves_the_old_index_or_the_whole_new_one(tmp_path: Path) -> None:
    corpus, results = tmp_path / "corpus", tmp_path / "results"
    write_office(corpus, 6)
    sync([corpus], settings_for(tmp_path / "before"), HashEncoder())
    old = content_of(tmp_path / "before")
    write_office(corpus, 7, "mới")
    (corpus / "bai-03.txt").unlink()
    sync([corpus], settings_for(tmp_path / "clean"), HashEncoder())
    new = content_of(tmp_path / "clean")
    results.mkdir()
    command = [sys.executable, "-m", "tests.index_process", "killer", tmp_path / "before", corpus, results]
    moments = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    print("\n".join(moments))
    assert sum("lived" not in moment for moment in moments) >= 16

    copies = [path for path in sorted(results.iterdir()) if path.is_dir()]
    kept = {"old": 0, "new": 0}
    for copy in copies:
        with open_index(copy, settings_for(copy), HashEncoder.name) as index:
            assert index.dense(index.vectors[0], 1)[0][1] > 0.999, copy
            assert index.lexical("giảm đơn vị sự nghiệp", 3), copy
        found = content_of(copy)
        assert found in (old, new), copy
        kept["old" if found == old else "new"] += 1
        sync([corpus], settings_for(copy), HashEncoder())
        assert content_of(copy) == new, copy
        assert len(list((copy / "generations").iterdir())) == 1, copy
        assert list((copy / "readers").rglob("*.sqlite3")) == [], copy
    assert kept["old"] >= 8 and kept["new"] >= 3, kept
