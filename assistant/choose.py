"""Choice: candidates weighed into a probability of being right, and the line below which to refuse."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.question import Kind, Question
from assistant.read import SPAN_TYPES, Candidate


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model per family of candidates.

    Attributes:
        span: Feature → weight for candidates with a short answer.
        text: Feature → weight for clauses.
        threshold: Probability below which the question is refused.
    """

    span: Mapping[str, float]
    text: Mapping[str, float]
    threshold: float


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """Return the weights that ship with the package (``assistant/weights.json``)."""
    raw = json.loads(files("assistant").joinpath("weights.json").read_text(encoding="utf-8"))
    return Weights(raw["span"], raw["text"], raw["threshold"])


@dataclass(frozen=True, slots=True)
class Choice:
    """A weighed candidate; ``probability`` in (0, 1) is how often such a candidate is right."""

    candidate: Candidate
    probability: float


def weigh(candidate: Candidate, weights: Weights) -> float:
    """Return the logistic probability that a candidate is right."""
    model = weights.text if candidate.span is None else weights.span
    total = sum(model[name] * candidate.features[name] for name in model)
    return 1 / (1 + math.exp(-total))


def rank(question: Question, candidates: Sequence[Candidate], weights: Weights) -> list[Choice]:
    """Weigh and order candidates, best first.

    Questions for a figure or date take candidates with one; "ai" and "ở đâu" fall back on clauses (a
    body or an event may be the answer).
    """
    wants_span = question.kind in SPAN_TYPES
    spans = [c for c in candidates if c.span is not None]
    pool = spans if wants_span else [c for c in candidates if c.span is None]
    choices = [Choice(c, weigh(c, weights)) for c in pool]
    if question.kind in (Kind.WHO, Kind.WHERE, Kind.NUMBER) and not question.role:
        clauses = (c for c in candidates if c.span is None)
        choices += [Choice(c, weigh(c, weights) * 0.8) for c in clauses]
    choices.sort(key=lambda choice: -choice.probability)
    return choices
