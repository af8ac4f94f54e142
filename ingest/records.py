"""What ingestion produces. Records are frozen: a changed one is a copy (``dataclasses.replace``)."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about a document besides its text; None where nothing states it.

    The one list of these fields: a manifest may give each of them, cleaning looks for each of them, a
    ``Document`` carries them.

    Attributes:
        title: One line.
        kind: Vietnamese name of its kind in lower case ("bài viết", "nghị định").
        number: Số/ký hiệu of the document itself, None for an article.
        publisher: Newspaper, or the body that issued it.
        issued: ISO date ``YYYY-MM-DD``.
        effective: ISO date from which it is in force.
        signer: Person who signed it, or the office where only that is stated.
        signer_role: Office that the person signed in ("Phó Thủ tướng").
        summary: Trích yếu, what it is about.
        author: Person who wrote it.
        place: Place that it is about ("Bắc Giang").
        url: Where it was published.
    """

    title: str | None = None
    kind: str | None = None
    number: str | None = None
    publisher: str | None = None
    issued: str | None = None
    effective: str | None = None
    signer: str | None = None
    signer_role: str | None = None
    summary: str | None = None
    author: str | None = None
    place: str | None = None
    url: str | None = None


FACTS = tuple(field.name for field in fields(Facts))


@dataclass(frozen=True, slots=True)
class Stated:
    """Where a document states one of its facts: ``text[start:end]``, which a citation may quote.

    Attributes:
        fact: Name of the field in ``Facts``.
        start: First code point in ``Document.text``.
        end: One past the last.
    """

    fact: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A document that another one replaces, repeals or amends, by their numbers.

    Attributes:
        kind: "thay thế", "bãi bỏ" or "sửa đổi, bổ sung".
        newer: Số/ký hiệu of the document that does it.
        older: Số/ký hiệu of the one that it is done to.
        start: First code point of where the text says so.
        end: One past the last.
        partly: Only parts of the older one are meant.
    """

    kind: str
    newer: str
    older: str
    start: int
    end: int
    partly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Facts):
    """One source file after cleaning.

    Attributes:
        id: Slug, stable as long as the source path (or its manifest entry) is the same.
        title: Never empty (the file's name when the text shows no title).
        text: NFC, page debris removed. Every offset in the system counts code points of this string.
        source: Path of the file as given, POSIX separators.
        sha256: Hex digest of the raw bytes.
        kind: Never empty.
        stated: Where the text states which fact, at most one place each.
        relations: What the text says that it, or another document, does to older ones.
        pages: Offset into ``text`` at which each page begins; empty for a file without pages.
    """

    id: str
    title: str
    text: str
    source: str
    sha256: str
    kind: str = "bài viết"
    stated: tuple[Stated, ...] = ()
    relations: tuple[Relation, ...] = ()
    pages: tuple[int, ...] = ()

    @property
    def year(self) -> str:
        """The year of issue, "" where it is unknown."""
        return (self.issued or "")[:4]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one document: ``document.text[start:end]``.

    Attributes:
        document_id: Owner.
        ordinal: 0-based place among the document's chunks.
        start: First code point in ``Document.text``.
        end: One past the last code point; ``end > start``.
        heading: What it stands under, outermost first ("Chương II … – Điều 5 … – khoản 2"), "" for nothing.
    """

    document_id: str
    ordinal: int
    start: int
    end: int
    heading: str = ""
