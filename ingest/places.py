"""Names of Vietnam's provinces, districts and communes, from the gazetteer that underthesea ships.

The gazetteer holds the 63 provinces and all units before July 2025 and the 34 provinces after; nothing
is listed here by hand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ingest.vietnamese import syllables

PROVINCE, DISTRICT, COMMUNE = 1, 2, 3
_PREFIXES = {
    1: ("thành phố", "tỉnh"),
    2: ("thành phố", "thị xã", "huyện", "quận"),
    3: ("thị trấn", "phường", "xã"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place name as matching tokens.

    Attributes:
        name: Lower-cased tokens without the unit word, for example ("bắc", "giang").
        level: PROVINCE, DISTRICT or COMMUNE; the highest unit that carries the name.
        parents: Names of provinces (and districts) that a unit of this name lies in.
    """

    name: tuple[str, ...]
    level: int
    parents: frozenset[tuple[str, ...]]


def _bare(full: str, level: int) -> tuple[str, ...]:
    lowered = full.lower()
    for prefix in _PREFIXES[level]:
        if lowered.startswith(prefix + " "):
            return tuple(syllables(lowered[len(prefix) + 1 :]))
    return tuple(syllables(lowered))


@lru_cache(maxsize=1)
def gazetteer() -> dict[tuple[str, ...], Place]:
    """Return every place by its name tokens. Communes whose name is one token are left out."""
    raw = json.loads(files("underthesea.address").joinpath("data/mapping.json").read_text(encoding="utf-8"))
    level: dict[tuple[str, ...], int] = {}
    parents: dict[tuple[str, ...], set[tuple[str, ...]]] = {}

    def note(name: tuple[str, ...], at: int, above: list[tuple[str, ...]]) -> None:
        if not name or name[0].isdigit() or (len(name) == 1 and at == COMMUNE):
            return
        if at < level.get(name, at + 1):
            level[name], parents[name] = at, set()
        if at == level[name]:
            parents[name].update(a for a in above if a != name)

    for unit in [*raw["province_names"].values(), *raw["old_province_names"].values()]:
        note(_bare(unit["name"], PROVINCE), PROVINCE, [])
    for row in raw["ward_mapping"]:
        province, district = _bare(row["old_province"], 1), _bare(row["old_district"], 2)
        note(district, DISTRICT, [province])
        note(_bare(row["old_ward"], COMMUNE), COMMUNE, [province, district])
        note(_bare(row["new_ward"], COMMUNE), COMMUNE, [_bare(row["new_province"], 1)])
    return {name: Place(name, level[name], frozenset(parents[name])) for name in level}


_UNIT_WORDS = frozenset(
    {("tỉnh",), ("huyện",), ("xã",), ("phường",), ("quận",), ("tp",), ("tx",), ("thành", "phố"), ("thị", "xã")}
    | {("thị", "trấn"), ("tỉnh", "ủy"), ("huyện", "ủy"), ("thành", "ủy"), ("thị", "ủy"), ("quận", "ủy")}
)


def find_places(found: list[str], capitalised: list[bool]) -> list[tuple[int, int, Place]]:
    """Find place names in matching tokens, longest first from the left.

    A name counts when its tokens are capitalised, or follow a unit word ("tỉnh", "huyện ủy"), or when
    it is a province or district of two tokens and more (questions are often typed in lower case).

    Args:
        found: Tokens (see ``vietnamese.tokens``).
        capitalised: Whether each token starts with a capital in the text; same length.

    Returns:
        (first token, one past the last, place).
    """
    places = gazetteer()
    result: list[tuple[int, int, Place]] = []
    at = 0
    while at < len(found):
        for size in (4, 3, 2, 1):
            place = places.get(tuple(found[at : at + size])) if at + size <= len(found) else None
            if place and _is_meant(found, capitalised, at, size, place):
                result.append((at, at + size, place))
                at += size - 1
                break
        at += 1
    return result


def _is_meant(found: list[str], capitalised: list[bool], at: int, size: int, place: Place) -> bool:
    after_unit = any(tuple(found[max(0, at - n) : at]) in _UNIT_WORDS for n in (1, 2))
    if size == 1:
        return after_unit and capitalised[at]
    if all(capitalised[at : at + size]):
        return place.level < COMMUNE or after_unit
    return place.level == PROVINCE or (place.level == DISTRICT and after_unit)
