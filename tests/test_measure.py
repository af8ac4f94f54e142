"""Metrics on single answers, against values worked out by hand, and the rules of matching as a table."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from assistant.records import Answer, Citation, Context
from eval import measure
from eval.match import contains, figures, tokens
from eval.measure import Place
from eval.questions import Question
from eval.summary import estimate

TEXT = (
    "Xã Hoa Mai giảm được 102 thôn trong giai đoạn 2016-2020.\n"
    "Ba việc đã làm: trồng cây; đắp đường; xây cầu.\n"
    "Chủ tịch xã là bà Lê Thị Thử."
)
TEXTS = {"hoa-mai": TEXT, "khac": "Nơi khác giảm được 7 thôn."}


def cite(quote: str, document: str = "hoa-mai", label: int = 1) -> Citation:
    start = TEXTS[document].index(quote)
    return Citation(label, document, "Tiêu đề", start, start + len(quote), quote)


def answered(text: str, *citations: Citation, short: str | None = None) -> Answer:
    return Answer("?", "?", "answered", short, text, 0.9, citations=citations)


def asked(**fields: Any) -> Question:
    defaults: dict[str, Any] = {"documents": ("hoa-mai",), "quotes": ("giảm được 102 thôn",)}
    return Question(id="q", question="?", kind="what", split="dev", **(defaults | fields))


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        # figures: one value, several spellings
        ("giảm 1.043 người", "1043"),
        ("giảm 1043 người", "1.043"),
        ("tổng cộng 1.234.567,5 đồng", "1234567,5"),
        ("đạt 65,4%", "65.4%"),
        ("đạt 65,4 %", "65,4%"),
        ("đạt 65,4 phần trăm.", "65,4%"),
        ("có 04 lớp", "4 lớp"),
        ("có 4 lớp", "04"),
        ("chỉ 0,5%", "0.5%"),
        ("còn 102.", "102"),
        ("(102; 77)", "102"),
        ("tại 5/10 huyện", "5/10 huyện"),
        ("tại 05/10 huyện", "5/10"),
        ("diện tích 20km²", "20 km²"),
        # dates
        ("Ngày 30/5/2018", "30-5-2018"),
        ("30-5-2018", "ngày 30 tháng 05 năm 2018"),
        ("ngày 30.05.2018", "30/5/2018"),
        ("ngày 30 tháng 5 năm 2018", "30-5-2018"),
        ("đến tháng 3/2020,", "tháng 03-2020"),
        ("tháng 3 năm 2020", "tháng 3/2020"),
        ("(14/10/1930 - 14/10/2023)", "14-10-2023"),
        ("ngày 30-5-2018", "năm 2018"),  # the year of a date, and its month
        ("ngày 30/5/2018", "tháng 5-2018"),
        ("đến tháng 8/2023", "tháng 8"),
        ("từ năm 2021 đến nay", "2021"),
        ("ngày 4 tháng 2 năm 2004", "ngày 4 tháng 2"),
        ("28 tháng 5, 1738 – 26 tháng 3, 1814", "28-5-1738"),
        ("từ 1-2-2016-31-12-2020", "1/2/2016"),
        ("Ngày 14-10 tới đây", "14-10"),
        ("giai đoạn 2016 – 2020", "2016-2020"),
        ("năm 2016-2020", "2016-2020"),
        ("nhiệm kỳ 2020- 2025", "nhiệm kỳ 2020-2025"),
        # số/ký hiệu
        ("Kế hoạch số 47-KH/TU ngày 30-5-2018", "47-KH/TU"),
        ("Chỉ thị số 05-CT/TW", "5-CT/TW"),
        ("Nghị định 276/2026/NĐ-CP.", "276/2026/nđ-cp"),
        # words
        ("Đảng uỷ xã Hoà Bình", "Đảng ủy xã Hòa Bình"),
        ("ông NGUYỄN THIỆN NHƠN, Ủy viên", "Nguyễn Thiện Nhơn"),
        ("chính trị - xã hội", "chính trị-xã hội"),
        ("“Đoàn kết, trung thành”", "đoàn kết trung thành"),
        (unicodedata.normalize("NFD", "Tỉnh ủy"), "tỉnh ủy"),
        # Markdown and marks of citation
        ("giảm **102 đơn vị** [1].", "102 đơn vị"),
        ("giảm **102**[1] đơn vị", "102 đơn vị"),
        ("trồng cây [1][2], đắp đường", "cây, đắp"),
        ("giảm\n 102   đơn vị", "giảm 102 đơn vị"),
    ],
)
def test_an_answer_stands_in_a_text(text: str, phrase: str) -> None:
    assert contains(text, phrase)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("có 1.102 người", "102"),
        ("có 1.102 người", "1"),
        ("có 1020 người", "102"),
        ("đạt 102%", "102"),
        ("có 102 người", "102%"),
        ("đạt 65,4%", "65%"),
        ("đạt 65,4%", "4%"),
        ("tại 5/10 huyện", "5"),
        ("tại 5/10 huyện", "10 huyện"),
        ("đạt 0,125%", "125%"),
        ("ngày 30-5-2018", "5"),
        ("ngày 30-5-2018", "30"),
        ("ngày 30-5-2018", "tháng 6/2018"),
        ("có 5 tháng", "tháng 5"),
        ("tháng 5% nữa", "tháng 5"),
        ("năm 2016-2020", "năm 2016"),
        ("12/2013/QH13", "12/2013"),
        ("ngày 30-5-2018", "3-5-2018"),
        ("giai đoạn 2016-2020", "2016"),
        ("Kế hoạch số 47-KH/TU", "47"),
        ("Kế hoạch số 147-KH/TU", "47-KH/TU"),
        ("Nghị quyết số 18 và 19-NQ/TW", "18-NQ/TW"),
        ("câu trả lời [3]", "3"),
        ("năm 2018\n- 10 huyện", "2018-10"),
        ("xã Hoa Mai", "oa Mai"),
        ("xã Hoa Mai", "Hoa Ma"),
        ("xã Hoa và xã Mai", "Hoa Mai"),
        ("má", "ma"),
        ("bất kỳ", ""),
        ("bất kỳ", "…"),
        ("", "102"),
    ],
)
def test_an_answer_does_not_stand_in_a_text(text: str, phrase: str) -> None:
    assert not contains(text, phrase)


def test_figures_are_numbers_dates_ratios_and_codes_without_list_numbering() -> None:
    text = "1. Có **1.043** người [1]\n2. đạt 65,4%, tại 5/10 huyện, theo 47-KH/TU ngày 30/5/2018"
    assert figures(text) == ("1.043", "65,4%", "5/10", "47-kh/tu", "ngày 30/5/2018")


def test_a_right_answer_is_said_and_cited() -> None:
    question = asked(answers=("102", "102 thôn"))
    quote = cite("giảm được 102 thôn")
    assert measure.is_correct(question, answered("Giảm được **102 thôn** [1].", quote), TEXTS)
    # wrong figure, right citation; right figure, wrong citation; no citation; wrong document
    assert not measure.is_correct(question, answered("Giảm được **77** [1].", quote), TEXTS)
    assert not measure.is_correct(question, answered("Là 102 [1].", cite("bà Lê Thị Thử")), TEXTS)
    assert not measure.is_correct(question, answered("Là 102."), TEXTS)
    elsewhere = asked(answers=("7",), documents=("hoa-mai",))
    assert not measure.is_correct(elsewhere, answered("Là 7 [1].", cite("7 thôn", "khac")), TEXTS)


def test_a_refusal_is_not_correct_even_when_its_text_holds_the_answer() -> None:
    refusal = Answer("?", "?", "not_found", None, "102", 0.1, citations=(cite("giảm được 102 thôn"),))
    assert not measure.is_correct(asked(answers=("102",)), refusal, TEXTS)


def test_text_and_quote_may_use_different_alternatives() -> None:
    question = asked(answers=("một trăm linh hai", "102"))
    assert measure.is_correct(question, answered("Giảm một trăm linh hai thôn [1].", cite("102 thôn")), TEXTS)


def test_every_part_is_required() -> None:
    question = asked(parts=(("trồng cây",), ("đắp đường", "làm đường"), ("xây cầu",)))
    whole = cite("trồng cây; đắp đường; xây cầu")
    assert measure.is_correct(question, answered("Trồng cây; đắp đường; xây cầu [1].", whole), TEXTS)
    assert not measure.is_correct(question, answered("Trồng cây; đắp đường [1].", whole), TEXTS)
    short = cite("trồng cây; đắp đường")
    assert not measure.is_correct(question, answered("Trồng cây; đắp đường; xây cầu [1].", short), TEXTS)


def test_parts_may_be_cited_in_two_documents() -> None:
    question = asked(
        parts=(("102",), ("7",)),
        documents=("hoa-mai", "khac"),
        quotes=("giảm được 102 thôn", "giảm được 7 thôn"),
    )
    both = (cite("giảm được 102 thôn"), cite("giảm được 7 thôn", "khac", 2))
    assert measure.is_correct(question, answered("102 [1] và 7 [2].", *both), TEXTS)
    assert not measure.is_correct(question, answered("102 [1] và 7.", both[0]), TEXTS)


def test_a_count_that_no_quote_states_needs_all_quotes_covered() -> None:
    quotes = ("trồng cây; đắp đường", "xây cầu")
    one, two = cite("trồng cây; đắp đường"), cite("; xây cầu.")
    for question in (
        asked(parts=(("3", "ba việc"),), quotes=quotes),
        asked(answers=("3", "ba việc"), quotes=quotes),
    ):
        assert measure.is_correct(question, answered("Có 3 việc [1][2].", one, two), TEXTS)
        assert not measure.is_correct(question, answered("Có 3 việc [1].", one), TEXTS)
        assert not measure.is_correct(question, answered("Có 4 việc [1][2].", one, two), TEXTS)
    # The exception is not for what a quote states: that must be cited itself.
    stated = asked(parts=(("xây cầu",),), quotes=("xây cầu",), documents=("hoa-mai",))
    assert not measure.is_correct(stated, answered("Đã xây cầu [1].", cite("trồng cây")), TEXTS)


def test_covered_ignores_punctuation_but_no_letter() -> None:
    [[place]] = measure.places(asked(quotes=("đắp đường; xây cầu.",)), TEXTS)
    assert measure.covered([place], [cite("đắp đường"), cite("xây cầu")], TEXTS)
    assert not measure.covered([place], [cite("đắp đường"), cite("ây cầu")], TEXTS)
    assert not measure.covered([], [cite("đắp đường")], TEXTS)


def test_places_are_every_occurrence_and_white_space_may_differ() -> None:
    texts = {"d": "một hai\nba. Một. một  hai ba"}
    question = asked(quotes=("một hai ba", "bốn"), documents=("d", "lost"))
    # "một hai\nba" is at 0–10; after ". Một. " (7 characters) the second one takes 17–28.
    assert measure.places(question, texts) == [[Place("d", 0, 10), Place("d", 17, 28)], []]


@pytest.mark.parametrize(
    ("short", "answers", "exact", "f1"),
    [
        ("102", ("102", "102 đơn vị"), 1.0, 1.0),
        ("1.043 người", ("1043",), 0.0, 2 / 3),  # shared 1; precision 1/2, recall 1
        ("Đảng uỷ xã.", ("đảng ủy xã",), 1.0, 1.0),
        # got {một, hai, hai}, expected {hai, ba}: shared 1; 2·1 / (3 + 2)
        ("một hai hai", ("hai ba",), 0.0, 0.4),
        ("sai", ("đúng", "cũng đúng"), 0.0, 0.0),
        ("cũng", ("khác hẳn", "cũng đúng"), 0.0, 2 / 3),
        (None, ("102",), 0.0, 0.0),
        ("", ("102",), 0.0, 0.0),
    ],
)
def test_short_answers(short: str | None, answers: tuple[str, ...], exact: float, f1: float) -> None:
    assert measure.exact_match(short, answers) == exact
    assert measure.token_f1(short, answers) == pytest.approx(f1)


def test_a_hit_is_of_the_right_document_and_overlaps_a_quote() -> None:
    question = asked(quotes=("giảm được 102 thôn",))  # at 11–29 of its text
    elsewhere, touching = Context("khac", 0, 25, 0.9, ""), Context("hoa-mai", 29, 57, 0.8, "")
    overlapping = Context("hoa-mai", 28, 57, 0.7, "")
    assert TEXT[11:29] == question.quotes[0]
    assert measure.first_hit(question, [elsewhere, touching, overlapping], TEXTS) == 3
    assert measure.first_hit(question, [elsewhere, touching], TEXTS) is None


def test_false_quotes_are_counted_one_by_one() -> None:
    true = cite("xây cầu")
    shifted = Citation(2, "hoa-mai", "", true.start + 1, true.end + 1, true.quote)
    unknown = Citation(3, "lost", "", 0, 3, "Xã ")
    beyond = Citation(4, "hoa-mai", "", len(TEXT) - 4, len(TEXT) + 2, "Thử.")
    empty = Citation(5, "hoa-mai", "", 3, 3, "")
    backwards = Citation(6, "hoa-mai", "", -4, len(TEXT), "Thử.")
    answer = answered("x", true, shifted, unknown, beyond, empty, backwards)
    assert measure.false_quotes(answer, TEXTS) == 5


def test_uncited_figures_are_those_of_the_text_in_no_cited_quote() -> None:
    quote = cite("giảm được 102 thôn trong giai đoạn 2016-2020")
    text = "Giảm **102** thôn, đạt 12% trong giai đoạn 2016 - 2020 [1], theo 47-KH/TU."
    assert measure.uncited_figures(answered(text, quote)) == ("12%", "47-kh/tu")
    # The parts of a date are not a date: 30 May 2018 is not in a quote of 30 May 2017 and of 2018.
    two_dates = Citation(1, "d", "", 0, 9, "từ ngày 30-5-2017 đến năm 2018")
    text = "Ngày 30/5/2018, đến năm 2018, từ năm 2017"
    assert measure.uncited_figures(answered(text, two_dates)) == ("ngày 30/5/2018",)
    over_lines = Citation(1, "d", "", 0, 9, "Xong trước ngày 15\ntháng 01 năm sau.")
    assert measure.uncited_figures(answered("Trước **ngày 15 tháng 01**. [1]", over_lines)) == ()
    refusal = Answer("?", "?", "not_found", None, "Gần nhất: bài năm 2018.", 0.1)
    assert measure.uncited_figures(refusal) == ()


def test_an_estimate_holds_the_statistic_and_an_interval_around_it() -> None:
    coin = estimate([1.0] * 80 + [0.0] * 20)
    # Mean 0.8; its standard error is sqrt(0.8 · 0.2 / 100) = 0.04, so the interval is about 0.8 ± 0.078.
    assert coin.value == pytest.approx(0.8)
    assert coin.low == pytest.approx(0.72, abs=0.02)
    assert coin.high == pytest.approx(0.88, abs=0.02)
    assert coin.n == 100
    assert estimate([1.0] * 80 + [0.0] * 20) == coin


def test_other_statistics() -> None:
    assert estimate([2.0, 0.0, 1.0], "total").value == 3.0
    assert estimate([3.0] * 5, "total").high == 15.0
    hundred = [float(n) for n in range(1, 101)]
    assert estimate(hundred, "p50").value == pytest.approx(50.5)
    assert estimate(hundred, "p95").value == pytest.approx(95.05)  # 1 + 0.95 · 99
    assert estimate([]).value is None
    assert estimate([]).n == 0


def test_tokens_keep_what_is_glued_to_a_figure() -> None:
    assert tokens("Từ 15 - 20% (5/10), 2.1.3") == ("từ", "15-20%", "5/10", "2.1.3")
