"""Reads ``e5-small-q4.bin``: a BERT with 4-bit weights and a Unigram vocabulary, in one file.

Little-endian: a header (``HEADER``), the vocabulary (``PIECES``, u32 offsets[n + 1], f32 scores[n],
UTF-8 blob), a table of character normalisation (i32 entries, u32 bytes; not needed, NMT and NFKC do the
same), then a directory of tensors. A 4-bit block is 18 bytes for 32 weights: float16 scale, then 16
bytes whose low nibbles are weights 0–15 and high nibbles 16–31.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MAGIC = b"E5S1"
HEADER = struct.Struct("<4sI7ifi")
PIECES = struct.Struct("<5iQ")
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # 32 weights
STEP = 1 << 16  # blocks turned into floats at a time: 8 MB


@dataclass(frozen=True, slots=True)
class Sizes:
    """Shape of the network, from the header."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of the file: ``count`` weights in ``size`` bytes from ``offset``."""

    quantised: bool
    count: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Packed:
    """What the file holds. ``pieces``: (text, log probability), a piece's place is its token id."""

    data: bytes
    sizes: Sizes
    pieces: list[tuple[str, float]]
    special: dict[str, int]
    tensors: dict[str, Tensor]


def read_packed(data: bytes) -> Packed:
    """Read header, vocabulary and directory; weights stay packed.

    Raises:
        ValueError: Not an E5S1 file of version 1, or cut short.
        struct.error: Cut short.
    """
    fields = HEADER.unpack_from(data, 0)
    magic, version, block = fields[0], fields[1], fields[-1]
    if (magic, version, block) != (MAGIC, 1, 32):
        raise ValueError(f"magic {magic!r}, version {version}, block {block}")
    at = HEADER.size
    count, bos, eos, pad, unk, blob_bytes = PIECES.unpack_from(data, at)
    at += PIECES.size
    offsets = np.frombuffer(data, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).tolist()
    at += 4 * count
    blob = data[at : at + blob_bytes]
    at += blob_bytes
    texts = [blob[start:end].decode() for start, end in pairwise(offsets)]
    _entries, table_bytes = struct.unpack_from("<iI", data, at)
    at += 8 + table_bytes
    return Packed(
        data,
        Sizes(*fields[2:-1]),
        list(zip(texts, scores, strict=True)),
        {"bos": bos, "eos": eos, "pad": pad, "unk": unk},
        _read_directory(data, at),
    )


def _read_directory(data: bytes, at: int) -> dict[str, Tensor]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        kind, weights, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        if size != (weights // 32 * BLOCK.itemsize if kind == 1 else weights * 4) or offset + size > len(
            data
        ):
            raise ValueError(f"tensor {name}: {weights} weights of kind {kind} in {size} bytes at {offset}")
        tensors[name] = Tensor(kind == 1, weights, offset, size)
    return tensors


def weights_of(packed: Packed, name: str) -> Iterator[Floats]:
    """Yield the float32 weights of one tensor, flat and in order, in runs of at most 8 MB."""
    tensor = packed.tensors[name]
    if not tensor.quantised:
        yield np.frombuffer(packed.data, "<f4", tensor.count, tensor.offset)
        return
    blocks = _blocks(packed, tensor)
    for start in range(0, len(blocks), STEP):
        levels, scales = _opened(blocks[start : start + STEP])
        yield ((levels.astype(np.float32) - 8) * scales[:, None]).reshape(-1)


def blocks_of(packed: Packed, name: str) -> tuple[NDArray[np.uint8], Floats]:
    """Return a 4-bit tensor as it is stored: weight = (level - 8) * scale of its block.

    Returns:
        (blocks, 32) uint8 levels of 0-15, (blocks,) float32 scales.

    Raises:
        ValueError: The tensor is stored in floats.
    """
    tensor = packed.tensors[name]
    if not tensor.quantised:
        raise ValueError(f"tensor {name} has no blocks")
    return _opened(_blocks(packed, tensor))


def _blocks(packed: Packed, tensor: Tensor) -> NDArray[np.void]:
    return np.frombuffer(packed.data, BLOCK, tensor.count // 32, tensor.offset)


def _opened(blocks: NDArray[np.void]) -> tuple[NDArray[np.uint8], Floats]:
    nibbles = blocks["nibbles"]
    return np.concatenate([nibbles & 15, nibbles >> 4], axis=1), blocks["scale"].astype(np.float32)
