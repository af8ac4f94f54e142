"""Keep the index in step with folders. The only module that knows watchfiles."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from watchfiles import Change, watch

from ingest.errors import HoiDapError
from ingest.vectors import VectorsFailed

QUIET = 1600  # milliseconds that changes are gathered for
RETRY = 30.0  # seconds after which what failed is tried again, changes or not
_TICK = 500  # milliseconds

logger = logging.getLogger(__name__)


def keep_in_step(
    paths: Sequence[Path],
    index: Path,
    work: Callable[[], None],
    complain: Callable[[HoiDapError], None],
    stop: threading.Event | None = None,
    quiet: int = QUIET,
) -> None:
    """Call ``work`` now and after every change below the paths, until stopped.

    Changes that come while it works are seen afterwards. What fails is told, and tried again after a while.

    Args:
        paths: Files and folders; all must exist.
        index: What happens in there is no change.
        work: Brings the index in step.
        complain: Told when ``work`` fails.
        stop: Ends it when set; None: only Ctrl-C does.
        quiet: Milliseconds that changes are gathered for.
    """
    changes = watch(
        *paths,
        watch_filter=_Watched(paths, index),
        debounce=quiet,
        stop_event=stop or threading.Event(),
        rust_timeout=_TICK,
        yield_on_timeout=True,
        recursive=True,
        ignore_permission_denied=True,
    )
    due = time.monotonic()  # the first time the watch is on already, so that no change falls between
    for changed in changes:
        if changed or time.monotonic() >= due:
            due = math.inf if _done(work, complain) else time.monotonic() + RETRY


def _done(work: Callable[[], None], complain: Callable[[HoiDapError], None]) -> bool:
    try:
        work()
    except HoiDapError as error:
        complain(error)
        return False
    except (OSError, ValueError, LookupError, RuntimeError, VectorsFailed):
        logger.exception("the watched folder could not be ingested")
        return False
    return True


class _Watched:
    """Which changes count: not those of hidden files and folders, of editors' locks, or of the index."""

    def __init__(self, paths: Sequence[Path], index: Path) -> None:
        self._roots = [path.resolve() for path in paths]
        self._index = index.resolve()

    def __call__(self, _change: Change, name: str) -> bool:
        """Tell whether a change of this path counts."""
        path = Path(name)
        if path.is_relative_to(self._index):
            return False
        root = next((root for root in self._roots if path.is_relative_to(root)), None)
        inside = path.relative_to(root).parts if root else path.parts
        return not any(part.startswith((".", "~$")) for part in inside)
