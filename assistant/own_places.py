"""The places that the documents of an index are of, where the gazetteer does not know them.

A report of "huyện Bến Xuân" teaches that Bến Xuân is a district; from then on questions may name it as they
like, without a unit word and in small letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ingest.places import COMMUNE, DISTRICT, PROVINCE, Place, compounds, gazetteer
from ingest.records import Document
from ingest.vietnamese import syllables

Run = tuple[str, ...]

UNIT_LEVELS = {
    "tỉnh": 1, "huyện": 2, "quận": 2, "thành phố": 2, "thị xã": 2, "xã": 3, "phường": 3, "thị trấn": 3,
}  # fmt: skip
UNIT = r"tỉnh|huyện|quận|thành phố|thị xã|(?<!thị )(?<!hợp tác )xã|phường|thị trấn"
_NAMED = re.compile(rf"(?<!\w)(?i:({UNIT}))(?: ủy)? (?=((?:[^\W\d_]+ ?){{2,5}}))")
_LEVELS = {"tỉnh": PROVINCE, "xã": COMMUNE, "phường": COMMUNE, "thị trấn": COMMUNE}
_LONGEST = 4  # syllables
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE_PLACES = frozenset("tỉnh huyện quận xã phường thôn phố trấn tp tx ở tại".split())


def own_places(documents: Iterable[Document]) -> dict[Run, Place]:
    """Return the places of documents that are no province or district of the gazetteer, by name.

    A commune may bear the name elsewhere. Names of one syllable are left out: they are words too. Of
    documents with one place the first tells its level.
    """
    found: dict[Run, Place] = {}
    for document in documents:
        name = tuple(syllables(document.place or ""))
        listed = gazetteer().get(name)
        if 2 <= len(name) <= _LONGEST and name not in found and (listed is None or listed.level == COMMUNE):
            found[name] = Place(name, _level(document), listed.parents if listed else frozenset())
    return found


def units_named(text: str) -> dict[Run, int]:
    """Return the names of two words and more that a text sets behind a unit word, with the unit's level.

    A name that several units bear ("tỉnh Bến Xuân", "thành phố Bến Xuân") is the highest's. Of "Huyện ủy Sơn
    Phú Bùi Đức Lâm" the part that stands alone elsewhere is the place.
    """
    alone = {tuple(syllables(run)) for run in _capital_runs(text)}
    found: dict[Run, int] = {}
    for match in _NAMED.finditer(text):
        words = match.group(2).split()
        size = next((at for at, word in enumerate(words) if not word[0].isupper()), len(words))
        run = tuple(syllables(" ".join(words[:size])))
        shorter = (run[:n] for n in range(len(run) - 2, 1, -1))
        name = next((part for part in shorter if part in alone), run)
        if 2 <= len(name) <= _LONGEST:
            level = UNIT_LEVELS[match.group(1).lower()]
            found[name] = min(level, found.get(name, level))
    return found


def _capital_runs(text: str) -> Iterator[str]:
    """Yield the longest stretches of words with capitals that only single spaces part."""
    start = end = -1
    for word in _WORD.finditer(text):
        joined = word.group()[0].isupper()
        if joined and text[end : word.start()] == " ":
            end = word.end()
            continue
        if start >= 0:
            yield text[start:end]
        start, end = (word.start(), word.end()) if joined else (-1, -1)
    if start >= 0:
        yield text[start:end]


def _level(document: Document) -> int:
    """The word that a document sets before its place tells whether it is a province, district or commune."""
    name = re.escape(document.place or "")
    units = rf"(?<!\w)(tỉnh|(?<!thị )xã|phường|thị trấn|huyện|quận|thị xã|thành phố)(?: ủy)? {name}(?!\w)"
    told = re.search(units, f"{document.publisher or ''}\n{document.text}", re.I)
    return _LEVELS.get(told.group(1).lower(), DISTRICT) if told else DISTRICT


def named_alone(
    single: Sequence[str], capital: Sequence[bool], own: Mapping[Run, Place]
) -> list[tuple[int, int, Place]]:
    """Find such places in matching tokens, however they are typed.

    A word of the language in small letters ("bình an") is one only behind a unit word, "ở" or "tại".

    Returns:
        (first token, one past the last, place).
    """
    found = []
    at = 0
    while at < len(single):
        before = single[at - 1] if at else ""
        for size in range(min(_LONGEST, len(single) - at), 1, -1):
            place = own.get(tuple(single[at : at + size]))
            spelt = all(capital[at : at + size])
            if place and (spelt or place.name not in compounds() or before in _BEFORE_PLACES):
                found.append((at, at + size, place))
                at += size - 1
                break
        at += 1
    return found
