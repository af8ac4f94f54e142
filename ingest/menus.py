"""The words of web pages around an article: menus, buttons, forms, counters, imprints.

These are the words of Vietnamese pages in general (newspapers, portals of the state and the Party). They
are compared folded by ``key``, so that case, tone placement, bullets and counts do not matter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.vietnamese import canonical_tone

# A line that says this and nothing else is never part of a text.
BUTTONS = """
viết bình luận mới|viết bình luận|gửi bình luận|gửi bình luận mới|bình luận mới|thêm bình luận
xem thêm bình luận|ý kiến bạn đọc|ý kiến của bạn|gửi ý kiến|gửi phản hồi|hãy nhập họ và tên
hãy nhập email|tên hiển thị|mã xác nhận|thông tin của bạn|gửi thông tin|mục lục phụ lục
gửi thông tin góp ý|gửi thông tin góp ý hiến kế cho văn bản|góp ý cho văn bản|tin cùng chuyên mục
cùng chuyên mục|tin cùng chuyên đề|bài cùng chuyên mục|các tin khác|các bài khác|bài viết khác
tin liên quan|tin bài liên quan|các tin liên quan|bài viết liên quan|bài liên quan|tin tức liên quan
tin mới hơn|tin cũ hơn|các tin mới hơn|các tin cũ hơn|các tin đã đưa|tin đã đưa|tin mới nhất|tin nổi bật
tin đọc nhiều|tin xem nhiều|đọc nhiều|đọc nhiều nhất|xem nhiều|xem nhiều nhất|bài đọc nhiều
có thể bạn quan tâm|xem thêm|xem tiếp|xem tất cả|chia sẻ bài viết|chia sẻ lên facebook|chia sẻ lên zalo
chia sẻ lên twitter|chia sẻ lên twiter|chia sẻ qua email|chia sẻ facebook|chia sẻ zalo|copy link|copylink
sao chép liên kết|copy link chi tiết|sao chép link|in trang|in trang này|in bài viết|in bài|in tin
lưu bài viết|lưu bài|gửi email|gửi cho bạn bè|gửi qua email|cỡ chữ|tăng cỡ chữ|giảm cỡ chữ|nghe đọc bài
đọc bài viết|nghe bài viết|theo dõi trên google news|google news|thích|like|share|tweet|facebook|zalo
twitter|youtube|tiktok|instagram|lên đầu trang|về đầu trang|trang chủ|trang nhất|sơ đồ trang|sơ đồ website
sơ đồ cổng|quên mật khẩu|tìm kiếm nâng cao|từ khóa tìm kiếm|menu|đóng|rss|hotline|tải ứng dụng
đường dây nóng|liên kết website|liên kết web|liên kết trang|thư viện ảnh|thư viện video|video clip
hình ảnh hoạt động|thăm dò ý kiến|thống kê truy cập|lượt truy cập|số lượt truy cập|số người truy cập
bộ đếm truy cập|đánh giá bài viết|bạn đã không sử dụng site|xem bản pc|giao diện mobile
"""

# These may be a heading too; they count where other page words stand around them.
AMBIGUOUS = """
phản hồi|bình luận|mới nhất|nổi bật|truy cập|liên hệ|giới thiệu|tin tức|tin tức sự kiện|tin tức - sự kiện
sự kiện|thời sự|chính trị|kinh tế|xã hội|văn hóa|văn hóa xã hội|văn hóa - xã hội|quốc phòng an ninh
thể thao|pháp luật|giáo dục|y tế|du lịch|quốc tế|trong nước|địa phương|bạn đọc|đa phương tiện|media
multimedia|video|ảnh|podcast|infographic|longform|e-magazine|emagazine|thông báo|văn bản|văn bản mới
văn bản pháp luật|văn bản chỉ đạo điều hành|hệ thống văn bản|tài liệu|thư viện|dịch vụ công
thủ tục hành chính|hỏi đáp|góp ý|lịch công tác|cơ cấu tổ chức|chức năng nhiệm vụ|tuyển dụng|quảng cáo|hủy
email|họ tên|họ và tên|nội dung|tiêu đề|gửi|tags|tag|từ khóa|chủ đề|tác giả|chuyên đề|tất cả|thuộc tính
english|tiếng việt|hôm nay|thời tiết|tải xuống văn bản|chia sẻ văn bản|văn bản đáng chú ý
văn bản liên quan|mục lục giải đáp - chỉ dẫn liên quan|đăng ký|đăng nhập|đăng xuất|tìm kiếm|tải về
chia sẻ|quay lại|trở lại|trở về|zalo|lược đồ|bản in|chuyên mục|chuyên trang|bình chọn|đầu trang|bỏ qua|tin mới
tin khác|đọc thêm|đọc tiếp|tới trang
"""

# Below one of these stand headlines of other articles.
HEADLINE_LISTS = """
tin cùng chuyên mục|cùng chuyên mục|tin cùng chuyên đề|bài cùng chuyên mục|các tin khác|tin khác|các bài khác
bài viết khác|tin liên quan|tin bài liên quan|các tin liên quan|bài viết liên quan|bài liên quan|tin mới hơn
tin cũ hơn|các tin mới hơn|các tin cũ hơn|các tin đã đưa|tin đã đưa|tin mới nhất|tin nổi bật
đọc nhiều|đọc nhiều nhất|xem nhiều|xem nhiều nhất|tin đọc nhiều|tin xem nhiều|có thể bạn quan tâm
"""


_SHORT = 100  # characters; so much of a line is worth remembering


def _keys(table: str) -> frozenset[str]:
    return frozenset(key(phrase) for phrase in re.split(r"[|\n]", table.strip()))


def key(line: str) -> str:
    """Fold a line for comparison: lower case, one tone placement, without bullets, arrows and counts."""
    return _short_key(line) if len(line) <= _SHORT else _key(line)


@lru_cache(maxsize=1 << 14)
def _short_key(line: str) -> str:
    """Words and lines of a document come again and again."""
    return _key(line)


def _key(line: str) -> str:
    words = re.sub(r"\W*(?:[(\[]\d+[)\]])?\W*$", "", line)
    return canonical_tone(re.sub(r"^[\W_]+", "", words).casefold())


# One word alone ("Facebook", "Chia sẻ" has two) may be a cell or a heading too.
AMBIGUOUS_KEYS = _keys(AMBIGUOUS) | {word for word in _keys(BUTTONS) if " " not in word}
BUTTON_KEYS = _keys(BUTTONS) - AMBIGUOUS_KEYS
HEADLINE_LIST_KEYS = _keys(HEADLINE_LISTS)

COUNTER_HEADER = re.compile(
    r"(?:thống kê |bộ đếm |số )?(?:lượt |người )?truy cập(?: website| trang)?[^\w]*", re.I
)
COUNTER_LABEL = re.compile(
    r"(?:hôm nay|hôm qua|tuần (?:này|trước)|tháng (?:này|trước)|năm nay|tất cả|tổng(?: số)?(?: lượt)?"
    r"(?: truy cập)?|đang (?:online|truy cập|xem)|trực tuyến|(?:số )?lượt (?:truy cập|xem)"
    r"|khách(?: viếng thăm)?)"
    r"\s*[:：]?\s*(?P<count>\d[\d.,]*)?",
    re.I,
)
IMPRINT_STRONG = re.compile(
    r"bản quyền (?:thuộc|©)|copyright|©|ghi rõ nguồn|tổng biên tập|"
    r"chịu trách nhiệm (?:chính|nội dung|xuất bản)|giấy phép (?:số|thiết lập|xuất bản|hoạt động)"
    r"|tổng giám đốc:",
    re.I,
)
IMPRINT_WEAK = re.compile(
    r"(?:điện thoại|đt|tel|hotline|fax|e-?mail|địa chỉ|trụ sở|thiết kế bởi|website)\s*:", re.I
)
