"""What the service counts, as Prometheus reads it. The only module that knows prometheus_client."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from assistant.records import Answer

if TYPE_CHECKING:
    from assistant.assistant import Assistant

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)
disable_created_metrics()  # type: ignore[no-untyped-call]  # twice the lines for a time that nobody reads
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The counters of one application.

    Args:
        assistant: Asked for its documents and the age of its index at each reading.
    """

    def __init__(self, assistant: Assistant) -> None:
        self.registry = registry = CollectorRegistry()
        self._requests = Counter(
            "hoidap_requests", "Requests answered.", ("method", "route", "status"), registry=registry
        )
        self._request_seconds = Histogram(
            "hoidap_request_seconds",
            "From a request to the end of its response.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._errors = Counter("hoidap_errors", "Errors told to callers.", ("code",), registry=registry)
        self._answers = Counter(
            "hoidap_answers",
            "Answers; refusals have status not_found.",
            ("status", "mode"),
            registry=registry,
        )
        self._stages = Histogram(
            "hoidap_stage_seconds",
            "Time of an answer by stage.",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._feedback = Counter("hoidap_feedback", "Verdicts on answers.", ("verdict",), registry=registry)
        self._queue = Gauge(
            "hoidap_questions_inside", "Questions being worked on or waiting.", registry=registry
        )
        documents = Gauge("hoidap_documents", "Documents that are searched.", registry=registry)
        documents.set_function(lambda: len(assistant.documents))
        age = Gauge("hoidap_index_age_seconds", "Since the index was built.", registry=registry)
        age.set_function(lambda: time.time() - datetime.fromisoformat(assistant.built_at).timestamp())
        ProcessCollector(registry=registry)

    def watch_queue(self, inside: Callable[[], int]) -> None:
        """Read the number of questions inside from a function."""
        self._queue.set_function(inside)

    def request(self, method: str, route: str, status: int, seconds: float, code: str | None) -> None:
        """Count one request; ``code`` is its error's, None when it succeeded."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)
        if code is not None:
            self._errors.labels(code).inc()

    def answered(self, answer: Answer) -> None:
        """Count one answer and the time of its stages."""
        self._answers.labels(answer.status, answer.mode).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)

    def feedback(self, verdict: str) -> None:
        """Count one verdict."""
        self._feedback.labels(verdict).inc()

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self.registry)
