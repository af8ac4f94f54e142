"""A whole ``e5-small-q4.bin`` in miniature: hidden 32, one layer, a dozen pieces, known weights."""

from __future__ import annotations

import struct

PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
PIECES += [
    ("▁xin", -2.0),
    ("▁chào", -2.0),
    ("▁", -3.0),
    ("ch", -4.0),
    ("ào", -4.0),
    ("q", -5.0),
    ("▁hỏi", -2.0),
]
HIDDEN, INNER, VOCABULARY, POSITIONS = (
    32,
    64,
    12,
    16,
)  # one token more than there are pieces, as in the original


def block(scale: float, nibbles: list[int]) -> bytes:
    """Pack 32 numbers of 0–15 as the format has it: weight j low, weight j + 16 high in byte j."""
    packed = bytes(nibbles[place] | nibbles[place + 16] << 4 for place in range(16))
    return struct.pack("<e", scale) + packed


def tiny_file() -> bytes:
    """Four-bit weights run 0, 1, … 15, 0, … with scale 1/8; norm weights are 1, other floats 0.25."""
    matrices = {"emb.word": VOCABULARY * HIDDEN, "emb.pos": POSITIONS * HIDDEN, "emb.type": 2 * HIDDEN}
    sizes = {"q": HIDDEN**2, "k": HIDDEN**2, "v": HIDDEN**2, "ao": HIDDEN**2}
    sizes |= {"fi": HIDDEN * INNER, "fo": HIDDEN * INNER}
    tensors: list[tuple[str, int, int, bytes]] = []
    for name, count in (matrices | {f"l0.{part}.w": count for part, count in sizes.items()}).items():
        if name in ("emb.pos", "emb.type"):
            tensors.append((name, 0, count, struct.pack("<f", 0.25) * count))
        else:
            blocks = [block(0.125, [(row + place) % 16 for place in range(32)]) for row in range(count // 32)]
            tensors.append((name, 1, count, b"".join(blocks)))
    for part in ("emb.ln", "l0.aln", "l0.oln"):
        tensors.append((f"{part}.w", 0, HIDDEN, struct.pack("<f", 1.0) * HIDDEN))
        tensors.append((f"{part}.b", 0, HIDDEN, struct.pack("<f", 0.0) * HIDDEN))
    for part in sizes:
        count = INNER if part == "fi" else HIDDEN
        tensors.append((f"l0.{part}.b", 0, count, struct.pack("<f", 0.25) * count))
    return _assemble(tensors)


def _assemble(tensors: list[tuple[str, int, int, bytes]]) -> bytes:
    texts = [text.encode() for text, _ in PIECES]
    offsets = [sum(map(len, texts[:place])) for place in range(len(texts) + 1)]
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 2, INNER, VOCABULARY, POSITIONS, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, offsets[-1])
    head += struct.pack(f"<{len(offsets)}I", *offsets)
    head += struct.pack(f"<{len(PIECES)}f", *(score for _, score in PIECES)) + b"".join(texts)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0x3000, 1, 0x20)  # one entry: wide space to space
    at = len(head) + 4 + sum(23 + len(name) for name, *_ in tensors)
    directory = struct.pack("<i", len(tensors))
    for name, kind, count, content in tensors:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, at, len(content))
        at += len(content)
    return head + directory + b"".join(content for *_, content in tensors)
