"""Questions on "Một là … Hai là … Ba là …" of an invented document."""

from __future__ import annotations

import pytest

from assistant.found import Found
from assistant.lexicon import build_lexicon
from assistant.lists import answer_enumeration
from assistant.question import understand
from assistant.records import Passage
from assistant.views import Views
from ingest.records import Document
from ingest.split import split

LEAD = "Để giữ rừng, xã Hoa Mai đề ra ba giải pháp."
ITEMS = (
    "Một là, giao đất rừng cho từng hộ.",
    "Hai là, trồng mới 40 ha keo trên đồi trọc.",
    "Ba là, lập tổ tuần tra ở mỗi thôn.",
)
TEXT = "\n".join(
    ["Xã Hoa Mai giữ rừng", "Rừng của xã bị chặt phá nhiều năm.", LEAD, *ITEMS, "Dân đồng tình."]
)
NO_LIST = "Thư viện mở cửa\nThư viện đón bạn đọc. Học sinh đến rất đông."


def ask(question: str, text: str = TEXT) -> Found | None:
    document = Document(id="d", title=text.split("\n")[0], text=text, source="d.txt", sha256="0" * 64)
    chunks = split(document)
    lexicon = build_lexicon({"d": document}, chunks)
    passages = [
        Passage(row, chunk, text[chunk.start : chunk.end], 1.0, row + 1) for row, chunk in enumerate(chunks)
    ]
    return answer_enumeration(understand(question, lexicon), passages, Views([document], lexicon), lexicon)


def quotes(found: Found) -> list[list[str]]:
    return [[TEXT[quote.start : quote.end] for quote in proof] for _, proof in found.segments]


@pytest.mark.parametrize(
    ("question", "short", "item"),
    [
        ("Giải pháp thứ nhất để giữ rừng là gì?", "giao đất rừng cho từng hộ", 0),
        ("Giải pháp thứ hai để giữ rừng là gì?", "trồng mới 40 ha keo trên đồi trọc", 1),
        ("Giải pháp đầu tiên để giữ rừng là gì?", "giao đất rừng cho từng hộ", 0),
        ("Giải pháp cuối cùng để giữ rừng là gì?", "lập tổ tuần tra ở mỗi thôn", 2),
    ],
)
def test_one_item(question: str, short: str, item: int) -> None:
    found = ask(question)
    assert found is not None
    assert found.short == short
    assert quotes(found) == [[ITEMS[item]]]


def test_the_list_under_the_heading_that_names_it_goes_before_one_that_the_title_names() -> None:
    causes = "Thứ nhất, dân thiếu đất.\nThứ hai, rừng giao chậm.\nThứ ba, tổ tuần tra ít người."
    text = f"Giữ rừng: kết quả và bài học\nRừng bị phá vì ba lẽ.\n{causes}\n\n## Ba bài học\n\nXã rút ra:\n"
    text += "\n".join(ITEMS)
    found = ask("Bài học thứ hai về giữ rừng là gì?", text)
    assert found is not None and found.short == "trồng mới 40 ha keo trên đồi trọc"


@pytest.mark.parametrize("ordinal", ["thứ tư", "thứ mười", "thứ 12"])
def test_an_item_that_the_list_does_not_have(ordinal: str) -> None:
    assert ask(f"Giải pháp {ordinal} để giữ rừng là gì?") is None


def test_how_many_cites_the_sentence_that_announces_them() -> None:
    found = ask("Xã Hoa Mai đề ra mấy giải pháp giữ rừng?")
    assert found is not None
    assert found.short == "3 giải pháp"
    assert found.segments[0][0] == "**Ba giải pháp**:"
    assert quotes(found) == [[LEAD], [ITEMS[0]], [ITEMS[1]], [ITEMS[2]]]


def test_which_items() -> None:
    found = ask("Xã Hoa Mai đề ra những giải pháp nào để giữ rừng?")
    assert found is not None
    assert found.short == (
        "giao đất rừng cho từng hộ; trồng mới 40 ha keo trên đồi trọc; lập tổ tuần tra ở mỗi thôn"
    )
    assert quotes(found) == [[ITEMS[0]], [ITEMS[1]], [ITEMS[2]]]


def test_a_list_of_something_else_does_not_answer() -> None:
    assert ask("Nguyên tắc thứ hai để giữ rừng là gì?") is None
    assert ask("Xã Hoa Mai có mấy nguyên tắc giữ rừng?") is None


def test_a_list_of_another_place_does_not_answer() -> None:
    assert ask("Giải pháp thứ hai để giữ rừng ở tỉnh Bắc Ninh là gì?") is None


def test_a_document_without_a_list() -> None:
    assert ask("Giải pháp thứ hai của thư viện là gì?", NO_LIST) is None


@pytest.mark.parametrize(
    "lead",
    [
        "Người bị thương khi làm nhiệm vụ giữ rừng được hưởng chế độ như sau:",  # said by the way
        "Danh mục cây và tiêu chí giữ rừng như sau:",  # "mục" and "tiêu", no "mục tiêu"
    ],
)
def test_a_word_said_by_the_way_names_no_list(lead: str) -> None:
    text = TEXT.replace(LEAD, lead)
    assert ask("Xã Hoa Mai có mấy nhiệm vụ giữ rừng?", text) is None
    assert ask("Mục tiêu thứ hai để giữ rừng là gì?", text) is None
