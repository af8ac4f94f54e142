"""What the reader is told of a window besides its words: its headings, its document's place, title and year.

A paragraph of a report names neither its province nor its year ("Toàn tỉnh kết nạp 203 đảng viên"), and one
under "Mục tiêu đến năm 2030" not the time that it speaks of.
"""

from __future__ import annotations

from assistant.echo import telling_title
from assistant.question import Question
from ingest.records import Document
from ingest.vietnamese import normal


def caption(question: Question, document: Document, heading: str) -> str:
    """Return one line, such as "II. Kết quả – Hà Nam: Báo cáo quý I (2024)".

    The headings come first: of a long line the reader gets the beginning (``pairs.TITLE_TOKENS``).

    Args:
        question: The year of issue is told where it asks about that year.
        document: Its place is told where the title lacks it.
        heading: What the window stands under, as ``Chunk.heading``; told where the title lacks it.
    """
    title = telling_title(question, document)
    told = [title] if title else []
    if document.place and normal(document.place) not in normal(title):
        told = [": ".join([document.place, *told])]
    if heading and normal(heading) not in normal(title):
        told = [" – ".join([heading, *told])]
    year = document.year
    if year and year in question.years and year not in title:
        told.append(f"({year})")
    return " ".join(told)
