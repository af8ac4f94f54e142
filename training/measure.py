"""Measures a reader alone on SQuAD JSON, the right paragraph given: F1 and exact match.

``python -m training.measure FILE.json [--checkpoint FOLDER/last.pt] [--part odd|even] [--examples]``
"""

from __future__ import annotations

import argparse
import json
import re
import string
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from assistant.reader import Floats, Ids, Mark, Reader, load_reader
from training.train import load_examples, open_network

WINDOW = 1000  # characters read at a time
STRIDE = 600
_PUNCTUATION = re.compile(f"[{re.escape(string.punctuation)}“”‘’…–]")


def best_mark(reader: Reader, question: str, title: str, passage: str) -> Mark | None:
    """Return the best stretch of a passage of any length, read in windows."""
    starts = range(0, max(1, len(passage) - STRIDE), STRIDE)
    readings = reader.read(question, [(title, passage[s : s + WINDOW]) for s in starts])
    marks = [
        Mark(mark.start + s, mark.end + s, mark.margin)
        for s, reading in zip(starts, readings, strict=True)
        if (mark := reading.best()) is not None
    ]
    return max(marks, key=lambda mark: mark.margin, default=None)


def answer_tokens(text: str) -> list[str]:
    """Split an answer as MLQA's script does for Vietnamese: lower case, no punctuation, by white space."""
    return _PUNCTUATION.sub("", text.lower()).split()


def scores(given: str, right: Sequence[str]) -> tuple[float, float]:
    """Return (F1, exact match) against the likest of the right answers."""
    best = (0.0, 0.0)
    mine = answer_tokens(given)
    for answer in right:
        theirs = answer_tokens(answer)
        common = sum((Counter(mine) & Counter(theirs)).values())
        f1 = 2 * common / (len(mine) + len(theirs)) if common else 0.0
        best = max(best, (f1, float(mine == theirs)))
    return best


def checkpoint_reader(path: Path, threads: int) -> Reader:
    """Load a reader from a training checkpoint."""
    network, tokenizer = open_network(path.parent, [])
    network.load_state_dict(torch.load(path, weights_only=True))
    network.eval()
    torch.set_num_threads(threads)

    def score(ids: Ids, types: Ids) -> Floats:
        alone = torch.from_numpy(ids)[None]
        with torch.inference_mode():
            found = network(alone, torch.ones_like(alone), torch.from_numpy(types)[None])
        return np.asarray(found[0].numpy(), dtype=np.float32)

    return Reader(score, tokenizer, path.stem)


def rows_of(path: Path, part: str) -> list[tuple[str, str, str, list[str]]]:
    """Read (question, title, passage, answers) from SQuAD JSON or from training examples."""
    if path.suffix == ".jsonl":
        return [
            (e.question, e.title, e.passage, [e.passage[e.start : e.end]] if e.answerable else [])
            for e in load_examples(path)
        ]
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    chosen = {"odd": articles[1::2], "even": articles[0::2], "all": articles}[part]
    return [
        (qa["question"], article.get("title", ""), paragraph["context"], [a["text"] for a in qa["answers"]])
        for article in chosen
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    ]


def main() -> None:
    """Measure from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--checkpoint", type=Path)
    arguments.add_argument("--part", choices=["odd", "even", "all"], default="all")
    arguments.add_argument("--examples", action="store_true", help="print each answer")
    arguments.add_argument("--threads", type=int, default=2)
    given = arguments.parse_args()
    reader = (
        checkpoint_reader(given.checkpoint, given.threads) if given.checkpoint else load_reader(given.threads)
    )
    results, margins = [], []
    for question, title, passage, right in rows_of(given.file, given.part):
        mark = best_mark(reader, question, title, passage)
        text = passage[mark.start : mark.end] if mark else ""
        margins.append((bool(right), mark.margin if mark else -99.0))
        if right:
            results.append(scores(text, right))
        if given.examples:
            print(f"{results[-1][0] if right else -1:.2f} {margins[-1][1]:.1f} {question} | {text} | {right}")
    f1, exact = np.mean(results, axis=0)
    known = [m for answerable, m in margins if answerable]
    unknown = [m for answerable, m in margins if not answerable]
    above = np.mean(np.array(known) > 0)
    print(f"{len(results)} answerable: F1 {f1:.3f}, exact match {exact:.3f}; {above:.3f} above none")
    if unknown:
        auc = np.mean([(a > b) + 0.5 * (a == b) for a in known for b in unknown])
        print(f"{len(unknown)} unanswerable: {np.mean(np.array(unknown) <= 0):.3f} refused; AUC {auc:.3f}")


if __name__ == "__main__":
    main()
