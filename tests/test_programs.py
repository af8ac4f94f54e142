"""What ``hoidap doctor`` says of LibreOffice, antiword and Tesseract: there, missing, needed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from assistant.doctor import run_doctor
from assistant.programs import ProgramMissing, antiword, libreoffice, tesseract
from ingest.settings import Settings


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[arg-type, call-arg]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH; programs are put there by the test."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def install(folder: Path, name: str, prints: str = "") -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\nprintf '{prints}'\n")
    program.chmod(0o755)


def test_all_there(installed: Path) -> None:
    for name in ("soffice", "antiword"):
        install(installed, name)
    install(installed, "tesseract", "List of available languages (2):\\neng\\nvie\\n")
    assert str(installed / "soffice") in libreoffice(settings())
    assert str(installed / "antiword") in antiword(settings())
    assert "chưa bật" in tesseract(settings()) and "đang bật" in tesseract(settings(ocr=True))


def test_each_of_the_two_stands_in_for_the_other(installed: Path) -> None:
    install(installed, "antiword")
    with pytest.raises(ProgramMissing, match=r"bằng antiword, chữ theo phông cũ .* sẽ sai"):
        libreoffice(settings())
    (installed / "antiword").unlink()
    install(installed, "soffice")
    assert "không cần" in antiword(settings())


@pytest.mark.usefixtures("installed")
def test_without_both_no_doc_is_read() -> None:
    for check, package in ((libreoffice, "libreoffice-writer-nogui"), (antiword, "antiword")):
        with pytest.raises(
            ProgramMissing, match=f"không đọc được tệp .doc.*apt install {package}"
        ) as missing:
            check(settings())
        assert not missing.value.needed


@pytest.mark.parametrize(
    ("languages", "said"),
    [(None, "chưa cài"), ("List of available languages (1):\\neng\\n", "thiếu dữ liệu tiếng Việt")],
)
def test_scans_cannot_be_read(installed: Path, languages: str | None, said: str) -> None:
    if languages:
        install(installed, "tesseract", languages)
    with pytest.raises(ProgramMissing, match=f"{said}.*trang quét.*apt install tesseract-ocr-vie") as missing:
        tesseract(settings())
    assert not missing.value.needed, "nobody asked for it"
    with pytest.raises(ProgramMissing, match="HOIDAP_OCR=true") as missing:
        tesseract(settings(ocr=True))
    assert missing.value.needed


@pytest.mark.usefixtures("installed")
def test_the_table_lists_them_and_only_what_is_needed_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("_libraries", "_encoder", "_reader", "_index", "_llm"):
        monkeypatch.setattr(f"assistant.doctor.{part}", lambda _: "")
    codes = {}
    for ocr in (False, True):
        printed = io.StringIO()
        codes[ocr] = run_doctor(
            settings(ocr=ocr, corpus=tmp_path), Console(file=printed, width=200, no_color=True)
        )
        rows = {line.split("│")[1].strip(): line for line in printed.getvalue().splitlines() if "│" in line}
        assert "thiếu" in rows["LibreOffice"] and "thiếu" in rows["antiword"]
        assert ("lỗi" if ocr else "thiếu") in rows["Tesseract"]
    assert codes == {False: 0, True: 1}
