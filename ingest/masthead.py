"""The name of the newspaper or portal that stands above an article's headline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.byline import is_full_name
from ingest.debris import DATE_LINE, is_prose

REACH = 3  # lines from the top
_KIND = re.compile(
    r"(?P<kind>báo(?! (?:cáo|chí|động|hiệu|ơn|tin|giá|công|tử)(?!\w))|tạp chí"
    r"|(?:cổng|trang)(?: thông)? tin(?: điện tử)?(?: tổng hợp)?|trang (?:web|điện tử)|đài phát thanh)\s+"
    r"(?P<name>[^.:;!?\d|]{2,90})",
    re.I,
)
_ONLINE = re.compile(r"\s(?:điện tử|online)$", re.I)
_UNITS = re.compile(
    r"(?<!\w)(?:(?P<office>đảng bộ|đảng ủy|tỉnh ủy|huyện ủy|thành ủy|ủy ban nhân dân|ubnd|sở|ban|bộ)"
    r"|tỉnh|huyện|quận|thành phố|thị xã|xã|phường|thị trấn|của|và)(?!\w)",
    re.I,
)
_HEADLINE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Masthead:
    """A line of the head: its number among the lines, and what it names."""

    line: int
    publisher: str


def masthead_of(lines: Sequence[str]) -> Masthead | None:
    """Find "Báo Sông Xanh điện tử" above a headline; None for a headline that begins so itself.

    Args:
        lines: Lines of a cleaned text, stripped, none empty.
    """
    for number, line in enumerate(lines[:REACH]):
        bare = line.strip(" *_#")
        match = _KIND.fullmatch(bare)
        if match and _is_name(bare, match["name"]) and _headline_below(line, lines[number + 1 :]):
            return Masthead(number, _ordinary(bare, match["kind"]))
        if is_prose(line):
            return None
    return None


def _is_name(line: str, name: str) -> bool:
    """A headline has words in lower case that name nothing ("Báo Sông Xanh ra số đầu")."""
    if line.isupper() or _ONLINE.search(line):
        return True
    return all(word[:1].isupper() for word in re.findall(r"[^\W\d_]+", _UNITS.sub(" ", name)))


def _headline_below(line: str, below: Sequence[str]) -> bool:
    """Below a headline stand the day, the author or the first paragraph; below a masthead the headline."""
    if not below or (line.startswith("#") and not below[0].startswith("#")):
        return False
    bare = below[0].strip(" *_#")
    if DATE_LINE.fullmatch(bare) or is_full_name(bare.title()) or bare.endswith((".", ";")):
        return False
    return len(bare.split()) >= _HEADLINE_WORDS and (below[0].startswith("#") or not is_paragraph(bare))


def is_paragraph(line: str) -> bool:
    """A headline may be long, but it holds no sentence within."""
    return is_prose(line) and re.search(r"[.…]\s+[A-ZĐÀ-Ỹ]", line) is not None


def _ordinary(line: str, kind: str) -> str:
    if not line.isupper():
        return line
    name = line[len(kind) :].title()
    return kind.capitalize() + _UNITS.sub(_unit_cased, name)


def _unit_cased(unit: re.Match[str]) -> str:
    return unit.group().capitalize() if unit["office"] else unit.group().lower()
