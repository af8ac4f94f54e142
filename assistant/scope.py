"""Does a sentence speak of what the question names? Places, persons, years, document numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.question import Question, same_letters
from assistant.retrieve import contains_run
from assistant.spans import SpanType
from assistant.views import DocumentView, Sentence
from ingest.vietnamese import fold_accents, syllables


@dataclass(frozen=True, slots=True)
class Support:
    """How far a sentence and its surroundings carry the names of a question.

    Attributes:
        missing: Names that neither the sentence nor its surroundings carry, as shown to a reader.
        near: Share of the names that stand in the sentence itself; 1 when there is none.
    """

    missing: tuple[str, ...]
    near: float


def support(question: Question, view: DocumentView, sentence: Sentence) -> Support:
    """Check every name of the question against a sentence and what surrounds it.

    A place may be the document's own, or stand in the heading, or in the two sentences before; a person,
    a year or a document number must stand in the sentence, its paragraph, its heading or the title.
    """
    own = [same_letters(token, question.folded) for token, _, _ in sentence.tokens]
    around = _surroundings(question, view, sentence)
    about = [same_letters(token, question.folded) for token in view.about]
    missing: list[str] = []
    in_sentence = total = 0
    for run, is_place in _names(question):
        run = tuple(same_letters(token, question.folded) for token in run)
        total += 1
        here = contains_run(own, run)
        in_sentence += here
        if not (here or contains_run(around, run) or contains_run(about, run)):
            far = not is_place and _in_document(question, view, run)
            if not far or len(run) == 1:
                missing.append(" ".join(run))
    for year in question.years:
        total += 1
        if _has_year(own, year):
            in_sentence += 1
        elif (
            not _has_year(around, year)
            and not _has_year(about, year)
            and year != (view.document.issued or "")[:4]
        ):
            missing.append(f"năm {year}")
    for number in question.numbers:
        total += 1
        if any(is_number(token, number) for token in own):
            in_sentence += 1
        elif not any(
            is_number(token, number) for token in [*view.words, (view.document.number or "-").lower()]
        ):
            missing.append(number.upper() if "-" in number else f"số {number}")
    missing += [date for date in question.dates if date not in own and date not in around]
    return Support(tuple(missing), in_sentence / total if total else 1.0)


def _names(question: Question) -> list[tuple[tuple[str, ...], bool]]:
    places = [(place.name, True) for place in question.places]
    return [*places, *((person, False) for person in question.persons)]


def _surroundings(question: Question, view: DocumentView, sentence: Sentence) -> list[str]:
    near: list[str] = []
    for index in range(max(0, sentence.index - 2), min(len(view.bounds), sentence.index + 2)):
        if index != sentence.index and abs(view.sentence(index).line - sentence.line) <= 2:
            near += [token for token, _, _ in view.sentence(index).tokens]
    heading = view.heading_of(sentence.index)
    if heading is not None:
        near += [token for token, _, _ in view.sentence(heading).tokens]
    return [same_letters(token, question.folded) for token in near]


def _in_document(question: Question, view: DocumentView, run: Iterable[str]) -> bool:
    words = view.words
    if question.folded:
        words = [fold_accents(word) for word in words]
    return contains_run(words, tuple(run))


def _has_year(found: Iterable[str], year: str) -> bool:
    return any(token == year or token.endswith(("-" + year, "/" + year)) for token in found)


def is_number(token: str, number: str) -> bool:
    """Tell whether a token is a document's number: "07" is the number of "07-đa/tu", not of "07/2021"."""
    if token.isalpha():  # most are; a number has a digit
        return False
    token, number = fold_accents(token), fold_accents(number)  # "07-DA/TU" is typed for "07-ĐA/TU"
    if "-" in number:
        return token == number
    if "/" in number:  # a number and its year: 112/2020 of 112/2020/NĐ-CP
        return token == number or token.startswith(number + "/")
    bare = number.lstrip("0") or "0"
    head = re.split("[/-]", token, maxsplit=1)[0]
    return token == bare or (token[-1].isalpha() and head.lstrip("0") == bare)


def names_other_place(
    question: Question, view: DocumentView, sentence: Sentence, start: int, end: int
) -> bool:
    """Tell whether a clause names places, and none of those asked for."""
    if not question.places:
        return False
    inside = [span for span in sentence.spans if start <= span.start and span.end <= end]
    named = [
        tuple(syllables(view.document.text[span.start : span.end]))
        for span in inside
        if span.type is SpanType.PLACE
    ]
    asked = {place.name for place in question.places}
    return bool(named) and not any(name in asked for name in named)
