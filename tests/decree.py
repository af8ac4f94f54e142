"""An invented decree, and the one that amends it."""

DECREE = """\
CHÍNH PHỦ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 950/2031/NĐ-CP
Hà Nội, ngày 05 tháng 3 năm 2031
NGHỊ ĐỊNH
Quy định về quản lý thuyền thúng
Căn cứ Luật Đường thủy nội địa số 23/2004/QH11;
Chính phủ ban hành Nghị định quy định về quản lý thuyền thúng.
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về đăng ký và kiểm tra thuyền thúng.
Điều 2. Giải thích từ ngữ
1. Thuyền thúng là thuyền tròn đan bằng tre.
2. Bến thúng gồm:
a) Bãi neo đậu;
b) Lán trông coi;
c) Biển báo theo quy định tại
Điều 4 Nghị định này.
Chương II
ĐĂNG KÝ, KIỂM TRA
Điều 3. Thẩm quyền đăng ký
1. Ủy ban nhân dân cấp xã đăng ký thuyền thúng trong 03 ngày làm việc.
2. Lệ phí đăng ký là 50.000 đồng một lần.
Điều 4. Biển báo
Biển báo có nền xanh, chữ trắng.
Điều 5. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 20 tháng 4 năm 2031.
2. Nghị định này thay thế Nghị định số 840/2025/NĐ-CP ngày 01 tháng 02 năm 2025 của Chính phủ.
Nơi nhận: TM. CHÍNH PHỦ
- Các bộ, cơ quan ngang bộ; KT. THỦ TƯỚNG
- Lưu: VT. PHÓ THỦ TƯỚNG
Trần Thị Bình Minh
Phụ lục I
MẪU ĐƠN ĐĂNG KÝ
Tôi đề nghị được đăng ký thuyền thúng.
"""

AMENDING = """\
BỘ GIAO THÔNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 7/2032/NĐ-CP
Hà Nội, ngày 10 tháng 6 năm 2032
NGHỊ ĐỊNH
Sửa đổi, bổ sung một số điều của Nghị định số 950/2031/NĐ-CP
Điều 1. Sửa đổi, bổ sung khoản 2 Điều 3 Nghị định số 950/2031/NĐ-CP như sau:
“2. Lệ phí đăng ký là 70.000 đồng một lần.”.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực kể từ ngày ký.
TM. CHÍNH PHỦ
THỦ TƯỚNG
Lê Văn Cường Thịnh
"""
