"""Accents restored, slips mended, right questions left alone; the share on the corpus's own questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.lexicon import Lexicon, build_lexicon
from assistant.mend import Mended, mend
from ingest.clean import load_document
from ingest.records import Document
from ingest.sources import find_files
from ingest.split import split
from ingest.vietnamese import fold_accents, has_accents, nfc, syllables

TEXT = """Xã Hoa Mai sắp xếp lại thôn, tổ dân phố
Sau sắp xếp, xã Hoa Mai giảm được 12 thôn; toàn xã còn 31 chi bộ thôn, trong đó 5 chi bộ có cấp ủy.
Ban lãnh đạo xã bổ sung 3 cán bộ cho ban chấp hành; ban lãnh đạo nhiệm kỳ trước có 9 người.
Ủy ban nhân dân (UBND) xã và lãnh đạo các thôn cùng bổ sung kế hoạch, hoàn thành xuất sắc nhiệm vụ.
Độ tuổi trung bình của cán bộ là 41; các ngành khác không thống kê độ tuổi.
Thôn Bến Đá hoàn thành xuất sắc nhiệm vụ; kế hoạch phù hợp, phù hợp với thôn.
Ông Nguyễn Văn Thử được giao nhiệm vụ trưởng thôn của thôn Bến Đá."""


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    document = Document(id="d", title=TEXT.split("\n")[0], text=TEXT, source="d.txt", sha256="0" * 64)
    return build_lexicon({"d": document}, split(document))


# Accents


@pytest.mark.parametrize(
    "question",
    [
        "Xã Hoa Mai giảm được bao nhiêu thôn?",
        "Ban chấp hành bổ sung bao nhiêu cán bộ?",
        "Độ tuổi trung bình của cán bộ là bao nhiêu?",
        "Ai là trưởng thôn của thôn Bến Đá?",
        "Còn tỉnh Kiên Giang thì sao?",
        "Số cán bộ của xã là bao nhiêu?",
        "huyện Phú Bình có bao nhiêu xã?",  # in no document, and "phù" is a word of this one
        "thành phố Hòa Bình có mấy quận?",
        "UBND xã bổ sung kế hoạch khi nào?",
        "Chủ tịch hội đồng nhân dân xã là ai?",  # words that the document has not, nor a list of words
        "Quyết định đầu tiên có hiệu lực khi nào?",
    ],
)
def test_accents_come_back(question: str, lexicon: Lexicon) -> None:
    typed = fold_accents(question)
    mended = mend(typed, lexicon)
    assert mended.text == question
    assert mended.unaccented and mended.changed


def test_a_number_of_a_document_gets_its_letters_back() -> None:
    text = "Hội ban hành Đề án số 07-ĐA/HND ngày 15/7/2021 để trồng chè."
    document = Document(id="d", title="Hội", text=text, source="d.txt", sha256="0" * 64)
    mended = mend("de an 07-DA/HND la gi", build_lexicon({"d": document}, split(document)))
    assert mended.text == "đề án 07-ĐA/HND là gì"


def test_a_name_behind_a_unit_word_is_one_of_the_documents(lexicon: Lexicon) -> None:
    assert mend("thon nao cua xa Hoa Mai hoan thanh", lexicon).text == "thôn nào của xã Hoa Mai hoàn thành"
    assert mend("huyen ben da co bao nhieu thon", lexicon).text == "huyện Bến Đá có bao nhiêu thôn"
    assert mend("xã bến đá giảm được 12 thôn", lexicon) == Mended("xã Bến Đá giảm được 12 thôn", False, False)
    assert mend("toàn xã còn bao nhiêu chi bộ", lexicon).text == "toàn xã còn bao nhiêu chi bộ"


def test_what_stands_before_a_percent_sign_asks(lexicon: Lexicon) -> None:
    assert mend("hoan thanh may % ke hoach", lexicon).text == "hoàn thành mấy % kế hoạch"


def test_a_short_form_typed_without_accents_is_known(lexicon: Lexicon) -> None:
    assert mend("HDND thon co bao nhieu can bo", lexicon).text == "HĐND thôn có bao nhiêu cán bộ"


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("XA HOA MAI giam 12 thon, 31 chi bo?", "XÃ HOA MAI giảm 12 thôn, 31 chi bộ?"),
        ("xa  hoa mai:\tgiam 12.5% thon?!", "xã  hoa mai:\tgiảm 12.5% thôn?!"),
    ],
)
def test_everything_but_letters_stays(typed: str, restored: str, lexicon: Lexicon) -> None:
    assert mend(typed, lexicon).text == restored


@pytest.mark.parametrize("typed", ["", "?", "12", "07-DA/TU", "xyzw qqq", "ok"])
def test_what_cannot_be_restored_stays(typed: str, lexicon: Lexicon) -> None:
    assert mend(typed, lexicon).text == typed


def test_one_accent_means_that_accents_were_typed(lexicon: Lexicon) -> None:
    mended = mend("chi bo của xa Hoa Mai", lexicon)
    assert not mended.unaccented


# Slips


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Ban lảnh đạo xã có mấy người?", "Ban lãnh đạo xã có mấy người?"),  # hỏi for ngã
        ("Xã bổ xung mấy cán bộ?", "Xã bổ sung mấy cán bộ?"),  # x for s
        ("Ai hoàn thành xuất xắc nhiệm vụ?", "Ai hoàn thành xuất sắc nhiệm vụ?"),
        ("Độ tuỗi trung bình của cán bộ?", "Độ tuổi trung bình của cán bộ?"),  # no such syllable
        ("Các nghành khác có độ tuổi bao nhiêu?", "Các ngành khác có độ tuổi bao nhiêu?"),
        ("Xã có bao nhiu thôn?", "Xã có bao nhiêu thôn?"),
        ("Xã có bao nhiêu cán bộộ?", "Xã có bao nhiêu cán bộ?"),
        ("Lảnh đạo xã có mấy người?", "Lãnh đạo xã có mấy người?"),  # the capital stays
        ("Trưỏng Ban là ai?", "Trưởng Ban là ai?"),  # before a capital, but no such syllable
    ],
)
def test_slips_are_mended(typed: str, meant: str, lexicon: Lexicon) -> None:
    mended = mend(typed, lexicon)
    assert mended.text == meant
    assert mended.changed and not mended.unaccented


@pytest.mark.parametrize(
    "question",
    [
        "Xã Hoa Mai giảm được bao nhiêu thôn?",
        "Chính sách thuế thu nhập năm nay thế nào?",  # words that no document has
        "Người dùng mở máy trên đỉnh núi ra sao?",
        "Ông Nguyễn Văn Thữ làm gì?",  # a name may be written so
        "Phan Bội Châu sinh ra tại đâu?",
        "Ebert có phải là fan của bộ phim này không?",
        "Xã ko có trưởng thôn à?",
        "TPHP học cải thiện là gì?",
        "Đề án 07-ĐA/TU có hiệu lực khi nào?",
        "Uỷ ban xã tỉ lệ bao nhiêu?",  # other spellings are no slips
        "",
    ],
)
def test_what_is_right_stays(question: str, lexicon: Lexicon) -> None:
    mended = mend(question, lexicon)
    assert mended.text == question
    assert not mended.changed


def test_mending_keeps_the_number_of_words(lexicon: Lexicon) -> None:
    typed = "Ban lảnh đạo xã bổ xung bao nhiu cán bộ năm 2018 (65,4%)?"
    assert len(syllables(mend(typed, lexicon).text)) == len(syllables(typed))


# The corpus's own questions, development half


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """Questions typed with accents and without slips."""
    lines = Path("eval/questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["split"] == "dev"]
    return [
        nfc(row["question"])
        for row in rows
        if "misspelt" not in row["traits"] and has_accents(row["question"])
    ]


@pytest.fixture(scope="module")
def corpus_lexicon() -> Lexicon:
    documents = {one.id: one for one in map(load_document, find_files([Path("corpus")]))}
    return build_lexicon(documents, [chunk for one in documents.values() for chunk in split(one)])


@pytest.mark.real
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Khối lâng cao việc gì?", "Khối nâng cao việc gì?"),  # n and l sound alike to many
        ("Khối bổ xung bao nhiêu người?", "Khối bổ sung bao nhiêu người?"),  # "xung" is a word: "xung quanh"
        ("Công tác xây dụng Đảng có gì mới?", "Công tác xây dựng Đảng có gì mới?"),
        ("Số TCCSĐ Khối chuyển giao đi là bao nhiêu?", "Số TCCSĐ Khối chuyển giao đi là bao nhiêu?"),
    ],
)
def test_a_word_that_fits_no_neighbour_is_mended(typed: str, meant: str, corpus_lexicon: Lexicon) -> None:
    assert mend(typed, corpus_lexicon).text == meant


def test_no_good_question_is_changed(asked: list[str], corpus_lexicon: Lexicon) -> None:
    assert len(asked) > 100
    assert [question for question in asked if mend(question, corpus_lexicon).changed] == []


@pytest.mark.real
def test_19_of_20_syllables_get_their_accents_back(asked: list[str], corpus_lexicon: Lexicon) -> None:
    right = total = 0
    for question in asked:
        restored = syllables(mend(fold_accents(question), corpus_lexicon).text)
        pairs = [pair for pair in zip(syllables(question), restored, strict=True) if pair[0].isalpha()]
        right += sum(meant == made for meant, made in pairs)
        total += len(pairs)
    assert right / total >= 0.95
