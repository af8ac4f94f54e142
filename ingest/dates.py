"""Dates as Vietnamese documents write them."""

from __future__ import annotations

import re
from datetime import date

DATE = re.compile(
    r"(?P<d>\d{1,2})\s*(?:[/.-]|\s+tháng\s+)\s*(?P<m>\d{1,2})\s*(?:[/.-]|\s+năm\s+)\s*(?P<y>\d{4})(?!\d)"
    r"|(?P<y2>\d{4})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2})",
    re.I,
)


def iso_date(text: str) -> str | None:
    """First date in the text ("12/10/2023", "26 tháng 6 năm 2026", "2026-06-26") as YYYY-MM-DD."""
    for match in DATE.finditer(text):
        year, month, day = (int(match[name] or match[name + "2"]) for name in "ymd")
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            continue
    return None


def vietnamese_date(iso: str) -> str:
    """``2018-12-31`` as ``31/12/2018``."""
    return "/".join(reversed(iso.split("-")))
