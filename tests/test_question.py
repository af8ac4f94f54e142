"""What kind of answer a question wants, and the names, numbers and units that it names."""

from __future__ import annotations

import pytest

from assistant.kinds import Kind, has_item_word, item_word, kind_of
from assistant.lexicon import Lexicon, build_lexicon
from assistant.question import Question, understand
from ingest.records import Document
from ingest.split import split
from ingest.vietnamese import fold_accents, normal

TEXTS = (
    """Tỉnh Hà Nam sắp xếp lại thôn, tổ dân phố
Năm 2018, tỉnh Hà Nam giảm được 12 thôn và 3 đơn vị sự nghiệp công lập; toàn tỉnh kết nạp 410 đảng viên.
Tỷ lệ trưởng thôn là đảng viên đạt 65,4%. Việc sắp xếp thực hiện theo Đề án 07 của Tỉnh ủy.
Ông Nguyễn Văn Thử, Trưởng ban Dân vận, cho biết thời hạn hoàn thành là 18 tháng.""",
    """Thư viện tỉnh Cà Mau mở cửa trở lại
Bà Lê Thị Mẫu, Giám đốc Thư viện, cho biết thư viện có 4.512 đầu sách và 9 cán bộ.
Kế hoạch số 15-KH/TV ban hành ngày 2/9/2021 nêu bốn giải pháp; giải pháp thứ hai là bổ sung đầu sách.""",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    documents = {
        f"d{at}": Document(id=f"d{at}", title=text.split("\n")[0], text=text, source="d.txt", sha256="0" * 64)
        for at, text in enumerate(TEXTS)
    }
    return build_lexicon(documents, [chunk for each in documents.values() for chunk in split(each)])


# Kinds

KINDS: list[tuple[str, Kind]] = [
    ("Tỉnh Hà Nam giảm được bao nhiêu thôn?", Kind.QUANTITY),
    ("Thư viện có mấy cán bộ?", Kind.QUANTITY),
    ("Số đầu sách của thư viện?", Kind.QUANTITY),
    ("Thư viện Hà Nam: số bạn đọc bị nhắc nhở năm 2022?", Kind.QUANTITY),
    ("Việc sắp xếp kéo dài bao lâu?", Kind.QUANTITY),
    ("Tổng số đảng viên mới kết nạp", Kind.QUANTITY),
    ("Số lần chạy thử do ai quyết định?", Kind.WHO),
    ("Thuế tính trên số lượng nào?", Kind.WHAT),
    ("Việc này quy định ở điểm mấy?", Kind.WHAT),
    ("Bị nhắc nhở lần thứ bao nhiêu thì thôi học?", Kind.WHAT),
    ("Tỷ lệ trưởng thôn là đảng viên là bao nhiêu?", Kind.PERCENTAGE),
    ("Tỉ lệ trưởng thôn là đảng viên đạt mấy?", Kind.PERCENTAGE),
    ("Bao nhiêu phần trăm trưởng thôn là đảng viên?", Kind.PERCENTAGE),
    ("Có bao nhiêu % cán bộ là nữ?", Kind.PERCENTAGE),
    ("Ai ký kế hoạch của thư viện?", Kind.WHO),
    ("Người nào phụ trách việc sắp xếp thôn?", Kind.WHO),
    ("Đồng chí nào chủ trì hội nghị?", Kind.WHO),
    ("Hội nghị diễn ra khi nào?", Kind.WHEN),
    ("Thư viện mở cửa trở lại vào năm nào?", Kind.WHEN),
    ("Bao giờ thì sắp xếp xong?", Kind.WHEN),
    ("Nhiệm kỳ nào có nhiều đảng viên mới nhất?", Kind.WHEN),
    ("Hội nghị diễn ra ở đâu?", Kind.WHERE),
    ("Tỉnh nào giảm được 12 thôn?", Kind.WHERE),
    ("Nơi nào kết nạp 410 đảng viên?", Kind.WHERE),
    ("Việc sắp xếp theo đề án số mấy?", Kind.NUMBER),
    ("Số ký hiệu của kế hoạch là gì?", Kind.NUMBER),
    ("Thư viện làm theo kế hoạch nào?", Kind.NUMBER),
    ("UBND nghĩa là gì?", Kind.DEFINITION),
    ("TCCSĐ là viết tắt của cụm từ nào?", Kind.DEFINITION),
    ("Thế nào là tổ dân phố?", Kind.DEFINITION),
    ("Ông Nguyễn Văn Thử giữ chức vụ gì?", Kind.ROLE),
    ("Ông Nguyễn Văn Thử là ai?", Kind.ROLE),
    ("Bà Lê Thị Mẫu đảm nhiệm vị trí nào?", Kind.ROLE),
    ("Những thôn nào được sắp xếp lại?", Kind.LIST),
    ("Kể tên các thư viện trong tỉnh", Kind.LIST),
    ("Bộ máy mới gồm những gì?", Kind.LIST),
    ("Các nghị quyết nào được nhắc tới?", Kind.LIST),
    ("Giải pháp thứ hai là gì?", Kind.NTH),
    ("Nhiệm vụ đầu tiên là gì?", Kind.NTH),
    ("Có bao nhiêu giải pháp?", Kind.COUNT_ITEMS),
    ("Kế hoạch nêu mấy nhiệm vụ?", Kind.COUNT_ITEMS),
    ("Tác giả bài viết là ai?", Kind.AUTHOR),
    ("Ai viết bài này?", Kind.AUTHOR),
    ("Bài viết được đăng ngày nào?", Kind.DATE),
    ("Ngày đăng của bài là gì?", Kind.DATE),
    ("Bài viết nói về việc gì?", Kind.SUBJECT),
    ("Nội dung chính của văn bản là gì?", Kind.SUBJECT),
    ("Tóm tắt tài liệu này", Kind.SUBJECT),
    ("Bản tóm tắt kèm theo tờ trình dài nhất mấy trang?", Kind.QUANTITY),
    ("Phải tóm tắt hồ sơ trong bao nhiêu trang?", Kind.QUANTITY),
    ("Bao lâu thì họp dân một lần?", Kind.WHEN),
    ("Chi bộ họp mấy tháng một lần?", Kind.WHEN),
    ("Mỗi năm kiểm tra mấy lần?", Kind.QUANTITY),
    ("Vì sao phải sắp xếp lại thôn?", Kind.WHAT),
    ("Thư viện được xếp hạng mấy?", Kind.WHAT),
]


@pytest.mark.parametrize(("question", "kind"), KINDS)
def test_kind(question: str, kind: Kind) -> None:
    assert kind_of(normal(question))[0] is kind


def test_every_kind_is_asked_for() -> None:
    assert {kind for _, kind in KINDS} == set(Kind)


@pytest.mark.parametrize(
    ("question", "ordinal"),
    [
        ("giải pháp thứ nhất là gì", 1),
        ("nhiệm vụ thứ tư là gì", 4),
        ("nội dung thứ 3 là gì", 3),
        ("giải pháp số 2 là gì", 2),
        ("nguyên tắc đầu tiên là gì", 1),
        ("bài học cuối cùng là gì", -1),
    ],
)
def test_ordinal(question: str, ordinal: int) -> None:
    assert kind_of(question) == (Kind.NTH, ordinal)


def test_item_words() -> None:
    assert has_item_word("Nêu các giải pháp của tỉnh")
    assert not has_item_word("Tỉnh giảm bao nhiêu thôn?")
    assert item_word("có mấy nhiệm vụ") == "nhiệm vụ"
    assert item_word("có mấy thôn") == "nội dung"


# What a question names


def place_names(question: Question) -> list[str]:
    return [" ".join(place.name) for place in question.places]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tỉnh Hà Nam giảm được bao nhiêu thôn?", ["hà nam"]),
        ("tỉnh hà nam giảm được bao nhiêu thôn?", ["hà nam"]),
        ("Hà Nam và Cà Mau kết nạp bao nhiêu đảng viên?", ["hà nam", "cà mau"]),
        ("Thư viện có bao nhiêu đầu sách?", []),
    ],
)
def test_places(text: str, names: list[str], lexicon: Lexicon) -> None:
    assert place_names(understand(text, lexicon)) == names


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("Ông Nguyễn Văn Thử giữ chức vụ gì?", (("nguyễn", "văn", "thử"),)),
        ("nguyễn văn thử giữ chức vụ gì?", (("nguyễn", "văn", "thử"),)),  # the documents name him
        ("Phạm Thị Lạ là ai?", (("phạm", "thị", "lạ"),)),  # they don't name her
        ("Trưởng ban Dân vận là ai?", ()),
    ],
)
def test_persons(text: str, persons: tuple[tuple[str, ...], ...], lexicon: Lexicon) -> None:
    assert understand(text, lexicon).persons == persons


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Đề án 07 của tỉnh nói gì?", {"07"}),
        ("Nghị quyết số 05 được ban hành khi nào?", {"05"}),
        ("Nội dung của 07-ĐA/TU?", {"07-đa/tu"}),
        ("Kế hoạch số 15-KH/TV ban hành khi nào?", {"15-kh/tv"}),
        ("Tỉnh giảm 12 thôn khi nào?", set()),  # a figure, not a document
    ],
)
def test_numbers(text: str, numbers: set[str], lexicon: Lexicon) -> None:
    assert understand(text, lexicon).numbers == numbers


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Trong 14.357 đảng viên có bao nhiêu nữ?", {"14357"}),
        ("97,5% là của đơn vị nào?", {"97,5"}),
        ("128 trường hợp thuộc cấp nào?", {"128"}),
        ("12 thôn nào được sắp xếp năm 2021?", set()),  # small, and a year
        ("Điều 125 quy định gì?", set()),
        ("Nghị quyết 138 nói gì?", set()),
        ("Nghị định 145/2026 nói gì?", set()),
    ],
)
def test_figures_that_tell_apart(text: str, figures: set[str], lexicon: Lexicon) -> None:
    assert understand(text, lexicon).figures == figures


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Năm 2018 tỉnh giảm bao nhiêu thôn?", {"2018"}),
        ("Từ 2016 đến 2018 có gì mới?", {"2016", "2018"}),
        ("Vì sao có 2018,5 triệu đồng?", set()),
        ("Nghị định 12/2018/NĐ-CP nói gì?", set()),
    ],
)
def test_years(text: str, years: set[str], lexicon: Lexicon) -> None:
    assert understand(text, lexicon).years == years


