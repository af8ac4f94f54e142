"""Which documents a text says are replaced, repealed or amended, and by which; told by their numbers.

Documents say so in their closing articles ("Nghị định này thay thế Nghị định số …"), in brackets beside a
number ("được sửa đổi, bổ sung tại …"), in titles, and pages about them in labelled lists.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from ingest.kinds import KINDS, NUMBER, canonical_number, head_of
from ingest.records import Relation
from ingest.split import sentences

REPLACES, REPEALS, AMENDS = "thay thế", "bãi bỏ", "sửa đổi, bổ sung"
REACH = 1500  # characters; a longer sentence is a list of something else

_KIND = "|".join(kind.replace(" ", r"\s+") for kind in KINDS)
_SAID = rf"(?:{_KIND})\s+(?:liên\s+tịch\s+)?(?:s[ốôo]\s*:?\s*)?"  # scans lose accents
_REFERENCE = re.compile(rf"{_SAID}(?P<number>{NUMBER})", re.I)
_THIS = rf"(?:{_KIND}|văn\s+bản)\s+này"
_TRIGGER = re.compile(r"thay\s+thế|hết\s+hiệu\s+lực|bãi\s+bỏ|sửa\s+đổi,?\s+b[ổố]\s+sung", re.I)
_AND = re.compile(rf";|,?\s+và\s+(?={_SAID}\d)", re.I)
_STAYS = re.compile(
    r"\W*(?:riêng\s.{0,200}?)?(?:vẫn\s+)?(?:giữ\s+nguyên|tiếp\s+tục|còn\s+hiệu\s+lực|có\s+hiệu\s+lực)\b",
    re.I | re.S,
)
_REPLACES = re.compile(rf"{_THIS}\s[^;]*?\bthay\s+thế(?:\s+cho)?\s+", re.I | re.S)
_LAPSES = re.compile(r"(?<!đến\s)(?<!khi\s)\bhết\s+hiệu\s+lực\b", re.I)
_MARK = r"^\W*(?:(?:điều|khoản)?\s*\w{1,3}[.)]\s*|trích\s+yếu\W+)?"
_REPEALS = re.compile(rf"(?:{_MARK}|{_THIS}\s+)bãi\s+bỏ\s+", re.I)
_AMENDS = re.compile(
    rf"(?P<own>{_MARK}|{_THIS}\s+)?(?P<passive>\bđược\s+)?\bsửa\s+đổi,?\s+b[ổố]\s+sung\s+(?P<of>[^.;]{{0,120}}?)"
    rf"{_SAID}(?P<older>{NUMBER})",
    re.I,
)
_BRACKET = re.compile(r"\((?:đã\s+)?được\s[^()]*\)", re.I)
_BESIDE = re.compile(
    rf"được\s+(?P<what>sửa\s+đổi,?\s+b[ổố]\s+sung|thay\s+thế|bãi\s+bỏ)[^()]*?(?:tại|bởi|theo)\s+{_SAID}(?P<newer>{NUMBER})",
    re.I,
)
_PARTS = re.compile(
    r"\b(?:điều|khoản|điểm|chương|mục|phụ\s+lục|một\s+phần|một\s+số|các\s+quy\s+định|quy\s+định\s+(?:liên|tại|về))\b",
    re.I,
)
_LISTED = re.compile(
    r"văn\s+bản\s+(?P<passive>bị\s+)?(?P<what>thay\s+thế/bãi\s+bỏ|sửa\s+đổi\s+bổ\s+[sx]ung)\S*(?P<partly>[^\[]*một\s+phần)?"
    r"[^\[\n]{0,40}\[\d+\](?P<items>[^\n]*)",
    re.I,
)
_ITEM = re.compile(rf"(?P<number>{NUMBER})\s+{_SAID}(?P=number)", re.I)
_LABELLED = re.compile(r"^[\W_]*(?P<all>thay\s+thế\s*[*_]*\s*[:|](?P<value>[^\n]*))$", re.I | re.M)


def relations_of(text: str, number: str | None, title: str | None = None) -> tuple[Relation, ...]:
    """Read what a text says of the relations between documents.

    Args:
        text: A document's text.
        number: Its own số/ký hiệu; without one only what it says of others is read.
        title: Its title, which may say what it amends.

    Returns:
        Each pair of documents once a kind; a sentence goes before a label or a list as the place.
    """
    found: dict[tuple[str, str, str], Relation] = {}
    for relation in _relations(text, number, title):
        pair = canonical_number(relation.newer), canonical_number(relation.older)
        years = head_of(relation.newer)[1], head_of(relation.older)[1]
        if pair[0] != pair[1] and not (all(years) and years[0] < years[1]):  # pages mix up the two
            found.setdefault((relation.kind, *pair), relation)
    return tuple(found.values())


def _relations(text: str, own: str | None, title: str | None) -> Iterator[Relation]:
    bounds = sentences(text)
    starts = [start for start, _ in bounds]
    seen: set[int] = set()
    for trigger in _TRIGGER.finditer(text):
        at = bisect_right(starts, trigger.start()) - 1
        if at < 0 or at in seen:
            continue
        seen.add(at)
        start, end = bounds[at]
        if end - start <= REACH:
            yield from _beside(text, start, end)
            if own:
                yield from _in_sentence(text, start, end, own)
    if own:
        yield from _listed(text, own)
        yield from _labelled(text, own)
        at = text.find(title) if title else -1
        if title and at >= 0:
            yield from _in_sentence(text, at, at + len(title), own)


def _in_sentence(text: str, start: int, end: int, own: str) -> Iterator[Relation]:
    # What stands in brackets is told of other documents.
    said = re.sub(r"\([^()]*\)", lambda match: " " * len(match.group()), text[start:end])
    if match := _REPLACES.search(said):
        for number, partly in _meant(said[match.end() :]):
            yield Relation(REPLACES, own, number, start, end, partly)
    elif (match := _LAPSES.search(said)) and re.search(_THIS, said, re.I) and not _until(said, match):
        for number, partly in _meant(said[: match.start()]):
            yield Relation(REPEALS if partly else REPLACES, own, number, start, end, partly)
    if match := _REPEALS.search(said):
        for number, partly in _meant(said[match.end() :]):
            yield Relation(REPEALS, own, number, start, end, partly)
    yield from _amended(said, start, end, own)


def _until(said: str, lapses: re.Match[str]) -> bool:
    """Tell whether a document is in force only until another one lapses."""
    return re.search(r"\bđến\s+(?:khi|lúc|ngày)\b[^;]*$", said[: lapses.start()], re.I) is not None


def _meant(said: str) -> Iterator[tuple[str, bool]]:
    """Yield (number, whether parts alone are meant) of the documents listed: the first named by each item.

    What follows in an item tells of that document: "Nghị định số A … hướng dẫn Luật số B".
    """
    for part in _AND.split(said):
        if _STAYS.match(part):
            return  # "bãi bỏ A; giữ nguyên B"
        match = _REFERENCE.search(part)
        if match:
            yield _number(match["number"]), _PARTS.search(part[: match.start()]) is not None


def _amended(said: str, start: int, end: int, own: str) -> Iterator[Relation]:
    """Read "A sửa đổi, bổ sung B" and "A được sửa đổi, bổ sung bởi B"; without A the text's own is meant."""
    for match in _AMENDS.finditer(said):
        clause = said[: match.start()].rpartition(";")[2]
        before, named = _numbers(clause), _number(match["older"])
        if match["passive"]:
            by = re.search(r"\b(?:tại|bởi|theo)\s", match["of"] + " ", re.I)
            if before and by:
                yield Relation(AMENDS, named, before[-1], start, end, True)
        elif before:
            yield Relation(AMENDS, before[-1], named, start, end, True)
        elif match["own"] is not None:
            yield Relation(AMENDS, own, named, start, end, True)


