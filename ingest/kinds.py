"""Kinds of documents and their số/ký hiệu: names, short forms, and what a number says of its document."""

from __future__ import annotations

import re

from ingest.vietnamese import canonical_tone, fold_accents

# Kinds of documents in Vietnamese law and in the offices of state and Party.
_KINDS = """
hiến pháp|bộ luật|luật|pháp lệnh|lệnh|nghị quyết|nghị quyết liên tịch|nghị định|quyết định|chỉ thị|thông tư
thông tư liên tịch|kế hoạch|báo cáo|quy chế|quy định|hướng dẫn|thông báo|công văn|công điện|tờ trình|đề án
chương trình|kết luận|biên bản|văn bản hợp nhất|công báo|đính chính|sắc lệnh|thông tri|điều lệ|sao lục
"""
KINDS = tuple(sorted(re.split(r"[|\n]", _KINDS.strip()), key=len, reverse=True))  # the longest match first
# The letters of a số/ký hiệu after its figures, folded: 276/2026/NĐ-CP, 07-ĐA/TU.
_SYMBOLS = {
    "nd": "nghị định", "tt": "thông tư", "ttlt": "thông tư liên tịch", "qd": "quyết định",
    "nq": "nghị quyết", "nqlt": "nghị quyết liên tịch", "ct": "chỉ thị", "kh": "kế hoạch", "bc": "báo cáo",
    "tb": "thông báo", "hd": "hướng dẫn", "kl": "kết luận", "da": "đề án", "ctr": "chương trình",
    "cv": "công văn", "cd": "công điện", "ttr": "tờ trình", "qc": "quy chế", "qdi": "quy định",
    "qyd": "quy định", "vbhn": "văn bản hợp nhất", "bb": "biên bản", "pl": "pháp lệnh", "l": "lệnh",
}  # fmt: skip
# What people write before a number instead of the kind's name: "NĐ 276", "TT 12/2013".
SHORT_KINDS = {short: name for short, name in _SYMBOLS.items() if short not in {"l", "bb", "ct", "cd", "cv"}}

# A số/ký hiệu as documents write it; wider than the one of matching tokens, which it begins with.
NUMBER = r"\d+[a-zđ]?(?:/\d{4})?\s?[/-]\s?[A-ZĐƯ][^\s,;:|)\]*]*(?:(?:-\s|(?<=-)\s)[A-ZĐ][^\s,;:|)\]*]*)*"


def kind_named(text: str) -> str | None:
    """Return the kind that a text names, however written ("Nghị định", "nghi-dinh", "NGHỊ ĐỊNH")."""
    folded = fold_accents(canonical_tone(text)).lower().replace("-", " ").replace("_", " ").strip()
    return next((kind for kind in KINDS if fold_accents(kind) == folded), None)


def kind_of_number(number: str) -> str | None:
    """Return the kind that a số/ký hiệu stands for: 276/2026/NĐ-CP is that of a nghị định; None if unknown.

    QH13 stands for a law and for a resolution of the National Assembly alike, so it says nothing.
    """
    for part in re.split(r"[/-]", fold_accents(number).lower().replace(" ", "")):
        if part in _SYMBOLS:
            return _SYMBOLS[part]
    return None


def canonical_number(number: str) -> str:
    """Return the form in which numbers are compared: "07 - ĐA/TU" and "7-DA/TU" are the same."""
    folded = fold_accents(number).lower().replace(" ", "").rstrip(".,;:")
    return re.sub(r"^0+(?=\d)", "", folded)


def head_of(number: str) -> tuple[str, str]:
    """Return a number's figure and year: 276/2026/NĐ-CP → ("276", "2026"), 07-ĐA/TU → ("7", "")."""
    match = re.match(r"(\d+[a-z]?)(?:/((?:19|20)\d{2}))?(?!\d)", canonical_number(number))
    return (match.group(1), match.group(2) or "") if match else (canonical_number(number), "")
