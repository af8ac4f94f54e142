"""How a question and a passage become token ids for the reader; the same when it is trained and used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tokenizers

QUESTION_TOKENS = 64  # of a question, the rest is cut
TITLE_TOKENS = 48  # of the title with what else is told of the passage
MOST_TOKENS = 384  # of the whole pair
BOS, PAD, EOS = "<s>", "<pad>", "</s>"


@dataclass(frozen=True, slots=True)
class Pair:
    """``<s> question </s></s> title </s> passage </s>`` as tokens.

    Attributes:
        ids: Token ids.
        types: 0 for each token of the question's side, 1 for the others.
        first: Index of the passage's first token.
        offsets: Code points (start, end) of each token of the passage.
    """

    ids: list[int]
    types: list[int]
    first: int
    offsets: list[tuple[int, int]]


def token_id(tokenizer: tokenizers.Tokenizer, piece: str) -> int:
    """Return the id of a special piece.

    Raises:
        ValueError: The vocabulary lacks it.
    """
    found = tokenizer.token_to_id(piece)
    if found is None:
        raise ValueError(f"the vocabulary has no {piece}")
    return found


def encode_pairs(
    tokenizer: tokenizers.Tokenizer, question: str, passages: Sequence[tuple[str, str]]
) -> list[Pair]:
    """Encode one question with each of several (title, passage); long ones are cut at their end."""
    bos, eos = token_id(tokenizer, BOS), token_id(tokenizer, EOS)
    texts = [question, *(part for passage in passages for part in passage)]
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    asked = encoded[0].ids[:QUESTION_TOKENS]
    pairs = []
    for title, passage in zip(encoded[1::2], encoded[2::2], strict=True):
        head = [bos, *asked, eos, eos]
        about = [*title.ids[:TITLE_TOKENS], eos]
        room = MOST_TOKENS - len(head) - len(about) - 1
        own = passage.ids[:room]
        ids = [*head, *about, *own, eos]
        pairs.append(
            Pair(
                ids,
                [0] * len(head) + [1] * (len(ids) - len(head)),
                len(head) + len(about),
                passage.offsets[: len(own)],
            )
        )
    return pairs
