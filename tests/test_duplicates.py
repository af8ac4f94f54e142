"""What says the same and what only looks alike. Run with ``pytest tests/test_duplicates.py``."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.duplicates import PERMUTATIONS, Standing, says_the_same, sketch, sketches_of
from ingest.records import Document
from tests.office import text_of

TEXT = text_of(3)


def document(name: str, text: str, **facts: str) -> Document:
    return Document(id=name, title="Văn bản", text=text, source=f"{name}.txt", sha256="0" * 64, **facts)


def found(text: str, **facts: str) -> tuple[str | None, str | None]:
    """What stands for a text where ``TEXT`` stands: exactly, nearly."""
    standing = Standing()
    standing.add(document("first", TEXT), sketch(TEXT))
    other = document("other", text, **facts)
    return standing.exact(other), standing.near(other, sketch(text))


def test_same_text_is_an_exact_duplicate() -> None:
    assert found(TEXT)[0] == "first"
    assert found(text_of(4)) == (None, None)


def test_known_facts_that_contradict_make_two_documents() -> None:
    standing = Standing()
    standing.add(document("first", TEXT, number="1/QĐ-UBND"), sketch(TEXT))
    assert standing.exact(document("other", TEXT, number="2/QĐ-UBND")) is None
    assert standing.exact(document("other", TEXT)) == "first"


@pytest.mark.parametrize(
    "text",
    [
        TEXT.strip() + "\nTheo Báo Hoa Mai",
        "Trang chủ – Tin tức\n" + TEXT,
        TEXT.upper(),
        TEXT.replace("\n\n", "\n").replace(", ", " , "),
    ],
    ids=["source below", "menu above", "capitals", "spacing"],
)
def test_near_duplicates(text: str) -> None:
    assert found(text) == (None, "first")


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("đồng thuận", "không đồng thuận", 1),
        TEXT.replace("kế hoạch của Đảng ủy", "kế hoạch của Huyện ủy", 1),
        TEXT.replace("lần 2", "lần 9", 1),
        TEXT.strip() + "\nĐiều 12. Hiệu lực thi hành",
        TEXT.strip() + "\nQuy định trên bị bãi bỏ",
        TEXT.replace("\n\n", "\n\nTrưởng phòng chịu trách nhiệm.\n\n", 1),
        TEXT.strip() + "\n" + "Phần thêm vào sau " * 20,
    ],
    ids=[
        "denied",
        "other name",
        "other figure",
        "article added",
        "repealed",
        "sentence inside",
        "much added",
    ],
)
def test_amended_versions_are_documents_of_their_own(text: str) -> None:
    assert found(text) == (None, None)


def test_near_duplicates_agree_in_number_and_date() -> None:
    longer = TEXT.strip() + "\nTheo Báo Hoa Mai"
    one = document("one", TEXT, issued="2025-01-01")
    assert not says_the_same(one, document("other", longer, issued="2025-01-02"))
    assert not says_the_same(one, document("other", longer)), "a draft has no date yet"
    assert says_the_same(one, document("other", longer, issued="2025-01-01"))


def test_empty_texts_say_nothing() -> None:
    assert not says_the_same(document("a", "…"), document("b", "…"))
    assert sketch("").shape == (PERMUTATIONS,)


def test_known_sketches_are_not_made_again() -> None:
    documents = {name: document(name, text_of(number)) for number, name in enumerate(["a", "b"])}
    known = {"a": np.full(PERMUTATIONS, 7, dtype=np.uint32)}
    made = sketches_of(documents, known)
    assert made.dtype == np.uint32 and (made[0] == 7).all()
    assert np.array_equal(made[1], sketch(text_of(1)))
    assert sketches_of({}, {}).shape == (0, PERMUTATIONS)
