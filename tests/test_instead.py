"""A follow-up's thing in the place of its like: level, year, rank, training, field of work."""

from __future__ import annotations

import pytest

from assistant.instead import put_instead

CLASSES = "Lớp bồi dưỡng kiểm tra, giám sát có bao nhiêu người dự?"
TRAINED = "Bến Xuân đào tạo trung cấp lý luận chính trị cho bao nhiêu cán bộ?"


@pytest.mark.parametrize(
    ("what", "earlier", "expected"),
    [
        (
            "cấp xã",
            "Bao nhiêu huyện của Bến Xuân có bí thư làm chủ tịch UBND huyện?",
            "Bao nhiêu đơn vị cấp xã của Bến Xuân có bí thư làm chủ tịch UBND cấp xã?",
        ),
        ("ở cấp huyện", "Cấp xã có bao nhiêu cán bộ?", "Cấp huyện có bao nhiêu cán bộ?"),
        ("cấp xã", "Huyện Bến Xuân có bao nhiêu cán bộ?", ""),  # a place, no level
        ("cấp xã", "Thị xã có bao nhiêu cán bộ?", ""),
        ("năm trước đó", "Năm 2023 xã trồng bao nhiêu cây?", "Năm 2022 xã trồng bao nhiêu cây?"),
        ("năm sau", "Năm 2023 xã trồng bao nhiêu cây?", "Năm 2024 xã trồng bao nhiêu cây?"),
        ("năm trước", "Năm 2021 và 2023 xã trồng bao nhiêu cây?", ""),  # before which?
        ("năm trước", "Kế hoạch 12/2023/KH-UBND trồng bao nhiêu cây?", ""),
        ("tổ phó thường trực", "Ai làm tổ trưởng tổ số hóa?", "Ai làm tổ phó thường trực tổ số hóa?"),
        ("phó bí thư", "Bí thư Chi bộ thôn Đông là ai?", "phó bí thư Chi bộ thôn Đông là ai?"),
        ("sau đại học", TRAINED, "Bến Xuân đào tạo sau đại học cho bao nhiêu cán bộ?"),
        ("cao cấp", TRAINED, "Bến Xuân đào tạo cao cấp lý luận chính trị cho bao nhiêu cán bộ?"),
        ("tuyên giáo", CLASSES, "Lớp bồi dưỡng tuyên giáo có bao nhiêu người dự?"),
        ("lớp nghiệp vụ dân vận", CLASSES, "Lớp bồi dưỡng dân vận có bao nhiêu người dự?"),
        ("hội trường", CLASSES, ""),
        ("tuyên giáo", "Xã trồng bao nhiêu cây?", ""),
    ],
)
def test_a_thing_takes_the_place_of_its_like(what: str, earlier: str, expected: str) -> None:
    assert put_instead(what, earlier) == expected
