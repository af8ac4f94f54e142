"""The reader's network as an ONNX graph of onnxruntime's fused operators.

torch's exporter spells attention out in twenty small operators a layer, which onnxruntime does not fuse
again; the fused ones (``com.microsoft``) give the same scores in four fifths of the time.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from transformers import BertConfig

Array = NDArray[np.float32]
OPSET = 20
LAST = "outputs.product"  # node of the last layer
LAST_AXIS, EPSILON = "last_axis", "epsilon"
_FUSED = "com.microsoft"
_FACTOR = ".factor"


class _Graph:
    """Nodes and constants as they are added; a node's name is that of its output."""

    def __init__(self, state: Mapping[str, Array], epsilon: float, divisors: Mapping[str, Array]) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._state = state
        self._divisors = divisors
        self.constant(LAST_AXIS, np.array([-1]))
        self.constant(EPSILON, np.float32(epsilon))

    def constant(self, name: str, value: NDArray[np.generic] | np.generic) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self._state[name])

    def add(self, operator: str, inputs: list[str], output: str, domain: str = "", **options: int) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, domain=domain, **options))
        return output

    def linear(self, name: str, source: str) -> str:
        """Multiply by a layer's weights; its bias is left to the operator that follows."""
        source, turned = self.smooth(name, source, self._state[f"{name}.weight"].T)
        return self.add("MatMul", [source, self.constant(f"{name}.weight.T", turned)], f"{name}.product")

    def smooth(self, name: str, source: str, turned: Array) -> tuple[str, Array]:
        """Divide what goes into a layer, and multiply its (channels, outputs) weights by the same numbers."""
        if name not in self._divisors:
            return source, turned
        divisor = self._divisors[name]
        factor = self.constant(f"{name}{_FACTOR}", 1 / divisor)
        return self.add("Mul", [source, factor], f"{name}.smooth"), turned * divisor[:, None]

    def normalise(self, name: str, sources: list[str], bias: str | None = None) -> str:
        """Add two tensors (and the bias of the first one's layer) and normalise their sum.

        In plain operators: onnxruntime's SkipLayerNormalization goes through a row number by number, which
        took a fifth of the network's time and is twice as slow.
        """
        first, other = sources
        if bias:
            first = self.add("Add", [first, self.weight(bias)], f"{name}.product")
        total = self.add("Add", [first, other], f"{name}.sum")
        mean = self.add("ReduceMean", [total, LAST_AXIS], f"{name}.mean")
        apart = self.add("Sub", [total, mean], f"{name}.apart")
        squares = self.add("Mul", [apart, apart], f"{name}.squares")
        variance = self.add("ReduceMean", [squares, LAST_AXIS], f"{name}.variance")
        above = self.add("Add", [variance, EPSILON], f"{name}.above")
        deviation = self.add("Sqrt", [above], f"{name}.deviation")
        even = self.add("Div", [apart, deviation], f"{name}.even")
        scaled = self.add("Mul", [even, self.weight(f"{name}.weight")], f"{name}.scaled")
        return self.add("Add", [scaled, self.weight(f"{name}.bias")], f"{name}.normal")


def build(
    state: Mapping[str, Array], config: BertConfig, divisors: Mapping[str, Array] | None = None
) -> onnx.ModelProto:
    """Return the float32 model of a ``ReaderNetwork``'s weights.

    Args:
        state: By name, as ``ReaderNetwork.state_dict`` has them.
        config: Of its encoder.
        divisors: Layer → (channels,) what each channel of its input is divided by (``smooth``); the scores
            are the same, and lose less when they are rounded. Those of attention go by its layer's name.

    Returns:
        A model from ``input_ids`` and ``token_type_ids``, each (batch, tokens) int64, to ``scores``,
        (batch, tokens, 2) float32. Texts of a batch are of one length: it knows no padding.
    """
    graph = _Graph(state, config.layer_norm_eps, divisors or {})
    hidden = _embed(graph)
    for number in range(config.num_hidden_layers):
        hidden = _layer(graph, f"encoder.encoder.layer.{number}", hidden, state, config)
    product = graph.linear("outputs", hidden)
    graph.add("Add", [product, graph.weight("outputs.bias")], "scores")
    sizes = ["batch", "tokens"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, sizes)
        for name in ("input_ids", "token_type_ids")
    ]
    output = helper.make_tensor_value_info("scores", TensorProto.FLOAT, [*sizes, 2])
    made = helper.make_graph(graph.nodes, "reader", inputs, [output], graph.constants)
    versions = [helper.make_opsetid("", OPSET), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(made, opset_imports=versions, ir_version=10)


def divisors_of(model: onnx.ModelProto) -> dict[str, Array]:
    """Return the divisors that a model was built with, as ``build`` takes them."""
    return {
        one.name.removesuffix(_FACTOR): 1 / numpy_helper.to_array(one)
        for one in model.graph.initializer
        if one.name.endswith(_FACTOR)
    }


def _embed(graph: _Graph) -> str:
    """Add the embeddings of words, types and places."""
    place = "encoder.embeddings"
    words = graph.add("Gather", [graph.weight(f"{place}.word_embeddings.weight"), "input_ids"], "words")
    kinds = graph.weight(f"{place}.token_type_embeddings.weight")
    types = graph.add("Gather", [kinds, "token_type_ids"], "types")
    length = graph.add("Shape", ["input_ids"], "length", start=1, end=2)
    every = graph.weight(f"{place}.position_embeddings.weight")
    first = graph.constant("first", np.zeros(1, dtype=np.int64))
    places = graph.add("Slice", [every, first, length], "places")
    rest = graph.add("Add", [types, places], "types_places")
    return graph.normalise(f"{place}.LayerNorm", [words, rest])


def _layer(graph: _Graph, name: str, hidden: str, state: Mapping[str, Array], config: BertConfig) -> str:
    """Add one layer: attention, then two linear layers, each with its residual."""
    own = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    source, turned = graph.smooth(
        f"{name}.attention.self", hidden, np.concatenate([state[f"{part}.weight"].T for part in own], axis=1)
    )
    weight = graph.constant(f"{name}.qkv", turned)
    bias = graph.constant(f"{name}.qkv.bias", np.concatenate([state[f"{part}.bias"] for part in own]))
    heads = config.num_attention_heads
    seen = graph.add("Attention", [source, weight, bias], f"{name}.seen", _FUSED, num_heads=heads)
    told = graph.linear(f"{name}.attention.output.dense", seen)
    after = graph.normalise(
        f"{name}.attention.output.LayerNorm", [told, hidden], f"{name}.attention.output.dense.bias"
    )
    wide = graph.linear(f"{name}.intermediate.dense", after)
    bent = graph.add(
        "BiasGelu", [wide, graph.weight(f"{name}.intermediate.dense.bias")], f"{name}.bent", _FUSED
    )
    narrow = graph.linear(f"{name}.output.dense", bent)
    return graph.normalise(f"{name}.output.LayerNorm", [narrow, after], f"{name}.output.dense.bias")
