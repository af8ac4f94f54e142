"""What the commands do, once arguments and settings are known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
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
    from ingest.records import Document
    from ingest.report import SyncReport
    from ingest.states import DocumentState
    from ingest.sync import Pace
    from ingest.work import Work

_STAGES = {
    "read": "Đọc tệp",
    "words": "Tách từ",
    "embed": "Tính véc-tơ",
    "store": "Ghi chỉ mục",
    "check": "Kiểm tra",
}

# By group of a ``SyncReport``: what it is called, and what is said about an entry's ``reason``.
_GROUPS = {
    "added": ("Thêm mới", ""),
    "changed": ("Thay đổi", ""),
    "renamed": ("Đổi tên", "trước đây là {}"),
    "removed": ("Đã gỡ", ""),
    "duplicates": ("Trùng nội dung", "đã có trong tài liệu {}"),
    "quarantined": ("Cách ly", "có dấu {}; nếu được phép, hãy chạy: hoidap allow MÃ"),
    "failed": ("Lỗi", "{}"),
}
_COUNTED = {
    "added": "Thêm",
    "changed": "thay đổi",
    "renamed": "đổi tên",
    "removed": "gỡ",
    "unchanged": "giữ nguyên",
    "duplicates": "trùng",
    "quarantined": "cách ly",
    "failed": "lỗi",
}
_ALWAYS = ("added", "changed", "removed", "unchanged", "failed")

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


def run_ingest(
    paths: Sequence[Path], settings: Settings, console: Console, pace: Pace | None = None
) -> SyncReport:
    """Sync paths into the index, show the progress and a table of what became of each file.

    While a server runs on this index, it does the work, at a pace of its own.
    """
    from ingest.work import Work

    return run_work(Work("sync", tuple(map(str, paths))), settings, console, pace)


def run_work(work: Work, settings: Settings, console: Console, pace: Pace | None = None) -> SyncReport:
    """Do work on the index, here or by the running server; show the progress and what it did."""
    from assistant.handover import do_work

    def told(sentence: str) -> None:
        console.print(sentence, highlight=False, soft_wrap=True)

    with progress_bars(console) as progress:
        report = do_work(work, settings, progress, told, pace)
    show_report(report, console)
    return report


@contextmanager
def progress_bars(console: Console) -> Iterator[Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, TaskID] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_STAGES.get(stage, stage), total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield progress


def show_report(report: SyncReport, console: Console) -> None:
    table = Table("Kết quả", Column("Tệp", overflow="fold"), Column("Mã tài liệu", overflow="fold"), "Lý do")
    for group, (name, why) in _GROUPS.items():
        for entry in getattr(report, group):
            reason = message_for(entry.error) if entry.error else why.format(entry.reason)
            table.add_row(*(Text(cell) for cell in (name, entry.path, entry.document_id, reason)))
    if table.row_count:
        console.print(table)
    counts = {group: len(getattr(report, group)) for group in _COUNTED}
    told = [
        f"{name} {counts[group]}" for group, name in _COUNTED.items() if counts[group] or group in _ALWAYS
    ]
    console.print(f"{', '.join(told)}.", highlight=False, soft_wrap=True)


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
    """List the indexed documents and what is set aside, or show one with its text.

    Raises:
        DocumentUnknown: No document has this id.
        IndexMissing, IndexMismatch: See ``ingest.index.open_index``.
    """
    from ingest.index import open_index
    from ingest.states import document_states

    with open_index(settings.index, settings, stored_encoder(settings.index)) as index:
        documents, states = dict(index.documents), document_states(index, settings.index)
    if document_id is not None:
        if document_id not in documents:
            raise DocumentUnknown(f"no document {document_id}", id=document_id)
        _show_document(asdict(documents[document_id]), as_json)
        return
    known = [state for state in states if state.state in ("ready", "words")]
    if not as_json:
        _show_documents(documents, known, console)
        _show_unsearched([state for state in states if state not in known], console)
        return
    rows = []
    for state in known:
        row = asdict(documents[state.id])
        del row["text"]
        rows.append({**row, "state": state.state, "also": state.also})
    print(json.dumps(rows, ensure_ascii=False, indent=2))


def _show_document(document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for name, label in _FIELDS.items():
        print(f"{label}: {document[name] or '—'}")
    print(f"\n{document['text']}")  # as it is, not wrapped: citations count its characters


def _show_documents(
    documents: Mapping[str, Document], states: Sequence[DocumentState], console: Console
) -> None:
    table = Table(
        Column("Mã", overflow="fold", min_width=24), "Tiêu đề", "Nơi đăng", Column("Ngày", no_wrap=True)
    )
    unfinished = any(state.state == "words" for state in states)
    if unfinished:
        table.add_column("Tìm theo")
    for state in states:
        document = documents[state.id]
        cells = [document.id, document.title, document.publisher or "—", document.issued or "—"]
        if unfinished:
            cells.append("từ ngữ (đang tính nghĩa)" if state.state == "words" else "từ ngữ và nghĩa")
        table.add_row(*map(Text, cells))
    console.print(table)


def _show_unsearched(states: Sequence[DocumentState], console: Console) -> None:
    """Show which files are known and not searched, and why."""
    table = Table("Không tìm được", Column("Tệp", overflow="fold"), Column("Mã", overflow="fold"), "Lý do")
    for state in states:
        group = {"duplicate": "duplicates"}.get(state.state, state.state)
        name, why = _GROUPS[group]
        reason = message_for(state.error) if state.error else why.format(state.about)
        table.add_row(*map(Text, (name, state.source, state.id, reason)))
    if table.row_count:
        console.print(table)
