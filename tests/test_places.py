"""Place names with capitals and in lower case, and the words and persons that look like them."""

from __future__ import annotations

import pytest

from ingest.places import COMMUNE, DISTRICT, PROVINCE, find_places, gazetteer
from ingest.vietnamese import nfc, tokens


def named(text: str) -> list[str]:
    """Places of a text as it writes them."""
    found = tokens(nfc(text))
    capital = [text[start].isupper() for _, start, _ in found]
    places = find_places([token for token, _, _ in found], capital)
    return [text[found[first][1] : found[last - 1][2]] for first, last, _ in places]


# The gazetteer


@pytest.mark.parametrize(
    ("name", "level", "parent"),
    [
        ("cần thơ", PROVINCE, None),
        ("huế", PROVINCE, None),
        ("sóc sơn", DISTRICT, "hà nội"),
        ("phú quốc", DISTRICT, "kiên giang"),
        ("bát tràng", COMMUNE, "hà nội"),
    ],
)
def test_a_name_has_its_highest_level_and_its_parents(name: str, level: int, parent: str | None) -> None:
    place = gazetteer()[tuple(name.split())]
    assert place.level == level
    assert parent is None or tuple(parent.split()) in place.parents


def test_all_provinces_before_and_after_2025() -> None:
    provinces = {place.name for place in gazetteer().values() if place.level == PROVINCE}
    assert len(provinces) == 63  # the 34 of today bear old names
    assert not any(name[0].isdigit() for name in gazetteer())


# Names with capitals


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Tỉnh Lạng Sơn và Cà Mau", ["Lạng Sơn", "Cà Mau"]),
        ("Hà Nội, Hải Phòng, Cần Thơ", ["Hà Nội", "Hải Phòng", "Cần Thơ"]),
        ("Tỉnh ủy Sóc Trăng", ["Sóc Trăng"]),
        ("TỈNH UỶ SÓC TRĂNG", ["SÓC TRĂNG"]),
        ("Thanh Hoá", ["Thanh Hoá"]),  # either tone placement
        ("Huyện Sóc Sơn", ["Sóc Sơn"]),
        ("Ở Sóc Sơn", ["Sóc Sơn"]),
        ("Bà Rịa - Vũng Tàu", ["Bà Rịa - Vũng Tàu"]),
        ("Khách đến Huế", ["Huế"]),
        ("TP. Hồ Chí Minh", ["Hồ Chí Minh"]),
        ("thành phố Hồ Chí Minh", ["Hồ Chí Minh"]),
        ("xã Bát Tràng", ["Bát Tràng"]),
        ("Thành phố Vinh", ["Vinh"]),
    ],
)
def test_names_with_capitals(text: str, places: list[str]) -> None:
    assert named(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "Chủ tịch Hồ Chí Minh",
        "tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        "ông Nguyễn Hòa Bình",
        "bà Võ Thị Hà Giang",
        "Đồng chí Lê Thanh Sơn",
        "Biển Thái Bình Dương",
        "Việt Nam định cư ở nước ngoài",
        "Gốm Bát Tràng",  # a commune without its unit word
        "Vinh là bạn tôi",  # a name of one token
        "Đạt giải Nobel Hoà bình năm ấy",
        "XÃ HỘI AN NINH",
    ],
)
def test_capitals_that_are_no_place(text: str) -> None:
    assert named(text) == []


def test_a_surname_inside_the_place_before_is_no_surname() -> None:
    """ "Hà" of "Hà Nội" opens no person's name, however close the next place stands."""
    assert named("Hồ Hà Nội Thái Bình") != []
    assert named("Từ Hà Nội, Thái Bình tới Lâm Đồng, Hải Dương") == [
        "Hà Nội",
        "Thái Bình",
        "Lâm Đồng",
        "Hải Dương",
    ]


# Names typed in lower case


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("cà mau có mấy huyện", ["cà mau"]),
        ("tổng số xã của lạng sơn", ["lạng sơn"]),
        ("huyện sóc sơn giảm mấy xã", ["sóc sơn"]),
        ("ở sóc sơn có mấy xã", ["sóc sơn"]),
        ("tỉnh hoà bình có mấy huyện", ["hoà bình"]),
        ("tại hải dương có mấy huyện", ["hải dương"]),
        ("đảng bộ thái bình có mấy đảng viên", ["thái bình"]),
        ("cao bằng có mấy huyện", ["cao bằng"]),  # it opens the question, and has something
        ("Lạng sơn có mấy huyện", ["Lạng sơn"]),
        ("thị xã thái hòa", ["thái hòa"]),
        ("quận ba đình", ["ba đình"]),
        ("sơn la khác tân sơn thế nào", ["sơn la"]),
    ],
)
def test_names_in_lower_case(text: str, places: list[str]) -> None:
    assert named(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "giữ gìn hòa bình và ổn định",
        "cuộc sống thái bình",
        "cây này cao bằng cây kia",
        "viện hải dương học",
        "trạng thái nguyên tử",
        "người việt nam định cư",
        "khối đại đoàn kết, thống nhất ý chí",
        "danh từ và đại từ khác nhau thế nào",
        "lúc bình minh trên biển",
        "bảo đảm an ninh, trật tự",
        "mô hình tân tiến",
        "an toàn xã hội an ninh mạng",
        "tinh thần quyết thắng",
        "hòa bình là gì",
        "vinh dự ở vinh",
        "xã bát tràng",  # communes are too many to be read from lower case
    ],
)
def test_ordinary_words_are_no_places(text: str) -> None:
    assert named(text) == []


def test_of_two_names_the_longer_counts() -> None:
    found = find_places(["ở", "điện", "biên", "phủ"], [False] * 4)
    assert [(first, last) for first, last, _ in found] == [(1, 4)]


def test_nothing_found_in_nothing() -> None:
    assert find_places([], []) == []
