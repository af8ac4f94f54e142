"""``hoidap user …`` from arguments to exit code, with the password typed at a terminal or piped in."""

from __future__ import annotations

import io
import os
import pty
import select
import subprocess
import time
from pathlib import Path

import pytest

from assistant import cli
from assistant.users import Users
from tests.service import HOIDAP, plain_environment

SECRET = "mật khẩu của Lan"


@pytest.fixture
def hoidap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run ``hoidap user`` with a line of input; gives exit code, output and what was said of failures."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, given: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["hoidap", "user", *words])
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


def test_add_list_change_remove(hoidap, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    users = Users(tmp_path / ".hoidap" / "users.json")
    assert hoidap("add", "Lan", given=SECRET + "\n") == (
        0,
        "Đã thêm người dùng lan vào .hoidap/users.json\n",
        "",
    )
    assert users.right("lan", SECRET)
    code, listed, _ = hoidap("list")
    assert code == 0 and "lan" in listed and "Đặt mật khẩu ngày" in listed

    assert hoidap("password", "lan", given="một mật khẩu khác\r\n")[0] == 0
    assert users.right("lan", "một mật khẩu khác") and not users.right("lan", SECRET)

    assert hoidap("remove", "lan")[:2] == (0, "Đã xóa người dùng lan\n")
    assert not users.all()


def test_faults_are_one_sentence_and_exit_code_1(hoidap, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert hoidap("list")[0] == 1
    hoidap("add", "lan", given=SECRET + "\n")
    before = (tmp_path / ".hoidap" / "users.json").read_bytes()
    for words, given, part in (
        (("add", "lan"), SECRET, "đã có tên này"),
        (("add", "Lân"), SECRET, "chữ thường không dấu"),
        (("add", "binh"), "ngắn", "từ 10 đến 256 ký tự"),
        (("add", "binh"), "", "từ 10 đến 256 ký tự"),
        (("password", "binh"), SECRET, "không có tên này"),
        (("password", "lan"), "ngắn", "từ 10 đến 256 ký tự"),
        (("remove", "binh"), "", "không có tên này"),
    ):
        code, out, said = hoidap(*words, given=given)
        assert (code, out) == (1, "") and part in said and len(said.strip().splitlines()) == 1
        assert given == "" or given not in said.replace(part, "")
    assert (tmp_path / ".hoidap" / "users.json").read_bytes() == before


def test_file_elsewhere(hoidap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("HOIDAP_USERS", str(tmp_path / "people" / "users.json"))
    assert hoidap("add", "lan", given=SECRET + "\n")[0] == 0
    assert list(Users(tmp_path / "people" / "users.json").all()) == ["lan"]
    monkeypatch.delenv("HOIDAP_USERS")
    assert hoidap("list", "--index", str(tmp_path / "people"))[0] == 0


@pytest.mark.parametrize(
    ("second", "code", "part"), [(SECRET, 0, "Đã thêm"), ("khác hẳn rồi", 1, "khác nhau")]
)
def test_at_a_terminal_it_asks_twice_and_shows_nothing(
    tmp_path: Path, second: str, code: int, part: str
) -> None:
    ours, theirs = pty.openpty()
    command = [HOIDAP, "user", "add", "lan"]
    environment = {**plain_environment(), "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=tmp_path,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    shown = _until(ours, "ký tự): ")
    os.write(ours, f"{SECRET}\n".encode())
    shown += _until(ours, "Nhập lại mật khẩu: ")
    os.write(ours, f"{second}\n".encode())
    shown += _until(ours, part)
    assert process.wait(60) == code
    os.close(ours)
    assert SECRET not in shown and second not in shown
    assert (tmp_path / ".hoidap" / "users.json").exists() is (code == 0)


def _until(terminal: int, part: str) -> str:
    seen, until = b"", time.monotonic() + 120
    while part.encode() not in seen:
        assert time.monotonic() < until, seen.decode("utf-8", "replace")
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 4096)
    return seen.decode("utf-8", "replace")
