"""Which documents say the same: exactly, or but for a few words without weight before or after.

Near duplicates are looked for by MinHash, and believed only when the shorter text stands whole and in
order inside the longer one, and what stands around it is short, holds no figure and denies nothing. A
document and its amended version differ in the middle, or by figures: both stay.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from ingest.records import Document
from ingest.vietnamese import syllables

Sketch = NDArray[np.uint32]

SHINGLE = 5  # tokens
PERMUTATIONS = 128
SIMILAR = 0.85  # Jaccard similarity of shingles from which two texts are compared word by word
_AROUND = 40  # tokens more, before and after
_SHARE = 0.15  # of the longer text
_WEIGHTY = frozenset(
    "không chưa chẳng trừ cấm được phải bãi bỏ hủy thay sửa đổi bổ hết dự thảo nháp mật".split()
)


def sketch(text: str) -> Sketch:
    """Return a text's MinHash over its shingles: (PERMUTATIONS,) uint32, the same on every machine."""
    tokens = syllables(text)
    shingles = {" ".join(tokens[at : at + SHINGLE]) for at in range(max(1, len(tokens) - SHINGLE + 1))}
    made = MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32")
    made.update_batch([shingle.encode() for shingle in shingles])
    return np.asarray(made.hashvalues, dtype=np.uint32)


class Standing:
    """Documents that are indexed, to be asked whether one of them says what another says."""

    def __init__(self) -> None:
        self._by_text: dict[str, list[Document]] = {}
        self._by_id: dict[str, Document] = {}
        self._near = MinHashLSH(threshold=SIMILAR, num_perm=PERMUTATIONS)

    def add(self, document: Document, its_sketch: Sketch) -> None:
        """Add a document that no other one stands for."""
        self._by_text.setdefault(document.text, []).append(document)
        self._by_id[document.id] = document
        self._near.insert(document.id, _minhash(its_sketch))

    def exact(self, document: Document) -> str | None:
        """Return the id of a document of the same text whose known facts do not contradict, else None."""
        found = self._by_text.get(document.text, ())
        return next((other.id for other in found if not _contradict(document, other)), None)

    def near(self, document: Document, its_sketch: Sketch) -> str | None:
        """Return the id of a near duplicate, the first by id, else None."""
        names: list[str] = sorted(self._near.query(_minhash(its_sketch)))
        found = (name for name in names if says_the_same(document, self._by_id[name]))
        return next(found, None)


def says_the_same(one: Document, other: Document) -> bool:
    """Tell whether one text stands whole inside the other, with nothing of weight around it."""
    if (one.number, one.issued) != (other.number, other.issued) or _contradict(one, other):
        return False
    short, long = sorted((syllables(one.text), syllables(other.text)), key=len)
    around = len(long) - len(short)
    if not short or around > min(_AROUND, _SHARE * len(long)):
        return False
    first = next((at for at in range(around + 1) if long[at : at + len(short)] == short), None)
    if first is None:
        return False
    extra = [*long[:first], *long[first + len(short) :]]
    return not any(token in _WEIGHTY or any(map(str.isdigit, token)) for token in extra)


def sketches_of(documents: Mapping[str, Document], known: Mapping[str, Sketch]) -> NDArray[np.uint32]:
    """Return the sketches of documents in their order, (documents, PERMUTATIONS), making those not known."""
    rows = [known[name] if name in known else sketch(document.text) for name, document in documents.items()]
    return np.array(rows, dtype=np.uint32).reshape(len(rows), PERMUTATIONS)


def _contradict(one: Document, other: Document) -> bool:
    pairs = ((getattr(one, name), getattr(other, name)) for name in ("number", "issued", "effective", "kind"))
    return any(a and b and a != b for a, b in pairs)


def _minhash(its_sketch: Sketch) -> MinHash:
    return MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32", hashvalues=its_sketch)
