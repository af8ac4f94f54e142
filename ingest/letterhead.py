"""The letterhead of an office's document: which body it is of, and of which province, district or commune.

The name of the place is read from the layout alone, so that it need not stand in any gazetteer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.kinds import KINDS
from ingest.places import COMMUNE, DISTRICT, PROVINCE, find_places

REACH = 14  # lines
LENGTH = 200  # characters of a line; a longer one is a paragraph
_LONGEST_NAME = 4  # syllables

LEVELS = {
    "tỉnh": PROVINCE, "huyện": DISTRICT, "quận": DISTRICT, "thành phố": DISTRICT, "thị xã": DISTRICT,
    "thành": DISTRICT, "thị": DISTRICT, "xã": COMMUNE, "phường": COMMUNE, "thị trấn": COMMUNE,
}  # fmt: skip
_UNIT = re.compile(
    r"(?<!\w)(?P<unit>tỉnh|huyện|quận|thành phố|thị xã|thị trấn|phường|xã(?! hội))(?P<party> ủy)?(?: |$)"
    r"|(?<!\w)(?P<short>tp|tx|tt)(?:\. ?| )|(?<!\w)(?P<committee>thành|thị) ủy(?: |$)"
)
_SHORT = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn"}
_UNIT_SYLLABLES = frozenset(part for unit in (*LEVELS, *_SHORT) for part in unit.split())
_CAPITAL = "Hà Nội"  # of the country: the central bodies sit there
_MOTTO = re.compile(
    r"c[oộ]ng h[oò][aà] xã h[oộ]i ch[uủ] ngh[iĩ]a vi[eệ]t nam|đảng c[oộ]ng sản vi[eệ]t nam"
    r"|đ[oộ]c lập\s*[-–—]\s*t[uự] do\s*[-–—]\s*hạnh ph[uú]c",
    re.I,
)
_NUMBER = re.compile(r"(?<!\w)số\s*:?\s*[\d.…_/-].*", re.I)
_DATED = re.compile(r"(?P<place>[^\W\d_][^\d,|*;:]{1,40}),\s*ngày\s.{0,12}tháng\s", re.I)
_KIND_LINE = re.compile(rf"\W*(?:{'|'.join(kind.upper() for kind in KINDS)})(?!\w).*")
_LABELLED = re.compile(r"[^|:]{2,30}:")
_EDGES = " \t|*_#>-–—=.:"

# How names of bodies begin. Another line goes on with the body of the line above it.
_BODY = re.compile(
    r"(?:ủy ban|hội đồng|tỉnh ủy|huyện ủy|thành ủy|thị ủy|quận ủy|đảng ủy|đảng bộ|chi bộ|chi ủy|đảng đoàn"
    r"|ban|văn phòng|sở|phòng|bộ|cục|chi cục|tổng cục|vụ|viện|thanh tra|công an|tòa án|viện kiểm sát"
    r"|mặt trận|hội|liên đoàn|đoàn|tỉnh đoàn|huyện đoàn|thành đoàn|chính phủ|quốc hội|thủ tướng|ubnd|hđnd"
    r"|trung tâm|bộ chỉ huy)(?!\w)"
)
_CENTRAL = re.compile(
    r"(?:chính phủ|quốc hội|thủ tướng|chủ tịch nước|văn phòng (?:chính phủ|quốc hội|trung ương|chủ tịch nước)"
    r"|bộ(?! chỉ huy)|ủy ban (?:thường vụ quốc hội|dân tộc|trung ương)|tổng cục"
    r"|(?:hội đồng thẩm phán )?tòa án nhân dân tối cao|viện kiểm sát nhân dân tối cao|kiểm toán nhà nước"
    r"|thanh tra chính phủ|ngân hàng nhà nước|[\w ]*trung ương)(?!\w)"
)
# In the name of a body a capital stands on what these are for ("Sở Nội vụ", "Ban Tổ chức") …
_OPENS = frozenset("bộ sở cục phòng viện ban khối".split())
# … and on bodies inside it.
_NAMED_INSIDE = frozenset("đảng khối sở cục".split())
_PROPERLY = {
    name.lower(): name
    for name in ("Việt Nam", "Tổ quốc", "Chính phủ", "Quốc hội", "Trung ương", "Hồ Chí Minh", "Mặt trận")
}
_PROPER = re.compile("|".join(_PROPERLY))
_PLAIN = re.compile(r"(?:ủy ban|hội đồng) nhân dân|hội đồng|đảng bộ|chi bộ|đảng ủy|chi ủy")
_PART_OF_A_BODY = re.compile(r"(?:văn phòng|ban|ủy ban kiểm tra)(?!\w)")
_WRITTEN_OUT = {"ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân"}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands at the head of an official document.

    Attributes:
        body: The body that it is of ("Ủy ban nhân dân huyện Yên Lâm"), None where none is told.
        place: The lowest unit named, without its unit word ("Yên Lâm").
        dated_at: Place of the date line; None where it tells nothing ("Hà Nội" of a central body).
        start: First character of the first line that names the body.
        end: One past the last of them.
    """

    body: str | None
    place: str | None
    dated_at: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit with a name: "huyện" and "Yên Lâm", with "Huyện ủy" too; ``start`` is where its name of a
    body begins, or that of its committee ends."""

    level: int
    word: str
    name: str
    start: int


def letterhead_of(lines: Sequence[str], starts: Sequence[int]) -> Letterhead | None:
    """Read the head: its two columns may be parted by spaces, be cells of a table, or stand line by line.

    Args:
        lines: Lines of a text, stripped, none empty.
        starts: Where each begins in the text.

    Returns:
        None for a text without such a head.
    """
    head = list(_head(lines[:REACH]))
    if not any(_MOTTO.search(line) or _NUMBER.search(line) for _, line in head):
        return None
    numbered = next((at for at, line in head if _NUMBER.search(line)), REACH)  # below it stands a title
    told = [(at, piece) for at, line in head if at <= numbered and (piece := _piece(line))]
    bodies = _bodies([piece for _, piece in told])
    dated = next((match["place"] for _, line in head if (match := _DATED.search(line))), None)
    dated = _name_at_end(dated) if dated else None
    if not bodies:
        return Letterhead(None, None, None if dated == _CAPITAL else dated, 0, 0)
    central = _CENTRAL.match(bodies[0])
    units = [] if central else [unit for body in bodies for unit in _units(body)]
    lowest = max(units, key=lambda unit: unit.level, default=None)
    first, last = told[0][0], told[-1][0]
    return Letterhead(
        _called(bodies),
        lowest.name if lowest else None,
        None if central or dated == _CAPITAL else dated,
        starts[first],
        starts[last] + len(lines[last]),
    )


def _head(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines above "BÁO CÁO": what stands below it is the text."""
    for at, line in enumerate(lines):
        if _KIND_LINE.fullmatch(line) or len(line) > LENGTH:
            return
        if not _LABELLED.match(line.strip(_EDGES)) or _NUMBER.search(line):
            yield at, line


