"""Which place a text is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.places import COMMUNE, DISTRICT, PROVINCE, Place, find_places, gazetteer
from ingest.vietnamese import syllables, tokens

TITLE_WEIGHT = 3  # a place in the title counts as much as three in the text
LEAST = 2  # mentions; one may be a comparison
SHARE = 0.6  # of all mentions of its level; below, the text is about several places

# A name counts after one of these: "Hồ Chí Minh" alone is a person, "Hòa Bình" a wish.
_UNITS = frozenset({"tỉnh", "huyện", "quận", "tp", "tx", "ủy"})
_UNIT_PAIRS = frozenset({("thành", "phố"), ("thị", "xã")})
# A name that no gazetteer has counts behind these.
_BEHIND_UNIT = re.compile(
    r"(?<!\w)(?:(?P<province>tỉnh|[Tt]ỉnh ủy)|(?:[Hh]uyện|[Qq]uận)(?: ủy)?|thị xã|thành phố)\s+(?=[^\W\d_])"
)
_SPEAKING = re.compile(
    r"(?<!\w)(?:(?:UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân|Đảng ủy|Đảng bộ)\s+"
    r"(?:tỉnh|huyện|quận|thị xã|thành phố|thị trấn|phường|xã)|(?:Tỉnh|Huyện|Thành|Thị|Quận) ủy)\s+"
)
_SAYS = re.compile(
    r"\s+(?:xin )?(?:báo cáo|ban hành|thông báo|xây dựng|kính|đề nghị|yêu cầu|trình|quyết định)(?!\w)"
)
_LONGEST_NAME = 3  # syllables


def place_of(title: str, lines: Sequence[str], levels: Sequence[int] = (PROVINCE, DISTRICT)) -> str | None:
    """Return the province that a text is about, or else the district, as the text writes it; None if neither.

    Names that follow a unit word ("tỉnh", "Thành ủy", "UBND huyện") are counted in title and text; a name
    in the title counts more, also without a unit word when the text gives it one. Provinces go first: an
    article on a province names its districts, often more than itself.
    """
    return _most_named((_mentions(line) for line in [title, *lines]), levels)


def unlisted_place_of(
    title: str, lines: Sequence[str], levels: Sequence[int] = (PROVINCE, DISTRICT)
) -> str | None:
    """Return the same of names that the gazetteer does not have, or has for communes alone."""
    return _most_named((_unlisted(line) for line in [title, *lines]), levels)


def speaking_place(lines: Sequence[str]) -> str | None:
    """Return the place of the body that speaks: "UBND huyện Bến Xuân báo cáo …", whatever its name."""
    return next(
        (name for line in lines for unit in _SPEAKING.finditer(line) if (name := _speaker(line, unit))), None
    )


def _speaker(line: str, unit: re.Match[str]) -> str | None:
    name = _name_at(line, unit.end())
    return name if name and _SAYS.match(line, unit.end() + len(name)) else None


def _most_named(
    by_line: Iterable[list[tuple[Place, str, bool]]], levels: Sequence[int] = (PROVINCE, DISTRICT)
) -> str | None:
    """Return the one name that most mentions of its level are of; the first line is the title."""
    counts: Counter[tuple[int, tuple[str, ...]]] = Counter()
    written: dict[tuple[str, ...], str] = {}
    in_title: set[tuple[str, ...]] = set()
    for number, mentions in enumerate(by_line):
        for place, name, after_unit in mentions:
            if number == 0:
                in_title.add(place.name)
            if after_unit and place.level < COMMUNE:
                counts[place.level, place.name] += 1
                written.setdefault(place.name, name)
    for level in levels:
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


def _unlisted(line: str) -> list[tuple[Place, str, bool]]:
    """Mentions of other names than the gazetteer's; "Bến Xuân: …" may be a title."""
    result = []
    begin, _, said = line.partition(":")
    opening = re.search(r"\w", begin)
    if said and opening and (name := _name_at(begin, opening.start())) and begin.endswith(name):
        result.append((name, DISTRICT, False))
    for unit in _BEHIND_UNIT.finditer(line):
        if name := _name_at(line, unit.end()):
            result.append((name, PROVINCE if unit["province"] else DISTRICT, True))
    named = [(tuple(syllables(name)), name, level, unit) for name, level, unit in result]
    return [(Place(run, level, frozenset()), name, unit) for run, name, level, unit in named if _is_new(run)]


def _is_new(run: tuple[str, ...]) -> bool:
    """Tell whether no province or district of the gazetteer has a name; a commune elsewhere may."""
    listed = gazetteer().get(run)
    return listed is None or listed.level == COMMUNE


def _name_at(line: str, at: int) -> str | None:
    """The capitalised words, two or three of them, that begin at a place of a line."""
    words: list[str] = []
    for word in re.findall(r"[^\W\d_]+|[^ ]", line[at : at + 60]):
        if not (word.isalpha() and word.istitle()):
            break
        words.append(word)
    name = " ".join(words)
    return name if 2 <= len(words) <= _LONGEST_NAME and line.startswith(name, at) else None
