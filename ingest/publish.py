"""When what is read and embedded is published: by its words while others are read, then by meaning."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest import generation
from ingest.build import Besides, build, sweep
from ingest.earlier import Earlier
from ingest.embed import Encoder
from ingest.fingerprint import fingerprint
from ingest.outcome import Outcome
from ingest.plan import PlannedFile
from ingest.rows import Known, Progress, embed, learn, make_rows
from ingest.settings import Settings
from ingest.truth import Entry, Rows


@dataclass(frozen=True, slots=True)
class Pace:
    """When what is not ready yet is published in between.

    Attributes:
        words_first: More new texts than this, and a generation is published that finds them by their
            words, before any is embedded.
        seconds: Embedding goes on at least so long before what is embedded by then is published.
        share: Reading and embedding go on at least so many times as long as publishing took, so that all
            publishing together costs no more than one part in so many.
        leave: Asked between slices whether to leave the rest to the next sync: what is embedded by then is
            published, the rest is found by its words alone until then.
        reading: Reading goes on at least so many seconds before what is read by then is published.
    """

    words_first: int = 200
    seconds: float = 60.0
    share: float = 10.0
    leave: Callable[[], bool] = lambda: False
    reading: float = 10.0


class Publisher:
    """Writes generations for one sync. Only the owner may have one.

    Args:
        old: The index before.
        known: What saves work; by default what the index before knows.
    """

    def __init__(
        self,
        old: Earlier,
        settings: Settings,
        encoder: Encoder,
        progress: Progress,
        pace: Pace,
        known: Known | None = None,
    ) -> None:
        self._old, self._settings, self._encoder = old, settings, encoder
        self._progress, self._pace = progress, pace
        self._given = known
        self._wanted = fingerprint(settings, encoder.name, encoder.dimension)
        self._since, self._took = time.monotonic(), 0.0
        self._fresh = 0  # rows of what was read

    @property
    def _known(self) -> Known:
        return self._old.known if self._given is None else self._given

    def while_reading(self, outcome: Outcome, file: PlannedFile) -> None:
        """Take note of a file that was read; now and then publish all that were, to be found by their words.

        An index that is larger than what is new is left alone: writing it again costs more than to wait.
        """
        entry = outcome.fresh(file)
        if entry is None:
            return
        learn(entry, self._known)
        self._fresh += len(self._known.chunks[entry])
        elapsed = time.monotonic() - self._since
        before = len(self._old.rows.chunks) if self._old.rows else 0
        if elapsed < max(self._pace.reading, self._pace.share * self._took) or self._fresh < before:
            return
        far = outcome.so_far()
        rows, _ = make_rows(far.entries, self._known, self._encoder.dimension, silent)
        if rows.chunks:
            self._write(far.entries, rows, Besides(far.asides, far.sketches), silent)
        self._since = time.monotonic()

    def publish(self, entries: Sequence[Entry], besides: Besides) -> str:
        """Publish documents as one generation, or as several while they are embedded.

        Returns:
            The version of the last one.

        Raises:
            StorageFull, BadSettings, VectorsFailed: See ``build``; the last one published still counts.
        """
        old, pace = self._old, self._pace
        rows, left = make_rows(entries, self._known, self._encoder.dimension, self._progress)
        seconds: float | None = None
        if left.total > pace.words_first:
            told = list(entries) == list(old.entries) and list(besides.asides) == list(old.asides)
            done = told and _same_rows(old.rows, rows)  # published before, by a sync that was cut off
            version = old.version if done else self._write(entries, rows, besides, silent)
            if pace.leave():
                return version
            seconds = max(pace.seconds, pace.share * self._took)
        while True:
            left = embed(rows, left, self._encoder, self._progress, seconds, pace.leave)
            version = self._write(entries, rows, besides, silent if left.texts else self._progress)
            if not left.texts or pace.leave():
                return version
            seconds = max(pace.seconds, pace.share * self._took)

    def _write(self, entries: Sequence[Entry], rows: Rows, besides: Besides, told: Progress) -> str:
        began = time.monotonic()
        folder = self._settings.index
        twin = generation.generations(folder) / self._old.version
        if self._old.version and twin.is_dir() and _same_rows(self._old.rows, rows):
            besides = replace(besides, twin=twin)
        version = build(folder, entries, rows, self._wanted, self._settings, told, besides)
        sweep(folder, self._settings)
        self._took = time.monotonic() - began
        return version


def silent(_stage: str, _done: int, _total: int) -> None:
    """A ``Progress`` that tells nobody."""


def _same_rows(old: Rows | None, new: Rows) -> bool:
    return (
        old is not None
        and list(old.keys) == list(new.keys)
        and np.array_equal(np.asarray(old.vectors), new.vectors)
    )
