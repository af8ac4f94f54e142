"""Every file that the index knows of and how far it has come: for the table of documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from ingest.errors import HoiDapError
from ingest.failures import read_failures
from ingest.records import Document
from ingest.truth import SECRET, Aside

State = Literal["ready", "words", "duplicate", "quarantined", "failed"]


class Generation(Protocol):
    """What is asked of a generation, as an open ``ingest.index.Index`` has it."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """By id."""

    @property
    def asides(self) -> Sequence[Aside]:
        """What is set aside."""

    @property
    def pending(self) -> Mapping[str, int]:
        """Chunks that are not embedded yet, by document id."""


@dataclass(frozen=True, slots=True)
class DocumentState:
    """One document, or one file that is none yet.

    Attributes:
        id: Document id, or the one that it would have.
        source: Path of the file as given, POSIX separators.
        state: "ready"; "words": found by its words, embedding goes on; "duplicate": ``about`` stands for it;
            "quarantined": ``about`` is its stamp; "failed": ``error`` says why. A document whose file
            cannot be read now is there twice: as it was indexed, and failed.
        about: "" where nothing is to be said.
        pending: Chunks that are not embedded yet.
        also: Paths of the files that it stands for.
        error: Of a failed file.
    """

    id: str
    source: str
    state: State
    about: str = ""
    pending: int = 0
    also: tuple[str, ...] = ()
    error: HoiDapError | None = None


def document_states(index: Generation, folder: Path) -> Sequence[DocumentState]:
    """Return all states: documents in order of id, then what is set aside, then what failed.

    Args:
        index: A generation.
        folder: The index folder, for what failed at the last sync.
    """
    also: dict[str, list[str]] = {}
    for aside in index.asides:
        if aside.reason != SECRET:
            also.setdefault(aside.about, []).append(aside.source)
    states = []
    for name, document in index.documents.items():
        pending = index.pending.get(name, 0)
        state: State = "words" if pending else "ready"
        twins = tuple(also.get(name, ()))
        states.append(DocumentState(name, document.source, state, pending=pending, also=twins))
    for aside in index.asides:
        state = "quarantined" if aside.reason == SECRET else "duplicate"
        states.append(DocumentState(aside.id, aside.source, state, aside.about))
    for failure in read_failures(folder):
        states.append(DocumentState(failure.document_id, failure.path, "failed", error=failure.error))
    return states
