"""Vietnamese from before Unicode (TCVN3, VNI, VISCII, VIQR) made Unicode: by font, else by what is written.

The tables and the detection are viparse's. Text that already has letters which only Unicode writes is never
touched, whatever its font is called.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from viparse.normalize.detector import detect_encoding, detect_encoding_by_content
from viparse.normalize.encodings import AUTO_DETECT_CHARMAPS, get_charmap
from viparse.normalize.tables import Charmap, build_charmap, convert
from viparse.normalize.viscii import VISCII
from viparse.normalize.vni import VNI

from ingest.language import is_spelt_vietnamese, is_vietnamese

# Horned, crossed and breve letters, letters with a tone, and combining marks: no 8-bit font has them.
_UNICODE_ONLY = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0"
                           "\u1ea0-\u1ef9\u0300-\u0309\u0323]")  # fmt: skip
_CAPITALS = re.compile(r"\.vn\w*h(?:,|$)", re.IGNORECASE)  # .VnTimeH: small letters that look like capitals

# viparse leaves out what its sample does not show; VNI's own table has these two.
_VNI = build_charmap(VNI.name, dict([("aú", "ẳ"), ("AÚ", "Ẳ"), *VNI.pairs]).items())

# Quotation marks and dashes of Windows, where the other tables have no letters.
_WINDOWS = {byte: bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0xA0)}

_FEWEST = 24  # letters that content detection needs

# RFC 1456. A mark after a letter that already has one, or after a backslash, is itself.
_VIQR = re.compile(
    r"\\(?P<plain>.)|(?P<d>dd|DD|Dd)|(?P<letter>[aeiouyAEIOUY])(?P<shape>[(^+]?)(?P<tone>['`?~.]?)"
)
_SHAPES = {"(": "\u0306", "^": "\u0302", "+": "\u031b"}
_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_SHAPED = {"a": "(^", "e": "^", "o": "^+", "u": "+"}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph in one font; None where the format does not tell the font."""

    text: str
    font: str | None = None


def to_unicode(paragraphs: Sequence[Sequence[Run]]) -> list[str]:
    """Return the text of each paragraph in NFC, old encodings converted."""
    texts, settled = [], []
    for runs in paragraphs:
        pieces = [(encoding, list(group)) for encoding, group in groupby(runs, key=lambda run: _by_font(run))]
        texts.append("".join(_converted(encoding, group) for encoding, group in pieces))
        settled.append(any(encoding for encoding, _ in pieces))
    return _by_content(texts, settled)


def from_bytes(raw: bytes) -> str | None:
    """Decode an 8-bit text file of an old Vietnamese encoding; None when it is in none of them."""
    text = raw.decode("latin-1")  # the tables take a character for each byte
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < _FEWEST or 2 * sum(letter.isascii() for letter in letters) < len(letters):
        return None  # too little to tell; or another script
    encoding = detect_encoding_by_content(text, AUTO_DETECT_CHARMAPS).encoding
    charmap = _charmap(encoding) if encoding else None
    if charmap is not None:
        mended = convert(text if charmap.name == VISCII.name else text.translate(_WINDOWS), charmap, "NFC")
        return mended if _is_right(mended) else None
    try:
        windows = unicodedata.normalize("NFC", raw.decode("cp1258"))
    except UnicodeDecodeError:
        return None
    return windows if _is_right(windows) else None


def _by_font(run: Run) -> tuple[str, bool] | None:
    """Encoding that the font is made for, and whether its small letters are capitals; None for Unicode."""
    if not run.font or _UNICODE_ONLY.search(run.text):
        return None
    encoding = detect_encoding([run.font]).encoding
    return (encoding, bool(_CAPITALS.match(run.font))) if encoding else None


def _converted(how: tuple[str, bool] | None, runs: Sequence[Run]) -> str:
    text = "".join(run.text for run in runs)
    if how is None:
        return unicodedata.normalize("NFC", text)
    encoding, capitals = how
    charmap = _charmap(encoding)
    text = convert(text, charmap, "NFC") if charmap else unicodedata.normalize("NFC", text)
    return text.upper() if capitals else text


def _by_content(texts: Sequence[str], settled: Sequence[bool]) -> list[str]:
    """Convert what no font explains, where the whole does not read as Vietnamese without it."""
    open_ = [
        at for at, text in enumerate(texts) if text and not settled[at] and not _UNICODE_ONLY.search(text)
    ]
    rest = "\n".join(texts[at] for at in open_)
    if len(rest.strip()) < _FEWEST or is_vietnamese("\n".join(texts)):
        return list(texts)
    mended = list(texts)
    encoding = detect_encoding_by_content(rest, AUTO_DETECT_CHARMAPS).encoding
    charmap = _charmap(encoding) if encoding else None
    if charmap is not None and _is_right(convert(rest, charmap, "NFC")):
        for at in open_:
            mended[at] = convert(texts[at], charmap, "NFC")
    elif rest.isascii() and _is_right(_from_viqr(rest)):
        for at in open_:
            mended[at] = _from_viqr(texts[at])
    return mended


def _is_right(text: str) -> bool:
    return is_vietnamese(text) and is_spelt_vietnamese(text)


def _charmap(name: str) -> Charmap | None:
    return _VNI if name == VNI.name else get_charmap(name)


def _from_viqr(text: str) -> str:
    return unicodedata.normalize("NFC", _VIQR.sub(_viqr_letter, text))


def _viqr_letter(match: re.Match[str]) -> str:
    if match["plain"]:
        return match["plain"]
    if match["d"]:
        return "đ" if match["d"] == "dd" else "Đ"
    letter, shape, tone = match["letter"], match["shape"], match["tone"]
    if shape and shape not in _SHAPED.get(letter.lower(), ""):
        return letter + shape + tone
    return letter + _SHAPES.get(shape, "") + _TONES.get(tone, "")
