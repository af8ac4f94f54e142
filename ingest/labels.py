"""Facts that stand behind a label ("Số hiệu: …", "| Người ký | … |"), and their names in front matter.

One table for both: front matter is rewritten as labelled lines, and then read like any other page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.byline import full_name_at_end, is_full_name, ordinary_case
from ingest.dates import DATE, iso_date, vietnamese_date
from ingest.kinds import NUMBER, kind_named
from ingest.places import gazetteer
from ingest.vietnamese import has_accents, syllables

ATTRIBUTES = 60  # lines in which a table of attributes stands
LENGTH = 300  # characters; only a summary may be longer
SUMMARY_LENGTH = 1500

_UNKNOWN = re.compile(r"(?:đang cập nhật|chưa (?:cập nhật|rõ|có)|không (?:rõ|có)|n/?a|null)\W*", re.I)
_UNSET = frozenset({"1900-01-01", "0001-01-01"})  # what databases give out where no day was entered
_FIRST = frozenset(
    {"summary", "signer_role"}
)  # of these the first counts: others say the same in other words
_ROLE = re.compile(r"\s*\((?P<role>[^()]*)\)$")
_BETWEEN = re.compile(r"(?:\s*[,;]|\s[-–—])\s")


@dataclass(frozen=True, slots=True)
class Found:
    """A fact that a text states.

    Attributes:
        fact: Name of a field of ``records.Facts``.
        value: As the field keeps it (dates in ISO form).
        start: First code point, in the text, of what states it (its label included).
        end: One past the last.
    """

    fact: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Label:
    """How a fact is labelled in texts (``shown`` when we write it), and its keys in front matter.

    Keys are written without their hyphens and underscores. The first of them that stands there counts
    (of summaries, each).
    """

    shown: str
    pattern: str
    keys: tuple[str, ...]
    read: Callable[[str], str | None]


def _text(value: str) -> str | None:
    return value


def _body(value: str) -> str | None:
    """What issues documents; "Nơi ban hành: Hà Nội" names a place."""
    name = re.sub(r"^(?:thành phố|tp\.?|tỉnh)\s+", "", value.strip(" ."), flags=re.I)
    return None if tuple(syllables(name)) in gazetteer() else value


def _prose(value: str) -> str | None:
    """Words for people, not a slug ("con-hieu-luc") nor a date."""
    return value if has_accents(value) and " " in value and not DATE.search(value) else None


def _date(value: str) -> str | None:
    day = iso_date(value) if DATE.match(value) else None
    return None if day in _UNSET else day


def _number(value: str) -> str | None:
    match = re.match(NUMBER, value, re.I)
    return match.group().rstrip(".") if match else None


def _person(value: str) -> str | None:
    return person_and_role(value)[0]


def person_and_role(value: str) -> tuple[str, str | None]:
    """Part a person's name from the office beside it, in brackets or not; (value, None) where there is none.

    "Phạm Gia Túc (Phó Thủ tướng)", "Phó Thủ tướng Phạm Gia Túc" and "Phạm Gia Túc, Phó Thủ tướng" are read.
    Of several persons ("LÊ VĂN AN - Trung tướng TRẦN BÌNH MINH") each name is kept, without an office.
    """
    people = [full_name_at_end(part) for part in re.split(_BETWEEN, value)]
    names = [name for name in people if name is not None]
    if len(names) > 1 and len(names) == len(people):
        return ", ".join(ordinary_case(name) for name in names), None
    bracket = _ROLE.search(value)
    bare = value[: bracket.start()] if bracket else value
    role = bracket["role"] if bracket else None
    before, *after = re.split(_BETWEEN, bare, maxsplit=1)
    if after and (name := full_name_at_end(before)):
        return ordinary_case(name), role or after[0]
    name = full_name_at_end(bare)
    if name is None or name == bare:
        return ordinary_case(bare), role
    return ordinary_case(name), role or bare[: bare.rindex(name)].strip(" .,:–—-") or None


_LABELS: Mapping[str, _Label] = {
    "number": _Label(
        "Số hiệu",
        r"số\s*,?\s*/?\s*(?:ký hiệu|hiệu)(?: văn bản)?",
        ("sohieu", "sokyhieu", "number", "so"),
        _number,
    ),
    "kind": _Label("Loại văn bản", r"loại văn bản", ("loaivanban", "loai", "phanloai"), kind_named),
    "publisher": _Label(
        "Cơ quan ban hành",
        r"(?:cơ quan|nơi) ban hành",
        ("coquanbanhanh", "noibanhanh", "coquan", "issuer", "publisher", "bao"),
        _body,
    ),
    "issued": _Label(
        "Ngày ban hành", r"(?:ngày\s+)?ban hành", ("ngaybanhanh", "ngayky", "ngaydang", "date", "ngay"), _date
    ),
    "effective": _Label(
        "Ngày hiệu lực",
        r"(?:ngày\s+|thời điểm\s+)?(?:có\s+)?hiệu lực(?:\s+thi hành)?(?:\s+từ(?:\s+ngày)?)?",
        ("ngayhieuluc", "ngaycohieuluc", "effectivedate", "hieuluc", "hieuluctu"),
        _date,
    ),
    "signer": _Label("Người ký", r"người ký", ("nguoiky", "signer", "nguoikychinhthuc"), _person),
    "signer_role": _Label(
        "Chức vụ người ký",
        r"chức (?:vụ|danh)(?: của)? người ký",
        ("chucdanhnguoiky", "chucvunguoiky", "signertitle"),
        _text,
    ),
    "author": _Label("Tác giả", r"tác giả", ("tacgia", "author"), _person),
    "summary": _Label(
        "Trích yếu",
        r"trích yếu(?: nội dung)?",
        ("trichyeu", "trichyeudaydu", "trichyeungan", "description", "mota", "summary"),
        _text,
    ),
    # No facts of ``records.Facts``, but of use to readers; relations between documents are read elsewhere.
    "replaces": _Label("Thay thế", "", ("thaythe", "vanbanthaythe", "vanbanbithaythe", "replaces"), _text),
    "basis": _Label("Căn cứ pháp lý", "", ("cancuphaply", "cancu"), _prose),
    "field": _Label("Lĩnh vực", "", ("linhvuc", "nhom"), _prose),
    "state": _Label("Tình trạng hiệu lực", "", ("hieuluc", "tinhtranghieuluc", "trangthai"), _prose),
}
# Keys of articles: a date alone on its line is how pages give the day on which they appeared.
_SHOWN = dict.fromkeys(("date", "ngay", "ngaydang", "description", "mota", "summary"), "") | dict.fromkeys(
    ("publisher", "bao"), "Nguồn"
)
_LABELLED = {
    name: re.compile(rf"[\W_]*(?P<all>{label.pattern}\b[\W_]*(?P<value>\w.*?))[\s|*]*", re.I)
    for name, label in _LABELS.items()
    if label.pattern and name != "author"  # bylines are read elsewhere
}
_BOTH_DATES = re.compile(
    rf"[\W_]*(?P<issued>ban hành\s*:\s*(?:{DATE.pattern.replace('?P<', '?P<a_')}))?\s*-?\s*"
    rf"(?P<effective>hiệu lực\s*:\s*(?:{DATE.pattern}))[\W_]*",
    re.I,
)


_WRITTEN = re.compile(rf"(?:{'|'.join(label.shown for label in _LABELS.values())}):? \S", re.I)


def states_fact(line: str) -> bool:
    """Tell whether a line is a label with its value, and so no heading."""
    return _WRITTEN.match(line) is not None


def labelled_lines(values: Mapping[str, str]) -> Iterator[str]:
    """Write the facts of front matter as lines that can be read and quoted ("Ngày hiệu lực: 29/05/2026").

    Args:
        values: By key, in lower case and without hyphens and underscores.
    """
    for name, label in _LABELS.items():
        for key in label.keys:
            stated = values.get(key, "")
            if not stated or _UNKNOWN.fullmatch(stated):
                continue
            value = label.read(stated)
            if value is None:
                continue
            shown = _SHOWN.get(key, label.shown)
            written = vietnamese_date(value) if label.read is _date else stated
            written = value.capitalize() if name == "kind" else written
            yield f"{shown}: {written}" if shown else written
            if name != "summary":
                break


def labelled_facts(lines: Sequence[str], starts: Sequence[int]) -> dict[str, Found]:
    """Read labelled values: a table of attributes near the top.

    Args:
        lines: Lines of a text, stripped, none empty.
        starts: Where in the text each begins.

    Returns:
        By fact. A page that gives two numbers lists several documents and says nothing of itself; another
        fact with two values is left out.
    """
    found: dict[str, list[Found]] = {}
    for line, start in zip(lines[:ATTRIBUTES], starts, strict=False):
        for one in _in_line(line, start):
            found.setdefault(one.fact, []).append(one)
    if people := [one for one in found.get("signer", ()) if is_full_name(one.value)]:
        found["signer"] = people  # the stamp of a digital signature names the office that put it there
    values = {name: {one.value for one in several} for name, several in found.items()}
    if len(values.get("number", ())) > 1:
        return {}
    if len(found) < 2:  # one label alone may begin a sentence; before a date it does not
        found = {name: several for name, several in found.items() if name in ("issued", "effective")}
    return {name: several[0] for name, several in found.items() if name in _FIRST or len(values[name]) == 1}


def _in_line(line: str, at: int) -> Iterator[Found]:
    both = _BOTH_DATES.fullmatch(line) if len(line) <= LENGTH else None
    if both:
        for name in ("issued", "effective"):
            if both[name] and (day := iso_date(both[name])) and day not in _UNSET:
                yield Found(name, day, at + both.start(name), at + both.end(name))
        return
    for name, pattern in _LABELLED.items():
        if len(line) > (SUMMARY_LENGTH if name == "summary" else LENGTH):
            continue
        match = pattern.fullmatch(line)
        if match is None:
            continue
        stated = match["value"].replace("**", "").strip(" |")
        value = None if _UNKNOWN.fullmatch(stated) else _LABELS[name].read(stated)
        if value:
            yield Found(name, value, at + match.start("all"), at + match.end("all"))
        role = person_and_role(stated)[1] if name == "signer" else None
        if role and value:
            yield Found("signer_role", role, at + match.start("all"), at + match.end("all"))
