"""The users file: names and argon2 hashes of passwords, changed whole, by one process at a time."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Annotated

import argon2
import portalocker
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.disk import disk_full_is_storage_full, write_whole
from ingest.errors import UserRefused, UsersDamaged
from ingest.settings import Settings

FILE = "users.json"  # in the index folder, unless HOIDAP_USERS names another place
SHORTEST, LONGEST = 10, 256  # characters of a password
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}", re.ASCII)
_FOR_OTHERS = stat.S_IWGRP | stat.S_IRWXO  # rights that nobody but the owner may have; a group may read
_ADD = "Hãy thêm người dùng bằng lệnh hoidap user add TÊN"


class User(BaseModel):
    """One user; ``password`` is an argon2 hash with its salt and parameters, ``added`` an ISO date."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    password: Annotated[str, Field(pattern=r"^\$argon2id\$[^\s]+$")]
    added: str


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    users: dict[Annotated[str, Field(pattern=f"^{_NAME.pattern}$")], User]


class Users:
    """The users, as the file has them now; safe to use from several threads and processes.

    Args:
        path: The file; it need not exist until it is read.
        hasher: Makes and checks the hashes.
    """

    def __init__(self, path: Path, hasher: argon2.PasswordHasher | None = None) -> None:
        self.path = path
        self._hasher = hasher or argon2.PasswordHasher()
        self._lock_path = path.with_name(path.name + ".lock")
        self._lock = Lock()
        self._seen: tuple[int, ...] = ()
        self._users: Mapping[str, User] = {}

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("nobody")

    def all(self) -> Mapping[str, User]:
        """Return the users by name, the file read anew when it has changed.

        Raises:
            UsersDamaged: It is not there, cannot be read, is malformed, or others may change or read it.
        """
        with self._lock:
            try:
                found = self.path.stat()
                seen = (found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode, found.st_uid)
                if seen != self._seen:
                    self._users, self._seen = self._read(found), seen
            except FileNotFoundError as error:
                raise self._damaged(f"chưa có tệp này. {_ADD}") from error
            except OSError as error:
                raise self._damaged("không đọc được. Hãy kiểm tra quyền đọc tệp") from error
            return self._users

    def known(self, name: str) -> None:
        """Make sure that there is such a user.

        Raises:
            UserRefused: There is none.
            UsersDamaged: See ``all``.
        """
        _among(self.all(), name)

    def mark(self, name: str) -> str | None:
        """Return what changes with a user's password; None when there is no such user.

        Raises:
            UsersDamaged: See ``all``.
        """
        user = self.all().get(name)
        return hashlib.sha256(user.password.encode()).hexdigest()[:24] if user else None

    def right(self, name: str, password: str) -> bool:
        """Tell whether the password is this user's; takes as long when there is no such user.

        Raises:
            UsersDamaged: See ``all``.
        """
        user = self.all().get(name)
        if len(password) > LONGEST:
            return False
        try:
            self._hasher.verify(user.password if user else self._nobody, _one_spelling(password))
        except argon2.exceptions.VerifyMismatchError:
            return False
        except (argon2.exceptions.InvalidHashError, argon2.exceptions.VerificationError) as error:
            raise self._damaged(f"mật khẩu của “{name}” ghi sai. Hãy đặt lại mật khẩu") from error
        return user is not None

    def add(self, name: str, password: str) -> None:
        """Add a user.

        Raises:
            UserRefused: The name is taken or is no name, or the password is too short or too long.
            UsersDamaged: See ``all``; a file that is not there is made.
        """
        check_name(name)
        _check_password(name, password)
        with self._changing() as users:
            if name in users:
                raise _refused(name, "đã có tên này. Hãy đổi mật khẩu bằng lệnh hoidap user password")
            users[name] = self._user(password)

    def change(self, name: str, password: str) -> None:
        """Give a user another password, which ends their sessions.

        Raises:
            UserRefused: There is no such user, or the password is too short or too long.
            UsersDamaged: See ``all``.
        """
        _check_password(name, password)
        with self._changing() as users:
            _among(users, name)
            users[name] = self._user(password)

    def remove(self, name: str) -> None:
        """Remove a user, which ends their sessions.

        Raises:
            UserRefused: There is no such user.
            UsersDamaged: See ``all``.
        """
        with self._changing() as users:
            _among(users, name)
            del users[name]

    def _user(self, password: str) -> User:
        today = datetime.now(UTC).date().isoformat()
        return User(password=self._hasher.hash(_one_spelling(password)), added=today)

    @contextmanager
    def _changing(self) -> Iterator[dict[str, User]]:
        """Give the users, and write what became of them, while no other process can do so."""
        with disk_full_is_storage_full(self.path.parent):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = self._lock_path.open("a", encoding="ascii")
        with lock:
            portalocker.lock(lock, portalocker.LockFlags.EXCLUSIVE)
            before = self.path.stat() if self.path.exists() else None
            users = dict(self.all()) if before else {}
            yield users
            content = _Content(users=dict(sorted(users.items())))
            with disk_full_is_storage_full(self.path.parent):
                write_whole(self.path, content.model_dump_json(indent=2).encode() + b"\n")
                self._give_back(before)

    def _give_back(self, before: os.stat_result | None) -> None:
        """Leave owner and rights as they were: root may add users of a service that is not root."""
        if before is not None:
            self.path.chmod(stat.S_IMODE(before.st_mode))
        owner = before or self.path.parent.stat()
        if os.geteuid() == 0 and owner.st_uid != 0:
            for path in (self.path, self._lock_path):
                os.chown(path, owner.st_uid, owner.st_gid)

    def _read(self, found: os.stat_result) -> Mapping[str, User]:
        if found.st_mode & _FOR_OTHERS:
            raise self._damaged("người khác đọc hoặc sửa được. Hãy chạy chmod 600 với tệp này")
        # Whose folder it is could put another file in its place anyway; root works for everybody.
        if found.st_uid not in (0, os.geteuid(), self.path.parent.stat().st_uid):
            raise self._damaged("chủ của tệp không phải là người chạy chương trình. Hãy đổi chủ của tệp")
        try:
            return _Content.model_validate_json(self.path.read_bytes()).users
        except ValidationError as error:
            raise self._damaged(
                "nội dung bị hỏng. Hãy khôi phục bản cũ, hoặc xóa tệp rồi thêm lại"
            ) from error

    def _damaged(self, reason: str) -> UsersDamaged:
        return UsersDamaged(f"users file {self.path}: {reason}", path=str(self.path), reason=reason)


