"""Bodies of one sort are not one another: what is told of "Sở Y tế" answers nothing about "Sở Nội vụ"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.question import Question
from assistant.read import Candidate
from assistant.short_forms import in_the_words_of
from assistant.views import Views
from ingest.vietnamese import normal, syllables

_SORTS = (
    "sở|phòng|chi cục|cục|vụ|bệnh viện|cụm công nghiệp|khu công nghiệp|công ty|hợp tác xã|nhà máy|hội"
    "|xí nghiệp|làng nghề|khu dân cư|chợ"
)
_BODY = re.compile(rf"(?<!\w)(?P<sort>(?i:{_SORTS})) (?P<name>[^\W\d_a-zà-ỹđ]\w* \w+)")
_ANY_CASE = re.compile(rf"(?<!\w)(?P<sort>{_SORTS}) (?P<name>[^\W\d_]+ [^\W\d_]+)")

Body = tuple[str, ...]  # its sort, then the first two syllables of its name


def of_the_body(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out what a sentence tells of another body of the sort that a question names one of."""
    told = [_told(one, views) for one in candidates]
    asked = _asked(question, views, frozenset().union(*told))
    sorts = {body[0] for body in asked}
    return [
        one
        for one, bodies in zip(candidates, told, strict=True)
        if bodies & asked or not any(body[0] in sorts for body in bodies)
    ]


def _told(one: Candidate, views: Views) -> frozenset[Body]:
    """Return the bodies that a candidate's sentence names up to the candidate's end."""
    view = views[one.document_id]
    return _bodies(view.document.text[view.sentence(one.sentence).start : one.end], _BODY)


def _asked(question: Question, views: Views, known: frozenset[Body]) -> frozenset[Body]:
    """Return the bodies that a question names; in lower case only those that sentences name."""
    written_out = in_the_words_of(question.text, (), views.lexicon.abbreviations)
    return _bodies(question.text, _BODY) | (_bodies(normal(written_out), _ANY_CASE) & known)


@lru_cache(maxsize=1 << 14)  # the sentences of the passages found, for one question after the other
def _bodies(text: str, pattern: re.Pattern[str]) -> frozenset[Body]:
    return frozenset((match["sort"].lower(), *syllables(match["name"])) for match in pattern.finditer(text))
