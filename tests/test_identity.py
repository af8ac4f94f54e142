"""Facts of a document itself: how they are asked for, and answers with their proof."""

from __future__ import annotations

import pytest

from assistant.identity import AMENDED, REPLACED, STATE, asked_fact, asked_facts, called, fact_answer
from ingest.clean import clean
from ingest.records import FACTS, Document
from ingest.relations import AMENDS, REPEALS, REPLACES
from tests.decree import AMENDING, DECREE


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Nghị định 276 có hiệu lực từ ngày nào?", "effective"),
        ("nghi dinh 276 co hieu luc khi nao", "effective"),
        ("Bao giờ thì Thông tư này có hiệu lực?", "effective"),
        ("Nghị định 276 áp dụng từ bao giờ?", "effective"),
        ("Ai ký Nghị định 276?", "signer"),
        ("Người ký Nghị định 276 giữ chức vụ gì?", "signer_role"),
        ("Nghị định 276 ban hành ngày nào?", "issued"),
        ("Nghị định 276 được ký khi nào?", "issued"),
        ("Cơ quan nào ban hành Nghị định 276?", "publisher"),
        ("Nghị định 276 do cơ quan nào ban hành?", "publisher"),
        ("Nghị định về thuyền thúng có số hiệu bao nhiêu?", "number"),
        ("Nghị định về thuyền thúng, thúng chai mang số mấy?", "number"),
        ("Nghị định nào quy định về thuyền thúng?", "number"),
        ("Cho tôi số hiệu nghị định về thuyền thúng", "number"),
        ("Nghị định 276 quy định về việc gì?", "summary"),
        ("Kế hoạch 87 nói về chuyện gì?", "summary"),
        ("Kế hoạch 87 bàn gì?", "summary"),
        ("Nghị định 276 thay thế văn bản nào?", REPLACES),
        ("Nghị định 276 bãi bỏ những văn bản nào?", REPEALS),
        ("Nghị định 276 làm hết hiệu lực nghị định gì?", REPEALS),
        ("Nghị định 276 hết hiệu lực chưa?", STATE),
        ("Nghị định 276 sửa đổi, bổ sung văn bản nào?", AMENDS),
        ("Nghị định 112 bị văn bản nào thay thế?", REPLACED),
        ("Văn bản nào thay thế Nghị định 112?", REPLACED),
        ("Nghị định 112 được sửa đổi bởi văn bản nào?", AMENDED),
        ("Nghị định 112 còn hiệu lực không?", STATE),
        # What is asked of the world, not of a document
        ("Xã Hoa Mai có bao nhiêu thôn?", None),
        ("Ai là bí thư xã Hoa Mai?", None),
        ("Thư viện mở cửa khi nào?", None),
        ("Hợp đồng được ký kết với ai?", None),
        ("Đồng chí nào bị kỷ luật?", None),  # no signing, though it sounds like it without accents
        ("Ai đăng ký dùng nhật ký điện tử?", None),
        ("Chương trình diễn ra ngày nào?", None),
    ],
)
def test_what_a_question_asks_for(question: str, fact: str | None) -> None:
    assert asked_fact(question) == fact


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("Nghị quyết 14 do ai ký, chức vụ gì?", ("signer", "signer_role")),
        ("Chức vụ của người ký Nghị quyết 14 là gì?", ("signer_role",)),
        ("bao cao ve thuyen thung la so may, ngay nao", ("number", "issued")),
        ("Kế hoạch 9 ban hành ngày nào, ai ký?", ("issued", "signer")),
        ("Nghị định 950 có hiệu lực khi nào?", ("effective",)),
    ],
)
def test_facts_asked_for_together(question: str, facts: tuple[str, ...]) -> None:
    assert asked_facts(question) == facts


def official(text: str) -> Document:
    cleaned = clean(text)
    facts = {name: getattr(cleaned, name) for name in FACTS}
    facts |= {"kind": cleaned.kind or "bài viết", "title": cleaned.title or ""}
    return Document(**facts, id="a", text=cleaned.text, source="a", sha256="0" * 64, stated=cleaned.stated)


