"""A part's figure is told of the part: never the whole's, nor another part's."""

from __future__ import annotations

import pytest

from assistant.subset import of_the_part, part_words, told_part
from tests.asking import Asking, document

ASKING = Asking(
    document(
        "a",
        """Xã Đồi Thông làm công tác cán bộ
Xã Đồi Thông ban hành 37 văn bản, trong đó có 04 kế hoạch, 06 quyết định và 27 công văn.
Xã Đồi Thông cử 90 cán bộ đi học, trong đó: nữ 31 đồng chí (chiếm 34,4%), cán bộ trẻ 12 đồng chí.
Xã Đồi Thông kết nạp 52 đảng viên, trong đó 29 đảng viên là người dân tộc thiểu số.""",
        place="Đồi Thông",
    )
)
TEXT = ASKING.documents["a"].text
SENT = "Xã Đồi Thông cử cán bộ đi học"


def figures(question: str) -> list[str]:
    asked = ASKING.understand(question)
    kept = of_the_part(asked, ASKING.candidates(question), ASKING.views, ASKING.lexicon)
    return sorted({TEXT[one.span.start : one.span.end] for one in kept if one.span})


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Xã Đồi Thông ban hành văn bản, trong đó có bao nhiêu công văn?", ["27"]),
        ("Xã Đồi Thông ban hành văn bản, trong số đó có mấy quyết định?", ["06"]),
        (f"{SENT}, trong đó bao nhiêu cán bộ trẻ?", ["12"]),
        (f"{SENT}, trong đó có mấy người khuyết tật?", []),  # nobody tells of them: not 90
        ("Xã Đồi Thông ban hành văn bản, trong đó có bao nhiêu văn bản bị trả lại?", []),
    ],
)
def test_only_figures_told_of_the_part_are_left(question: str, expected: list[str]) -> None:
    assert [figure.split()[0] for figure in figures(question)] == expected


def test_the_share_in_brackets_is_of_the_part_before_it() -> None:
    assert "34,4%" in figures(f"{SENT}, trong đó nữ chiếm bao nhiêu phần trăm?")


def test_the_whole_is_left_out_where_its_part_is_asked_for() -> None:
    part = figures("Xã Đồi Thông kết nạp được bao nhiêu đảng viên người dân tộc thiểu số?")
    whole = figures("Xã Đồi Thông kết nạp được bao nhiêu đảng viên?")
    assert not [one for one in part if one.startswith("52")] and [one for one in part if one.startswith("29")]
    assert [one for one in whole if one.startswith("52")]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Xã kết nạp đảng viên, trong đó có bao nhiêu đảng viên nữ?", ("nữ",)),
        ("Xã nhận hồ sơ, trong đó có bao nhiêu hồ sơ bị trả lại?", ("trả", "lại")),
        ("Thị xã chi tiền để số hóa, trong đó xã hội hóa là mấy tỷ?", ("xã", "hội")),
        ("Xã kết nạp bao nhiêu đảng viên?", ()),
    ],
)
def test_the_words_of_the_part(question: str, words: tuple[str, ...]) -> None:
    assert part_words(ASKING.understand(question), ASKING.lexicon) == words


def test_the_one_figure_told_is_the_answer() -> None:
    question = "Xã Đồi Thông ban hành văn bản, trong đó có bao nhiêu công văn?"
    asked = ASKING.understand(question)
    kept = of_the_part(asked, ASKING.candidates(question), ASKING.views, ASKING.lexicon)
    told = told_part(asked, kept, ASKING.views, ASKING.lexicon)
    assert told is not None and told.span is not None
    assert TEXT[told.span.start : told.span.end].startswith("27")


def test_a_plain_question_is_left_to_the_reader() -> None:
    question = "Xã Đồi Thông ban hành bao nhiêu văn bản?"
    candidates = ASKING.candidates(question)
    assert told_part(ASKING.understand(question), candidates, ASKING.views, ASKING.lexicon) is None
