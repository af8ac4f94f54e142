"""Questions with their expected answers, read from our JSONL or from SQuAD JSON (``eval.squad``)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import BadInput, UnreadableFile

OWN_QUESTIONS = Path(__file__).with_name("questions.jsonl")

UNANSWERABLE = "unanswerable"
KINDS = (
    "quantity",
    "percentage",
    "who",
    "when",
    "where",
    "what",
    "list",
    "definition",
    "about",
    "compare",
    UNANSWERABLE,
)
SPLITS = ("dev", "test")

_REQUIRED = ("id", "question", "kind", "split")
_LISTS = ("history", "traits", "answers", "documents", "quotes")
_NOTES = ("locator", "why")
_KEYS = {*_REQUIRED, *_LISTS, *_NOTES, "parts"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what a right answer to it must say and cite. Every text is NFC.

    Attributes:
        id: Unique in its file.
        history: Earlier questions of the conversation, oldest first.
        kind: One of ``KINDS``; "span" for questions of a SQuAD file.
        traits: What makes it hard ("unaccented", "follow-up"), in any number.
        answers: Alternatives of the short answer; any one is right.
        parts: Of a list or a comparison: each part (its alternatives) is required.
        documents: Ids of the documents that answer it.
        quotes: Verbatim substrings of those documents, which prove the answer.
        split: "dev" or "test"; "squad" for questions of a SQuAD file.
        locator: Where the proof must stand ("khoản 2 Điều 3"; "Điều 3" for anywhere in it), "" for anywhere.
        why: The author's note, "" when there is none.
        passage: Id of the paragraph that a SQuAD file asks it of, "" for our own questions.
    """

    id: str
    question: str
    kind: str
    split: str
    history: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    documents: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    locator: str = ""
    why: str = ""
    passage: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it; otherwise the right reaction is a refusal."""
        return self.kind != UNANSWERABLE


def load_questions(path: Path) -> tuple[Question, ...]:
    """Read our JSONL, one question a line; blank lines are skipped.

    Raises:
        UnreadableFile: The operating system refused to give the file; ``details``: ``path``.
        BadInput: A line is malformed, or an id stands there twice, or the file holds no question;
            ``details``: ``path``, ``line`` (1-based), ``reason`` (Vietnamese).
    """
    found: dict[str, Question] = {}
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        question = _question(path, number, line)
        if question.id in found:
            raise bad_input(path, number, f"id “{question.id}” đã có ở một dòng trước")
        found[question.id] = question
    if not found:
        raise bad_input(path, 1, "tệp không có câu hỏi nào")
    return tuple(found.values())


def read_text(path: Path) -> str:
    """Return the file as text.

    Raises:
        UnreadableFile: The operating system refused to give it.
        BadInput: It is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableFile(f"cannot read {path}: {error}", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise bad_input(path, 1, "tệp không phải văn bản UTF-8") from error


def bad_input(path: Path, line: int, reason: str) -> BadInput:
    """Build the error for one line (1-based) of a file; ``reason`` is Vietnamese."""
    return BadInput(f"{path}:{line}: {reason}", path=str(path), line=line, reason=reason)


def _question(path: Path, number: int, line: str) -> Question:
    try:
        record = json.loads(unicodedata.normalize("NFC", line))
    except json.JSONDecodeError as error:
        raise bad_input(path, number, "dòng không phải JSON") from error
    reason = _fault(record)
    if reason:
        raise bad_input(path, number, reason)
    return Question(
        id=record["id"],
        question=record["question"],
        kind=record["kind"],
        split=record["split"],
        parts=tuple(tuple(part) for part in record.get("parts", ())),
        locator=record.get("locator", ""),
        why=record.get("why", ""),
        passage="",
        **{key: tuple(record.get(key, ())) for key in _LISTS},
    )


def _fault(record: Any) -> str:
    """Say in Vietnamese what is wrong with a record, "" when nothing is."""
    if not isinstance(record, dict):
        return "dòng không phải một đối tượng JSON"
    unknown = sorted(set(record) - _KEYS)
    if unknown:
        return f"trường lạ “{unknown[0]}”"
    for key in _REQUIRED:
        if not isinstance(record.get(key), str) or not record[key].strip():
            return f"trường “{key}” phải là chuỗi không rỗng"
    for key in _LISTS:
        if not _texts(record.get(key, [])):
            return f"trường “{key}” phải là danh sách chuỗi không rỗng"
    parts = record.get("parts", [])
    if not isinstance(parts, list) or not all(_texts(part) and part for part in parts):
        return "trường “parts” phải là danh sách các danh sách chuỗi"
    for key in _NOTES:
        if not isinstance(record.get(key, ""), str):
            return f"trường “{key}” phải là chuỗi"
    return _contradiction(record)


def _contradiction(record: dict[str, Any]) -> str:
    if record["kind"] not in KINDS:
        return f"loại câu hỏi “{record['kind']}” không có"
    if record["split"] not in SPLITS:
        return f"“split” phải là dev hoặc test, không phải “{record['split']}”"
    expects = bool(record.get("answers") or record.get("parts"))
    if record["kind"] == UNANSWERABLE:
        return (
            "câu hỏi không trả lời được thì không có answers, parts, quotes"
            if (expects or record.get("quotes"))
            else ""
        )
    if not expects:
        return "thiếu câu trả lời mong đợi (answers hoặc parts)"
    if not record.get("documents") or not record.get("quotes"):
        return "thiếu documents hoặc quotes"
    return ""


def _texts(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and all(isinstance(item, str) and item.strip() for item in value)
    )
