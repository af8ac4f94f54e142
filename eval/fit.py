"""Fit the weights that choose among candidates, on the ``dev`` questions alone.

Run: ``python -m eval.fit [FOLDER] [--held held.json]``; it indexes the documents under FOLDER
(``.hoidap/fit``) and rewrites ``assistant/weights.json``. Besides the project's articles it reads decrees and
other official documents of ``../shared/data`` where they are there, and with ``--held`` the passages that the
reader was not trained on (``python -m training.data`` writes them), so that the weights are not those of five
articles.

The model is a conditional logit with an outside option: of all candidates of a question and "none of
them", one is right; weights maximise the likelihood of the right ones (or of "none" when the documents
don't answer), with a Gaussian prior around the weights that ship. Five-fold cross-validation reports how
the choice does on questions that it was not fitted on.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.answering import READ
from assistant.assistant import Assistant
from assistant.chat import standalone
from assistant.choose import SHARED_NONE, Weights, load_weights, pool
from assistant.parts import split_question
from assistant.question import understand
from assistant.read import SPAN_FEATURES, TEXT_FEATURES, Candidate
from assistant.reader import Reader, load_reader
from assistant.reread import FEATURES, answerable_again
from eval.calibrate import calibrate
from eval.measure import is_correct, token_f1
from eval.questions import OWN_QUESTIONS, Question, load_questions
from eval.refit import Read, SecondCase, fit_answerable, judge
from eval.refit import prior as second_prior
from eval.squad import is_squad, load_squad, write_paragraphs
from ingest.embed import load_encoder
from ingest.index import open_index
from ingest.settings import Settings, load_settings
from ingest.sources import slug
from ingest.sync import sync

SHARED = Path("../shared/data")
# Whole documents: they set threshold and confidence.
WHOLE = ("articles", "more", "later", "office", "decrees", "reports")
REPORTED = ("articles", "later", "office")  # their "test" halves are for reporting alone
FOLDS = 5
REFUSED_AT_MOST = 0.06  # of the answerable questions on whole documents
PRIOR = 3.0  # inverse variance of the prior; weaker ones did worse on other documents (eval/LOG.md)


@dataclass(frozen=True)
class Case:
    """One question: (candidates, features) and which candidates are right."""

    question: Question
    matrix: NDArray[np.float64]
    right: NDArray[np.bool_]
    read: Read
    source: str = ""


Judgeable = Case | SecondCase
J = TypeVar("J", Case, SecondCase)


def vector(candidate: Candidate) -> NDArray[np.float64]:
    """Return the features of both families side by side; those of the other family are 0."""
    spans, texts = np.zeros(len(SPAN_FEATURES)), np.zeros(len(TEXT_FEATURES))
    if candidate.span is None:
        texts[:] = [candidate.features[name] for name in TEXT_FEATURES]
    else:
        spans[:] = [candidate.features[name] for name in SPAN_FEATURES]
    return np.concatenate([spans, texts])


def make_case(assistant: Assistant, question: Question) -> Case | None:
    """Read a question's passages and mark the right candidates; None for questions that are answered
    another way (several parts, enumerations, authors, offices)."""
    asked = understand(standalone(question.question, question.history, assistant.lexicon), assistant.lexicon)
    if len(split_question(asked, assistant.lexicon)) > 1:
        return None
    passages = assistant.retriever.retrieve(asked, READ)
    if assistant.answering.special(asked, passages) is not None:
        return None
    found = [c for c in pool(asked, assistant.answering.candidates(asked, passages)) if not c.support.missing]
    if not found:
        return None
    right = []
    for candidate in found:
        answer = assistant.answer_from(asked, candidate)
        good = question.answerable and is_correct(question, answer, assistant.texts)
        if good and candidate.span is not None and question.answers:
            good = token_f1(answer.short, question.answers) >= 0.4
        right.append(good)
    read = Read(asked, found, assistant.views)
    return Case(question, np.stack([vector(c) for c in found]), np.array(right), read)


def loss(weights: NDArray[np.float64], cases: Sequence[Judgeable], prior: NDArray[np.float64]) -> float:
    """Return the penalised negative log-likelihood, per question."""
    total = 0.0
    for case in cases:
        scores = np.append(case.matrix @ weights, SHARED_NONE)
        scores -= scores.max()
        chances = np.exp(scores) / np.exp(scores).sum()
        right = np.append(case.right, not case.right.any())
        total -= math.log(max(1e-9, float(chances[right].sum())))
    return total + PRIOR / 2 * float(((weights - prior) ** 2).sum())


def gradient(
    weights: NDArray[np.float64], cases: Sequence[Judgeable], prior: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the gradient of ``loss``."""
    slope = np.zeros_like(weights)
    for case in cases:
        scores = np.append(case.matrix @ weights, SHARED_NONE)
        scores -= scores.max()
        chances = np.exp(scores) / np.exp(scores).sum()
        right = np.append(case.right, not case.right.any())
        target = np.where(right, chances, 0.0)
        target /= max(1e-9, target.sum())
        slope += ((chances - target)[:-1, None] * case.matrix).sum(axis=0)
    return slope + PRIOR * (weights - prior)


