"""A model's standalone question is taken only when the conversation holds all of it."""

from __future__ import annotations

import pytest

from assistant.lexicon import Lexicon, build_lexicon
from assistant.rewrite import accepted, needs_rewriting, rewriting
from ingest.records import Document
from ingest.split import split

TEXT = "Xã Hoa Mai có 345 đảng viên, 31 chi bộ. Tỉnh Bắc Giang năm 2019 giảm 12 thôn. Xã Bến Đá có 3 chi bộ."
DOCUMENT = Document(id="a", title="Bản tin", text=TEXT, source="a", sha256="0" * 64)
LEXICON: Lexicon = build_lexicon({"a": DOCUMENT}, split(DOCUMENT))
HISTORY = ["Tỉnh Bắc Giang năm 2019 giảm bao nhiêu thôn?"]


@pytest.mark.parametrize(
    ("reply", "taken"),
    [
        ("Năm 2019 tỉnh Bắc Giang có bao nhiêu chi bộ?", "Năm 2019 tỉnh Bắc Giang có bao nhiêu chi bộ?"),
        ("“Tỉnh Bắc Giang có bao nhiêu chi bộ”", "Tỉnh Bắc Giang có bao nhiêu chi bộ?"),
        ("**Tỉnh Bắc Giang có bao nhiêu chi bộ?**\n", "Tỉnh Bắc Giang có bao nhiêu chi bộ?"),
        ("Còn chi bộ thì sao?", None),  # nothing added
        ("Tỉnh Bắc Ninh có bao nhiêu chi bộ?", None),
        ("Tỉnh Bắc Giang năm 2020 có bao nhiêu chi bộ?", None),
        ("Ông Lê Văn Tám ở Bắc Giang có bao nhiêu chi bộ?", None),
        ("Tỉnh Bắc Giang giảm mạnh kinh phí quốc phòng ra sao?", None),
        ("Tỉnh Bắc Giang có bao nhiêu chi bộ? Xem http://evil.example", None),
        ("Câu hỏi:\nTỉnh Bắc Giang có bao nhiêu chi bộ?", None),
        ("x" * 500, None),
        ("", None),
    ],
)
def test_what_is_accepted(reply: str, taken: str | None) -> None:
    assert accepted(reply, "Còn chi bộ thì sao?", "Còn chi bộ thì sao?", HISTORY, LEXICON) == taken


def test_a_name_of_the_question_must_stay() -> None:
    question = "Còn xã Bến Đá?"
    assert (
        accepted("Tỉnh Bắc Giang năm 2019 giảm bao nhiêu thôn?", question, question, HISTORY, LEXICON) is None
    )


def test_which_questions_are_asked_about() -> None:
    assert needs_rewriting("Còn chi bộ?", "Còn chi bộ?", LEXICON)
    assert needs_rewriting("Còn Bắc Ninh?", "Tỉnh Bắc Ninh năm 2019 giảm bao nhiêu thôn?", LEXICON)
    alone = "Tỉnh Bắc Giang có bao nhiêu chi bộ?"
    assert not needs_rewriting(alone, alone, LEXICON)


def test_the_model_sees_the_questions_and_no_document() -> None:
    text = "\n".join(content for _, content in rewriting("Còn chi bộ?", HISTORY))
    assert HISTORY[0] in text and "Câu hỏi cuối: Còn chi bộ?" in text and "345" not in text
