"""What may be shown: plain text without HTML, images, links, hidden characters or foreign scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache

_TAG = re.compile(r"<[/!?]?[a-zA-Z][^<>]{0,2000}>|<!--.*?-->", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://\S*|\b(?:javascript|data|vbscript|mailto|file):\S+|\bwww\.\S+"
    r"|[\w.+-]+@[\w-]+\.[\w.-]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|info|io|vn|example|test)\b\S*",
    re.IGNORECASE,
)
_SCHEME = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://|\b(?:javascript|vbscript|data):(?=\S)|\bwww\.", re.IGNORECASE
)
_MARKUP = str.maketrans(dict.fromkeys("<>[]{}|\\`*_#~^$=@", " "))
_PUNCTUATION = frozenset(" .,;:!?()/%+&-–—…'\"“”‘’«»°²³€№·")


def visible(text: str) -> str:
    """Return the text without characters that nobody sees; odd line ends become ``\\n``."""
    return "".join(kept for character in text if (kept := _visible(character)))


@lru_cache(maxsize=4096)
def _visible(character: str) -> str:
    if character in "\n\u0085\u2028\u2029":
        return "\n"
    category = unicodedata.category(character)
    if category == "Zs" or character in "\t\v\f":
        return " "
    # Controls, formats (zero width, bidi, tags), private use, surrogates, unassigned; and fillers.
    hidden = category in ("Cc", "Cf", "Co", "Cs", "Cn") or character in "\u115f\u1160\u3164\uffa0\u2800"
    variation = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return "" if hidden or variation else character


def plain(text: str) -> str:
    """Return a model's sentence on one line without HTML, Markdown, images and links."""
    text = _TAG.sub(" ", _IMAGE.sub(" ", unicodedata.normalize("NFC", visible(text))))
    text = re.sub(r"(?<=\w)\*{1,3}(?=\w)|(?<=\w)\*{1,3}|\*{1,3}(?=\w)", "", _LINK.sub(r"\1", text))
    text = "".join(map(_ascii_digit, text)).translate(_MARKUP)
    return re.sub(r"\s+([.,;:!?…)”])", r"\1", " ".join(text.split()))


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def is_plain(text: str, known: Container[str] = "") -> bool:
    """Tell whether a sentence holds nothing but Latin letters, ASCII digits and punctuation, no address.

    Look-alike letters of other scripts, numerals such as ⅓ or Ⅻ, stacked accents, emoji and web or mail
    addresses are not plain.

    Args:
        text: One sentence.
        known: Other characters that are allowed, those of its sources.
    """
    return all(_is_plain(c) or c in known for c in text) and not _ADDRESS.search(text)


@lru_cache(maxsize=4096)
def _is_plain(character: str) -> bool:
    if character.isascii() and character.isalnum():
        return True
    if character in _PUNCTUATION:
        return True
    return character.isalpha() and unicodedata.name(character, "").startswith("LATIN ")


def harmless(text: str) -> str:
    """Return words of a document that are safe in Markdown: no tag, image or link is left to act.

    What a reader reads stays: "<b>" becomes "‹b>", an address loses its "https://" or "www.".
    """
    text = re.sub(r"<(?=[/!?a-zA-Z])", "‹", visible(text))
    text = re.sub(r"!\[", "! [", text).replace("](", "] (")
    text = re.sub(r"\]:(?=\s*\S)", "] :", text)
    while (cut := _SCHEME.sub("", text)) != text:
        text = cut
    return text
