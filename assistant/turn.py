"""Whose turn is it in a text? A sentence or section that opens with another place of the level asked for.

"Huyện Mường Khâu là nơi …" and a section headed "Kim Bảng: tự chủ trước" tell nothing of a district that
only the sentences around them, or the title, name.
"""

from __future__ import annotations

import re

from assistant.lexicon import capital_runs
from assistant.own_places import UNIT, UNIT_LEVELS, Run, units_named
from assistant.question import Question, same_letters
from assistant.retrieve import contains_run
from assistant.views import DocumentView, Sentence, item_mark
from ingest.places import Place
from ingest.vietnamese import normal

_OPENING = re.compile(
    r"\W*(?:(?:[ivx]+|\d+)[.)] ?)?(?:(?:ngược lại|trái lại|tương tự|bên cạnh đó),? )?"
    r"(?:(?:riêng|còn|tại|ở|với|đối với) )*(?:đảng bộ |ubnd |hđnd |đảng ủy )?"
    rf"(?:(?P<unit>{UNIT})(?: ủy)? )?"
)
_REACH = 60  # sentences of a section that are looked through for the place asked for


def another_has_it(question: Question, view: DocumentView, sentence: Sentence, place: Place) -> bool:
    """Tell whether a sentence that does not name a place is another's, by its opening, its paragraph ("Ở
    Lùng Sán, việc khó hơn. Cả xã có …") or its section."""
    level = _level_asked(question, view, place)
    name = tuple(same_letters(token, question.folded) for token in place.name)
    for index in range(sentence.index, -1, -1):
        if view.line_of(index) != sentence.line or _says(question, view, index, name):
            break
        opened = _opened_by(view, index)
        if opened is not None and opened[1] == level:
            return opened[0] != place.name
    heading = view.heading_of(sentence.index)
    if heading is None or sentence.index - heading > _REACH:
        return False
    headed = _opened_by(view, heading)
    if headed is None or headed[0] == place.name or headed[1] != level:
        return False
    return not any(_says(question, view, at, name) for at in range(heading, sentence.index))


def names_another(question: Question, view: DocumentView, start: int, end: int) -> bool:
    """Tell whether a stretch names a place of the level of one asked for by its unit word, and not that one.

    "Chủ tịch UBND huyện Bến Lâm" is not the one of huyện Giồng Cát.
    """
    told = units_named(view.document.text[start:end])
    asked = {place.name for place in question.places}
    levels = {_level_asked(question, view, place) for place in question.places}
    return not asked & told.keys() and any(level in levels for level in told.values())


def opens_section(view: DocumentView, index: int) -> bool:
    """Tell whether a sentence is a heading, not one of a list's items ("1. Kết quả")."""
    start, _ = view.bounds[index]
    is_item = item_mark(view.document.text[start : start + 24]) is not None
    return not is_item and view.heading_of(index + 1) == index


def _level_asked(question: Question, view: DocumentView, place: Place) -> int:
    """The question's own word before a place tells its level, else the document's, else the gazetteer."""
    asked = re.search(rf"(?<!\w)({UNIT})(?: ủy)? {re.escape(' '.join(place.name))}", normal(question.text))
    return UNIT_LEVELS[asked.group(1)] if asked else view.units.get(place.name, place.level)


def _opened_by(view: DocumentView, index: int) -> tuple[Run, int] | None:
    """Return the place that a sentence opens with and its level; None where it opens with none."""
    start, end = view.bounds[index]
    opening = _OPENING.match(normal(view.document.text[start:end]))
    assert opening is not None  # all of it may be missing
    found = [token for token in view.sentence(index).tokens if token[1] >= start + opening.end()]
    runs = capital_runs(view.document.text, found[:6])
    if not runs or runs[0][0] > 0:
        return None
    name = tuple(token for token, _, _ in found[: runs[0][1]])
    level = UNIT_LEVELS[opening["unit"]] if opening["unit"] else view.units.get(name)
    return (name, level) if level else None


def _says(question: Question, view: DocumentView, index: int, name: Run) -> bool:
    return contains_run(view.sentence(index).words(question.folded), name)
