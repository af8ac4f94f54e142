"""Choice: candidates weighed into a probability of being right, and the line below which to refuse."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from assistant.kinds import Kind
from assistant.question import Question
from assistant.read import SPAN_TYPES, Candidate
from assistant.views import Views
from ingest.vietnamese import normal

UNCHANGED = {"odds": 1.0, "margin": 0.0, "bias": 0.0}
SHARED_NONE = 0.0  # score of "none of the candidates is right"; the biases move against it


@dataclass(frozen=True, slots=True)
class Weights:
    """A conditional logit over the candidates of a question and "none of them".

    Attributes:
        span: Feature → weight for candidates with a short answer.
        text: Feature → weight for clauses.
        threshold: Of the probability that any candidate is right; below it the question is refused.
        prior_span: Weights set by hand, around which ``span`` was fitted.
        prior_text: Likewise for ``text``.
        second_span: Feature of ``reread`` → weight, for candidates with a short answer.
        second_text: Likewise for clauses.
        second_threshold: As ``threshold``, where the reader has judged too.
        second_answerable: Weights of ``reread.answerable_again``, by name; these change nothing.
    """

    span: Mapping[str, float]
    text: Mapping[str, float]
    threshold: float
    prior_span: Mapping[str, float]
    prior_text: Mapping[str, float]
    second_span: Mapping[str, float]
    second_text: Mapping[str, float]
    second_threshold: float
    second_answerable: Mapping[str, float] = field(default_factory=lambda: dict(UNCHANGED))


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """Return the weights that ship with the package (``assistant/weights.json``, made by ``eval.fit``)."""
    return Weights(**json.loads(files("assistant").joinpath("weights.json").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Choice:
    """A weighed candidate.

    Attributes:
        probability: In (0, 1), that it is the right one; those of a question add up to ``answerable``.
        answerable: In (0, 1), that any candidate of the question is right; the same for all of them.
        mark: Code points (start, end) in the document of the words that the reader takes for the answer;
            None where it has not read the passage.
    """

    candidate: Candidate
    probability: float
    answerable: float
    mark: tuple[int, int] | None = None


def pool(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that can answer this kind of question.

    Questions for a figure or date take those with one; "ai", "ở đâu" and "đề án nào" may also be
    answered by a clause (a body or an event), except where a person holding an office is asked for. So may
    "khi nào" by one that says a time without a date ("sau khi được phê duyệt"), not "năm nào", and "bao
    nhiêu" by one that spells a number out.
    """
    spans = [candidate for candidate in candidates if candidate.span is not None]
    clauses = [candidate for candidate in candidates if candidate.span is None]
    if question.kind not in SPAN_TYPES:
        return clauses
    if question.kind in (Kind.WHO, Kind.WHERE, Kind.NUMBER) and not question.office:
        return spans + clauses
    if question.kind is Kind.QUANTITY or (question.kind is Kind.WHEN and not question.grain):
        return spans + [clause for clause in clauses if clause.features["cue"]]
    return spans


def rank(question: Question, candidates: Sequence[Candidate], weights: Weights) -> list[Choice]:
    """Weigh and order the candidates that can answer, best first.

    Candidates that lack a name of the question take no part: they must not draw probability.
    """
    possible = [candidate for candidate in pool(question, candidates) if not candidate.support.missing]
    chances, answerable = probabilities([score(candidate, weights) for candidate in possible])
    choices = [Choice(c, chance, answerable) for c, chance in zip(possible, chances, strict=True)]
    return sorted(choices, key=lambda choice: -choice.probability)


def probabilities(scores: Sequence[float]) -> tuple[list[float], float]:
    """Return the probability of each score among them and "none", and that it is not "none"."""
    most = max([*scores, SHARED_NONE])
    total = math.exp(SHARED_NONE - most) + sum(math.exp(own - most) for own in scores)
    return [math.exp(own - most) / total for own in scores], 1 - math.exp(SHARED_NONE - most) / total


def holder(candidates: Sequence[Candidate], views: Views) -> Candidate | None:
    """Return the first candidate whose person is told to hold the office asked for.

    None when nobody is, or when two persons are: the question then leaves open of which body or time.
    """
    told: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.in_office and candidate.span is not None and not candidate.support.missing:
            text = views[candidate.document_id].document.text
            told.setdefault(normal(text[candidate.span.start : candidate.span.end]), candidate)
    return next(iter(told.values())) if len(told) == 1 else None


def score(candidate: Candidate, weights: Weights) -> float:
    """Return a candidate's score, unbounded; that of "none of them" is SHARED_NONE."""
    model = weights.text if candidate.span is None else weights.span
    return sum(weight * candidate.features[name] for name, weight in model.items())
