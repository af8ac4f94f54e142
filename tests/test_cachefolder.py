"""A built folder is whole or not there: damage, crashes, several processes."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import cachefolder
from ingest.cachefolder import CHECKSUMS, damage, ready_folder


def build(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "weights").write_bytes(b"w" * 1000)
    (folder / "inner" / "config.json").write_text("{}")


class Counted:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, folder: Path) -> None:
        self.calls += 1
        build(folder)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.endswith(".lock")}


def test_builds_once(tmp_path: Path) -> None:
    once = Counted()
    target = tmp_path / "deep" / "model"
    assert ready_folder(target, once, layout=1) == target
    assert ready_folder(target, once, layout=1) == target
    assert once.calls == 1
    assert damage(target, layout=1) is None
    assert names(target) == {"weights", "inner", CHECKSUMS}
    assert names(tmp_path / "deep") == {"model"}


def flip(target: Path) -> None:
    content = bytearray((target / "weights").read_bytes())
    content[500] ^= 1
    (target / "weights").write_bytes(content)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut short": (
        lambda target: (target / "weights").write_bytes(b"w" * 999),
        "weights: 999 bytes, not 1000",
    ),
    "one bit": (flip, "weights: wrong sha256"),
    "file gone": (lambda target: (target / "inner" / "config.json").unlink(), "config.json is missing"),
    "no checksums": (lambda target: (target / CHECKSUMS).unlink(), f"{CHECKSUMS} is missing"),
    "empty checksums": (lambda target: (target / CHECKSUMS).write_text(""), f"{CHECKSUMS} is unreadable"),
    "other checksums": (lambda target: (target / CHECKSUMS).write_text("[]"), f"{CHECKSUMS} is unreadable"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_seen_and_mended(tmp_path: Path, kind: str) -> None:
    harm, reason = DAMAGE[kind]
    target = ready_folder(tmp_path / "model", build, layout=1)
    harm(target)
    found = damage(target, layout=1)
    assert found is not None
    assert found.startswith(reason)
    ready_folder(target, build, layout=1)
    assert damage(target, layout=1) is None
    assert names(tmp_path) == {"model"}


def test_a_bit_of_a_big_file_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cachefolder, "BIG", 100)
    target = ready_folder(tmp_path / "model", build, layout=1)
    flip(target)
    assert damage(target, layout=1) == "weights: wrong crc32"


def test_another_layout_is_built_anew(tmp_path: Path) -> None:
    ready_folder(tmp_path / "model", build, layout=1)
    once = Counted()
    ready_folder(tmp_path / "model", once, layout=2)
    assert once.calls == 1
    assert json.loads((tmp_path / "model" / CHECKSUMS).read_text())["layout"] == 2


def test_a_failed_build_leaves_the_place_as_it_was(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "weights").write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        ready_folder(tmp_path / "model", fail, layout=1)
    assert names(tmp_path) == set()


def build_slowly(folder: Path) -> None:
    build(folder)
    with (folder.parent / "builds").open("a") as log:
        log.write("one\n")
    time.sleep(0.5)


def build_in_process(target: Path) -> None:
    ready_folder(target, build_slowly, layout=1)


def test_processes_that_come_together_build_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=build_in_process, args=(tmp_path / "model",)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert (tmp_path / "builds").read_text() == "one\n"
    assert damage(tmp_path / "model", layout=1) is None


def build_forever(folder: Path) -> None:
    build(folder)
    (folder.parent / "started").touch()
    time.sleep(60)


def hang_in_process(target: Path) -> None:
    ready_folder(target, build_forever, layout=1)


def test_a_killed_build_is_cleared_away(tmp_path: Path) -> None:
    worker = multiprocessing.get_context("spawn").Process(target=hang_in_process, args=(tmp_path / "model",))
    worker.start()
    deadline = time.monotonic() + 30
    while not (tmp_path / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    worker.kill()
    worker.join(30)
    assert not (tmp_path / "model").exists()
    assert len(names(tmp_path)) == 2  # "started" and the half-built folder
    ready_folder(tmp_path / "model", build, layout=1)
    assert damage(tmp_path / "model", layout=1) is None
    assert names(tmp_path) == {"started", "model"}
