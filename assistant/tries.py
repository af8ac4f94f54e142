"""Wrong passwords are counted, and whoever gives too many has to wait."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore, Lock

from assistant.quota import Quota, caller
from ingest.errors import Busy, WrongPassword

PER_ADDRESS = "10/minute;60/hour"
PER_NAME = "60/hour"  # from wherever: guessed at slowly, yet nobody is locked out for long
_AT_ONCE = 8  # passwords being checked or waiting for it; each costs 64 MiB and a tenth of a second
_RETRY_AFTER = 3  # seconds


class Tries:
    """Lets passwords be tried, one at a time, until too many were wrong; safe to call from several threads.

    Args:
        per_address: Wrong passwords from one address (of IPv6: one network), as ``limits`` writes rates.
        per_name: Wrong passwords for one name.
    """

    def __init__(self, per_address: str = PER_ADDRESS, per_name: str = PER_NAME) -> None:
        self._addresses = Quota(per_address)
        self._names = Quota(per_name)
        self._places = BoundedSemaphore(_AT_ONCE)
        self._one = Lock()

    def attempt(self, host: str, name: str, right: Callable[[], bool]) -> None:
        """Check a password, unless too many were wrong lately.

        Args:
            host: Address of who gives it.
            name: Whose password it should be.
            right: Says whether it is.

        Raises:
            TooManyRequests: Too many wrong ones; ``retry_after`` in ``details`` is in seconds.
            Busy: Too many passwords are being checked.
            WrongPassword: It is wrong.
        """
        if not self._places.acquire(blocking=False):
            raise Busy("too many passwords at once", retry_after=_RETRY_AFTER)
        try:
            with self._one:  # so that many at once cannot all be tried before the first is counted
                address = caller(host)
                self._addresses.check(address)
                self._names.check(name)
                if not right():
                    self._addresses.take(address)
                    self._names.take(name)
                    raise WrongPassword("wrong name or password")
        finally:
            self._places.release()