def _piece(line: str) -> str:
    """What a line tells of the body, in lower case: it is in capitals, and neither motto nor number."""
    bare = _NUMBER.sub(" ", _MOTTO.sub(" ", line))
    cells = [cell.strip(_EDGES) for cell in re.split(r"\||\t|\s{3,}", bare)]
    piece = next((" ".join(cell.split()) for cell in cells if any(map(str.isalpha, cell))), "")
    upper = piece.isupper() and not any(map(str.isdigit, piece)) and len(piece) > 3
    return piece.lower().replace("uỷ", "ủy") if upper else ""


def _bodies(pieces: Sequence[str]) -> list[str]:
    """Join the lines of each body; the one whose document it is comes last."""
    bodies: list[str] = []
    for piece in pieces:
        for short, full in _WRITTEN_OUT.items():
            piece = re.sub(rf"(?<!\w){short}(?!\w)", full, piece)
        begins = _BODY.match(piece) or (_UNIT.match(piece) and not bodies)
        if begins and not (bodies and _goes_on(bodies[-1])):
            bodies.append(piece)
        elif bodies:
            bodies[-1] = f"{bodies[-1]} {piece}"
    return bodies


def _goes_on(body: str) -> bool:
    """Tell whether a line is broken off: "BAN CHẤP HÀNH" stands above "ĐẢNG BỘ TỈNH …"."""
    return body in ("ban chấp hành", "ban thường vụ") or body.endswith((" và", ",", " của", "-"))


