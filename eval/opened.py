"""The assistant that questions are asked of: over the user's index, or over paragraphs that a file brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from rich.console import Console

from assistant.records import Answer, Context
from assistant.switches import Switches
from eval.squad import Paragraph, write_paragraphs
from ingest.records import Document
from ingest.settings import Settings


class Asked(Protocol):
    """What an evaluation needs of ``assistant.assistant.Assistant``."""

    @property
    def version(self) -> str: ...

    @property
    def documents(self) -> Mapping[str, Document]: ...

    def ask(
        self, question: str, history: Sequence[str] = (), filters: Mapping[str, str] | None = None
    ) -> Answer: ...

    def search(
        self, question: str, limit: int = 10, filters: Mapping[str, str] | None = None
    ) -> tuple[Context, ...]: ...


@contextmanager
def over_index(settings: Settings, switches: Switches) -> Iterator[Asked]:
    """Open the assistant over the index in ``settings``.

    Raises:
        HoiDapError: As ``Assistant.open``.
    """
    from assistant.assistant import Assistant

    assistant = Assistant.open(settings, switches)
    try:
        yield assistant
    finally:
        assistant.close()


@contextmanager
def over_paragraphs(
    paragraphs: Sequence[Paragraph], settings: Settings, switches: Switches, console: Console
) -> Iterator[Asked]:
    """Ingest paragraphs into an index that lives as long as the evaluation, apart from the user's own."""
    from ingest.embed import load_encoder
    from ingest.sync import sync

    with TemporaryDirectory(prefix="hoidap-eval-") as folder:
        documents = Path(folder) / "documents"
        documents.mkdir()
        write_paragraphs(paragraphs, documents)
        own = settings.model_copy(update={"index": Path(folder) / "index", "chroma_url": ""})
        console.print(f"Đang nạp {len(paragraphs)} đoạn văn vào một chỉ mục tạm…")
        synced = sync([documents], own, load_encoder(own))
        if synced.failed:
            console.print(f"{len(synced.failed)} đoạn không nạp được; câu hỏi về chúng vẫn được tính.")
        with over_index(own, switches) as assistant:
            yield assistant
