"""Stand-ins for what is slow or heavy: deterministic, small, and honest about their contract."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class HashEncoder:
    """An ``ingest.embed.Encoder`` without a model: a bag of hashed syllables.

    Texts that share syllables are close, texts that share none have cosine near 0 (a small common
    component keeps an empty text at unit length). Questions and passages are encoded alike. The same
    bytes give the same vector in every process and on every machine.
    """

    name = "hash-encoder"

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension

    def encode_query(self, text: str) -> Floats:
        """(dimension,) float32, unit length."""
        vector = np.zeros(self.dimension, dtype=np.float64)
        vector[0] = 0.1
        for syllable in re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()):
            digest = hashlib.blake2b(syllable.encode(), digest_size=8).digest()
            place = 1 + int.from_bytes(digest[:7], "little") % (self.dimension - 1)
            vector[place] += 1.0 if digest[7] & 1 else -1.0
        return (vector / np.linalg.norm(vector)).astype(np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Floats:
        """(n, dimension) float32, unit length rows in the order of ``texts``."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for done, text in enumerate(texts, start=1):
            rows[done - 1] = self.encode_query(text)
            if progress is not None:
                progress(done)
        return rows
