"""Lists of names in running text."""

from assistant.name_lists import outside_lists
from ingest.vietnamese import tokens


def _outside(text: str) -> list[str]:
    found = tokens(text)
    return [found[place][0] for place in outside_lists(text, 0, len(text), found)]


def test_the_names_of_a_list_of_three_are_left_out() -> None:
    assert _outside("gồm: Huổi Mạ, Pa Khốm và Nà Lếch có điện") == ["gồm", "có", "điện"]


def test_unit_words_and_numbers_belong_to_the_names() -> None:
    assert _outside("ở xã Tân An, xã Tân Bình, và phường Quán 2 nay") == ["ở", "nay"]


def test_two_names_are_no_list() -> None:
    assert _outside("Huổi Mạ và Pa Khốm") == ["huổi", "mạ", "và", "pa", "khốm"]
