"""The reader's graph of fused operators scores as the network that it was built from, in 8 bits nearly so."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import BertConfig

from assistant.reader import MODEL, Floats, Ids
from training.export import quantise
from training.graph import LAST, build, divisors_of
from training.network import ReaderNetwork
from training.smooth import divisors, largest_inputs, smoothing

CONFIG = BertConfig(
    vocab_size=50,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=3,
    intermediate_size=40,
    max_position_embeddings=32,
    type_vocab_size=2,
    layer_norm_eps=1e-5,
)


@pytest.fixture(scope="module")
def network() -> ReaderNetwork:
    torch.manual_seed(5)
    made = ReaderNetwork(CONFIG).eval()
    for parameter in made.parameters():  # biases and norms too: those of a new network are 0 and 1
        parameter.data.normal_(0.0, 0.4)
    return made


@pytest.mark.parametrize("shape", [(1, 1), (1, 12), (3, 7)])
def test_scores_are_those_of_the_network(network: ReaderNetwork, shape: tuple[int, int]) -> None:
    state = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    rng = np.random.default_rng(shape[1])
    ids, types = rng.integers(0, 50, shape), rng.integers(0, 2, shape)

    found = scores_of(build(state, CONFIG), ids, types)

    with torch.inference_mode():
        right = network(*map(torch.from_numpy, (ids, np.ones_like(ids), types))).numpy()
    assert found.shape == (*shape, 2)
    assert np.abs(right).max() > 0.1
    np.testing.assert_allclose(found, right, atol=2e-4)


def scores_of(model: onnx.ModelProto, ids: Ids, types: Ids) -> Floats:
    session = onnxruntime.InferenceSession(model.SerializeToString())
    return np.asarray(session.run(["scores"], {"input_ids": ids, "token_type_ids": types})[0])


BATCH = tuple(
    torch.from_numpy(np.random.default_rng(3).integers(low, high, (4, 9)))
    for low, high in [(0, 50), (1, 2), (0, 2)]
)


@pytest.fixture(scope="module")
def outlying() -> tuple[ReaderNetwork, dict[str, NDArray[np.float32]]]:
    """A network whose inner layers have one channel far above the others, as the real one."""
    torch.manual_seed(6)
    made = ReaderNetwork(CONFIG).eval()
    for parameter in made.parameters():
        parameter.data.normal_(0.0, 0.4)
    for layer in made.encoder.encoder.layer:
        layer.intermediate.dense.bias.data[7] = 200.0
        layer.output.dense.weight.data[:, 7] /= 200.0
    return made, {name: tensor.numpy() for name, tensor in made.state_dict().items()}


def test_a_divisor_is_as_large_as_the_input_s_largest_value_and_as_the_weights_are_small() -> None:
    weights = np.array([[1.0, -4.0], [0.5, 2.0]], dtype=np.float32)
    most = np.array([16.0, 9.0], dtype=np.float32)
    assert divisors(most, weights, 0.5) == pytest.approx([4.0, 1.5])  # √16 / √1, √9 / √4
    assert divisors(most, weights, 1.0) == pytest.approx([16.0, 9.0])


def test_a_channel_that_never_had_a_value_is_divided_by_no_zero() -> None:
    none = np.zeros(2, dtype=np.float32)
    found = divisors(none, none[None, :], 0.8)
    assert np.isfinite(found).all() and (found > 0).all()


def test_the_largest_inputs_are_watched_and_left_alone(
    outlying: tuple[ReaderNetwork, dict[str, NDArray[np.float32]]],
) -> None:
    network, _ = outlying
    with torch.inference_mode():
        before: Tensor = network(*BATCH)
        last = network.encoder(*BATCH).last_hidden_state.abs().reshape(-1, 24).amax(dim=0).numpy()
    most = largest_inputs(network, [BATCH])
    wide = most["encoder.encoder.layer.0.output.dense"]
    assert wide.argmax() == 7 and wide[7] == pytest.approx(200, abs=20)
    np.testing.assert_allclose(most["outputs"], last, rtol=1e-5)
    with torch.inference_mode():
        assert torch.equal(network(*BATCH), before)


def test_divided_channels_change_no_score_and_lose_less_in_8_bits(
    outlying: tuple[ReaderNetwork, dict[str, NDArray[np.float32]]], tmp_path: Path
) -> None:
    network, state = outlying
    with torch.inference_mode():
        right = network(*BATCH).numpy()
    ids, _, types = (part.numpy() for part in BATCH)
    lost = []
    for divided in ({}, smoothing(state, largest_inputs(network, [BATCH]))):
        model = build(state, CONFIG, divided)
        np.testing.assert_allclose(scores_of(model, ids, types), right, atol=1e-3 * np.abs(right).max())
        onnx.save(model, tmp_path / "float.onnx")
        quantise(tmp_path / "float.onnx", tmp_path / "int8.onnx", "{}")
        lost.append(float(np.abs(scores_of(onnx.load(tmp_path / "int8.onnx"), ids, types) - right).mean()))
        assert set(found := divisors_of(model)) == set(divided)
        assert all(found[name] == pytest.approx(divided[name], rel=1e-5) for name in divided)
    assert lost[1] < lost[0] / 2


def test_every_layer_of_the_reader_that_ships_is_divided_and_its_last_one_is_not_rounded() -> None:
    model = onnx.load(str(files("assistant").joinpath(MODEL)))
    factors = [one.name for one in model.graph.initializer if one.name.endswith(".factor")]
    assert len(factors) == 12 * 4
    assert [node.op_type for node in model.graph.node if node.name == LAST] == ["MatMul"]
