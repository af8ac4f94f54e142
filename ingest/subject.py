"""Which place a text is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.places import COMMUNE, DISTRICT, PROVINCE, Place, find_places
from ingest.vietnamese import tokens

TITLE_WEIGHT = 3  # a place in the title counts as much as three in the text
LEAST = 2  # mentions; one may be a comparison
SHARE = 0.6  # of all mentions of its level; below, the text is about several places

# A name counts after one of these: "Hồ Chí Minh" alone is a person, "Hòa Bình" a wish.
_UNITS = frozenset({"tỉnh", "huyện", "quận", "tp", "tx", "ủy"})
_UNIT_PAIRS = frozenset({("thành", "phố"), ("thị", "xã")})


def place_of(title: str, lines: Sequence[str]) -> str | None:
    """Return the province that a text is about, or else the district, as the text writes it; None if neither.

    Names that follow a unit word ("tỉnh", "Thành ủy", "UBND huyện") are counted in title and text; a name
    in the title counts more, also without a unit word when the text gives it one. Provinces go first: an
    article on a province names its districts, often more than itself.
    """
    counts: Counter[tuple[int, tuple[str, ...]]] = Counter()
    written: dict[tuple[str, ...], str] = {}
    in_title: set[tuple[str, ...]] = set()
    for number, line in enumerate([title, *lines]):
        for place, name, after_unit in _mentions(line):
            if number == 0:
                in_title.add(place.name)
            if after_unit and place.level < COMMUNE:
                counts[place.level, place.name] += 1
                written.setdefault(place.name, name)
    for level in (PROVINCE, DISTRICT):
        of_level = {said: count for (at, said), count in counts.items() if at == level}
        for said in of_level:
            of_level[said] += TITLE_WEIGHT * (said in in_title)
        best = max(of_level, key=lambda said: of_level[said], default=None)
        if best and of_level[best] >= LEAST and of_level[best] >= SHARE * sum(of_level.values()):
            return written[best]
    return None


def _mentions(line: str) -> list[tuple[Place, str, bool]]:
    """Places in a line: (place, its name as written, whether a unit word stands before it)."""
    cut = tokens(line)
    words = [token for token, _, _ in cut]
    result = []
    for first, last, place in find_places(words, [line[start].isupper() for _, start, _ in cut]):
        name = line[cut[first][1] : cut[last - 1][2]]
        if not name[0].isupper():
            continue
        before = tuple(words[max(0, first - 2) : first])
        after_unit = before[-1:] != () and (before[-1] in _UNITS or before in _UNIT_PAIRS)
        result.append((place, name.title() if name.isupper() else name, after_unit))
    return result
