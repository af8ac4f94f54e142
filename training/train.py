"""Trains the reader, with checkpoints: ``python -m training.train DATA.jsonl… --out FOLDER --minutes 60``.

Each DATA file is one stage, in order; a stage's share of the time follows its ``=`` (``cloze.jsonl=0.3``).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from assistant.pairs import PAD, Pair, encode_pairs, stack, token_id
from ingest.e5file import read_packed
from ingest.e5small import source_file
from training.examples import Example, crop, disturb
from training.network import ReaderNetwork, from_encoder, span_loss
from training.vocabulary import choose_pieces, cut_tokenizer

TOKENS = 2600  # of a batch, padding included
RATE = 1.5e-4
WARM_UP = 60  # steps
POOL = 40  # batches drawn at a time, so that texts of like length go together


def load_examples(path: Path) -> list[Example]:
    """Read examples from JSON lines."""
    return [Example(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def save_examples(examples: Sequence[Example], path: Path) -> None:
    """Write examples as JSON lines."""
    lines = [json.dumps(asdict(example), ensure_ascii=False) for example in examples]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def prepare(tokenizer: Tokenizer, example: Example, rng: random.Random) -> tuple[Pair, int, int] | None:
    """Crop, disturb and encode one example; None where its answer fell off the end.

    Returns:
        The pair, and the tokens of the answer's start and end in it (0, 0 for none).
    """
    if rng.random() < 0.7:
        example = crop(example, rng, 120, 520)
    title = example.title if rng.random() < 0.5 else ""
    pair = encode_pairs(tokenizer, disturb(example.question, rng), [(title, example.passage)])[0]
    if not example.answerable:
        return pair, 0, 0
    inside = [i for i, (a, b) in enumerate(pair.offsets) if a < example.end and example.start < b]
    if not inside or pair.offsets[-1][1] < example.end:
        return None
    return pair, pair.first + inside[0], pair.first + inside[-1]


def batches(
    tokenizer: Tokenizer, examples: Sequence[Example], rng: random.Random
) -> Iterator[list[tuple[Pair, int, int]]]:
    """Yield batches without end, each example once a round, texts of like length together."""
    while True:
        order = list(examples)
        rng.shuffle(order)
        for start in range(0, len(order), POOL * 16):
            ready = [prepare(tokenizer, example, rng) for example in order[start : start + POOL * 16]]
            rows = sorted((row for row in ready if row is not None), key=lambda row: len(row[0].ids))
            cut: list[list[tuple[Pair, int, int]]] = [[]]
            for row in rows:
                if cut[-1] and (len(cut[-1]) + 1) * len(row[0].ids) > TOKENS:
                    cut.append([])
                cut[-1].append(row)
            rng.shuffle(cut)
            yield from cut


def to_tensors(rows: Sequence[tuple[Pair, int, int]], pad: int) -> tuple[torch.Tensor, ...]:
    """Return ids, mask, types, where answers may stand, first and last tokens of a batch."""
    pairs = [pair for pair, _, _ in rows]
    ids, mask, types = (torch.from_numpy(array) for array in stack(pairs, pad))
    allowed = torch.zeros(ids.shape, dtype=torch.bool)
    allowed[:, 0] = True
    for row, pair in enumerate(pairs):
        allowed[row, pair.first : pair.first + len(pair.offsets)] = True
    first = torch.tensor([first for _, first, _ in rows])
    last = torch.tensor([last for _, _, last in rows])
    return ids, mask, types, allowed, first, last


def rate_at(step: int, progress: float) -> float:
    """Return the share of the learning rate: a linear rise over the first steps, a linear fall to 2 %."""
    return min(1.0, (step + 1) / WARM_UP) * max(0.02, 1.0 - progress)


def train(
    network: ReaderNetwork,
    tokenizer: Tokenizer,
    stages: Sequence[tuple[list[Example], float]],
    minutes: float,
    out: Path,
    device: str,
    after: float = 0.0,
    seed: int = 3,
) -> None:
    """Train for a time, stage after stage, writing ``out/last.pt`` every few minutes.

    Args:
        minutes: Of this run; the learning rate has fallen when they are over.
        after: Minutes that an earlier run of the same training took: the rate goes on falling from there.
        seed: Of the order of the examples; runs whose weights are averaged gain from different ones.
    """
    rng = random.Random(seed)
    pad = token_id(tokenizer, PAD)
    network.to(device).train()
    decayed = [p for p in network.parameters() if p.requires_grad and p.ndim > 1]
    plain = [p for p in network.parameters() if p.requires_grad and p.ndim == 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=RATE)
    short = device == "cuda" or torch.cpu._is_avx512_bf16_supported()  # else bfloat16 is four times slower
    begun = saved = time.monotonic()
    step, lately, whole = 0, [], 60 * minutes
    until = 0.0
    for number, (examples, share) in enumerate(stages):
        until += share * whole
        for rows in batches(tokenizer, examples, rng):
            spent = time.monotonic() - begun
            if spent > until:
                break
            for group in optimiser.param_groups:
                group["lr"] = RATE * rate_at(step, (60 * after + spent) / (60 * after + whole))
            ids, mask, types, allowed, first, last = (t.to(device) for t in to_tensors(rows, pad))
            with torch.autocast(device, dtype=torch.bfloat16, enabled=short):
                scores = network(ids, mask, types)
            loss = span_loss(scores, allowed, first, last)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([*decayed, *plain], 1.0)
            optimiser.step()
            step += 1
            lately.append(loss.item())
            if step % 25 == 0:
                print(f"stage {number} step {step} {spent:.0f}s loss {np.mean(lately):.3f}", flush=True)
                lately.clear()
            if time.monotonic() - saved > 240:
                save(network, out / "last.pt")
                saved = time.monotonic()
        save(network, out / f"stage{number}.pt")
    save(network, out / "last.pt")


def save(network: ReaderNetwork, path: Path) -> None:
    """Write the weights beside and swap them in, so that a kill leaves the earlier ones."""
    beside = path.with_suffix(".tmp")
    torch.save(network.state_dict(), beside)
    beside.replace(path)


def open_network(out: Path, texts: Sequence[str]) -> tuple[ReaderNetwork, Tokenizer]:
    """Return the network and its tokenizer as ``out`` holds them, or new ones from the encoder."""
    packed = read_packed(source_file().read_bytes())
    kept_file = out / "pieces.json"
    if not kept_file.exists():
        kept_file.write_text(json.dumps(choose_pieces(packed, texts)))
    kept = json.loads(kept_file.read_text())
    network, tokenizer = from_encoder(packed, kept), cut_tokenizer(packed, kept)
    if (out / "last.pt").exists():
        network.load_state_dict(torch.load(out / "last.pt", weights_only=True))
    return network, tokenizer


def main() -> None:
    """Train from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", nargs="+", help="examples, FILE or FILE=SHARE of the time")
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument("--after", type=float, default=0, help="minutes that an earlier run took")
    arguments.add_argument("--seed", type=int, default=3)
    arguments.add_argument("--frozen", type=int, default=0, help="layers from below that stay as they are")
    arguments.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    given = arguments.parse_args()
    torch.manual_seed(given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    named = [(Path(name), float(share or 1)) for name, _, share in (d.partition("=") for d in given.data)]
    total = sum(share for _, share in named)
    stages = [(load_examples(path), share / total) for path, share in named]
    texts = [text for examples, _ in stages for e in examples for text in (e.passage, e.question, e.title)]
    network, tokenizer = open_network(given.out, texts)
    network.freeze(given.frozen)
    print([len(examples) for examples, _ in stages], "examples", sum(p.numel() for p in network.parameters()))
    train(network, tokenizer, stages, given.minutes, given.out, given.device, given.after, given.seed)


if __name__ == "__main__":
    main()
