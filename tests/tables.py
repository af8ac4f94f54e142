"""Invented documents with tables of different layouts, and questions on them."""

from __future__ import annotations

from ingest.formats.tables import sentences

POOR = """Báo cáo kết quả giảm nghèo năm 2023 của huyện Suối Ngần

Ban Chỉ đạo huyện họp 4 phiên, kiểm tra 9 thôn và hỗ trợ 52 hộ làm nhà mới.

Kết quả rà soát hộ nghèo, hộ cận nghèo ở các xã:

| Xã | Loại hộ | Số hộ | | Tỷ lệ cuối năm (%) |
|:---|---|---:|---:|---:|
|  |  | Đầu năm | Cuối năm |  |
| Bản Khoai | Hộ nghèo | 1.204 | 987 | 21,5 |
|  | Hộ cận nghèo | 615 | 702 | 15,3 |
| Thác Lim | Hộ nghèo | 430 | 388 | 9,0 |
|  | Hộ cận nghèo | 211 | - | - |
| **Toàn huyện** | **Hộ nghèo** | **1.634** | **1.375** | **15,8** |

Các xã báo cáo về huyện trước ngày 15 hằng tháng.
"""

_GOALS = [
    ["STT", "Chỉ tiêu", "Đơn vị tính", "2025", "2026", "2027"],
    ["1", "Diện tích chè hữu cơ", "ha", "120", "185", "260,5"],
    ["2", "Sản lượng chè búp tươi", "tấn", "1.450", "1.700", "2.050"],
    ["3", "Số hợp tác xã có sàn bán hàng", "hợp tác xã", "6", "9", "-"],
    ["4", "Tỷ lệ hộ có tem truy xuất", "%", "35", "48,5", "70"],
]
TEA = "\n".join(
    [
        "Kế hoạch phát triển cây chè giai đoạn 2025 - 2027 của tỉnh Lam Khê",
        "Tỉnh phấn đấu thu nhập bình quân của người trồng chè đạt 62 triệu đồng một năm.",
        "Các chỉ tiêu chủ yếu:",
        *sentences(_GOALS),
        "Sở Công Thương mở 3 hội chợ chè trong năm 2026.",
    ]
)

MONEY = """Báo cáo chi ngân sách 6 tháng đầu năm 2024 của xã Đồng Vôi

Xã có 11 thôn. Ủy ban nhân dân xã đã chi kịp thời, đúng quy định.

Bảng 2. Kết quả chi ngân sách

(Đơn vị tính: triệu đồng)

| TT | Nội dung chi | Dự toán | Thực hiện | Tỷ lệ (%) |
|---|---|---|---|---|
| A | B | 1 | 2 | 3 |
| I | Chi thường xuyên | | | |
| 1 | Giáo dục | 1.250 | 640,5 | 51,2 |
| 2 | Y tế | 310 | 186 | 60,0 |
| II | Chi đầu tư | | | |
| 1 | Giao thông | 4.800 | 1.920 | 40,0 |
| 2 | Thủy lợi | 950 | 0 | 0 |
| | Tổng cộng | 7.310 | 2.746,5 | 37,6 |

Kết nạp đảng viên qua các năm

| Năm | Số đảng viên mới | Nữ |
|---|---|---|
| 2021 | 12 | 5 |
| 2022 | 17 | 9 |
| 2023 | 15 | 4 |
"""

DOCUMENTS = {"poor": POOR, "tea": TEA, "money": MONEY}

# (question, short answer)
ANSWERED = [
    ("Cuối năm xã Bản Khoai còn bao nhiêu hộ nghèo?", "987 hộ"),
    ("Đầu năm Bản Khoai có mấy hộ cận nghèo?", "615 hộ"),
    ("Tỷ lệ hộ nghèo cuối năm của xã Thác Lim là bao nhiêu?", "9,0%"),
    ("ty le ho can ngheo cuoi nam xa Ban Khoai la bao nhieu", "15,3%"),
    ("Toàn huyện đầu năm 2023 có bao nhiêu hộ nghèo?", "1.634 hộ"),
    ("Diện tích chè hữu cơ năm 2026 là bao nhiêu?", "185 ha"),
    ("Năm 2027 diện tích chè hữu cơ đạt bao nhiêu ha?", "260,5 ha"),
    ("Sản lượng chè búp tươi năm 2025 của tỉnh Lam Khê là bao nhiêu tấn?", "1.450 tấn"),
    ("Năm 2026 phấn đấu có bao nhiêu hợp tác xã có sàn bán hàng?", "9 hợp tác xã"),
    ("Tỷ lệ hộ có tem truy xuất năm 2026 là bao nhiêu phần trăm?", "48,5%"),
    ("Dự toán chi giáo dục là bao nhiêu tiền?", "1.250 triệu đồng"),
    ("Xã Đồng Vôi thực hiện chi y tế 6 tháng đầu năm 2024 được bao nhiêu?", "186 triệu đồng"),
    ("Chi giao thông đạt tỷ lệ bao nhiêu?", "40,0%"),
    ("Tổng cộng dự toán chi là bao nhiêu?", "7.310 triệu đồng"),
    ("Thực hiện chi thủy lợi được bao nhiêu triệu đồng?", "0 triệu đồng"),
    ("Năm 2022 có bao nhiêu đảng viên mới?", "17 đảng viên"),
    ("Năm 2021 xã Đồng Vôi kết nạp bao nhiêu nữ?", "5"),
    ("Năm nào có nhiều đảng viên mới nhất?", "2022"),
]

# (question, why no cell answers it)
REFUSED = [
    ("Cuối năm xã Bản Khoai còn bao nhiêu hộ?", "two kinds of households"),
    ("Cuối năm có bao nhiêu hộ nghèo?", "two communes"),
    ("Cuối năm xã Thác Lim còn bao nhiêu hộ cận nghèo?", "no figure in the cell"),
    ("Cuối năm 2022 xã Bản Khoai còn bao nhiêu hộ nghèo?", "of another year"),
    ("Cuối năm xã Bản Khoai còn bao nhiêu hộ nghèo dân tộc thiểu số?", "narrower than the row"),
    ("Cuối năm xã Nà Lốc còn bao nhiêu hộ nghèo?", "no such row"),
    ("Diện tích chè hữu cơ là bao nhiêu ha?", "three years"),
    ("Diện tích chè hữu cơ năm 2028 là bao nhiêu?", "no such column"),
    ("Diện tích cam hữu cơ năm 2026 là bao nhiêu?", "of another crop"),
    ("Sản lượng chè búp tươi năm 2025 của tỉnh Bắc Giang là bao nhiêu tấn?", "of another place"),
    ("Quyết toán chi giáo dục là bao nhiêu tiền?", "no such column"),
    ("Dự toán chi giáo dục 9 tháng đầu năm 2024 là bao nhiêu tiền?", "of another time"),
    ("Năm 2022 có bao nhiêu đảng viên nam mới?", "no such column"),
    ("Năm 2020 có bao nhiêu đảng viên mới?", "no such row"),
    ("Chi giáo dục tăng bao nhiêu phần trăm?", "a change, not the share"),
    ("Năm nào có ít trẻ em mới nhất?", "no such column"),
]
