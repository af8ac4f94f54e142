"""Labels resolved by code, and replies cut into claims while they arrive."""

from __future__ import annotations

import pytest

from assistant.labels import LONGEST, Claim, ClaimReader, read_claim, resolve

PASSAGES = 5


@pytest.mark.parametrize(
    ("written", "labels", "invented"),
    [
        ("[1]", (1,), False),
        ("[5]", (5,), False),
        ("[0]", (), True),
        ("[6]", (), True),
        ("[57]", (), True),
        ("[1-99]", (), True),
        ("[99999999999999999999]", (), True),
        ("[1-3]", (1, 2, 3), False),
        ("[2–4]", (2, 3, 4), False),
        ("[3-1]", (), True),
        ("[0-2]", (), True),
        ("[1, 3]", (1, 3), False),
        ("[1; 3 & 5]", (1, 3, 5), False),
        ("[1, 9]", (), True),
        ("[1][1]", (1,), False),
        ("[3] [1][3]", (3, 1), False),
        ("[1][40]", (1,), True),
        ("[01]", (1,), False),
        ("[-1]", (), True),
        ("[1.5]", (), True),
        ("[2018]", (), True),
        ("[１]", (1,), False),
        ("[²]", (), False),  # no label at all
        ("【2】", (2,), False),
        ("［4］", (4,), False),
        ("[^2]", (2,), False),
        ("[Đoạn 2]", (2,), False),
        ("[nguồn số 3]", (3,), False),
        ("[1†nguồn.txt]", (1,), False),
        ("[1](http://evil.example/x)", (1,), False),
        ("[ 2 ]", (2,), False),
        ("[Nghị quyết 18]", (), True),
        ("[]", (), False),
        ("[x]", (), False),
        ("", (), False),
        ("(1)", (), False),
    ],
)
def test_what_a_label_may_be(written: str, labels: tuple[int, ...], invented: bool) -> None:
    claim = read_claim(f"Xã giảm được thôn {written}.", PASSAGES)
    assert (claim.labels, claim.invented) == (labels, invented)
    assert claim.text.startswith("Xã giảm được thôn") and "[" not in claim.text


@pytest.mark.parametrize(
    ("inside", "found"),
    [("1", (1,)), ("1-5", (1, 2, 3, 4, 5)), ("1-6", None), ("", None), ("một", None), ("1,,2", None)],
)
def test_resolve(inside: str, found: tuple[int, ...] | None) -> None:
    assert resolve(inside, PASSAGES) == found


def test_without_passages_every_label_is_invented() -> None:
    assert read_claim("Xã có 12 thôn [1].", 0) == Claim("Xã có 12 thôn.", (), invented=True)


@pytest.mark.parametrize(
    ("raw", "text", "item"),
    [
        ("- **12 thôn** [1]", "12 thôn", True),
        ("* Một thôn [1].", "Một thôn.", True),
        ("2. Hai thôn [1].", "Hai thôn.", True),
        ("b) Ba thôn [1].", "Ba thôn.", True),
        ("Theo đoạn [1], xã có 12 thôn.", "Theo tài liệu, xã có 12 thôn.", False),
        ("Theo [1] và [2], xã có 12 thôn.", "Theo tài liệu và, xã có 12 thôn.", False),
        ("Xã có 12 thôn [1] - [2].", "Xã có 12 thôn.", False),
        ("Xã có 12 thôn, [1]", "Xã có 12 thôn", False),
        ("Năm 2019, xã có 1.043 người [1]", "Năm 2019, xã có 1.043 người", False),
        ("12 thôn đã sáp nhập [1].", "12 thôn đã sáp nhập.", False),  # a figure is no item's number
    ],
)
def test_the_text_of_a_claim(raw: str, text: str, item: bool) -> None:
    claim = read_claim(raw, PASSAGES)
    assert (claim.text, claim.item) == (text, item)


REPLY = """<think>Câu hỏi về thôn. Trả lời ngay.</think>
# Trả lời
Xã Hoa Mai giảm 12 thôn. [1] Năm 2019 ở TP. Hồ Chí Minh có 1.043 người [2]. Bà Mẫu nói vậy.[3][4]
```
- Mục một [1]
- Mục hai. [2] Giải thích thêm. [2]

Câu không có dấu chấm"""
CLAIMS = [
    Claim("Xã Hoa Mai giảm 12 thôn.", (1,)),
    Claim("Năm 2019 ở TP. Hồ Chí Minh có 1.043 người.", (2,)),
    Claim("Bà Mẫu nói vậy.", (3, 4)),
    Claim("Mục một", (1,), item=True),
    Claim("Mục hai.", (2,), item=True),
    Claim("Giải thích thêm.", (2,), item=True),
    Claim("Câu không có dấu chấm", ()),
]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 10_000])
def test_claims_are_the_same_however_the_reply_is_cut(size: int) -> None:
    reader = ClaimReader(PASSAGES)
    found = [claim for at in range(0, len(REPLY), size) for claim in reader.feed(REPLY[at : at + size])]
    assert [*found, *reader.finish()] == CLAIMS


def test_a_sentence_is_given_out_when_the_next_begins() -> None:
    reader = ClaimReader(PASSAGES)
    assert list(reader.feed("Xã giảm 12 thôn. [1")) == []
    assert list(reader.feed("] ")) == []
    assert list(reader.feed("Sau đó")) == [Claim("Xã giảm 12 thôn.", (1,))]
    assert list(reader.feed(" xã có 31 chi bộ [2].\n")) == [Claim("Sau đó xã có 31 chi bộ.", (2,))]
    assert list(reader.finish()) == []


def test_thoughts_are_passed_over_even_when_they_never_end() -> None:
    reader = ClaimReader(PASSAGES)
    assert [*reader.feed("<think>Xã giảm 12 thôn [1]. Đúng vậy."), *reader.finish()] == []


def test_what_runs_on_is_no_sentence() -> None:
    reader = ClaimReader(PASSAGES)
    assert [*reader.feed("xã " * LONGEST + "[1].\nHết [1]."), *reader.finish()] == [Claim("Hết.", (1,))]


def test_hidden_characters_do_not_hide_a_label_or_a_word() -> None:
    reader = ClaimReader(PASSAGES)
    assert [*reader.feed("Xã\u200b giảm 12\u2060 thôn [\u200b9\u200d]."), *reader.finish()] == [
        Claim("Xã giảm 12 thôn.", (), invented=True)
    ]
