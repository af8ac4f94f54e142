"""Questions whose answer has a shape of its own: a rank, a telephone number, an address of electronic mail.

What has another shape cannot answer them, however many of their words stand around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question import Question
from assistant.read import Candidate
from assistant.views import Views
from ingest.vietnamese import fold_accents, normal

# What is asked for, without accents → the shape of what tells it.
_PHONE = (
    re.compile(
        r"(?<!\w)so (?:dien thoai|di dong|may ban|fax|hotline)(?!\w)"
        r"|(?:duong day nong|hotline|dien thoai)(?: \w+)* (?:so (?:may|nao|gi)|la (?:gi|bao nhieu))(?!\w)"
    ),
    re.compile(r"(?<![\d/.,-])(?:\+84|\(?0\d{1,3}\)?|1[89]00)(?:[ .-]?\d){4,9}(?![\d/])"),
)
_MAIL = (
    re.compile(r"(?<!\w)(?:dia chi )?(?:e-?mail|thu dien tu)(?: (?:la|nao|gi)| cua .* (?:la|nao|gi))"),
    re.compile(r"\S@\S"),
)
_RANK = (
    re.compile(
        r"(?<!\w)(?:(?:xep|dung)(?: \w+){0,3}?|hang|vi tri|vi thu) thu (?:may|bao nhieu)"
        r"|(?:xep|dung) hang may"
    ),
    re.compile(
        r"(?<!\w)(?:thứ|hạng|vị trí(?: thứ)?)(?: hạng)? (?:\d+|nhất|nhì|ba|tư|năm|bét|cuối)(?!\w)"
        r"|(?<!\w)(?:xếp|đứng)(?: [\w/]+){0,4} (?:nhất|nhì|đầu|cuối)(?!\w)"
    ),
)


def of_the_shape(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out what lacks the shape that the answer must have."""
    asked = fold_accents(normal(question.text))
    shapes = [shape for asks, shape in (_PHONE, _MAIL, _RANK) if asks.search(asked)]
    return [one for one in candidates if all(shape.search(_clause(one, views)) for shape in shapes)]


def _clause(one: Candidate, views: Views) -> str:
    return normal(views[one.document_id].document.text[one.start : one.end])
