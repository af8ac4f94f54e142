"""What a cell of a table is called and counted in: its unit, its value, the words of its labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from assistant.around import periods
from assistant.lexicon import FUNCTION_WORDS, Lexicon
from assistant.question import Question, same_letters
from assistant.tables import UNIT, Row, Table
from ingest.places import compounds
from ingest.vietnamese import fold_accents, normal, tokens

_SHARE = re.compile(r"%|tỷ lệ|phần trăm")
_IN_BRACKETS = re.compile(rf"\(\s*(?:đvt:? )?({UNIT}(?: \w+)?(?:/\w+(?: \w+)?)*)\s*\)")
_COUNTED = re.compile(rf"(?:tổng )?số ((?:{UNIT})(?= |$))")
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
# They say that a figure is asked for, not which.
LIGHT = frozenset("số lượng tỷ lệ năm đạt đặt mức con tiêu giao phấn đấu".split())
# What people say of a figure in a table and no label does ("nuôi bao nhiêu con", "muốn bao nhiêu %").
_SAID_OF_IT = frozenset("nuôi trồng muốn mong định dự kiến".split())
# What a label says and no question must: the herd of a beast, the place of the whole document.
_HERD = frozenset({"đàn"})
_OF_ALL = re.compile(r"trên địa bàn|\(lũy kế\)|các loại|có hạt")
_BOUNDS = ("trên", "dưới")  # "dưới 60 tuổi", not "trên địa bàn"


class Asked:
    """A question's words, in the letters in which they are compared."""

    def __init__(self, question: Question, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.question = question
        self.text = normal(question.text)
        self.order = self.words_of(question.text)
        self.words = frozenset(self.order)
        self.years = question.years
        self.periods = periods(question.text)
        timed = self.words_of(" . ".join(self.periods))
        self.needed = self.words - set(timed) - self.fold(LIGHT | _SAID_OF_IT) - self.years

    def words_of(self, text: str) -> list[str]:
        """Return the words of meaning of a text, in order."""
        found = [token for token, _, _ in self._lexicon.expand(tokens(text))]
        return [
            self._same(token)
            for token, following in pairwise([*found, ""])
            if token not in FUNCTION_WORDS or (token in _BOUNDS and following[:1].isdigit())
        ]

    def key(self, label: str) -> frozenset[str]:
        """Return the words that a label must be named by: not its unit in brackets, not "số"."""
        bare = _OF_ALL.sub(" ", _without_unit(normal(label)))
        words = frozenset(self.words_of(bare)) - self.fold(LIGHT)
        return words - self.fold(_HERD) or words

    def fold(self, words: Iterable[str]) -> set[str]:
        """Return words in the letters in which they are compared."""
        return {self._same(word) for word in words}

    def _same(self, token: str) -> str:
        return same_letters(token, self.question.folded)

    def halves(self, words: Iterable[str]) -> set[str]:
        """Return those of some words that make a word of the language with one that the question says."""
        own = set(words)
        pairs = _folded_compounds() if self.question.folded else compounds()
        return {
            word
            for word in own - self.words
            if any((one, word) in pairs or (word, one) in pairs for one in own & self.words)
        }

    def named(self, keys: Sequence[frozenset[str]]) -> int | None:
        """Return the place of the one label that the question names in full; None when it is open which.

        Of "Hộ nghèo" and "Hộ cận nghèo" the longer one is meant where both are named.
        """
        whole = [at for at, key in enumerate(keys) if key and key <= self.words]
        longest = max(whole, key=lambda at: len(keys[at]), default=None)
        if longest is None or any(at != longest and not keys[at] < keys[longest] for at in whole):
            return None
        return longest


@lru_cache(maxsize=1)
def _folded_compounds() -> frozenset[tuple[str, str]]:
    return frozenset((fold_accents(one), fold_accents(other)) for one, other in compounds())


def _without_unit(label: str) -> str:
    found = _IN_BRACKETS.search(normal(label))
    return label[: found.start()] + label[found.end() :] if found else label


def is_share(table: Table, row: Row, column: int, of_all: str) -> bool:
    """Tell whether a cell is a percentage, by its own text, its labels or the unit of the whole table."""
    cell = row.cells[column].text if column in row.cells else ""
    said = (table.names[column], row.labels[-1], row.unit, cell, of_all)
    return any(_SHARE.search(normal(one)) for one in said)


def unit_of_cell(table: Table, row: Row, column: int, of_all: str) -> str:
    """Return the unit of a cell, "" for none: of its column, its row, or the whole table (``of_all``)."""
    if not _NUMBER.fullmatch(row.cells[column].text):
        return ""  # it has its own
    general = row.unit or of_all
    for said in (table.names[column], row.labels[-1]):
        found = _IN_BRACKETS.search(normal(said))
        if found:
            return said[found.start(1) : found.end(1)]
        if _SHARE.search(normal(said)):
            return "%" if "%" in (said + general) else ""
    counted = (_COUNTED.match(normal(said)) for said in (row.labels[-1], table.names[column]))
    return general or next((found.group(1) for found in counted if found), "")


def value(text: str) -> float | None:
    """Return the number that a cell holds, None for anything but one."""
    bare = text.removesuffix("%").strip()
    return float(bare.replace(".", "").replace(",", ".")) if _NUMBER.fullmatch(bare) else None
