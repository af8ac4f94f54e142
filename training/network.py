"""The reader's network: the built-in encoder with a start and an end score for each token.

Token 0 (``<s>``) stands for "no answer here", as in SQuAD 2.0 readers (Devlin et al. 2019, section 4.3).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from ingest.e5file import Packed, weights_of
from ingest.e5small import tensor_names


class ReaderNetwork(nn.Module):
    """Scores of every token as first and as last of the answer.

    Args:
        config: Of the encoder, with the cut vocabulary.
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.outputs = nn.Linear(config.hidden_size, 2)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return (batch, tokens, 2) scores; padding is not masked out.

        Args:
            input_ids: (batch, tokens) int64.
            attention_mask: (batch, tokens) int64, 0 for padding.
            token_type_ids: (batch, tokens) int64, 0 for the question, 1 for the passage.
        """
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        scores: Tensor = self.outputs(hidden)
        return scores

    def freeze(self, layers: int) -> None:
        """Let the embeddings and so many layers from below learn nothing more; 0 freezes nothing.

        A run that goes on from a trained reader takes a fifth less time a step with a third of them frozen.
        """
        below = [self.encoder.embeddings, *self.encoder.encoder.layer[:layers]] if layers else []
        for part in below:
            part.requires_grad_(False)


def from_encoder(packed: Packed, kept: list[int]) -> ReaderNetwork:
    """Build the network from the built-in encoder, its embeddings cut to ``kept`` rows."""
    sizes = packed.sizes
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.inner,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.types,
        layer_norm_eps=sizes.epsilon,
        hidden_dropout_prob=0.1,
        attention_probs_dropout_prob=0.0,
    )
    network = ReaderNetwork(config)
    state = {}
    for ours, (theirs, shape) in tensor_names(sizes).items():
        flat = np.concatenate(list(weights_of(packed, ours)))
        tensor = torch.from_numpy(flat.reshape(shape))
        state[theirs] = tensor[kept].clone() if ours == "emb.word" else tensor
    # The encoder never saw token type 1; it starts as type 0, so that nothing is disturbed.
    types = "embeddings.token_type_embeddings.weight"
    state[types] = state[types][:1].repeat(sizes.types, 1)
    network.encoder.load_state_dict(state)
    nn.init.normal_(network.outputs.weight, std=0.02)
    nn.init.zeros_(network.outputs.bias)
    network.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    return network


def span_loss(scores: Tensor, mask: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """Return the mean cross-entropy of the right start and end.

    Args:
        scores: (batch, tokens, 2).
        mask: (batch, tokens) bool, True where an answer may stand (the passage, and token 0).
        first: (batch,) token of the answer's start; 0 for no answer.
        last: (batch,) token of its end.
    """
    scores = scores.float().masked_fill(~mask.unsqueeze(-1), -1e4)
    losses = nn.functional.cross_entropy(scores[..., 0], first) + nn.functional.cross_entropy(
        scores[..., 1], last
    )
    return losses / 2


def choice_loss(scores: Tensor, mask: Tensor, first: Tensor, last: Tensor, question: Tensor) -> Tensor:
    """Return the mean cross-entropy of the right start and end among all passages of a question.

    Scores count above their own passage's "no answer", which is how the assistant compares passages; one
    softmax goes over all tokens of a question (the shared norm of Clark & Gardner 2018, section 3.4).

    Args:
        scores: (rows, tokens, 2).
        mask: (rows, tokens) bool, True where an answer may stand (the passage, and token 0).
        first: (rows,) token of the answer's start; 0 for no answer.
        last: (rows,) token of its end.
        question: (rows,) number of the question, rising; of its rows at most one has an answer.

    Returns:
        A scalar; 0 where no question has several passages and an answer in one of them.
    """
    several = torch.bincount(question) > 1
    right = [row for row in (first > 0).nonzero()[:, 0].tolist() if several[question[row]]]
    if not right:
        return scores.new_zeros(())
    above = (scores.float() - scores[:, :1].float()).masked_fill(~mask.unsqueeze(-1), -1e4)
    above[:, 0] = -1e4
    losses = []
    for row in right:
        rows = question == question[row]
        whole = torch.logsumexp(above[rows].flatten(0, 1), dim=0)
        losses.append(whole.mean() - (above[row, first[row], 0] + above[row, last[row], 1]) / 2)
    return torch.stack(losses).mean()
