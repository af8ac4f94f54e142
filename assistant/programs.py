"""Programs beside Python that some formats are read with, and what lacks without them."""

from __future__ import annotations

import shutil
import subprocess

from ingest.settings import Settings

_SECONDS = 20.0  # for a program to list its languages
LANGUAGE = "vie"


class ProgramMissing(Exception):
    """A program is not there; the message says in Vietnamese what lacks without it.

    Attributes:
        needed: The settings ask for what it does.
    """

    def __init__(self, message: str, needed: bool = False) -> None:
        super().__init__(message)
        self.needed = needed


def libreoffice(_: Settings) -> str:
    """Say where LibreOffice is, which reads .doc with its fonts.

    Raises:
        ProgramMissing: It is not installed.
    """
    if found := shutil.which("soffice"):
        return f"{found}; đọc tệp .doc, cả phông chữ cũ (TCVN3, VNI)"
    lacks = (
        "tệp .doc được đọc bằng antiword, chữ theo phông cũ (TCVN3, VNI) sẽ sai"
        if shutil.which("antiword")
        else "không đọc được tệp .doc"
    )
    raise ProgramMissing(f"chưa cài: {lacks}. Hãy chạy: apt install libreoffice-writer-nogui")


def antiword(_: Settings) -> str:
    """Say where antiword is, which reads .doc where LibreOffice is not installed.

    Raises:
        ProgramMissing: Neither is installed.
    """
    if found := shutil.which("antiword"):
        return f"{found}; đọc tệp .doc khi không có LibreOffice"
    if shutil.which("soffice"):
        return "chưa cài; không cần vì đã có LibreOffice"
    raise ProgramMissing("chưa cài: không đọc được tệp .doc. Hãy chạy: apt install antiword")


def tesseract(settings: Settings) -> str:
    """Say whether scanned pages can be read.

    Raises:
        ProgramMissing: It, or its Vietnamese data, is not installed.
    """
    found = shutil.which("tesseract")
    lacks = (
        "" if found and LANGUAGE in _languages(found) else "không nhận dạng được chữ trên trang quét (ảnh)"
    )
    if lacks:
        what = "thiếu dữ liệu tiếng Việt (vie)" if found else "chưa cài"
        asked = " mà HOIDAP_OCR=true cần" if settings.ocr else ""
        advice = "Hãy chạy: apt install tesseract-ocr-vie"
        raise ProgramMissing(f"{what}: {lacks}{asked}. {advice}", needed=settings.ocr)
    used = "đang bật (HOIDAP_OCR=true)" if settings.ocr else "chưa bật; bật bằng HOIDAP_OCR=true"
    return f"{found}, tiếng Việt (vie); đọc trang quét: {used}"


def _languages(program: str) -> list[str]:
    """Languages that Tesseract has data for; none where it cannot say."""
    try:
        done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.split()
