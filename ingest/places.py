"""Names of Vietnam's provinces, districts and communes, from the gazetteer that underthesea ships.

The gazetteer holds the 63 provinces and all units before July 2025 and the 34 provinces after; no
place is listed here by hand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from ingest.segmenter import dictionary, installed_file
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
    raw = json.loads(installed_file("address/data/mapping.json").read_text(encoding="utf-8"))
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
    {
        ("tỉnh",),
        ("huyện",),
        ("xã",),
        ("phường",),
        ("quận",),
        ("tp",),
        ("tx",),
        ("thành", "phố"),
        ("thị", "xã"),
    }
    | {("thị", "trấn"), ("tỉnh", "ủy"), ("huyện", "ủy"), ("thành", "ủy"), ("thị", "ủy"), ("quận", "ủy")}
)
# Words that say "here comes a place" to a name typed in lower case.
_LOCATIVES = frozenset({("ở",), ("tại",), ("quê",), ("ubnd",), ("hđnd",), ("đảng", "bộ")})
# Provinces whose names are words of the language: peace, safe and sound, ocean, to pacify, as high as.
_ORDINARY = frozenset(
    tuple(name.split()) for name in ("hòa bình", "thái bình", "hải dương", "bình định", "cao bằng")
)
# An ocean, a kingdom and society: no place begins inside them.
_NO_PLACES = frozenset({("thái", "bình", "dương"), ("thái", "bình", "thiên"), ("xã", "hội")})
_OPENS_WITH_PLACE = frozenset("có hiện đã được giảm tăng đạt còn".split())
# Surnames that open few sentences as other words ("Từ", "Đoàn", "Lại" do).
_SURNAMES = frozenset(
    """nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào vương trịnh trương đinh lâm
    phùng mai tô hà tạ chu quách tăng đàm lương lưu triệu tống""".split()
)
_MIDDLE_NAMES = frozenset({"văn", "thị"})


def find_places(found: list[str], capitalised: list[bool]) -> list[tuple[int, int, Place]]:
    """Find place names in matching tokens, longest first from the left.

    With capitals a name of two tokens and more counts, unless it is part of a person's name ("Nguyễn Hòa
    Bình"); a commune needs a unit word before it ("xã", "thị trấn"), as does a district of one token.
    Questions are often typed in lower case: then a province counts, unless its name is an ordinary word
    ("hòa bình") or a piece of one ("trạng thái nguyên"); that, or a district, needs a unit word, "ở" or
    "tại" before it.

    Args:
        found: Tokens (see ``vietnamese.tokens``).
        capitalised: Whether each token starts with a capital in the text; same length.

    Returns:
        (first token, one past the last, place).
    """
    places, openings = gazetteer(), _openings()
    result: list[tuple[int, int, Place]] = []
    at = free = 0  # tokens before ``free`` belong to the place found last
    while at < len(found):
        if found[at] not in openings:
            at += 1
            continue
        if skip := _no_place(found, capitalised, at):
            at = free = at + skip
            continue
        for size in (4, 3, 2, 1):
            place = places.get(tuple(found[at : at + size])) if at + size <= len(found) else None
            if place and _is_meant(found, capitalised, free, at, place):
                result.append((at, at + size, place))
                at += size - 1
                free = at + 1
                break
        at += 1
    return result


@lru_cache(maxsize=1)
def _openings() -> frozenset[str]:
    """Return the tokens that a place, or what only looks like one, may begin with."""
    return frozenset(name[0] for name in (*gazetteer(), *_NO_PLACES))


def _is_meant(found: list[str], capitalised: list[bool], free: int, at: int, place: Place) -> bool:
    size = len(place.name)
    written = capitalised[at : at + size]
    if size == 1:
        return written[0] and (place.level == PROVINCE or _follows(found, free, at, _UNIT_WORDS))
    if not all(written):
        return _is_meant_in_lower_case(found, capitalised, free, at, place)
    if _follows(found, free, at, _UNIT_WORDS):
        return True
    if size >= 3 and found[at] in _SURNAMES:  # Hồ Chí Minh, Dương Minh Châu: persons first
        return _follows(found, free, at, _LOCATIVES)
    return place.level < COMMUNE and not _in_person(found, capitalised, free, at)


def _is_meant_in_lower_case(
    found: list[str], capitalised: list[bool], free: int, at: int, place: Place
) -> bool:
    size = len(place.name)
    after_unit = _follows(found, free, at, _UNIT_WORDS)
    inside_name = capitalised[at] and at > free and capitalised[at - 1] and not after_unit
    if inside_name or any(capitalised[at + 1 : at + size]):
        return False  # "Việt Nam định" is not Nam Định
    if after_unit or _follows(found, free, at, _LOCATIVES):
        return place.level < COMMUNE
    if place.level != PROVINCE:
        return False
    if place.name in _ORDINARY:  # "hòa bình có bao nhiêu xã"
        return at == 0 and not capitalised[0] and _OPENS_WITH_PLACE.issuperset(found[size : size + 1])
    return at == free or not _is_compound(found[at - 1 : at + 1])


def _no_place(found: list[str], capitalised: list[bool], at: int) -> int:
    """Return how many tokens a word that looks like a place or a unit takes; 0 when there is none."""
    for size in (2, 3):
        if tuple(found[at : at + size]) in _NO_PLACES and capitalised[at] == capitalised[at + 1]:
            return size
    return 0


def _follows(found: list[str], free: int, at: int, words: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(found[max(free, at - n) : at]) in words for n in (1, 2))


def _in_person(found: list[str], capitalised: list[bool], free: int, at: int) -> bool:
    """Tell whether a surname stands before: Nguyễn | Hòa Bình, Võ Thị | Hà Giang."""
    if at - 2 >= free and found[at - 1] in _MIDDLE_NAMES and all(capitalised[at - 2 : at]):
        return found[at - 2] in _SURNAMES
    return at - 1 >= free and capitalised[at - 1] and found[at - 1] in _SURNAMES


@lru_cache(maxsize=1)
def compounds() -> frozenset[tuple[str, ...]]:
    """Return the words of two syllables in underthesea's list that are written in lower case."""
    words = (word for word in dictionary() if word.count(" ") == 1 and word.islower())
    return frozenset(tuple(syllables(word)) for word in [*words, "việt nam"])


def _is_compound(pair: list[str]) -> bool:
    return tuple(pair) in compounds()
