"""What documents do to each other: answers, and notices beside other answers."""

from __future__ import annotations

import pytest

from assistant.identity import AMENDED, REPLACED, STATE
from assistant.lineage import Lineage
from ingest.records import Document, Relation, Stated
from ingest.relations import AMENDS, REPEALS, REPLACES

SAYS = {
    "2030": ("10/2030/NĐ-CP", (REPLACES, "10/2030/NĐ-CP", "5/2020/NĐ-CP", False)),
    "2031": ("11/2031/NĐ-CP", (AMENDS, "11/2031/NĐ-CP", "10/2030/NĐ-CP", True)),
    "2032": ("12/2032/NĐ-CP", (REPEALS, "12/2032/NĐ-CP", "10/2030/NĐ-CP", True)),
    "2020": ("05/2020/NĐ-CP", None),
    "bài": (None, (AMENDS, "11/2031/NĐ-CP", "10/2030/NĐ-CP", True)),  # an article tells the same again
}
TEXT = "Số: {number}\nMột câu nói rõ quan hệ giữa hai văn bản."


def document(name: str) -> Document:
    number, told = SAYS[name]
    text = TEXT.format(number=number)
    relations = (Relation(*told[:3], text.index("Một"), len(text), told[3]),) if told else ()
    return Document(
        id=name,
        title=name,
        text=text,
        source=name,
        sha256="0" * 64,
        number=number,
        kind="nghị định" if number else "bài viết",
        relations=relations,
        stated=(Stated("number", 4, 4 + len(number)),) if number else (),
    )


DOCUMENTS = [document(name) for name in SAYS]
BY_ID = {one.id: one for one in DOCUMENTS}
ALL = set(SAYS)


@pytest.mark.parametrize(
    ("asked", "number", "says"),
    [
        (REPLACES, "10/2030/NĐ-CP", "Nghị định 10/2030/NĐ-CP thay thế **5/2020/NĐ-CP**"),
        (REPEALS, "10/2030/NĐ-CP", "Nghị định 10/2030/NĐ-CP thay thế **5/2020/NĐ-CP**"),  # it says so
        (REPEALS, "12/2032/NĐ-CP", "Nghị định 12/2032/NĐ-CP bãi bỏ một phần **10/2030/NĐ-CP**"),
        (AMENDS, "11/2031/NĐ-CP", "Nghị định 11/2031/NĐ-CP sửa đổi, bổ sung **10/2030/NĐ-CP**"),
        (REPLACED, "05/2020/nđ-cp", "Nghị định 10/2030/NĐ-CP thay thế **5/2020/NĐ-CP**"),
        (AMENDED, "10/2030/NĐ-CP", "Nghị định 11/2031/NĐ-CP sửa đổi, bổ sung **10/2030/NĐ-CP**"),
        (STATE, "10/2030/NĐ-CP", "Nghị định 12/2032/NĐ-CP bãi bỏ một phần **10/2030/NĐ-CP**"),
        (AMENDS, "10/2030/NĐ-CP", None),
        (REPLACED, "11/2031/NĐ-CP", None),
        (STATE, "99/2020/NĐ-CP", None),
    ],
)
def test_answers(asked: str, number: str, says: str | None) -> None:
    found = Lineage(DOCUMENTS).answer(asked, number, ALL)
    assert (found.segments[0][0] if found else None) == says
    if found:
        assert len(found.segments) == 1, "told twice, said once"
        proofs = [BY_ID[quote.document_id].text[quote.start : quote.end] for quote in found.segments[0][1]]
        assert proofs[0].startswith("Một câu")
        assert says is not None and any(proof in says for proof in proofs[1:]), "the newer one's number too"


def test_the_short_answer_is_the_other_document() -> None:
    lineage = Lineage(DOCUMENTS)
    older = lineage.answer(REPLACES, "10/2030/NĐ-CP", ALL)
    newer = lineage.answer(REPLACED, "5/2020/NĐ-CP", ALL)
    assert older is not None and older.short == "5/2020/NĐ-CP"
    assert newer is not None and newer.short == "10/2030/NĐ-CP"


def test_notices_name_the_newer_document() -> None:
    lineage = Lineage(DOCUMENTS)
    assert lineage.notices(document("2020"), ALL) == [
        "Nghị định 05/2020/NĐ-CP đã được Nghị định 10/2030/NĐ-CP thay thế; hãy dùng văn bản mới."
    ]
    assert lineage.notices(document("2030"), ALL) == [
        "Nghị định 10/2030/NĐ-CP đã được Nghị định 11/2031/NĐ-CP sửa đổi, bổ sung; "
        "hãy đối chiếu văn bản mới.",
        "Nghị định 10/2030/NĐ-CP đã được Nghị định 12/2032/NĐ-CP bãi bỏ một phần; hãy dùng văn bản mới.",
    ]
    assert lineage.notices(document("2031"), ALL) == lineage.notices(document("bài"), ALL) == []


def test_what_may_not_be_seen_tells_nothing() -> None:
    lineage = Lineage(DOCUMENTS)
    assert lineage.answer(REPLACED, "5/2020/NĐ-CP", ALL - {"2030"}) is None
    assert lineage.notices(document("2020"), ALL - {"2030"}) == []
    assert lineage.answer(AMENDED, "10/2030/NĐ-CP", {"bài"}) is not None, "the article tells it alone"
