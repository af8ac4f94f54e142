"""What people type short when they ask ("kết nạp đc bn ng"), written out before anything else is read."""

from __future__ import annotations

import re

from ingest.vietnamese import fold_accents, has_accents

# What is in lower case here are in capitals short forms of names ("NG", "BN"), and the other way round: "tu".
_SHORT: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<![\w/.-])KP(?![\w/-]| \d)"), "kinh phí"),  # "KP 3" is khu phố 3
    (
        re.compile(r"(?<![\w/.-])NS(?= (?:tỉnh|huyện|xã|nhà nước|trung ương|TW|địa phương|cấp)(?!\w))"),
        "ngân sách",
    ),
    (re.compile(r"(?<![\w/.-])TU(?![\w/-])"), "Tỉnh ủy"),
    (re.compile(r"(?<![\w/.-])HU(?![\w/-])"), "Huyện ủy"),
    (re.compile(r"(?<![\w/.-])[ĐD]U(?![\w/-])"), "Đảng ủy"),
    (re.compile(r"(?<![\w/.-])PG[ĐD](?![\w/-])"), "Phó Giám đốc"),
    (re.compile(r"(?<![\w/.-])G[ĐD](?![\w/&-])"), "Giám đốc"),
    (re.compile(r"(?<![\w/.-])PCT(?![\w/-])"), "Phó Chủ tịch"),
    (re.compile(r"(?<![\w/.-])VP(?![\w/-])"), "văn phòng"),
    (re.compile(r"(?<!\w)bn(?!\w)"), "bao nhiêu"),
    (re.compile(r"(?<!\w)ntn(?!\w)"), "như thế nào"),
    (re.compile(r"(?:(?<=bao nhiêu )|(?<=bao nhieu )|(?<=mấy )|(?<=may ))ng(?!\w)"), "người"),
    # "đc" is "đồng chí" elsewhere; before the figure that is asked for it can only be "được".
    (re.compile(r"(?<=\w )[đd]c(?= (?:bao nhi[êe]u|m[ấa]y)(?!\w))"), "được"),
)


def written_out(question: str) -> str:
    """Return a question with its shorthand written out; without accents where it was typed without any."""
    plain = not has_accents(question)
    for short, whole in _SHORT:
        question = short.sub(fold_accents(whole) if plain else whole, question)
    return question
