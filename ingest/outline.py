"""The outline of a document: Phần, Chương, Mục, Điều, khoản, điểm, or the headings of a report.

``outline_of`` reads it from the text; nothing of it is stored but the chunks' headings.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property


class Level(IntEnum):
    """How deep a division lies; each holds those of a greater level."""

    ANNEX = 0  # phụ lục, or the signature block, which ends what stands before it
    PART = 1
    CHAPTER = 2
    SECTION = 3
    SUBSECTION = 4
    HEADING = 5  # of a report: I. / 1. / 1.1.
    SUBHEADING = 6
    SUBSUBHEADING = 7
    ARTICLE = 8
    CLAUSE = 9
    POINT = 10


JOINT = " – "  # between the headings of a path
REPORT = (Level.HEADING, Level.SUBHEADING, Level.SUBSUBHEADING)


@dataclass(frozen=True, slots=True)
class Division:
    """One of them: ``text[start:end]``, its heading included.

    Attributes:
        level: Its depth.
        number: As it is cited: "II", "3", "a", "1.2"; "" when it has none.
        label: Level and number as they are cited: "Chương II", "Điều 3", "khoản 2", "điểm a", "mục I.1"; ""
            for what is no place to cite (the signature block).
        title: What its heading says besides (of a report: all that it says), on one line, "" for nothing.
        start: First code point.
        body: First code point after its heading, or after its mark.
        end: One past the last.
        attached: It belongs to a text attached to the document, whose Điều count from 1 again.
    """

    level: Level
    number: str
    label: str
    title: str
    start: int
    body: int
    end: int
    attached: bool = False


def nearest_heading(heading: str) -> str:
    """Return the part of a chunk's heading that tells most about it: its Điều, or else the innermost.

    Chapters above and khoản below it made search worse (``eval/LOG.md``).
    """
    parts = heading.split(JOINT)
    return next((part for part in parts if part.startswith("Điều ")), parts[-1])


class Outline:
    """The divisions of one text, in order of place; a division comes before those inside it."""

    def __init__(self, divisions: Sequence[Division]) -> None:
        self.divisions = tuple(divisions)
        self._starts = [division.start for division in divisions]

    def above(self, start: int, end: int) -> list[Division]:
        """Return the divisions that hold all of a stretch, outermost first."""
        last = bisect_right(self._starts, start)
        return [one for one in self.divisions[:last] if one.start <= start and end <= one.end]

    def locator(self, start: int, end: int) -> str:
        """Return where a stretch stands as Vietnamese cites it ("điểm a khoản 2 Điều 3"), "" for nowhere.

        A stretch over several khoản stands in their Điều; of chapters only the nearest is named, and only
        outside every Điều.
        """
        held = [division for division in self.above(start, end) if division.label]
        fine = [division for division in held if division.level >= Level.ARTICLE]
        if not fine:
            return held[-1].label if held else ""
        named = " ".join(division.label for division in reversed(fine))
        return f"{named} của văn bản kèm theo" if fine[0].attached else named

    def heading(self, start: int, end: int) -> str:
        """Return the headings that a stretch stands under, outermost first, joined by " – ".

        The last may be a run of khoản: "khoản 1 đến khoản 3".
        """
        held = self.above(start, end)
        parts = [
            one.title if one.level in REPORT else f"{one.label}. {one.title}".strip(". ") for one in held
        ]
        level = Level.CLAUSE
        if held and held[-1].level == Level.ARTICLE:
            inside = [one for one in self._within(held[-1]) if one.level == level]
            touched = [one for one in inside if one.start < end and start < one.end]
            if len(touched) > 1:
                parts.append(f"{touched[0].label} đến {touched[-1].label}")
        return JOINT.join(parts)

    @cached_property
    def borders(self) -> list[int]:
        """Return where a chapter, a Điều, an annex or a heading begins: sentences are cut there."""
        return sorted({one.start for one in self.divisions if one.level <= Level.ARTICLE})

    def unit(self, offset: int) -> int:
        """Return the start of the Điều, annex or other division that a chunk from an offset may not leave.

        -1 outside all of them.
        """
        held = [one for one in self.above(offset, offset) if one.level <= Level.ARTICLE and offset < one.end]
        return held[-1].start if held else -1

    def is_article(self, start: int) -> bool:
        """Tell whether a Điều, or the signature block, begins there."""
        return start in self._closing

    @cached_property
    def _closing(self) -> frozenset[int]:
        return frozenset(one.start for one in self.divisions if one.level == Level.ARTICLE or not one.label)

    @cached_property
    def articles(self) -> tuple[Division, ...]:
        """Return every Điều."""
        return tuple(one for one in self.divisions if one.level == Level.ARTICLE)

    def find(self, article: str, clause: str = "", point: str = "") -> Division | None:
        """Return a Điều, a khoản of it, or a điểm of that (of the Điều, where it has no khoản).

        A Điều of the document itself goes before one of a text attached to it.
        """
        named = sorted((one for one in self.articles if one.number == article), key=lambda one: one.attached)
        found = named[0] if named else None
        for level, number in ((Level.CLAUSE, clause), (Level.POINT, point)):
            if number and found is not None:
                found = next(
                    (one for one in self._within(found) if one.level == level and one.number == number), None
                )
        return found

    def chapter(self, level: Level, number: str) -> Division | None:
        """Return a Phần, Chương, Mục or Phụ lục by its number."""
        return next((one for one in self.divisions if one.level == level and one.number == number), None)

    def children(self, division: Division) -> list[Division]:
        """Return the divisions directly inside one, in order."""
        inside = list(self._within(division))
        nearest = min((one.level for one in inside), default=Level.POINT)
        return [one for one in inside if one.level == nearest]

    def _within(self, division: Division) -> Iterator[Division]:
        first = bisect_right(self._starts, division.start - 1)
        for one in self.divisions[first:]:
            if one.start >= division.end:
                return
            if one.level > division.level and one.end <= division.end:
                yield one
