"""What the commands do, once arguments and settings are known."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from assistant.messages import message_for
from assistant.records import Answer
from ingest.errors import BadInput, DocumentUnknown, HoiDapError, IndexMissing, PortInUse, UnreadableFile
from ingest.settings import Settings

if TYPE_CHECKING:
    from ingest.sync import SyncReport

_STAGES = {
    "read": "Đọc tệp",
    "words": "Tách từ",
    "embed": "Tính véc-tơ",
    "store": "Ghi chỉ mục",
    "check": "Kiểm tra",
}


def run_ingest(paths: Sequence[Path], settings: Settings, console: Console) -> SyncReport:
    """Sync paths into the index, show the progress and a table of what became of each file."""
    from ingest.embed import load_encoder
    from ingest.sync import sync

    with _progress(console) as progress:
        report = sync(paths, settings, load_encoder(settings), progress)
    _show_report(report, console)
    return report


@contextmanager
def _progress(console: Console) -> Iterator[Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, TaskID] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_STAGES.get(stage, stage), total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield progress


def _show_report(report: SyncReport, console: Console) -> None:
    table = Table("Kết quả", Column("Tệp", overflow="fold"), Column("Mã tài liệu", overflow="fold"), "Lý do")
    groups = (
        ("Thêm mới", report.added),
        ("Thay đổi", report.changed),
        ("Đã gỡ", report.removed),
        ("Lỗi", report.failed),
    )
    for name, entries in groups:
        for entry in entries:
            reason = message_for(entry.error) if entry.error else entry.reason
            table.add_row(name, entry.path, entry.document_id, reason)
    if table.row_count:
        console.print(table)
    console.print(
        f"Thêm {len(report.added)}, thay đổi {len(report.changed)}, gỡ {len(report.removed)}, "
        f"giữ nguyên {len(report.unchanged)}, lỗi {len(report.failed)}.",
        highlight=False,
    )


def run_ask(question: str, as_json: bool, settings: Settings, console: Console) -> None:
    """Answer one question on the terminal."""
    from assistant.assistant import Assistant

    assistant = Assistant.open(settings)
    try:
        answer = assistant.ask(question)
    finally:
        assistant.close()
    if as_json:
        print(json.dumps(asdict(answer), ensure_ascii=False, indent=2))
    else:
        _show_answer(answer, console)


def _show_answer(answer: Answer, console: Console) -> None:
    def line(text: str, style: str = "") -> None:
        console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)

    if answer.standalone_question.strip() != " ".join(answer.question.split()):
        line(f"Đã hiểu là: {answer.standalone_question}", "dim")
    line(answer.text.replace("**", ""))
    for reason in answer.review_reasons:
        line(f"Lưu ý: {reason}", "yellow")
    for citation in answer.citations:
        about = ", ".join(part for part in (citation.title, citation.publisher, citation.issued) if part)
        line(f"[{citation.label}] {about}", "bold")
        line(f"    “{' '.join(citation.quote.split())}”")
        line(f"    {citation.document_id}, ký tự {citation.start}–{citation.end}", "dim")


def run_batch(path: Path, target: Path, settings: Settings, console: Console) -> None:
    """Answer every line of a JSONL file; the target appears whole or not at all.

    Raises:
        UnreadableFile: The file cannot be read, or the target's folder is not there.
        BadInput: A line is not ``{"id", "question", "history"}``; nothing is asked then.
    """
    from assistant.assistant import Assistant

    lines = _batch_lines(path)
    if not target.parent.is_dir():
        raise UnreadableFile(f"no folder {target.parent}", path=str(target.parent))
    assistant = Assistant.open(settings)
    partial = target.with_name(target.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            for line in lines:
                file.write(json.dumps(_batch_answer(assistant, line), ensure_ascii=False) + "\n")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
        assistant.close()
    console.print(f"Đã trả lời {len(lines)} câu, ghi vào {target}.", highlight=False, markup=False)


def _batch_answer(assistant: Any, line: dict[str, Any]) -> dict[str, Any]:
    """Return the answer of a line; a question that cannot be asked gets ``error`` in its place."""
    try:
        answer = asdict(assistant.ask(line["question"], line.get("history") or ()))
    except HoiDapError as error:
        return {"id": line["id"], "error": {"code": error.code, "message": message_for(error)}}
    return {"id": line["id"], **answer}


def _batch_lines(path: Path) -> list[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(str(error), path=str(path)) from error
    lines = []
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw)
        except json.JSONDecodeError as error:
            raise BadInput(str(error), path=str(path), line=number, reason="không phải JSON") from error
        history = line.get("history", []) if isinstance(line, dict) else None
        if not isinstance(line, dict) or "id" not in line or not isinstance(line.get("question"), str):
            raise BadInput("bad line", path=str(path), line=number, reason="cần có “id” và “question”")
        if not isinstance(history, list) or not all(isinstance(past, str) for past in history):
            raise BadInput("bad history", path=str(path), line=number, reason="“history” phải là danh sách câu hỏi")
        lines.append(line)
    return lines


def run_serve(settings: Settings, console: Console) -> None:
    """Serve the page and the API until stopped; ingests the corpus first when there is no index.

    Raises:
        PortInUse: Something listens on the port already; found before anything is loaded.
    """
    _refuse_taken_port(settings.host, settings.port)
    import uvicorn

    from assistant.api import create_app
    from assistant.assistant import Assistant

    try:
        assistant = Assistant.open(settings)
    except IndexMissing:
        console.print("Chưa có chỉ mục: đang nạp tài liệu lần đầu…")
        run_ingest([settings.corpus], settings, console)
        assistant = Assistant.open(settings)
    app = create_app(assistant, settings)
    console.print(f"Hỏi Đáp đang chạy tại http://{settings.host}:{settings.port}", highlight=False)
    try:
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=2,  # the page's heartbeat never ends by itself
        )
    finally:
        assistant.close()


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(str(error), host=host, port=port) from error


def stored_encoder(folder: Path) -> str:
    """Return the name of the encoder that made the index, without loading any.

    Raises:
        IndexMissing, IndexMismatch: See ``ingest.generation.hold``.
    """
    from ingest.fingerprint import ENCODER
    from ingest.generation import hold, read_manifest

    held = hold(folder)
    try:
        return read_manifest(held.path).fingerprint[ENCODER]
    finally:
        held.release()


def run_documents(document_id: str | None, as_json: bool, settings: Settings, console: Console) -> None:
    """List the indexed documents, or show one with its text.

    Raises:
        DocumentUnknown: No document has this id.
    """
    from ingest.index import open_index

    with open_index(settings.index, settings, stored_encoder(settings.index)) as index:
        found = dict(index.documents)
    if document_id is not None and document_id not in found:
        raise DocumentUnknown(f"no document {document_id}", id=document_id)
    if document_id is not None:
        document = asdict(found[document_id])
        if as_json:
            print(json.dumps(document, ensure_ascii=False, indent=2))
            return
        text = document.pop("text")
        for name, value in document.items():
            console.print(f"{name}: {value if value is not None else '—'}", markup=False, highlight=False)
        console.print(f"\n{text}", markup=False, highlight=False)
        return
    rows = [{key: value for key, value in asdict(item).items() if key != "text"} for item in found.values()]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("Tiêu đề", "Loại", "Nơi xuất bản", "Ngày")
    table.add_column("Mã", overflow="fold", min_width=24)
    for row in rows:
        table.add_row(row["title"], row["kind"], row["publisher"] or "—", row["issued"] or "—", row["id"])
    console.print(table)
