"""Word 97 to 2003 (.doc): through LibreOffice where it is installed (it keeps fonts), else antiword."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import olefile
from defusedxml import ElementTree

from ingest.errors import DamagedFile, EncryptedFile, ToolMissing, UnsafeFile, UnsupportedFormat
from ingest.extracted import Extracted
from ingest.formats.blocks import Block, Cell, Paragraph, Table, compose, paragraph
from ingest.formats.word import read_docx

_MACROS = {"Macros", "_VBA_PROJECT_CUR", "VBA"}
_ENCRYPTED_BIT = 0x01  # of the byte at 0x0b of a Word document's head
_WORD_MAGIC = b"\xec\xa5"


def read_ole(raw: bytes) -> Extracted:
    """Read a compound file, when it is a Word document.

    Raises:
        EncryptedFile: It has a password; also where it hides a newer Office file.
        UnsafeFile: It holds macros.
        UnsupportedFormat: It is another kind of compound file, such as .xls.
        DamagedFile: It cannot be read.
        ToolMissing: Neither LibreOffice nor antiword is installed.
    """
    with olefile.OleFileIO(io.BytesIO(raw)) as ole:
        names = {entry[0] for entry in ole.listdir(streams=True, storages=True)}
        if "EncryptedPackage" in names:
            raise EncryptedFile("an Office file with a password")
        if "WordDocument" not in names:
            raise UnsupportedFormat(f"compound file of {sorted(names)[:5]}", suffix=".xls/.ppt/.msg")
        head = ole.openstream("WordDocument").read(32)
        if head[:2] == _WORD_MAGIC and len(head) > 0x0B and head[0x0B] & _ENCRYPTED_BIT:
            raise EncryptedFile("a Word document with a password")
        if names & _MACROS:
            raise UnsafeFile("a Word document with macros", reason="macros")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "in.doc"
        path.write_bytes(raw)
        if shutil.which("soffice"):
            return read_docx(_through_office(path))
        if shutil.which("antiword"):
            return compose(_docbook(_output(["antiword", "-m", "UTF-8.txt", "-x", "db", str(path)])))
    raise ToolMissing("neither soffice nor antiword", name="libreoffice-writer-nogui")


def _through_office(path: Path) -> bytes:
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    _output(
        ["soffice", "--headless", profile, "--convert-to", "docx", "--outdir", str(path.parent), str(path)]
    )
    made = path.with_suffix(".docx")
    if not made.is_file():
        raise DamagedFile("LibreOffice could not read it")
    return made.read_bytes()


def _output(command: list[str]) -> bytes:
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise DamagedFile(f"{command[0]} ended with {done.returncode}")
    return done.stdout


def _docbook(raw: bytes) -> Iterator[Block]:
    root = ElementTree.fromstring(raw, forbid_dtd=False)
    yield from _blocks(root)


def _blocks(parent: Any) -> Iterator[Block]:
    for child in parent:
        if child.tag in {"para", "title"} and child.find(".//informaltable") is None:
            yield paragraph("".join(child.itertext()).strip())
        elif child.tag in {"informaltable", "table"}:
            yield Table(
                tuple(tuple(_cell(entry) for entry in row.iter("entry")) for row in child.iter("row"))
            )
        elif child.tag != "bookinfo":
            yield from _blocks(child)


def _cell(entry: Any) -> Cell:
    return tuple(Paragraph(paragraph("".join(part.itertext()).strip()).runs) for part in entry.iter("para"))
