"""Counts which syllables stand beside each other: ``python -m training.usual_pairs``.

Reads the official texts of ``../shared/data`` and the written questions, and rewrites
``assistant/usual_pairs.txt``, by which accents are restored where the indexed documents have too few words
to tell ("hội đồng" from "hỏi đồng"). The official texts that ``eval`` asks about are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from ingest.vietnamese import has_accents, tokens
from training.data import QUESTIONS, official_files

LEAST = 8  # occurrences of a pair that is kept
OUT = Path("assistant/usual_pairs.txt")


def count_pairs(texts: Iterable[str]) -> Counter[tuple[str, str]]:
    """Count adjacent syllables with nothing but a space between them, in matching form."""
    counts: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for (first, _, end), (second, start, _) in pairwise(tokens(text)):
            if first.isalpha() and second.isalpha() and text[end:start] == " ":
                counts[first, second] += 1
    return counts


def texts() -> Iterator[str]:
    """Yield every line of the official texts and every question that was typed with accents."""
    for lines in official_files().values():
        yield from lines
    for file in sorted(QUESTIONS.glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            question = line.split("\t")[1]
            if has_accents(question):
                yield question


def main() -> None:
    """Write the pairs that are frequent enough, in alphabetical order."""
    kept = sorted((pair, count) for pair, count in count_pairs(texts()).items() if count >= LEAST)
    lines = [f"{first} {second} {count}" for (first, second), count in kept]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines), "pairs")


if __name__ == "__main__":
    main()
