"""Writes tests/data/formats with LibreOffice: one article as office programs save it, old fonts among them.

Run with `python -m tests.make_formats`; it needs Debian's `libreoffice-writer-nogui`, `fonts-liberation`.
"""

from __future__ import annotations

import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import docx
from docx.oxml.ns import qn

FOLDER = Path(__file__).parent / "data" / "formats"
ARTICLE = Path(__file__).parents[1] / "corpus" / "003_40f40f7dfecc03d6.txt"

BEFORE = "Đảng bộ tỉnh hiện có 97.250 đảng viên, sinh hoạt tại 589 tổ chức cơ sở đảng."
ROWS = (("Xã", "Số đảng viên", "Tỷ lệ"), ("Đồng Quang", "1.043", "55,38%"), ("Hùng Sơn", "98", "10,14%"))
AFTER = "Số liệu tính đến ngày 31 tháng 12 năm 2023, do Ban Tổ chức Tỉnh ủy tổng hợp."

_TONES = "\u0301\u0300\u0309\u0303\u0323"  # acute, grave, hook, tilde, dot
_SHAPES = {"\u0306": "(", "\u0302": "^", "\u031b": "+"}

# TCVN 5712:1993, VN3: each vowel with its five tones in the order above.
_TCVN3 = {
    "a": "¸µ¶·¹", "a(": "¾»¼½Æ", "a^": "ÊÇÈÉË", "e": "ÐÌÎÏÑ", "e^": "ÕÒÓÔÖ", "i": "Ý×ØÜÞ", "o": "ãßáâä",
    "o^": "èåæçé", "o+": "íêëìî", "u": "óïñòô", "u+": "øõö÷ù", "y": "ýúûüþ",
}  # fmt: skip
_TCVN3_PLAIN = {"a(": "¨", "a^": "©", "e^": "ª", "o^": "«", "o+": "¬", "u+": "\u00ad", "d": "®"}
_TCVN3_CAPITALS = {"A(": "¡", "A^": "¢", "E^": "£", "O^": "¤", "O+": "¥", "U+": "¦", "D": "§"}

# VNI: a mark after the vowel; horned vowels and some of i and y are letters of their own.
_VNI = {"": "ùøûõï", "(": "éèúüë", "^": "áàåãä"}
_VNI_PLAIN = {"(": "ê", "^": "â"}
_VNI_LETTERS = {"i": "íìæóò", "y": "yùyøyûyõî"}
_VNI_HORNED = {"o": "ô", "u": "ö"}


def letters(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield (letter, shape of it, number of its tone or -1) of each character; "đ" is ("d", "-", -1)."""
    for character in unicodedata.normalize("NFC", text):
        if character in "đĐ":
            yield "d" if character == "đ" else "D", "-", -1
            continue
        base, *marks = unicodedata.normalize("NFD", character)
        shape = "".join(_SHAPES.get(mark, "") for mark in marks)
        yield base, shape, next((_TONES.index(mark) for mark in marks if mark in _TONES), -1)


def tcvn3(text: str) -> Iterator[tuple[str, bool]]:
    """Yield pieces of text and whether each is in the font whose small letters look like capitals."""
    for base, shape, tone in letters(text):
        if shape == "-":
            yield (_TCVN3_PLAIN["d"], False) if base == "d" else (_TCVN3_CAPITALS["D"], False)
        elif tone >= 0:
            yield _TCVN3[base.lower() + shape][tone], base.isupper()
        elif shape:
            yield (_TCVN3_PLAIN | _TCVN3_CAPITALS)[base + shape], False
        else:
            yield base, False


def vni(text: str) -> str:
    """Text as a font of the VNI family has it."""
    return "".join(_vni_letter(*letter) for letter in letters(text))


def _vni_letter(base: str, shape: str, tone: int) -> str:
    small = base.lower()
    if shape == "-":
        written = "ñ"
    elif small == "i" and tone >= 0:
        written = _VNI_LETTERS["i"][tone]
    elif small == "y" and tone >= 0:
        written = "î" if tone == 4 else "y" + _VNI[""][tone]
    elif shape == "+":
        written = _VNI_HORNED[small] + (_VNI[""][tone] if tone >= 0 else "")
    else:
        written = small + (_VNI[shape][tone] if tone >= 0 else _VNI_PLAIN.get(shape, ""))
    return written.upper() if base.isupper() else written


def write_docx(path: Path, paragraphs: Iterable[Iterable[tuple[str, str]]]) -> None:
    """Write paragraphs of (text, font) runs with python-docx."""
    document = docx.Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for text, font in runs:
            run = paragraph.add_run(text)
            run.font.name = font
            run._element.rPr.rFonts.set(qn("w:cs"), font)
    document.save(str(path))


def write_table(path: Path) -> None:
    """Write a sentence, a ruled table and another sentence."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Liberation Serif"
    document.add_paragraph(BEFORE)
    table = document.add_table(rows=len(ROWS), cols=len(ROWS[0]), style="Table Grid")
    for row, values in zip(table.rows, ROWS, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph(AFTER)
    document.save(str(path))


def convert(source: Path, target: str, folder: Path) -> Path:
    """Convert a file with LibreOffice into a folder."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", target, "--outdir", str(folder), str(source)],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder / f"{source.stem}.{target}"


def tcvn3_runs(line: str) -> list[tuple[str, str]]:
    """A line as runs of .VnTime and .VnTimeH."""
    pieces = groupby(tcvn3(line), key=lambda pair: pair[1])
    return [
        ("".join(text for text, _ in run), ".VnTimeH" if capital else ".VnTime") for capital, run in pieces
    ]


def main() -> None:
    """Write every file anew."""
    lines = ARTICLE.read_text(encoding="utf-8").splitlines()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_docx(folder / "unicode.docx", ([(line, "Times New Roman")] for line in lines))
        write_docx(folder / "tcvn3.docx", (tcvn3_runs(line) for line in lines))
        write_docx(folder / "vni.docx", ([(vni(line), "VNI-Times")] for line in lines))
        for stem, endings in (
            ("unicode", ("docx", "doc", "rtf", "pdf", "html")),
            ("tcvn3", ("docx", "doc")),
            ("vni", ("doc", "rtf")),
        ):
            middle = convert(folder / f"{stem}.docx", "odt", folder)
            for ending in endings:
                (FOLDER / f"{stem}.{ending}").write_bytes(convert(middle, ending, folder).read_bytes())
        write_table(folder / "table.docx")
        for ending in ("odt", "doc", "rtf", "pdf", "html"):
            (FOLDER / f"table.{ending}").write_bytes(
                convert(folder / "table.docx", ending, folder).read_bytes()
            )
        (FOLDER / "unicode.odt").write_bytes((folder / "unicode.odt").read_bytes())
        (FOLDER / "tcvn3.odt").write_bytes((folder / "tcvn3.odt").read_bytes())


if __name__ == "__main__":
    main()
