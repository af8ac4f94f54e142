"""Questions over paragraphs in SQuAD JSON (1.1 and 2.0), and those paragraphs as files to ingest."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.match import tokens
from eval.questions import UNANSWERABLE, Question, bad_input, read_text

_MARGIN = 40  # characters kept on either side of an answer, so that its quote is found in one place


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One context: it becomes a document of its own, titled by its article.

    Attributes:
        id: ``a<article>-p<paragraph>``, 1-based places in the file, so stable for the same file.
    """

    id: str
    title: str
    text: str


def is_squad(path: Path) -> bool:
    """Tell SQuAD JSON (one object with a list ``data``) from our JSONL.

    Raises:
        UnreadableFile, BadInput: As ``eval.questions.read_text``; BadInput also when a file that ends in
            ".json" is not JSON.
    """
    try:
        whole = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        if path.suffix.lower() == ".json":
            raise bad_input(path, error.lineno, "tệp không phải JSON") from error
        return False
    return isinstance(whole, dict) and isinstance(whole.get("data"), list)


def load_squad(path: Path, closed: bool = False) -> tuple[tuple[Paragraph, ...], tuple[Question, ...]]:
    """Read the paragraphs and questions of a SQuAD file.

    A question is unanswerable when ``is_impossible`` says so or when it has no answer. All paragraphs
    lie in one index, so a question that is asked of several paragraphs in the same words is answered
    when any of them answers it: such questions share their answers, documents and quotes. Each keeps its
    id and its place in the denominators, so intervals are too narrow on a file with many of them.

    Args:
        path: Of the file.
        closed: Each question will be asked of its own paragraph alone, so that only this one counts.

    Raises:
        UnreadableFile: The operating system refused to give the file.
        BadInput: A field is missing or of another type; ``line`` is 1, ``reason`` names the place.
    """
    whole = json.loads(read_text(path))
    paragraphs: list[Paragraph] = []
    questions: list[Question] = []
    for a, article in enumerate(_list(path, whole, "data", "tệp"), start=1):
        for p, block in enumerate(_list(path, article, "paragraphs", f"bài {a}"), start=1):
            place = f"bài {a}, đoạn {p}"
            text = _text(path, block, "context", place)
            name = f"a{a:04d}-p{p:04d}"
            title = " ".join(str(article.get("title") or name).split())
            paragraphs.append(Paragraph(name, _nfc(title), _nfc(text)))
            questions += [_question(path, qa, name, text, place) for qa in _list(path, block, "qas", place)]
    if not questions:
        raise bad_input(path, 1, "tệp không có câu hỏi nào")
    _refuse_repeated(path, questions)
    return tuple(paragraphs), tuple(questions) if closed else _shared(questions)


def write_paragraphs(paragraphs: Sequence[Paragraph], folder: Path) -> None:
    """Write each paragraph as ``<id>.txt`` with a manifest that gives its id and title.

    Args:
        folder: Exists and is empty.
    """
    tables = []
    for paragraph in paragraphs:
        (folder / f"{paragraph.id}.txt").write_text(paragraph.text, encoding="utf-8")
        title = json.dumps(paragraph.title.replace("\x7f", " "), ensure_ascii=False)
        tables.append(f'[[document]]\nid = "{paragraph.id}"\nfile = "{paragraph.id}.txt"\ntitle = {title}\n')
    (folder / "manifest.toml").write_text("\n".join(tables), encoding="utf-8")


def _question(path: Path, qa: Any, document: str, context: str, place: str) -> Question:
    name = _text(path, qa, "id", place)
    text = _nfc(_text(path, qa, "question", place))
    answers = [] if qa.get("is_impossible") else _list(path, qa, "answers", f"câu hỏi {name}")
    texts: dict[str, None] = {}
    quotes: dict[str, None] = {}
    for answer in answers:
        said, start = _text(path, answer, "text", f"câu hỏi {name}"), answer.get("answer_start")
        if not isinstance(start, int) or context[start : start + len(said)] != said:
            raise bad_input(path, 1, f"câu hỏi {name}: answer_start không chỉ đúng “{said}”")
        texts[_nfc(said)] = None
        quotes[_nfc(_around(context, start, start + len(said)))] = None
    if not texts:
        return Question(name, text, UNANSWERABLE, "squad", passage=document)
    return Question(
        name,
        text,
        "span",
        "squad",
        answers=tuple(texts),
        documents=(document,),
        quotes=tuple(quotes),
        passage=document,
    )


def _around(context: str, start: int, end: int) -> str:
    """Return the answer with whole words of its line on both sides, so that its place is known again."""
    left = max(context.rfind("\n", 0, start) + 1, start - _MARGIN)
    while left > 0 and left < start and not context[left - 1].isspace():
        left += 1
    line_end = context.find("\n", end)
    right = min(len(context) if line_end < 0 else line_end, end + _MARGIN)
    while end < right < len(context) and not context[right].isspace():
        right -= 1
    return context[left:right].strip()


def _shared(questions: list[Question]) -> tuple[Question, ...]:
    """Give the questions of equal wording the answers of all of them."""
    groups: dict[tuple[str, ...], list[Question]] = {}
    for question in questions:
        groups.setdefault(tokens(question.question), []).append(question)
    result = []
    for question in questions:
        answered = [twin for twin in groups[tokens(question.question)] if twin.answerable]
        if answered:
            question = replace(
                question,
                kind="span",
                answers=_union(twin.answers for twin in answered),
                documents=_union(twin.documents for twin in answered),
                quotes=_union(twin.quotes for twin in answered),
            )
        result.append(question)
    return tuple(result)


def _union(lists: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for items in lists for item in items))


def _refuse_repeated(path: Path, questions: list[Question]) -> None:
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise bad_input(path, 1, f"id “{question.id}” có hai lần")
        seen.add(question.id)


def _list(path: Path, record: Any, key: str, place: str) -> list[Any]:
    value = record.get(key) if isinstance(record, dict) else None
    if not isinstance(value, list):
        raise bad_input(path, 1, f"{place}: thiếu danh sách “{key}”")
    return value


def _text(path: Path, record: Any, key: str, place: str) -> str:
    value = record.get(key) if isinstance(record, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise bad_input(path, 1, f"{place}: thiếu chuỗi “{key}”")
    return value


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
