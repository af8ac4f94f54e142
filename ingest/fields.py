"""What a page states about itself: title, date, author, number, kind, publisher, place.

Only places where a page speaks of itself count: front matter, labels, the head of an official document,
the date line, the byline. A number or a date in a sentence belongs to what the sentence tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from ingest.byline import author_of, ordinary_case
from ingest.debris import day_of
from ingest.frontmatter import FrontMatter
from ingest.subject import place_of
from ingest.vietnamese import canonical_tone, fold_accents

# Kinds of documents in Vietnamese law and in the offices of state and Party.
_KINDS = """
hiến pháp|bộ luật|luật|pháp lệnh|lệnh|nghị quyết|nghị quyết liên tịch|nghị định|quyết định|chỉ thị|thông tư
thông tư liên tịch|kế hoạch|báo cáo|quy chế|quy định|hướng dẫn|thông báo|công văn|công điện|tờ trình|đề án
chương trình|kết luận|biên bản|văn bản hợp nhất|công báo|đính chính|sắc lệnh|thông tri|điều lệ|sao lục
"""
KINDS = sorted(re.split(r"[|\n]", _KINDS.strip()), key=len, reverse=True)  # the longest matches first
ATTRIBUTES = 60  # lines in which a table of attributes stands
HEAD = 40  # lines in which an official document names itself
TITLE_LENGTH = 400  # characters; a longer first line is a paragraph

_KIND = "|".join(KINDS)
_NUMBER = r"\d+[a-zđ]?(?:/\d{4})?\s?[/-]\s?[A-ZĐƯ][^\s,;:|)\]*]*(?:- [A-ZĐ][^\s,;:|)\]*]*)*"
_OF_TITLE = re.compile(rf"\W*(?P<kind>{_KIND})\s+(?:số\s*:?\s*)?(?P<number>{_NUMBER})(?=\s*$|\s+[(\w])", re.I)
_ISSUE = re.compile(r"(?P<kind>công báo)\s+số\s+(?P<number>\d+(?:\s*\+\s*\d+)*)\s+ngày\s+(?P<date>\S+)", re.I)
_KIND_LINE = re.compile(rf"[#*\W]*(?P<kind>{_KIND})\W*", re.I)
_KIND_START = re.compile(
    rf"\W*(?P<kind>{_KIND})\s+(?:về việc|kết quả|tổng kết|sơ kết|công tác|thực hiện|triển khai|tình hình)\b",
    re.I,
)
_OFFICIAL = re.compile(r"cộng h[oò][aà] xã hội chủ nghĩa việt nam|đảng cộng sản việt nam", re.I)
_HEAD_NUMBER = re.compile(rf"[#*\W]*số\s*:[\s*]*(?P<number>{_NUMBER})", re.I)
_HEAD_DATE = re.compile(
    r"(?:^|\s)[^\W\d_][\w ]*,\s*ngày\s+(?P<date>\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})\W*$", re.I
)
_DATE = re.compile(
    r"(?P<d>\d{1,2})\s*(?:[/.-]|\s+tháng\s+)\s*(?P<m>\d{1,2})\s*(?:[/.-]|\s+năm\s+)\s*(?P<y>\d{4})(?!\d)"
    r"|(?P<y2>\d{4})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2})",
    re.I,
)
_UNKNOWN = re.compile(r"(?:đang cập nhật|chưa (?:cập nhật|rõ|có)|không (?:rõ|có)|n/?a|null)\W*", re.I)
_LABELS = {
    "number": r"số\s*,?\s*/?\s*(?:ký hiệu|hiệu)",
    "issued": r"(?:ngày\s+)?ban hành",
    "publisher": r"cơ quan ban hành",
    "kind": r"loại văn bản",
    "author": r"người ký",
}
_LABELLED = {
    name: re.compile(rf"[\W_]*{label}\b[\W_]*(?P<value>\w.*?)[\s|*]*", re.I)
    for name, label in _LABELS.items()
}
_SOURCE_LINE = re.compile(
    r"\(?(?:nguồn|theo)\s*:?\s*(?P<publisher>(?:báo|tạp chí|cổng|trang|đài|ttxvn|vgp)[^.:]{0,60})\)?\.?", re.I
)


@dataclass(frozen=True, slots=True)
class Fields:
    """See ``records.Document``; None where the page does not say."""

    title: str | None = None
    author: str | None = None
    issued: str | None = None
    number: str | None = None
    place: str | None = None
    kind: str | None = None
    publisher: str | None = None


def read_fields(lines: Sequence[str], front_matter: FrontMatter) -> Fields:
    """Read the fields of a page.

    Args:
        lines: Kept lines, stripped, none empty.
        front_matter: Of the same page, falsy when it has none.
    """
    title = front_matter.values.get("title") or _title(lines)
    stated = _merged(
        _of_front_matter(front_matter),
        _of_labels(lines),
        _of_head(lines),
        _of_title(title),
        Fields(issued=iso_date(day_of(lines) or "")),
        Fields(author=author_of(lines), publisher=_publisher(lines)),
    )
    # An official document says whom it is of at its head; further down it names other places.
    about = lines[:HEAD] if stated.number else lines
    return replace(stated, title=title, place=place_of(title or "", about))


def iso_date(text: str) -> str | None:
    """First date in the text ("12/10/2023", "26 tháng 6 năm 2026", "2026-06-26") as YYYY-MM-DD."""
    for match in _DATE.finditer(text):
        year, month, day = (int(match[name] or match[name + "2"]) for name in "ymd")
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            continue
    return None


def _merged(*sources: Fields) -> Fields:
    """The first source that states a field wins."""
    return Fields(
        **{
            name: next((value for source in sources if (value := getattr(source, name))), None)
            for name in Fields.__slots__
        }
    )


def _kind(text: str) -> str | None:
    folded = fold_accents(text).lower().replace("-", " ").replace("_", " ").strip()
    return next((kind for kind in KINDS if fold_accents(kind) == folded), None)


def _of_front_matter(facts: FrontMatter) -> Fields:
    def value(*keys: str) -> str | None:
        stated = (facts.values[key] for key in keys if key in facts.values)
        return next((text for text in stated if not _UNKNOWN.fullmatch(text)), None)

    author = value("tac_gia", "author", "nguoi_ky")
    return Fields(
        author=re.sub(r"\s*\(.*\)$", "", author) if author else None,
        issued=iso_date(value("ngay_ban_hanh", "ngay_dang", "date") or ""),
        number=value("so_hieu", "so_ky_hieu", "number"),
        kind=_kind(value("loai_van_ban", "kind") or ""),
        publisher=value("co_quan_ban_hanh", "publisher", "bao"),
    )


def _of_labels(lines: Sequence[str]) -> Fields:
    """Labelled values ("Số hiệu: …", "| Ngày ban hành | … |"): a table of attributes near the top.

    A page that gives a label two values lists several documents and says nothing of itself.
    """
    found: dict[str, set[str]] = {}
    for line in lines[:ATTRIBUTES]:
        for name, pattern in _LABELLED.items():
            match = pattern.fullmatch(line) if len(line) <= 300 else None
            value = _value(name, match["value"].replace("**", "")) if match else None
            if value:
                found.setdefault(name, set()).add(value)
    if len(found.get("number", ())) > 1:
        return Fields()
    if len(found) < 2:  # one label alone may begin a sentence; before a date it does not
        found = {name: values for name, values in found.items() if name == "issued"}
    return Fields(**{name: next(iter(values)) for name, values in found.items() if len(values) == 1})


def _value(name: str, text: str) -> str | None:
    if _UNKNOWN.fullmatch(text):
        return None
    if name == "issued":
        return iso_date(text) if _DATE.match(text) else None
    if name == "kind":
        return _kind(text)
    if name == "number":
        match = re.match(_NUMBER, text, re.I)
        return match.group() if match else None
    if name == "author":
        return ordinary_case(re.sub(r"\s*\(.*\)$", "", text))
    return text


def _of_head(lines: Sequence[str]) -> Fields:
    """The head of an official document: "Số: 12/NQ-HĐND", "…, ngày 5 tháng 6 năm 2024", "NGHỊ QUYẾT"."""
    head = [line for line in lines[:HEAD] if len(line) <= 200]
    number = next((match["number"] for line in head if (match := _HEAD_NUMBER.match(line))), None)
    if not number and not any(_OFFICIAL.search(line) for line in head):
        return Fields()
    issued = next((iso_date(match["date"]) for line in head if (match := _HEAD_DATE.search(line))), None)
    kind = next((match["kind"].lower() for line in head if (match := _KIND_LINE.fullmatch(line))), None)
    return Fields(number=number, issued=issued, kind=kind)


def _of_title(title: str | None) -> Fields:
    issue = _ISSUE.match(title or "")
    if issue:
        return Fields(number=issue["number"], kind=issue["kind"].lower(), issued=iso_date(issue["date"]))
    match = _OF_TITLE.match(title or "")
    if match:
        return Fields(number=match["number"].strip(), kind=canonical_tone(match["kind"].lower()))
    start = _KIND_START.match(title or "")
    return Fields(kind=start["kind"].lower()) if start else Fields()


def _title(lines: Sequence[str]) -> str | None:
    """The line that names the text: of an official document the one below its kind, else the first."""
    head = [line.strip("#* ") for line in lines[:HEAD]]
    if any(_OFFICIAL.search(line) or _HEAD_NUMBER.match(line) for line in head):
        for kind, below in pairwise(head):
            if _KIND_LINE.fullmatch(kind) and kind.isupper() and len(below) <= TITLE_LENGTH:
                return f"{kind.capitalize()} {below}"
    first = next((number for number, line in enumerate(head) if any(map(str.isalpha, line))), None)
    if first is None or (len(head[first]) > TITLE_LENGTH and not _OF_TITLE.match(head[first])):
        return None
    below = head[first + 1] if first + 1 < len(head) else ""
    goes_on = below[:1].islower() and head[first][-1].isalnum() and len(head[first] + below) < TITLE_LENGTH
    return f"{head[first]} {below}" if goes_on else head[first]


def _publisher(lines: Sequence[str]) -> str | None:
    for line in [*lines[:6], *lines[-4:]]:
        match = _SOURCE_LINE.fullmatch(line)
        if match:
            return match["publisher"].strip()
    return None
