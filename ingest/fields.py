"""What a page states about itself, and where: title, number, kind, dates, publisher, signer, author, place.

Only places where a page speaks of itself count: labels, the head of an official document, its clause on
effect and its signature, the date line, the byline. A number or a date in another sentence belongs to what
the sentence tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.byline import author_of, is_full_name
from ingest.dateline import dateline_of
from ingest.dates import iso_date
from ingest.debris import day_of
from ingest.enactment import effect_of, signature_of
from ingest.kinds import KINDS, NUMBER
from ingest.labels import Found, labelled_facts
from ingest.letterhead import Letterhead, letterhead_of
from ingest.masthead import masthead_of
from ingest.places import DISTRICT, PROVINCE
from ingest.records import FACTS, Facts, Stated
from ingest.subject import place_of, speaking_place, unlisted_place_of
from ingest.vietnamese import canonical_tone

HEAD = 50  # lines in which an official document names itself
HEAD_LENGTH = 200  # characters of a line there
TITLE_LENGTH = 400  # characters; a longer first line is a paragraph

_KIND = "|".join(KINDS)
_OF_TITLE = re.compile(
    rf"\W*(?P<kind>{_KIND})\s+(?:số\s*:?\s*)?(?P<number>{NUMBER})(?=\s*$|\s+[(\w])(?P<rest>.*)", re.I | re.S
)
_ISSUE = re.compile(r"(?P<kind>công báo)\s+số\s+(?P<number>\d+(?:\s*\+\s*\d+)*)\s+ngày\s+(?P<date>\S+)", re.I)
_KIND_LINE = re.compile(rf"[#*\W]*(?P<kind>{_KIND})\W*", re.I)
_KIND_START = re.compile(
    rf"\W*(?P<kind>{_KIND})\s+(?:về việc|kết quả|tổng kết|sơ kết|công tác|thực hiện|triển khai|tình hình)\b",
    re.I,
)
# "BÁO CÁO tóm tắt kết quả …": the kind in capitals, what it is about in ordinary letters.
_KIND_IN_CAPITALS = re.compile(
    rf"\W*(?P<kind>{'|'.join(kind.upper() for kind in KINDS)})\s+(?=[^\W\d_]*[a-zà-ỹ])"
)
_NO_SUMMARY = re.compile(r"căn cứ|theo đề nghị|kính gửi|điều \d", re.I)
_OFFICIAL = re.compile(r"cộng h[oò][aà] xã hội chủ nghĩa việt nam|đảng cộng sản việt nam", re.I)
# The Party's offices write "Số 17-NQ/TU" without a colon; then only the day may stand beside it.
_HEAD_NUMBER = re.compile(
    rf"[#*\W]*(?P<all>số\s*(?::[\s*]*(?P<number>{NUMBER})"
    rf"|(?P<bare>{NUMBER})(?=\W*$|[\s,;|*]+[^.;:\d]{{0,60}}ngày\s+\d{{1,2}}\s+tháng\s+\d{{1,2}}\s+năm\s+\d{{4}}\W*$)))",
    re.I,
)
_HEAD_DATE = re.compile(
    r"(?:^|[\s*_|])(?P<all>[^\W\d_][\w ]*,\s*ngày\s+(?P<date>\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}))\W*$",
    re.I,
)
_DATE_IN_TITLE = re.compile(r"\s*ngày\s+\d[\d/.-]*\s+")
_SOURCE_LINE = re.compile(
    r"\(?(?:nguồn|theo)\s*:?\s*(?P<publisher>(?:báo|tạp chí|cổng|trang|đài|ttxvn|vgp)[^.:]{0,60})\)?\.?", re.I
)


def read_facts(text: str, title: str | None = None) -> tuple[Facts, tuple[Stated, ...]]:
    """Read what a cleaned text states about itself.

    Args:
        text: Its lines are stripped; empty ones only part paragraphs.
        title: The title, where it is known; else it is looked for.

    Returns:
        The facts, and where the text states them, in the order of ``records.FACTS``.
    """
    spans = [match.span() for match in re.finditer(r"[^\n]+", text)]
    lines, starts = [text[start:end] for start, end in spans], [start for start, _ in spans]
    masthead = masthead_of(lines)
    if masthead:
        named = Found("publisher", masthead.publisher, starts[masthead.line], spans[masthead.line][1])
        lines.pop(masthead.line)
        starts.pop(masthead.line)
    title = title or _title(lines)
    labelled = labelled_facts(lines, starts)
    sources = [
        labelled,
        {one.fact: one for one in _of_head(lines, starts)},
        {one.fact: one for one in _of_title(title, text)},
    ]
    official = any("number" in source for source in sources)
    of_office = official or any(_OFFICIAL.search(line) for line in lines[:HEAD])  # not numbered yet
    letterhead = letterhead_of(lines, starts) if of_office else None
    if letterhead and letterhead.body:
        body = Found("publisher", letterhead.body, letterhead.start, letterhead.end)
        sources.append({"publisher": body})
    elif masthead and not of_office:
        sources.append({"publisher": named})
    dateline = dateline_of(lines)
    issued = iso_date(day_of(lines) or "") or (dateline.issued if dateline else None)
    if official:
        own = next((source["issued"].value for source in sources if "issued" in source), None)
        # The document's own words go before a table that somebody made of it, a person before an office.
        sources.insert(0, effect_of(text, own))
        signature = signature_of(text)
        person = "signer" in labelled and is_full_name(labelled["signer"].value)
        sources.insert(len(sources) if person else 0, signature)
    found = _merged(sources)
    facts = Facts(**{name: one.value for name, one in found.items()})
    facts = replace(
        facts,
        title=title,
        issued=facts.issued or issued,
        author=None if official else author_of(lines),
        publisher=facts.publisher or _publisher(lines) or (dateline.publisher if dateline else None),
        place=_place_of_office(title or "", lines, letterhead) if of_office else _place(title or "", lines),
    )
    stated = [Stated(one.fact, one.start, one.end) for one in found.values()]
    return facts, tuple(sorted(stated, key=lambda place: FACTS.index(place.fact)))


def _place(title: str, lines: Sequence[str]) -> str | None:
    """Provinces go first, also one that no gazetteer has."""
    for level in (PROVINCE, DISTRICT):
        if place := place_of(title, lines, [level]) or unlisted_place_of(title, lines, [level]):
            return place
    return None


def _place_of_office(title: str, lines: Sequence[str], letterhead: Letterhead | None) -> str | None:
    """An official document says whom it is of at its head; further down it names other places."""
    named = letterhead.place if letterhead else None
    dated = letterhead.dated_at if letterhead else None
    return named or place_of(title, lines[:HEAD]) or dated or speaking_place(lines[:HEAD])


def _merged(sources: Sequence[Mapping[str, Found]]) -> dict[str, Found]:
    """The first source that states a fact wins; an office goes with the person of the same source."""
    found: dict[str, Found] = {}
    for source in sources:
        new = [name for name in source if name not in found]
        if "signer" in source and "signer" not in new:
            new = [
                name
                for name in new
                if name != "signer_role" or found["signer"].value == source["signer"].value
            ]
        found |= {name: source[name] for name in new}
    return found


def _of_head(lines: Sequence[str], starts: Sequence[int]) -> Iterator[Found]:
    """The head of an official document: "Số: 12/NQ-HĐND", "…, ngày 5 tháng 6 năm 2024", "NGHỊ QUYẾT"."""
    head = [
        (line, start) for line, start in zip(lines[:HEAD], starts, strict=False) if len(line) <= HEAD_LENGTH
    ]
    numbers = [(match, start) for line, start in head if (match := _HEAD_NUMBER.match(line))]
    if not numbers and not any(_OFFICIAL.search(line) for line, _ in head):
        return
    if numbers:
        yield _found("number", numbers[0][0]["number"] or numbers[0][0]["bare"], *numbers[0])
    for line, start in head:
        match = _HEAD_DATE.search(line)
        if match and (day := iso_date(match["date"])):
            yield _found("issued", day, match, start)
            break
    for at, (line, start) in enumerate(head):
        if match := _KIND_LINE.fullmatch(line):
            yield Found("kind", match["kind"].lower(), start + match.start("kind"), start + match.end("kind"))
            if match["kind"].isupper():
                yield from _below_kind(head[at + 1 :])
            break


def _tells_whose(line: str) -> bool:
    """Tell a line between a kind and what it is about: "NGHỊ QUYẾT", "CỦA BAN CHẤP HÀNH", "về xây dựng …"."""
    return line.startswith("CỦA ") and line.isupper()


def _below_kind(head: Sequence[tuple[str, int]]) -> Iterator[Found]:
    """The trích yếu below "NGHỊ ĐỊNH": a line and those that go on in lower case; none in capitals."""
    said: list[str] = []
    if head and _tells_whose(head[0][0].strip("#* ")):
        head = head[1:]
    for line, start in head:
        bare = line.strip("#* ")
        if said and not bare[:1].islower():
            break
        said.append(bare)
        end = start + len(line)
    summary = " ".join(said)
    if len(summary.split()) > 2 and not summary.isupper() and not _NO_SUMMARY.match(summary):
        yield Found("summary", summary, head[0][1], end)


def _found(fact: str, value: str, match: re.Match[str], start: int) -> Found:
    return Found(fact, value, start + match.start("all"), start + match.end("all"))


def _of_title(title: str | None, text: str) -> Iterator[Found]:
    at = text.find(title) if title else -1
    if not title or at < 0:
        at, end = 0, text.find("\n")  # a title joined from lines: the first of them
    else:
        end = at + len(title)
    end = end if end > at else len(text)
    issue, match = _ISSUE.match(title or ""), _OF_TITLE.match(title or "")
    start = _KIND_START.match(title or "") or _KIND_IN_CAPITALS.match(title or "")
    if issue:
        yield Found("number", issue["number"], at, end)
        yield Found("kind", issue["kind"].lower(), at, end)
        if day := iso_date(issue["date"]):
            yield Found("issued", day, at, end)
    elif match:
        yield Found("number", match["number"].strip(), at, end)
        yield Found("kind", canonical_tone(match["kind"].lower()), at, end)
        summary = _DATE_IN_TITLE.sub(" ", match["rest"]).strip(" .:")
        if len(summary.split()) > 2:
            yield Found("summary", summary, at, end)
    elif start:
        yield Found("kind", start["kind"].lower(), at, end)


def _title(lines: Sequence[str]) -> str | None:
    """The line that names the text: of an official document the one below its kind, else the first."""
    head = [line.strip("#* ") for line in lines[:HEAD]]
    if any(_OFFICIAL.search(line) or _HEAD_NUMBER.match(line) for line in head):
        for kind, below in pairwise([line for line in head if not _tells_whose(line)]):
            if _KIND_LINE.fullmatch(kind) and kind.isupper() and len(below) <= TITLE_LENGTH:
                return f"{kind.capitalize()} {below}"
    first = next((number for number, line in enumerate(head) if any(map(str.isalpha, line))), None)
    if first is None or (len(head[first]) > TITLE_LENGTH and not _OF_TITLE.match(head[first])):
        return None
    below = head[first + 1] if first + 1 < len(head) else ""
    longest = 2 * TITLE_LENGTH if _OF_TITLE.match(head[first]) else TITLE_LENGTH
    cut = head[first][-1].isalnum() or head[first][-1] == ","
    goes_on = below[:1].islower() and cut and len(head[first] + below) < longest
    return f"{head[first]} {below}" if goes_on else head[first]


def _publisher(lines: Sequence[str]) -> str | None:
    for line in [*lines[:6], *lines[-4:]]:
        match = _SOURCE_LINE.fullmatch(line)
        if match:
            return match["publisher"].strip()
    return None
