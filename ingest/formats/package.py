"""Files made of files (.docx, .xlsx, .pptx, .odt, .zip), through zipfile, after a look for dangers."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from ingest.errors import DamagedFile, EncryptedFile, ReadLimit, UnsafeFile

MOST_ENTRIES = 10_000
LARGEST = 200 * 2**20  # bytes of all entries, unpacked
_STEP = 2**18
_RATIO, _RATIO_FROM = 200, 20 * 2**20  # no document shrinks 200-fold; small ones may
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|Basic/.+|Scripts/.+)$", re.IGNORECASE)
_XML = re.compile(r"\.(?:xml|rels)$", re.IGNORECASE)
_MANIFEST = "META-INF/manifest.xml"  # of OpenDocument
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1


def open_zip(raw: bytes) -> zipfile.ZipFile:
    """Open an archive.

    Raises:
        DamagedFile: It is no whole archive.
        ReadLimit: It has too many entries.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DamagedFile(f"zip: {error}") from error
    if len(archive.infolist()) > MOST_ENTRIES:
        raise ReadLimit(f"{len(archive.infolist())} entries", reason="entries")
    return archive


def check_package(raw: bytes) -> None:
    """Unpack an office file piece by piece, keeping nothing, and refuse what its reader must not see.

    Raises:
        UnsafeFile: It unpacks to too much, holds macros, or declares entities.
        EncryptedFile: It, or an entry of it, has a password.
        DamagedFile: An entry does not unpack.
    """
    with open_zip(raw) as archive:
        left = LARGEST
        for info in archive.infolist():
            if _MACROS.search(info.filename):
                raise UnsafeFile(f"macros in {info.filename}", reason="macros")
            content = io.BytesIO() if _XML.search(info.filename) else None
            for piece in unpacked(archive, info, left):
                left -= len(piece)
                if content is not None:
                    content.write(piece)
            if content is not None:
                if info.filename == _MANIFEST and b"encryption-data" in content.getvalue():
                    raise EncryptedFile("an OpenDocument file with a password")
                content.seek(0)
                _check_xml(content, info.filename)


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int = LARGEST) -> Iterator[bytes]:
    """Yield the content of an entry in pieces; what the archive says of its size is not trusted.

    Raises:
        UnsafeFile: It is larger than ``most`` bytes, or shrank more than any document does.
        EncryptedFile, DamagedFile: See ``check_package``.
    """
    if info.flag_bits & _ENCRYPTED:
        raise EncryptedFile(f"{info.filename} has a password")
    size = 0
    try:
        with archive.open(info) as stream:
            while piece := stream.read(_STEP):
                size += len(piece)
                if size > most or (size > _RATIO_FROM and size > _RATIO * max(info.compress_size, 1)):
                    raise UnsafeFile(f"{info.filename} unpacks to more than {size} bytes", reason="bomb")
                yield piece
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        RuntimeError,
    ) as error:
        raise DamagedFile(f"{info.filename}: {error}") from error


def members(raw: bytes) -> list[zipfile.ZipInfo]:
    """Files of an archive that may hold documents, in order of their names as ``member_name`` gives them.

    Raises:
        UnsafeFile: A name leads out of the archive.
        DamagedFile, ReadLimit: See ``open_zip``.
    """
    with open_zip(raw) as archive:
        kept = []
        for info in archive.infolist():
            path = PurePosixPath(member_name(info))
            if path.is_absolute() or ".." in path.parts or re.match("[A-Za-z]:", str(path)):
                raise UnsafeFile(f"{info.filename} leads out of the archive", reason="traversal")
            hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
            if not info.is_dir() and not hidden and path.name:
                kept.append(info)
        return sorted(kept, key=member_name)


def member_name(info: zipfile.ZipInfo) -> str:
    """Name of an entry with "/" between folders; an unmarked one is UTF-8 where it can be."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return name.replace("\\", "/")


def _check_xml(content: io.BytesIO, name: str) -> None:
    try:
        for _, element in iterparse(content, forbid_dtd=False, forbid_entities=True, forbid_external=True):
            element.clear()
    except DefusedXmlException as error:
        raise UnsafeFile(f"entities in {name}", reason="entities") from error
    except (ParseError, ValueError, LookupError):
        return  # whether it needs this part is for its reader to say
