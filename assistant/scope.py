"""Does a sentence speak of what the question names? Places, persons, years, document numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.in_year import has_year, of_year
from assistant.own_places import UNIT_LEVELS
from assistant.question import Question, same_letters
from assistant.retrieve import contains_run
from assistant.spans import SpanType
from assistant.turn import another_has_it, opens_section
from assistant.views import DocumentView, Sentence
from ingest.places import Place
from ingest.vietnamese import fold_accents, normal, syllables


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
    own = sentence.words(question.folded)
    near, heading = _near(view, sentence), view.heading_of(sentence.index)
    headed = [] if heading is None else view.sentence(heading).words(question.folded)
    around = [word for index in near for word in view.sentence(index).words(question.folded)] + [*headed]
    names = _names(question, view)
    lent: list[str] = []  # what a list of names nearby does not lend to a place
    if any(place for _, place in names):
        lent = [word for index in near for word in view.unlisted(index, question.folded)] + [*headed]
    about = [same_letters(token, question.folded) for token in _about(question, view)]
    missing: list[str] = []
    in_sentence = total = 0
    for run, place in names:
        run = tuple(same_letters(token, question.folded) for token in run)
        total += 1
        here = contains_run(own, run)
        in_sentence += here
        if place and not here and another_has_it(question, view, sentence, place):
            missing.append(" ".join(run))
        elif not (here or contains_run(lent if place else around, run) or contains_run(about, run)):
            if place and _still_there(question, view, sentence, place):
                continue
            far = not place and _in_document(question, view, run)
            if not far or len(run) == 1:
                missing.append(" ".join(run))
    for year in question.years:
        total += 1
        in_sentence += has_year(own, year)
        if not of_year(question, view, sentence, year, own, around, about):
            missing.append(f"năm {year}")
    for number in question.numbers:
        total += 1
        if any(is_number(token, number) for token in own):
            in_sentence += 1
        elif not any(
            is_number(token, number) for token in [*view.words, (view.document.number or "-").lower()]
        ):
            missing.append(number.upper() if "-" in number else f"số {number}")
    missing += [figure for figure in question.figures if figure not in view.word_set]
    missing += [" ".join(name) for name in question.names if not _names_there(question, view, name)]
    missing += [date for date in question.dates if date not in own and date not in around]
    return Support(tuple(missing), in_sentence / total if total else 1.0)


def _names(question: Question, view: DocumentView) -> list[tuple[tuple[str, ...], Place | None]]:
    """Return places and persons; names that the document sets behind unit words are places, too."""
    own = [Place(name, view.units[name], frozenset()) for name in question.names if name in view.units]
    places = [*question.places, *own]
    return [*((place.name, place) for place in places), *((name, None) for name in question.persons)]


def _about(question: Question, view: DocumentView) -> list[str]:
    """What the document is about; with its own place, the higher one that its publisher lies in is known."""
    own = tuple(syllables(view.document.place or ""))
    named = len(question.places) > 1 and any(place.name == own for place in question.places)
    return [*view.about, *syllables(view.document.publisher or "")] if named else view.about


def _near(view: DocumentView, sentence: Sentence) -> list[int]:
    """Return the two sentences before a sentence and what goes on in its line, without itself."""
    first = sentence.index
    while first > max(0, sentence.index - 2) and not opens_section(view, first):
        first -= 1
    return [
        index
        for index in range(first, min(len(view.bounds), sentence.index + 2))
        # What begins behind it speaks of something else.
        if index != sentence.index and -2 <= view.line_of(index) - sentence.line <= 0
        if not _is_row_above(view, index, sentence)
    ]


_WHOLLY = re.compile(r"(?<!\w)(?:toàn|cả) (tỉnh|huyện|quận|thành phố|thị xã|xã|phường|thị trấn)(?!\w)")
_HOLDS_ON = 12  # sentences
# "Huyện Lục Nam thí điểm …", "II. Tại thị xã Hồng Lĩnh", "Đảng bộ tỉnh Hậu Giang …": another place's turn.
_PLACE_LEADS = re.compile(
    r"\W*(?:[IVX\d]+[.)]\s*)?(?:(?:Tại|Ở|Riêng|Còn)\s+)?(?:Đảng bộ |UBND |HĐND |Đảng ủy )?"
    r"(?:[Tt]ỉnh|[Hh]uyện|[Tt]hành phố|[Tt]hị xã|[Qq]uận|[Xx]ã|[Pp]hường)(?: ủy)? [A-ZĐÀ-Ỹ]"
)


def _still_there(question: Question, view: DocumentView, sentence: Sentence, place: Place) -> bool:
    """Tell whether a place is the last that the text spoke of when it comes to a sentence."""
    name = tuple(same_letters(token, question.folded) for token in place.name)
    for index in range(sentence.index, max(-1, sentence.index - _HOLDS_ON), -1):
        earlier = view.sentence(index)
        if _is_row_above(view, index, sentence):
            continue
        itself = index == sentence.index
        words = earlier.words(question.folded) if itself else view.unlisted(index, question.folded)
        if contains_run(words, name):
            return True
        if opens_section(view, index):
            return False
        told = view.document.text[earlier.start : earlier.end]
        wholes = [UNIT_LEVELS[unit] for unit in _WHOLLY.findall(normal(told))]
        if _PLACE_LEADS.match(told) or min(wholes, default=place.level) < place.level:
            return False
    return False


def _is_row_above(view: DocumentView, index: int, sentence: Sentence) -> bool:
    """Tell whether a sentence is a row of a table that another stands outside of."""
    start = view.bounds[index][0]
    return any(
        table.start <= start < table.end and not table.start <= sentence.start < table.end
        for table in view.tables
    )


def _names_there(question: Question, view: DocumentView, name: tuple[str, ...]) -> bool:
    """Tell whether a document says a capitalised name, where any document does."""
    return not view.is_name(name) or _in_document(question, view, name)


def _in_document(question: Question, view: DocumentView, run: Iterable[str]) -> bool:
    return view.says(tuple(run), question.folded)


_WHOLE = re.compile(
    r"(?<!các )(?<!số )(?<!\w)(?:toàn|cả|đảng bộ|toàn đảng bộ)"
    r" (tỉnh|huyện|quận|thành phố|thị xã|xã|phường|thị trấn)(?!\w)"
)


def speaks_of_more(question: Question, text: str) -> bool:
    """Tell whether a clause is about a whole that the one place asked for is only a part of.

    "Toàn tỉnh còn 63 thôn" tells nothing of a district, nor "Đảng bộ tỉnh" of the city of the same name.
    """
    if len(question.places) != 1 or _WHOLLY.search(asked := normal(question.text)):
        return False
    [place] = question.places
    name = " ".join(place.name)
    lowered = normal(text)
    told = [UNIT_LEVELS[unit] for unit in _WHOLE.findall(lowered)]
    unit = re.search(rf"(?<!\w)({'|'.join(UNIT_LEVELS)}) {re.escape(name)}(?!\w)", asked)
    level = UNIT_LEVELS[unit.group(1)] if unit else place.level
    higher = "".join(rf"(?<!{other} )" for other, of in UNIT_LEVELS.items() if of < level)
    named = re.search(rf"{higher}(?<!\w){re.escape(name)}(?!\w)", lowered)
    return bool(told) and min(told) < level and not named


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
