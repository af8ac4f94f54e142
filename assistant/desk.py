"""Where questions are taken in: a few are worked on at a time, a few may wait, the rest are sent away."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.metrics import Metrics
from assistant.quota import Quota, caller
from assistant.records import Answer, Context
from ingest.errors import AnswerUnknown, Busy
from ingest.settings import Settings

if TYPE_CHECKING:
    from assistant.assistant import Assistant

logger = logging.getLogger("hoidap.answers")

REMEMBERED = 2000  # answers that feedback may still refer to
_RETRY_AFTER = 5  # seconds; a full queue has moved on by then


class Desk:
    """The one way from the network to the assistant; safe to use from several threads.

    Args:
        assistant: Answers the questions.
        settings: What begins with ``ask_``, ``quota``, ``question_limit`` and ``log_questions`` are used.
        metrics: Told about each answer.

    Attributes:
        assistant: The same.
        places: How many may be inside, at work or waiting.
        quota: How much one caller may ask.

    Raises:
        BadSettings: ``settings.quota`` is no rule.
    """

    def __init__(self, assistant: Assistant, settings: Settings, metrics: Metrics) -> None:
        self.assistant = assistant
        self.places = settings.ask_at_once + settings.ask_waiting
        self._metrics = metrics
        self._patience = settings.ask_patience
        self._question_limit = settings.question_limit
        self._log_questions = settings.log_questions
        self._turns = threading.BoundedSemaphore(settings.ask_at_once)
        self._lock = threading.Lock()
        self._inside = 0
        self.quota = Quota(settings.quota)
        self._given: OrderedDict[str, Answer] = OrderedDict()
        metrics.watch_queue(lambda: self._inside)

    def admit(self, host: str) -> None:
        """Count a question of the chat page; those of other routes are counted before they come here.

        Raises:
            TooManyRequests: The address is over the quota.
        """
        self.quota.take(caller(host))

    def ask(
        self, question: str, history: Sequence[str] = (), filters: Mapping[str, str] | None = None
    ) -> Answer:
        """Answer a question when its turn comes.

        Raises:
            Busy: The queue is full, or the turn did not come in time.
            HoiDapError: As ``Assistant.ask``.
        """
        with self._turn():
            return self._hand_out(self.assistant.ask(question, self._usable(history), filters))

    def ask_stream(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Mapping[str, str] | None = None,
        answer_id: str | None = None,
    ) -> Generator[str | Answer]:
        """Yield what ``Assistant.ask_stream`` yields; keeps its turn until it is used up or closed.

        Args:
            answer_id: Id that the answer gets, for callers who must name it before it is there.

        Raises:
            Busy: The queue is full, or the turn did not come in time.
            HoiDapError: As ``Assistant.ask_stream``.
        """
        with self._turn():
            for event in self.assistant.ask_stream(question, self._usable(history), filters):
                if isinstance(event, Answer):
                    yield self._hand_out(replace(event, id=answer_id or event.id))
                else:
                    yield event

    def search(
        self, question: str, limit: int, filters: Mapping[str, str] | None = None
    ) -> tuple[Context, ...]:
        """Return the best passages, like ``Assistant.search``.

        Raises:
            Busy: The queue is full, or the turn did not come in time.
            HoiDapError: As ``Assistant.search``.
        """
        with self._turn():
            return self.assistant.search(question, limit, filters)

    def recall(self, answer_id: str) -> Answer:
        """Return an answer given lately, without its contexts.

        Raises:
            AnswerUnknown: None of the last ``REMEMBERED`` answers has this id.
        """
        with self._lock:
            answer = self._given.get(answer_id)
        if answer is None:
            raise AnswerUnknown(f"no answer {answer_id[:40]!r}")
        return answer

    def _usable(self, history: Sequence[str]) -> list[str]:
        """Leave out what no earlier question can have been: one over the limit was never answered.

        A client sends the history, and reading a line of 60,000 characters would take most of a minute.
        """
        return [earlier for earlier in history if len(earlier) <= self._question_limit]

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._lock:
            if self._inside >= self.places:
                raise Busy("the queue is full", retry_after=_RETRY_AFTER)
            self._inside += 1
        try:
            if not self._turns.acquire(timeout=self._patience):
                raise Busy("the turn did not come", retry_after=_RETRY_AFTER)
            try:
                yield
            finally:
                self._turns.release()
        finally:
            with self._lock:
                self._inside -= 1

    def _hand_out(self, answer: Answer) -> Answer:
        with self._lock:
            self._given[answer.id] = replace(answer, contexts=())  # most of its size
            while len(self._given) > REMEMBERED:
                self._given.popitem(last=False)
        self._metrics.answered(answer)
        facts = {"answer_id": answer.id, "status": answer.status, "mode": answer.mode, **answer.timings_ms}
        if self._log_questions:
            facts |= {"question": answer.question, "understood": answer.standalone_question}
        logger.info("answer", extra={"facts": facts})
        return answer
