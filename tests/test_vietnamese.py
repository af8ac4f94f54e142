"""Matching forms: tones, folding, figures, dates, document numbers; lengths are kept for any text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import vietnamese
from ingest.vietnamese import (
    canonical_figure,
    canonical_tone,
    fold_accents,
    has_accents,
    nfc,
    normal,
    search_tokens,
    syllables,
    tokens,
    words,
)

LETTERS = "aàảãáạăằắâấeèéêếiìíoòóôốơớuùúưứyỳýỷỹỵqgidđhklmnst"
vietnamese_like = st.text(alphabet=LETTERS + LETTERS.upper() + " .,;/-0123456789\n", max_size=60).map(nfc)
any_text = st.text(max_size=60).map(nfc)


# Tones


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("hoà", "hòa"), ("hòa", "hòa"), ("khoẻ", "khỏe"), ("loá", "lóa"), ("uỷ", "ủy"), ("thuý", "thúy"),
        ("tuỳ", "tùy"), ("Uỷ", "Ủy"), ("UỶ BAN", "ỦY BAN"), ("HOÀ", "HÒA"), ("Hoà", "Hòa"),
        ("hoà bình, thuỷ điện", "hòa bình, thủy điện"),
        ("quý", "quý"), ("QUỲ", "QUỲ"), ("Quỹ", "Quỹ"),  # the u belongs to q
        ("già", "già"), ("giá", "giá"),
        ("hoàn", "hoàn"), ("thuyền", "thuyền"), ("khoẻn", "khoẻn"), ("huỳnh", "huỳnh"), ("toán", "toán"),
        ("ngoằn", "ngoằn"), ("tuyết", "tuyết"),
    ],
)  # fmt: skip
def test_both_tone_placements_become_one(written: str, one: str) -> None:
    assert canonical_tone(written) == one


@given(st.one_of(any_text, vietnamese_like))
def test_canonical_tone_keeps_length_and_letters(text: str) -> None:
    moved = canonical_tone(text)
    assert len(moved) == len(text)
    assert fold_accents(moved) == fold_accents(text)
    assert canonical_tone(moved) == moved


# Accents


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Tổ chức Đảng", "To chuc Dang"), ("ưỡn ẹo ở đây", "uon eo o day"), ("97.250 đ/c", "97.250 d/c")],
)
def test_folding(text: str, folded: str) -> None:
    assert fold_accents(text) == folded


@given(any_text)
def test_folding_keeps_length(text: str) -> None:
    assert len(fold_accents(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "accented"), [("to chuc dang", False), ("đi", True), ("to chức", True), ("102, 65%", False)]
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_are_seen_in_both_unicode_forms(text: str, accented: bool, form: str) -> None:
    assert has_accents(unicodedata.normalize(form, text)) is accented  # type: ignore[arg-type]


# Normal form


@pytest.mark.parametrize(
    ("left", "right"),
    [("tỉ lệ", "Tỷ Lệ"), ("kĩ sư", "kỹ sư"), ("lí do", "lý do"), ("hi sinh", "hy sinh"), ("quí I", "quý I"),
     ("Qui định", "quy định"), ("HOÀ", "hòa"), ("mĩ thuật", "mỹ thuật")],
)  # fmt: skip
def test_equal_spellings(left: str, right: str) -> None:
    assert normal(left) == normal(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("tai", "tay"),
        ("thi", "thy"),
        ("ma", "mà"),
        ("chi", "chy"),
        ("hòa", "hóa"),
        ("nghi", "nghy"),
        ("vi", "vy"),
    ],
)
def test_different_words_stay_different(left: str, right: str) -> None:
    assert normal(left) != normal(right)


@given(any_text)
def test_the_normal_form_keeps_length(text: str) -> None:
    assert len(normal(text)) == len(text)


def test_the_one_letter_that_grows_when_lowered_keeps_its_place() -> None:
    assert normal("İ ý") == "i ý"


# Figures, dates, document numbers


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("97.250", "97250"), ("1.043.500", "1043500"), ("1.043.500,50", "1043500,5"), ("65,4", "65,4"),
        ("65,40", "65,4"), ("65,0", "65"), ("65.4", "65,4"), ("0,5", "0,5"), ("0.125", "0,125"), ("0,0", "0"),
        ("04", "4"), ("0", "0"), ("00", "0"), ("100", "100"), ("2018", "2018"),
    ],
)  # fmt: skip
def test_a_figure_is_written_one_way(written: str, one: str) -> None:
    assert canonical_figure(written) == one
    assert syllables(f"đạt {written}.") == ["đạt", one]


@pytest.mark.parametrize("written", ["30-5-2018", "30/5/2018", "30.5.2018", "30/05/2018", "30.05.2018"])
def test_a_date_is_written_one_way(written: str) -> None:
    assert syllables(f"Ngày {written}, họp") == ["ngày", "30-5-2018", "họp"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Đề án 07-ĐA/TU, của", ["đề", "án", "07-đa/tu", "của"]),
        ("đề án 07-đa/tu", ["đề", "án", "07-đa/tu"]),
        ("276/2026/NĐ-CP.", ["276/2026/nđ-cp"]),
        ("(12/2013/QH13)", ["12/2013/qh13"]),
        ("19-NQ/TW ngày", ["19-nq/tw", "ngày"]),
        ("01/CT-TTg", ["01/ct-ttg"]),
        ("5/10 chỉ tiêu", ["5/10", "chỉ", "tiêu"]),
        ("2016-2018", ["2016", "2018"]),
        ("giảm 1.043 người (12,5%)", ["giảm", "1043", "người", "12,5"]),
        ("3 lần/năm", ["3", "lần", "năm"]),
        ("covid19", ["covid", "19"]),
    ],
)
def test_what_stays_one_token(text: str, found: list[str]) -> None:
    assert syllables(text) == found


@pytest.mark.parametrize("text", ["Uỷ ban họp 30-5-2018", "Đề án 07-ĐA/TU của Đảng ủy"])
def test_decomposed_text_gives_the_same_words(text: str) -> None:
    assert syllables(unicodedata.normalize("NFD", text)) == syllables(text)


@given(st.one_of(any_text, vietnamese_like))
def test_tokens_lie_in_order_and_miss_no_letter_or_digit(text: str) -> None:
    end, covered = 0, set()
    for token, first, last in tokens(text):
        assert end <= first < last <= len(text)
        assert token and not any(character.isspace() for character in token)
        covered.update(range(first, last))
        end = last
    missed = {at for at, character in enumerate(text) if character.isalnum()} - covered
    assert missed == set()


# Search tokens


def test_folded_search_tokens_are_syllables_and_their_pairs() -> None:
    assert search_tokens("Hoà giải 07-ĐA/TU", folded=True) == [
        "hoa", "giai", "07-da/tu", "hoa_giai", "giai_07-da/tu",
    ]  # fmt: skip


def test_a_question_without_accents_meets_the_folded_field() -> None:
    assert set(search_tokens("to chuc dang", folded=True)) <= set(search_tokens("Tổ chức Đảng.", folded=True))


def test_search_tokens_add_the_compound_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vietnamese, "words", lambda _: ["đơn_vị"])
    assert search_tokens("Đơn vị") == ["đơn", "vị", "đơn_vị"]


@pytest.mark.real
def test_compound_words_have_one_spelling_in_both_tone_placements() -> None:
    found = words("Nhà máy thuỷ điện Hoà Bình là đơn vị sự nghiệp")
    assert found == words("Nhà máy thủy điện Hòa Bình là đơn vị sự nghiệp")
    assert {"hòa_bình", "đơn_vị"} <= set(found)


@pytest.mark.real
@pytest.mark.parametrize("text", ["", " \n", "…", "👍🏽 \u200b \ufeff", "a" * 3000, "1" * 500, "\x00\x07"])
def test_odd_text_is_cut_without_raising(text: str) -> None:
    assert all("_" in word for word in words(text))
    assert isinstance(search_tokens(text), list)
