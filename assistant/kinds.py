"""What kinds of questions there are, told by how Vietnamese asks; the table is read from the top."""

from __future__ import annotations

import re
from enum import StrEnum

from ingest.vietnamese import normal


class Kind(StrEnum):
    """What would answer the question."""

    QUANTITY = "quantity"
    PERCENTAGE = "percentage"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    NUMBER = "number"  # a số/ký hiệu, or "đề án số mấy"
    DEFINITION = "definition"
    ROLE = "role"  # what office a person holds
    LIST = "list"
    NTH = "nth"  # one item of an enumeration
    COUNT_ITEMS = "count_items"
    AUTHOR = "author"
    DATE = "date"  # of the document itself
    SUBJECT = "subject"  # what a document is about
    WHAT = "what"


HOW_MANY = r"(?:bao nhiêu|mấy)(?: phần trăm| %)?"
_ASK = rf"{HOW_MANY}|bao lâu|bao giờ|khi nào|lúc nào|thế nào|ra sao|(?:vì|tại) sao|đâu|ai|gì|nào|phần trăm"
ASKING = re.compile(rf"(?<!\w)(?:{_ASK})(?!\w)")

_DOCUMENT = r"(?:bài(?: viết| báo| này| đó| đăng)?|tin này|văn bản này|tài liệu(?: này)?)"
# "Bản tóm tắt dài mấy trang?" asks about a summary, "báo cáo tóm tắt của ai" about its author.
_SUMS_UP = r"(?<!bản )(?<!báo cáo )(?<!trình )tóm (?:tắt|lược)(?!.*(?:bao nhiêu|bao lâu|mấy|khi nào|(?<!\w)ai(?!\w)))"
_ORDINALS = {
    "nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "mười": 10,
}  # fmt: skip
_ITEM = (
    r"giải pháp|nhiệm vụ|nội dung|điểm (?:nhấn|mới|sáng|nổi bật|chính)|vấn đề|nguyên tắc|biện pháp|mục tiêu|lĩnh vực|bước|yêu cầu|nhóm"
    r"|kết quả|nguyên nhân|bài học|kinh nghiệm|định hướng|kiến nghị|đề xuất|tiêu chí|nét"
)
# Documents enumerate these too, but "bao nhiêu chỉ tiêu" or "những khó khăn gì" mostly asks otherwise.
_ALSO_ITEM = r"hạn chế|tồn tại|khó khăn|yếu kém|khuyết điểm|bất cập|vướng mắc|đề nghị|chỉ tiêu|quan điểm"

HOW_OFTEN = re.compile(
    r"(?:bao lâu|mấy (?:ngày|tuần|tháng|năm|quý))(?: [\w ]{1,30})? (?:một|1) lần|định kỳ (?:thế nào|ra sao|bao lâu)"
)

# "ngày bao nhiêu", "năm mấy"; not "trả trong ngày bao nhiêu hồ sơ", "mỗi tháng bao nhiêu".
_WHICH_DAY = (
    r"(?<!mỗi )(?<!hằng )(?<!hàng )(?<!một )(?<!từng )(?:ngày|tháng|năm) (?:mấy|bao nhiêu)(?=\s*(?:$|[?,.;:)])"
    r"| (?:thì|là|vậy|thế|nhỉ|ạ|hả|rồi|của|tháng|năm|và|mới|sẽ|phải|xong|hoàn thành)(?!\w))"
)

PUBLISHED = r"đăng|xuất bản|phát hành|lên (?:trang|mạng|báo|web)"

