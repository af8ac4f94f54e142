"""The commands that look after an index, to the exit code. Run with ``pytest tests/test_upkeep.py``."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from assistant import cli, handover
from assistant.upkeep import run_watch
from ingest.errors import UnreadableFile
from ingest.index import current_version, open_index
from tests.fakes import HashEncoder
from tests.office import content_of, settings_for, text_of, write_office

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command in an empty folder with the stand-in encoder; returns its code and what it wrote."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "out", Console(width=400))
    monkeypatch.setattr(cli, "err", Console(stderr=True, width=400))
    monkeypatch.setattr(handover, "load_encoder", lambda _: HashEncoder())

    def command(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["hoidap", *map(str, arguments), "--index", "i"])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capfd.readouterr()
        assert "Traceback" not in said.err
        return int(ended.value.code or 0), said.out + said.err

    return command


def test_backup_and_restore(run: Run, tmp_path: Path) -> None:
    write_office(tmp_path / "office", 2)
    run("ingest", "office")
    before = content_of(tmp_path / "i")
    code, said = run("backup", "b.zip")
    assert code == 0 and "Đã sao lưu 2 tài liệu vào b.zip" in said
    (tmp_path / "office" / "bai-01.txt").write_text(text_of(1, "sửa"), encoding="utf-8")
    run("ingest", "office")
    code, said = run("restore", "b.zip")
    assert code == 0 and "Đã khôi phục chỉ mục từ b.zip" in said
    assert content_of(tmp_path / "i") == before

    whole = (tmp_path / "b.zip").read_bytes()
    (tmp_path / "b.zip").write_bytes(whole[: len(whole) // 2])
    version = current_version(tmp_path / "i")
    code, said = run("restore", "b.zip")
    assert code == 1 and re.search(r"Tệp sao lưu .*b\.zip bị hỏng", said)
    assert current_version(tmp_path / "i") == version
    code, said = run("backup", "none/b.zip")
    assert code == 1 and "Không mở được tệp none/b.zip" in said


def test_rebuild(run: Run, tmp_path: Path) -> None:
    code, said = run("rebuild")
    assert code == 1 and "hoidap ingest" in said
    write_office(tmp_path / "office", 2)
    run("ingest", "office")
    before, version = content_of(tmp_path / "i"), current_version(tmp_path / "i")
    code, said = run("rebuild")
    assert code == 0 and "Đã lập lại chỉ mục" in said
    assert content_of(tmp_path / "i") == before and current_version(tmp_path / "i") != version


def test_table_of_documents_tells_what_is_not_searched(run: Run, tmp_path: Path) -> None:
    first, _ = write_office(tmp_path / "office", 2)
    (tmp_path / "office" / "mat.txt").write_text("TUYỆT MẬT\n\n" + text_of(5), encoding="utf-8")
    (tmp_path / "office" / "sao.txt").write_bytes(first.read_bytes())
    (tmp_path / "office" / "trong.txt").touch()
    code, said = run("ingest", "office")
    assert code == 1, "one file failed"
    assert re.search(r"Cách ly.*mat\.txt.*có dấu TUYỆT MẬT", said)
    assert re.search(r"Trùng nội dung.*sao\.txt.*đã có trong tài liệu bai-00", said)
    assert "Thêm 2, thay đổi 0, gỡ 0, giữ nguyên 0, trùng 1, cách ly 1, lỗi 1." in said

    _, said = run("documents")
    assert "Tìm theo" not in said
    assert re.search(r"Cách ly.*mat\.txt.*TUYỆT MẬT", said) and re.search(r"Trùng.*sao\.txt.*bai-00", said)
    assert re.search(r"Lỗi.*trong\.txt.*không có nội dung", said)
    rows = json.loads(run("documents", "--json")[1])
    assert [(row["id"], row["state"], len(row["also"])) for row in rows] == [
        ("bai-00", "ready", 1),
        ("bai-01", "ready", 0),
    ]

    code, said = run("allow", "mat")
    assert code == 0 and re.search(r"Thêm mới.*mat\.txt", said)
    assert len(json.loads(run("documents", "--json")[1])) == 3
    code, said = run("allow", "mat", "--forbid")
    assert code == 0 and "cách ly 1" in said
    code, said = run("allow", "khong-co")
    assert code == 1 and "khong-co" in said


def test_watched_folder_stays_in_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "load_encoder", lambda _: HashEncoder())
    write_office(tmp_path / "office", 1)
    settings, console = settings_for(tmp_path / "i"), Console(file=(tmp_path / "said").open("w"))
    with pytest.raises(UnreadableFile):
        run_watch([tmp_path / "none"], settings, console)

    class Stopped(BaseException):
        """Stands for Ctrl-C."""

    added = threading.Event()

    def work(*_: object) -> None:
        ingest(*_)  # type: ignore[arg-type]
        if added.is_set():
            raise Stopped
        added.set()
        (tmp_path / "office" / "moi.txt").write_text(text_of(9), encoding="utf-8")

    from assistant.upkeep import run_ingest as ingest

    monkeypatch.setattr("assistant.upkeep.run_ingest", work)
    with pytest.raises(Stopped):
        run_watch([tmp_path / "office"], settings, console)
    with open_index(settings.index, settings, HashEncoder.name) as index:
        assert list(index.documents) == ["bai-00", "moi"]
