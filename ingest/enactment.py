"""What an official document says at its end: from when it is in force, and who signed it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.byline import full_name_at_end, ordinary_case
from ingest.dates import DATE, iso_date
from ingest.kinds import KINDS
from ingest.labels import Found

REACH = 45  # lines of a signature block

_KIND = "|".join([*(kind.replace(" ", r"\s+") for kind in KINDS), r"văn\s+bản"])
_THIS = rf"(?<!\w)(?:{_KIND})\s+này(?:\s+và\s+[^.;]{{3,60}}?)?"
_EFFECT = re.compile(
    rf"{_THIS}\s+(?:bắt\s+đầu\s+)?có\s+hiệu\s+lực(?:\s+thi\s+hành)?\s*,?\s+(?:kể\s+)?từ\s+"
    rf"(?:ngày\s+)?(?:(?:{DATE.pattern})|(?P<signed>ngày\s+ký(?:\s+ban\s+hành)?|ký(?:\s+ban\s+hành)?))",
    re.I,
)
_FOR = re.compile(
    r"(?<!\w)(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L)(?:\.\s*|(?<=/.)\s+)(?P<body>[^\W\d_][^\d_,;:.|*]{3,60})\W*$"
)
_SIGNED_BEHIND = re.compile(r"\W*\(\s*(?:đã (?:ký|kí)|ký tên(?:, đóng dấu)?)\s*\)\W*$", re.I)
_SIGNED = re.compile(r"\W*(?:đã (?:ký|kí)|ký tên(?:, đóng dấu)?)\W*$", re.I)
_CELLS = re.compile(r"\||<br\s*/?>|\*\*+", re.I)
_ANNEX = re.compile(r"[#*\s]*(?:phụ lục|mẫu số|danh mục|biểu số)\b", re.I)
_OFFICES = """
THỦ_TƯỚNG CHỦ_TỊCH BỘ_TRƯỞNG THỨ_TRƯỞNG BÍ_THƯ GIÁM_ĐỐC THỐNG_ĐỐC TRƯỞNG_BAN CHÁNH_ÁN VIỆN_TRƯỞNG
CHÁNH_VĂN_PHÒNG CỤC_TRƯỞNG VỤ_TRƯỞNG HIỆU_TRƯỞNG TRƯỞNG_PHÒNG TỔNG_BÍ_THƯ TỔNG_GIÁM_ĐỐC TỔNG_KIỂM_TOÁN
TỔNG_THANH_TRA TỔNG_CỤC_TRƯỞNG CHỦ_NHIỆM CHI_CỤC_TRƯỞNG CHÁNH_THANH_TRA TỔNG_BIÊN_TẬP CHỈ_HUY_TRƯỞNG
ỦY_VIÊN UỶ_VIÊN ĐỘI_TRƯỞNG TRẠM_TRƯỞNG TRƯỞNG_CÔNG_AN TRƯỞNG_ĐOÀN TRƯỞNG_KHOA TRƯỞNG_THÔN
""".replace("_", r"\s")
_OFFICE = re.compile(
    r"(?P<for>(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\W*)?"
    rf"(?P<office>(?:PHÓ |QUYỀN )?(?:{'|'.join(_OFFICES.split())})(?: [^\W\d_]{{2,}}){{0,6}})\W*$"
)
_OFFICE_START = re.compile(
    r"(?<!\w)(?:(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\W*)?(?:PHÓ |QUYỀN )?"
    rf"(?:{'|'.join(_OFFICES.split())})(?!\w)"
)


def effect_of(text: str, issued: str | None) -> dict[str, Found]:
    """Find the clause that says from when the document itself is in force.

    A text with several such days holds several documents, and none of the days is its own.

    Args:
        issued: ISO date that it was issued on, for "có hiệu lực kể từ ngày ký".
    """
    days = {
        day: match
        for match in reversed([*_EFFECT.finditer(text)])
        if (day := issued if match["signed"] else iso_date(match.group()))
    }
    if len(days) != 1:
        return {}
    ((day, match),) = days.items()
    return {"effective": Found("effective", day, *match.span())}


def signature_of(text: str) -> dict[str, Found]:
    """Find who signed: the full name at the end of a line of the signature block, and the office above it.

    The block begins at "Nơi nhận" or at "TM. CHÍNH PHỦ", and ends before an annex. Scans put its two
    columns into one line, so that the name may follow an addressee; tables put the whole block into a row.
    """
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    begin = next((at for at, (a, b) in enumerate(lines) if _opens_block(text[a:b])), None)
    if begin is None:
        return {}
    office: Found | None = None
    for start, end in _cells(text, lines[begin : begin + REACH]):
        cell = text[start:end]
        if _ANNEX.match(cell):
            break
        if _SIGNED.match(cell):
            continue
        signed = _SIGNED_BEHIND.search(cell)
        bare = cell[: signed.start()] if signed else cell
        name = full_name_at_end(bare) or (_plain_name(bare) if office else None)
        at = bare.rindex(name) if name else len(bare)
        office = _office(bare[:at], start) or office
        if name:
            signer = Found("signer", ordinary_case(name), start + at, start + at + len(name))
            return {"signer": signer, **({"signer_role": office} if office else {})}
    return {}


def _cells(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of lines that tables and Markdown part from one another."""
    for start, end in lines:
        at = start
        for match in [*_CELLS.finditer(text, start, end), None]:
            until = match.start() if match else end
            if text[at:until].strip():
                yield at, until
            at = match.end() if match else end


def _office(text: str, at: int) -> Found | None:
    """The last office that a text in capitals names; none that is only signed for (KT. THỦ TƯỚNG)."""
    found = [
        match
        for start in _OFFICE_START.finditer(text)
        if (match := _OFFICE.match(text, start.start())) and match["office"].isupper()
    ]
    if not found or found[-1]["for"]:
        return None
    span = found[-1].span("office")
    return Found("signer_role", ordinary_office(found[-1]["office"]), at + span[0], at + span[1])


def _plain_name(line: str) -> str | None:
    """A line below an office that is a name and nothing else, whatever the family name."""
    words = line.strip(" .*_").split()
    cased = all(word.isalpha() and word.istitle() for word in words)
    return " ".join(words) if cased and 2 <= len(words) <= 5 and " ".join(words) in line else None


def _opens_block(line: str) -> bool:
    signed_for = _FOR.search(line)
    return bool(re.match(r"\W*nơi\s+nhận\b", line, re.I) or (signed_for and signed_for["body"].isupper()))


# In the name of an office a capital stands on these, and after the first ones on the next word too.
_BODIES_BY_NAME = frozenset("bộ sở cục tỉnh".split())
_BODIES = _BODIES_BY_NAME | frozenset("ủy uỷ chính ban".split())


def ordinary_office(text: str) -> str:
    """PHÓ THỦ TƯỚNG → Phó Thủ tướng; BỘ TRƯỞNG BỘ NỘI VỤ → Bộ trưởng Bộ Nội vụ."""
    words = text.lower().split()
    first = 1 if words[0] == "phó" else 0
    cased = []
    for at, word in enumerate(words):
        body = at > first and word in _BODIES and words[at - 1] not in ("ủy", "uỷ")
        named = at > first + 1 and words[at - 1] in _BODIES_BY_NAME
        cased.append(word.capitalize() if at in (0, first) or body or named else word)
    return " ".join(cased)
