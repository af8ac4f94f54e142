"""A question in the synonyms that the texts use: the reader was taught few pairs of words of one meaning.

"Còn mấy xóm trắng chi bộ?" is read as "Còn mấy xóm chưa có chi bộ?" where that is what the texts say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.lexicon import synonym_groups
from ingest.vietnamese import normal


def in_the_synonyms_of(question: str, texts: Iterable[str]) -> str:
    """Replace words of a question that no text has by the synonym that one has.

    Args:
        question: With its accents.
        texts: That will be read for it.
    """
    pattern, groups = _pattern()
    lowered = normal(question)
    told = ""
    pieces, done = [], 0
    for match in pattern.finditer(lowered):
        told = told or " \n ".join(normal(text) for text in texts)
        if _says(told, match.group()):
            continue
        other = next((word for word in groups[match.group()] if _says(told, word)), "")
        if other:
            pieces += [question[done : match.start()], other]
            done = match.end()
    return "".join([*pieces, question[done:]])


def _says(told: str, word: str) -> bool:
    return word in told and bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", told))


@lru_cache(maxsize=1)
def _pattern() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """Return what finds the words of groups, the longest first, and each word's group."""
    groups = {normal(word): tuple(map(normal, group)) for group in synonym_groups() for word in group}
    # Of one syllable ("app", "rút") they mean too many things to be replaced.
    words = sorted((word for word in groups if " " in word), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)"), groups
