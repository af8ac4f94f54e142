"""Which stamps keep a document out, and what lets one in again. Run with ``pytest tests/test_secrecy.py``."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from ingest.errors import BadInput
from ingest.secrecy import FILE, HEAD_LINES, read_allowed, set_allowed, stamp_of

HEAD = "TỈNH ỦY HOA MAI\nSố: 12-BC/TU\n{}\nBÁO CÁO\nVề tình hình quý III\n\nTrong quý III, tình hình ổn định."


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("  [ TUYỆT  MẬT ]  ", "TUYỆT MẬT"),
        ("**MẬT**", "MẬT"),
        ("Độ mật: Tối mật", "TỐI MẬT"),
        ("| Số: 12-BC/TU | MẬT |", "MẬT"),
        (unicodedata.normalize("NFD", "TỐI MẬT"), "TỐI MẬT"),
        ("Tài liệu này không thuộc danh mục bí mật.", None),
        ("Mật", None),
        ("MẬT ONG BẠC HÀ", None),
        ("BẢO MẬT", None),
        ("ĐỘ MẬT CỦA TÀI LIỆU ĐƯỢC XÁC ĐỊNH THEO LUẬT", None),
        ("a) Tuyệt mật;", None),
    ],
)
def test_stamp_is_a_line_of_its_own(line: str, stamp: str | None) -> None:
    assert stamp_of(HEAD.format(line)) == stamp


def test_stamp_stands_in_the_head() -> None:
    lines = [f"Dòng {n}" for n in range(HEAD_LINES)]
    assert stamp_of("\n\n".join([*lines[:-1], "MẬT"])) == "MẬT"
    assert stamp_of("\n\n".join([*lines, "MẬT"])) is None


def test_allowing_and_taking_it_back(tmp_path: Path) -> None:
    assert read_allowed(tmp_path) == frozenset()
    set_allowed(tmp_path, "a" * 64, "bao-cao")
    set_allowed(tmp_path, "b" * 64, "ke-hoach")
    assert read_allowed(tmp_path) == {"a" * 64, "b" * 64}
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    set_allowed(tmp_path, "a" * 64, "bao-cao", allowed=False)
    assert read_allowed(tmp_path) == {"b" * 64}


def test_damaged_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    with pytest.raises(BadInput):
        read_allowed(tmp_path)
    with pytest.raises(BadInput):
        set_allowed(tmp_path, "a" * 64, "bao-cao")
