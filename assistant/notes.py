"""Log lines as JSON, and what is noted about the request being worked on.

A line says what was asked of the server, never what was asked of the assistant: question texts stay
out unless ``HOIDAP_LOG_QUESTIONS`` asks for them.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_notes: ContextVar[dict[str, Any] | None] = ContextVar("notes of the request", default=None)


@contextmanager
def notes_of(request_id: str) -> Iterator[dict[str, Any]]:
    """Open the notes of a request; threads that run in a copy of this context write into the same ones."""
    notes: dict[str, Any] = {"request_id": request_id}
    before = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(before)


def note(**facts: Any) -> None:
    """Add facts to the log line of the request being worked on; outside of one, nothing happens."""
    notes = _notes.get()
    if notes is not None:
        notes.update(facts)


def request_id() -> str | None:
    """Return the id of the request being worked on."""
    notes = _notes.get()
    return None if notes is None else str(notes["request_id"])


class JsonLines(logging.Formatter):
    """One JSON object per record: time (UTC), level, logger, message, the record's ``facts``, a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        shown = {name: value for name, value in line.items() if value is not None}
        return json.dumps(shown, ensure_ascii=False, default=str)


def log_as_json() -> None:
    """Send every log record of the process to stderr as JSON: ours from INFO on, libraries' from WARNING."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("hoidap").setLevel(logging.INFO)
