"""Kinds of documents and their numbers (``ingest.kinds``)."""

from __future__ import annotations

import re

import pytest

from ingest.kinds import NUMBER, canonical_number, head_of, kind_named, kind_of_number


@pytest.mark.parametrize(
    ("written", "canonical", "head"),
    [
        ("276/2026/NĐ-CP", "276/2026/nd-cp", ("276", "2026")),
        ("07 - ĐA/TU", "7-da/tu", ("7", "")),
        ("0012/2020/TT-BTC.", "12/2020/tt-btc", ("12", "2020")),
        ("12a/2019/QĐ-UBND", "12a/2019/qd-ubnd", ("12a", "2019")),
        ("1/1234/ABC", "1/1234/abc", ("1", "")),  # no year
        ("395 + 396", "395+396", ("395", "")),
    ],
)
def test_numbers_in_one_spelling(written: str, canonical: str, head: tuple[str, str]) -> None:
    assert canonical_number(written) == canonical and head_of(written) == head


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("276/2026/NĐ-CP", "nghị định"),
        ("2/2025/TTLT-BCA-BTC", "thông tư liên tịch"),
        ("47-KH/TU", "kế hoạch"),
        ("26/VBHN-BXD", "văn bản hợp nhất"),
        ("07/2026/L-CTN", "lệnh"),
        ("129/2025/QH15", None),  # a law or a resolution
        ("395 + 396", None),
    ],
)
def test_the_kind_that_a_number_stands_for(number: str, kind: str | None) -> None:
    assert kind_of_number(number) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NGHỊ ĐỊNH", "nghị định"),
        ("nghi-dinh", "nghị định"),
        ("Thông tư liên tịch", "thông tư liên tịch"),
        ("Hiến Pháp", "hiến pháp"),
        ("bài viết", None),
        ("nghị định về nợ", None),
    ],
)
def test_names_of_kinds(text: str, kind: str | None) -> None:
    assert kind_named(text) == kind


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("số 35/2011/TT- BNNPTNT ngày", "35/2011/TT- BNNPTNT"),
        ("số 11/2025/TTLT-VKSNDTC-BNN&MT, về", "11/2025/TTLT-VKSNDTC-BNN&MT"),
        ("Đề án 07-ĐA/TU của", "07-ĐA/TU"),
        ("ngày 12/5/2024 tại", None),
        ("đạt 3/4 chỉ tiêu", None),
    ],
)
def test_numbers_as_documents_write_them(text: str, number: str | None) -> None:
    found = re.search(NUMBER, text)
    assert (found.group() if found else None) == number
