"""The log of who did what: only added to, read backwards in pages, whole after a power cut."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path

import pytest

from assistant import audit
from assistant.audit import FILE, Audit


def test_lines_are_added_and_read_newest_first(tmp_path: Path) -> None:
    log = Audit(tmp_path / "index")
    assert log.last(10) == ([], 0)
    log.note("lan", "delete", "a/b.txt", document="b", fields="")
    log.note("hoa", "sync")
    lines, older = log.last(10)
    assert [{**line, "at": ""} for line in lines] == [
        {"at": "", "who": "hoa", "action": "sync"},
        {"at": "", "who": "lan", "action": "delete", "name": "a/b.txt", "document": "b"},
    ]
    assert older == 0 and lines[0]["at"].endswith("+00:00")
    file = tmp_path / "index" / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_name_cannot_write_a_line_of_its_own(tmp_path: Path) -> None:
    log = Audit(tmp_path)
    log.note("lan", "upload", 'x\n{"who": "hoa"}\r\udcff')
    assert len((tmp_path / FILE).read_bytes().splitlines()) == 1 and len(log.last(10)[0]) == 1


@pytest.mark.parametrize("block", [64, 300, 1 << 19])
def test_pages_of_a_long_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    log = Audit(tmp_path)
    for number in range(25):
        log.note("lan", "reread", f"tệp {number}")
    longest = max(map(len, (tmp_path / FILE).read_bytes().splitlines())) + 1
    monkeypatch.setattr(audit, "_READ", max(block, 2 * longest))
    told: list[str] = []
    before: int | None = None
    while before != 0:
        lines, before = log.last(10, before)
        told += [line["name"] for line in lines]
    assert told == [f"tệp {number}" for number in reversed(range(25))]


def test_what_a_power_cut_left_is_passed_over(tmp_path: Path) -> None:
    log = Audit(tmp_path)
    log.note("lan", "sync")
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"who": "la\n[1]\n\xff\n')
    log.note("hoa", "sync")
    assert [line["who"] for line in log.last(10)[0]] == ["hoa", "lan"]


def test_many_at_once(tmp_path: Path) -> None:
    logs = [Audit(tmp_path), Audit(tmp_path)]
    threads = [
        threading.Thread(target=lambda log=log: [log.note("lan", "sync", "x" * 500) for _ in range(20)])
        for log in logs * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    lines = (tmp_path / FILE).read_text().splitlines()
    assert len(lines) == 80 and all(json.loads(line)["name"] == "x" * 500 for line in lines)
