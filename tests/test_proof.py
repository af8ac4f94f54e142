"""A claim against its quotes: what is proved, what is not and why, on invented documents."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.draft import Draft, Part
from assistant.evidence import Evidence
from assistant.found import Found
from assistant.labels import read_claim
from assistant.lexicon import build_lexicon
from assistant.proof import Fault, Proof, Prover
from assistant.question import understand
from assistant.records import Answer
from assistant.views import Views
from ingest.records import Document
from ingest.split import split

TEXTS = {
    "hoa-mai": """Xã Hoa Mai sắp xếp lại thôn, tổ dân phố
Năm 2019, Đảng ủy xã Hoa Mai ban hành Kế hoạch số 07-KH/ĐU ngày 05-3-2019 về sắp xếp thôn.
Sau sắp xếp, xã giảm được 12 thôn; chi bộ thôn còn 31.
Kinh phí hỗ trợ người dân là 97.250 nghìn đồng, đạt trên 65,40% kế hoạch.
Đến nay, xã có 345 đảng viên, trong đó có 120 đảng viên nữ (chiếm 34,8%), 45 đảng viên trẻ (chiếm 13%).
Thôn Đông có 102 hộ, thôn Đoài có 98 hộ.
Dự kiến đến năm 2025, xã giảm thêm 3 thôn.
Xã chưa có thôn đạt chuẩn kiểu mẫu.
Tỷ lệ trưởng thôn là đảng viên đạt 70%; tỷ lệ phó thôn là đảng viên đạt 40%.
""",
    "suoi-trong": """Thư viện xã Suối Trong mở cửa trở lại
