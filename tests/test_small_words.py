"""Small words of a claim stand as in its source: or, some, may, will, only, if; on invented sentences."""

from __future__ import annotations

import pytest

from assistant.lexicon import build_lexicon
from assistant.small_words import small_words_kept
from assistant.told import take_apart

LEXICON = build_lexicon({}, [])


def kept(claim: str, source: str) -> bool:
    return small_words_kept(take_apart(claim, LEXICON), [take_apart(source, LEXICON)])


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Trưởng thôn ký sổ hoặc gửi thư.", "Trưởng thôn ký sổ hoặc gửi thư cho xã."),
        ("Trưởng thôn ký sổ.", "Trưởng thôn ký sổ hoặc gửi thư cho xã."),
        ("Xã đã mở chợ.", "Xã mở chợ."),
        ("Một số thôn có nhà văn hóa.", "Năm nay một số thôn có nhà văn hóa."),
        ("Nếu mưa, chợ đóng cửa.", "Chợ đóng cửa trong trường hợp mưa."),
        ("Thôn nộp sổ và bản đồ (nếu có).", "Thôn nộp sổ và bản đồ (nếu có)."),
        ("Thôn nộp sổ.", "Nếu mưa, chợ đóng cửa; thôn nộp sổ."),  # the condition is of another part
    ],
)
def test_what_stands_in_the_source_may_be_said(claim: str, source: str) -> None:
    assert kept(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Trưởng thôn ký sổ và gửi thư.", "Trưởng thôn ký sổ hoặc gửi thư cho xã."),
        ("Trưởng thôn ký sổ hoặc gửi thư.", "Trưởng thôn ký sổ và gửi thư cho xã."),
        ("Các thôn có nhà văn hóa.", "Năm nay một số thôn có nhà văn hóa."),
        ("Tất cả thôn có nhà văn hóa.", "Năm nay thôn có nhà văn hóa."),
        ("Thôn phải nộp sổ.", "Thôn có thể nộp sổ."),
        ("Thôn nộp sổ.", "Thôn có thể nộp sổ."),
        ("Xã đã mở chợ.", "Xã sẽ mở chợ."),
        ("Xã mở chợ.", "Xã dự kiến mở chợ."),
        ("Chỉ trưởng thôn ký sổ.", "Trưởng thôn ký sổ."),
        ("Chợ đóng cửa.", "Chợ đóng cửa nếu mưa."),
        ("Người bán bị phạt.", "Người bán bị phạt khi đổ rác."),
        ("Từ 2 lần trở xuống thì bị phạt.", "Từ 2 lần trở lên thì bị phạt."),
        ("Nếu mưa, chợ đóng cửa.", "Chợ đóng cửa sau cơn mưa."),
    ],
)
def test_what_is_added_or_left_out_turns_it_round(claim: str, source: str) -> None:
    assert not kept(claim, source)