def _units(body: str) -> list[_Unit]:
    """Units with a name that a body's name has: "ủy ban nhân dân huyện yên lâm"."""
    found = []
    matches = list(_UNIT.finditer(body))
    for at, match in enumerate(matches):
        until = matches[at + 1].start() if at + 1 < len(matches) else len(body)
        word = match["unit"] or match["committee"] or _SHORT[match["short"]]
        party = match["party"] or match["committee"]
        name = _name(body[match.end() : until].split())
        if name:
            begin = match.end() if party else match.start()
            found.append(_Unit(_level(word, name), "" if party else word, name, begin))
    return found


def _level(word: str, name: str) -> int:
    """A city may be a province."""
    words = name.lower().split()
    listed = find_places(["tỉnh", *words], [False] + [True] * len(words))
    province = any(place.level == PROVINCE and len(place.name) == len(words) for _, _, place in listed)
    return PROVINCE if province and word in ("thành phố", "thành") else LEVELS[word]


def _name(words: Sequence[str]) -> str | None:
    """The name that follows a unit word: what is left of the line, if that is not too long for a name."""
    named = [word.strip(",;.()-–") for word in words]
    while named and not named[-1]:
        named.pop()
    if not 1 <= len(named) <= _LONGEST_NAME or not all(word.isalpha() for word in named):
        return None
    return None if _BODY.match(" ".join(named)) else " ".join(named).title()


def _name_at_end(text: str) -> str | None:
    """The capitalised words at the end: "Số 4-NQ/HU  TP. Hòa Phú" → "Hòa Phú"."""
    words: list[str] = []
    for word in reversed(re.split(r"[\s.]+", text.strip(_EDGES))):
        if word.lower() in _UNIT_SYLLABLES or not (word.isalpha() and word.istitle()):
            break
        words.insert(0, word)
    return " ".join(words) if 1 <= len(words) <= _LONGEST_NAME else None


def _called(bodies: Sequence[str]) -> str | None:
    """How the body is called: with the body or the unit above it, where its own name leaves that open."""
    own, above = bodies[-1], bodies[-2] if len(bodies) > 1 else ""
    name, units = _ordinary(own), _units(own)
    if units and units[0].start == 0 and units[0].word:
        return None  # a unit and no body of it
    if not above:
        return name
    higher = [unit for unit in _units(above) if unit.word]
    if units:
        higher = [unit for unit in higher if unit.level < units[0].level]
        return f"{name}, {higher[-1].word} {higher[-1].name}" if higher else name
    if _PART_OF_A_BODY.match(own):
        return f"{name} {_ordinary(above)}"
    return f"{name} {higher[-1].word} {higher[-1].name}" if higher else f"{name}, {_ordinary(above)}"


def _ordinary(body: str) -> str:
    """ỦY BAN NHÂN DÂN TỈNH BẾN XUÂN → Ủy ban nhân dân tỉnh Bến Xuân."""
    units = _units(body)
    office = body[: units[0].start].rstrip() if units else body
    words = office.split()
    plain = _PLAIN.match(office)
    kept = len(plain.group().split()) if plain else 1
    cased = [word if 0 < at < kept else _cased(words, at) for at, word in enumerate(words)]
    name = _PROPER.sub(lambda match: _PROPERLY[match.group()], " ".join(cased))
    by_level = sorted(units, key=lambda unit: -unit.level)
    return f"{name} {', '.join(f'{unit.word} {unit.name}'.strip() for unit in by_level)}".strip()


def _cased(words: Sequence[str], at: int) -> str:
    """A capital stands on the first word, on a body's inside another, and on what one is for."""
    before = words[at - 1] if at else ""
    for_what = before in _OPENS or before.endswith(",") or before in ("và", "-", "–")
    office = before == "phòng" and words[at - 2] == "văn"
    if before == "văn" or (before == "bộ" and words[at - 2 : at - 1] == ["đảng"]):
        return words[at]
    capital = at == 0 or for_what or office or words[at] in _NAMED_INSIDE
    return words[at].capitalize() if capital else words[at]
