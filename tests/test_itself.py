"""Who signed or wrote a document, its number and its day: through a whole assistant over invented files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.records import Answer
from ingest.index import open_index
from ingest.sync import sync
from tests.fakes import HashEncoder
from tests.office import settings_for

REPORT = """\
| ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
|---|---|
| **HUYỆN SUỐI TRONG** | **Độc lập - Tự do - Hạnh phúc** |
| Số: 73/BC-UBND | *Suối Trong, ngày 09 tháng 8 năm 2031* |

# BÁO CÁO

## Kết quả thực hiện cải cách hành chính (CCHC) 6 tháng đầu năm 2031

Thực hiện Kế hoạch số 5/KH-UBND ngày 02/01/2031, UBND huyện Suối Trong báo cáo kết quả như sau.
Huyện tiếp nhận 812 hồ sơ, trong đó trả đúng hạn 790 hồ sơ.

| Nơi nhận: - Như trên; - Lưu: VT. | TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH **Sùng Thị Mây** |
"""
RESOLUTION = """\
**TỈNH ỦY BẾN XUÂN** **ĐẢNG CỘNG SẢN VIỆT NAM**

Số 14-NQ/TU *Bến Xuân, ngày 06 tháng 5 năm 2030*

# NGHỊ QUYẾT
## của Ban Chấp hành Đảng bộ tỉnh về phát triển nghề nuôi ong

Tỉnh có 3.100 đàn ong, sản lượng mật mỗi năm đạt 21 tấn. Phấn đấu năm 2035 có 9.000 đàn ong.

*Nơi nhận:*
- Lưu Văn phòng Tỉnh ủy.

**T/M TỈNH ỦY**
**BÍ THƯ**

*(đã ký)*

**Đặng Văn Cội**
"""
PLAN = """\
ỦY BAN NHÂN DÂN
XÃ {place}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: {number}/KH-UBND
{place_as_said}, ngày 03 tháng 02 năm 2031
KẾ HOẠCH
Trồng cây đầu xuân năm 2031
Xã trồng {trees} cây dọc đường liên thôn, hoàn thành trước ngày 20/3/2031.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
{signer}
"""
ARTICLE = """\
# Suối Trong: Chuyện về bản làm giấy

*Báo Sông Xanh điện tử - Thứ Tư, 25/9/2031, 08:15*

Sáng thứ Bảy, nhà văn hóa bản Đồi Thông của huyện Suối Trong đông hơn thường lệ vì có tổ lưu động về.

Tổ lưu động đã đến 58 bản của huyện, trả kết quả ngay trong ngày cho hơn hai nghìn người dân.

