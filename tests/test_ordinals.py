"""Numbers of congresses and meetings, in words, figures and Roman numerals."""

from __future__ import annotations

import pytest

from assistant.ordinals import numbered_as_in, roman, words
from tests.asking import Asking, document


@pytest.mark.parametrize(
    ("number", "written", "letters"),
    [
        (1, "nhất", "I"),
        (4, "tư", "IV"),
        (10, "mười", "X"),
        (11, "mười một", "XI"),
        (14, "mười bốn", "XIV"),
        (15, "mười lăm", "XV"),
        (21, "hai mươi mốt", "XXI"),
        (40, "bốn mươi", "XL"),
    ],
)
def test_the_ways_to_write_a_number(number: int, written: str, letters: str) -> None:
    assert (words(number), roman(number)) == (written, letters)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Hội nghị lần thứ 15 họp ngày nào?", "Hội nghị lần thứ mười lăm họp ngày nào?"),
        ("Đại hội lần thứ 9 họp ngày nào?", "Đại hội lần thứ IX họp ngày nào?"),
        ("Hội nghị lần thứ 16 họp ngày nào?", "Hội nghị lần thứ 16 họp ngày nào?"),  # no document has it
        ("Hội nghị lần thứ mười lăm họp ở đâu?", "Hội nghị lần thứ mười lăm họp ở đâu?"),
    ],
)
def test_a_question_is_numbered_as_the_documents_are(typed: str, meant: str) -> None:
    text = "Hội nghị lần thứ mười lăm\nHội nghị lần thứ mười lăm họp ngày 5/7/2030.\nĐại hội lần thứ IX họp."
    assert numbered_as_in(typed, Asking(document("d", text)).lexicon) == meant
