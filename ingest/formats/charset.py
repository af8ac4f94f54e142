"""Bytes of a text file or web page made text: by mark, as UTF-8, by old encodings, as the page declares."""

from __future__ import annotations

import codecs
import re

from ingest.errors import BinaryFile
from ingest.formats.legacy import from_bytes

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w-]{2,20})""", re.IGNORECASE
)
_CONTROL = re.compile(
    r"[\x00\x01\x03\x04\x07\x08\x0e-\x13\x15-\x18\x1a\x1c\x1d\x1f]"
)  # VISCII writes the others
_CONTROL_SHARE = 0.01
_HEAD = 2048  # bytes in which a page declares its encoding


def decode(raw: bytes) -> str:
    """Return the text of a file.

    Raises:
        BinaryFile: It is in no encoding that is known, or holds control bytes.
    """
    text = _decoded(raw)
    if "\x00" in text or len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
        raise BinaryFile("control bytes")
    return text


def _decoded(raw: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise BinaryFile(f"not {encoding}: {error}") from error
    broken = raw.decode("utf-8", errors="replace").count("\ufffd")
    if broken and broken * 5 < sum(byte >= 0xC0 for byte in raw):  # bytes that begin a letter in UTF-8
        raise BinaryFile(f"damaged UTF-8: {broken} places")
    declared = _DECLARED.search(raw[:_HEAD])
    text = from_bytes(raw)
    if text is None and declared:
        text = _as_declared(raw, declared[1].decode("ascii"))
    if text is None:
        raise BinaryFile("neither UTF-8, UTF-16 nor an old Vietnamese encoding")
    return text


def _as_declared(raw: bytes, name: str) -> str | None:
    """Decode a page as it says; a byte that does not fit is shown as such."""
    try:
        return raw.decode(codecs.lookup(name).name, errors="replace")
    except LookupError:
        return None
