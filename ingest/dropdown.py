"""Lists to choose from in pages whose lines were joined: long stretches of names without a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.vietnamese import NUMBER_OF_DOCUMENT

CATALOGUE = 40  # words without a sentence that make a drop-down list
LOWER_RUN = 5  # more lower-case words in a row are a clause, not a name
CLAUSE = 12  # words; a longer rest between page words is kept whatever it says
ISLAND = 200  # words between two drop-down lists that are their items too
TABLE_LABELS = 3
TABLE_REACH = 100  # words from one label of a table to the next

LABEL = re.compile(
    r"\b(?:Loại văn bản|Số,? ký hiệu|Số hiệu|Cơ quan ban hành|Ngày ban hành|Trích yếu|Người ký|Lĩnh vực"
    r"|Ngày hiệu lực|Ngày có hiệu lực|Ngày hết hiệu lực|Tình trạng hiệu lực|Công báo(?= \d| Công báo))"
    r"\b(?!\s*:)"
)


def catalogues(words: Sequence[str], breaks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Stretches of ``CATALOGUE`` words and more without figure, end of sentence, clause or button.

    Args:
        breaks: Words that start or follow a button.
    """
    stops = {*breaks, len(words)}
    start = run = 0
    for number in range(len(words) + 1):
        word = words[number] if number < len(words) else "."
        run = run + 1 if word[0].islower() else 0
        ends_here = number in stops or any(map(str.isdigit, word)) or word[-1] in ".;:!?"
        if not ends_here and run <= LOWER_RUN:
            continue
        end = number if ends_here else max(start, number - run)
        if ends_here and words[end - 1 : end] == ["số"]:
            end = _before_entry(words, start, end)
        elif word[-1] == ":" and word[0].islower():  # "Ký hiệu:" belongs to what follows
            end = max(start, heading_start(words, number))
        if end - start >= CATALOGUE:
            yield start, end
        start = number if number in stops else number + 1


def in_tables(words: Sequence[str]) -> Iterator[int]:
    """Words of attribute tables up to the last label: long names in them are no drop-down list."""
    text = " ".join(words)
    labels = [(text.count(" ", 0, match.start()), match.group()) for match in LABEL.finditer(text)]
    group: list[tuple[int, str]] = []
    for label in [*labels, (len(words) + TABLE_REACH + 1, "")]:
        if group and label[0] - group[-1][0] > TABLE_REACH:
            if len({name for _, name in group}) >= TABLE_LABELS:
                yield from range(group[0][0], group[-1][0])
            group = []
        group.append(label)


def islands(
    words: Sequence[str], lists: Sequence[tuple[int, int]], breaks: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Stretches between two drop-down lists: items with a figure or a clause in them, no sentence."""
    for (_, start), (end, _) in pairwise(lists):
        between = words[start:end]
        plain = not any(word[-1] in ".;:!?" or NUMBER_OF_DOCUMENT.search(word) for word in between)
        if 0 < len(between) <= ISLAND and plain and not any(start <= at <= end for at in breaks):
            yield start, end


def heading_start(words: Sequence[str], count: int) -> int:
    """First word of the heading before a count in brackets: back to the nearest capital."""
    back = range(count - 1, max(-1, count - CLAUSE), -1)
    return next((number for number in back if words[number][0].isupper()), count)


def _before_entry(words: Sequence[str], start: int, end: int) -> int:
    """Leave to the text what a number ends: "BỘ TÀI CHÍNH Thông tư số" before "12/2013/TT-BTC"."""
    at = max(start, end - 2)
    while at > start and words[at].islower():
        at -= 1
    while at > start and (words[at - 1].isupper() or words[at - 1] == "-"):
        at -= 1
    return at
