"""Claims on the five articles, as a model may write them: true ones reworded, and false ones that lie near.

Written by hand while reading the articles; the limits of ``assistant.proof`` were chosen on them.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.draft import Draft, Part
from assistant.evidence import Evidence
from assistant.found import Found, Quote
from assistant.labels import Claim
from assistant.lexicon import build_lexicon
from assistant.proof import Proof, Prover
from assistant.question import understand
from assistant.records import Answer
from assistant.views import Views
from ingest.records import Document
from ingest.split import split

THAI_NGUYEN = "nganh-to-chuc-xay-dung-dang-thai-nguyen"
KHOI = "giai-phap-cap-uy-dang-bo-khoi"
HAU_GIANG = "nganh-to-chuc-xay-dung-dang-no-luc"
BAC_GIANG = "ba-diem-nhan-bac-giang"
DAI_TU = "net-moi-xay-dung-dang-dai-tu"

# (documents shown, question) → claims that the articles state
TRUE: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = {
    ((THAI_NGUYEN,), "Đảng bộ tỉnh Thái Nguyên có bao nhiêu đảng viên, tổ chức đảng?"): (
        "Đảng bộ tỉnh Thái Nguyên hiện có 97.250 đảng viên, sinh hoạt tại 589 tổ chức cơ sở đảng.",
        "Trong số 589 TCCSĐ có 229 chi bộ cơ sở và 360 đảng bộ cơ sở.",
        "Toàn tỉnh có 22 đảng bộ bộ phận và 4.675 chi bộ trực thuộc.",
        "Toàn tỉnh đã giảm từ 3.032 xóm, tổ dân phố xuống còn 2254 xóm, tổ dân phố.",
        "Cụ thể, tỉnh đã giảm 478 xóm và 300 tổ dân phố.",
        "Tính đến ngày 30 tháng 8 năm 2023, toàn tỉnh đã giảm 17 tổ chức cơ sở đảng.",
        "Hiện chỉ còn 9 xóm, tổ dân phố chưa có chi bộ.",
        "Từ năm 2021 đến tháng 8/2023, toàn Đảng bộ tỉnh kết nạp được 6.027 đảng viên.",
        "Trong đó có 3.338 đảng viên nữ, chiếm 55,38%.",
        "Số đảng viên mới là học sinh, sinh viên là 611 đảng viên, chiếm 10,14%.",
        "Có 1.633 đảng viên mới kết nạp là người dân tộc thiểu số (27,09%).",
        "Từ năm 2021 đến nay, toàn Đảng bộ tỉnh đã thành lập 17 tổ chức đảng trong doanh nghiệp ngoài khu vực "
        "Nhà nước với 214 đảng viên.",
        "Tỷ lệ TCCSĐ hoàn thành tốt nhiệm vụ trở lên trong hai năm 2021-2022 là trên 96%.",
        "Đề án số 07-ĐA/TU ban hành ngày 15-7-2021, về nâng cao chất lượng tổ chức cơ sở đảng và đảng viên.",
        "Đồng chí Dương Xuân Hùng là Trưởng Ban Tổ chức Tỉnh ủy.",
        "Đồng chí Nguyễn Thị Doan là Phó Bí thư Chi bộ tổ dân phố 7, phường Đồng Quang.",
        "Ứng dụng “Sổ tay đảng viên điện tử” thể hiện tinh thần tiên phong trong chuyển đổi số của Đảng bộ tỉnh.",
        "Theo tài liệu, toàn tỉnh hiện có 231/328 cán bộ có trình độ chuyên môn thạc sĩ trở lên, đạt 70,42%.",
        "35/47 Ủy viên Ban Chấp hành Đảng bộ tỉnh giữ ngạch chuyên viên cao cấp và tương đương.",
        "100% cán bộ lãnh đạo có trình độ tin học đáp ứng công tác lãnh đạo, quản lý.",
    ),
    ((BAC_GIANG,), "Bắc Giang sắp xếp bộ máy, tổ chức đảng đạt kết quả gì?"): (
        "Bắc Giang giảm được 102 đơn vị sự nghiệp công lập.",
        "Tỉnh Bắc Giang đã giảm được 102 đơn vị sự nghiệp công lập và giảm 2 đầu mối bên trong các cơ quan "
        "chuyên môn của UBND tỉnh.",
        "Toàn tỉnh giảm được 1.120 người, trong đó khối chính quyền giảm 1043 người.",
        "Khối Đảng, đoàn thể giảm 77 người.",
        "Bí thư huyện ủy đồng thời là chủ tịch HĐND huyện tại 5/10 huyện.",
        "Mô hình bí thư đảng ủy đồng thời là chủ tịch UBND cấp xã được thực hiện tại 4/230 đơn vị.",
        "Tỷ lệ trưởng thôn là đảng viên đạt 65,4%, còn phó thôn là đảng viên đạt 46,6%.",
        "Toàn tỉnh thành lập được 18 tổ chức đảng trong các doanh nghiệp ngoài khu vực Nhà nước với 143 đảng viên.",
        "Tỉnh đã tuyển dụng 94 người có trình độ đại học trở lên vào công chức cấp xã.",
        "Thành ủy Bắc Giang thành lập Văn phòng Đảng ủy - HĐND - UBND ở 16/16 phường, xã.",
        "Kế hoạch số 47-KH/TU được ban hành ngày 30 tháng 5 năm 2018.",
        "Có 1.186 cán bộ chủ chốt cấp xã, trong đó 63,1% có trình độ từ cao đẳng, đại học trở lên.",
        "Lục Nam thí điểm thành lập Văn phòng Đảng ủy-HĐND-UBND ở 12/27 xã, thị trấn.",
        "Đội ngũ đảng viên được nâng lên cả về số lượng và chất lượng.",
    ),
    ((DAI_TU,), "Huyện Đại Từ luân chuyển cán bộ và xây dựng Đảng thế nào?"): (
        "Sau 5 năm, huyện Đại Từ đã luân chuyển 17 cán bộ huyện về đảm nhiệm chức danh chủ chốt tại cơ sở.",
        "Huyện cũng điều động 4 cán bộ cơ sở lên công tác tại các phòng, ban của huyện.",
        "Đảng bộ huyện Đại Từ có 51 chi bộ, đảng bộ trực thuộc với gần 9.300 đảng viên.",
        "Trong nhiệm kỳ, huyện đã tổ chức được 69 lớp bồi dưỡng, cập nhật kiến thức với 9.773 lượt cán bộ, đảng viên.",
        "Công tác xây dựng Đảng của huyện có nhiều điểm mới, thể hiện rõ nét nhất trên 4 lĩnh vực.",
        "Dự kiến đến tháng 8/2020, 30/30 xã, thị trấn kết nối phòng họp trực tuyến với huyện và tỉnh.",
        "Huyện đã hoàn thành việc xóa 16 xóm ghép chi bộ.",
        "Trong nhiệm kỳ, huyện đã kết nạp được gần 1.500 đảng viên.",
    ),
    ((HAU_GIANG,), "Hậu Giang đào tạo cán bộ và có những đề án nào?"): (
        "Hậu Giang đã đào tạo sau đại học 108 đồng chí và cao cấp lý luận chính trị 171 đồng chí.",
        "Số cán bộ được đào tạo trung cấp lý luận chính trị là 1.273 đồng chí.",
        "Nghị quyết số 05 về phát triển nguồn nhân lực tỉnh Hậu Giang giai đoạn 2021-2025, tầm nhìn đến năm 2030.",
        "Đề án số 04 về thí điểm đổi mới cách thức tuyển chọn chức danh lãnh đạo, quản lý.",
        "Ông Nguyễn Thiện Nhơn là Trưởng Ban Tổ chức Tỉnh ủy.",
        "Đề án số 06 thí điểm đổi mới tinh giản biên chế với tuyển dụng cán bộ trẻ.",
        "Chất lượng nguồn nhân lực còn thấp là điểm nghẽn cản trở sự phát triển của tỉnh.",
    ),
    ((KHOI,), "Đảng bộ Khối có bao nhiêu tổ chức đảng, đảng viên, lớp bồi dưỡng?"): (
        "Đảng bộ Khối hiện có 122 tổ chức cơ sở đảng với 14.357 đảng viên.",
        "Trong đó có 93 đảng bộ và 29 chi bộ cơ sở.",
        "Tổng số cấp ủy viên là 1.017 đồng chí.",
        "Tiến sĩ chiếm 4,42%, Thạc sĩ chiếm 42,7%.",
        "Từ năm 2021 đến tháng 6/2023, Khối đã mở 04 lớp bồi dưỡng nghiệp vụ công tác Đảng cho 1.063 đồng chí.",
        "Có 02 lớp bồi dưỡng công tác kiểm tra, giám sát cho 251 đồng chí.",
        "Hằng năm có trên 90% tổ chức cơ sở đảng được xếp loại hoàn thành tốt nhiệm vụ.",
        "Ban Thường vụ Đảng ủy Khối đã chuyển giao 54 tổ chức cơ sở đảng với 2.366 đảng viên.",
    ),
    ((BAC_GIANG, THAI_NGUYEN), "So sánh số tổ chức đảng trong doanh nghiệp của Bắc Giang và Thái Nguyên"): (
        "Bắc Giang thành lập được 18 tổ chức đảng trong các doanh nghiệp ngoài khu vực Nhà nước.",
        "Thái Nguyên thành lập được 17 tổ chức đảng trong doanh nghiệp ngoài khu vực Nhà nước.",
        "Số đảng viên trong các tổ chức đảng này ở Thái Nguyên là 214 đảng viên.",
    ),
}

# The same, claims that the articles do not state, however near their words are
FALSE: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = {
    ((THAI_NGUYEN,), "Đảng bộ tỉnh Thái Nguyên có bao nhiêu đảng viên, tổ chức đảng?"): (
        "Đảng bộ tỉnh Thái Nguyên hiện có 97.350 đảng viên, sinh hoạt tại 589 tổ chức cơ sở đảng.",
        "Đảng bộ tỉnh Thái Nguyên hiện có 589 đảng viên.",
        "Đảng bộ tỉnh Bắc Kạn hiện có 97.250 đảng viên, sinh hoạt tại 589 TCCSĐ.",
        "Đảng bộ thành phố Thái Nguyên hiện có gần 97.250 đảng viên.",
        "Trong số 589 TCCSĐ có 360 chi bộ cơ sở và 229 đảng bộ cơ sở.",
        "Toàn tỉnh đã giảm từ 2.254 xóm, tổ dân phố xuống còn 3.032 xóm, tổ dân phố.",
        "Toàn tỉnh đã tăng từ 2.254 lên 3.032 xóm, tổ dân phố.",
        "Cụ thể, tỉnh đã giảm 300 xóm và 478 tổ dân phố.",
        "Cụ thể, tỉnh đã giảm 778 xóm, tổ dân phố.",
        "Tính đến ngày 30/9/2023, toàn tỉnh đã giảm 17 TCCSĐ.",
        "Tính đến ngày 30/8/2023, toàn tỉnh đã tăng 17 TCCSĐ.",
        "Tính đến ngày 30/8/2023, toàn tỉnh đã giảm 19 TCCSĐ.",
        "Hiện còn 100 xóm, tổ dân phố chưa có chi bộ.",
        "Hiện chỉ còn 9 xóm, tổ dân phố đã có chi bộ.",
        "Từ năm 2019 đến tháng 8/2023, toàn Đảng bộ tỉnh kết nạp được 6.027 đảng viên.",
        "Từ năm 2021 đến tháng 8/2023, toàn Đảng bộ tỉnh khai trừ 6.027 đảng viên.",
        "Trong đó có 3.338 đảng viên nam, chiếm 55,38%.",
        "Trong đó có 3.338 đảng viên nữ, chiếm 53,21%.",
        "Số đảng viên mới là công nhân là 611 đảng viên.",
        "Có 1.633 đảng viên mới kết nạp là nữ.",
        "Tỷ lệ TCCSĐ hoàn thành tốt nhiệm vụ trở lên trong hai năm 2021-2022 là 96%.",
        "Tỷ lệ TCCSĐ hoàn thành tốt nhiệm vụ trở lên trong hai năm 2021-2022 là trên 95%.",
        "Tỷ lệ TCCSĐ không hoàn thành nhiệm vụ trong hai năm 2021-2022 là trên 96%.",
        "Đề án số 08-ĐA/TU ban hành ngày 15-7-2021.",
        "Đề án số 08-ĐA/TU về nâng cao chất lượng tổ chức cơ sở đảng và đảng viên.",
        "Đề án số 09-ĐA/TU về nâng cao chất lượng đội ngũ cán bộ.",
        "Đồng chí Nguyễn Thị Doan là Trưởng Ban Tổ chức Tỉnh ủy.",
        "Đồng chí Dương Xuân Hùng là Phó Bí thư Chi bộ tổ dân phố 7, phường Đồng Quang.",
        "Đồng chí Nguyễn Thị Doan là Bí thư Chi bộ tổ dân phố 7, phường Đồng Quang.",
        "Đồng chí Dương Xuân Hùng là Bí thư Tỉnh ủy Thái Nguyên.",
        "Đồng chí Trần Văn Nam là Trưởng Ban Tổ chức Tỉnh ủy.",
        "Toàn tỉnh hiện có 328/231 cán bộ có trình độ chuyên môn thạc sĩ trở lên.",
        "Theo Báo Nhân Dân, Đảng bộ tỉnh hiện có 97.250 đảng viên.",
        "Đảng bộ tỉnh hiện có chín mươi nghìn đảng viên.",
        "Ứng dụng “Sổ tay đảng viên điện tử” do Tập đoàn Viettel xây dựng.",
        "Ứng dụng “Sổ tay đảng viên điện tử” có nhiều lỗi và gây tốn kém ngân sách.",
        "Thái Nguyên là tỉnh dẫn đầu cả nước về phát triển đảng viên.",
        "Đảng bộ tỉnh dự kiến có 97.250 đảng viên.",
        "100% cán bộ lãnh đạo có trình độ thạc sĩ.",
        "Toàn Đảng bộ tỉnh thành lập được 214 tổ chức đảng trong doanh nghiệp ngoài khu vực Nhà nước.",
    ),
    ((BAC_GIANG,), "Bắc Giang sắp xếp bộ máy, tổ chức đảng đạt kết quả gì?"): (
        "Bắc Giang giảm được 120 đơn vị sự nghiệp công lập.",
        "Bắc Ninh giảm được 102 đơn vị sự nghiệp công lập.",
        "Bắc Giang giảm được 1.043 đơn vị sự nghiệp công lập.",
        "Bắc Giang tăng 102 đơn vị sự nghiệp công lập.",
        "Bắc Giang không giảm được đơn vị sự nghiệp công lập nào.",
        "Bắc Giang sẽ thành lập 102 đơn vị sự nghiệp công lập.",
        "Toàn tỉnh giảm được 1.043 người, trong đó khối chính quyền giảm 1.120 người.",
        "Khối Đảng, đoàn thể giảm 1.043 người, khối chính quyền giảm 77 người.",
        "Khối chính quyền giảm 77 người.",
        "Bí thư huyện ủy đồng thời là chủ tịch UBND huyện tại 5/10 huyện.",
        "Bí thư huyện ủy đồng thời là chủ tịch HĐND huyện tại 10/10 huyện.",
        "Tỷ lệ trưởng thôn là đảng viên đạt 46,6%, còn phó thôn là đảng viên đạt 65,4%.",
        "Tỷ lệ phó thôn là đảng viên đạt 65,4%.",
        "Toàn tỉnh thành lập được 143 tổ chức đảng trong các doanh nghiệp.",
        "Tỉnh đã kỷ luật 94 người có trình độ đại học trở lên.",
        "Lục Nam thành lập Văn phòng Đảng ủy-HĐND-UBND ở 16/16 phường, xã.",
        "Thành ủy Bắc Giang thí điểm thành lập Văn phòng Đảng ủy-HĐND-UBND ở 12/27 xã, thị trấn.",
        "Lục Ngạn thí điểm thành lập Văn phòng Đảng ủy-HĐND-UBND ở 12/27 xã, thị trấn.",
        "Kế hoạch số 53-KH/TU được ban hành ngày 30-5-2018.",
        "Kế hoạch số 47-KH/TU được ban hành ngày 1-8-2018.",
        "Kế hoạch số 47-KH/TU bị bãi bỏ ngày 30-5-2018.",
        "Có 1.186 cán bộ chủ chốt cấp xã, trong đó 97% có trình độ từ cao đẳng, đại học trở lên.",
        "Năm 2019, toàn tỉnh giảm được 1.120 người.",
        "Đội ngũ đảng viên giảm cả về số lượng và chất lượng.",
        "Theo Nghị quyết số 99-NQ/TW, tỉnh giảm được 102 đơn vị sự nghiệp công lập.",
    ),
    ((DAI_TU,), "Huyện Đại Từ luân chuyển cán bộ và xây dựng Đảng thế nào?"): (
        "Sau 5 năm, huyện Đại Từ đã luân chuyển 4 cán bộ huyện về đảm nhiệm chức danh chủ chốt tại cơ sở.",
        "Sau 5 năm, huyện Phú Lương đã luân chuyển 17 cán bộ huyện về đảm nhiệm chức danh chủ chốt tại cơ sở.",
        "Huyện cũng điều động 17 cán bộ cơ sở lên công tác tại các phòng, ban của huyện.",
        "Đảng bộ huyện Đại Từ có 51 chi bộ, đảng bộ trực thuộc với 9.300 đảng viên.",
        "Đảng bộ huyện Đại Từ có 51 chi bộ, đảng bộ trực thuộc với hơn 9.300 đảng viên.",
        "Đảng bộ huyện Đại Từ có 28 chi bộ, đảng bộ trực thuộc.",
        "Đến tháng 8/2020, 30/30 xã, thị trấn đã kết nối phòng họp trực tuyến với huyện và tỉnh.",
        "Huyện còn 16 xóm ghép chi bộ.",
        "Huyện luân chuyển ít nhất 17 đồng chí cán bộ từ huyện xuống làm cán bộ chủ chốt cấp xã.",
        "Trong nhiệm kỳ, huyện đã kết nạp được 1.500 đảng viên.",
        "Huyện Đại Từ đã trở thành thị xã vào năm 2025.",
    ),
    ((HAU_GIANG,), "Hậu Giang đào tạo cán bộ và có những đề án nào?"): (
        "Hậu Giang đã đào tạo sau đại học 171 đồng chí và cao cấp lý luận chính trị 108 đồng chí.",
        "Sóc Trăng đã đào tạo sau đại học 108 đồng chí.",
        "Đề án số 05 về thí điểm đổi mới cách thức tuyển chọn chức danh lãnh đạo, quản lý.",
        "Đề án số 04 về nâng cao chất lượng, năng lực đội ngũ cán bộ trẻ, nữ.",
        "Ông Nguyễn Thiện Nhơn là Chủ tịch UBND tỉnh Hậu Giang.",
        "Ông Nguyễn Thiện Nhơn là Phó Trưởng Ban Tổ chức Tỉnh ủy.",
        "Chất lượng nguồn nhân lực cao là điểm mạnh thúc đẩy sự phát triển của tỉnh.",
    ),
    ((KHOI,), "Đảng bộ Khối có bao nhiêu tổ chức đảng, đảng viên, lớp bồi dưỡng?"): (
        "Đảng bộ Khối hiện có 122 tổ chức cơ sở đảng với 1.117 đảng viên.",
        "Trong đó có 29 đảng bộ và 93 chi bộ cơ sở.",
        "Thạc sĩ chiếm 4,42%, Tiến sĩ chiếm 42,7%.",
        "Khối đã mở 04 lớp bồi dưỡng nghiệp vụ công tác Đảng cho 251 đồng chí.",
        "Có 03 lớp bồi dưỡng công tác kiểm tra, giám sát cho 251 đồng chí.",
        "Hằng năm có 90% tổ chức cơ sở đảng được xếp loại hoàn thành xuất sắc nhiệm vụ.",
        "Ban Thường vụ Đảng ủy Khối đã tiếp nhận 54 tổ chức cơ sở đảng với 2.366 đảng viên.",
    ),
    ((BAC_GIANG, THAI_NGUYEN), "So sánh số tổ chức đảng trong doanh nghiệp của Bắc Giang và Thái Nguyên"): (
        "Bắc Giang thành lập được 17 tổ chức đảng trong doanh nghiệp ngoài khu vực Nhà nước.",
        "Thái Nguyên thành lập được 18 tổ chức đảng trong các doanh nghiệp ngoài khu vực Nhà nước.",
        "Thái Nguyên giảm được 102 đơn vị sự nghiệp công lập.",
        "Bắc Giang kết nạp được 6.027 đảng viên.",
        "Đồng chí Dương Xuân Hùng là Trưởng Ban Tổ chức Tỉnh ủy Bắc Giang.",
        "Số đảng viên trong các tổ chức đảng này ở Bắc Giang là 214 đảng viên.",
    ),
}


def proved(
    examples: Mapping[tuple[tuple[str, ...], str], tuple[str, ...]], documents: Mapping[str, Document]
) -> dict[str, bool]:
    """Return for every claim whether it is proved from the whole of its documents, without a label."""
    lexicon = build_lexicon(documents, [chunk for d in documents.values() for chunk in split(d)])
    views = Views(documents.values(), lexicon)
    outcome: dict[str, bool] = {}
    for (names, question), claims in examples.items():
        asked = understand(question, lexicon)
        # Every sentence counts as on the topic: proof itself is measured here.
        quotes = tuple(Quote(name, *bounds) for name in names for bounds in views[name].bounds)
        answer = Answer(question, question, "answered", "", "", 1.0)
        draft = Draft(asked, answer, (("", quotes),), (Part(asked, Found("", (), 1.0), ()),))
        passages = [
            Evidence(label, name, tuple(range(len(views[name].bounds))), "")
            for label, name in enumerate(names, start=1)
        ]
        prover = Prover(draft, passages, views, lexicon)
        for claim in claims:
            outcome[claim] = isinstance(prover.prove(Claim(claim, ())), Proof)
    return outcome
