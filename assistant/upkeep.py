"""The commands that look after an index: watch a folder, back up, restore, rebuild, allow what is secret."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from assistant.commands import run_ingest, run_work
from assistant.messages import message_for
from ingest.errors import HoiDapError, UnreadableFile
from ingest.settings import Settings


def run_watch(paths: Sequence[Path], settings: Settings, console: Console) -> None:
    """Ingest now and after every change below the paths, until Ctrl-C.

    Raises:
        UnreadableFile: One of them is not there; ``details``: ``path``.
    """
    from assistant.watch import keep_in_step

    for path in paths:
        if not path.exists():
            raise UnreadableFile(f"no {path}", path=str(path))

    def complain(error: HoiDapError) -> None:
        console.print(message_for(error), style="red", markup=False, highlight=False, soft_wrap=True)

    def ingest() -> None:
        run_ingest(paths, settings, console)

    where = ", ".join(map(str, paths))
    console.print(
        f"Đang theo dõi {where}. Bấm Ctrl-C để dừng.", highlight=False, markup=False, soft_wrap=True
    )
    keep_in_step(paths, settings.index, ingest, complain)


def run_backup(file: Path, settings: Settings, console: Console) -> None:
    """Write a backup of the index, also while a server runs on it.

    Raises:
        HoiDapError: See ``ingest.backup.backup``.
    """
    from ingest.backup import backup

    contents = backup(settings.index, file)
    size = file.stat().st_size / 1e6
    console.print(
        f"Đã sao lưu {contents.documents} tài liệu vào {file} ({size:.1f} MB) và đã đọc lại để kiểm tra.",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


def run_restore(file: Path, settings: Settings, console: Console) -> None:
    """Make a backup the index, also while a server runs on it.

    Raises:
        HoiDapError: See ``ingest.rebuild.restore``.
    """
    from ingest.work import Work

    run_work(Work("restore", (str(file),)), settings, console)
    console.print(f"Đã khôi phục chỉ mục từ {file}.", highlight=False, markup=False, soft_wrap=True)


def run_rebuild(settings: Settings, console: Console) -> None:
    """Make Chroma and the lexical index again from the stored texts.

    Raises:
        HoiDapError: See ``ingest.rebuild.rebuild``.
    """
    from ingest.work import Work

    run_work(Work("rebuild"), settings, console)
    console.print("Đã lập lại chỉ mục từ văn bản đã lưu.", highlight=False)


def run_allow(target: str, forbid: bool, settings: Settings, console: Console) -> bool:
    """Let a file that is stamped secret be searched, or take that back; tell whether its file could be read.

    Raises:
        HoiDapError: See ``ingest.work.perform``.
    """
    from ingest.work import Work

    return not run_work(Work("forbid" if forbid else "allow", (), target), settings, console).failed
