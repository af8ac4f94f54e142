"""What is told of another body of the sort asked for answers nothing."""

from __future__ import annotations

import pytest

from assistant.bodies import of_the_body
from tests.asking import Asking, document

TEXT = """Tỉnh Hoa Mai sắp xếp các sở
Sở Y tế có 40 biên chế. Sở Giao thông nhập với Sở Xây dựng thành Sở Xây dựng, có 131 biên chế.
Sở Khoa học và Công nghệ có 52 biên chế. Các sở còn lại có 600 biên chế."""
OFFICE = Asking(document("a", TEXT))


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("Sở Y tế có bao nhiêu biên chế?", {"40", "600"}),  # a sentence that names no such body stays
        ("Sở Nội vụ có bao nhiêu biên chế?", {"600"}),  # no sentence tells of it
        ("Sở Xây dựng có bao nhiêu biên chế?", {"131", "600"}),
        ("sở xây dựng có bao nhiêu biên chế?", {"131", "600"}),  # in lower case
        ("Sở KH&CN có bao nhiêu biên chế?", {"52", "600"}),  # in short
        ("Cả tỉnh có bao nhiêu biên chế?", {"40", "131", "52", "600"}),
    ],
)
def test_figures_of_another_body_are_left_out(question: str, figures: set[str]) -> None:
    kept = of_the_body(OFFICE.understand(question), OFFICE.candidates(question), OFFICE.views)
    assert {TEXT[one.span.start : one.span.end] for one in kept if one.span} == figures
