"""Vietnamese text for matching: one spelling of tones, accents folded, words and numbers as tokens.

Nothing here is ever shown: quotes slice ``Document.text``. ``canonical_tone`` and ``fold_accents`` keep
the length of NFC text, so an offset found in their result is an offset in the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from ingest.segmenter import compounds

TOKENISER_VERSION = "3"

# Number of a Vietnamese document: 07-ĐA/TU, 276/2026/NĐ-CP, 12/2013/QH13, 19-NQ/TW.
NUMBER_OF_DOCUMENT = re.compile(
    r"(?<![\w/])\d{1,5}(?:/\d{4})?[-/](?:[A-ZĐƯa-zđư]{1,8}\d{0,3})(?:[-/][A-ZĐƯa-zđư]{1,8}\d{0,3})*(?![\w/])"
)
DATE = re.compile(r"(?<![\w/-])(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?![\w/])")
_RATIO = re.compile(r"(?<![\w/])\d+/\d+(?![\w/])")
_FIGURE = re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]+")
# Words come first for speed: the others all begin with a digit.
_TOKEN = re.compile("|".join(p.pattern for p in (_WORD, NUMBER_OF_DOCUMENT, DATE, _RATIO, _FIGURE)))

_PIECE = re.compile(rf"{_TOKEN.pattern}|[^\w\s]")  # marks too: they part words

_OPEN_PAIR = re.compile(r"(o[àáãảạ]|o[èéẽẻẹ]|u[ỳýỹỷỵ])(?![^\W\d_])", re.IGNORECASE)


def nfc(text: str) -> str:
    """Return the text in Unicode NFC, the form of every stored text."""
    return unicodedata.normalize("NFC", text)


def canonical_tone(text: str) -> str:
    """Move the tone mark of open "oa", "oe", "uy" to the first vowel: hoà → hòa, uỷ → ủy.

    Args:
        text: NFC text. The result has the same length; "quý" stays, since its u belongs to q.
    """

    def moved(match: re.Match[str]) -> str:
        at = match.start()
        first, second = match.group()[0], match.group()[1]
        if first in "uU" and at > 0 and text[at - 1] in "qQ":
            return match.group()
        decomposed = unicodedata.normalize("NFD", second)  # the vowel, then its tone
        return nfc(first + decomposed[1]) + decomposed[0]

    return _OPEN_PAIR.sub(moved, text)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in "đĐ":
        return "d" if character == "đ" else "D"
    return unicodedata.normalize("NFD", character)[0]


def fold_accents(text: str) -> str:
    """Drop every accent, one character for one: "Tổ chức Đảng" → "To chuc Dang".

    Args:
        text: NFC text; the result has the same length.
    """
    return "".join(map(_fold_character, text))


def has_accents(text: str) -> bool:
    """Tell whether any letter carries an accent (đ counts), composed or not."""
    composed = nfc(text)
    return fold_accents(composed) != composed


_SHORT_I = re.compile(r"(?<![^\W\d_])([hklmst]|qu)([iìíỉĩị])(?![^\W\d_])")
_LONG_Y = str.maketrans("iìíỉĩị", "yỳýỷỹỵ")


def normal(text: str) -> str:
    """Lower-case, canonical tones, one of i and y (tỉ lệ = tỷ lệ, quí = quý): spellings made equal.

    The length of NFC text stays.
    """
    return _normal_sentence(text) if len(text) <= _SENTENCE else _normal(text)


def _normal(text: str) -> str:
    # "İ" alone grows when it is lowered.
    lowered = canonical_tone(nfc(text).replace("İ", "I").lower())
    return _SHORT_I.sub(lambda match: match.group(1) + match.group(2).translate(_LONG_Y), lowered)


_SENTENCE = 3000  # characters; some last a page
# One question looks at the same sentences from many sides, and so does the next question.
_normal_sentence = lru_cache(maxsize=10_000)(_normal)


def canonical_figure(text: str) -> str:
    """Write a figure one way: 1.043 → 1043, 65,40 → 65,4, 04 → 4; other tokens stay.

    Vietnamese groups thousands by "." and writes decimals with ","; "65.4" and "0.125" (no thousands)
    are taken as decimals.
    """
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    elif re.fullmatch(r"\d+\.\d+", text):
        text = text.replace(".", ",")
    if "," in text:
        text = text.rstrip("0").rstrip(",")
    return re.sub(r"^0+(?=\d)", "", text)


def canonical_date(day: str, month: str, year: str) -> str:
    """Return "d-m-yyyy" without leading zeros."""
    return f"{int(day)}-{int(month)}-{year}"


@lru_cache(maxsize=1 << 16)
def _normal_syllable(raw: str) -> str:
    return normal(raw)


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Cut text into matching tokens with their places.

    Syllables are lower-cased with canonical tones; figures, dates, ratios ("5/10") and số/ký hiệu stay
    whole and in one spelling.

    Args:
        text: NFC text.

    Returns:
        (token, start, end) in order; ``text[start:end]`` is what the token stands for.
    """
    found = []
    for match in _TOKEN.finditer(text):
        raw = match.group()
        if raw[0].isdigit():
            date = DATE.fullmatch(raw)
            if date:
                token = canonical_date(*date.groups())
            elif NUMBER_OF_DOCUMENT.fullmatch(raw):
                token = raw.lower()
            else:
                token = "/".join(canonical_figure(part) for part in raw.split("/"))
        else:
            token = _normal_syllable(raw)
        found.append((token, match.start(), match.end()))
    return found


def syllables(text: str) -> list[str]:
    """Return the matching tokens alone (see ``tokens``); the text may be in any Unicode form."""
    return [token for token, _, _ in tokens(nfc(text))]


def warm_up() -> None:
    """Load the word segmenter, so that the first question need not wait for it."""
    compounds(["khởi", "động"])


def words(text: str) -> list[str]:
    """Return the compound words (two syllables and more) that underthesea's model finds, joined by "_"."""
    pieces = [match.group() for match in _PIECE.finditer(canonical_tone(nfc(text)))]
    return [_normal_word(word) for word in compounds(pieces)]


@lru_cache(maxsize=1 << 16)
def _normal_word(word: str) -> str:
    return normal(word).replace(" ", "_")


def search_tokens(text: str, folded: bool = False) -> list[str]:
    """Return the tokens that the lexical index holds for a text.

    Args:
        text: In any Unicode form.
        folded: True for the field of questions typed without accents: folded syllables and their
            bigrams (a word segmenter is of no use there).

    Returns:
        Syllables, figures, số/ký hiệu, then compound words; order does not matter to BM25.
    """
    single = syllables(text)
    return folded_tokens(single) if folded else single + words(text)


def folded_tokens(accented: Sequence[str]) -> list[str]:
    """Make the tokens of the folded field out of those of the other (see ``search_tokens``)."""
    plain = [_folded_token(token) for token in accented if "_" not in token]  # compound words alone have one
    return plain + [f"{a}_{b}" for a, b in pairwise(plain)]


@lru_cache(maxsize=1 << 16)
def _folded_token(token: str) -> str:
    return fold_accents(token)
