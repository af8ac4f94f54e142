"""From documents to rows: chunks, tokens, vectors, doing only what is not known yet."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.records import Chunk
from ingest.split import match_text, split
from ingest.truth import Entry, Rows, embedded
from ingest.vietnamese import search_tokens

if TYPE_CHECKING:
    from ingest.embed import Encoder

Progress = Callable[[str, int, int], None]
"""Called with the stage ("read", "words", "embed", "store", "check"), how much is done, and of how much."""

SLICE = (
    256  # texts that the encoder is given at once: it sorts them by length, and between two the time counts
)


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier work saves: tokens and vectors by key of a match text, chunks by document.

    The one record that grows: what ``learn`` has made need not be made again.
    """

    tokens: dict[str, Sequence[str]] = field(default_factory=dict)
    vectors: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    chunks: dict[Entry, Sequence[Chunk]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unembedded:
    """Texts that have no vector yet, by key, in row order; a text that occurs twice stands here once."""

    texts: Mapping[str, str]
    total: int  # how many there were at first, for the progress


def learn(entry: Entry, known: Known) -> None:
    """Split and tokenise a document, so that it is quick to make rows of it."""
    if entry not in known.chunks:
        known.chunks[entry] = split(entry.document)
    for chunk in known.chunks[entry]:
        text = match_text(entry.document, chunk)
        key = _key(text)
        if key not in known.tokens:
            # The same words come in all texts: one string of each takes a tenth of the memory.
            known.tokens[key] = tuple(map(sys.intern, search_tokens(text)))


def make_rows(
    entries: Sequence[Entry], known: Known, dimension: int, progress: Progress
) -> tuple[Rows, Unembedded]:
    """Split and tokenise documents; a vector gets only what is known."""
    chunks: list[Chunk] = []
    texts: list[str] = []
    for done, entry in enumerate(entries, start=1):
        learn(entry, known)
        own = known.chunks[entry]
        chunks += own
        texts += [match_text(entry.document, chunk) for chunk in own]
        progress("words", done, len(entries))
    keys = [_key(text) for text in texts]
    tokens = [known.tokens[key] for key in keys]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known.vectors}
    vectors = _filled(keys, known.vectors, np.zeros((len(keys), dimension), dtype=np.float32))
    return Rows(chunks, keys, tokens, vectors), Unembedded(missing, len(missing))


def embed(
    rows: Rows,
    left: Unembedded,
    encoder: Encoder,
    progress: Progress,
    seconds: float | None = None,
    leave: Callable[[], bool] = lambda: False,
) -> Unembedded:
    """Give rows their vectors: one slice, and more for so many seconds, or all; until ``leave`` says so.

    Args:
        rows: Their vectors are filled in where they are: a copy of all for each time would be the larger part
            of the memory.

    Returns:
        What is left.

    Raises:
        ValueError: The encoder returned vectors of another shape, or values that are no numbers.
    """
    waiting = list(left.texts.items())
    before, began = left.total - len(waiting), time.monotonic()
    made: dict[str, NDArray[np.float32]] = {}
    if waiting:
        progress("embed", before, left.total)
    while len(made) < len(waiting):
        if made and (leave() or (seconds is not None and time.monotonic() - began >= seconds)):
            break
        done = before + len(made)
        batch = dict(waiting[len(made) : len(made) + SLICE])
        new = encoder.encode_passages(
            list(batch.values()),
            lambda count, done=done: progress("embed", done + count, left.total),  # type: ignore[misc]
        )
        if new.shape != (len(batch), encoder.dimension) or not np.isfinite(new).all():
            raise ValueError(f"{encoder.name} returned {new.shape} for {len(batch)} texts, or no numbers")
        made |= dict(zip(batch, new, strict=True))
    _filled(rows.keys, made, rows.vectors)
    return Unembedded(dict(waiting[len(made) :]), left.total)


def stored_rows(rows: Rows) -> Known:
    """What rows that were stored once save."""
    there = embedded(rows.vectors)
    return Known(
        tokens=dict(zip(rows.keys, rows.tokens, strict=True)),
        vectors={key: rows.vectors[row] for row, key in enumerate(rows.keys) if there[row]},
    )


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _filled(
    keys: Sequence[str], given: Mapping[str, NDArray[np.float32]], vectors: NDArray[np.float32]
) -> NDArray[np.float32]:
    for row, key in enumerate(keys):
        if key in given:
            vectors[row] = given[key]
    return vectors
