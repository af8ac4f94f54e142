"""The reader's graph of fused operators scores as the network that it was built from."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch
from transformers import BertConfig

from training.graph import build
from training.network import ReaderNetwork

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


@pytest.mark.parametrize("lengths", [(7,), (9, 4), (1, 12, 5)])
def test_scores_are_those_of_the_network_padding_or_not(
    network: ReaderNetwork, lengths: tuple[int, ...]
) -> None:
    state = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    session = onnxruntime.InferenceSession(build(state, CONFIG).SerializeToString())
    rng = np.random.default_rng(len(lengths))
    shape = (len(lengths), max(lengths))
    mask = (np.arange(shape[1]) < np.array(lengths)[:, None]).astype(np.int64)
    fed = {
        "input_ids": rng.integers(0, 50, shape),
        "attention_mask": mask,
        "token_type_ids": rng.integers(0, 2, shape),
    }

    found = session.run(["scores"], fed)[0]

    with torch.inference_mode():
        right = network(*(torch.from_numpy(array) for array in fed.values())).numpy()
    assert found.shape == (*shape, 2)
    assert np.abs(right[mask == 1]).max() > 0.1
    np.testing.assert_allclose(found[mask == 1], right[mask == 1], atol=2e-4)