def _numbers(said: str) -> list[str]:
    return [_number(match["number"]) for match in _REFERENCE.finditer(said)]


def _number(written: str) -> str:
    return "".join(written.split()).rstrip(".")


def _beside(text: str, start: int, end: int) -> Iterator[Relation]:
    """Read "Nghị định số A … (được sửa đổi, bổ sung tại Nghị định số B …)"."""
    for bracket in _BRACKET.finditer(text, start, end):
        before = _numbers(text[start : bracket.start()])
        for match in _BESIDE.finditer(bracket.group()) if before else ():
            what = " ".join(match["what"].lower().split())
            kind = what if what in (REPLACES, REPEALS) else AMENDS
            partly = kind != REPLACES
            yield Relation(kind, _number(match["newer"]), before[-1], start, end, partly)


def _listed(text: str, own: str) -> Iterator[Relation]:
    """Read the lists of a page on one document: "Văn bản bị thay thế/bãi bỏ [1] 222/2010/TT-BTC …"."""
    for match in _LISTED.finditer(text):
        kind = REPLACES if match["what"].lower().startswith("thay") else AMENDS
        for item in _ITEM.finditer(text, match.start("items"), match.end("items")):
            number = item["number"]
            newer, older = (own, number) if match["passive"] else (number, own)
            yield Relation(
                kind, newer, older, match.start(), item.end(), bool(match["partly"]) or kind == AMENDS
            )


def _labelled(text: str, own: str) -> Iterator[Relation]:
    """Read a label of the document itself: "Thay thế: Nghị định số 25/2025/NĐ-CP"."""
    for match in _LABELLED.finditer(text):
        for number in re.findall(rf"(?<![\w/])(?:{NUMBER})", match["value"]):
            partly = _PARTS.search(match["value"]) is not None
            yield Relation(REPLACES, own, _number(number), *match.span("all"), partly)
