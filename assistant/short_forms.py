"""Short forms between question and passage: the reader knows only the words that stand before it.

"Bao nhiêu tổ chức cơ sở đảng?" is answered by "589 TCCSĐ", which a reader can tell only when the question
says that TCCSĐ is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from assistant.lexicon import short_form_at
from ingest.vietnamese import normal, tokens

_SHORTEST = 3  # letters of a short form that is put beside its words; shorter ones mean many things


def in_the_words_of(question: str, texts: Iterable[str], short_forms: Mapping[str, tuple[str, ...]]) -> str:
    """Write out the short forms of a question, and put those that the texts use beside their words.

    Args:
        question: As understood.
        texts: That will be read for it.
        short_forms: Short form, as tokens ("tccsđ", "kt xh"), → tokens that it stands for.
    """
    used: dict[str, str] = {}  # short form → as a text writes it
    for text in texts:
        for match in _ALL_CAPITALS.finditer(text):
            used.setdefault(normal(match.group()), match.group())
    return _beside(_written_out(question, used, short_forms), used, short_forms)


_ALL_CAPITALS = re.compile(r"(?<![\w/.-])[A-ZĐƯÂÔÊ]{2,}(?![\w/])")


def _written_out(question: str, used: Mapping[str, str], short_forms: Mapping[str, tuple[str, ...]]) -> str:
    pieces, done = [], 0
    found = tokens(question)
    for at, (_, start, _) in enumerate(found):
        short, size = short_form_at(found, at, short_forms)
        if start < done or not short or short in used:
            continue
        pieces += [question[done:start], " ".join(short_forms[short])]
        done = found[at + size - 1][2]
    return "".join([*pieces, question[done:]])


def _beside(question: str, used: Mapping[str, str], short_forms: Mapping[str, tuple[str, ...]]) -> str:
    lowered = normal(question)
    for short, written in used.items():
        words = short_forms.get(short)
        if not words or len(short) < _SHORTEST or re.search(rf"(?<!\w){re.escape(short)}(?!\w)", lowered):
            continue
        match = re.search(rf"(?<!\w){re.escape(' '.join(words))}(?!\w)", lowered)
        if match:
            question = f"{question[: match.end()]} ({written}){question[match.end() :]}"
            lowered = normal(question)
    return question