**Bài và ảnh: THU HÀ - ĐỨC MINH**
Chia sẻ
"""
UNSIGNED = """\
Hội hoa xuân của xã Nà Lúa
Hội hoa xuân của xã Nà Lúa mở ngày 12 tháng Giêng, có 300 gốc đào của 40 hộ trồng hoa trong xã dự thi.
Ban tổ chức trao ba giải nhất cho các hộ trồng đào phai, khách đến xem đông gấp đôi so với năm trước."""
FILES = {
    "bao-cao": REPORT,
    "nghi-quyet": RESOLUTION,
    "ke-hoach-a": PLAN.format(
        place="HOA MAI", place_as_said="Hoa Mai", number="21", trees="900", signer="Lê Thị Na"
    ),
    "ke-hoach-b": PLAN.format(
        place="HOA BAN", place_as_said="Hoa Ban", number="34", trees="700", signer="Hồ Văn Đá"
    ),
    "bai-bao": ARTICLE,
    "bai-khong-ten": UNSIGNED,
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("itself")
    corpus, settings = folder / "corpus", settings_for(folder / "index")
    corpus.mkdir()
    for name, text in FILES.items():
        (corpus / f"{name}.md").write_text(text, encoding="utf-8")
    assert sync([corpus], settings, HashEncoder()).version
    with open_index(settings.index, settings, HashEncoder.name) as index:
        yield Assistant(index, HashEncoder(), settings, None)


def sources(answer: Answer) -> set[str]:
    return {one.document_id for one in answer.citations}


@pytest.mark.parametrize(
    ("question", "short", "document"),
    [
        ("Ai ký báo cáo CCHC của UBND huyện Suối Trong?", "Sùng Thị Mây", "bao-cao"),
        ("Đồng chí nào ký báo cáo cải cách hành chính 6 tháng?", "Sùng Thị Mây", "bao-cao"),
        ("Báo cáo 73 do ai ký ban hành?", "Sùng Thị Mây", "bao-cao"),
        ("Chức vụ của người ký báo cáo 73 là gì?", "PHÓ CHỦ TỊCH", "bao-cao"),
        ("Ai thay mặt UBND huyện Suối Trong ký báo cáo?", "Sùng Thị Mây", "bao-cao"),
        (
            "Kế hoạch trồng cây xã Hoa Mai số bao nhiêu, ngày bao nhiêu?",
            "21/KH-UBND; 03 tháng 02 năm 2031",
            "ke-hoach-a",
        ),
        ("Nghị quyết 14 của Tỉnh ủy do ai ký, chức vụ gì?", "Đặng Văn Cội", "nghi-quyet"),
        ("nghi quyet ve nghe nuoi ong nguoi ky la ai", "Đặng Văn Cội", "nghi-quyet"),
        ("Kế hoạch trồng cây của xã Hoa Ban do ai ký?", "Hồ Văn Đá", "ke-hoach-b"),
        ("Số hiệu của kế hoạch trồng cây xã Hoa Mai là gì?", "21/KH-UBND", "ke-hoach-a"),
        ("Báo cáo CCHC của huyện Suối Trong ban hành ngày nào?", "09 tháng 8 năm 2031", "bao-cao"),
        (
            "so van ban BC cua UBND huyen Suoi Trong ve CCHC la so may, ngay nao?",
            "73/BC-UBND; 09 tháng 8 năm 2031",
            "bao-cao",
        ),
        ("Bài báo về Suối Trong do ai viết?", "Thu Hà, Đức Minh", "bai-bao"),
        ("Bài báo về Suối Trong đăng ngày nào?", "25/9/2031", "bai-bao"),
    ],
)
def test_what_a_document_states_of_itself(
    assistant: Assistant, question: str, short: str, document: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.short) == ("answered", short)
    assert sources(answer) == {document}


def test_who_signed_is_told_with_the_office_from_the_signature(assistant: Assistant) -> None:
    answer = assistant.ask("Nghị quyết 14 của Tỉnh ủy do ai ký, chức vụ gì?")
    assert "**Đặng Văn Cội** (BÍ THƯ)" in answer.text
    assert answer.citations[0].quote == "BÍ THƯ**\n\n*(đã ký)*\n\n**Đặng Văn Cội"


@pytest.mark.parametrize(
    "question",
    [
        "Kế hoạch trồng cây đầu xuân do ai ký?",  # of two communes, each
        "Ai ký báo cáo CCHC của UBND huyện Bắc Hà?",  # of another place
        "Ai ký nghị quyết về cải cách hành chính của huyện Suối Trong?",  # that is a report
        "Nghị quyết 14 của HĐND tỉnh do ai ký?",  # of another body
        "Nghị quyết 15 của Tỉnh ủy do ai ký?",  # of another number
        "Báo cáo 74 của huyện Suối Trong do ai ký?",
        "Ai ký báo cáo cải cách hành chính 9 tháng của huyện Suối Trong?",  # of another stretch of time
        "Tác giả bài viết về xã Đồi Thông là ai?",  # which an article names in passing
        "Kế hoạch trồng cây năm 2029 của xã Hoa Mai do ai ký?",  # of another year
        "Bài viết về hội hoa xuân Nà Lúa do ai viết?",  # it does not say
        "Ai viết báo cáo cải cách hành chính?",  # it says who signed
    ],
)
def test_what_none_of_them_states_is_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "not_found" and not answer.citations


def test_a_bare_number_finds_the_document_that_carries_it(assistant: Assistant) -> None:
    answer = assistant.ask("Theo Nghị quyết 14 của Tỉnh ủy, tỉnh có bao nhiêu đàn ong?")
    assert answer.status == "answered" and "3.100" in answer.text
    assert sources(answer) == {"nghi-quyet"}
