"""Who wrote a text, from its byline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.places import COMMUNE, gazetteer
from ingest.vietnamese import syllables

TOP, BOTTOM = 4, 6  # lines from either end in which a byline stands
LENGTH = 160  # characters

_LABEL = re.compile(
    r"\(?(?:tin|bài|bài viết|tác giả|người viết|thực hiện|nhóm tác giả|nhóm pv)"
    r"(?:\s*(?:,|và|&|-)\s*(?:bài|ảnh|video|clip))*\s*:\s*(?P<names>[^:]+?)\)?\.?(?:\s*[-;|]\s*ảnh\s*:.*)?",
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
    viên …"), or a full name alone below the title or as the last line.

    Args:
        lines: Lines of the text, stripped, none empty.
    """
    ends = [*lines[: -BOTTOM - 1 : -1], *lines[1:TOP]]
    for line in ends:
        match = _LABEL.fullmatch(line) if len(line) <= LENGTH else None
        if match and (name := _name(match["names"], least=1)):
            return name
    for line in ends:
        match = _NAME_AND_ROLE.fullmatch(line) if len(line) <= LENGTH else None
        if match and (name := _name(match["names"], least=2)):
            return name
    for line in [*lines[-1:], *lines[1:2]]:
        name = _name(line, least=2) if len(lines) > 2 else None
        if name and all(is_full_name(person) for person in name.split(", ")):
            return name
    return None


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