def users_file(settings: Settings) -> Path:
    """Return where the users file is, or will be."""
    return Path(settings.users).expanduser() if settings.users else settings.index / FILE


def check_name(name: str) -> None:
    """Make sure that a name can be one of a user.

    Raises:
        UserRefused: It cannot.
    """
    if not _NAME.fullmatch(name):
        raise _refused(
            name, "tên chỉ gồm chữ thường không dấu, chữ số và các dấu . _ @ -, nhiều nhất 64 ký tự"
        )


def _check_password(name: str, password: str) -> None:
    if not SHORTEST <= len(unicodedata.normalize("NFC", password)) <= LONGEST:
        raise _refused(name, f"mật khẩu cần từ {SHORTEST} đến {LONGEST} ký tự")
    if password.casefold() == name:
        raise _refused(name, "mật khẩu không được trùng với tên")


def _among(users: Mapping[str, User], name: str) -> None:
    if name not in users:
        raise _refused(name, "không có tên này. Hãy xem danh sách bằng lệnh hoidap user list")


def user_name(text: str) -> str:
    """Return a name as the file has it: names differ by more than case."""
    return text.strip().lower()


def _one_spelling(password: str) -> bytes:
    """Keyboards write the same Vietnamese letters with one character or with several."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _refused(name: str, reason: str) -> UserRefused:
    return UserRefused(f"user {name!r}: {reason}", name=name, reason=reason)
