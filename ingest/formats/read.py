"""One file's bytes to its text: the kind told by content, dangers refused, the reader of its kind called."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.errors import DamagedFile, EmptyFile, EncryptedFile, ReadLimit, UnsafeFile, UnsupportedFormat
from ingest.extracted import Extracted
from ingest.formats.kinds import kind_of
from ingest.formats.package import check_package, member_name, members, open_zip, unpacked

LARGEST_FILE = 100 * 2**20  # bytes
_MOST_MEMBERS = 2000


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive or on a message: its name there, and the hex SHA-256 of its bytes."""

    name: str
    sha256: str


def extract(raw: bytes, name: str, ocr: bool) -> Extracted:
    """Read one file.

    Args:
        name: Its name; the ending is a hint only.
        ocr: Pages that are pictures will be recognised later: they are no reason to fail.

    Raises:
        HoiDapError: EmptyFile, UnsupportedFormat, BinaryFile, EncryptedFile, ScannedFile, UnsafeFile,
            DamagedFile, ReadLimit or ToolMissing. Whatever else a library raises is for the caller.
    """
    if not raw:
        raise EmptyFile("no bytes")
    if len(raw) > LARGEST_FILE:
        raise ReadLimit(f"{len(raw)} bytes", reason="size")
    kind = kind_of(raw, name)
    if kind == "zip":
        if not list_members(raw, name):
            raise EmptyFile("an archive without files")
        raise UnsupportedFormat("an archive inside an archive", suffix=".zip")
    if kind in {"docx", "xlsx", "pptx", "odt"}:
        check_package(raw)
    return _reader(kind, ocr)(raw)


def list_members(raw: bytes, name: str) -> list[Member]:
    """Files inside an archive or attached to a message; empty for any other file.

    Raises:
        UnsafeFile, DamagedFile, ReadLimit: The archive as a whole cannot be trusted.
    """
    kind = kind_of(raw, name)
    if kind == "eml":
        from ingest.formats.mail import attachments

        return [
            Member(_plain(told), hashlib.sha256(content).hexdigest()) for told, content in attachments(raw)
        ]
    if kind != "zip":
        return []
    found, size = [], 0
    infos = members(raw)
    if len(infos) > _MOST_MEMBERS:
        raise ReadLimit(f"{len(infos)} files", reason="entries")
    with open_zip(raw) as archive:
        for info in infos:
            digest = hashlib.sha256()
            try:
                for piece in unpacked(archive, info):
                    digest.update(piece)
                    size += len(piece)
                    if size > 5 * LARGEST_FILE:
                        raise UnsafeFile("too much in one archive", reason="bomb")
            except (EncryptedFile, DamagedFile):
                digest.update(f"{info.filename} {info.CRC}".encode())  # reading it will say what is wrong
            found.append(Member(member_name(info), digest.hexdigest()))
    return found


def member(raw: bytes, name: str, inside: str) -> bytes:
    """Bytes of a file inside an archive or on a message.

    Raises:
        UnsafeFile, DamagedFile, EncryptedFile, ReadLimit: It cannot be taken out.
        EmptyFile: It is not there (any more).
    """
    if kind_of(raw, name) == "eml":
        from ingest.formats.mail import attachments

        for told, content in attachments(raw):
            if _plain(told) == inside:
                return content
    else:
        for info in members(raw):
            if member_name(info) == inside:
                with open_zip(raw) as archive:
                    return b"".join(unpacked(archive, info, LARGEST_FILE))
    raise EmptyFile(f"no {inside} in {name}")


def _plain(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name or "tep-dinh-kem"


def _reader(kind: str, ocr: bool) -> Callable[[bytes], Extracted]:
    """Import and return the reader of a kind: a child that reads PDF never loads the libraries of Word."""
    if kind == "docx":
        from ingest.formats.word import read_docx as read
    elif kind == "xlsx":
        from ingest.formats.sheets import read_xlsx as read
    elif kind == "pptx":
        from ingest.formats.slides import read_pptx as read
    elif kind == "odt":
        from ingest.formats.odt import read_odt as read
    elif kind == "ole":
        from ingest.formats.oldword import read_ole as read
    elif kind == "rtf":
        from ingest.formats.rtf import read_rtf as read
    elif kind == "html":
        from ingest.formats.web import read_html as read
    elif kind == "eml":
        from ingest.formats.mail import read_eml as read
    elif kind == "pdf":
        from ingest.formats.pdf import read_pdf

        return lambda raw: read_pdf(raw, scans_allowed=ocr)
    else:
        from ingest.formats.plain import read_plain as read
    return read
