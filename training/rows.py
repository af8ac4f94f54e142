"""How examples become the batches that the reader learns from."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from tokenizers import Tokenizer
from torch.nn.utils.rnn import pad_sequence

from assistant.pairs import PAD, Pair, encode_pairs, token_id
from training.examples import Example, crop, disturb

TOKENS = 2600  # of a batch, padding included
POOL = 640  # questions drawn at a time, so that texts of like length go together
CROPPED = 0.7  # of the passages: what the retriever hands over is shorter than a paragraph
TITLED = 0.8  # of the passages: the assistant tells the title always, a person's file may lack one


@dataclass(frozen=True, slots=True)
class Row:
    """One passage as the network reads it.

    Attributes:
        pair: The question and the passage.
        first: Token of the answer's start in ``pair.ids``; 0 for none.
        last: Token of its end; 0 for none.
    """

    pair: Pair
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of some questions.

    Attributes:
        ids: (rows, tokens) int64.
        mask: (rows, tokens) int64, 0 for padding.
        types: (rows, tokens) int64, 0 for the question, 1 for the passage.
        allowed: (rows, tokens) bool, True where an answer may stand (the passage, and token 0).
        first: (rows,) int64, the answer's first token, 0 for none.
        last: (rows,) int64, its last one.
        question: (rows,) int64, the same number for rows of the same question.
    """

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    allowed: torch.Tensor
    first: torch.Tensor
    last: torch.Tensor
    question: torch.Tensor

    def to(self, device: str) -> Batch:
        """Return the batch on a device."""
        fields = ("ids", "mask", "types", "allowed", "first", "last", "question")
        return replace(self, **{name: getattr(self, name).to(device) for name in fields})


def prepare(tokenizer: Tokenizer, examples: Sequence[Example], rng: random.Random) -> list[Row]:
    """Crop, disturb and encode one question with its passages.

    Returns:
        A row a passage; none at all where the answer fell off the end of its passage.
    """
    cropped = [crop(e, rng, 120, 520) if rng.random() < CROPPED else e for e in examples]
    titled = rng.random() < TITLED
    passages = [(example.title if titled else "", example.passage) for example in cropped]
    pairs = encode_pairs(tokenizer, disturb(examples[0].question, rng), passages)
    rows = []
    for example, pair in zip(cropped, pairs, strict=True):
        if not example.answerable:
            rows.append(Row(pair, 0, 0))
            continue
        inside = [i for i, (a, b) in enumerate(pair.offsets) if a < example.end and example.start < b]
        if not inside or pair.offsets[-1][1] < example.end:
            return []
        rows.append(Row(pair, pair.first + inside[0], pair.first + inside[-1]))
    return rows


def questions_of(examples: Sequence[Example]) -> list[list[Example]]:
    """Put the examples of a group together; the others stand alone."""
    groups: dict[str, list[Example]] = {}
    for number, example in enumerate(examples):
        groups.setdefault(example.group or f"alone {number}", []).append(example)
    return list(groups.values())


def batches(
    tokenizer: Tokenizer, examples: Sequence[Example], rng: random.Random
) -> Iterator[list[list[Row]]]:
    """Yield batches without end, each question once a round, texts of like length together."""
    order = questions_of(examples)
    while True:
        rng.shuffle(order)
        for start in range(0, len(order), POOL):
            ready = [prepare(tokenizer, asked, rng) for asked in order[start : start + POOL]]
            cut = cut_to_size([rows for rows in ready if rows])
            rng.shuffle(cut)
            yield from cut


def cut_to_size(questions: Sequence[list[Row]]) -> list[list[list[Row]]]:
    """Cut questions into batches of at most ``TOKENS`` tokens, the shortest first; none is parted."""

    def longest(rows: list[Row]) -> int:
        return max(len(row.pair.ids) for row in rows)

    cut: list[list[list[Row]]] = []
    held = 0
    for rows in sorted(questions, key=longest):
        if not cut or (held + len(rows)) * longest(rows) > TOKENS:
            cut.append([])
            held = 0
        cut[-1].append(rows)
        held += len(rows)
    return cut


def to_batch(questions: Sequence[Sequence[Row]], tokenizer: Tokenizer) -> Batch:
    """Stack the rows of some questions, padded at their end."""
    rows = [row for asked in questions for row in asked]
    ids = _padded([row.pair.ids for row in rows], token_id(tokenizer, PAD))
    mask = _padded([[1] * len(row.pair.ids) for row in rows], 0)
    types = _padded([row.pair.types for row in rows], 0)
    allowed = torch.zeros(ids.shape, dtype=torch.bool)
    allowed[:, 0] = True
    for number, row in enumerate(rows):
        allowed[number, row.pair.first : row.pair.first + len(row.pair.offsets)] = True
    first = torch.tensor([row.first for row in rows])
    last = torch.tensor([row.last for row in rows])
    question = torch.tensor([number for number, asked in enumerate(questions) for _ in asked])
    return Batch(ids, mask, types, allowed, first, last, question)


def _padded(rows: Sequence[Sequence[int]], value: int) -> torch.Tensor:
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=value)
