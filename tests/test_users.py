"""The users file: changed whole, by one process at a time, and not believed when others could write it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import argon2
import pytest

from assistant.messages import message_for
from assistant.users import Users, users_file
from ingest.errors import UserRefused, UsersDamaged
from tests.office import settings_for
from tests.people import CHEAP, LAN, SECRET


@pytest.fixture
def users(tmp_path: Path) -> Users:
    return Users(tmp_path / "deep" / "users.json", CHEAP)


_ADD_FIVE = """
import sys
from pathlib import Path
from assistant.users import Users
from argon2 import PasswordHasher
users = Users(Path(sys.argv[1]), PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
for number in range(5):
    users.add(f"user{sys.argv[2]}{number}", "một mật khẩu dài")
"""


class TestFile:
    def test_holds_hashes_and_no_passwords(self, users: Users) -> None:
        users.add(LAN, SECRET)
        users.add("binh", SECRET)

        content = users.path.read_text(encoding="utf-8")

        assert SECRET not in content and content.endswith("}\n")
        kept = json.loads(content)["users"]
        assert list(kept) == ["binh", LAN], "in the order of their names"
        hashes = {user["password"] for user in kept.values()}
        assert len(hashes) == 2 and all(text.startswith("$argon2id$v=19$") for text in hashes)

    def test_costs_what_is_recommended(self, tmp_path: Path) -> None:
        users = Users(tmp_path / "users.json")
        users.add(LAN, SECRET)
        found = argon2.extract_parameters(users.all()[LAN].password)
        assert (found.memory_cost, found.time_cost, found.salt_len) == (
            64 * 1024,
            3,
            16,
        )  # RFC 9106, low memory
        assert users.right(LAN, SECRET)

    def test_is_the_owners_alone(self, users: Users) -> None:
        users.add(LAN, SECRET)
        assert stat.S_IMODE(users.path.stat().st_mode) == 0o600

    def test_a_group_that_may_read_it_keeps_that(self, users: Users) -> None:
        users.add(LAN, SECRET)
        users.path.chmod(0o640)
        users.add("binh", SECRET)
        assert stat.S_IMODE(users.path.stat().st_mode) == 0o640

    @pytest.mark.parametrize("mode", [0o604, 0o602, 0o620, 0o644, 0o666, 0o601])
    def test_rights_of_others_close_it(self, users: Users, mode: int) -> None:
        users.add(LAN, SECRET)
        users.path.chmod(mode)
        for use in (users.all, lambda: users.right(LAN, SECRET), lambda: users.add("binh", SECRET)):
            with pytest.raises(UsersDamaged) as caught:
                use()
            assert "chmod 600" in message_for(caught.value) and str(users.path) in message_for(caught.value)
        users.path.chmod(0o600)
        assert list(users.all()) == [LAN]

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
    def test_somebody_elses_file_closes_it(self, users: Users) -> None:
        users.add(LAN, SECRET)
        os.chown(users.path, 12345, 12345)
        with pytest.raises(UsersDamaged, match="chủ của tệp"):
            users.all()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
    def test_root_leaves_it_to_whose_folder_it_is(self, users: Users) -> None:
        users.path.parent.mkdir()
        os.chown(users.path.parent, 12345, 12345)
        users.add(LAN, SECRET)
        users.add("binh", SECRET)
        owners = {path.name: path.stat().st_uid for path in users.path.parent.iterdir()}
        assert owners == {"users.json": 12345, "users.json.lock": 12345}

    @pytest.mark.parametrize(
        "content",
        [
            b"", b"{", b"[]", b"{}", b'{"users": []}', b'{"users": {"lan": "x"}}', b"\xff\xfe",
            b'{"users": {"lan": {"password": "plain", "added": "2026-01-01"}}}',
            b'{"users": {"LAN": {"password": "$argon2id$v=19$x", "added": "2026-01-01"}}}',
            b'{"users": {}, "admin": true}',
        ],
    )  # fmt: skip
    def test_damaged_is_told_and_left_as_it_is(self, users: Users, content: bytes) -> None:
        users.add(LAN, SECRET)
        users.path.write_bytes(content)
        for use in (users.all, lambda: users.add("binh", SECRET), lambda: users.mark(LAN)):
            with pytest.raises(UsersDamaged) as caught:
                use()
            assert "nội dung bị hỏng" in message_for(caught.value)
        assert users.path.read_bytes() == content

    def test_hash_that_is_none_is_told(self, users: Users) -> None:
        users.add(LAN, SECRET)
        broken = users.path.read_text().replace("$m=", "$x=")
        users.path.write_text(broken)
        with pytest.raises(UsersDamaged, match="đặt lại mật khẩu"):
            users.right(LAN, SECRET)

    def test_missing_says_how_to_make_it(self, users: Users) -> None:
        with pytest.raises(UsersDamaged) as caught:
            users.all()
        assert "hoidap user add" in message_for(caught.value)

    def test_folder_in_its_place(self, users: Users) -> None:
        users.path.mkdir(parents=True)
        users.path.chmod(0o700)
        with pytest.raises(UsersDamaged, match="không đọc được"):
            users.all()

    def test_lies_beside_the_index_unless_told(self, tmp_path: Path) -> None:
        assert users_file(settings_for(tmp_path)) == tmp_path / "users.json"
        told = settings_for(tmp_path, users="~/hoidap.json")
        assert users_file(told) == Path.home() / "hoidap.json"


class TestChanges:
    def test_of_several_processes_at_once_are_all_kept(self, users: Users) -> None:
        command = [sys.executable, "-c", _ADD_FIVE, str(users.path)]
        processes = [subprocess.Popen([*command, name]) for name in "abc"]
        assert [process.wait(120) for process in processes] == [0, 0, 0]
        assert sorted(users.all()) == [f"user{name}{number}" for name in "abc" for number in range(5)]

    def test_of_several_threads_at_once_are_all_kept(self, users: Users) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: users.add(f"user{number}", SECRET), range(24)))
        assert len(users.all()) == 24

    def test_of_one_name_by_many_count_once(self, users: Users) -> None:
        def add(number: int) -> bool:
            try:
                users.add(LAN, f"{SECRET} {number}")
            except UserRefused:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            done = list(pool.map(add, range(8)))
        assert done.count(True) == 1
        assert users.right(LAN, f"{SECRET} {done.index(True)}")

    def test_are_seen_by_who_has_read_it_before(self, users: Users) -> None:
        users.add(LAN, SECRET)
        server = Users(users.path, CHEAP)
        mark = server.mark(LAN)
        assert mark and server.right(LAN, SECRET)

        users.change(LAN, "một mật khẩu khác")

        assert server.mark(LAN) not in (None, mark)
        assert not server.right(LAN, SECRET) and server.right(LAN, "một mật khẩu khác")
        users.remove(LAN)
        assert server.mark(LAN) is None and not server.right(LAN, "một mật khẩu khác")

    def test_that_cannot_be_written_leave_the_old_file(
        self, users: Users, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        users.add(LAN, SECRET)
        before = users.path.read_bytes()

        def full(*_: object) -> None:
            raise OSError(5, "input/output error")

        monkeypatch.setattr("assistant.users.write_whole", full)
        with pytest.raises(OSError, match="input/output"):
            users.add("binh", SECRET)
        assert users.path.read_bytes() == before

    @pytest.mark.parametrize(
        "name", ["", "Lan", "lan anh", "lân", "-lan", ".lan", "a" * 65, "lan:x", "lan\n", "../lan", "lan\x00"]
    )
    def test_strange_names_are_refused(self, users: Users, name: str) -> None:
        with pytest.raises(UserRefused) as caught:
            users.add(name, SECRET)
        assert "chữ thường không dấu" in message_for(caught.value)
        assert not users.path.exists()

    @pytest.mark.parametrize("name", ["a", "lan.anh", "lan_anh", "lan-anh@so.gov.vn", "0912", "a" * 64])
    def test_usual_names_are_taken(self, users: Users, name: str) -> None:
        users.add(name, SECRET)
        assert users.right(name, SECRET)

    @pytest.mark.parametrize("password", ["", "123456789", "lan.van.anh", "LAN.VAN.ANH", "x" * 257])
    def test_weak_passwords_are_refused(self, users: Users, password: str) -> None:
        with pytest.raises(UserRefused, match="mật khẩu"):
            users.add("lan.van.anh", password)
        users.add("lan.van.anh", SECRET)
        with pytest.raises(UserRefused, match="mật khẩu"):
            users.change("lan.van.anh", password)
        assert users.right("lan.van.anh", SECRET)

    def test_of_nobody_are_refused(self, users: Users) -> None:
        users.add(LAN, SECRET)
        for change in (users.remove, users.known, lambda name: users.change(name, SECRET)):
            with pytest.raises(UserRefused, match="không có tên này"):
                change("binh")
        with pytest.raises(UserRefused, match="đã có tên này"):
            users.add(LAN, SECRET)


class TestPasswords:
    def test_right_and_wrong(self, users: Users) -> None:
        users.add(LAN, SECRET)
        assert users.right(LAN, SECRET)
        for wrong in (
            "",
            SECRET + " ",
            SECRET.upper(),
            SECRET[:-1],
            "\x00" + SECRET,
            "x" * 100_000,
            "\ud800",
        ):
            assert not users.right(LAN, wrong)

    def test_nobody_takes_as_much_work_as_somebody(
        self, users: Users, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        users.add(LAN, SECRET)
        verified = []
        verify = argon2.PasswordHasher.verify
        monkeypatch.setattr(
            argon2.PasswordHasher, "verify", lambda *given: verified.append(given[1][:27]) or verify(*given)
        )
        assert not users.right("nobody", SECRET)
        assert not users.right(LAN, "một mật khẩu sai")
        assert len(verified) == 2 and verified[0] == verified[1], "same algorithm, same cost"

    def test_letters_written_in_parts_are_the_same(self, users: Users) -> None:
        users.add(LAN, unicodedata.normalize("NFC", SECRET))
        assert users.right(LAN, unicodedata.normalize("NFD", SECRET))