def test_dates_have_one_spelling(lexicon: Lexicon) -> None:
    assert understand("Ngày 02/09/2021 có kế hoạch nào?", lexicon).dates == {"2-9-2021"}


# What is asked for


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Tỉnh Hà Nam giảm được bao nhiêu thôn?", ("thôn",)),
        ("Thư viện có bao nhiêu đầu sách?", ("đầu", "sách")),
        ("Tỉnh có bao nhiêu đơn vị sự nghiệp?", ("đơn", "vị", "nghiệp")),
        ("Bao nhiêu đảng viên được kết nạp?", ("đảng", "viên")),
        ("Đầu sách có mấy?", ("đầu", "sách")),
    ],
)
def test_unit(text: str, unit: tuple[str, ...], lexicon: Lexicon) -> None:
    assert understand(text, lexicon).unit == unit


def test_content_stands_left_and_right_of_the_asking_word(lexicon: Lexicon) -> None:
    asked = understand("Tỉnh Hà Nam kết nạp được bao nhiêu đảng viên?", lexicon)
    assert asked.left == ("tỉnh", "hà", "nam", "kết", "nạp")
    assert asked.right == ("đảng", "viên")
    assert asked.tokens == asked.left + asked.right


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("Việc sắp xếp kéo dài bao lâu?", True),
        ("Thời hạn hoàn thành là bao nhiêu tháng?", True),
        ("Thời gian hoàn thành là bao nhiêu?", True),
        ("Tỉnh giảm được bao nhiêu thôn?", False),
        ("Sắp xếp xong vào tháng nào?", False),
    ],
)
def test_duration(text: str, duration: bool, lexicon: Lexicon) -> None:
    assert understand(text, lexicon).duration is duration


