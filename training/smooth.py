"""Divides outlying channels before they are rounded to 8 bits.

A few channels of the residual stream are twenty times as large as the rest; with one scale for a whole
tensor the others would keep three bits. Each channel of a layer's input is divided, and the layer's weights
multiplied, by the same number (SmoothQuant: Xiao et al. 2023, https://arxiv.org/abs/2211.10438, equation 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.network import ReaderNetwork

Array = NDArray[np.float32]
STRENGTH = 0.8  # of the weights' and the activations' largest values, which one decides; in [0, 1]
_LEAST = 1e-3  # of a channel's largest value


def largest_inputs(
    network: ReaderNetwork, batches: Iterable[tuple[Tensor, Tensor, Tensor]]
) -> dict[str, Array]:
    """Return the largest value of every channel that goes into each linear layer.

    Args:
        network: In float32.
        batches: (ids, mask, types), each (batch, tokens).

    Returns:
        Layer's name → (channels,).
    """
    most: dict[str, Tensor] = {}

    def watch(name: str, layer: nn.Linear) -> torch.utils.hooks.RemovableHandle:
        most[name] = torch.zeros(layer.in_features)

        def see(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            seen = inputs[0].detach().abs().reshape(-1, layer.in_features).amax(dim=0)
            most[name] = torch.maximum(most[name], seen)

        return layer.register_forward_pre_hook(see)

    layers = [(name, layer) for name, layer in network.named_modules() if isinstance(layer, nn.Linear)]
    handles = [watch(name, layer) for name, layer in layers]
    network.eval()
    with torch.inference_mode():
        for ids, mask, types in batches:
            network(ids, mask, types)
    for handle in handles:
        handle.remove()
    return {name: value.numpy() for name, value in most.items()}


def divisors(most: Array, weights: Array, strength: float = STRENGTH) -> Array:
    """Return what to divide each input channel by.

    Args:
        most: (channels,) largest values of a layer's input.
        weights: (outputs, channels) of the layer.
        strength: 0 leaves the inputs as they are, 1 makes all their channels alike.
    """
    inputs = np.maximum(most, _LEAST)
    own = np.maximum(np.abs(weights).max(axis=0), _LEAST)
    return np.asarray(inputs**strength / own ** (1 - strength), dtype=np.float32)


def smoothing(
    state: Mapping[str, Array], most: Mapping[str, Array], strength: float = STRENGTH
) -> dict[str, Array]:
    """Return the divisors of every layer but the last, which stays in 32 bits.

    Args:
        state: By name, as ``ReaderNetwork.state_dict`` has them.
        most: Of ``largest_inputs``.
        strength: As in ``divisors``.

    Returns:
        Layer's name → (channels,); queries, keys and values of an attention share one, under its name.
    """
    made = {}
    for name, largest in most.items():
        place, _, part = name.rpartition(".")
        if part == "query":
            weights = np.concatenate([state[f"{place}.{one}.weight"] for one in ("query", "key", "value")])
            made[place] = divisors(largest, weights, strength)
        elif part == "dense":
            made[name] = divisors(largest, state[f"{name}.weight"], strength)
    return made
