"""From outcomes of single questions to figures with intervals. Every metric of the report is listed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.records import Answer
from eval.calibration import aurc, ece
from eval.questions import Question

RESAMPLES = 1000
SEED = 20181230
RANKS = 10  # search results looked at, so MRR is MRR@10

Statistic = Literal["mean", "total", "p50", "p95", "ece", "aurc"]
Value = float | tuple[float, float]  # a pair is (confidence, 1.0 when right), for "ece" and "aurc"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    Attributes:
        answer: None when asking raised an error.
        error: Code of that error, None when there was none.
        correct: Answerable: ``measure.is_correct``. Unanswerable: it was refused.
        exact_match: In [0, 1]; None where the question gives no short answer to compare.
        f1: In [0, 1]; None likewise.
        rank: Of the first passage that holds a quote, 1 to ``RANKS``; None when none does.
        false_quotes: Citations whose quote is not in the document.
        uncited: Figures of the text that no cited quote holds.
        latency_ms: Wall time of ``ask``.
    """

    question: Question
    answer: Answer | None
    error: str | None
    correct: bool
    exact_match: float | None
    f1: float | None
    rank: int | None
    false_quotes: int
    uncited: tuple[str, ...]
    latency_ms: float

    @property
    def status(self) -> str:
        """``Answer.status``, or "failed"."""
        return self.answer.status if self.answer else "failed"


@dataclass(frozen=True, slots=True)
class Metric:
    """One line of the report.

    Attributes:
        name: Key in the JSON and in ``expected.toml``.
        label: Vietnamese.
        value: Value of one outcome; None keeps the question out of the denominator.
        statistic: What is made of the values.
        unit: "share" in [0, 1], "count" or "ms".
    """

    name: str
    label: str
    value: Callable[[Outcome], Value | None]
    statistic: Statistic = "mean"
    unit: Literal["share", "count", "ms"] = "share"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric over ``n`` questions with its 95% bootstrap interval; all None when ``n`` is 0.

    An ECE has no interval: drawing answers again adds noise of its own to the bins, so that all of them
    would lie above the value. What chance alone gives is told by ``calibration.ece_if_true``.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int

    def as_dict(self) -> dict[str, float | int | None]:
        """Return the JSON of the report."""
        return asdict(self)


def _of_answerable(value: Callable[[Outcome], Value | None]) -> Callable[[Outcome], Value | None]:
    return lambda outcome: value(outcome) if outcome.question.answerable else None


def stated(outcome: Outcome) -> tuple[float, float] | None:
    """Return an answer's confidence and whether it was right (1.0 or 0.0); None for what is no answer."""
    if outcome.answer is None or outcome.status != "answered":
        return None
    return outcome.answer.confidence, float(outcome.correct)


def _hit(k: int) -> Callable[[Outcome], Value | None]:
    return _of_answerable(lambda outcome: float(outcome.rank is not None and outcome.rank <= k))


METRICS: tuple[Metric, ...] = (
    # Refused and failed questions stay in the denominator of all of these, as 0.
    Metric("correct", "Đúng, có trích dẫn", _of_answerable(lambda o: float(o.correct))),
    Metric("right", "Xử lý đúng (cả từ chối)", lambda o: float(o.correct)),
    Metric("wrong", "Trả lời sai", lambda o: float(o.status == "answered" and not o.correct)),
    Metric(
        "refused_unanswerable",
        "Từ chối đúng",
        lambda o: None if o.question.answerable else float(o.status == "not_found"),
    ),
    Metric("refused_answerable", "Từ chối nhầm", _of_answerable(lambda o: float(o.status == "not_found"))),
    Metric("failed", "Hỏng", lambda o: float(o.status == "failed")),
    Metric("exact_match", "Khớp hoàn toàn (EM)", _of_answerable(lambda o: o.exact_match)),
    Metric("f1", "F1 theo tiếng", _of_answerable(lambda o: o.f1)),
    Metric("hit@1", "hit@1", _hit(1)),
    Metric("hit@3", "hit@3", _hit(3)),
    Metric("hit@5", "hit@5", _hit(5)),
    Metric("hit@10", "hit@10", _hit(10)),
    Metric("mrr", "MRR@10", _of_answerable(lambda o: 1 / o.rank if o.rank else 0.0)),
    Metric("false_quotes", "Trích dẫn sai", lambda o: float(o.false_quotes), "total", "count"),
    Metric("uncited_figures", "Số liệu không trích dẫn", lambda o: float(len(o.uncited)), "total", "count"),
    Metric("ece", "Sai lệch độ tin cậy (ECE)", stated, "ece"),
    Metric("aurc", "Rủi ro theo độ phủ (AURC)", stated, "aurc"),
    Metric("latency_p50_ms", "Thời gian p50", lambda o: o.latency_ms, "p50", "ms"),
    Metric("latency_p95_ms", "Thời gian p95", lambda o: o.latency_ms, "p95", "ms"),
)


def summarise(outcomes: Iterable[Outcome]) -> dict[str, Estimate]:
    """Compute every metric of ``METRICS`` over the outcomes, by its name."""
    rows = tuple(outcomes)
    return {
        metric.name: estimate([v for o in rows if (v := metric.value(o)) is not None], metric.statistic)
        for metric in METRICS
    }


def estimate(values: Sequence[Value], statistic: Statistic = "mean") -> Estimate:
    """Compute a statistic and its percentile bootstrap interval (Efron 1979).

    Questions are drawn again ``RESAMPLES`` times with replacement, from a generator with a fixed seed:
    the same values in the same order give the same interval.
    """
    if not values:
        return Estimate(None, None, None, 0)
    row = np.asarray(values, dtype=np.float64)
    value = float(_statistic(row[None, :], statistic)[0])
    if statistic == "ece":
        return Estimate(value, None, None, len(row))
    drawn = np.random.default_rng(SEED).integers(0, len(row), (RESAMPLES, len(row)))
    low, high = np.percentile(_statistic(row[drawn], statistic), [2.5, 97.5])
    return Estimate(value, float(low), float(high), len(row))


def _statistic(samples: NDArray[np.float64], statistic: Statistic) -> NDArray[np.float64]:
    """(samples, values), of pairs (samples, values, 2), to (samples,)."""
    if statistic == "mean":
        return np.asarray(samples.mean(axis=1))
    if statistic == "total":
        return np.asarray(samples.sum(axis=1))
    if statistic == "ece":
        return ece(samples[..., 0], samples[..., 1])
    if statistic == "aurc":
        return np.array([aurc(sample[:, 0], sample[:, 1]) for sample in samples])
    return np.asarray(np.percentile(samples, 50 if statistic == "p50" else 95, axis=1))


def grouped(
    outcomes: Sequence[Outcome], keys: Callable[[Outcome], Iterable[str]]
) -> dict[str, list[Outcome]]:
    """Group outcomes by each of their keys, in the order of first appearance."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for key in keys(outcome):
            groups.setdefault(key, []).append(outcome)
    return groups
