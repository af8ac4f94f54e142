"""The block between two ``---`` lines at the top of a Markdown file: a title, and facts as lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.labels import labelled_lines

_PAIR = re.compile(r"(?P<key>[\w-]+)\s*:(?:\s+(?P<quote>[\"']?)(?P<value>.*?)(?P=quote))?")
_ITEM = re.compile(r"-(?:\s+(?P<quote>[\"']?)(?P<value>.*?)(?P=quote))?")
_FOLDED = re.compile(r"[>|][+-]?")  # the value stands on the lines below
_REACH = 120  # lines; a block that does not close by then is no front matter


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands there.

    Attributes:
        length: Lines that the block takes, both ``---`` among them; 0 when there is none (then falsy).
        title: Line and stretch of the title's value, None when no title is given.
        lines: The facts of the block, one a line, labelled as texts label them; they take its place.
    """

    length: int = 0
    title: tuple[int, tuple[int, int]] | None = None
    lines: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.length > 0


def read_front_matter(lines: Sequence[str]) -> FrontMatter:
    """Read the block at the top of a text's lines (stripped, none empty)."""
    if not lines or lines[0] != "---" or "---" not in lines[1:_REACH]:
        return FrontMatter()
    end = lines.index("---", 1)
    values: dict[str, str] = {}
    title: tuple[int, tuple[int, int]] | None = None
    key, folded = "", False
    for number in range(1, end):
        pair, item = _PAIR.fullmatch(lines[number]), _ITEM.fullmatch(lines[number])
        if pair is not None:
            key = re.sub(r"[_-]", "", pair["key"].lower())
            folded = _FOLDED.fullmatch(pair["value"] or "") is not None
            values[key] = "" if folded else pair["value"] or ""
            title = (number, pair.span("value")) if key == "title" and values[key] else title
        elif folded and item is None:
            values[key] = f"{values[key]} {lines[number]}".strip()
        elif item is None:
            return FrontMatter()
        elif key and item["value"]:
            values[key] = "; ".join(part for part in (values[key], item["value"]) if part)
    if not any(values.values()):
        return FrontMatter()
    return FrontMatter(end + 1, title, tuple(labelled_lines(values)))
