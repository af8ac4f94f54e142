"""Old Vietnamese encodings by font and by content; other languages and Unicode stay as they are."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from ingest.formats.legacy import Run, from_bytes, to_unicode
from ingest.language import is_spelt_vietnamese
from tests.make_formats import letters, tcvn3_runs, vni

SENTENCE = "Đảng bộ tỉnh hiện có 97.250 đảng viên, đạt tỷ lệ cẳng thẳng; Ủy ban nhân dân xã Hùng Sơn."
# Worked out from the code tables by hand: two words of each.
KNOWN = [
    ("B¸o c¸o", ".VnTime", "Báo cáo"),
    ("céng hoµ", ".VnTimeH", "CỘNG HOÀ"),
    ("Nghò quyeát", "VNI-Times", "Nghị quyết"),
    ("ñaûng boä", "VNI-Helve", "đảng bộ"),
    ("caúng, CAÚNG", "VNI-Times", "cẳng, CẲNG"),
    ("thñ t\u00adíng", "ABCDEF+.VnArial", "thủ tướng"),  # a PDF's part of a font
    ("Báo cáo", "Times New Roman", "Báo cáo"),
    ("Đảng bộ", ".VnTime", "Đảng bộ"),  # Unicode typed in an old font
    ("résumé", "Times New Roman", "résumé"),
]


@pytest.mark.parametrize(("written", "font", "read"), KNOWN)
def test_the_font_tells_the_encoding(written: str, font: str, read: str) -> None:
    assert to_unicode([[Run(written, font)]]) == [read]


def test_runs_of_one_letter_are_read_together() -> None:
    # VNI writes "ế" as "eá"; a change of weight between the two makes two runs of them.
    assert to_unicode([[Run("quye", "VNI-Times"), Run("át ñònh", "VNI-Times")]]) == ["quyết định"]


def test_each_run_by_its_own_font() -> None:
    runs = [Run("B¸o c¸o ", ".VnTime"), Run("của Đảng ", "Arial"), Run("Nghò quyeát", "VNI-Times")]
    assert to_unicode([runs]) == ["Báo cáo của Đảng Nghị quyết"]


@pytest.mark.parametrize(
    "written",
    [
        "".join(text for text, _ in tcvn3_runs(SENTENCE.lower())),
        vni(SENTENCE.lower()),
        "DDa?ng bo^. ti?nh hie^.n co' 97.250 dda?ng vie^n, dda.t ty? le^. ca(?ng tha(?ng; u?y ban nha^n da^n "
        "xa~ hu`ng so+n\\.",
    ],
    ids=["tcvn3", "vni", "viqr"],
)
def test_without_a_font_the_content_tells(written: str) -> None:
    assert to_unicode([[Run(written)]])[0].lower() == SENTENCE.lower()


@pytest.mark.parametrize(
    "text",
    [
        "El señor Núñez habló de la situación económica de España en el año pasado y después salió.",
        "Le président a été réélu à l'unanimité; où étaient les députés de l'assemblée générale?",
        "Die Größe der Straßenbahn wäre für die Mönche übermäßig; schöne Grüße aus München.",
        "The party committee of the province has 97,250 members in 589 organisations, hasn't it?",
        "Báo cáo của tôi và công ty",
        "",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert to_unicode([[Run(text)]]) == [text]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_bytes_of_other_languages_are_no_old_vietnamese(encoding: str) -> None:
    french = "Le président a été réélu à l'unanimité; où étaient les députés de l'assemblée générale?"
    assert from_bytes(french.encode(encoding)) is None
    assert from_bytes("中国共产党的组织建设工作取得了新的成就，干部队伍建设不断加强。".encode("gbk")) is None


def test_bytes_of_windows_1258() -> None:
    shapes, tones = {"": "", "(": "\u0306", "^": "\u0302", "+": "\u031b"}, "\u0301\u0300\u0309\u0303\u0323"
    written = ""  # shaped letters are letters of the code page, tones are marks after them
    for base, shape, tone in letters(SENTENCE):
        shaped = {"d": "đ", "D": "Đ"}[base] if shape == "-" else normalize("NFC", base + shapes[shape])
        written += shaped + (tones[tone] if tone >= 0 else "")
    assert from_bytes(written.encode("cp1258")) == SENTENCE


def test_spelling() -> None:
    assert is_spelt_vietnamese("Nghị quyết được ban hành; nghiêng nghiêng, quyển khuya")
    assert not is_spelt_vietnamese("The committee approved which plans should succeed")
    assert is_spelt_vietnamese("<html><body><strong>Đảng</strong></body></html>")
    assert not is_spelt_vietnamese("12 + 5")
