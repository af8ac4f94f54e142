"""Who wrote a text, from its byline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest import menus
from ingest.dates import DATE
from ingest.debris import DATE_LINE, HOUR
from ingest.places import COMMUNE, gazetteer
from ingest.vietnamese import syllables

TOP, BOTTOM = 4, 6  # lines from either end in which a byline stands
LENGTH = 160  # characters

_MARKS = " *_|"
_SENTENCE_ENDS = (".", "!", "?", "…", '"', "”", "/.", ")")
# A date beside a name below the headline: "Nguyễn Văn An - 12/10/2023", "12/10/2023 | Nguyễn Văn An".
_DATED = re.compile(
    rf"\s*(?:(?:thứ\s+\w+|chủ nhật)\W*)?(?:[-–|,•·]\s*)?(?:{DATE.pattern})(?:\W*{HOUR})?(?:\W*[-–—|,•·])?\s*",
    re.I,
)
# Who did an interview or put an article together signs so; the name may be a pen name.
_BY = re.compile(
    r"\(?(?P<names>[^\d:()/,]+?)\s*\((?:thực hiện|tổng hợp|ghi|lược ghi|biên soạn|t/h)\)\W*", re.I
)

_LABEL = re.compile(
    r"\(?(?:tin|bài|bài viết|tác giả|người viết|thực hiện|nhóm tác giả|nhóm pv|nhóm phóng viên|phóng viên|pv)"
    r"(?:\s*(?:,|và|&|-|\+|/)\s*(?:bài|ảnh|hình|video|clip|đồ họa|trình bày))*"
    r"\s*:\s*(?P<names>[^:]+?)\)?\.?(?:\s*[-;|]\s*ảnh\s*:.*)?",
    re.I,
)
# "Theo Nguyễn Văn An", "Nguyễn Văn An (Báo Sông Xanh)", "Nguyễn Văn An/TTXVN", "Nguyễn Văn An (tổng hợp)"
_FROM = re.compile(
    r"\(?(?:(?:theo|pv|phóng viên)\s+)?(?P<names>[^\W\d_][^\d:()/,–—]*?)"
    r"\s*(?:(?:\(|/|\s[-–—]\s|,)\s*(?:theo\s+)?(?:báo|tạp chí|cổng|trang|đài|ttxvn|vov|vtv|vgp|tổng hợp|t/h"
    r"|biên soạn|thực hiện|sưu tầm|lược ghi)(?!\w)[^.;:!?]{0,60})?\)?\.?",
    re.I,
)
# Words that an office or a degree begins with.
_ROLE = (
    r"(?:ủy viên|uỷ viên|bí thư|phó|trưởng|quyền|giám đốc|tổng|chủ tịch|chủ nhiệm|chánh|hiệu trưởng|viện"
    r"|học viện|thứ trưởng|bộ trưởng|đại biểu|chuyên viên|giảng viên|phòng|ban|trung tâm|sở|ubnd|hđnd"
    r"|tỉnh ủy|huyện ủy|thành ủy|đảng ủy|đảng bộ|văn phòng|trường|thạc sĩ|tiến sĩ|cử nhân|ths|ts|pgs|gs"
    r"|cộng tác viên|phóng viên)"
)
_NAME_AND_ROLE = re.compile(
    rf"(?P<names>[^\d:,()–—-]+?)\s*(?:[-–—,]\s*|\()(?={_ROLE}\b)[^.;:!?]*",
    re.I,
)
_DEGREE = re.compile(r"^(?:(?:PGS|GS|TS|ThS|CN|BS|KS|LS|Thạc sĩ|Tiến sĩ|Đồng chí)\b[.,]?\s*)+", re.I)
# Family names that more than nine in ten Vietnamese (and the larger minorities) bear.
_FAMILY_NAMES = frozenset(
    re.findall(
        r"\w+",
        "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh đoàn đào "
        "tạ hà cao lương lưu tô trương châu quách kiều thái tống vương phùng chu nông lò vi mai lâm "
        "tăng triệu ma hứa giàng vàng",
    )
)


def author_of(lines: Sequence[str]) -> str | None:
    """Return the author's name, in ordinary case, from a byline at the top or at the bottom.

    A byline is a label and a name ("Bài, ảnh: TRƯỜNG SƠN"), a name and an office ("Mai Quỳnh Nga - Ủy
    viên …"), a full name alone, or with the newspaper it is from, below the title or as the last line, or
    several pen names as the last line.

    Args:
        lines: Lines of the text, stripped, none empty.
    """
    bare = [*lines[:1], *_without_buttons([line.strip(_MARKS) for line in lines[1:]])]
    ends = [*bare[: -BOTTOM - 1 : -1], *bare[1:TOP]]
    for line in ends:
        match = _LABEL.fullmatch(line) if len(line) <= LENGTH else None
        if match and (name := _name(match["names"], least=1)):
            return name
    for line in ends:
        match = _NAME_AND_ROLE.fullmatch(line) if len(line) <= LENGTH else None
        if match and (name := _name(match["names"], least=2)):
            return name
    if len(bare) < 3:
        return None
    below = next((line for line in bare[1:TOP] if not DATE_LINE.fullmatch(line)), "")
    for line in (bare[-1], _DATED.sub("", below)):
        by = _BY.fullmatch(line) if len(line) <= LENGTH else None
        if by and (name := _name(by["names"], least=2)):
            return name
        match = _FROM.fullmatch(line) if len(line) <= LENGTH else None
        name = _name(match["names"], least=2) if match else None
        if name and all(is_full_name(person) for person in name.split(", ")):
            return name
    return _pen_names(bare[-1]) if bare[-2].endswith(_SENTENCE_ENDS) else None


def _without_buttons(lines: list[str]) -> list[str]:
    """Leave out what pages put around a text ("Chia sẻ", "Lượt xem: 120")."""
    return [
        line
        for line in lines
        if line
        and menus.key(line) not in menus.BUTTON_KEYS | menus.AMBIGUOUS_KEYS
        and not menus.COUNTER_LABEL.fullmatch(line)
    ]


def _pen_names(line: str) -> str | None:
    """Several pen names on the last line ("THU HÀ - ĐỨC MINH"), which need not begin with family names."""
    name = _name(line, least=2) if len(line) <= LENGTH and re.search(r"\s[-–&]\s", line) else None
    people = name.split(", ") if name else []
    found = [gazetteer().get(tuple(syllables(person))) for person in people]
    places = any(place and place.level < COMMUNE for place in found)
    return name if len(people) > 1 and not places and all(len(one.split()) <= 4 for one in people) else None


def is_full_name(name: str) -> bool:
    """Tell whether a name begins with a family name and is no place (as "Thái Nguyên" is)."""
    words = syllables(name)
    if not 2 <= len(words) <= 5:
        return False
    place = gazetteer().get(tuple(words))
    return words[0] in _FAMILY_NAMES and (place is None or place.level == COMMUNE)


def full_name_at_end(line: str) -> str | None:
    """Return the person's name that a line ends with, as written; two words must be the whole line."""
    words = line.strip(" .*_").split()
    for size in range(min(5, len(words)), 1, -1):
        tail = words[-size:]
        cased = all(word.isalpha() and word[0].isupper() for word in tail)
        if cased and (size > 2 or size == len(words)) and is_full_name(" ".join(tail)):
            return " ".join(tail) if " ".join(tail) in line else None
    return None


def ordinary_case(name: str) -> str:
    """NGUYỄN VĂN AN → Nguyễn Văn An; a name that is not all capitals stays."""
    return " ".join(word.capitalize() for word in name.split()) if name.isupper() else name


def _name(text: str, least: int) -> str | None:
    """The text as a name (or names joined by "," "-" "và"): capitalised words only; None if it is none."""
    bare = _DEGREE.sub("", text.strip(" .*_"))
    people = [person.split() for person in re.split(r"\s*(?:,|-|–|&| và )\s*", bare)]
    for words in people:
        if not least <= len(words) <= 5 or not all(word.isalpha() and word[0].isupper() for word in words):
            return None
    return ", ".join(ordinary_case(" ".join(words)) for words in people)
