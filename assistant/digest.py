"""A digest for a meeting: the sentences that carry documents, each a verbatim quote with its place.

Nothing is reworded. What is weighed: how much of the document's own vocabulary a sentence holds (by the
lexicon's weights), where it stands, whether it states figures, whether it can be read alone, and how
little it repeats what was taken before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.lexicon import Lexicon
from assistant.salience import LACK, ORDINAL, Scale, Unit, units_of
from assistant.views import DocumentView
from ingest.vietnamese import syllables

_SAME = 0.6  # share of words from which on two points say the same
_LIST_SHARE = 0.75  # of the points, which one list may take
_LOOKED_AT = 300  # heaviest units of a document; none below them was ever taken
_LACK_GAIN = 1.0  # for the first point on what is lacking: praise alone makes no discussion


@dataclass(frozen=True, slots=True)
class Point:
    """One key point: ``document.text[start:end]``, word for word.

    Attributes:
        section: What it is about: one of ``salience.SECTIONS``, or the heading that it stands under.
        score: Larger is weightier; comparable within one digest only.
    """

    document_id: str
    start: int
    end: int
    section: str
    score: float


def digest(views: Sequence[DocumentView], lexicon: Lexicon, most: int, topic: str = "") -> tuple[Point, ...]:
    """Choose the key points of documents.

    Args:
        views: The documents, in the order in which they are to be told.
        lexicon: Of the open index.
        most: Largest number of points, at least 1: of each document, or in all where there is a topic.
        topic: Words that each point must speak of; "" for whatever carries a document.

    Returns:
        Points in the order of the documents and of their texts; fewer when the documents hold fewer
        sentences that can be read alone, none when none speaks of the topic.
    """
    about = _topic_weights(topic, lexicon)
    ranked = [_ranked(view, lexicon, about) for view in views]
    if about:  # the best of all, wherever they stand
        ranked = [sorted((pair for units in ranked for pair in units), key=lambda pair: -pair[0])]
    points: list[Point] = []
    taken: list[frozenset[str]] = []
    for units in ranked:
        points += _pick(units, most, taken, lexicon)
    order = {view.document.id: place for place, view in enumerate(views)}
    return tuple(sorted(points, key=lambda point: (order[point.document_id], point.start)))


def _topic_weights(topic: str, lexicon: Lexicon) -> dict[str, float]:
    weights = {token: lexicon.weight(token) for token in syllables(topic)}
    return {token: weight for token, weight in weights.items() if weight > 0}


def _ranked(view: DocumentView, lexicon: Lexicon, topic: Mapping[str, float]) -> list[tuple[float, Unit]]:
    """Weigh every unit of a document, heaviest first."""
    units = units_of(view)
    scale = Scale(view, lexicon, topic)
    scored = [(scale.score(unit), unit) for unit in units if scale.speaks_of_topic(unit)]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].start))


def _pick(
    ranked: Sequence[tuple[float, Unit]], share: int, taken: list[frozenset[str]], lexicon: Lexicon
) -> list[Point]:
    """Take the heaviest unit again and again, each time less willing to repeat words or a paragraph.

    "Ba là" is not told without "Một là": a list that is worth telling and leaves room comes whole.
    """
    left = list(ranked[:_LOOKED_AT])
    places: Counter[tuple[str, int | str]] = Counter()
    chosen: list[Point] = []

    def take(score: float, unit: Unit) -> None:
        left.remove((score, unit))
        taken.append(unit.tokens)
        places.update((unit.line, unit.article))
        chosen.append(Point(unit.view.document.id, unit.start, unit.end, unit.section, round(score, 4)))

    def is_told(unit: Unit) -> bool:
        return any(_overlap(unit.tokens, before, lexicon) > _SAME for before in taken)

    whole_list = _whole_list(left, share)
    if not any(is_told(unit) for _, unit in whole_list):
        for pair in whole_list:
            take(*pair)
    while left and len(chosen) < share:
        lacking = any(point.section == LACK for point in chosen)
        best = max(
            left,
            key=lambda pair: (
                pair[0]
                - _repeats(pair[1], taken, places, lexicon)
                + (_LACK_GAIN if not lacking and pair[1].section == LACK else 0.0)
            ),
        )
        if is_told(best[1]):
            left.remove(best)
        else:
            take(*best)
    return chosen


def _whole_list(ranked: Sequence[tuple[float, Unit]], share: int) -> list[tuple[float, Unit]]:
    """The openings of all items of the list ("Một là … Hai là …") with the heaviest item, or nothing."""
    for _, unit in ranked[:share]:
        for listed in unit.view.enumerations:
            if unit.sentence.index in listed.items and ORDINAL.match(unit.text):
                mates = [
                    (score, other)
                    for score, other in ranked
                    if other.view is unit.view
                    and other.sentence.index in listed.items
                    and other.start == other.sentence.start
                ]
                whole = len(mates) == len(listed.items)
                return mates if whole and len(mates) <= _LIST_SHARE * share else []
    return []


def _repeats(
    unit: Unit,
    taken: Sequence[frozenset[str]],
    places: Mapping[tuple[str, int | str], int],
    lexicon: Lexicon,
) -> float:
    most = max((_overlap(unit.tokens, before, lexicon) for before in taken), default=0.0)
    same_article = places.get(unit.article, 0) if unit.article[1] else 0
    return 1.2 * most + 0.35 * places.get(unit.line, 0) + 0.25 * same_article


def _overlap(tokens: frozenset[str], other: frozenset[str], lexicon: Lexicon) -> float:
    """Share of the weight of ``tokens`` that ``other`` holds too, in [0, 1]."""
    total = sum(map(lexicon.weight, tokens))
    return sum(map(lexicon.weight, tokens & other)) / total if total else 0.0
