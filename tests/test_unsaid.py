"""An unsure figure without a word that the question turns on is refused; a sure one is not."""

from __future__ import annotations

import pytest

from assistant.choose import Choice
from assistant.unsaid import leaves_unsaid
from tests.asking import Asking, document

TEXT = """Xử lý kỷ luật ở huyện
Tỷ lệ hồ sơ nộp trực tuyến đạt 66,5%.
Quyết định được gửi trong thời hạn 15 ngày."""
# Words weigh more the more passages there are without them.
OTHERS = [document(f"b{at}", f"Bản tin số {at}\nThôn có {at} hộ và cán bộ.") for at in range(20)]
ASKING = Asking(document("a", TEXT), *OTHERS)


def refused(question: str, figure: str, probability: float) -> bool:
    asked = ASKING.understand(question)
    found = ASKING.candidates(question)
    own = [one for one in found if one.document_id == "a" and one.span]
    [one] = [c for c in own if c.span and TEXT[c.span.start : c.span.end] == figure]
    return leaves_unsaid(asked, Choice(one, probability, 0.9), ASKING.views["a"], ASKING.lexicon)


@pytest.mark.parametrize(
    ("question", "figure", "probability", "expected"),
    [
        ("Tỷ lệ hồ sơ trực tuyến đạt bao nhiêu?", "66,5%", 0.2, False),
        ("Tỷ lệ giải ngân đạt bao nhiêu?", "66,5%", 0.34, True),
        ("Tỷ lệ giải ngân đạt bao nhiêu?", "66,5%", 0.36, False),
        ("Tỷ lệ giải ngân ngân sách đầu tư đạt bao nhiêu?", "66,5%", 0.49, True),  # more than one word
        ("Tỷ lệ giải ngân ngân sách đầu tư đạt bao nhiêu?", "66,5%", 0.51, False),
        ("Tỷ lệ cán bộ đạt bao nhiêu?", "66,5%", 0.2, False),  # a word that is everywhere
        ("Quyết định được gửi trong bao nhiêu ngày?", "15", 0.2, False),
        ("Đơn khiếu nại được gửi trong bao nhiêu ngày?", "15", 0.59, True),  # how long: of something else
        ("Đơn khiếu nại được gửi trong bao nhiêu ngày?", "15", 0.61, False),
    ],
)
def test_an_unsure_figure_of_something_else(
    question: str, figure: str, probability: float, expected: bool
) -> None:
    assert refused(question, figure, probability) is expected
