"""``hoidap doctor``: what is installed, does it work together, and what to do where it does not."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.messages import message_for, model_fault
from assistant.programs import ProgramMissing, antiword, libreoffice, tesseract
from ingest.errors import HoiDapError, ModelFailed
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
_LLM_SECONDS = 20.0
_LLM_ADVICE = {
    "refused": "Hãy kiểm tra HOIDAP_LLM_BASE_URL và xem máy chủ đó đã chạy chưa",
    "unauthorised": "Hãy kiểm tra HOIDAP_LLM_API_KEY",
    "unknown_model": "Hãy kiểm tra HOIDAP_LLM_MODEL và HOIDAP_LLM_BASE_URL (thường kết thúc bằng /v1)",
    "busy": "Hãy đợi rồi thử lại, hoặc dùng máy chủ khác",
    "timeout": "Hãy tăng HOIDAP_LLM_TIMEOUT hoặc chọn mô hình nhỏ hơn",
    "bad_reply": "Địa chỉ này không nói giao thức của OpenAI; hãy kiểm tra HOIDAP_LLM_BASE_URL",
}


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
        ("Bộ đọc", _reader),
        ("LibreOffice", libreoffice),
        ("antiword", antiword),
        ("Tesseract", tesseract),
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
        except ProgramMissing as missing:
            state, detail = "[red]lỗi[/]" if missing.needed else "[yellow]thiếu[/]", str(missing)
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


def _reader(settings: Settings) -> str:
    from assistant.reader import load_reader

    return load_reader(settings.threads).name


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
    from assistant.llm import Model
    from assistant.prompts import PROBE

    seconds = min(settings.llm_timeout, _LLM_SECONDS)
    model = Model(settings)
    began = time.monotonic()
    try:
        model.complete((("user", PROBE.fill()),), began + seconds)
    except ModelFailed as failure:
        fault = str(failure.details["fault"])
        advice = _LLM_ADVICE.get(fault, "Hãy xem nhật ký của máy chủ đó")
        known = _models(settings) if fault == "unknown_model" else ""
        raise _Unwell(f"{model_fault(fault)} ({settings.llm_base_url}). {advice}{known}.") from failure
    finally:
        model.close()
    took = f"{time.monotonic() - began:.1f}".replace(".", ",")
    return f"{settings.llm_model} tại {settings.llm_base_url}, trả lời sau {took} giây"


def _models(settings: Settings) -> str:
    """Name the models that an endpoint lists; "" when it lists none."""
    import httpx

    key = settings.llm_api_key.get_secret_value()
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    url = f"{settings.llm_base_url.rstrip('/')}/models"
    try:
        reply = httpx.get(url, headers=headers, timeout=_LLM_SECONDS, trust_env=False)
        names = [str(model["id"])[:60] for model in reply.json()["data"]][:8]
    except (httpx.HTTPError, ValueError, TypeError, LookupError):
        return ""
    return f". Máy chủ có: {', '.join(names)}" if names else ""
