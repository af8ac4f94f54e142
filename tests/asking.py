"""Small documents ready for asking, without an index."""

from __future__ import annotations

from assistant.found import Found
from assistant.lexicon import build_lexicon
from assistant.question import Question, understand
from assistant.read import Candidate, read
from assistant.records import Passage
from assistant.views import Views
from ingest.records import Document
from ingest.split import split


class Asking:
    """Documents ready for asking: every chunk is a passage, in order."""

    def __init__(self, *documents: Document) -> None:
        self.documents = {document.id: document for document in documents}
        chunks = [chunk for document in documents for chunk in split(document)]
        self.lexicon = build_lexicon(self.documents, chunks)
        self.views = Views(documents, self.lexicon)
        self.passages = [
            Passage(row, chunk, self.documents[chunk.document_id].text[chunk.start : chunk.end], 1.0, row + 1)
            for row, chunk in enumerate(chunks)
        ]

    def understand(self, question: str) -> Question:
        return understand(question, self.lexicon)

    def candidates(self, question: str) -> list[Candidate]:
        return read(self.understand(question), self.passages, self.views, self.lexicon)

    def quotes(self, found: Found) -> list[str]:
        return [
            self.documents[quote.document_id].text[quote.start : quote.end]
            for _, proof in found.segments
            for quote in proof
        ]


def document(name: str, text: str, **fields: str) -> Document:
    title = text.split("\n")[0]
    return Document(id=name, title=title, text=text, source=f"{name}.txt", sha256="0" * 64, **fields)
