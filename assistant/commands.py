"""What the commands do, once arguments and settings are known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from rich.text import Text

from assistant.messages import message_for
from assistant.records import Answer
from ingest.errors import DocumentUnknown
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

_FIELDS = {
    "id": "Mã",
    "title": "Tiêu đề",
    "kind": "Loại",
    "number": "Số/ký hiệu",
    "publisher": "Nơi đăng",
    "author": "Tác giả",
    "issued": "Ngày",
    "place": "Địa phương",
    "url": "Địa chỉ",
    "source": "Tệp",
    "sha256": "SHA-256",
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
            table.add_row(*(Text(cell) for cell in (name, entry.path, entry.document_id, reason)))
    if table.row_count:
        console.print(table)
    console.print(
        f"Thêm {len(report.added)}, thay đổi {len(report.changed)}, gỡ {len(report.removed)}, "
        f"giữ nguyên {len(report.unchanged)}, lỗi {len(report.failed)}.",
        highlight=False,
    )


def run_ask(question: str, as_json: bool, settings: Settings, console: Console) -> None:
    """Answer one question on the terminal.

    Raises:
        HoiDapError: The question cannot be asked, or the assistant cannot be opened.
    """
    stored_encoder(settings.index)  # without an index, say so before seconds are spent on the encoder
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
        IndexMissing, IndexMismatch: See ``ingest.index.open_index``.
    """
    from ingest.index import open_index

    with open_index(settings.index, settings, stored_encoder(settings.index)) as index:
        found = {key: asdict(document) for key, document in index.documents.items()}
    if document_id is not None:
        if document_id not in found:
            raise DocumentUnknown(f"no document {document_id}", id=document_id)
        _show_document(found[document_id], as_json)
    else:
        rows = [{name: value for name, value in row.items() if name != "text"} for row in found.values()]
        _show_documents(rows, as_json, console)


def _show_document(document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for name, label in _FIELDS.items():
        print(f"{label}: {document[name] or '—'}")
    print(f"\n{document['text']}")  # as it is, not wrapped: citations count its characters


def _show_documents(rows: list[dict[str, Any]], as_json: bool, console: Console) -> None:
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table(
        Column("Mã", overflow="fold", min_width=24), "Tiêu đề", "Nơi đăng", Column("Ngày", no_wrap=True)
    )
    for row in rows:
        table.add_row(*(Text(row[name] or "—") for name in ("id", "title", "publisher", "issued")))
    console.print(table)
