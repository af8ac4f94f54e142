"""What ingestion produces. Records are frozen: a changed one is a copy (``dataclasses.replace``)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One source file after cleaning.

    Attributes:
        id: Slug, stable as long as the source path (or its manifest entry) is the same.
        title: One line; never empty (the file's name when the text shows no title).
        text: NFC, page debris removed. Every offset in the system counts code points of this string.
        source: Path of the file as given, POSIX separators.
        url: Where it was published, None when unknown.
        publisher: Newspaper or body, None when unknown.
        author: Person who wrote or signed it, None when unknown.
        issued: ISO date ``YYYY-MM-DD``, None when unknown.
        number: Số/ký hiệu of the document itself, None for an article.
        place: Place that the document is about ("Bắc Giang"), None when unknown.
        kind: Vietnamese name of its kind ("bài viết", "nghị định"), never empty.
        sha256: Hex digest of the raw bytes.
        pages: Offset into ``text`` at which each page begins; empty for a file without pages.
    """

    id: str
    title: str
    text: str
    source: str
    sha256: str
    kind: str = "bài viết"
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    issued: str | None = None
    number: str | None = None
    place: str | None = None
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one document: ``document.text[start:end]``.

    Attributes:
        document_id: Owner.
        ordinal: 0-based place among the document's chunks.
        start: First code point in ``Document.text``.
        end: One past the last code point; ``end > start``.
        heading: Nearest heading above the chunk, "" when there is none.
    """

    document_id: str
    ordinal: int
    start: int
    end: int
    heading: str = ""
