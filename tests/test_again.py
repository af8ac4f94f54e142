"""A follow-up and the figure that answered the question before it."""

from __future__ import annotations

from assistant.again import Before, asks_anew
from assistant.draft import Part
from assistant.found import Found, Quote
from tests.asking import Asking, document

TEXT = """Xã Đồi Thông làm quy hoạch cán bộ
Xã rà soát quy hoạch cán bộ nhiệm kỳ 2020-2025 và 2021-2026; trình cấp trên duyệt nhiệm kỳ 2025-2030.
Xã trồng 120 cây, cả huyện trồng 900 cây."""
ASKING = Asking(document("a", TEXT), document("b", "Báo cáo khác\nXã nuôi 45 đàn ong."))
FIRST, THEN = "Xã rà soát quy hoạch nhiệm kỳ nào?", "Còn trình cấp trên duyệt nhiệm kỳ nào?"


def part(question: str, short: str, name: str = "a") -> Part:
    text = ASKING.documents[name].text
    line = next(line for line in text.split("\n") if short in line)
    quote = Quote(name, text.index(line), text.index(line) + len(line))
    return Part(ASKING.understand(question), Found(short, ((line, (quote,)),), 0.9), ())


def before(short: str) -> Before:
    return Before([part(FIRST, short)], ASKING.understand(THEN), ASKING.understand(FIRST), ASKING.views)


def test_the_same_figure_is_told_again_and_one_told_in_one_breath_with_it() -> None:
    said = before("nhiệm kỳ 2020-2025")
    assert said.answers_again([part(THEN, "nhiệm kỳ 2020-2025")])
    assert said.answers_again([part(THEN, "2021-2026")])
    assert not said.answers_again([part(THEN, "nhiệm kỳ 2025-2030")])
    assert not said.answers_again([part(THEN, "120 cây")])


def test_what_answers_instead_must_be_told_of_the_words_of_the_follow_up() -> None:
    kept = before("nhiệm kỳ 2020-2025").without_told(ASKING.candidates(THEN))
    assert {TEXT[one.span.start : one.span.end] for one in kept if one.span} == {"nhiệm kỳ 2025-2030"}


def test_another_document_is_not_beside() -> None:
    said = before("nhiệm kỳ 2020-2025")
    assert said.is_beside([part(THEN, "120 cây")])
    assert not said.is_beside([part(THEN, "45 đàn ong", "b")])
    assert not said.is_beside([])


def test_asking_for_the_same_once_more_is_nothing_new() -> None:
    first = ASKING.understand("Xã trồng bao nhiêu cây?")
    assert not asks_anew(ASKING.understand("Chính xác là bao nhiêu cây?"), first)
    assert asks_anew(ASKING.understand("Còn huyện thì bao nhiêu?"), first)


def test_an_answer_of_two_terms_tells_both() -> None:
    said = before("nhiệm kỳ 2020-2025 và 2021-2026")
    assert said.answers_again([part(THEN, "2021-2026")])
    assert not said.answers_again([part(THEN, "nhiệm kỳ 2025-2030")])
