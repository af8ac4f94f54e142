"""From a raw file's text to the text that is searched and quoted, and the facts that its page states.

Cleaning drops whole lines (of a page whose lines were joined: stretches of a line) and joins what is left;
it rewrites nothing. It runs until nothing more goes, so cleaning a cleaned text changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.debris import find_debris, kept_of_date_line
from ingest.errors import EmptyFile, ManifestError
from ingest.fields import read_facts
from ingest.flattened import is_flattened, kept_stretches
from ingest.frontmatter import read_front_matter
from ingest.pages import carry
from ingest.records import FACTS, Document, Facts, Stated
from ingest.relations import relations_of
from ingest.sources import SourceFile, read_source

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Removed:
    """A stretch that was dropped: ``normalise(raw)[start:end] == text``.

    Attributes:
        reason: Kind of debris: ``menu``, ``date line``, ``counter``, ``photo credit``, ``photo caption``,
            ``headline of another article``, ``imprint``, ``separator``, ``front matter``,
            ``page furniture`` (of a page whose lines were joined).
    """

    start: int
    end: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned(Facts):
    """What ``clean`` found: the text, and the facts that the page states.

    Attributes:
        text: NFC; lines joined by "\\n", paragraphs by one blank line; "" when all was debris.
        stated: Where the text states the facts.
        removed: In the order of the source.
    """

    text: str
    stated: tuple[Stated, ...]
    removed: tuple[Removed, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A kept stretch of the normalised source; ``gap``: a blank line stands before it."""

    start: int
    end: int
    gap: bool


def normalise(raw_text: str) -> str:
    """NFC, "\\n" as line end, runs of other white space (nbsp too) one space, no white space at line ends."""
    text = unicodedata.normalize("NFC", _LINE_END.sub("\n", _INVISIBLE.sub("", raw_text)))
    return "\n".join(_SPACES.sub(" ", line).strip(" ") for line in text.split("\n"))


def clean(raw_text: str) -> Cleaned:
    """Drop page debris and read the page's facts. Never raises; see the module and ``Cleaned``."""
    source = normalise(raw_text)
    lines = _lines(source)
    removed: list[Removed] = []
    written: list[str] = []  # lines that stand for front matter
    title = ""
    while True:
        texts = [source[line.start : line.end] for line in lines]
        front = read_front_matter(texts)
        if front:
            stretches = [
                [front.title[1]] if front.title and front.title[0] == n else [] for n in range(front.length)
            ]
            stretches += [[(0, len(text))] for text in texts[front.length :]]
            kept, dropped = _cut(source, lines, stretches, "front matter")
            title = title or (texts[front.title[0]][slice(*front.title[1])] if front.title else "")
            written += [line for line in front.lines if line not in written]
        else:
            kept, dropped = _step(source, lines)
        if not dropped:
            break
        lines, removed = kept, removed + dropped
    removed.sort(key=lambda item: item.start)
    text = _join(source, lines, written, title)
    facts, stated = read_facts(text, title or None)
    return Cleaned(
        **{name: getattr(facts, name) for name in FACTS}, text=text, stated=stated, removed=tuple(removed)
    )


def load_document(source_file: SourceFile, ocr: bool = False) -> Document:
    """Read, clean and describe one file.

    What its manifest says goes before what its text says, and what somebody has corrected before both.

    Args:
        ocr: Recognise the text of scanned pages.

    Raises:
        EmptyFile: Also when nothing but page debris is in it; ``details``: ``path``.
        ManifestError: The manifest's sha256 is not the file's; ``details``: ``path``, ``reason``.
        BinaryFile, NotVietnamese, UnreadableFile and others: See ``read_source``.
    """
    path, entry = source_file.path, source_file.manifest
    raw = read_source(path, ocr)
    if entry and entry.sha256 and entry.sha256 != raw.sha256:
        reason = f"the file's sha256 is {raw.sha256}, the manifest says {entry.sha256}"
        raise ManifestError(f"{path}: {reason}", path=str(path), reason=reason)
    cleaned = clean(raw.text)
    if not cleaned.text:
        raise EmptyFile(f"{path} holds page debris only", path=str(path))
    facts = {name: (getattr(entry, name) if entry else None) or getattr(cleaned, name) for name in FACTS}
    facts.update({name: value or None for name, value in source_file.edited})
    facts["title"] = facts["title"] or path.stem
    facts["kind"] = facts["kind"] or "bài viết"
    spans = [(item.start, item.end) for item in cleaned.removed]
    return Document(
        **facts,
        id=source_file.document_id,
        text=cleaned.text,
        source=path.as_posix(),
        sha256=raw.sha256,
        pages=carry(raw.pages, raw.text, normalise(raw.text), spans, cleaned.text) if raw.pages else (),
        stated=tuple(place for place in cleaned.stated if facts[place.fact] == getattr(cleaned, place.fact)),
        relations=relations_of(cleaned.text, facts["number"], facts["title"]),
    )


