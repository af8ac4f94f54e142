"""Trains the reader, with checkpoints: ``python -m training.train DATA.jsonl… --out FOLDER --minutes 60``.

Each DATA file is one stage, in order; a stage's share of the time follows its ``=`` (``cloze.jsonl=0.3``).
``dossiers.jsonl+human.jsonl`` is one stage of both: as many examples of the second as the first one has.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from ingest.e5file import read_packed
from ingest.e5small import source_file
from training.examples import Example
from training.network import ReaderNetwork, choice_loss, from_encoder, span_loss
from training.rows import batches, to_batch
from training.vocabulary import choose_pieces, cut_tokenizer

RATE = 1.5e-4
WARM_UP = 60  # steps
CHOICE = 0.5  # weight of the choice between the passages of a question


def load_examples(path: Path) -> list[Example]:
    """Read examples from JSON lines."""
    return [Example(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def load_stage(files: str, rng: random.Random) -> list[Example]:
    """Read the examples of ``FILE`` or of ``FILE+FILE…``: all of the first, as many of each other one."""
    mixed, *others = (load_examples(Path(name)) for name in files.split("+"))
    count = len(mixed)
    for examples in others:
        mixed += rng.sample(examples, min(count, len(examples)))
    return mixed


def save_examples(examples: Sequence[Example], path: Path) -> None:
    """Write examples as JSON lines."""
    lines = [json.dumps(asdict(example), ensure_ascii=False) for example in examples]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


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
        for asked in batches(tokenizer, examples, rng):
            spent = time.monotonic() - begun
            if spent > until:
                break
            for group in optimiser.param_groups:
                group["lr"] = RATE * rate_at(step, (60 * after + spent) / (60 * after + whole))
            batch = to_batch(asked, tokenizer).to(device)
            with torch.autocast(device, dtype=torch.bfloat16, enabled=short):
                scores = network(batch.ids, batch.mask, batch.types)
            loss = span_loss(scores, batch.allowed, batch.first, batch.last)
            loss = loss + CHOICE * choice_loss(scores, batch.allowed, batch.first, batch.last, batch.question)
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
    arguments.add_argument("data", nargs="+", help="examples: FILE, FILE+FILE or FILE=SHARE of the time")
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument("--after", type=float, default=0, help="minutes that an earlier run took")
    arguments.add_argument("--seed", type=int, default=3)
    arguments.add_argument("--frozen", type=int, default=0, help="layers from below that stay as they are")
    arguments.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    given = arguments.parse_args()
    torch.manual_seed(given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    named = [(files, float(share or 1)) for files, _, share in (d.partition("=") for d in given.data)]
    total = sum(share for _, share in named)
    rng = random.Random(given.seed)
    stages = [(load_stage(files, rng), share / total) for files, share in named]
    texts = [text for examples, _ in stages for e in examples for text in (e.passage, e.question, e.title)]
    network, tokenizer = open_network(given.out, texts)
    network.freeze(given.frozen)
    print([len(examples) for examples, _ in stages], "examples", sum(p.numel() for p in network.parameters()))
    train(network, tokenizer, stages, given.minutes, given.out, given.device, given.after, given.seed)


if __name__ == "__main__":
    main()
