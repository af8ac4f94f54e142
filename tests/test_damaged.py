"""Five hundred damaged files: none brings the reader down, each is named, the good ones are indexed."""

from __future__ import annotations

import io
import random
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest

from assistant.messages import message_for
from ingest.sync import SyncReport, sync
from tests.fakes import HashEncoder
from tests.make_formats import FOLDER
from tests.office import settings_for, text_of

GOOD = 6
REASONS = {
    "empty_file", "binary_file", "not_vietnamese", "unsupported_format", "damaged_file", "encrypted_file",
    "scanned_file", "unsafe_file", "read_limit",
}  # fmt: skip


def word(number: int = 3) -> bytes:
    document, stream = docx.Document(), io.BytesIO()
    for line in text_of(number).split("\n\n"):
        document.add_paragraph(line)
    document.add_table(rows=2, cols=2).cell(0, 0).text = "Đơn vị"
    document.save(stream)
    return stream.getvalue()


def sheet() -> bytes:
    workbook, stream = openpyxl.Workbook(), io.BytesIO()
    workbook.active.append(["Xã", "Số đảng viên", "Tỷ lệ"])
    for number in range(20):
        workbook.active.append([f"Xã Đồng Quang {number}", number * 7, number / 20])
    workbook.save(stream)
    return stream.getvalue()


def page() -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in text_of(5).split("\n\n"))
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{lines}</body></html>'.encode()


def pdf() -> bytes:
    return (FOLDER / "unicode.pdf").read_bytes()


def rich() -> bytes:
    return (FOLDER / "unicode.rtf").read_bytes()[:12_000] + b"}"


def open_text() -> bytes:
    return (FOLDER / "unicode.odt").read_bytes()


KINDS: dict[str, Callable[[], bytes]] = {
    "docx": word, "pdf": pdf, "xlsx": sheet, "html": page, "rtf": rich, "odt": open_text,
}  # fmt: skip


def cut(raw: bytes, dice: random.Random) -> bytes:
    return raw[: dice.randrange(len(raw))]


def flip(raw: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(raw)
    for _ in range(dice.choice((1, 10, 200))):
        damaged[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def hole(raw: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(raw))
    size = dice.choice((1, 64, 2000))
    return raw[:start] + dice.choice((b"", bytes(size), dice.randbytes(size))) + raw[start + size :]


def shuffle(raw: bytes, dice: random.Random) -> bytes:
    blocks = [raw[at : at + 512] for at in range(0, len(raw), 512)]
    one, other = dice.randrange(len(blocks)), dice.randrange(len(blocks))
    blocks[one], blocks[other] = blocks[other], blocks[one]
    return b"".join(blocks)


def repeat(raw: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(raw))
    return raw[:start] + raw[start : start + 300] * dice.choice((2, 50)) + raw[start + 300 :]


def inside(raw: bytes, dice: random.Random) -> bytes:
    """Damage an entry of an office file and pack it again, so that the archive itself is whole."""
    if not raw.startswith(b"PK"):
        return flip(raw, dice)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = dice.choice([info.filename for info in old.infolist() if info.file_size])
        for info in old.infolist():
            content = old.read(info)
            new.writestr(
                info, dice.choice(DAMAGES[:-1])(content, dice) if info.filename == chosen else content
            )
    return stream.getvalue()


DAMAGES = (cut, flip, hole, shuffle, repeat, inside)


def odd_files() -> dict[str, bytes]:
    """Empty ones, wrong encodings, passwords, endings that lie."""
    text = text_of(9)
    return {
        "rong.docx": b"",
        "rong.pdf": b"",
        "trang.txt": b" \n\t\n",
        "utf-16-khong-dau.txt": text.encode("utf-16-le"),
        "chu-trung.txt": "中国共产党的组织建设工作取得了新的成就，干部队伍建设不断加强。".encode("gbk") * 20,
        "latin.html": "<html><body><p>Ça été créé à l'été où</p></body></html>".encode("latin-1"),
        "mat-khau.docx": (FOLDER / "password.docx").read_bytes(),
        "mat-khau.pdf": (FOLDER / "password.pdf").read_bytes(),
        "ngau-nhien.xlsx": random.Random(1).randbytes(5000),
        "nua-goi.zip": word()[:900],
        "anh.docx": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "trang.html": b"<html></html>",
        "utf-32.txt": text.encode("utf-32"),
        "nul.txt": text.encode() + bytes(50),
    }


def damaged_office(folder: Path, count: int) -> None:
    """Write ``count`` damaged files and a few good ones between them."""
    folder.mkdir()
    dice = random.Random(20_240_607)
    originals = {kind: make() for kind, make in KINDS.items()}
    files = odd_files()
    if shutil.which("soffice") or shutil.which("antiword"):
        original = (FOLDER / "unicode.doc").read_bytes()
        for number in range(count // 100):
            files[f"cu-{number}.doc"] = dice.choice(DAMAGES)(original, dice)
    for number in range(count - len(files)):
        kind = dice.choice(list(originals))
        files[f"hong-{number:03}.{kind}"] = dice.choice(DAMAGES)(originals[kind], dice)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    for number in range(GOOD):
        (folder / f"tot-{number}.docx").write_bytes(word(20 + number))


def check(folder: Path, report: SyncReport, count: int) -> None:
    failed = {entry.path: entry for entry in report.failed}
    kept = {Path(entry.path).name for group in (report.added, report.duplicates) for entry in group}
    assert len(failed) + len(kept) == count + GOOD, "every file is either indexed or listed"
    assert {f"tot-{number}.docx" for number in range(GOOD)} <= kept
    counts = Counter(entry.reason for entry in failed.values())
    print(f"{len(kept)} indexed, {len(failed)} failed: {dict(counts)}")
    assert set(counts) <= REASONS
    for path, entry in failed.items():
        assert entry.error is not None
        told = message_for(entry.error)
        assert path.removeprefix(str(folder)) in told, told


@pytest.mark.parametrize("count", [60, pytest.param(500, marks=pytest.mark.slow)])
def test_damaged_files_fail_one_by_one(tmp_path: Path, count: int) -> None:
    folder = tmp_path / "corpus"
    damaged_office(folder, count)
    report = sync([folder], settings_for(tmp_path / "index"), HashEncoder())
    check(folder, report, count)
    reasons = {Path(entry.path).name: entry.reason for entry in report.failed}
    assert {name: reasons.get(name) for name in odd_files()} == {
        "rong.docx": "empty_file",
        "rong.pdf": "empty_file",
        "trang.txt": "empty_file",
        "utf-16-khong-dau.txt": "binary_file",
        "chu-trung.txt": "binary_file",
        "latin.html": "binary_file",
        "mat-khau.docx": "encrypted_file",
        "mat-khau.pdf": "encrypted_file",
        "ngau-nhien.xlsx": "binary_file",
        "nua-goi.zip": "damaged_file",
        "anh.docx": "unsupported_format",
        "trang.html": "empty_file",
        "utf-32.txt": None,  # its mark tells: it is read
        "nul.txt": "binary_file",
    }
