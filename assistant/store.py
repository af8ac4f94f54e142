"""What people say of answers, kept in one SQLite file beside the index. Safe for several processes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from assistant.records import Answer
from ingest.disk import storage_full

Verdict = Literal["up", "down"]

FILE = "feedback.sqlite"
KEPT = 20_000  # verdicts; the oldest go first
REASON_LIMIT = 1000  # characters
_WAIT = 5.0  # seconds for another process to finish writing
_TABLE = (
    "CREATE TABLE IF NOT EXISTS feedback (answer_id TEXT PRIMARY KEY, at TEXT NOT NULL, "
    "verdict TEXT NOT NULL, reason TEXT NOT NULL, answer TEXT NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict.

    Attributes:
        at: ISO time in UTC.
        reason: "" when none was given.
        answer: The answer as JSON, without its contexts.
    """

    answer_id: str
    at: str
    verdict: Verdict
    reason: str
    answer: str


class FeedbackStore:
    """Keeps verdicts; a second one on the same answer replaces the first.

    Args:
        folder: The index; made when it is not there.
        kept: How many verdicts are kept.
    """

    def __init__(self, folder: Path, kept: int = KEPT) -> None:
        self._folder = folder
        self._kept = kept

    def add(self, answer: Answer, verdict: Verdict, reason: str = "") -> None:
        """Keep one verdict with the answer that it is about; a longer reason is cut.

        Raises:
            StorageFull: The disk has no room.
            OSError, sqlite3.Error: The file cannot be written.
        """
        shown = {name: value for name, value in asdict(answer).items() if name != "contexts"}
        at = datetime.now(UTC).isoformat(timespec="seconds")
        row = (answer.id, at, verdict, reason[:REASON_LIMIT], json.dumps(shown, ensure_ascii=False))
        with self._open() as database:
            database.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)", row)
            database.execute(
                "DELETE FROM feedback WHERE rowid NOT IN "
                "(SELECT rowid FROM feedback ORDER BY rowid DESC LIMIT ?)",
                (self._kept,),
            )

    def all(self) -> list[Feedback]:
        """Return every verdict, oldest first."""
        if not (self._folder / FILE).exists():
            return []
        columns = "answer_id, at, verdict, reason, answer"
        with self._open() as database:
            return [
                Feedback(*row) for row in database.execute(f"SELECT {columns} FROM feedback ORDER BY rowid")
            ]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction on the file."""
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(self._folder / FILE, timeout=_WAIT)) as database, database:
                database.execute(_TABLE)
                yield database
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise storage_full(self._folder) from error
            raise