Bà Lê Thị Thử, Phó Giám đốc thư viện xã Suối Trong, cho biết thư viện có 4.512 đầu sách.
Ông Trần Văn Mẫu, Chủ nhiệm câu lạc bộ đọc sách, trao tặng thư viện 60 thẻ đọc miễn phí.
Xã Suối Trong giảm được 5 thôn trong năm 2020.
""",
}
DOCUMENTS = {
    name: Document(
        id=name,
        title=text.splitlines()[0],
        text=text,
        source=f"{name}.txt",
        sha256="0" * 64,
        place={"hoa-mai": "Hoa Mai", "suoi-trong": "Suối Trong"}[name],
    )
    for name, text in TEXTS.items()
}
LEXICON = build_lexicon(DOCUMENTS, [chunk for document in DOCUMENTS.values() for chunk in split(document)])
VIEWS = Views(DOCUMENTS.values(), LEXICON)
QUESTION = "Xã Hoa Mai có bao nhiêu thôn, đảng viên, hộ dân, kinh phí bao nhiêu?"


def prover(question: str = QUESTION, labelled: Sequence[str] = ("hoa-mai", "suoi-trong")) -> Prover:
    """A prover whose passage [n] is the whole of the n-th document named."""
    understood = understand(question, LEXICON)
    answer = Answer(question, question, "answered", "", "", 1.0)
    draft = Draft(understood, answer, (), (Part(understood, Found("", (), 1.0), ()),))
    passages = [
        Evidence(label, name, tuple(range(len(VIEWS[name].bounds))), "")
        for label, name in enumerate(labelled, start=1)
    ]
    return Prover(draft, passages, VIEWS, LEXICON)


def outcome(claim: str, question: str = QUESTION) -> Proof | Fault:
    return prover(question).prove(read_claim(claim, 2))


PROVED = [
    "Xã Hoa Mai giảm được 12 thôn [1].",
    "Sau sắp xếp, xã giảm được 12 thôn và chi bộ thôn còn 31 [1].",
    "Sau khi sắp xếp, xã giảm được 12 thôn [1].",
    "Theo tài liệu, xã Hoa Mai có 345 đảng viên, trong đó có 120 đảng viên nữ [1].",
    "Số đảng viên trẻ là 45 đảng viên, chiếm 13% [1].",
    "Kinh phí hỗ trợ người dân là 97250 nghìn đồng [1].",
    "Kinh phí đạt trên 65,4% kế hoạch [1].",
    "Kế hoạch số 07-KH/ĐU được ban hành ngày 5 tháng 3 năm 2019 về sắp xếp thôn [1].",
    "Thôn Đông có 102 hộ [1].",
    "Thôn Đông có 102 hộ, còn thôn Đoài có 98 hộ [1].",
    "Dự kiến đến năm 2025, xã Hoa Mai giảm thêm 3 thôn [1].",
    "Xã chưa có thôn đạt chuẩn kiểu mẫu [1].",
    "Tỷ lệ phó thôn là đảng viên đạt 40% [1].",
    "Xã Hoa Mai giảm được 12 thôn.",  # no label: the code finds the proof
    "Xã Hoa Mai giảm được 12 thôn [1][57].",  # an invented label beside a true one
]


@pytest.mark.parametrize("claim", PROVED)
def test_true_claims_are_proved_by_exact_quotes(claim: str) -> None:
    proof = outcome(claim)
    assert isinstance(proof, Proof), proof
    assert proof.quotes
    for quote in proof.quotes:
        assert 0 <= quote.start < quote.end <= len(TEXTS[quote.document_id])
        assert (quote.start, quote.end) in VIEWS[quote.document_id].bounds


FALSE = [
    # figures
    "Xã Hoa Mai giảm được 13 thôn [1].",
    "Xã Hoa Mai giảm được 31 thôn [1].",
    "Xã Hoa Mai có 120 đảng viên [1].",
    "Có 345 đảng viên nữ [1].",
    "Có 120 đảng viên nữ, chiếm 13% [1].",
    "Có 45 đảng viên nữ [1].",
    "Kinh phí hỗ trợ người dân là 97,25 nghìn đồng [1].",
    "Kinh phí đạt 65,4% kế hoạch [1].",  # above 65.4, not 65.4
    "Kinh phí đạt gần 65,4% kế hoạch [1].",
    "Kế hoạch số 07-KH/ĐU được ban hành ngày 5 tháng 4 năm 2019 [1].",
    "Kế hoạch số 08-KH/ĐU được ban hành ngày 05-3-2019 [1].",
    "Thôn Đông có 98 hộ [1].",
    "Thôn Đoài có 102 hộ [1].",
    "Tỷ lệ phó thôn là đảng viên đạt 70% [1].",
    "Xã Hoa Mai giảm thêm 3 thôn [1].",  # planned, not done
    "Sau sắp xếp, xã tăng 12 thôn [1].",
    "Xã Hoa Mai giảm được 5 thôn [2].",
    "Xã giảm được 5 thôn [2].",  # of another place than the question's
    # names
    "Xã Bến Đá giảm được 12 thôn [1].",
    "Xã Suối Trong giảm được 12 thôn [1].",
    "Tỉnh Bắc Ninh giảm được 12 thôn [1].",
    "Theo Báo Nhân Dân, xã giảm được 12 thôn [1].",
    "Bà Trần Thị Nga cho biết xã giảm được 12 thôn [1].",
    # words and sense
    "Xã Hoa Mai không giảm được 12 thôn [1].",
    "Xã có thôn đạt chuẩn kiểu mẫu [1].",
    "Xã Hoa Mai được cấp trên khen ngợi vì thành tích xuất sắc trong sắp xếp thôn [1].",
    "Việc giảm thôn gây nhiều bức xúc cho người dân [1].",
    "Xã giảm được mười hai thôn [1].",
    "Sau sắp xếp, xã giảm được bao nhiêu thôn; chi bộ thôn còn 31 [1].",
    "Sau sắp xếp, xã giảm được 12 xã [1].",
    "Trước khi sắp xếp, xã giảm được 12 thôn [1].",
    "Xã Hoa Mai giảm được 12 thôn [2].",
]


@pytest.mark.parametrize("claim", FALSE)
def test_false_claims_are_not(claim: str) -> None:
    assert not isinstance(outcome(claim), Proof)


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        ("Xã Hoa Mai giảm được 12 thôn [57].", Fault.NO_SOURCE),
        ("Xã Hoa Mai giảm được 12 thôn [0].", Fault.NO_SOURCE),
        ("Xã Hoa Mai giảm được 12 thôn, xem http://evil.example [1].", Fault.NOT_PLAIN),
        ("Xã Hoa Mаi giảm được 12 thôn [1].", Fault.NOT_PLAIN),  # a Cyrillic а
        ("Cụ thể như sau:", Fault.SAYS_NOTHING),
        ("Các đoạn tài liệu:", Fault.SAYS_NOTHING),
        ("Xã Hoa Mai giảm được bao nhiêu thôn? [1]", Fault.SAYS_NOTHING),
        ("Miễn phí [2].", Fault.SAYS_NOTHING),  # a fragment
        ("Bà Lê Thị Thử cho biết như vậy [2].", Fault.OFF_TOPIC),
        ("Việc giảm thôn gây nhiều bức xúc cho người dân [1].", Fault.WORDS),
        ("Sau sắp xếp, xã Bến Đá giảm được 12 thôn; chi bộ thôn còn 31 [1].", Fault.NAME),
        ("Sau sắp xếp, xã giảm được 13 thôn; chi bộ thôn còn 31 [1].", Fault.FIGURE),
        ("Sau sắp xếp, xã sẽ giảm được 12 thôn; chi bộ thôn còn 31 [1].", Fault.SENSE),
    ],
)
def test_why_a_claim_is_not_proved(claim: str, fault: Fault) -> None:
    assert outcome(claim) == fault


@pytest.mark.parametrize(
    ("claim", "question", "proved"),
    [
        ("Bà Lê Thị Thử là Phó Giám đốc thư viện [2].", "Ai làm ở thư viện Suối Trong?", True),
        ("Bà Lê Thị Thử là Giám đốc thư viện [2].", "Ai làm ở thư viện Suối Trong?", False),
        ("Ông Trần Văn Mẫu là Phó Giám đốc thư viện [2].", "Ai làm ở thư viện Suối Trong?", False),
        ("Ông Trần Văn Mẫu là Chủ nhiệm câu lạc bộ đọc sách [2].", "Ai giữ chức chủ nhiệm?", True),
        ("Ông Trần Văn Mẫu trao tặng thư viện 60 thẻ đọc miễn phí [2].", "Ai tặng thẻ cho thư viện?", True),
        ("Thư viện trao tặng ông Trần Văn Mẫu 600 thẻ đọc [2].", "Ai tặng thẻ cho thư viện?", False),
        ("Xã Suối Trong giảm được 5 thôn trong năm 2020 [2].", "Xã Suối Trong giảm mấy thôn?", True),
        ("Xã Suối Trong giảm được 5 thôn trong năm 2019 [2].", "Xã Suối Trong giảm mấy thôn?", False),
        (
            "Xã Hoa Mai giảm được 12 thôn [1], còn xã Suối Trong giảm được 5 thôn [2].",
            "So sánh số thôn giảm của Hoa Mai và Suối Trong",
            True,
        ),
        (
            "Xã Hoa Mai giảm được 5 thôn [1], còn xã Suối Trong giảm được 12 thôn [2].",
            "So sánh số thôn giảm của Hoa Mai và Suối Trong",
            False,
        ),
        ("Thư viện xã Suối Trong có 4.512 đầu sách [2].", "Thời tiết hôm nay thế nào?", False),  # off topic
    ],
)
def test_persons_places_years_and_comparisons(claim: str, question: str, proved: bool) -> None:
    assert isinstance(outcome(claim, question), Proof) is proved


def test_figures_are_spelt_as_the_quote_spells_them() -> None:
    proof = outcome("Kinh phí hỗ trợ người dân là 97250 nghìn đồng [1].")
    assert isinstance(proof, Proof) and "97.250 nghìn đồng" in proof.text
    dated = outcome("Kế hoạch số 07-KH/ĐU được ban hành ngày 5 tháng 3 năm 2019 về sắp xếp thôn [1].")
    assert isinstance(dated, Proof) and "ngày 05-3-2019" in dated.text


def test_an_implicit_place_is_quoted_from_where_it_is_named() -> None:
    proof = outcome("Xã Hoa Mai giảm được 12 thôn [1].")
    assert isinstance(proof, Proof)
    quoted = [TEXTS[quote.document_id][quote.start : quote.end] for quote in proof.quotes]
    assert quoted == [
        "Sau sắp xếp, xã giảm được 12 thôn; chi bộ thôn còn 31.",
        "Xã Hoa Mai sắp xếp lại thôn, tổ dân phố",
    ]


def test_a_label_without_its_passage_proves_nothing() -> None:
    alone = prover(labelled=("suoi-trong",))
    assert alone.prove(read_claim("Xã Hoa Mai giảm được 12 thôn [1].", 1)) in Fault


def test_what_the_closest_sentence_contradicts_is_not_proved_by_one_merely_like_it() -> None:
    text = "Bản tin\nMôn học tự chọn tối thiểu là 20 sinh viên.\n"
    text += "Các môn học còn lại tối thiểu là 30 sinh viên.\n"
    document = Document(id="mon-hoc", title="Bản tin", text=text, source="m", sha256="0" * 64)
    lexicon = build_lexicon({"mon-hoc": document}, split(document))
    views = Views([document], lexicon)
    question = "Các môn học còn lại tối thiểu bao nhiêu sinh viên?"
    understood = understand(question, lexicon)
    draft = Draft(
        understood,
        Answer(question, question, "answered", "", "", 1.0),
        (),
        (Part(understood, Found("", (), 1.0), ()),),
    )
    passage = Evidence(1, "mon-hoc", tuple(range(len(views["mon-hoc"].bounds))), "")
    made = Prover(draft, [passage], views, lexicon)
    true, false = (f"Các môn học còn lại tối thiểu là {figure} sinh viên [1]." for figure in (30, 20))
    assert isinstance(made.prove(read_claim(true, 1)), Proof)
    assert not isinstance(made.prove(read_claim(false, 1)), Proof)
