"""Exports a trained reader to one ONNX file of 8-bit weights: ``python -m training.export CHECKPOINT``.

Weights of matrices and embeddings become int8 (onnxruntime's dynamic quantisation), after outlying channels
are divided (``smooth``) as the project's own papers show them; those of the last layer stay as they are. The
tokenizer lies in the file's metadata; the checksum is written beside it.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor

from assistant.reader import CHECKSUM, MODEL
from training.data import paper_questions
from training.graph import LAST, build, divisors_of
from training.network import ReaderNetwork
from training.rows import prepare, to_batch
from training.smooth import largest_inputs, smoothing
from training.train import open_network

LOOKED_AT = 400  # questions whose passages show how large the channels are
_AT_ONCE = 8


def export(network: ReaderNetwork, path: Path, tokenizer: Tokenizer, like: Path | None = None) -> None:
    """Write the network in float32, its channels divided, with free batch and token sizes.

    Args:
        like: A file exported before, whose channels are divided by the same numbers; None: by what the
            papers show.
    """
    state = {name: tensor.float().numpy() for name, tensor in network.state_dict().items()}
    if like is not None:
        divisors = divisors_of(onnx.load(like))
    else:
        divisors = smoothing(state, largest_inputs(network, looked_at(tokenizer)))
    onnx.save(build(state, network.encoder.config, divisors), path)


def looked_at(tokenizer: Tokenizer) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Yield (ids, mask, types) of questions on our own papers, the same ones every time."""
    rng = random.Random(1)
    examples = [example for _, example in paper_questions({})]
    drawn = [prepare(tokenizer, [example], rng) for example in rng.sample(examples, LOOKED_AT)]
    asked = [rows for rows in drawn if rows]
    for start in range(0, len(asked), _AT_ONCE):
        batch = to_batch(asked[start : start + _AT_ONCE], tokenizer)
        yield batch.ids, batch.mask, batch.types


def quantise(source: Path, target: Path, tokenizer: str) -> None:
    """Write ``source`` with 8-bit weights and the tokenizer as one file."""
    with tempfile.TemporaryDirectory() as folder:
        beside = Path(folder) / "int8.onnx"
        # The types of what the fused operators put out cannot be inferred.
        guessed = {"DefaultTensorType": onnx.TensorProto.FLOAT}
        quantize_dynamic(
            source,
            beside,
            weight_type=QuantType.QInt8,
            per_channel=True,
            nodes_to_exclude=[LAST],
            extra_options=guessed,
        )
        model = onnx.load(beside)
    onnx.helper.set_model_props(model, {"tokenizer": tokenizer})
    onnx.save(model, target)


def main() -> None:
    """Export from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("checkpoint", type=Path)
    arguments.add_argument("--out", type=Path, default=Path(str(files("assistant").joinpath(MODEL))))
    arguments.add_argument("--like", type=Path, help="divide the channels as this file does")
    given = arguments.parse_args()
    network, tokenizer = open_network(given.checkpoint.parent, [])
    network.load_state_dict(torch.load(given.checkpoint, weights_only=True))
    with tempfile.TemporaryDirectory() as folder:
        export(network, Path(folder) / "float.onnx", tokenizer, given.like)
        quantise(Path(folder) / "float.onnx", given.out, tokenizer.to_str())
    digest = hashlib.sha256(given.out.read_bytes()).hexdigest()
    given.out.with_name(CHECKSUM).write_text(f"{digest}  {given.out.name}\n", encoding="ascii")
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.1f} MB, sha256 {digest}")


if __name__ == "__main__":
    main()
