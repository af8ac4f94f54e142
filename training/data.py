"""Builds the reader's training data: ``python -m training.data FOLDER``.

A run that goes on from an earlier one may draw what that one has not seen more often:
``--since ta --times 6`` draws the questions of ``training/papers/ta.jsonl`` and of the files that follow it
by name six times for each of the others.

Writes ``cloze.jsonl`` (made by rule from official texts), ``human.jsonl`` (questions written by hand, with
negatives found by rule), ``dossiers.jsonl`` (questions asked of several passages of a document) and, of the
passages of ``training/questions/held.txt``, which training never sees, ``held.jsonl`` and ``held.json`` (the
same questions as SQuAD JSON, for ``eval.fit --held``). The texts themselves stay where they are;
``training/questions`` names a passage by article and paragraph of MLQA's Vietnamese development set (articles
at even places only) or by file and lines of ``van-ban-170``. Passages written for this project stand in
``training/papers`` with their questions, whole documents in ``training/dossiers``.
"""

from __future__ import annotations

import argparse
import json
import random
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.lexicon import synonyms
from eval.questions import OWN_QUESTIONS, load_questions
from ingest.sources import slug
from ingest.split import sentences
from ingest.vietnamese import nfc
from training.cloze import cloze_questions
from training.contrast import NAME, asked_otherwise
from training.dossiers import dossier_examples
from training.examples import Example, locate
from training.train import save_examples

SHARED = Path("../shared/data")
MLQA = SHARED / "qa/mlqa-vi-dev.json"
OFFICIAL = SHARED / "text/van-ban-170.tar.gz"
QUESTIONS = Path(__file__).with_name("questions")
PAPERS = Path(__file__).with_name("papers")
TIMES = 3  # that a question on our own papers is drawn for one of the others, where nothing else is said
CLOZE_PASSAGES = 3200
PASSAGE = (350, 1200)  # characters of a passage for cloze questions


@dataclass(frozen=True, slots=True)
class Source:
    """A passage: its document's name, its title, its text."""

    document: str
    title: str
    text: str


def mlqa_sources() -> tuple[dict[str, Source], list[tuple[str, Example]]]:
    """Return the paragraphs of the articles that may be trained on, and MLQA's own questions on them."""
    sources, own = {}, []
    articles = json.loads(MLQA.read_text(encoding="utf-8"))["data"]
    for number, article in enumerate(articles):
        if number % 2:
            continue
        for place, paragraph in enumerate(article["paragraphs"]):
            text = paragraph["context"].replace("\n", " ")
            sources[f"{number}/{place}"] = Source(str(number), article["title"], text)
            for qa in paragraph["qas"]:
                answer = qa["answers"][0]
                start = answer["answer_start"]
                found = Example(qa["question"], article["title"], text, start, start + len(answer["text"]))
                own.append((f"{number}/{place}", found))
    return sources, own


def official_files() -> dict[str, list[str]]:
    """Return the lines of each official text by file name, without those that evaluation asks about."""
    asked = {d for q in load_questions(OWN_QUESTIONS.with_name("reports.jsonl")) for d in q.documents}
    asked |= {slug(path.stem) for path in (SHARED / "van-ban").glob("*.md")}
    files = {}
    with tarfile.open(OFFICIAL) as archive:
        for member in archive:
            name = Path(member.name).name
            content = archive.extractfile(member) if member.name.endswith(".md") else None
            if content is not None and slug(Path(name).stem) not in asked:
                text = nfc(content.read().decode("utf-8", "replace"))
                files[name] = [line.strip() for line in text.split("\n")]
    return dict(sorted(files.items()))


def official_passage(files: dict[str, list[str]], key: str) -> Source:
    """Return the passage that ``FILE:FIRST-LAST`` (1-based lines) names."""
    name, _, lines = key.rpartition(":")
    first, _, last = lines.partition("-")
    chosen = [line for line in files[name][int(first) - 1 : int(last)] if line]
    return Source(name, Path(name).stem, "\n".join(chosen))


def cut_passages(name: str, lines: Iterable[str]) -> list[Source]:
    """Group the lines of an official text into passages of a length worth asking about."""
    passages, current = [], ""
    for line in filter(None, lines):
        current = f"{current}\n{line}" if current else line
        if len(current) > PASSAGE[0] + 150:
            if len(current) <= PASSAGE[1]:
                passages.append(Source(name, Path(name).stem, current))
            current = ""
    return passages