@pytest.mark.parametrize(
    ("text", "grain"),
    [
        ("Hội nghị diễn ra ngày nào?", "ngày"),
        ("Thư viện mở cửa ngày tháng năm nào?", "ngày"),
        ("Thư viện mở cửa năm nào?", "năm"),
        ("Thư viện đóng cửa trong khoảng thời gian nào?", "khoảng thời gian"),
        ("Thư viện mở cửa tháng mấy?", "tháng"),
        ("Nhiệm kỳ nào kết nạp nhiều nhất?", "nhiệm kỳ"),
        ("Thư viện mở cửa khi nào?", ""),
        ("Thư viện mở cửa những ngày nào trong tuần?", ""),  # a day of the week is no date
        ("Thời hạn là bao nhiêu tháng?", ""),  # asks how many, not when
    ],
)
def test_grain(text: str, grain: str, lexicon: Lexicon) -> None:
    assert understand(text, lexicon).grain == grain


@pytest.mark.parametrize(
    ("text", "kind", "office"),
    [
        ("Ai là Trưởng ban Dân vận?", Kind.WHO, "trưởng ban dân vận"),
        ("Giám đốc Thư viện là ai?", Kind.WHO, "giám đốc thư viện"),
        ("Giám đốc Thư viện tên là gì?", Kind.WHO, "giám đốc thư viện"),
        ("Bí thư Đảng ủy xã Hà Giang hiện nay là ai?", Kind.WHO, "bí thư đảng ủy xã"),
        ("Ai làm Chủ tịch Hội Luật gia nhiệm kỳ 2020-2025?", Kind.WHO, "chủ tịch hội luật gia"),
        ("Phó trưởng BTC Tỉnh ủy là ai?", Kind.WHO, "phó trưởng ban tổ chức tỉnh ủy"),
        # the office of what was spoken of before is not the one asked for
        ("Phó Bí thư Chi bộ: Thế còn Bí thư Chi bộ là ai?", Kind.WHO, "bí thư chi bộ"),
        ("Ai mở cửa thư viện?", Kind.WHO, ""),
        ("Bà Lê Thị Mẫu, Giám đốc Thư viện, là ai?", Kind.ROLE, ""),  # the person is given
        ("Ông Nguyễn Văn Thử là ai?", Kind.ROLE, ""),
    ],
)
def test_who_holds_an_office(text: str, kind: Kind, office: str, lexicon: Lexicon) -> None:
    understood = understand(text, lexicon)
    assert (understood.kind, " ".join(understood.office)) == (kind, office)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Tỉnh nào giảm được 12 thôn?", "tỉnh"),
        ("Thư viện nằm ở đâu?", "đâu"),
        ("Tỉnh Hà Nam giảm được bao nhiêu thôn?", ""),
    ],
)
def test_where(text: str, where: str, lexicon: Lexicon) -> None:
    assert understand(text, lexicon).where == where


def test_typed_without_accents(lexicon: Lexicon) -> None:
    question = "Tỉnh Hà Nam giảm được bao nhiêu thôn?"
    typed, plain = understand(question, lexicon), understand(fold_accents(question), lexicon)
    assert not typed.folded and not typed.changed
    assert plain.folded and plain.changed
    assert (plain.text, plain.kind, plain.unit) == (question, Kind.QUANTITY, ("thôn",))
    assert place_names(plain) == ["hà nam"]


def test_a_place_that_no_gazetteer_has_is_a_place_after_its_unit_word() -> None:
    lexicon = build_lexicon({}, ())
    for text in ("Xã Bến Đá giảm được bao nhiêu thôn?", "Hiện nay xã Bến Đá giảm được bao nhiêu thôn?"):
        assert [place.name for place in understand(text, lexicon).places] == [("bến", "đá")]
