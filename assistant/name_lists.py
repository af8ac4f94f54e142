"""Lists of names in running text: "gồm: Huổi Mạ, Pa Khốm và Nà Lếch"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.spans import Token

_NAME = r"[A-ZĐÀ-ỸƠƯ]\w*(?: (?:[A-ZĐÀ-ỸƠƯ]\w*|\d+))*"
_UNITS = r"(?:(?:tỉnh|huyện|quận|thành phố|thị xã|xã|phường|thị trấn|thôn|bản|xóm) )?"
_LISTED = re.compile(rf"(?<!\w){_UNITS}{_NAME}(?:(?:, (?:và )?| và ){_UNITS}{_NAME}){{2,}}")


def outside_lists(text: str, start: int, end: int, tokens: Sequence[Token]) -> list[int]:
    """Return the places of the tokens of ``text[start:end]`` that stand in no list of three names or more.

    What follows such a list speaks of none of its names alone.

    Args:
        tokens: With offsets into ``text``.
    """
    lists = [match.span() for match in _LISTED.finditer(text, start, end)]
    return [
        place
        for place, (_, at, _) in enumerate(tokens)
        if not any(first <= at < last for first, last in lists)
    ]
