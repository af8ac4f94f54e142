"""Parts of a question held against each other; a place's figure and another's in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.apart import merged, told_apart, without_unsure
from assistant.draft import Part
from assistant.found import Found, Quote
from assistant.whose import without_others
from tests.asking import Asking, document

ASKING = Asking(
    document(
        "a",
        """Xã Suối Trong trồng rừng
Trong năm xã trồng được 120 cây. Xã Suối Trong và xã Đồi Thông đều trồng 35 cây đa.""",
    ),
    document(
        "b",
        """Kết quả thi đua
Dẫn đầu thi đua, Đảng bộ xã kết nạp 87 đảng viên, vượt kế hoạch; xã Đồi Thông kết nạp 36 đảng viên.""",
    ),
)


def part(question: str, short: str, quote: str) -> Part:
    start = ASKING.documents["a"].text.index(quote)
    proof = Quote("a", start, start + len(quote))
    found = Found(short, ((quote.replace(short, f"**{short}**"), (proof,)),), 0.9)
    return Part(ASKING.understand(question), found, ())


ALONE, BOTH = "Trong năm xã trồng được 120 cây.", "Xã Suối Trong và xã Đồi Thông đều trồng 35 cây đa."
ONE, OTHER = "Xã Suối Trong trồng được bao nhiêu cây?", "Xã Đồi Thông trồng được bao nhiêu cây?"


def test_one_figure_is_that_of_the_side_its_document_names() -> None:
    kept, refused = told_apart([part(ONE, "120 cây", ALONE), part(OTHER, "120 cây", ALONE)], ASKING.views)
    assert [one.question.text for one in kept] == [ONE]
    assert [one.asked for one in refused] == [OTHER]


def test_a_figure_told_of_both_sides_is_kept_for_both() -> None:
    kept, refused = told_apart([part(ONE, "35 cây", BOTH), part(OTHER, "35 cây", BOTH)], ASKING.views)
    assert len(kept) == 2 and refused == []


def test_different_figures_are_left_alone() -> None:
    kept, refused = told_apart([part(ONE, "120 cây", ALONE), part(OTHER, "35 cây", BOTH)], ASKING.views)
    assert len(kept) == 2 and refused == []


def test_a_sentence_with_two_answers_is_said_once() -> None:
    quote = (Quote("a", 0, 9),)
    found = Found("3; 7", (("Có **3** cầu, 7 giếng", quote), ("Có 3 cầu, **7** giếng", quote)), 0.9)
    assert merged(found).segments == (("Có **3** cầu, **7** giếng", quote),)


def test_sentences_of_other_quotes_are_said_each() -> None:
    segments = (("Có **3** cầu", (Quote("a", 0, 9),)), ("Có **3** cầu", (Quote("a", 9, 18),)))
    assert merged(Found("3", segments, 0.9)).segments == segments


def test_the_other_side_is_looked_for_anew() -> None:
    told: list[list[str]] = []

    def instead(one: Part, others: Sequence[Part]) -> Part:
        told.append([one.question.text, *(other.found.short for other in others)])
        return part(one.question.text, "35 cây", "xã Đồi Thông đều trồng 35 cây đa")

    parts = [part(ONE, "120 cây", ALONE), part(OTHER, "120 cây", ALONE)]
    kept, refused = told_apart(parts, ASKING.views, instead)
    assert [(one.question.text, one.found.short) for one in kept] == [(ONE, "120 cây"), (OTHER, "35 cây")]
    assert refused == [] and told == [[OTHER, "120 cây"]]


def test_a_sentence_that_tells_of_both_answers_both() -> None:
    def instead(one: Part, _: Sequence[Part]) -> Part:
        return part(one.question.text, "35 cây" if "Đồi" in one.question.text else "xã Suối Trong", BOTH)

    parts = [part(ONE, "120 cây", ALONE), part(OTHER, "120 cây", ALONE)]
    kept, _ = told_apart(parts, ASKING.views, instead)
    assert [one.found.short for one in kept] == ["xã Suối Trong", "35 cây"]


def test_a_figure_is_of_the_part_that_asks_for_what_it_counts() -> None:
    text = "Trong năm xã trồng được 120 cây"
    parts = [part("Xã có mấy ao?", "120 cây", text), part("Xã trồng mấy cây?", "120 cây", text)]
    kept, refused = told_apart(parts, ASKING.views)
    assert [one.question.text for one in kept] == ["Xã trồng mấy cây?"]
    assert [one.asked for one in refused] == ["Xã có mấy ao?"]


def figures(question: str) -> list[str]:
    text = ASKING.documents["b"].text
    kept = without_others(ASKING.understand(question), ASKING.candidates(question), ASKING.views)
    return [text[one.span.start : one.span.end] for one in kept if one.span and one.document_id == "b"]


def test_a_figure_before_the_clause_that_names_the_place_is_anothers() -> None:
    assert not [one for one in figures("Xã Đồi Thông kết nạp bao nhiêu đảng viên?") if one.startswith("87")]
    assert [one for one in figures("Xã Đồi Thông kết nạp bao nhiêu đảng viên?") if one.startswith("36")]
    assert [one for one in figures("Đảng bộ kết nạp bao nhiêu đảng viên?") if one.startswith("87")]


def test_a_later_answer_from_another_document_must_be_sure() -> None:
    first, later = part("Xã trồng được bao nhiêu cây?", "120 cây", ALONE), ASKING.understand("Ai trồng?")
    proof = Quote("b", 0, 10)

    def answered(confidence: float, name: str) -> Part:
        return Part(later, Found("x", (("x", (Quote(name, proof.start, proof.end),)),), confidence), ())

    asked = [first.question, later]
    for one, kept in ((answered(0.5, "b"), 1), (answered(0.9, "b"), 2), (answered(0.5, "a"), 2)):
        assert len(without_unsure(asked, [first, one])[0]) == kept
