"""``hoidap doctor``: what is installed, does it work together, and what to do where it does not."""

from __future__ import annotations

import platform
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.messages import message_for
from ingest.errors import HoiDapError
from ingest.settings import Settings

if TYPE_CHECKING:
    from ingest.embed import Encoder

_PACKAGES = (
    "torch",
    "sentence-transformers",
    "chromadb",
    "llama-index-core",
    "gradio",
    "underthesea",
    "bm25s",
)
_LLM_SECONDS = 5.0


class _Unwell(Exception):
    """A check failed; the message is shown as it is."""


def run_doctor(settings: Settings, console: Console) -> int:
    """Check every part and print a table.

    Returns:
        0 when everything that is needed works, else 1.
    """
    checks: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("Python", lambda _: f"{platform.python_version()} ({platform.machine()})"),
        ("Thư viện", _libraries),
        ("Mô hình tìm kiếm", _encoder),
        ("Thư mục tài liệu", _corpus),
        ("Chỉ mục", _index),
        ("LLM", _llm),
    )
    table = Table("Hạng mục", "Tình trạng", "Chi tiết", show_lines=False)
    healthy = True
    for name, check in checks:
        state, detail = "[green]tốt[/]", ""
        try:
            detail = check(settings)
        except _Unwell as error:
            state, detail = "[red]lỗi[/]", str(error)
        except HoiDapError as error:
            state, detail = "[red]lỗi[/]", message_for(error)
        healthy = healthy and "red" not in state
        table.add_row(name, state, Text(detail))
    console.print(table)
    return 0 if healthy else 1


def _libraries(_: Settings) -> str:
    missing = [name for name in _PACKAGES if not _version(name)]
    if missing:
        raise _Unwell(f"thiếu {', '.join(missing)}. Hãy cài lại: make setup")
    return ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _encoder(settings: Settings) -> str:
    encoder = _load(settings)
    return f"{encoder.name}, {encoder.dimension} chiều"


@lru_cache(maxsize=1)
def _load(settings: Settings) -> Encoder:
    from ingest.embed import load_encoder

    return load_encoder(settings)


def _corpus(settings: Settings) -> str:
    folder = settings.corpus
    if not folder.is_dir():
        return f"{folder}: không có (chỉ cần khi nạp tài liệu mặc định)"
    return f"{folder}: {sum(1 for path in _files(folder))} tệp"


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.toml"]


def _index(settings: Settings) -> str:
    from assistant.commands import stored_encoder
    from ingest.index import open_index
    from ingest.vectors import VectorsFailed

    stored_encoder(settings.index)  # no index is worse news than no encoder to read it with
    with open_index(settings.index, settings, _load(settings).name) as index:
        stats = index.stats
        try:
            index.check(every=1)
        except (ValueError, VectorsFailed) as error:
            raise _Unwell("véc-tơ trong Chroma không khớp với tài liệu. Hãy chạy: hoidap ingest") from error
    size = f"{stats.size / 1e6:.1f} MB"
    return f"{stats.documents} tài liệu, {stats.chunks} đoạn, lập lúc {stats.built_at}, {size}"


def _llm(settings: Settings) -> str:
    if not settings.llm_base_url:
        return "chưa khai báo; câu trả lời lấy nguyên văn từ tài liệu"
    import httpx

    url = settings.llm_base_url.rstrip("/") + "/models"
    key = settings.llm_api_key.get_secret_value()
    try:
        reply = httpx.get(
            url, headers={"Authorization": f"Bearer {key}"} if key else {}, timeout=_LLM_SECONDS
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"không gọi được {url} ({type(error).__name__}); bản này chưa dùng LLM để trả lời"
    return f"{url} trả lời mã {reply.status_code}; bản này chưa dùng LLM để trả lời"
