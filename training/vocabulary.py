"""The encoder's vocabulary cut down to Vietnamese: a tenth of its pieces say all that offices write."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tokenizers import Tokenizer

from ingest.e5file import Packed
from ingest.e5small import build_tokenizer

PIECES = 32_000
_LATIN = re.compile(r"▁?[\u0020-\u024f\u0300-\u036f\u1ea0-\u1ef9\u2010-\u2026]*")


def choose_pieces(packed: Packed, texts: Iterable[str], count: int = PIECES) -> list[int]:
    """Return the token ids to keep, rising: all special ones, all that ``texts`` use, then the likeliest
    pieces in Latin script (names, English words) up to ``count``."""
    kept = set(packed.special.values())
    seen: Counter[int] = Counter()
    for encoded in build_tokenizer(packed).encode_batch(list(texts)):
        seen.update(encoded.ids)
    kept.update(seen)
    rest = [
        place
        for place, (piece, _) in enumerate(packed.pieces)
        if place not in kept and _LATIN.fullmatch(piece)
    ]
    rest.sort(key=lambda place: -packed.pieces[place][1])
    kept.update(rest[: max(0, count - len(kept))])
    return sorted(kept)


def cut_tokenizer(packed: Packed, kept: list[int]) -> Tokenizer:
    """Build the tokenizer over the kept pieces; token id i is the row of ``kept[i]`` in the embeddings."""
    place = {old: new for new, old in enumerate(kept)}
    small = Packed(
        data=b"",
        sizes=packed.sizes,
        pieces=[packed.pieces[old] for old in kept],
        special={name: place[old] for name, old in packed.special.items()},
        tensors={},
    )
    return build_tokenizer(small)