def _lines(source: str) -> list[_Line]:
    lines: list[_Line] = []
    at, gap = 0, False
    for text in source.split("\n"):
        if text:
            lines.append(_Line(at, at + len(text), gap and bool(lines)))
        gap = not text
        at += len(text) + 1
    return lines


def _step(source: str, lines: Sequence[_Line]) -> tuple[list[_Line], list[Removed]]:
    """One pass: joined lines, or else line by line."""
    texts = [source[line.start : line.end] for line in lines]
    if is_flattened(texts):
        kept, dropped = _cut(source, lines, kept_stretches(texts), "page furniture")
        if dropped:
            return kept, dropped
    debris = find_debris(texts)
    stretches = [
        # The day stays, so that an answer can quote it; the hour and the words around it go.
        kept_of_date_line(text) if debris.get(number) == "date line" else [(0, len(text))]
        for number, text in enumerate(texts)
    ]
    kept, removed, gap = [], [], False
    for number, line in enumerate(lines):
        gap = gap or line.gap
        spans = stretches[number] if debris.get(number, "date line") == "date line" else []
        at = line.start
        for begin, end in [*spans, (line.end - line.start,) * 2]:
            if number in debris and source[at : line.start + begin].strip():
                removed.append(_removed(source, at, line.start + begin, debris[number]))
            if begin < end:
                kept.append(_Line(line.start + begin, line.start + end, gap and bool(kept)))
                gap = False
            at = line.start + end
    return kept, removed


def _removed(source: str, start: int, end: int, reason: str) -> Removed:
    text = source[start:end]
    start += len(text) - len(text.lstrip())
    return Removed(start, start + len(text.strip()), reason, text.strip())


def _cut(
    source: str, lines: Sequence[_Line], stretches: Sequence[Sequence[tuple[int, int]]], reason: str
) -> tuple[list[_Line], list[Removed]]:
    """Keep the given stretches (offsets into each line), each as a line of its own; the rest is removed."""
    kept: list[_Line] = []
    dropped: list[Removed] = []
    for line, spans in zip(lines, stretches, strict=True):
        at = line.start
        for begin, end in [*spans, (line.end - line.start,) * 2]:
            between = source[at : line.start + begin]
            if between.strip():
                dropped.append(_removed(source, at, line.start + begin, reason))
            if begin < end:
                gap = line.gap and begin == spans[0][0] and bool(kept)
                kept.append(_Line(line.start + begin, line.start + end, gap))
            at = line.start + end
    return kept, dropped


def _join(source: str, lines: Sequence[_Line], written: Sequence[str], title: str) -> str:
    """Join the kept lines; those that stand for front matter follow its title, or come first."""
    parts: list[str] = []
    for number, line in enumerate(lines):
        text = source[line.start : line.end]
        if number == 0 and written and text != title:
            parts += ["\n".join(written), "\n\n"]
        elif number > 0:
            parts.append("\n\n" if line.gap or (number == 1 and written and parts[0] == title) else "\n")
        parts.append(text)
        if number == 0 and written and text == title:
            parts += ["\n", "\n".join(written)]
    return "".join(parts) if lines else "\n".join(written)
