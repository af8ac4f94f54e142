"""Run with ``pytest tests/test_lexical.py``."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from ingest import lexical
from ingest.lexical import Lexical
from ingest.vietnamese import search_tokens

TEXTS = [
    "Tỉnh Sông Trăng giảm 102 đơn vị sự nghiệp công lập.",  # 0
    "Đề án 07-ĐA/TU về nâng cao chất lượng chi bộ.",  # 1
    "Hoà giải ở cơ sở được đẩy mạnh.",  # 2
    "Đám mạ non trên ruộng đã bén rễ.",  # 3
    "Mã số thuế của mã hàng nhập khẩu.",  # 4
]


@pytest.fixture(scope="module")
def index() -> Lexical:
    return Lexical.build([search_tokens(t) for t in TEXTS], [search_tokens(t, folded=True) for t in TEXTS])


def rows(found: list[tuple[int, float]]) -> list[int]:
    return [row for row, _ in found]


def test_scores_are_bm25() -> None:
    """Two rows of two and one tokens; "a" is in row 0 only, twice, and "b" in both.

    Average length 2; idf = ln(1 + (N - df + 0.5) / (df + 0.5)); weight tf / (tf + k1 (1 - b + b len / 2)).
    """
    made = Lexical.build([["a", "a", "b"], ["b"]], [["x"], ["x"]])

    def weight(count: int, length: int) -> float:
        return count / (count + lexical.K1 * (1 - lexical.B + lexical.B * length / 2))

    idf_a, idf_b = math.log(1 + 1.5 / 1.5), math.log(1 + 0.5 / 2.5)
    found = dict(made.search_tokens(["a", "b"], 5))
    assert found[0] == pytest.approx(idf_a * weight(2, 3) + idf_b * weight(1, 3), rel=1e-5)
    assert found[1] == pytest.approx(idf_b * weight(1, 1), rel=1e-5)


def test_number_of_a_document_is_one_word(index: Lexical) -> None:
    assert rows(index.search("Đề án 07-ĐA/TU", 5))[0] == 1
    assert index.search("08-ĐA/TU", 5) == []
    assert index.search("07", 5) == []


def test_old_and_new_tone_placement_are_one_word(index: Lexical) -> None:
    assert rows(index.search("hoà giải", 5)) == rows(index.search("hòa giải", 5)) == [2]


def test_question_with_accents_does_not_meet_words_of_other_accents(index: Lexical) -> None:
    assert rows(index.search("mạ", 5)) == [3]


def test_question_without_accents_meets_words_of_any_accents(index: Lexical) -> None:
    assert set(rows(index.search("ma", 5))) == {3, 4}
    assert rows(index.search("giam bao nhieu don vi su nghiep cong lap", 5))[0] == 0


def test_decomposed_question_finds_the_same(index: Lexical) -> None:
    decomposed = "Hoa\u0300 gia\u0309i"
    assert index.search(decomposed, 5) == index.search("Hoà giải", 5) != []


@pytest.mark.parametrize("question", ["", "   ", "?!", "xyzzy", "vũ trụ"])
def test_nothing_in_common_finds_nothing(index: Lexical, question: str) -> None:
    assert index.search(question, 5) == []


def test_at_most_k_best_first_and_only_positive(index: Lexical) -> None:
    found = index.search("giảm đơn vị chi bộ cơ sở mã", 3)
    scores = [score for _, score in found]
    assert len(found) == 3
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0
    assert index.search("giảm", 0) == []


def test_equal_scores_come_in_row_order() -> None:
    made = Lexical.build([["a"], ["b"], ["a"], ["a"]], [["a"], ["b"], ["a"], ["a"]])
    assert rows(made.search_tokens(["a"], 3)) == [0, 2, 3]


def test_saved_index_answers_alike_without_being_built_again(
    index: Lexical, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.save(tmp_path / "lexical")
    monkeypatch.setattr("bm25s.BM25.index", lambda *_, **__: pytest.fail("built again"))

    loaded = Lexical.load(tmp_path / "lexical")

    assert loaded.rows == len(TEXTS)
    for question in ("đơn vị sự nghiệp", "ma", "07-ĐA/TU"):
        assert loaded.search(question, 5) == index.search(question, 5) != []


def test_needs_neither_numba_nor_jax(index: Lexical, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a compiled backend was asked for")

    monkeypatch.setattr("bm25s.BM25.compile", refuse)
    monkeypatch.setattr("bm25s._retrieve_numba_functional", refuse)
    monkeypatch.setattr("bm25s.NUMBA_AVAILABLE", True)
    index.save(tmp_path / "lexical")
    assert rows(Lexical.load(tmp_path / "lexical").search("mạ", 5)) == [3]
    assert rows(Lexical.build([["a"], ["b"]], [["a"], ["b"]]).search_tokens(["b"], 1)) == [1]