@pytest.mark.parametrize(
    ("fact", "short", "says"),
    [
        ("effective", "20 tháng 4 năm 2031", "{name} có hiệu lực từ ngày **20 tháng 4 năm 2031**"),
        ("issued", "05 tháng 3 năm 2031", "{name} được ban hành ngày **05 tháng 3 năm 2031**"),
        ("signer", "Trần Thị Bình Minh", "Người ký {name}: **Trần Thị Bình Minh** (PHÓ THỦ TƯỚNG)"),
        ("signer_role", "PHÓ THỦ TƯỚNG", "Chức vụ của người ký {name}: **PHÓ THỦ TƯỚNG**"),
        ("number", "950/2031/NĐ-CP", "Số, ký hiệu: **950/2031/NĐ-CP**"),
    ],
)
def test_an_answer_stands_in_the_place_that_proves_it(fact: str, short: str, says: str) -> None:
    document = official(DECREE)
    found = fact_answer(fact, document)
    assert found is not None and found.short == short
    [(text, quotes)] = found.segments
    assert text == says.format(name="Nghị định 950/2031/NĐ-CP")
    proofs = [document.text[quote.start : quote.end] for quote in quotes]
    assert short in proofs[0]
    assert any("950/2031/NĐ-CP" in proof for proof in proofs), (
        "the number that the answer names is proved too"
    )


def test_a_fact_that_no_place_states_is_not_answered() -> None:
    assert fact_answer("publisher", official(DECREE.replace("CHÍNH PHỦ CỘNG", "CỘNG"))) is None
    assert (
        fact_answer("effective", official(AMENDING.replace("có hiệu lực kể từ ngày ký", "được thi hành")))
        is None
    )


def test_the_issuing_body_is_told_in_ordinary_letters_and_proved_by_the_letterhead() -> None:
    document = official(DECREE)
    found = fact_answer("publisher", document)
    assert found is not None and found.short == "Chính phủ"
    [(text, (proof, _))] = found.segments
    assert text == "Cơ quan ban hành Nghị định 950/2031/NĐ-CP: **Chính phủ**"
    assert document.text[proof.start : proof.end].startswith("CHÍNH PHỦ")


def test_names_of_documents() -> None:
    assert called(official(DECREE)) == "Nghị định 950/2031/NĐ-CP"
    article = Document(id="b", title="Thuyền về bến", text="", source="b", sha256="0" * 64)
    assert called(article) == "“Thuyền về bến”"


def test_what_a_document_without_a_summary_is_about_its_title_tells() -> None:
    text = "Số: 87/KH-UBND\n\nKẾ HOẠCH\nNuôi ong ở xã Hoa Mai\n\nXã nuôi ong."
    cleaned = clean(text)
    facts = {name: getattr(cleaned, name) for name in FACTS} | {"summary": None}
    stated = tuple(place for place in cleaned.stated if place.fact != "summary")
    plan = Document(id="d", text=cleaned.text, stated=stated, source="d.txt", sha256="0" * 64, **facts)
    found = fact_answer("summary", plan)
    assert found is not None and found.short == "Nuôi ong ở xã Hoa Mai"
    quote = found.segments[0][1][0]
    assert plan.text[quote.start : quote.end] == found.short


def test_in_force_from_the_day_of_signing_names_that_day() -> None:
    text = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 14/QĐ-UBND
Hoa Mai, ngày 22 tháng 6 năm 2030

QUYẾT ĐỊNH
Về việc nuôi ong ở xã Hoa Mai

Quyết định này có hiệu lực kể từ ngày ký."""
    found = fact_answer("effective", official(text))
    assert found is not None and "22 tháng 6 năm 2030" in found.short
    assert len(found.segments[0][1]) >= 2  # the clause, and the day at the head
