"""Ask every question of a file, time it, gather the outcomes; ``run_eval`` is what the command calls."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from assistant.records import Answer
from assistant.switches import EVERYTHING, Ablation
from eval import expected, measure, report
from eval.compare import differences, load_report, show_differences
from eval.opened import Asked, over_index, over_paragraphs
from eval.page import write_page
from eval.questions import OWN_QUESTIONS, Question, bad_input, load_questions
from eval.squad import is_squad, load_squad
from eval.summary import RANKS, Outcome
from eval.variants import every_nth, without_accents
from ingest.errors import HoiDapError
from ingest.settings import Settings

WARM_UP = 3  # questions asked once more, before timing begins


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask, how, and where the report goes.

    Attributes:
        file: Our JSONL or SQuAD JSON; None: ``eval/questions.jsonl``.
        split: "dev" or "test" alone; None: all questions.
        every: Only each n-th of them, from the first; 1: all.
        closed: Ask each question of a SQuAD file of its own paragraph alone.
        fold_accents: Ask without accents.
        ablate: What part of the assistant to leave out.
        json_out: Where the report goes as JSON.
        html_out: Where it goes as a page to read.
        compare: JSON of an earlier run; differences are printed question by question.
    """

    file: Path | None = None
    split: str | None = None
    every: int = 1
    closed: bool = False
    fold_accents: bool = False
    ablate: Ablation | None = None
    json_out: Path | None = None
    html_out: Path | None = None
    compare: Path | None = None

    @property
    def path(self) -> Path:
        """The file that is asked."""
        return self.file or OWN_QUESTIONS

    @property
    def plain(self) -> bool:
        """Whether all chosen questions are asked as they are, of the whole assistant."""
        return self.every == 1 and not (self.closed or self.fold_accents or self.ablate)


@dataclass(frozen=True, slots=True)
class Run:
    """Outcomes in the order of the questions, and the index version they were had from."""

    outcomes: tuple[Outcome, ...]
    index_version: str


def evaluate(
    assistant: Asked,
    questions: Sequence[Question],
    progress: Callable[[int], None] | None = None,
    closed: bool = False,
    clock: Callable[[], float] = time.perf_counter,
) -> Run:
    """Ask and score every question.

    The first ``WARM_UP`` questions are asked once before, untimed. A question whose asking raises an
    error of the product counts as failed and stays in every denominator; any other error is a fault of
    the program and stops the run.

    Args:
        progress: Called with the number of questions done.
        closed: Each question is asked of the document ``Question.passage`` alone.
        clock: Seconds, for tests.
    """
    texts = {name: document.text for name, document in assistant.documents.items()}
    for question in questions[:WARM_UP]:
        _ask(assistant, question, _filters(question, closed))
    outcomes = []
    for done, question in enumerate(questions, start=1):
        filters = _filters(question, closed)
        begin = clock()
        answer, error = _ask(assistant, question, filters)
        latency = (clock() - begin) * 1000
        rank = _rank(assistant, question, answer, filters, texts)
        outcomes.append(_score(question, answer, error, rank, latency, texts))
        if progress:
            progress(done)
    return Run(tuple(outcomes), assistant.version)


def _filters(question: Question, closed: bool) -> dict[str, str]:
    return {"document_id": question.passage} if closed else {}


def _ask(
    assistant: Asked, question: Question, filters: Mapping[str, str]
) -> tuple[Answer | None, str | None]:
    try:
        return assistant.ask(question.question, question.history, filters), None
    except HoiDapError as error:
        return None, error.code


def _rank(
    assistant: Asked,
    question: Question,
    answer: Answer | None,
    filters: Mapping[str, str],
    texts: Mapping[str, str],
) -> int | None:
    if not answer or not question.answerable:
        return None
    # A follow-up is searched as it was understood.
    results = assistant.search(answer.standalone_question, RANKS, filters)
    return measure.first_hit(question, results, texts)


def _score(
    question: Question,
    answer: Answer | None,
    error: str | None,
    rank: int | None,
    latency_ms: float,
    texts: Mapping[str, str],
) -> Outcome:
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


