"""Page numbers carried from a file as it was read through cleaning to the text that is quoted."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

_NOTHING = re.compile("[\\s\u00ad\u200b-\u200d\u2060\ufeff\x1c-\x1f\x85]+")  # what cleaning may add or drop


def page_of(pages: Sequence[int], start: int) -> int | None:
    """Return the 1-based page that the character at ``start`` stands on; None for a text without pages.

    Args:
        pages: Offset at which each page begins, rising.
    """
    return max(1, bisect_right(pages, start)) if pages else None


def carry(
    pages: Sequence[int], raw_text: str, source: str, removed: Sequence[tuple[int, int]], text: str
) -> tuple[int, ...]:
    """Return where pages begin in a cleaned text.

    Cleaning drops stretches and changes white space, nothing else: a page begins at the same letter of
    what is left.

    Args:
        pages: Offsets into ``raw_text``.
        source: ``raw_text``, normalised.
        removed: (start, end) of what was dropped from ``source``.
        text: What is left of it.
    """
    if not pages:
        return ()
    seen = [0, *accumulate(not _NOTHING.match(letter) for letter in source)]
    gone = [(seen[start], seen[end]) for start, end in removed]
    letters = [at for at, letter in enumerate(text) if not _NOTHING.match(letter)]
    starts, count, before = [], 0, 0
    for page in pages:
        count += len(_NOTHING.sub("", unicodedata.normalize("NFC", raw_text[before:page])))
        before = page
        left = count - sum(max(0, min(end, count) - start) for start, end in gone)
        starts.append(letters[left] if left < len(letters) else len(text))
    return (0, *starts[1:])