# First match wins. Patterns read the normal form of the question (lower case, canonical tones).
_KINDS: tuple[tuple[Kind, str], ...] = (
    (Kind.NTH, rf"(?:{_ITEM}|{_ALSO_ITEM}|(?<!\w)(?:điểm|ý))[^,?]{{0,30}}? (?:thứ|thu(?! năm)) (nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười|\d+)(?!\w)"),  # "thứ" typed "thu"
    (Kind.NTH, rf"(?:{_ITEM})(?: [\w ]{{0,20}})? (?:số (\d+)|(đầu tiên)|(cuối cùng))(?! và)"),
    (Kind.AUTHOR, rf"tác giả|ai (?:là người )?(?:viết|đã viết)|người viết|{_DOCUMENT}.* (?:của ai|do ai)|ai chấp bút"),
    (Kind.DATE, rf"{_DOCUMENT}.*(?:{PUBLISHED}|công bố|viết|ra) .*(?:{'ngày nào|khi nào|bao giờ|hôm nào|lúc nào|hồi nào|năm nào|ngày mấy|tháng nào|ngày tháng năm nào|vào ngày|ngày bao nhiêu'})"),
    (Kind.DATE, r"ngày đăng|(?:đăng|xuất bản) (?:ngày nào|khi nào|bao giờ|hôm nào|lúc nào)"),
    (Kind.SUBJECT, rf"{_DOCUMENT}.*(?:nói về|viết về|bàn về|đề cập|nội dung chính|chủ đề|(?:nói|bàn) (?:chuyện |việc )?gì|về (?:cái |chuyện )?gì|về vấn đề gì)|tên (?:của )?{_DOCUMENT}|nội dung chính|chủ đề (?:của|chính)|{_SUMS_UP}"),
    (Kind.WHEN, HOW_OFTEN.pattern),
    (Kind.PERCENTAGE, r"bao nhiêu (?:phần trăm|%)|mấy (?:phần trăm|%)|phần trăm|(?:tỷ|tỉ) lệ.*(?:bao nhiêu|là mấy|thế nào|ra sao|mấy|đạt|cao|\?|$)"),
    (Kind.COUNT_ITEMS, rf"(?:bao nhiêu|mấy|số lượng) (?:{_ITEM})"),
    (Kind.LIST, r"(?:những|các|mấy) (?:đề án|nghị quyết|kế hoạch|chỉ thị|quyết định|quy định|văn bản|hướng dẫn|thông tư)[\w ]{0,40} (?:nào|gì)\b"),
    (Kind.NUMBER, r"(?:đề án|nghị quyết|kế hoạch|chỉ thị|quyết định|quy định|văn bản|hướng dẫn|thông tư|nghị định|công văn|kết luận|chương trình)(?:(?: [\w ]{0,25})? số (?:mấy|nào|bao nhiêu|gì|hiệu)|(?: số)? nào\b)|số (?:ký )?hiệu|số mấy"),
    (Kind.WHEN, rf"khi nào|bao giờ|lúc nào|hồi nào|(?:ngày|tháng|năm|thời gian|thời điểm|giai đoạn|nhiệm kỳ|dịp|khoá|khóa|hôm|đợt|quý) nào|{_WHICH_DAY}|ngày tháng năm|từ khi|mốc thời gian|thời hạn(?!.*(?:bao lâu|bao nhiêu|mấy))"),
    (Kind.WHAT, r"(?:loại|cấp|hạng|bậc|thứ|lần thứ)(?: [\w ]{1,16})? mấy|thứ bao nhiêu|(?:điều|khoản|điểm|chương|mục|phần|mẫu|phụ lục|tầng|trang|khu|tổ|vùng) mấy|số lượng (?:nào|gì)"),
    (Kind.QUANTITY, r"bao nhiêu|bao lăm|\bmấy\b|số lượng|tổng số|bao lâu|^(?:[^?:]{2,60}: )?số (?!.*\b(?:ai|gì|nào|khi|đâu|sao)\b)[\w ]{2,60}\??$"),
    (Kind.ROLE, r"(?:giữ|đảm nhận|đảm nhiệm|nắm) (?:chức|vị trí|cương vị)|chức (?:vụ|danh)(?: [\w ]{0,40})? (?:gì|nào)|làm chức gì|là ai|chức gì"),
    (Kind.LIST, r"gồm (?:có )?những ai(?!\w)"),
    (Kind.WHAT, r"(?<!\w)khác (?:với )?[\w ,]{0,60}(?:ở )?(?:chỗ|điểm) (?:nào|gì|đâu)"),  # no place
    (Kind.WHO, r"\bai\b|(?<!\w)(?<!đơn )(?:người|đồng chí|ông|bà|vị|cán bộ|lãnh đạo) nào|tên (?:là )?gì|tên của"),
    (Kind.LIST, r"(?:những|các) [\w ,-]{1,60}? (?:nào|gì)\b|(?:bao )?gồm (?:những )?(?:gì|ai|\w+ \w+ nào|có)|những gì|liệt kê|kể tên|kể ra|nêu (?:các|những|tên)|(?:bao )?gồm|hãy (?:kể|nêu)|^kể (?:lại |cho \w+ )?(?:các|những) "),
    (Kind.WHERE, r"ở đâu|tại đâu|nơi nào|chỗ nào|nơi đâu|(?:địa phương|tỉnh|huyện|xã|phường|thành phố|đơn vị|nơi|thị trấn|địa bàn) nào|\bđâu\b"),
    (Kind.DEFINITION, r"nghĩa là gì|viết tắt|có nghĩa|là cái gì|là gì\b|là gì\?*$|thế nào là|thế nào (?:thì )?(?:được )?(?:gọi|coi|xem) là|được hiểu"),
)  # fmt: skip


def asks(lowered: str) -> bool:
    """Tell whether a text in normal form has a word that asks."""
    return ASKING.search(lowered) is not None


def has_item_word(text: str) -> bool:
    """Tell whether a question asks for things that documents enumerate ("giải pháp", "nhiệm vụ")."""
    return bool(re.search(rf"(?:các|những|mấy) (?:{_ITEM})(?!\w)", normal(text)))


def item_word(lowered: str) -> str:
    """Return the word for the items of an enumeration that a question uses ("giải pháp"), else "nội dung"."""
    match = re.search(rf"(?:{_ITEM})(?: nhấn| mới)?(?!\w)", lowered)
    match = match or re.search(rf"(?:{_ALSO_ITEM})(?!\w)", lowered)
    return match.group() if match else "nội dung"


def kind_of(lowered: str) -> tuple[Kind, int]:
    """Return the kind of a question in normal form, and the ordinal that it names (0: none)."""
    for kind, pattern in _KINDS:
        match = re.search(pattern, lowered)
        if match:
            named = next((group for group in match.groups() if group), "") if match.groups() else ""
            return kind, _ordinal(named)
    return Kind.WHAT, 0


def _ordinal(named: str) -> int:
    if named == "đầu tiên":
        return 1
    if named == "cuối cùng":
        return -1
    return int(named) if named.isdigit() else _ORDINALS.get(named, 0)
