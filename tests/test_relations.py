"""Which documents a text replaces, repeals and amends, as its sentences, brackets, lists and labels say."""

from __future__ import annotations

import pytest

from ingest.relations import AMENDS, REPEALS, REPLACES, relations_of
from tests.decree import AMENDING, DECREE

OWN = "7/2032/NĐ-CP"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "Nghị định này thay thế Nghị định số 1/2020/NĐ-CP ngày 01/02/2020 và Nghị định số 2/2021/NĐ-CP.",
            [(REPLACES, OWN, "1/2020/NĐ-CP", False), (REPLACES, OWN, "2/2021/NĐ-CP", False)],
        ),
        (
            "Nghị định này thay thế Điều 5 Nghị định số 1/2020/NĐ-CP.",
            [(REPLACES, OWN, "1/2020/NĐ-CP", True)],
        ),
        (
            "Nghị định số 1/2020/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực.",
            [(REPLACES, OWN, "1/2020/NĐ-CP", False)],
        ),
        (
            "Khoản 2 Điều 3 Thông tư số 9/2019/TT-BTC hết hiệu lực kể từ ngày Nghị định này có hiệu lực.",
            [(REPEALS, OWN, "9/2019/TT-BTC", True)],
        ),
        ("2. Bãi bỏ Quyết định số 4/2018/QĐ-TTg.", [(REPEALS, OWN, "4/2018/QĐ-TTg", False)]),
        (
            "2. Nghị định này bãi bỏ Nghị định số 4/2018/NĐ-CP; giữ nguyên Nghị định số 5/2018/NĐ-CP.",
            [(REPEALS, OWN, "4/2018/NĐ-CP", False)],
        ),
        (
            "Nghị định này sửa đổi, bổ sung một số điều của Nghị định số 1/2020/NĐ-CP.",
            [(AMENDS, OWN, "1/2020/NĐ-CP", True)],
        ),
        (
            "Thực hiện Nghị định số 1/2020/NĐ-CP (được sửa đổi, bổ sung tại Nghị định số 3/2022/NĐ-CP).",
            [(AMENDS, "3/2022/NĐ-CP", "1/2020/NĐ-CP", True)],
        ),
        (
            "Nghị định số 1/2020/NĐ-CP được sửa đổi, bổ sung bởi Nghị định số 3/2022/NĐ-CP vẫn áp dụng.",
            [(AMENDS, "3/2022/NĐ-CP", "1/2020/NĐ-CP", True)],
        ),
        ("Thay thế: Nghị định số 25/2025/NĐ-CP ngày 21/02/2025", [(REPLACES, OWN, "25/2025/NĐ-CP", False)]),
        (
            "Văn bản bị thay thế/bãi bỏ/hủy bỏ [2] 2/2010/TT-BTC Thông tư số 2/2010/TT-BTC về phí. "
            "3/2011/TT-BTC Thông tư số 3/2011/TT-BTC về lệ phí.",
            [(REPLACES, OWN, "2/2010/TT-BTC", False), (REPLACES, OWN, "3/2011/TT-BTC", False)],
        ),
        (
            "Văn bản thay thế/bãi bỏ/hủy bỏ [1] 9/2033/NĐ-CP Nghị định số 9/2033/NĐ-CP về phí.",
            [(REPLACES, "9/2033/NĐ-CP", OWN, False)],
        ),
        # What says nothing of the kind
        ("Căn cứ Nghị định số 1/2020/NĐ-CP của Chính phủ;", []),
        ("Người thay thế trưởng phòng được hưởng phụ cấp theo Nghị định số 1/2020/NĐ-CP.", []),
        ("Hợp đồng hết hiệu lực thì thanh lý theo Nghị định số 1/2020/NĐ-CP.", []),
        ("Nghị định này có hiệu lực đến khi Nghị định số 1/2020/NĐ-CP hết hiệu lực.", []),
        ("Nghị định này thay thế Nghị định số 7/2032/NĐ-CP.", []),  # a document does nothing to itself
        ("Nghị định này thay thế Nghị định số 1/2040/NĐ-CP.", []),  # nor to one of later years
    ],
)
def test_what_a_sentence_tells(sentence: str, told: list[tuple[str, str, str, bool]]) -> None:
    text = f"Quy định chung.\n{sentence}\n"
    found = relations_of(text, OWN)
    assert [(one.kind, one.newer, one.older, one.partly) for one in found] == told
    for one in found:
        assert one.older in text[one.start : one.end] or one.newer in text[one.start : one.end]


def test_a_text_without_a_number_tells_only_of_others() -> None:
    said = "Nghị định này thay thế Nghị định số 1/2020/NĐ-CP."
    beside = "Nghị định số 4/2020/NĐ-CP (được thay thế bởi Nghị định số 3/2022/NĐ-CP) đã hết hiệu lực."
    assert [(one.newer, one.older) for one in relations_of(f"{said}\n{beside}", None)] == [
        ("3/2022/NĐ-CP", "4/2020/NĐ-CP")
    ]


def test_whole_documents() -> None:
    [replaced] = relations_of(DECREE, "950/2031/NĐ-CP")
    assert (replaced.kind, replaced.older, replaced.partly) == (REPLACES, "840/2025/NĐ-CP", False)
    assert DECREE[replaced.start : replaced.end].startswith("2. Nghị định này thay thế")
    [amended] = relations_of(AMENDING, OWN, "Nghị định Sửa đổi, bổ sung một số điều")
    assert (amended.kind, amended.newer, amended.older) == (AMENDS, OWN, "950/2031/NĐ-CP")
