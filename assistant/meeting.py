"""The paper for a branch meeting: a digest of chosen documents or of a topic, and what stands around it.

The paper is Vietnamese in any language of the frame: it is read out at a party branch's meeting.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.cite import citation_of
from assistant.digest import Point, digest
from assistant.paper import Block, Paper, Run, block
from assistant.records import Citation
from assistant.takeaway import source_blocks
from assistant.viewer import vietnamese_date
from ingest.errors import Busy
from ingest.records import Document

if TYPE_CHECKING:
    from assistant.assistant import Assistant

POINTS, MOST_POINTS = 10, 30
MOST_DOCUMENTS = 20
_TOPIC_DOCUMENTS = 8  # a topic is told from the documents that speak of it most
_SEARCHED = 40  # passages
_AT_ONCE = 2
_PATIENCE = 20.0  # seconds
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_BLANK = "…………………………"
TITLE = "Tài liệu sinh hoạt chi bộ"


@dataclass(frozen=True, slots=True)
class Told:
    """A point with its number, ready to be shown; ``citation.label`` is the number.

    Attributes:
        key: Names the point among those of the same request.
        section: As in ``Point``.
        quote: On one line, with "…" where it begins inside a sentence.
    """

    key: str
    section: str
    quote: str
    citation: Citation


class Secretary:
    """Makes digests, a few at a time; safe to call from several threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._places = threading.BoundedSemaphore(_AT_ONCE)

    def prepare(
        self, topic: str, chosen: Sequence[str], points: int, keep: Collection[str] | None = None
    ) -> list[Told]:
        """Return the key points, numbered from 1.

        Args:
            topic: What the points must speak of; "" for whatever carries the chosen documents.
            chosen: Document ids; unknown ones are passed over. Empty: found by the topic.
            points: Of each document, or in all where there is a topic; kept within 1–``MOST_POINTS``.
            keep: Keys of the points that stay; None for all.

        Raises:
            Busy: Others are being made, and the turn did not come in time.
            QuestionTooLong: The topic is longer than a question may be.
        """
        documents = self._assistant.documents
        names = [name for name in dict.fromkeys(chosen) if name in documents][:MOST_DOCUMENTS]
        topic = topic.strip() if any(map(str.isalnum, topic)) else ""
        if not names and topic:
            found = self._assistant.search(topic, _SEARCHED)
            names = list(dict.fromkeys(context.document_id for context in found))[:_TOPIC_DOCUMENTS]
        with self._turn():
            views = [self._assistant.views[name] for name in names]
            made = digest(views, self._assistant.lexicon, max(1, min(points, MOST_POINTS)), topic)
        wanted = [point for point in made if keep is None or _key(point) in keep]
        return [_told(number, point, documents) for number, point in enumerate(wanted, start=1)]

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(timeout=_PATIENCE):
            raise Busy("digests are being made", retry_after=5)
        try:
            yield
        finally:
            self._places.release()


def _key(point: Point) -> str:
    return f"{point.document_id}~{point.start}"


def _told(number: int, point: Point, documents: Mapping[str, Document]) -> Told:
    document = documents[point.document_id]
    quote = document.text[point.start : point.end]
    citation = citation_of(number, document, point.start, point.end)
    shown = " ".join(quote.split())
    return Told(_key(point), point.section, f"… {shown}" if shown[:1].islower() else shown, citation)


def by_document(points: Sequence[Told]) -> list[tuple[str, list[tuple[str, list[Told]]]]]:
    """Group points by document id, then by runs of one section."""
    return [
        (name, [(section, list(run)) for section, run in groupby(group, key=lambda told: told.section)])
        for name, group in groupby(points, key=lambda told: told.citation.document_id)
    ]


def meeting_paper(
    points: Sequence[Told],
    documents: Mapping[str, Document],
    base: str,
    topic: str = "",
    title: str = "",
    party: str = "",
    branch: str = "",
) -> Paper:
    """Return the paper: letterhead, points by document, room for the discussion, sources.

    Args:
        base: Address of this service, ``http://host:port/``; links lead to its viewer.
        title: "" for the usual one.
        party: Name of the party committee, "" for a line to fill in.
        branch: Name of the branch, likewise.
    """
    grouped = by_document(points)
    blocks = [block("title", (title or TITLE).upper())]
    if topic:
        blocks.append(block("text", Run("Chủ đề: ", bold=True), topic))
    blocks.append(block("note", Run(_told_by(len(points), len(grouped)), italic=True)))
    for place, (name, sections) in enumerate(grouped):
        blocks += _document_blocks(place, documents[name], sections)
    blocks.append(block("heading", "Ý kiến thảo luận"))
    blocks += [Block("text", ())] * 4
    blocks.append(block("heading", "Kết luận của chi bộ"))
    blocks += [Block("text", ())] * 4
    blocks.append(block("heading", "Nguồn trích dẫn"))
    blocks += source_blocks([point.citation for point in points], base)
    left = (_headed("ĐẢNG BỘ", party), _headed("CHI BỘ", branch), "*")
    right = ("ĐẢNG CỘNG SẢN VIỆT NAM", "………, ngày … tháng … năm ……")
    return Paper(title or TITLE, tuple(blocks), (left, right))


def _headed(word: str, name: str) -> str:
    name = " ".join(name.split()).upper()
    return f"{word} {name.removeprefix(word).strip()}" if name else f"{word} {_BLANK}"


def _told_by(points: int, documents: int) -> str:
    return (
        f"Gồm {points} ý, trích nguyên văn từ {documents} tài liệu; "
        "số trong ngoặc vuông dẫn tới nguồn ở cuối."
    )


def _document_blocks(
    place: int, document: Document, sections: Sequence[tuple[str, Sequence[Told]]]
) -> list[Block]:
    number = _ROMAN[place] if place < len(_ROMAN) else str(place + 1)
    facts = (document.publisher, document.number, vietnamese_date(document.issued))
    about = " · ".join(fact for fact in facts if fact)
    blocks = [block("heading", f"{number}. {document.title}")]
    blocks += [block("note", about)] if about else []
    for section, run in sections:
        blocks.append(block("subheading", section))
        blocks += [block("item", f"“{told.quote}” [{told.citation.label}]") for told in run]
    return blocks
