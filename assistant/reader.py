"""The reader: a small network that marks where a passage answers a question, or says that it does not.

Runs through onnxruntime from one file; how it was trained and on what stands in ``docs/reader.md``.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.pairs import MOST_TOKENS, PAD, Pair, encode_pairs, token_id
from ingest.errors import ReaderUnavailable

if TYPE_CHECKING:
    import tokenizers

Ids = NDArray[np.int64]
Floats = NDArray[np.float32]
Scorer = Callable[[Ids, Ids], Floats]
LONGEST = 48  # tokens of an answer
MODEL = "reader.onnx"
CHECKSUM = "reader.onnx.sha256"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a passage that the reader takes for the answer.

    Attributes:
        start: First code point in the passage.
        end: One past the last.
        margin: Score of the stretch minus that of "no answer here", unbounded; above 0 it answers.
    """

    start: int
    end: int
    margin: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader thinks of one passage.

    Attributes:
        starts: (tokens,) score of each token of the passage as the answer's first, minus half of
            "no answer"'s.
        ends: (tokens,) likewise as its last.
        offsets: Code points (start, end) of each token.
    """

    starts: Floats
    ends: Floats
    offsets: tuple[tuple[int, int], ...]

    def best(
        self, start: int = 0, end: int | None = None, over: tuple[int, int] | None = None
    ) -> Mark | None:
        """Return the best stretch inside ``start:end`` of the passage, None when no token lies inside.

        Args:
            start: First code point that it may have.
            end: One past the last that it may have; None: to the passage's end.
            over: Code points (start, end) of which it must have some.
        """
        last = self.offsets[-1][1] if end is None and self.offsets else end or 0
        inside = [i for i, (a, b) in enumerate(self.offsets) if a >= start and b <= last and b > a]
        if not inside:
            return None
        low, high = inside[0], inside[-1] + 1
        allowed = _spans(high - low)
        if over is not None:
            begins = np.array([a < over[1] for a, _ in self.offsets[low:high]])
            finishes = np.array([b > over[0] for _, b in self.offsets[low:high]])
            allowed = allowed & begins[:, None] & finishes[None, :]
        if not allowed.any():
            return None
        sums = np.where(allowed, self.starts[low:high, None] + self.ends[None, low:high], -np.inf)
        first, final = divmod(int(sums.argmax()), high - low)
        return Mark(self.offsets[low + first][0], self.offsets[low + final][1], float(sums[first, final]))

    def total(self) -> float:
        """Return the logarithm of the summed weight of all stretches; that of "no answer" is 0."""
        if not self.offsets:
            return float("-inf")
        sums = (self.starts[:, None] + self.ends[None, :])[_spans(len(self.offsets))]
        return float(np.logaddexp.reduce(sums))


@lru_cache(maxsize=1)
def _square() -> NDArray[np.bool_]:
    """Return ``_spans`` of the longest passage; those of shorter ones are its corner."""
    square = np.ones((MOST_TOKENS, MOST_TOKENS), dtype=bool)
    return np.triu(square) & ~np.triu(square, LONGEST)


def _spans(size: int) -> NDArray[np.bool_]:
    """Return (size, size): whether a stretch may begin at the row and end at the column."""
    return _square()[:size, :size]


class Reader:
    """Reads passages for a question. Safe to call from several threads.

    Args:
        scorer: Network: ids and types of one passage, each (tokens,) → (tokens, 2) start and end scores.
        tokenizer: Of its vocabulary.
        name: Tells trained readers apart.
    """

    def __init__(self, scorer: Scorer, tokenizer: tokenizers.Tokenizer, name: str) -> None:
        self.name = name
        self._score = scorer
        self._tokenizer = tokenizer
        self._pad = token_id(tokenizer, PAD)

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """Read (title, text) passages, one after the other: what one is scored depends on no other.

        Returns:
            One reading a passage, in their order; a passage longer than the network reads
            (``pairs.MOST_TOKENS`` with question and title) is read up to there.
        """
        if not passages:
            return []
        return [
            _reading(pair, self._score(np.array(pair.ids), np.array(pair.types)))
            for pair in encode_pairs(self._tokenizer, question, passages)
        ]

    def warm_up(self) -> None:
        """Read as long a passage as there can be: memory for that is taken now, not some day."""
        ids = np.full(MOST_TOKENS, self._pad, dtype=np.int64)
        self._score(ids, np.zeros_like(ids))


def _reading(pair: Pair, scores: Floats) -> Reading:
    last = pair.first + len(pair.offsets)
    none = scores[0].sum() / 2
    own = scores[pair.first : last] - none
    return Reading(own[:, 0], own[:, 1], tuple(pair.offsets))


def load_reader(threads: int) -> Reader:
    """Load the reader that comes with the product.

    Raises:
        ReaderUnavailable: Its file is missing or not the one that was released, or onnxruntime cannot
            run it.
    """
    return open_reader(Path(str(files("assistant").joinpath(MODEL))), threads)


@lru_cache(maxsize=1)
def open_reader(path: Path, threads: int) -> Reader:
    """Load a reader from its file, the checksum beside it.

    Raises:
        ReaderUnavailable: As ``load_reader``.
    """
    if importlib.util.find_spec("onnxruntime") is None:
        raise ReaderUnavailable("onnxruntime is not installed", reason="onnxruntime is missing")
    import onnxruntime
    from tokenizers import Tokenizer

    try:
        wanted = path.with_name(CHECKSUM).read_text(encoding="ascii").split()[0]
        data = path.read_bytes()
    except OSError as error:
        raise ReaderUnavailable(f"cannot read {path}: {error}", reason=str(error)) from error
    found = hashlib.sha256(data).hexdigest()
    if found != wanted:
        raise ReaderUnavailable(f"{path} has sha256 {found}, not {wanted}", reason="damaged")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that sleep between the network's layers cost a fifth of the time, such as wait for the next
    # question a whole core.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    options.enable_mem_pattern = False  # it would keep memory for every length of text that ever came
    try:
        session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except _onnx_errors() as error:
        raise ReaderUnavailable(f"onnxruntime cannot run {path}: {error}", reason=str(error)) from error
    tokenizer = Tokenizer.from_str(session.get_modelmeta().custom_metadata_map["tokenizer"])

    def score(ids: Ids, types: Ids) -> Floats:
        fed = {"input_ids": ids[None], "token_type_ids": types[None]}
        return np.asarray(session.run(["scores"], fed)[0][0], dtype=np.float32)

    return Reader(in_turn(score, _places(threads)), tokenizer, f"reader-{found[:12]}")


def in_turn(score: Scorer, places: int) -> Scorer:
    """Let a scorer work for so many callers at a time; the others wait.

    Each one at work takes memory for all that the network computes, and onnxruntime never gives it back.
    """
    turns = threading.BoundedSemaphore(places)

    def scored(ids: Ids, types: Ids) -> Floats:
        with turns:
            return score(ids, types)

    return scored


def _places(threads: int) -> int:
    """Return how many can read at a time with so many threads each before they only hinder each other."""
    return max(1, len(os.sched_getaffinity(0)) // threads)


def _onnx_errors() -> tuple[type[Exception], ...]:
    """Return what onnxruntime raises on a bad network; its errors share no base but Exception."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    return (
        RuntimeError,
        ValueError,
        state.Fail,
        state.InvalidArgument,
        state.InvalidGraph,
        state.InvalidProtobuf,
        state.NoSuchFile,
    )
