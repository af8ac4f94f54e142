"""What the reader is told of a window besides its words: its headings, its document's place, title and year.

A paragraph of a report names neither its province nor its year ("Toàn tỉnh kết nạp 203 đảng viên"), and one
under "Mục tiêu đến năm 2030" not the time that it speaks of.
"""

from __future__ import annotations

from assistant.posed import is_posed, plain_topic, telling_title
from assistant.question import Question
from ingest.records import Document
from ingest.vietnamese import normal

_BETWEEN = " – "


def caption(question: Question, document: Document, heading: str, body: str = "") -> str:
    """Return one line, such as "II. Kết quả – Hà Nam: Báo cáo quý I (2024)".

    The headings come first: of a long line the reader gets the beginning (``pairs.TITLE_TOKENS``).

    Args:
        question: The year of issue is told where it asks about that year.
        document: Its place is told where the title lacks it.
        heading: What the window stands under, as ``Chunk.heading``; told where the title lacks it.
        body: Text of the window; a question that it poses itself is not told again.
    """
    title = telling_title(question, document)
    told = [_as_told(title, body)]
    if document.place and normal(document.place) not in normal(title):
        told = [": ".join(filter(None, [document.place, *told]))]
    if heading and normal(heading) not in normal(title):
        told = [_as_told(part, body) for part in heading.split(_BETWEEN)] + told
    line = _BETWEEN.join(filter(None, told))
    year = document.year
    return f"{line} ({year})".lstrip() if year and year in question.years and year not in title else line


def _as_told(text: str, body: str) -> str:
    """Return a title or heading, a question as the topic that it is, "" where the window poses it."""
    if not is_posed(text):
        return text
    return "" if text in body else plain_topic(text)
