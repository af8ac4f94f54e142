"""What kind of file it is, by its content; the name decides only between kinds of plain text."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ingest.errors import BinaryFile, DamagedFile, UnsupportedFormat
from ingest.formats.package import open_zip

ZIP, OLE, PDF, RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"{\\rtf"
_HEAD = 1024  # a PDF may begin with other bytes
_PARTS = (("docx", "word/"), ("xlsx", "xl/"), ("pptx", "ppt/"))
_OTHERS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"7z\xbc\xaf", b"Rar!")
_PROGRAMS = (b"\x1f\x8b", b"\x7fELF", b"MZ", b"ID3", b"RIFF", b"OggS", b"SQLite format 3")
_HTML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_OFFICE_NAMES = {".docx", ".xlsx", ".pptx", ".odt"}
_HTML_NAMES = {".html", ".htm", ".xhtml", ".mht"}
_MAIL_BEGINNING = 8192
_MAIL_HEAD = re.compile(
    rb"(?:^|(?<=\n))(?:From|Subject|MIME-Version|Received|Message-ID|Return-Path|Date):", re.IGNORECASE
)


def is_plain(raw: bytes, name: str) -> bool:
    """Tell whether a file is text that needs no reader: no other kind's signature, no page, no message.

    The beginning of the file, 8 kB, is enough.
    """
    if raw.startswith((ZIP, OLE)):
        return False
    try:
        return kind_of(raw, name) == "text"
    except (BinaryFile, UnsupportedFormat):
        return False


def may_hold_files(raw: bytes, name: str) -> bool:
    """Tell whether a file can be an archive or a message with attachments; its beginning, 8 kB, is enough."""
    return raw.startswith(ZIP) or is_mail(raw, name)


def is_mail(raw: bytes, name: str) -> bool:
    """Tell whether a file is a message, by the lines at its head."""
    heads = {head.lower() for head in _MAIL_HEAD.findall(raw[:_MAIL_BEGINNING].split(b"\n\n")[0])}
    return len(heads) >= (1 if name.lower().endswith(".eml") else 4)


def kind_of(raw: bytes, name: str) -> str:
    """Return "docx", "xlsx", "pptx", "odt", "zip", "ole", "pdf", "rtf", "html", "eml" or "text".

    Raises:
        UnsupportedFormat: It is of a kind that is not read; ``details``: ``suffix``.
        BinaryFile: It is of no known kind, and no text.
        DamagedFile, ReadLimit: It should be an archive and is not whole.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if raw.startswith(ZIP):
        return _archive(raw, suffix)
    if raw.startswith(OLE):
        return "ole"
    if PDF in raw[:_HEAD]:
        return "pdf"
    if raw.lstrip()[:5] == RTF:
        return "rtf"
    if raw.startswith(_OTHERS + _PROGRAMS):
        raise UnsupportedFormat(f"{name}: no kind of document", suffix=suffix)
    if b"\x00" in raw[:_HEAD] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BinaryFile(f"{name}: no text")
    if _HTML.match(raw) or suffix in _HTML_NAMES:
        return "html"
    return "eml" if is_mail(raw, name) else "text"


def _archive(raw: bytes, suffix: str) -> str:
    with open_zip(raw) as archive:
        names = archive.namelist()
        for kind, folder in _PARTS:
            if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
                return kind
        if "mimetype" in names and "content.xml" in names:
            with archive.open("mimetype") as stream:
                told = stream.read(100)
            if told.startswith(b"application/vnd.oasis.opendocument.text"):
                return "odt"
            raise UnsupportedFormat(f"{told!r}", suffix=suffix)
    if suffix in _OFFICE_NAMES:
        raise DamagedFile(f"a {suffix} without its main parts")
    return "zip"
