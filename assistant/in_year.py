"""Does a sentence speak of the year that a question names?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.question import Question
from assistant.views import DocumentView, Sentence
from ingest.vietnamese import normal

# "so với năm 2015", "từ năm 2021" do not say when the rest of the sentence holds.
_IN_YEAR = re.compile(r"(?<!với )(?<!từ )(?<!hơn )(?<!trước )(?<!sau )(?<!kỳ )(?<!\w)năm (\d{4})(?!\w)")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-–]\s?((?:19|20)\d\d)(?!\d)")
# What a sentence is held against, and the day of a document that it names, are not when it holds.
_COMPARED = re.compile(
    r"(?<!\w)(?:so với|cùng kỳ|hơn|kể từ|từ|trước) (?:cùng kỳ |cuối |đầu |hết )?(?:năm )?\d{4}(?!\w)"
    r"|\d[\w/-]*-[\w/-]+,? ngày \d{1,2}/\d{1,2}/\d{4}"
)


def has_year(found: Iterable[str], year: str) -> bool:
    """Tell whether a token is a year, or a number or day that ends in it ("07/2021")."""
    return any(token == year or token.endswith(("-" + year, "/" + year)) for token in found)


def of_year(
    question: Question,
    view: DocumentView,
    sentence: Sentence,
    year: str,
    own: Sequence[str],
    around: Sequence[str],
    about: Sequence[str],
) -> bool:
    """Tell whether a sentence speaks of a year: it says so itself, or what it stands in does.

    Args:
        own: Tokens of the sentence.
        around: Of its surroundings.
        about: Of what the document is about; its year of issue counts likewise.
    """
    if has_year(own, year):
        return True
    if _tells_other_year(question, view.document.text[sentence.start : sentence.end]):
        return False
    if _headed_by_other_year(question, view, sentence):
        return False
    near = has_year(around, year) and not _only_compared(question, view, sentence, year)
    return near or has_year(about, year) or year == view.document.year


def _tells_other_year(question: Question, text: str) -> bool:
    """Tell whether a sentence says when it holds ("Năm 2021, …"), and none of its years is one asked for."""
    lowered = normal(text)
    if not question.years or not _IN_YEAR.search(lowered):
        return False
    told = {year for year in question.years if year in lowered}
    spans = [(first, last) for first, last in _YEARS.findall(lowered)]
    return not told and not any(a <= year <= b for a, b in spans for year in question.years)


def _only_compared(question: Question, view: DocumentView, sentence: Sentence, year: str) -> bool:
    """Tell whether the sentences before name a year only for what theirs is compared with.

    "Đến năm 2021 có 4.315 ha, tăng 2.445 ha so với năm 2016. Trong đó, …" tells nothing of 2016.
    """
    first = max(0, sentence.index - 2)
    before = normal(view.document.text[view.bounds[first][0] : sentence.start])
    rest = _COMPARED.sub("", before)
    asked = _COMPARED.sub("", normal(question.text))  # "giảm bao nhiêu so với năm 2015?"
    return year in asked and year in before and year not in rest and _IN_YEAR.search(rest) is not None


def _headed_by_other_year(question: Question, view: DocumentView, sentence: Sentence) -> bool:
    """Tell whether a sentence stands under a heading of another year: "2. Mục tiêu đến năm 2025"."""
    heading = view.heading_of(sentence.index)
    if heading is None or not any(
        year in _COMPARED.sub("", normal(question.text)) for year in question.years
    ):
        return False
    start, end = view.bounds[heading]
    return _tells_other_year(question, view.document.text[start:end])