def written_questions(sources: dict[str, Source], files: dict[str, list[str]]) -> list[tuple[str, Example]]:
    """Read the questions written for the reader; each with the key of its passage."""
    found = []
    for path in sorted(QUESTIONS.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            key, question, answer = line.split("\t")
            source = sources.get(key) or official_passage(files, key)
            sources[key] = source
            if answer in source.text:
                found.append((key, locate(question, source.title, source.text, answer)))
    return found


def paper_questions(sources: dict[str, Source]) -> list[tuple[str, Example]]:
    """Read the passages written for the reader and their questions; each file is a kind of text.

    A line is a passage: ``{"title": …, "text": …, "qas": [[question, answer or ""], …]}``; its key is
    ``FILE:LINE``, as in ``b:17``.
    """
    found = []
    for path in sorted(PAPERS.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            paper = json.loads(line)
            key = f"{path.stem}:{number}"
            sources[key] = Source(key, paper["title"], paper["text"])
            for question, answer in paper["qas"]:
                found.append((key, locate(question, paper["title"], paper["text"], answer)))
    return found


def as_squad(rows: Iterable[tuple[str, Example]]) -> dict[str, Any]:
    """Return questions as SQuAD JSON, an article a passage."""
    articles: dict[str, dict[str, Any]] = {}
    for number, (key, example) in enumerate(rows):
        block = {"context": example.passage, "qas": []}
        article = articles.setdefault(key, {"title": example.title, "paragraphs": [block]})
        answer = {"text": example.passage[example.start : example.end], "answer_start": example.start}
        article["paragraphs"][0]["qas"].append(
            {
                "id": f"held-{number}",
                "question": example.question,
                "is_impossible": not example.answerable,
                "answers": [answer] if example.answerable else [],
            }
        )
    return {"data": list(articles.values())}


def without_answer(example: Example) -> Example | None:
    """Return the example with the sentences of its answer taken away; None when it still stands there."""
    kept = [
        example.passage[a:b]
        for a, b in sentences(example.passage)
        if not (a < example.end and example.start < b)
    ]
    text = " ".join(kept)
    if len(kept) < 2 or example.passage[example.start : example.end] in text:
        return None
    return Example(example.question, example.title, text, -1, -1)


def elsewhere(example: Example, others: list[Source], rng: random.Random) -> Example | None:
    """Ask the question of the likest of some other passages; None when that one may hold the answer."""
    asked = set(example.question.lower().split())
    drawn = rng.sample(others, min(60, len(others)))
    likest = max(drawn, key=lambda source: len(asked & set(source.text.lower().split())))
    if example.passage[example.start : example.end] in likest.text:
        return None
    return Example(example.question, likest.title, likest.text, -1, -1)


def negatives(
    rows: list[tuple[str, Example]], sources: dict[str, Source], rng: random.Random
) -> list[Example]:
    """Make questions unanswerable: for one in twenty the passage loses its answer, as many ask another one;
    one in eight asks for something else, where there is a word that can be changed."""
    made = []
    names = sorted({name for key in sources if "/" in key for name in NAME.findall(sources[key].text)})
    for key, example in rows:
        chance = rng.random()
        if not example.answerable:
            continue
        if chance > 0.6:
            # Names in articles are names; in official texts, half of a body's ("Bộ Công" of "Bộ Công an").
            otherwise = asked_otherwise(example, names if "/" in key else (), rng)
            made += [otherwise] if otherwise is not None else []
        if chance >= 0.09:
            continue
        own = sources[key]
        same = [s for k, s in sources.items() if k != key and s.document == own.document]
        others = same or [s for k, s in sources.items() if k != key]
        changed = without_answer(example) if chance < 0.05 else elsewhere(example, others, rng)
        if changed is not None:
            made.append(changed)
    return made


def cloze(sources: Iterable[Source], most: int, rng: random.Random) -> list[Example]:
    """Make cloze questions, at most ``most`` a passage, some of them unanswerable."""
    alike: dict[str, tuple[str, ...]] = {}
    groups: dict[str, list[str]] = {}
    for word, first in synonyms().items():
        groups.setdefault(" ".join(first), []).append(" ".join(word))
    for first_word, words in groups.items():
        members = [first_word, *words]
        alike |= {word: tuple(m for m in members if m != word) for word in members}
    made = []
    for source in sources:
        found = list(cloze_questions(source.title, source.text, alike, rng))
        rng.shuffle(found)
        for example in found[:most]:
            changed = without_answer(example) if rng.random() < 0.12 else None
            made.append(changed or example)
    return made


def main() -> None:
    """Write the training data from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("out", type=Path, metavar="FOLDER")
    arguments.add_argument("--since", default="", help="first file of training/papers that is drawn often")
    arguments.add_argument("--times", type=int, default=TIMES, help="how often")
    given = arguments.parse_args()
    out: Path = given.out
    out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(9)
    sources, rows = mlqa_sources()
    files = official_files()
    paragraphs = list(sources.values())
    own = paper_questions(sources)
    rows += written_questions(sources, files) + own
    held = set((QUESTIONS / "held.txt").read_text(encoding="utf-8").splitlines())
    kept_out = [(key, example) for key, example in rows if key in held]
    train = [(key, example) for key, example in rows if key not in held]
    free = {key: source for key, source in sources.items() if key not in held}
    human = [example for _, example in train] + negatives(train, free, rng)
    again = [(key, example) for key, example in own if key not in held and key >= given.since]
    for _ in range(given.times - 1):
        human += [example for _, example in again] + negatives(again, free, rng)
    passages = [passage for name, lines in files.items() for passage in cut_passages(name, lines)]
    drawn = rng.sample(passages, CLOZE_PASSAGES)
    made = cloze(paragraphs, 8, rng) + cloze(drawn, 4, rng)
    for name, examples in (
        ("human", human),
        ("cloze", made),
        ("dossiers", dossier_examples(rng)),
        ("held", [example for _, example in kept_out]),
    ):
        rng.shuffle(examples)
        save_examples(examples, out / f"{name}.jsonl")
        print(f"{name}: {len(examples)} questions, {sum(not e.answerable for e in examples)} unanswerable")
    (out / "held.json").write_text(json.dumps(as_squad(kept_out), ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