def fit(cases: Sequence[Judgeable], prior: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights of least loss."""
    # A feature that speaks for a candidate may count for nothing, but not against it, and the reverse.
    signs = [(None, None) if p == 0 or abs(p) > 5 else (0, None) if p > 0 else (None, 0) for p in prior]
    result = minimize(loss, prior, args=(cases, prior), jac=gradient, method="L-BFGS-B", bounds=signs)
    return np.asarray(result.x)


def outcome(case: Judgeable, weights: NDArray[np.float64]) -> tuple[bool, float]:
    """Return whether the best candidate is right, and the probability that any candidate is."""
    scores = np.append(case.matrix @ weights, SHARED_NONE)
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    best = int(np.argmax(chances[:-1])) if len(case.right) else None
    return best is not None and bool(case.right[best]), float(1 - chances[-1])


def fold_weights(cases: Sequence[Judgeable], prior: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return one vector of weights a fold, fitted on the cases of the others; case i is in fold i % FOLDS."""
    return [fit([c for i, c in enumerate(cases) if i % FOLDS != fold], prior) for fold in range(FOLDS)]


def cross_validate(cases: Sequence[J], folds: Sequence[NDArray[np.float64]]) -> list[tuple[J, bool, float]]:
    """Return (case, right, probability) for every case, each judged by weights fitted on other folds."""
    judged: list[tuple[J, bool, float]] = []
    for i, case in enumerate(cases):
        right, chance = outcome(case, folds[i % FOLDS])
        judged.append((case, right, chance))
    return judged


def highest_threshold(judged: Sequence[tuple[Judgeable, bool, float]]) -> float:
    """Return the highest threshold (in hundredths) that refuses few enough of the answerable questions."""
    chances = [chance for case, _, chance in judged if case.question.answerable]
    allowed = REFUSED_AT_MOST * len(chances)
    return max(t / 100 for t in range(2, 99) if sum(c < t / 100 for c in chances) <= allowed)


@dataclass(frozen=True)
class Source:
    """Questions and the documents that they are asked of, indexed under ``work/name``."""

    name: str
    questions: Path
    documents: Path


SOURCES = (
    Source("articles", OWN_QUESTIONS, Path("corpus")),
    Source("more", OWN_QUESTIONS.with_name("more.jsonl"), Path("corpus")),
    Source("later", OWN_QUESTIONS.with_name("later.jsonl"), Path("corpus")),
    Source("office", OWN_QUESTIONS.with_name("office.jsonl"), OWN_QUESTIONS.with_name("office")),
    Source("decrees", OWN_QUESTIONS.with_name("decrees.jsonl"), SHARED / "van-ban"),
    Source("reports", OWN_QUESTIONS.with_name("reports.jsonl"), SHARED / "text/van-ban-170.tar.gz"),
)


def read_questions(source: Source) -> tuple[Question, ...]:
    """Return a source's questions; those of a SQuAD file are asked of its own paragraphs."""
    return load_squad(source.questions)[1] if is_squad(source.questions) else load_questions(source.questions)


def open_source(source: Source, work: Path, settings: Settings) -> Assistant:
    """Index a source's documents (of an archive only those that questions name) and open the assistant."""
    index = work / source.name / "index"
    settings = settings.model_copy(update={"index": index})
    folder = source.documents
    if is_squad(source.questions):
        folder = work / source.name / "documents"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_paragraphs(load_squad(source.questions)[0], folder)
    elif folder.suffix == ".gz":
        wanted = {d for q in load_questions(source.questions) for d in q.documents}
        folder = work / source.name / "documents"
        with tarfile.open(source.documents) as archive:
            members = [m for m in archive if m.isfile() and slug(Path(m.name).stem) in wanted]
            for member in members:
                member.name = Path(member.name).name
            archive.extractall(folder, members, filter="data")
    encoder = load_encoder(settings)
    report = sync([folder], settings, encoder)
    for failed in report.failed:
        print(f"{source.name}: {failed.path} failed ({failed.reason})")
    return Assistant(open_index(index, settings, encoder.name), encoder, settings)


def gather(work: Path, held: Path | None) -> list[Case]:
    """Read the questions to fit on: ``dev`` of the own documents, all of the other sources."""
    cases: list[Case] = []
    for source in [*SOURCES, *([Source("held", held, held)] if held else [])]:
        if not source.documents.exists():
            print(f"{source.name}: {source.documents} is not here, left out")
            continue
        assistant = open_source(source, work, load_settings())
        for question in read_questions(source):
            if question.split == "dev" or source.name not in REPORTED:
                case = make_case(assistant, question)
                if case is not None:
                    cases.append(replace(case, source=source.name))
        assistant.close()
    return cases


def report(judged: Sequence[tuple[Judgeable, bool, float]], threshold: float) -> None:
    """Print how the choice does, by source."""
    for name in sorted({case.source for case, _, _ in judged}):
        rows = [row for row in judged if row[0].source == name]
        known = [(right, chance) for case, right, chance in rows if case.question.answerable]
        unknown = [chance for case, _, chance in rows if not case.question.answerable]
        reachable = sum(case.right.any() for case, _, _ in rows)
        print(
            f"{name:9} {len(known)} answerable ({reachable} with a right candidate): "
            f"best right {sum(r for r, _ in known) / len(known):.3f}; "
            f"at {threshold:.2f} right {sum(r and c >= threshold for r, c in known)}, "
            f"wrong {sum(not r and c >= threshold for r, c in known)}, "
            f"refused {sum(c < threshold for _, c in known)}; "
            f"unanswerable answered {sum(c >= threshold for c in unknown)} of {len(unknown)}"
        )


def main() -> None:
    """Fit on the dev questions, report cross-validated, write the weights."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path, nargs="?", default=Path(".hoidap/fit"))
    arguments.add_argument("--held", type=Path, help="SQuAD JSON of passages that the reader never saw")
    given = arguments.parse_args()
    cases = gather(given.folder, given.held)
    shipped = load_weights()
    prior = np.array(
        [*(shipped.prior_span[n] for n in SPAN_FEATURES), *(shipped.prior_text[n] for n in TEXT_FEATURES)]
    )
    folds = fold_weights(cases, prior)
    judged = cross_validate(cases, folds)
    threshold = highest_threshold([row for row in judged if row[0].source in WHOLE])
    report(judged, threshold)
    weights = fit(cases, prior)
    span = dict(zip(SPAN_FEATURES, weights[: len(SPAN_FEATURES)].round(3).tolist(), strict=True))
    text = dict(zip(TEXT_FEATURES, weights[len(SPAN_FEATURES) :].round(3).tolist(), strict=True))
    made = replace(shipped, span=span, text=text, threshold=threshold)
    made = fit_second(cases, folds, made, load_reader(threads=2))
    write(made, Path(str(files("assistant").joinpath("weights.json"))))


def fit_second(
    cases: Sequence[Case], folds: Sequence[NDArray[np.float64]], made: Weights, reader: Reader
) -> Weights:
    """Fit the second choice on what the first, fitted without each question, hands to the reader.

    Also writes how the confidence of answers is calibrated (``assistant/confidence.json``).
    """
    seconds = [
        judge(case.question, case.read, case.matrix @ folds[i % FOLDS], case.right, case.source, reader)
        for i, case in enumerate(cases)
    ]
    second_folds = fold_weights(seconds, second_prior())
    judged = cross_validate(seconds, second_folds)
    answerable = answerable_weights(judged)
    answerable_folds = [answerable_weights(judged, without=fold) for fold in range(FOLDS)]
    judged = [
        (case, right, answerable_again(chance, case.margin, answerable_folds[i % FOLDS]))
        for i, (case, right, chance) in enumerate(judged)
    ]
    threshold = highest_threshold([row for row in judged if row[0].source in WHOLE])
    report(judged, threshold)
    print(calibrate(cases, folds, made.threshold, seconds, second_folds, answerable_folds, threshold, WHOLE))
    weights = fit(seconds, second_prior()).round(3).tolist()
    size = len(FEATURES)
    return replace(
        made,
        second_span=dict(zip(FEATURES, weights[:size], strict=True)),
        second_text=dict(zip(FEATURES, weights[size:], strict=True)),
        second_threshold=threshold,
        second_answerable=answerable,
    )


def answerable_weights(
    judged: Sequence[tuple[SecondCase, bool, float]], without: int | None = None
) -> dict[str, float]:
    """Fit ``reread.answerable_again`` on cross-validated cases; those of one fold may be left out."""
    rows = [(case, chance) for i, (case, _, chance) in enumerate(judged) if i % FOLDS != without]
    return fit_answerable(
        [chance for _, chance in rows],
        [case.margin for case, _ in rows],
        [case.question.answerable for case, _ in rows],
    )


def write(weights: Weights, path: Path) -> None:
    """Write weights where the assistant reads them."""
    raw = {
        "span": weights.span,
        "text": weights.text,
        "threshold": weights.threshold,
        "prior_span": weights.prior_span,
        "prior_text": weights.prior_text,
        "second_span": weights.second_span,
        "second_text": weights.second_text,
        "second_threshold": weights.second_threshold,
        "second_answerable": weights.second_answerable,
    }
    path.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
