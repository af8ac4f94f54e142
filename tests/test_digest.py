"""Key points of an invented report and of rules: verbatim, in their sections, lists whole, topics kept to."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.digest import Point, digest
from assistant.lexicon import build_lexicon
from assistant.salience import LACK, RESULT, TASK
from assistant.views import Views
from ingest.records import Document
from ingest.split import split

REPORT = Document(
    id="bao-cao",
    title="Báo cáo công tác khuyến học xã Hoa Mai",
    source="bao-cao.txt",
    sha256="0" * 64,
    text="""Báo cáo công tác khuyến học xã Hoa Mai
Năm qua, Hội khuyến học xã Hoa Mai đã vận động được 120 triệu đồng cho quỹ khuyến học của xã.
Toàn xã có 45 dòng họ khuyến học, 612 gia đình học tập, đạt 98% kế hoạch khuyến học năm.
Chị Mận, một hội viên, chia sẻ: “Tôi rất vui vì các cháu được nhận quà của hội khuyến học”.
Qua đó, phong trào khuyến học góp phần làm đẹp thêm quê hương Hoa Mai giàu truyền thống.
Tuy nhiên, công tác khuyến học ở một số thôn còn hình thức; việc quản lý quỹ khuyến học chưa thường xuyên.
Thời gian tới, Hội khuyến học xã Hoa Mai tập trung thực hiện các nhiệm vụ, giải pháp:
Một là, tiếp tục vận động các dòng họ xây dựng quỹ khuyến học của từng thôn trong xã.
Hai là, phối hợp với nhà trường mở lớp học hè cho học sinh có hoàn cảnh khó khăn.
Ba là, kiểm tra việc quản lý quỹ khuyến học ở các thôn mỗi quý một lần.
Bài, ảnh: Lê Thử
""",
)
RULES = Document(
    id="quy-che",
    title="Quy chế họp thôn",
    source="quy-che.txt",
    sha256="1" * 64,
    text="""Quy chế họp thôn
Điều 1. Phạm vi điều chỉnh
Quy chế này quy định về thời gian, nội dung và cách thức tổ chức các cuộc họp của thôn.
Điều 2. Thời gian họp
1. Thôn họp định kỳ mỗi tháng một lần vào ngày 05 hằng tháng, trừ trường hợp có việc đột xuất.
2. Trưởng thôn thông báo nội dung cuộc họp cho các hộ trước khi họp ít nhất 03 ngày.
Điều 3. Hiệu lực thi hành
Quy chế này có hiệu lực thi hành kể từ ngày 01 tháng 01 năm 2024.
""",
)
DOCUMENTS = {document.id: document for document in (REPORT, RULES)}
LEXICON = build_lexicon(DOCUMENTS, [chunk for document in DOCUMENTS.values() for chunk in split(document)])


def told(names: Iterable[str], most: int, topic: str = "") -> list[Point]:
    views = Views(DOCUMENTS.values(), LEXICON)
    return list(digest([views[name] for name in names], LEXICON, most, topic))


def words(point: Point) -> str:
    return DOCUMENTS[point.document_id].text[point.start : point.end]


def test_points_are_slices_in_the_order_of_the_text() -> None:
    points = told(["bao-cao"], 5)

    assert len(points) == 5
    assert [point.start for point in points] == sorted(point.start for point in points)
    for point in points:
        assert words(point) == words(point).strip() and 45 <= len(words(point)) <= 440


def test_figures_come_and_chatter_stays_away() -> None:
    said = [words(point) for point in told(["bao-cao"], 7)]

    assert any("120 triệu đồng" in text for text in said) and any("612 gia đình" in text for text in said)
    assert not any(
        "chia sẻ" in text or "Bài, ảnh" in text or text.startswith("Báo cáo công tác") for text in said
    )


def test_what_leans_on_the_sentence_before_comes_last_if_at_all() -> None:
    assert not any(words(point).startswith("Qua đó") for point in told(["bao-cao"], 6))


def test_sections_part_results_lacks_and_tasks() -> None:
    sections = {words(point)[:12]: point.section for point in told(["bao-cao"], 8)}

    assert sections["Năm qua, Hội"] == RESULT
    assert sections["Tuy nhiên, c"] == LACK
    assert sections["Một là, tiếp"] == sections["Hai là, phối"] == sections["Ba là, kiểm "] == TASK


def test_a_list_comes_whole_where_there_is_room() -> None:
    said = [words(point) for point in told(["bao-cao"], 5)]
    assert [text[:3] for text in said if " là, " in text[:8]] == ["Một", "Hai", "Ba "]


def test_a_list_that_leaves_no_room_for_anything_else_is_not_forced() -> None:
    assert len(told(["bao-cao"], 2)) == 2


def test_articles_are_the_sections_of_rules() -> None:
    points = told(["quy-che"], 4)

    assert {point.section for point in points} == {
        "Điều 1. Phạm vi điều chỉnh",
        "Điều 2. Thời gian họp",
        "Điều 3. Hiệu lực thi hành",
    }
    assert any("có hiệu lực thi hành kể từ ngày 01 tháng 01 năm 2024" in words(point) for point in points)


@pytest.mark.parametrize(("topic", "wanted"), [("quản lý quỹ", "quản lý quỹ"), ("lớp học hè", "lớp học hè")])
def test_a_topic_is_kept_to(topic: str, wanted: str) -> None:
    points = told(["bao-cao", "quy-che"], 6, topic)
    assert points and all(wanted in words(point) for point in points[:1])
    assert {point.document_id for point in points} == {"bao-cao"}


def test_a_topic_that_nobody_speaks_of_gives_nothing() -> None:
    assert told(["bao-cao", "quy-che"], 6, "xuất khẩu thủy sản") == []


def test_every_document_has_its_points() -> None:
    points = told(["quy-che", "bao-cao"], 2)
    assert [point.document_id for point in points] == ["quy-che", "quy-che", "bao-cao", "bao-cao"]


def test_nothing_is_told_twice() -> None:
    twin = Document(id="ban-sao", title=REPORT.title, source="x", sha256="2" * 64, text=REPORT.text)
    views = Views([REPORT, twin], LEXICON)
    points = digest([views["bao-cao"], views["ban-sao"]], LEXICON, 4)
    said = [REPORT.text[point.start : point.end] for point in points]
    assert len(said) > 4 and len(set(said)) == len(said)


def test_a_document_of_headings_has_no_points() -> None:
    bare = Document(
        id="trong", title="Mục lục", source="x", sha256="3" * 64, text="Mục lục\nPhần I\nPhần II\n"
    )
    assert digest([Views([bare], LEXICON)["trong"]], LEXICON, 5) == ()
