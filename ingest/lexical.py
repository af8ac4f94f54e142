"""The lexical index: BM25 over Vietnamese words and syllables. The only module that knows bm25s."""

from __future__ import annotations

import logging
from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from ingest import vietnamese

logging.getLogger("bm25s").setLevel(logging.WARNING)  # bm25s sets DEBUG when imported

K1 = 1.5  # saturation of repeated tokens
B = 0.75  # how much longer chunks are held back, 0 to 1

_FIELDS = ("accented", "folded")


class Lexical:
    """Two BM25 fields over the same rows: tokens as written, and tokens without accents.

    The folded field answers only questions typed without any accent, since folding throws together
    words that have nothing in common ("má", "mã", "mạ").
    """

    def __init__(self, accented: bm25s.BM25, folded: bm25s.BM25) -> None:
        self._accented = accented
        self._folded = folded

    @classmethod
    def build(cls, accented: Iterable[Sequence[str]], folded: Iterable[Sequence[str]]) -> Lexical:
        """Index the tokens of every row. A field is gone through once, and only its numbers are kept.

        Args:
            accented: ``vietnamese.search_tokens(text)`` of each row; at least one row has a token.
            folded: ``vietnamese.search_tokens(text, folded=True)`` of each row.
        """
        return cls(_indexed(accented), _indexed(folded))

    @classmethod
    def load(cls, folder: Path) -> Lexical:
        """Open what ``save`` wrote; the scores stay on disk until a question needs them."""
        fields = (bm25s.BM25.load(folder / name, load_corpus=False, mmap=True) for name in _FIELDS)
        return cls(*fields)

    def save(self, folder: Path) -> None:
        """Write both fields into a new folder.

        Raises:
            OSError: The disk refused.
        """
        for name, field in zip(_FIELDS, (self._accented, self._folded), strict=True):
            (folder / name).mkdir(parents=True)
            field.save(folder / name)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self._accented.scores["num_docs"])

    def search(self, question: str, k: int) -> list[tuple[int, float]]:
        """Find the rows that share words with a question.

        Returns:
            At most ``k`` (row, score) with score > 0, best first, the lower row first among equals.
        """
        question = vietnamese.nfc(question)
        folded = not vietnamese.has_accents(question)
        tokens = vietnamese.search_tokens(question, folded=folded)
        return self.search_tokens(tokens, k, folded=folded)

    def search_tokens(
        self, tokens: Sequence[str], k: int, *, folded: bool = False
    ) -> list[tuple[int, float]]:
        """Like ``search``, for a question that is already cut into tokens."""
        field = self._folded if folded else self._accented
        known = field.get_tokens_ids(list(tokens))
        if not known or k < 1:
            return []
        scores: NDArray[np.float32] = field.get_scores_from_ids(known)
        rows = np.flatnonzero(scores > 0)
        best = rows[np.argsort(-scores[rows], kind="stable")[:k]]
        return [(int(row), float(scores[row])) for row in best]


def _indexed(tokens: Iterable[Sequence[str]]) -> bm25s.BM25:
    field = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numpy", csc_backend="numpy")
    met: dict[str, int] = {}  # words, numbered as they come
    numbers, ends = array("i"), [0]
    for row in tokens:
        numbers.extend(met.setdefault(token, len(met)) for token in row)
        ends.append(len(numbers))
    # bm25s would number the words in the order of a set, another one in every process.
    vocabulary = {token: number for number, token in enumerate(sorted(met))}
    final = np.array([vocabulary[token] for token in met], dtype=np.intc)
    # In one piece, which goes back to the system whole: lists for each row leave holes.
    one = final[np.frombuffer(numbers, dtype=np.intc)].data
    numbered = [one[start:end] for start, end in pairwise(ends)]
    del numbers, met
    field.index((numbered, vocabulary), show_progress=False)
    return field
