"""Short forms in what the reader is asked."""

from __future__ import annotations

import pytest

from assistant.short_forms import in_the_words_of

SHORT_FORMS = {
    "tccsh": ("tổ", "chức", "cơ", "sở", "hội"),
    "đv": ("đảng", "viên"),
    "kt xh": ("kinh", "tế", "xã", "hội"),
    "tp": ("thành", "phố"),
}


@pytest.mark.parametrize(
    ("question", "text", "asked"),
    [
        # the text uses the short form, the question its words
        ("Có mấy tổ chức cơ sở hội?", "Có 9 TCCSH.", "Có mấy tổ chức cơ sở hội (TCCSH)?"),
        # the question uses the short form, the text does not
        ("Có mấy TCCSH?", "Có 9 tổ chức cơ sở hội.", "Có mấy tổ chức cơ sở hội?"),
        ("Có bn đv?", "Có 9 đảng viên.", "Có bn đảng viên?"),
        ("Phát triển KT-XH ra sao?", "Kinh tế tăng.", "Phát triển kinh tế xã hội ra sao?"),
        # both use it
        ("Có mấy TCCSH?", "Có 9 TCCSH.", "Có mấy TCCSH?"),
        # two letters mean too many things to be put beside their words
        ("Thành phố có mấy xã?", "TP. Cầu có 9 xã.", "Thành phố có mấy xã?"),
        ("Có mấy chợ?", "Có 9 chợ.", "Có mấy chợ?"),
    ],
)
def test_question_in_the_words_of_the_text(question: str, text: str, asked: str) -> None:
    assert in_the_words_of(question, [text], SHORT_FORMS) == asked
