"""Names of uploaded files, and what their bytes must be."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import openpyxl
import pptx
import pytest

from assistant.uploads import ENDINGS, FOLDER, Uploads, file_name
from ingest.errors import BadFileName, FileTaken, FolderClosed, HoiDapError, StorageFull, WrongType
from ingest.sandbox import Sandbox

FORMATS = Path(__file__).parent / "data" / "formats"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Nghị quyết số 12-NQ.docx", "Nghị quyết số 12-NQ.docx"),
        (unicodedata.normalize("NFD", "Báo cáo.PDF"), "Báo cáo.PDF"),
        ("  hai   khoảng trắng .txt ", "hai khoảng trắng .txt"),
        ("<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"),
        ("a.tar.zip", "a.tar.zip"),
        ("console.txt", "console.txt"),
    ],
)
def test_names_that_are_kept(given: str, kept: str) -> None:
    assert file_name(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        " ",
        ".",
        "..",
        ".txt",
        ".bashrc.txt",
        "~$khóa.docx",
        "a/b.txt",
        "..\\b.txt",
        "C:\\b.txt",
        "a\x00.txt",
        "a\n.txt",
        "a\u200b.txt",
        "gpj.\u202etxt",
        "a\udcff.txt",
        "a.txt.",
        "con.txt",
        "LPT1.tar.txt",
        "manifest.toml",
        "Manifest.TOML",
        "không đuôi",
        "a.exe",
        "a.txt.exe",
        "ẩ" * 100 + ".txt",
    ],
)
def test_names_that_are_refused(given: str) -> None:
    with pytest.raises(BadFileName) as refused:
        file_name(given)
    assert not any(unicodedata.category(c)[0] == "C" for c in str(refused.value.details["name"]))


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return Sandbox()


def received(uploads: Uploads, name: str, content: bytes) -> Path:
    place = uploads.place(name, "")
    with uploads.incoming(len(content)) as incoming:
        incoming.write(content, name)
        uploads.check(incoming, name)
        uploads.move(incoming, place, None)
    return place


def test_every_format_that_is_read_is_taken(tmp_path: Path, sandbox: Sandbox) -> None:
    uploads = Uploads(tmp_path, 50, sandbox)
    endings = set()
    for path in sorted(FORMATS.iterdir()):
        if path.is_file():
            assert received(uploads, path.name, path.read_bytes()).read_bytes() == path.read_bytes()
            endings.add(path.suffix)
    assert {".docx", ".doc", ".rtf", ".odt", ".pdf", ".html"} <= endings
    sheet, slides = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(sheet)
    pptx.Presentation().save(slides)
    mail = b"From: a@b.vn\r\nSubject: x\r\nDate: now\r\nMIME-Version: 1.0\r\n\r\nxin\r\n"
    made = {"a.xlsx": sheet.getvalue(), "a.pptx": slides.getvalue(), "a.eml": mail}
    for name, content in made.items():
        assert received(uploads, name, content).read_bytes() == content
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_another_ending_is_told(tmp_path: Path, sandbox: Sandbox) -> None:
    uploads = Uploads(tmp_path, 50, sandbox)
    word = next(FORMATS.glob("*.docx")).read_bytes()
    with pytest.raises(WrongType) as told:
        received(uploads, "a.pdf", word)
    assert told.value.details["found"] == "DOCX"
    assert received(uploads, "kiểu cũ.doc", word).exists(), "Word opens it all the same"
    assert all(ending.startswith(".") for endings in ENDINGS.values() for ending in endings)


def test_nothing_is_moved_over_anything(tmp_path: Path, sandbox: Sandbox) -> None:
    uploads = Uploads(tmp_path, 50, sandbox)
    (tmp_path / "Bài.txt").write_text("cũ")
    (tmp_path / "thư mục.txt").mkdir()
    for name in ("Bài.txt", "BÀI.txt", unicodedata.normalize("NFD", "Bài.txt"), "thư mục.txt"):
        with pytest.raises(FileTaken):
            received(uploads, name, b"moi")
    assert (tmp_path / "Bài.txt").read_text() == "cũ"
    place = uploads.place("thư mục.txt", "")
    with uploads.incoming(None) as incoming, pytest.raises(FileTaken):
        incoming.write(b"x", "x")
        uploads.move(incoming, place, lambda _: None)


def test_no_room_and_no_rights(tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = Uploads(tmp_path / "mới", 50, sandbox)
    with pytest.raises(StorageFull), uploads.incoming(1 << 60):
        pass
    (tmp_path / "tệp").write_text("")
    with pytest.raises(FolderClosed), Uploads(tmp_path / "tệp", 50, sandbox).incoming(1):
        pass
    monkeypatch.setattr(Path, "replace", _refuse)
    with pytest.raises(FolderClosed):
        received(uploads, "a.txt", b"x")
    assert not [path for path in (tmp_path / "mới").rglob("*") if path.is_file()]


def _refuse(*_: object) -> None:
    raise PermissionError(13, "no")


@pytest.mark.parametrize("signature", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_damaged_containers_do_no_harm(tmp_path: Path, sandbox: Sandbox, signature: bytes) -> None:
    """What only looks like an archive is refused, or taken and told of when it is read."""
    uploads = Uploads(tmp_path, 50, sandbox)
    try:
        assert received(uploads, "a.doc", signature + bytes(99)).suffix == ".doc"
    except HoiDapError as error:
        assert error.code in ("damaged_file", "wrong_type")
