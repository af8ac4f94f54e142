"""Generations on disk: pointer, locks, removal. Run with ``pytest tests/test_generation.py``."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ingest import generation
from ingest.disk import disk_full_is_storage_full
from ingest.errors import IndexBusy, IndexMismatch, IndexMissing, StorageFull
from ingest.generation import Manifest
from ingest.locks import owner

FIRST, SECOND = "20260101T000000000000Z-aaaaaa", "20260102T000000000000Z-bbbbbb"


def publish(folder: Path, version: str, content: str = "nội dung") -> Path:
    partial = generation.start(folder, version)
    (partial / "part").mkdir()
    (partial / "part" / "file").write_text(content, encoding="utf-8")
    manifest = Manifest(version, "2026-01-01T00:00:00+00:00", {"a": "1"}, 1, 1, generation.checksums(partial))
    generation.publish(folder, partial, manifest)
    return generation.generations(folder) / version


def nothing(_: Path) -> None:
    return


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in generation.generations(folder).iterdir())


def test_published_generation_is_the_one_that_counts(tmp_path: Path) -> None:
    assert generation.read_pointer(tmp_path) is None

    path = publish(tmp_path, FIRST)

    assert generation.read_pointer(tmp_path) == FIRST
    manifest = generation.read_manifest(path)
    assert list(manifest.files) == ["part/file"]
    assert generation.damaged_files(path, manifest) == []
    publish(tmp_path, SECOND)
    assert generation.read_pointer(tmp_path) == SECOND


def test_holding_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing) as caught:
        generation.hold(tmp_path / "none")
    assert caught.value.details["command"] == "hoidap ingest"


def test_changed_and_missing_files_are_named(tmp_path: Path) -> None:
    path = publish(tmp_path, FIRST)
    manifest = generation.read_manifest(path)

    (path / "part" / "file").write_text("nội dunh", encoding="utf-8")
    assert generation.damaged_files(path, manifest) == ["part/file"]
    (path / "part" / "file").unlink()
    assert generation.damaged_files(path, manifest) == ["part/file"]


@pytest.mark.parametrize("content", [b"", b"../../etc\n", b"\xff\xfe", FIRST.encode() + b"/.."])
def test_damaged_pointer_is_refused_then_mended(tmp_path: Path, content: bytes) -> None:
    publish(tmp_path, FIRST)
    publish(tmp_path, SECOND)
    (tmp_path / "current").write_bytes(content)

    with pytest.raises(IndexMismatch) as caught:
        generation.hold(tmp_path)
    assert caught.value.details["command"] == "hoidap ingest"

    generation.mend_pointer(tmp_path)
    assert generation.read_pointer(tmp_path) == SECOND


def test_pointer_to_a_missing_generation_goes_to_the_newest_whole_one(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    newer = publish(tmp_path, SECOND)
    (newer / "manifest.json").write_text("{")
    (newer / "lock").unlink()

    with pytest.raises(IndexMismatch):
        generation.hold(tmp_path)
    generation.mend_pointer(tmp_path)
    assert generation.read_pointer(tmp_path) == FIRST


def test_pointer_without_any_generation_is_removed(tmp_path: Path) -> None:
    (tmp_path / "current").write_text(FIRST)
    generation.mend_pointer(tmp_path)
    assert generation.read_pointer(tmp_path) is None


def test_one_owner_at_a_time(tmp_path: Path) -> None:
    with owner(tmp_path):
        with pytest.raises(IndexBusy) as caught, owner(tmp_path):
            pytest.fail("two owners")
        assert caught.value.details["pid"] == str(os.getpid())
    with owner(tmp_path):
        pass


def test_generation_that_is_read_stays_until_released(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    held = generation.hold(tmp_path)
    (held.readers / "mine").mkdir(parents=True)
    publish(tmp_path, SECOND)

    generation.sweep(tmp_path, nothing)
    assert names(tmp_path) == [FIRST, SECOND]
    assert (held.path / "part" / "file").read_text(encoding="utf-8") == "nội dung"
    assert (held.readers / "mine").is_dir()

    held.release()
    generation.sweep(tmp_path, nothing)
    assert names(tmp_path) == [SECOND]
    assert not held.readers.exists()


def test_sweep_removes_what_dead_processes_left(tmp_path: Path) -> None:
    publish(tmp_path, FIRST)
    generation.start(tmp_path, SECOND)
    (generation.generations(tmp_path) / f"{FIRST[:-1]}0.removed").mkdir()
    (generation.readers(tmp_path, FIRST) / "dead").mkdir(parents=True)
    (generation.readers(tmp_path, SECOND + ".partial") / "dead").mkdir(parents=True)
    told: list[str] = []

    generation.sweep(tmp_path, lambda path: told.append(path.name))

    assert names(tmp_path) == [FIRST]
    assert sorted(told) == [f"{FIRST[:-1]}0.removed", SECOND + ".partial"]
    assert list((tmp_path / "readers").rglob("dead")) == []


def test_reader_that_finds_its_generation_removed_takes_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pointer is read, then the writer publishes and removes, then the lock is taken."""
    publish(tmp_path, FIRST)
    read = generation.read_pointer
    reads = []

    def slow_read(folder: Path) -> str | None:
        version = read(folder)
        reads.append(version)
        if len(reads) == 1:
            publish(tmp_path, SECOND)
            monkeypatch.setattr(generation, "read_pointer", read)
            generation.sweep(tmp_path, nothing)
            monkeypatch.setattr(generation, "read_pointer", slow_read)
        return version

    monkeypatch.setattr(generation, "read_pointer", slow_read)
    held = generation.hold(tmp_path)

    assert held.version == SECOND
    assert reads == [FIRST, SECOND]
    held.release()


def test_full_disk_is_told_apart_from_other_failures(tmp_path: Path) -> None:
    for number in (errno.ENOSPC, errno.EDQUOT):
        with pytest.raises(StorageFull) as caught, disk_full_is_storage_full(tmp_path / "new" / "folder"):
            raise OSError(number, "no")
        assert caught.value.details["path"] == str(tmp_path / "new" / "folder")
    with pytest.raises(PermissionError), disk_full_is_storage_full(tmp_path):
        raise PermissionError(errno.EACCES, "no")
