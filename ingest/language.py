"""Is a text Vietnamese? Told by letters that of all languages in wide use only Vietnamese writes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Horned o and u, crossed d, and the block of vowels that carry a tone together with a second mark or a
# dot below. About half of the syllables of any Vietnamese page have one; English, French, Chinese or
# Romanian have none.
_VIETNAMESE_LETTER = re.compile("[đĐơƠưƯ\u1ea0-\u1ef9]")
_WORD = re.compile(r"[^\W\d_]+")
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh|n|ph?|qu|r|s|th|tr|t|v|x)?[aeiouy]{1,3}(?:ch|c|m|nh|ng|n|p|t)?"
)
_TAG = re.compile(r"<[^<>]*>")
_MARKS = re.compile("[\u0300-\u036f]")
_SPELT_SHARE = 0.6
_VIETNAMESE_SHARE = 0.15  # of the words; bilingual pages stay above
_BARE_WORDS, _BARE_SHARE = 50, 0.85  # English and French reach 0.4, Pinyin 0.6
_FEW, _ACCENTED_SHARE = 0.05, 0.4  # a few words of a menu may have few such letters, but many accents


def vietnamese_share(text: str) -> float:
    """Share of the words (runs of letters) that have a letter which only Vietnamese uses, 0 to 1.

    Figures and signs do not count, so a table does not make a report foreign.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    return _share([bool(_VIETNAMESE_LETTER.search(word)) for word in words])


def is_vietnamese(text: str) -> bool:
    """Tell whether 15 % of the words have a letter of Vietnamese alone, or 5 % have and 40 % an accent.

    A text typed without accents is Vietnamese when 85 % of its words are syllables of it. One in an old
    encoding, whose signs stand in the place of accents, is not: it is still to be converted.
    """
    share = vietnamese_share(text)
    if share >= _VIETNAMESE_SHARE:
        return True
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    accented = _share([len(unicodedata.normalize("NFD", word)) > len(word) or "đ" in word for word in words])
    marked = share >= _FEW and accented >= _ACCENTED_SHARE
    bare = len(words) >= _BARE_WORDS and accented < _FEW
    return marked or (bare and _spelt_share(text) >= _BARE_SHARE)


def is_spelt_vietnamese(text: str) -> bool:
    """Tell whether 60 % of the words can be Vietnamese syllables: first sound, vowels, last sound.

    Stricter than ``is_vietnamese``: it tells a right conversion from an old encoding from a wrong one.
    Marks are not looked at, and tags of a web page do not count.
    """
    return _spelt_share(text) >= _SPELT_SHARE


def _spelt_share(text: str) -> float:
    plain = unicodedata.normalize("NFD", _TAG.sub(" ", text).lower().replace("đ", "d"))
    words = [word for word in _WORD.findall(_MARKS.sub("", plain)) if len(word) > 1]
    return _share([bool(_SYLLABLE.fullmatch(word)) for word in words])


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
