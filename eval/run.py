"""Ask every question of a file, time it, gather the outcomes; ``run_eval`` is what the command calls."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from rich.console import Console
from rich.progress import Progress

from assistant.records import Answer, Context
from eval import expected, measure, report
from eval.compare import differences, load_report, show_differences
from eval.questions import OWN_QUESTIONS, Question, bad_input, load_questions
from eval.squad import Paragraph, is_squad, load_squad, write_paragraphs
from eval.summary import RANKS, Outcome
from ingest.errors import HoiDapError
from ingest.records import Document
from ingest.settings import Settings

WARM_UP = 3  # questions asked once more, before timing begins


class Asked(Protocol):
    """What an evaluation needs of ``assistant.assistant.Assistant``."""

    @property
    def version(self) -> str: ...

    @property
    def documents(self) -> Mapping[str, Document]: ...

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer: ...

    def search(self, question: str, limit: int = 10) -> tuple[Context, ...]: ...


@dataclass(frozen=True, slots=True)
class Run:
    """Outcomes in the order of the questions, and the index version they were had from."""

    outcomes: tuple[Outcome, ...]
    index_version: str


def evaluate(
    assistant: Asked,
    questions: Sequence[Question],
    progress: Callable[[int], None] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Run:
    """Ask and score every question.

    The first ``WARM_UP`` questions are asked once before, untimed. A question whose asking raises an
    error of the product counts as failed and stays in every denominator; any other error is a fault of
    the program and stops the run.

    Args:
        progress: Called with the number of questions done.
        clock: Seconds, for tests.
    """
    texts = {name: document.text for name, document in assistant.documents.items()}
    for question in questions[:WARM_UP]:
        _ask(assistant, question)
    outcomes = []
    for done, question in enumerate(questions, start=1):
        begin = clock()
        answer, error = _ask(assistant, question)
        latency = (clock() - begin) * 1000
        outcomes.append(_score(assistant, question, answer, error, latency, texts))
        if progress:
            progress(done)
    return Run(tuple(outcomes), assistant.version)


def _ask(assistant: Asked, question: Question) -> tuple[Answer | None, str | None]:
    try:
        return assistant.ask(question.question, question.history), None
    except HoiDapError as error:
        return None, error.code


def _score(
    assistant: Asked,
    question: Question,
    answer: Answer | None,
    error: str | None,
    latency_ms: float,
    texts: Mapping[str, str],
) -> Outcome:
    rank = None
    if answer and question.answerable:  # a follow-up is searched as it was understood
        results = assistant.search(answer.standalone_question, RANKS)
        rank = measure.first_hit(question, results, texts)
    short = answer.short if answer and answer.status == "answered" else None
    compared = bool(question.answers)
    return Outcome(
        question=question,
        answer=answer,
        error=error,
        correct=_handled_rightly(question, answer, texts),
        exact_match=measure.exact_match(short, question.answers) if compared else None,
        f1=measure.token_f1(short, question.answers) if compared else None,
        rank=rank,
        false_quotes=measure.false_quotes(answer, texts) if answer else 0,
        uncited=measure.uncited_figures(answer) if answer else (),
        latency_ms=latency_ms,
    )


def _handled_rightly(question: Question, answer: Answer | None, texts: Mapping[str, str]) -> bool:
    if answer is None:
        return False
    if question.answerable:
        return measure.is_correct(question, answer, texts)
    return answer.status == "not_found"


def run_eval(
    file: Path | None,
    json_out: Path | None,
    compare: Path | None,
    split: str | None,
    settings: Settings,
    console: Console | None = None,
) -> int:
    """Score the assistant on a file of questions and print the report.

    Our own questions are asked of the index in ``settings``; a SQuAD file brings its paragraphs, which
    go into a throw-away index.

    Args:
        file: Our JSONL or SQuAD JSON; None: ``eval/questions.jsonl``.
        json_out: Where the report goes as JSON.
        compare: JSON of an earlier run; differences are printed question by question.
        split: "dev" or "test" alone; None: all questions.

    Returns:
        Exit code: 1 when the ``test`` questions of our own file fall below ``expected.toml``, else 0.

    Raises:
        UnreadableFile, BadInput: A file named here cannot be used; found before anything is asked.
        HoiDapError: The assistant cannot be opened.
    """
    console = console or Console()
    path = file or OWN_QUESTIONS
    old = load_report(compare) if compare else None
    floors = expected.load_floors()
    if json_out and not json_out.parent.is_dir():
        raise bad_input(json_out, 1, "thư mục chứa tệp kết quả không có")
    if is_squad(path):
        paragraphs, questions = load_squad(path)
        opened = _over_paragraphs(paragraphs, settings, console)
    else:
        questions = load_questions(path)
        opened = _over_index(settings)
    questions = _chosen(path, questions, split)
    with opened as assistant:
        _warn_of_missing(assistant, questions, console)
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Đang hỏi", total=len(questions))
            run = evaluate(assistant, questions, lambda done: bar.update(task, completed=done))
    made = report.as_json(run.outcomes, run.index_version, _command(file, split), settings)
    if json_out:
        report.write(made, json_out)
    report.show(made, console)
    if old:
        show_differences(differences(old, made), console)
    if path.resolve() != OWN_QUESTIONS.resolve() or split not in (None, floors.split):
        return 0
    verdicts = expected.check(made, floors)
    expected.show(verdicts, floors, console)
    return 0 if all(verdict.held for verdict in verdicts) else 1


def _chosen(path: Path, questions: Sequence[Question], split: str | None) -> tuple[Question, ...]:
    chosen = tuple(question for question in questions if split in (None, question.split))
    if not chosen:
        raise bad_input(path, 1, f"không có câu hỏi nào thuộc phần “{split}”")
    return chosen


@contextmanager
def _over_index(settings: Settings) -> Iterator[Asked]:
    from assistant.assistant import Assistant

    assistant = Assistant.open(settings)
    try:
        yield assistant
    finally:
        assistant.close()


@contextmanager
def _over_paragraphs(
    paragraphs: tuple[Paragraph, ...], settings: Settings, console: Console
) -> Iterator[Asked]:
    """Ingest paragraphs into an index that lives as long as the evaluation, apart from the user's own."""
    from ingest.embed import load_encoder
    from ingest.sync import sync

    with TemporaryDirectory(prefix="hoidap-eval-") as folder:
        documents = Path(folder) / "documents"
        documents.mkdir()
        write_paragraphs(paragraphs, documents)
        own = settings.model_copy(update={"index": Path(folder) / "index", "chroma_url": ""})
        console.print(f"Đang nạp {len(paragraphs)} đoạn văn vào một chỉ mục tạm…")
        synced = sync([documents], own, load_encoder(own))
        if synced.failed:
            console.print(f"{len(synced.failed)} đoạn không nạp được; câu hỏi về chúng vẫn được tính.")
        with _over_index(own) as assistant:
            yield assistant


def _warn_of_missing(assistant: Asked, questions: Sequence[Question], console: Console) -> None:
    wanted = {name for question in questions for name in question.documents}
    missing = sorted(wanted - set(assistant.documents))
    if missing:
        named = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        console.print(f"Chỉ mục không có {len(missing)} tài liệu mà câu hỏi cần: {named}.")


def _command(file: Path | None, split: str | None) -> str:
    words = ["hoidap", "eval", *([str(file)] if file else []), *(["--split", split] if split else [])]
    return shlex.join(words)
