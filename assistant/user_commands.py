"""``hoidap user add|password|list|remove``: who may sign in, kept in the users file."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from ingest.errors import UserRefused
from ingest.settings import load_settings

if TYPE_CHECKING:
    from assistant.users import Users

user_app = typer.Typer(
    help="Người dùng đăng nhập khi HOIDAP_AUTH=password.", no_args_is_help=True, add_completion=False
)
out = Console()

Name = Annotated[str, typer.Argument(metavar="TÊN", help="Tên đăng nhập.")]
IndexOption = Annotated[Path | None, typer.Option("--index", help="Thư mục chỉ mục (mặc định .hoidap).")]


@user_app.command()
def add(name: Name, index: IndexOption = None) -> None:
    """Thêm người dùng; hỏi mật khẩu hai lần, hoặc đọc một dòng từ đầu vào."""
    from assistant.users import check_name

    users, name = _users(index), name.strip().lower()
    check_name(name)
    users.add(name, _password(name))
    _say(f"Đã thêm người dùng {name} vào {users.path}")


@user_app.command()
def password(name: Name, index: IndexOption = None) -> None:
    """Đổi mật khẩu; các phiên đang mở của người ấy kết thúc ngay."""
    users, name = _users(index), name.strip().lower()
    users.known(name)
    users.change(name, _password(name))
    _say(f"Đã đổi mật khẩu của {name}")


@user_app.command("list")
def list_(index: IndexOption = None) -> None:
    """Liệt kê người dùng."""
    table = Table("Tên", "Đặt mật khẩu ngày")
    for name, user in _users(index).all().items():
        table.add_row(name, "/".join(reversed(user.added.split("-"))))
    out.print(table)


@user_app.command()
def remove(name: Name, index: IndexOption = None) -> None:
    """Xóa người dùng; các phiên đang mở của người ấy kết thúc ngay."""
    users, name = _users(index), name.strip().lower()
    users.remove(name)
    _say(f"Đã xóa người dùng {name}")


def _users(index: Path | None) -> Users:
    from assistant.users import Users, users_file

    return Users(users_file(load_settings(index=index)))


def _password(name: str) -> str:
    """Ask twice without showing what is typed; of input that is no terminal, take the first line.

    Raises:
        UserRefused: The two differ.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from assistant.users import SHORTEST

    first = getpass.getpass(f"Mật khẩu cho {name} (ít nhất {SHORTEST} ký tự): ")
    if getpass.getpass("Nhập lại mật khẩu: ") != first:
        raise UserRefused("passwords differ", name=name, reason="hai lần nhập mật khẩu khác nhau")
    return first


def _say(sentence: str) -> None:
    out.print(sentence, markup=False, highlight=False, soft_wrap=True)
