"""Sentences of a document with headings, lists and lines; the views read last are kept."""

from __future__ import annotations

import pytest

from assistant.lexicon import build_lexicon
from assistant.views import DocumentView, Views, without_mark
from ingest.records import Document
from ingest.split import split

TEXT = """Ba việc lớn của xã Hoa Mai
Năm 2019, xã Hoa Mai làm ba việc lớn.
I. Kết quả
Một là, sắp xếp 12 thôn. Việc này xong sớm.
Hai là, bồi dưỡng 480 cán bộ; mở 12 lớp; chi 2,5 tỷ đồng.
Ba là, xây nhà văn hóa.
II. Nhiệm vụ
Ủy ban nhân dân xã có trách nhiệm:
a) Lập kế hoạch;
b) Báo cáo:
- Theo quý;
- Theo năm;
c) Kiểm tra.
Thứ nhất, họp. Thứ ba, nghỉ."""


def view(text: str = TEXT, **fields: str) -> DocumentView:
    document = Document(
        id="d", title=text.split("\n")[0], text=text, source="d.txt", sha256="0" * 64, **fields
    )
    return DocumentView(document, build_lexicon({"d": document}, split(document)))


def at(made: DocumentView, opening: str) -> int:
    """Index of the sentence that opens so."""
    [index] = [i for i, (start, _) in enumerate(made.bounds) if made.document.text.startswith(opening, start)]
    return index


def test_a_sentence_has_its_tokens_spans_clauses_and_line() -> None:
    made = view()
    sentence = made.sentence(at(made, "Hai là"))
    text = made.document.text
    assert text[sentence.start : sentence.end].endswith("2,5 tỷ đồng.")
    assert [text[a:b] for a, b in sentence.clauses] == [
        "Hai là, bồi dưỡng 480 cán bộ",
        "mở 12 lớp",
        "chi 2,5 tỷ đồng.",
    ]
    assert [text[span.start : span.end] for span in sentence.spans] == ["480", "12", "2,5"]
    assert {"bồi", "dưỡng", "480"} <= sentence.token_set
    assert sentence.line == 4


def test_spans_keep_to_their_tokens_when_short_forms_are_written_out() -> None:
    made = view("Bản tin\nUBND xã có 5 người.")
    sentence = made.sentence(1)
    [span] = sentence.spans
    assert [token for token, _, _ in sentence.tokens[:4]] == ["ủy", "ban", "nhân", "dân"]
    assert [token for token, _, _ in sentence.tokens[span.first : span.last]] == ["5"]


def test_lines_that_only_wrap_are_one_line() -> None:
    body = "Ủy ban nhân dân xã Hoa Mai đã họp để bàn về việc\nsắp xếp lại các thôn trên địa bàn."
    made = view(f"Bản tin\n{body}\nXã họp.")
    assert [made.sentence(index).line for index in range(3)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("opening", "ending", "found"),
    [("Một là", "Một là", ["Một là"]), ("Một là", "Hai là", ["Một là", "Việc này", "Hai là"])],
)
def test_sentences_of_a_stretch(opening: str, ending: str, found: list[str]) -> None:
    made = view()
    start = made.bounds[at(made, opening)][0]
    end = made.bounds[at(made, ending)][0] + 3
    openings = [made.document.text[made.bounds[i][0] :] for i in made.sentences_in(start, end)]
    assert len(openings) == len(found)
    assert all(text.startswith(first) for text, first in zip(openings, found, strict=True))


def test_a_stretch_between_sentences_holds_none() -> None:
    made = view("Bản tin\n\n\nXã họp.")
    assert list(made.sentences_in(8, 9)) == []


def test_headings_and_the_sentences_below_them() -> None:
    made = view()
    assert made.headings == [at(made, "I. "), at(made, "II. ")]  # the title is none
    assert made.heading_of(at(made, "Năm 2019")) is None
    assert made.heading_of(at(made, "I. ")) is None
    assert made.heading_of(at(made, "Ba là")) == at(made, "I. ")
    assert made.heading_of(at(made, "a) ")) == at(made, "II. ")


