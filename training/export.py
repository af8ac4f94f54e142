"""Exports a trained reader to one ONNX file of 8-bit weights: ``python -m training.export CHECKPOINT``.

Weights of matrices and embeddings become int8 (onnxruntime's dynamic quantisation); the tokenizer lies in
the file's metadata; the checksum is written beside it.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from importlib.resources import files
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from assistant.reader import CHECKSUM, MODEL
from training.graph import build
from training.network import ReaderNetwork
from training.train import open_network


def export(network: ReaderNetwork, path: Path) -> None:
    """Write the network in float32 with free batch and token sizes."""
    state = {name: tensor.float().numpy() for name, tensor in network.state_dict().items()}
    onnx.save(build(state, network.encoder.config), path)


def quantise(source: Path, target: Path, tokenizer: str) -> None:
    """Write ``source`` with 8-bit weights and the tokenizer as one file."""
    with tempfile.TemporaryDirectory() as folder:
        beside = Path(folder) / "int8.onnx"
        # The types of what the fused operators put out cannot be inferred.
        guessed = {"DefaultTensorType": onnx.TensorProto.FLOAT}
        quantize_dynamic(source, beside, weight_type=QuantType.QInt8, per_channel=True, extra_options=guessed)
        model = onnx.load(beside)
    onnx.helper.set_model_props(model, {"tokenizer": tokenizer})
    onnx.save(model, target)


def main() -> None:
    """Export from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("checkpoint", type=Path)
    arguments.add_argument("--out", type=Path, default=Path(str(files("assistant").joinpath(MODEL))))
    given = arguments.parse_args()
    network, tokenizer = open_network(given.checkpoint.parent, [])
    network.load_state_dict(torch.load(given.checkpoint, weights_only=True))
    with tempfile.TemporaryDirectory() as folder:
        export(network, Path(folder) / "float.onnx")
        quantise(Path(folder) / "float.onnx", given.out, tokenizer.to_str())
    digest = hashlib.sha256(given.out.read_bytes()).hexdigest()
    given.out.with_name(CHECKSUM).write_text(f"{digest}  {given.out.name}\n", encoding="ascii")
    print(f"{given.out}: {given.out.stat().st_size / 1e6:.1f} MB, sha256 {digest}")


if __name__ == "__main__":
    main()
