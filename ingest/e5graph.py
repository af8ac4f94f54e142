"""The built-in encoder as one ONNX graph: 8-bit products, the file's own 4-bit table of pieces.

Every row that goes into a matrix is scaled by its own largest number before it is rounded to 8 bits, so
a text's vector depends on nothing but the text, and one large number costs its own row alone.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ingest.e5file import Floats, Packed, blocks_of, weights_of

IDS, VECTOR = "ids", "vector"
MOST_TOKENS = "most_tokens"  # key in the file's metadata: how many ids the network reads
OPSET, IR = 21, 10  # what onnxruntime 1.20 and later read
FUSED = "com.microsoft"  # onnxruntime's own operators
LEVELS = 127  # steps of an 8-bit number on each side of 0


Numbers = NDArray[np.generic] | np.generic


class Graph:
    """Nodes and weights, each named by what comes out of it."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def put(self, name: str, array: Numbers) -> str:
        """Add a constant and return its name."""
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, domain: str = "", **options: object) -> str:
        """Add an operator of one output and return that output's name."""
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **options))
        return output

    def save(self, path: Path, hidden: int, most_tokens: int) -> None:
        """Write the graph from ids (1, tokens) int64 to the vector (1, hidden) float32 of unit length.

        The weights go into a file beside it: processes share its pages, and the table of pieces is
        read as far as it is used.
        """
        ids = helper.make_tensor_value_info(IDS, TensorProto.INT64, [1, "tokens"])
        vector = helper.make_tensor_value_info(VECTOR, TensorProto.FLOAT, [1, hidden])
        graph = helper.make_graph(self.nodes, "e5", [ids], [vector], self.weights)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR)
        helper.set_model_props(model, {MOST_TOKENS: str(most_tokens)})
        weights = path.with_suffix(".weights")
        onnx.save(model, path, save_as_external_data=True, location=weights.name, size_threshold=1024)
        weights.chmod(0o644)  # onnx's 0600 would lock out other users of a shared cache


def write_graph(packed: Packed, path: Path) -> None:
    """Write the network of ``packed`` to ``path``, its weights beside it.

    Raises:
        KeyError: A tensor is missing.
        ValueError: A tensor is not of its shape.
        OSError: Writing failed.
    """
    graph = Graph()
    graph.put("last", np.array([-1]))
    graph.put("tokens", np.array([1]))
    graph.put("step", np.float32(1 / LEVELS))
    graph.put("zero", np.uint8(128))
    x = _embedded(graph, packed)
    for layer in range(packed.sizes.layers):
        x = _layer(graph, packed, x, f"l{layer}.")
    mean = graph.node("ReduceMean", [x, "tokens"], "mean", keepdims=0)
    graph.node("LpNormalization", [mean], VECTOR, axis=1, p=2)
    graph.save(path, packed.sizes.hidden, packed.sizes.positions)


def _embedded(graph: Graph, packed: Packed) -> str:
    """Sum of a piece's row, its place's and the only type's, normalised."""
    sizes = packed.sizes
    levels, scales = blocks_of(packed, "emb.word")
    pairs = levels[:, 0::2] | levels[:, 1::2] << 4  # neighbours share a byte here, not j and j + 16
    table = graph.put("emb.word.levels", pairs.reshape(sizes.vocabulary, -1))
    steps = graph.put("emb.word.scales", scales.reshape(sizes.vocabulary, -1))
    options = {"bits": 4, "block_size": levels.shape[1], "gather_axis": 0, "quantize_axis": 1}
    pieces = graph.node("GatherBlockQuantized", [table, IDS, steps], "pieces", FUSED, **options)
    types = _floats(packed, "emb.type", (sizes.types, sizes.hidden))
    places = graph.put("emb.places", _floats(packed, "emb.pos", (sizes.positions, sizes.hidden)) + types[0])
    count = graph.node("Shape", [IDS], "count", start=1, end=2)
    first = graph.put("first", np.array([0]))
    used = graph.node("Slice", [places, first, count, first], "places")
    total = graph.node("Add", [pieces, used], "emb")
    inputs = [total, *_norm(graph, packed, "emb.ln")]
    return graph.node("LayerNormalization", inputs, "emb.out", epsilon=sizes.epsilon)


def _layer(graph: Graph, packed: Packed, x: str, at: str) -> str:
    sizes = packed.sizes
    epsilon = sizes.epsilon
    # q, k and v read the same rows, so they are one product.
    seen, bias = _product(graph, packed, x, [at + part for part in "qkv"], sizes.hidden, sizes.hidden)
    thirds = [at + part for part in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [seen], thirds, axis=2, num_outputs=3))
    heads = graph.node("MultiHeadAttention", [*thirds, bias], at + "heads", FUSED, num_heads=sizes.heads)
    out, bias = _product(graph, packed, heads, [at + "ao"], sizes.hidden, sizes.hidden)
    inputs = [x, out, *_norm(graph, packed, at + "aln"), bias]
    x = graph.node("SkipLayerNormalization", inputs, at + "attended", FUSED, epsilon=epsilon)
    inner, bias = _product(graph, packed, x, [at + "fi"], sizes.inner, sizes.hidden)
    inner = graph.node("BiasGelu", [inner, bias], at + "inner", FUSED)
    out, bias = _product(graph, packed, inner, [at + "fo"], sizes.hidden, sizes.inner)
    inputs = [x, out, *_norm(graph, packed, at + "oln"), bias]
    return graph.node("SkipLayerNormalization", inputs, at + "out", FUSED, epsilon=epsilon)


def _product(
    graph: Graph, packed: Packed, x: str, names: list[str], rows: int, columns: int
) -> tuple[str, str]:
    """Multiply by the stacked matrices ``names`` in 8 bits; return product and bias, not yet added."""
    weights = np.concatenate([_floats(packed, name + ".w", (rows, columns)) for name in names])
    scales = np.maximum(np.abs(weights).max(axis=1) / LEVELS, np.finfo(np.float32).tiny)
    levels = np.rint(weights / scales[:, None]).astype(np.int8)
    bias = np.concatenate([_floats(packed, name + ".b", (rows,)) for name in names])
    at = names[0] + "."
    sizes = graph.node("Abs", [x], at + "sizes")
    largest = graph.node("ReduceMax", [sizes, "last"], at + "largest", keepdims=1)
    scaled = graph.node("Div", [x, largest], at + "scaled")
    rounded = graph.node("QuantizeLinear", [scaled, "step", "zero"], at + "rounded")
    inputs = [rounded, graph.put(at + "levels", levels.T), "step", graph.put(at + "scales", scales), "zero"]
    product = graph.node("MatMulIntegerToFloat", inputs, at + "product", FUSED)
    return graph.node("Mul", [product, largest], at + "unscaled"), graph.put(at + "bias", bias)


def _norm(graph: Graph, packed: Packed, name: str) -> list[str]:
    shape = (packed.sizes.hidden,)
    return [graph.put(part, _floats(packed, part, shape)) for part in (name + ".w", name + ".b")]


def _floats(packed: Packed, name: str, shape: tuple[int, ...]) -> Floats:
    return np.concatenate(list(weights_of(packed, name))).reshape(shape)
