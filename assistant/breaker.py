"""A breaker: what fails again and again is left alone for a while, then tried once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 5  # in a row
REST = 30.0  # seconds


class Breaker:
    """Counts failures in a row; safe to use from several threads.

    Args:
        limit: Failures in a row that open it.
        rest: Seconds that it stays open before one trial is let through.
        clock: Seconds, for tests.
    """

    def __init__(
        self, limit: int = FAILURES, rest: float = REST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit, self._rest, self._clock = limit, rest, clock
        self._lock = threading.Lock()
        self._failures = 0
        self._next_trial = 0.0

    def allows(self) -> bool:
        """Tell whether to try now; True while open means: this caller is the trial.

        Another trial is let through ``rest`` seconds after one that was never reported.
        """
        with self._lock:
            if self._failures < self._limit:
                return True
            if self._clock() < self._next_trial:
                return False
            self._next_trial = self._clock() + self._rest
            return True

    def succeeded(self) -> None:
        """Close it."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Count one failure; the last of ``limit`` in a row opens it, a failed trial keeps it open."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._limit:
                self._next_trial = self._clock() + self._rest
