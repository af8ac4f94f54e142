"""Counts and weights by hand, short forms learned and written out, persons told from other capitals."""

from __future__ import annotations

import math

import pytest

from assistant.lexicon import Lexicon, build_lexicon, capital_runs, is_person, learned_abbreviations
from ingest.records import Chunk, Document
from ingest.vietnamese import tokens

LINES = (
    "Xã Hoa Mai có nhiều tổ chức cơ sở đảng (TCCSĐ).",
    "Ông Nguyễn Văn Thử, Trưởng thôn, cho biết thôn Bến Đá có 5 chi bộ.",
    "Chi bộ thôn họp ở thôn Bến Đá.",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """One chunk a line."""
    text = "\n".join(LINES)
    document = Document(id="d", title=LINES[0], text=text, source="d.txt", sha256="0" * 64)
    starts = [text.index(line) for line in LINES]
    chunks = [
        Chunk("d", at, start, start + len(line))
        for at, (start, line) in enumerate(zip(starts, LINES, strict=True))
    ]
    return build_lexicon({"d": document}, chunks)


def test_counts(lexicon: Lexicon) -> None:
    assert lexicon.chunk_count == 3
    assert lexicon.chunk_frequency["thôn"] == 2  # chunks, not occurrences
    assert lexicon.bigrams["thôn", "bến"] == 2
    assert lexicon.by_fold["to"] == {"tổ"}
    assert lexicon.capitalised["bến", "đá"] == 2
    assert lexicon.persons == {("nguyễn", "văn", "thử")}
    assert lexicon.abbreviations["tccsđ"] == ("tổ", "chức", "cơ", "sở", "đảng")
    assert lexicon.knows("thôn") and not lexicon.knows("huyện")


def test_weights_are_bm25s_idf(lexicon: Lexicon) -> None:
    """N = 3: in 2 chunks ln(1 + 1.5/2.5), in 1 chunk ln(1 + 2.5/1.5)."""
    assert lexicon.weight("thôn") == pytest.approx(math.log(1.6))
    assert lexicon.weight("đảng") == pytest.approx(math.log(8 / 3))
    assert lexicon.weight("có") == 0.0  # grammar
    assert lexicon.weight("huyện") == lexicon.weight("đảng")  # an unknown word is no rarer than a rare one
    assert lexicon.weight("2019") == pytest.approx(math.log(8))  # an unknown figure is


def test_short_forms_are_written_out_where_they_stand(lexicon: Lexicon) -> None:
    text = "Số TCCSĐ và KT-XH"
    assert lexicon.expand(tokens(text)) == [
        ("số", 0, 2), ("tổ", 3, 8), ("chức", 3, 8), ("cơ", 3, 8), ("sở", 3, 8), ("đảng", 3, 8), ("và", 9, 11),
        ("kinh", 12, 17), ("tế", 12, 17), ("xã", 12, 17), ("hội", 12, 17),
    ]  # fmt: skip


def test_synonyms_become_one_word(lexicon: Lexicon) -> None:
    def words(text: str) -> list[str]:
        return [token for token, _, _ in lexicon.expand(tokens(text))]

    assert words("cắt giảm xã") == words("giảm xã") == ["giảm", "xã"]


# Abbreviations


@pytest.mark.parametrize(
    ("text", "short", "full"),
    [
        ("tổ chức cơ sở đảng (TCCSĐ)", "tccsđ", "tổ chức cơ sở đảng"),
        ("Tại Hội đồng nhân dân (HĐND) xã", "hđnd", "hội đồng nhân dân"),
        ("Sổ tay đảng viên điện tử (viết tắt là STĐVĐT)", "stđvđt", "sổ tay đảng viên điện tử"),
        ("bảo hiểm y tế (sau đây gọi tắt là BHYT)", "bhyt", "bảo hiểm y tế"),
        ("doanh nghiệp nhỏ và vừa (sau đây viết tắt là DNNVV)", "dnnvv", "doanh nghiệp nhỏ và vừa"),
        ("ban thường vụ (“BTV”)", "btv", "ban thường vụ"),
        ("kinh tế - xã hội (KT-XH)", "kt xh", "kinh tế xã hội"),
        ("Khoa học và công nghệ (KH&CN)", "kh cn", "khoa học công nghệ"),
        ("tổ dân phố (TDP)", "tdp", "tổ dân phố"),
    ],
)
def test_learned_abbreviations(text: str, short: str, full: str) -> None:
    assert learned_abbreviations(text) == {short: tuple(full.split())}


@pytest.mark.parametrize(
    "text",
    [
        "xã hội (ABC)",
        "(TCCSĐ)",
        "Tổ chức thương mại thế giới (WTO)",
        "giai đoạn (I)",
        "đảng (xem TCCSĐ)",
        "cơ sở (cs)",
    ],
)
def test_no_abbreviation(text: str) -> None:
    assert learned_abbreviations(text) == {}


# Names


def persons(text: str) -> list[str]:
    found = tokens(text)
    single = [token for token, _, _ in found]
    runs = capital_runs(text, found)
    return [text[found[a][1] : found[b - 1][2]] for a, b in runs if is_person(single, a, b)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Nguyễn Văn An", ["Nguyễn Văn An"]),
        ("NGUYỄN VĂN AN", ["NGUYỄN VĂN AN"]),
        ("Ông Nguyễn Văn An, bà Lê Thị Thử", ["Nguyễn Văn An", "Lê Thị Thử"]),
        ("Đồng chí Nguyễn Thị Hồng Hà", ["Nguyễn Thị Hồng Hà"]),
        ("GS.TS. Lê Minh", ["Lê Minh"]),
        ("Bà Y Blăng và ông Lò Văn Ín", ["Y Blăng", "Lò Văn Ín"]),
        ("Ông Nguyễn Hòa Bình", ["Nguyễn Hòa Bình"]),
        ("Chủ tịch Hồ Chí Minh", ["Hồ Chí Minh"]),
        ("Lý Thường Kiệt", ["Lý Thường Kiệt"]),
        ("27 đồng chí, Ban Thường vụ có 8", []),  # the last capital begins a word
        ("ông An", []),  # one name could be anything
        ("Nguyễn An", []),
        ("Xã Hoa Mai", []),
        ("Sở Lao động", []),
        ("Ban Chấp hành Trung ương", []),
        ("VĂN PHÒNG ĐẢNG ỦY", []),
        ("ĐÀO TẠO CÁN BỘ", []),
        ("LÝ LUẬN CHÍNH TRỊ", []),
        ("VI PHẠM HÀNH CHÍNH", []),
        ("Báo Hà Nội Mới", []),
        ("Từ Hà Nội", []),
        ("Đồng Nai Thượng", []),
        ("Phó Thủ Tướng", []),
    ],
)
def test_persons(text: str, named: list[str]) -> None:
    assert persons(text) == named


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Bến Đá, Hoa Mai", ["Bến Đá", "Hoa Mai"]),
        ("Bến Đá\nHoa Mai", ["Bến Đá", "Hoa Mai"]),
        ("Đắk-Mil Thượng", ["Đắk-Mil Thượng"]),
        ("Ông Bến Đá", ["Bến Đá"]),
        ("Xã này", []),
        ("", []),
    ],
)
def test_runs_of_capitals(text: str, runs: list[str]) -> None:
    found = tokens(text)
    assert [text[found[a][1] : found[b - 1][2]] for a, b in capital_runs(text, found)] == runs
