"""``hoidap ask --batch``: many questions of a JSONL file, one model and one index."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from assistant.messages import message_for
from ingest.errors import BadInput, HoiDapError, UnreadableFile
from ingest.settings import Settings


def run_batch(path: Path, target: Path, settings: Settings, console: Console) -> int:
    """Answer every line of a JSONL file; the target appears whole or not at all.

    A question that cannot be asked (too long, say) gets ``{"id", "error": {"code", "message"}}``.

    Returns:
        Number of such questions.

    Raises:
        UnreadableFile: The file cannot be read, or the target's folder is not there.
        BadInput: A line is not ``{"id", "question", "history"}``; nothing is asked then.
        HoiDapError: The assistant cannot be opened.
    """
    lines = _read(path)
    if not target.parent.is_dir():
        raise UnreadableFile(f"no folder {target.parent}", path=str(target.parent))
    from assistant.assistant import Assistant

    assistant = Assistant.open(settings)
    partial = target.with_name(target.name + ".partial")
    failed = 0
    try:
        with partial.open("w", encoding="utf-8") as file:
            for line in lines:
                answer = _answer(assistant, line)
                failed += "error" in answer
                file.write(json.dumps(answer, ensure_ascii=False) + "\n")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
        assistant.close()
    told = f"Đã trả lời {len(lines) - failed} câu, ghi vào {target}."
    told += f" {failed} câu không hỏi được, lý do ghi ở “error”." if failed else ""
    console.print(told, highlight=False, markup=False, soft_wrap=True)
    return failed


def _answer(assistant: Any, line: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = asdict(assistant.ask(line["question"], line.get("history") or ()))
    except HoiDapError as error:
        return {"id": line["id"], "error": {"code": error.code, "message": message_for(error)}}
    return {**answer, "id": line["id"]}  # the file's own id counts


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(str(error), path=str(path)) from error
    # Not splitlines(): JSON strings may hold U+2028 and others that it takes for line ends.
    raws = [(number, raw) for number, raw in enumerate(text.split("\n"), start=1) if raw.strip()]
    return [_line(path, number, raw) for number, raw in raws]


def _line(path: Path, number: int, raw: str) -> dict[str, Any]:
    def bad(reason: str) -> BadInput:
        return BadInput(f"{path}:{number}: {reason}", path=str(path), line=number, reason=reason)

    try:
        line = json.loads(raw)
    except (json.JSONDecodeError, RecursionError) as error:
        raise bad("không phải JSON") from error
    if not isinstance(line, dict) or "id" not in line or not isinstance(line.get("question"), str):
        raise bad("cần có “id” và “question”")
    history = line.get("history") or []
    if not isinstance(history, list) or not all(isinstance(past, str) for past in history):
        raise bad("“history” phải là danh sách câu hỏi")
    try:
        json.dumps(line, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise bad("có ký tự không hợp lệ") from error  # half a character, written as \ud800
    return line