def test_enumerations() -> None:
    made = view()
    words, letters = made.enumerations
    assert words.items == (at(made, "Một là"), at(made, "Hai là"), at(made, "Ba là"))
    assert words.lead == at(made, "I. ")
    assert letters.items == (at(made, "a) "), at(made, "b) "), at(made, "c) "))
    assert letters.lead == at(made, "Ủy ban")


@pytest.mark.parametrize(
    ("body", "sizes"),
    [
        ("1. Một.\n2. Hai.\n3. Ba.", [3]),
        ("1) Một.\n2) Hai.", [2]),
        ("Thứ nhất, một.\nThứ hai, hai.", [2]),
        ("a) Một;\nb) Hai;\nc) Ba;\nd) Bốn;\nđ) Năm;\ne) Sáu;\ng) Bảy.", [7]),
        ("1. Một:\na) A;\nb) B.\n2. Hai:\na) A;\nb) B;\nc) C.", [2, 2, 3]),
        ("1. Một.\n2. Hai.\n1. Một nữa.\n2. Hai nữa.", [2, 2]),
        ("1. Một.\n3. Ba.", []),  # no second item
        ("2. Hai.\n3. Ba.", []),  # no first item
        ("Một là, xong.", []),
        ("- A;\n- B.", []),  # no numbers to count by
        ("Thứ bảy nghỉ.\nHai là đủ.", []),
        ("", []),
    ],
)
def test_sizes_of_enumerations(body: str, sizes: list[int]) -> None:
    assert sorted(len(one.items) for one in view(f"Bản tin\n{body}").enumerations) == sizes


def test_the_sentence_that_opens_a_list() -> None:
    made = view()
    lead = at(made, "Ủy ban")
    assert [made.lead_of(at(made, mark)) for mark in ("a) ", "b) ", "c) ")] == [lead, lead, lead]
    assert made.lead_of(at(made, "- Theo năm")) == at(made, "b) ")
    assert made.lead_of(at(made, "Năm 2019")) is None
    assert made.lead_of(at(made, "Hai là")) is None  # a heading stands before the list


def test_the_items_that_a_sentence_opens() -> None:
    made = view()
    assert made.items_after(at(made, "Ủy ban")) == [at(made, "a) "), at(made, "b) "), at(made, "c) ")]
    assert made.items_after(at(made, "b) ")) == [at(made, "- Theo quý"), at(made, "- Theo năm")]
    assert made.items_after(at(made, "Thứ ba")) == []


@pytest.mark.parametrize(
    ("body", "bare"),
    [
        ("a) Lập kế hoạch", "Lập kế hoạch"),
        ("2. Lập kế hoạch", "Lập kế hoạch"),
        ("### Điều 5. Tiêu chí", "Điều 5. Tiêu chí"),
        ("- Lập kế hoạch", "Lập kế hoạch"),
        ("Hai là, lập kế hoạch", "Hai là, lập kế hoạch"),
        ("2.500 người", "2.500 người"),
        ("-", "-"),
    ],
)
def test_marks_of_items_are_dropped(body: str, bare: str) -> None:
    assert without_mark(body) == bare


def test_what_a_document_is_about() -> None:
    made = view("UBND xã họp\nNội dung.", place="Hoa Mai", publisher="Báo Sông Trăng")
    assert {"hoa", "mai", "sông", "trăng", "ủy", "ban", "họp"} <= made.context
    assert made.about == ["hoa", "mai", "ubnd", "xã", "họp"]
    assert made.words == ["ubnd", "xã", "họp", "nội", "dung"]


def test_the_views_read_last_are_kept() -> None:
    documents = [
        Document(id=name, title=name, text=f"{name}\nXã họp.", source=name, sha256="0" * 64) for name in "abc"
    ]
    views = Views(documents, build_lexicon({}, []), size=2)
    first, second = views["a"], views["b"]
    assert views["a"] is first  # read again: "b" is now the oldest
    assert views["c"].document.id == "c"
    assert views["a"] is first
    assert views["b"] is not second
    with pytest.raises(KeyError):
        views["d"]
