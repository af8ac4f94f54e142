"""Lines of a page made paragraphs, by hand-placed lines; page numbers and running heads go."""

from __future__ import annotations

from ingest.formats.blocks import Table, table
from ingest.formats.layout import PlacedLine, join_lines, lines_of, without_running_heads

RIGHT = 500.0
BREAK = "\f"


def line(text: str, row: float, x0: float = 50.0, x1: float = RIGHT, size: float = 12.0) -> PlacedLine:
    """A line in the given row of 15 points; its first word is 30 points wide."""
    return PlacedLine(text, x0, x1, 15 * row, 15 * row + size, 30.0)


def joined(*flow: PlacedLine | Table | None) -> list[str | Table]:
    return list(join_lines(flow, BREAK))


def test_a_full_line_goes_on_and_a_short_one_ends() -> None:
    assert joined(
        line("một hai", 0), line("ba bốn.", 1, x1=200), line("Năm sáu", 2), line("bảy", 3, x1=90)
    ) == [
        "một hai ba bốn.",
        "Năm sáu bảy",
    ]


def test_a_line_in_which_the_next_word_had_room_has_ended() -> None:
    # 30 points of the next word and a blank of a quarter of 12 would have ended at 483 of 500
    assert joined(line("Tiêu đề", 0, x1=450), line("Đoạn văn", 1)) == ["Tiêu đề", "Đoạn văn"]
    assert joined(line("Tiêu đề", 0, x1=480), line("đoạn văn", 1)) == ["Tiêu đề đoạn văn"]


def test_a_line_drawn_in_begins_a_paragraph() -> None:
    assert joined(line("một", 0, x0=80), line("hai", 1), line("Ba", 2, x0=80), line("bốn", 3)) == [
        "một hai",
        "Ba bốn",
    ]


def test_first_lines_that_end_are_paragraphs_of_one_line() -> None:
    assert joined(line("Một.", 0, x0=80), line("Hai.", 1, x0=80), line("ba", 2)) == ["Một.", "Hai. ba"]


def test_space_size_and_items_part_paragraphs() -> None:
    assert joined(line("Một", 0), line("Hai", 3)) == ["Một", "Hai"]
    assert joined(line("LỚN", 0, size=18.0), line("nhỏ", 1.4)) == ["LỚN", "nhỏ"]
    assert joined(line("a) Một;", 0), line("b) Hai;", 1)) == ["a) Một;", "b) Hai;"]
    assert joined(line("Chương I.", 0), line("Điều 1. Phạm vi", 1)) == ["Chương I.", "Điều 1. Phạm vi"]


def test_a_paragraph_goes_on_over_the_page() -> None:
    assert joined(line("một", 50), None, line("hai.", 0, x1=200), line("Ba", 1)) == [f"một {BREAK}hai.", "Ba"]
    assert joined(line("Một.", 50), None, line("Hai", 0)) == ["Một.", f"{BREAK}Hai"]
    assert joined(line("một", 50), None, line("Điều 2. Hai", 0)) == ["một", f"{BREAK}Điều 2. Hai"]
    assert joined(None, None, line("ba", 0)) == [f"{BREAK}{BREAK}ba"]


def test_a_table_that_the_page_cuts_is_one_again() -> None:
    first, second = table([["Xã", "Số"], ["A", "1"]]), table([["Xã", "Số"], ["B", "2"]])
    whole = Table(first.rows + second.rows[1:])
    assert joined(first, None, second, line("Hết", 9)) == [whole, f"{BREAK}Hết"]
    other = table([["x", "y", "z"]])
    assert joined(first, None, other) == [first, BREAK, other]


def test_page_numbers_and_repeated_heads_go() -> None:
    pages = [
        [line("CÔNG BÁO/Số 5", 0), line(f"Đoạn {word}", 1), line("Kết quả", 2), line(str(number), 50)]
        for number, word in enumerate(("một", "hai", "ba"), start=1)
    ]
    kept = without_running_heads(pages)
    # "Kết quả" repeats too, but a page this short has nothing but edges
    assert [[one.text for one in page] for page in kept] == [["Đoạn một"], ["Đoạn hai"], ["Đoạn ba"]]
    assert [
        one.text
        for one in without_running_heads([[line("Trang 1/2", 0), line("12 thôn", 1), line("x", 2)]])[0]
    ] == [
        "12 thôn",
        "x",
    ]


def character(text: str, x0: float, base: float, size: float = 10.0) -> dict[str, object]:
    return {
        "text": text, "x0": x0, "x1": x0 + 5, "top": base, "bottom": base, "doctop": base,
        "height": size, "size": size, "upright": True,
    }  # fmt: skip


def test_characters_are_ordered_by_place_not_by_drawing() -> None:
    # "bị mất" with its marked letters drawn last, as programs draw letters of another font
    word = {"b": 0, "m": 15, "t": 25, "ị": 5, "ấ": 20}
    (found,) = lines_of([character(letter, at, 100) for letter, at in word.items()])
    assert (found.text, found.x0, found.x1, found.first) == ("bị mất", 0, 30, 10)


def test_texts_side_by_side_are_two_lines() -> None:
    left = [character(letter, 5.0 * at, 100) for at, letter in enumerate("ỦYBANXÃA")]
    right = [character(letter, 200 + 5.0 * at, 100) for at, letter in enumerate("CỘNGHÒAX")]
    assert [one.text for one in lines_of(left + right)] == ["ỦYBANXÃA", "CỘNGHÒAX"]
    assert [one.text for one in lines_of(left + right[:2])] == ["ỦYBANXÃA CỘ"]  # too little to be a text
