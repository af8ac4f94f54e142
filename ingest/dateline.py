"""The line below a headline that says where and when an article appeared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dates import DATE, iso_date

REACH = 5  # lines from the top
LENGTH = 120  # characters; a longer line is a paragraph

_HOUR = re.compile(r"(?<!\d)\d{1,2}\s*(?:[:h]|giờ)\s*\d{2}(?!\d)")
_WEEKDAY = re.compile(r"(?<!\w)(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)(?!\w)", re.I)
_LABEL = re.compile(r"(?:cập nhật|ngày đăng|đăng (?:ngày|lúc)|(?:ngày )?xuất bản|ngày viết)(?!\w)", re.I)
_PUBLISHER = re.compile(
    r"(?P<name>(?:báo(?! cáo)|tạp chí|cổng|trang|đài|ttxvn|vgp)(?!\w)[^\d|•·:,–—-]{0,60}?)\s*(?:[|•·,–—-]|$)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says.

    Attributes:
        issued: ISO date.
        publisher: Newspaper or portal, None where it names none.
    """

    issued: str
    publisher: str | None


def dateline_of(lines: Sequence[str]) -> Dateline | None:
    """Read "Báo Sông Xanh - Thứ Tư, 25/9/2024, 08:15" below a headline; None where no such line stands.

    Its date must stand beside an hour, a weekday, a label or the newspaper's name: a date in any other line
    belongs to what the line tells.

    Args:
        lines: Lines of a text, stripped, none empty.
    """
    for line in lines[1:REACH]:
        bare = line.strip(" *_|()[]")
        if len(bare) > LENGTH or bare.endswith((".", ";", "?", "!")):
            continue
        dates = [match.group() for match in DATE.finditer(bare)]
        publisher = _PUBLISHER.match(bare)
        marked = publisher or _HOUR.search(bare) or _WEEKDAY.search(bare) or _LABEL.match(bare)
        day = iso_date(dates[0]) if len(dates) == 1 and marked else None
        if day and len(_words_beside(bare, publisher)) <= 8:
            return Dateline(day, publisher["name"].strip() if publisher else None)
    return None


def _words_beside(line: str, publisher: re.Match[str] | None) -> list[str]:
    """The words that are neither the date nor the newspaper's name; many make a sentence."""
    rest = DATE.sub(" ", line[publisher.end() :] if publisher else line)
    return re.findall(r"[^\W\d_]+", rest)