def run_eval(wanted: Wanted, settings: Settings, console: Console | None = None) -> int:
    """Score the assistant on a file of questions and print the report.

    Our own questions are asked of the index in ``settings``; a SQuAD file brings its paragraphs, which
    go into a throw-away index.

    Returns:
        Exit code: 1 when the ``test`` questions of our own file, asked as they are, fall below
        ``expected.toml``, else 0.

    Raises:
        UnreadableFile, BadInput: A file named here cannot be used; found before anything is asked.
        HoiDapError: The assistant cannot be opened.
    """
    console = console or Console()
    old = load_report(wanted.compare) if wanted.compare else None
    floors = expected.load_floors()
    for out in (wanted.json_out, wanted.html_out):
        if out and not out.parent.is_dir():
            raise bad_input(out, 1, "thư mục chứa tệp kết quả không có")
    questions, opened = _prepared(wanted, settings, console)
    with opened as assistant:
        _warn_of_missing(assistant, questions, console)
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Đang hỏi", total=len(questions))
            run = evaluate(assistant, questions, lambda done: bar.update(task, completed=done), wanted.closed)
        made = report.as_json(run.outcomes, run.index_version, _command(wanted), settings)
        if wanted.html_out:
            write_page(made, assistant.documents, wanted.html_out)
    if wanted.json_out:
        report.write(made, wanted.json_out)
    report.show(made, console)
    if old:
        show_differences(differences(old, made), console)
    own = wanted.path.resolve() == OWN_QUESTIONS.resolve()
    if not own or not wanted.plain or wanted.split not in (None, floors.split):
        return 0
    verdicts = expected.check(made, floors)
    expected.show(verdicts, floors, console)
    return 0 if all(verdict.held for verdict in verdicts) else 1


def _prepared(
    wanted: Wanted, settings: Settings, console: Console
) -> tuple[tuple[Question, ...], AbstractContextManager[Asked]]:
    """Read the questions that are wanted, and say how the assistant for them is opened."""
    path, switches = wanted.path, wanted.ablate.switches if wanted.ablate else EVERYTHING
    if is_squad(path):
        paragraphs, questions = load_squad(path, wanted.closed)
        chosen = _chosen(wanted, questions)
        if wanted.closed:
            needed = {question.passage for question in chosen}
            paragraphs = tuple(paragraph for paragraph in paragraphs if paragraph.id in needed)
        return chosen, over_paragraphs(paragraphs, settings, switches, console)
    if wanted.closed:
        raise bad_input(path, 1, "chỉ tệp SQuAD mới có đoạn riêng của từng câu hỏi (--closed)")
    return _chosen(wanted, load_questions(path)), over_index(settings, switches)


def _chosen(wanted: Wanted, questions: Sequence[Question]) -> tuple[Question, ...]:
    chosen = tuple(question for question in questions if wanted.split in (None, question.split))
    if not chosen:
        raise bad_input(wanted.path, 1, f"không có câu hỏi nào thuộc phần “{wanted.split}”")
    chosen = every_nth(chosen, wanted.every)
    return tuple(map(without_accents, chosen)) if wanted.fold_accents else chosen


def _warn_of_missing(assistant: Asked, questions: Sequence[Question], console: Console) -> None:
    wanted = {name for question in questions for name in question.documents}
    missing = sorted(wanted - set(assistant.documents))
    if missing:
        named = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        console.print(f"Chỉ mục không có {len(missing)} tài liệu mà câu hỏi cần: {named}.")


def _command(wanted: Wanted) -> str:
    """Return what repeats the run, but for where its report goes."""
    words = ["hoidap", "eval", *([str(wanted.file)] if wanted.file else [])]
    words += ["--split", wanted.split] if wanted.split else []
    words += ["--every", str(wanted.every)] if wanted.every > 1 else []
    words += ["--closed"] if wanted.closed else []
    words += ["--fold-accents"] if wanted.fold_accents else []
    words += ["--ablate", wanted.ablate.value] if wanted.ablate else []
    return shlex.join(words)
