"""What an official document says at its end: from when it is in force, and who signed it."""

from __future__ import annotations

import re

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
_FOR = re.compile(r"(?<!\w)(?:TM|KT|TL|TUQ|Q)\.\s*(?P<body>[^\W\d_][^\d_,;:.]{3,60})$")
_ANNEX = re.compile(r"[#*\s]*(?:phụ lục|mẫu số|danh mục|biểu số)\b", re.I)
_OFFICES = """
THỦ_TƯỚNG CHỦ_TỊCH BỘ_TRƯỞNG THỨ_TRƯỞNG BÍ_THƯ GIÁM_ĐỐC THỐNG_ĐỐC TRƯỞNG_BAN CHÁNH_ÁN VIỆN_TRƯỞNG
CHÁNH_VĂN_PHÒNG CỤC_TRƯỞNG VỤ_TRƯỞNG HIỆU_TRƯỞNG TRƯỞNG_PHÒNG TỔNG_BÍ_THƯ TỔNG_GIÁM_ĐỐC TỔNG_KIỂM_TOÁN
TỔNG_THANH_TRA TỔNG_CỤC_TRƯỞNG CHỦ_NHIỆM
""".replace("_", r"\s")
_OFFICE = re.compile(
    r"(?P<for>(?:TM|KT|TL|TUQ)\W*)?"
    rf"(?P<office>(?:PHÓ |QUYỀN )?(?:{'|'.join(_OFFICES.split())})(?: [^\W\d_]{{2,}}){{0,6}})\W*$"
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
    columns into one line, so that the name may follow an addressee.
    """
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    begin = next((at for at, (a, b) in enumerate(lines) if _opens_block(text[a:b])), None)
    if begin is None:
        return {}
    office: Found | None = None
    for start, end in lines[begin : begin + REACH]:
        line = text[start:end]
        if _ANNEX.match(line):
            break
        match = _OFFICE.search(line)
        if (
            match and match["office"].isupper() and not match["for"]
        ):  # KT. THỦ TƯỚNG: the office that is signed for
            span = start + match.start("office"), start + match.end("office")
            office = Found("signer_role", ordinary_office(match["office"]), *span)
        name = full_name_at_end(line)
        if name is not None:
            at = start + line.rindex(name)
            signer = Found("signer", ordinary_case(name), at, at + len(name))
            return {"signer": signer, **({"signer_role": office} if office else {})}
    return {}


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
