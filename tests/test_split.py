"""Sentences, wrapped lines, clauses, headings and chunks: tables of cases, and what holds for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.paragraphs import paragraphs
from ingest.records import Chunk, Document
from ingest.split import LIMIT, TITLE_LENGTH, clauses, is_heading, match_text, sentences, split
from ingest.vietnamese import nfc

PIECES = (
    "Tỉnh Sông Trăng", "đảng viên", "TP.", "PGS.TS.", "97.250", "65,4%", "30-5-2018", "v.v.", "…", "...", ".",
    ";", ",", "?", "!", "“", "”", "(", ")", "[", "\n", "\n\n", " ", "  ", "\t", "\u00a0", "1.", "a)", "IV.",
    "Điều 5.", "### ", "| ô |", "- ", "một", "Hai", "đ", "x" * 400, "\u2028", "\r\n", "👍🏽",
    "e\u0301\u0323", "\u200b",
)  # fmt: skip
page = (
    st.lists(st.sampled_from(PIECES) | st.sampled_from("aăđêốữ XYZ19.;\n"), max_size=60).map("".join).map(nfc)
)
any_text = st.text(max_size=300).map(nfc)


def document(text: str, title: str = "Bản tin", place: str | None = None) -> Document:
    return Document(id="d", title=title, text=text, source="d.txt", sha256="0" * 64, place=place)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def chunks(text: str, title: str = "Bản tin") -> list[tuple[str, str]]:
    """(heading, text) of every chunk."""
    made = document(text, title)
    return [(chunk.heading, text[chunk.start : chunk.end]) for chunk in split(made)]


# Sentences


@pytest.mark.parametrize(
    "whole",
    [
        "Tại TP. Hồ Chí Minh có mưa.",
        "TX. Sông Trăng họp.",
        "PGS.TS. Nguyễn Văn An đến.",
        "GS. TS. Nguyễn Văn An đến.",
        "Th.S. Lê Thị Bình và Đ/c Trần Văn Cường.",
        "ThS. Lê Thị Bình.",
        "Ông J. F. Kennedy đến.",
        "Công ty Hoa Mai Co. Ltd. Hà Nội.",
        "Xem tr. 25, No. 5 của tập san.",
        "Nộp đơn ở P. ĐTĐH trước ngày 5.",
        "Trụ sở tại P. Hoa Mai, Q. 1.",
        "Có 97.250 đảng viên, đạt 65,4%, ngày 30-5-2018 và 12.10.2023.",
        "Theo mục 3.2 và số 1.043.",
        "1. Mở đầu",
        "1.2. Mở đầu",
        "a. Điểm một",
        "a) Điểm một",
        "IV. Kết luận",
        "### Điều 5. Tiêu chí",
        "Điều 12. Giải thích từ ngữ",
        "Phần II. Nội dung",
        "Ông hỏi: “Đi đâu?” rồi về.",
        "Họ chờ... rồi về.",
        "Xem vnexpress.net và hoa-mai.vn để biết.",
        "gồm cam, quýt, v.v. và nước",
    ],
)
def test_one_sentence(whole: str) -> None:
    assert cut(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Có 589 TCCSĐ. Đảng bộ mạnh.", ["Có 589 TCCSĐ.", "Đảng bộ mạnh."]),
        ("Đạt 65,4%. Năm sau tăng.", ["Đạt 65,4%.", "Năm sau tăng."]),
        ("Họp ngày 30-5-2018. Nghỉ.", ["Họp ngày 30-5-2018.", "Nghỉ."]),
        ("Có 97.250. 65 người nghỉ.", ["Có 97.250.", "65 người nghỉ."]),
        ("1. Mở đầu. Nội dung.", ["1. Mở đầu.", "Nội dung."]),
        ("Năm 2018. Sau đó 2. Ba.", ["Năm 2018.", "Sau đó 2.", "Ba."]),  # a label stands at the start only
        ("“Tôi đi.” Rồi về.", ["“Tôi đi.”", "Rồi về."]),
        ('"Tôi đi." Rồi về.', ['"Tôi đi."', "Rồi về."]),
        ("(Xem phụ lục.) Sau đó về.", ["(Xem phụ lục.)", "Sau đó về."]),
        ("Chờ… Rồi đi... Về.", ["Chờ…", "Rồi đi...", "Về."]),
        ("Thật không? Có! Vậy à?! Ừ.", ["Thật không?", "Có!", "Vậy à?!", "Ừ."]),
        ("Gồm cam, quýt, v.v. Sau đó nghỉ.", ["Gồm cam, quýt, v.v.", "Sau đó nghỉ."]),
        ("Gồm cam, quýt, vv. Sau đó nghỉ.", ["Gồm cam, quýt, vv.", "Sau đó nghỉ."]),
        ("Được điểm P. Người khác chờ.", ["Được điểm P.", "Người khác chờ."]),
        ("Nhiều vitamin C. Bà mua.", ["Nhiều vitamin C.", "Bà mua."]),
        ("Họ ăn no. Rồi về.", ["Họ ăn no.", "Rồi về."]),
        ("Một.\nHai\nBa.", ["Một.", "Hai", "Ba."]),
        ("  Một.  Hai. \n\n  Ba ", ["Một.", "Hai.", "Ba"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_several_sentences(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


# Lines that only wrap


WRAPPED = """Điều 3. Giải thích từ ngữ
1. Đơn vị sự nghiệp công lập là tổ chức do cơ quan có thẩm quyền của Nhà nước
thành lập theo quy định của pháp luật, có tư cách pháp nhân, phục vụ quản lý, do
Chính phủ hoặc Ủy ban nhân dân cấp tỉnh quyết định và chịu trách nhiệm trước
pháp luật về kết quả hoạt động của mình.
2. Viên chức là công dân Việt Nam được tuyển dụng theo vị trí việc làm, làm việc
tại đơn vị sự nghiệp công lập theo chế độ hợp đồng làm việc, hưởng lương từ quỹ
lương của đơn vị sự nghiệp công lập
a) Viên chức quản lý;
b) Viên chức khác, gồm những người đang làm việc tại các cơ sở của ngành, của
đơn vị."""


def test_a_wrapped_sentence_is_one_sentence() -> None:
    found = [part.replace("\n", " ") for part in cut(WRAPPED)]
    assert found[1].startswith("1. Đơn vị") and found[1].endswith("của mình.")  # across "do / Chính phủ"
    assert found[0] == "Điều 3. Giải thích từ ngữ"
    assert found[3:] == ["a) Viên chức quản lý;", found[4]] and found[4].endswith("của đơn vị.")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "Xã Hoa Mai tổ chức hội nghị sơ kết công tác sáu tháng",
            "Sáng 12-10, hội nghị đã diễn ra",
        ),  # a heading
        ("Xã Hoa Mai tổ chức hội nghị sơ kết công tác sáu tháng.", "sau đó nghỉ"),
        ("Nơi nhận", "như trên"),
        ("Xã Hoa Mai tổ chức hội nghị sơ kết công tác sáu tháng", "- như trên"),
        ("Xã Hoa Mai tổ chức hội nghị sơ kết công tác sáu tháng", "b) nội dung khác"),
        ("Xã Hoa Mai tổ chức hội nghị sơ kết công tác sáu tháng", "\ncách một dòng trống"),
        ("# Xã Hoa Mai tổ chức hội nghị sơ kết công tác sáu tháng", "sau tiêu đề"),
        ("| Xã Hoa Mai tổ chức hội nghị sơ kết công tác sáu tháng", "ô khác |"),
    ],
)
def test_lines_ended_on_purpose_stay_apart(first: str, second: str) -> None:
    assert len(list(paragraphs(f"{first}\n{second}"))) == 2


# Clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("giảm 3 phòng; 5 trạm; còn 2", ["giảm 3 phòng", "5 trạm", "còn 2"]),
        ("gồm (a; b); c", ["gồm (a; b)", "c"]),
        ("nói “một; hai”; ba", ["nói “một; hai”", "ba"]),
        ("gồm [a; (b; c)]; d", ["gồm [a; (b; c)]", "d"]),
        ("a) một; b) hai", ["a) một", "b) hai"]),
        ("một", ["một"]),
        ("; ;", []),
    ],
)
def test_clauses(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in clauses(text, 0, len(text))] == parts


def test_clauses_of_a_stretch_are_offsets_into_the_text() -> None:
    text = "Một; hai. Ba; bốn."
    start, end = sentences(text)[1]
    assert [text[a:b] for a, b in clauses(text, start, end)] == ["Ba", "bốn."]


# Headings


@pytest.mark.parametrize(
    "line",
    [
        "I. Kết quả",
        "1. Mở đầu",
        "a) Về tổ chức",
        "Kết quả đạt được",
        "### Điều 5. Tiêu chí",
        "**Kết quả**",
        "# Hỏi?",
    ],
)
def test_headings(line: str) -> None:
    assert is_heading(line)


@pytest.mark.parametrize(
    "line",
    ["", "  ", "Đã họp.", "gồm:", "và những người khác", "(Ảnh tư liệu)", "- mục", "| ô |", "12", "#",
     "x" * 161, "Hai, ba;", "Nơi nhận/"],
)  # fmt: skip
def test_no_headings(line: str) -> None:
    assert not is_heading(line)


# Chunks

PARAGRAPH = (
    "Trong năm, xã đã tổ chức 12 lớp bồi dưỡng cho 480 lượt cán bộ, đảng viên tại các thôn trong toàn xã."
)


def test_headings_travel_with_the_chunks_below_them() -> None:
    text = f"Bản tin\nMở đầu ngắn.\nI. Kết quả\n{PARAGRAPH}\n{PARAGRAPH}\nII. Hạn chế\n{PARAGRAPH}"
    assert chunks(text) == [
        ("", "Bản tin\nMở đầu ngắn."),
        ("I. Kết quả", f"I. Kết quả\n{PARAGRAPH}"),
        ("I. Kết quả", PARAGRAPH),
        ("II. Hạn chế", f"II. Hạn chế\n{PARAGRAPH}"),
    ]


def test_headings_that_follow_each_other_stay_with_their_text() -> None:
    text = f"## Chương I\n## QUY ĐỊNH CHUNG\n### Điều 1. Phạm vi\n{PARAGRAPH}\n{PARAGRAPH}"
    heading = "Chương I. QUY ĐỊNH CHUNG – Điều 1. Phạm vi"
    assert chunks(text) == [
        (heading, f"## Chương I\n## QUY ĐỊNH CHUNG\n### Điều 1. Phạm vi\n{PARAGRAPH}"),
        (heading, PARAGRAPH),
    ]


def test_a_line_without_letters_is_no_chunk_of_its_own() -> None:
    assert chunks(f"{PARAGRAPH}\n|\n{PARAGRAPH}") == [("", PARAGRAPH), ("", f"|\n{PARAGRAPH}")]


def test_a_long_list_is_cut_after_semicolons() -> None:
    items = [f"đơn vị thứ {n} của xã đã hoàn thành nhiệm vụ được giao" for n in range(12)]
    text = "Gồm " + "; ".join(items) + "."
    parts = [part for _, part in chunks(text)]
    assert len(parts) > 2
    assert all(part.endswith(";") for part in parts[:-1])
    assert all(len(part) <= LIMIT for part in parts)


def starts_and_ends_at_words(text: str, spans: list[tuple[int, int]]) -> bool:
    """A span may begin or end inside a word only when that word is longer than a chunk may be."""
    for start, end in spans:
        for at in (start, end):
            if 0 < at < len(text) and not (text[at - 1].isspace() or text[at].isspace()):
                word = len(text[:at].split()[-1]) + len(text[at:].split()[0])
                if word <= LIMIT:
                    return False
    return True


@settings(max_examples=300, deadline=None)
@given(st.one_of(page, any_text))
def test_chunks_hold_every_character_once_and_in_order(text: str) -> None:
    made = split(document(text))
    assert [chunk.ordinal for chunk in made] == list(range(len(made)))
    assert_covers(text, [(chunk.start, chunk.end) for chunk in made])
    for chunk in made:
        assert chunk.document_id == "d"
        assert len(text[chunk.start : chunk.end]) <= LIMIT
    assert starts_and_ends_at_words(text, [(chunk.start, chunk.end) for chunk in made])


@settings(max_examples=300, deadline=None)
@given(st.one_of(page, any_text))
def test_sentences_hold_every_character_once_and_in_order(text: str) -> None:
    assert_covers(text, sentences(text))


@settings(max_examples=200, deadline=None)
@given(page)
def test_every_chunk_is_made_of_whole_sentences_or_parts_of_one(text: str) -> None:
    found = sentences(text)
    for chunk in split(document(text)):
        inside = [(a, b) for a, b in found if a < chunk.end and b > chunk.start]
        torn = [(a, b) for a, b in inside if a < chunk.start or b > chunk.end]
        assert all(b - a > LIMIT for a, b in torn)


def assert_covers(text: str, spans: list[tuple[int, int]]) -> None:
    end = 0
    for first, last in spans:
        assert end <= first < last <= len(text)
        assert text[end:first].strip() == ""
        piece = text[first:last]
        assert piece == piece.strip()
        end = last
    assert text[end:].strip() == ""


# What is matched


def test_title_place_and_heading_travel_with_a_chunk() -> None:
    text = "Bản tin\nI. Kết quả\nXã họp."
    made = document(text, place="Hoa Mai")
    chunk = Chunk("d", 0, text.index("Xã"), len(text), "I. Kết quả")
    assert match_text(made, chunk) == "Bản tin\nHoa Mai\nI. Kết quả\nXã họp."


def test_what_a_chunk_shows_is_not_said_twice() -> None:
    text = "Bản tin\n### Điều 1. Phạm vi\nXã họp."
    made = document(text)
    assert match_text(made, Chunk("d", 0, 0, len(text), "Điều 1. Phạm vi")) == text


def test_a_title_beyond_measure_is_shortened_at_a_word() -> None:
    title = "Quyết định về việc " + "phê duyệt " * 200
    first = match_text(document("Xã họp.", title.strip()), Chunk("d", 0, 0, 7)).split("\n")[0]
    assert first.endswith(("phê duyệt", "phê"))
    assert TITLE_LENGTH - 10 < len(first) <= TITLE_LENGTH


@pytest.mark.real
def test_no_chunk_of_real_documents_overflows_the_encoder(real_encoder: object) -> None:
    """512 tokens are the window of multilingual-e5-small; what lies beyond is cut silently."""
    from tokenizers import Tokenizer

    from ingest.clean import load_document
    from ingest.sources import find_files

    folders = [Path("corpus"), Path("../shared/data/van-ban")]
    if not all(folder.is_dir() for folder in folders):
        pytest.skip("needs corpus/ and ../shared/data/van-ban")
    assert real_encoder is not None  # its tokenizer is unpacked
    unpacked = sorted(Path("~/.cache/hoidap").expanduser().glob("*/tokenizer.json"))
    tokenizer = Tokenizer.from_file(str(unpacked[-1]))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    documents = [load_document(file) for file in find_files(folders)]
    assert len(documents) == 10
    texts = ["passage: " + match_text(one, chunk) for one in documents for chunk in split(one)]
    assert max(len(encoded.ids) for encoded in tokenizer.encode_batch(texts)) <= 512
