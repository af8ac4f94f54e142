"""What a model wrote, cut into claims with the labels that each one cites; code decides what a label is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.sanitise import plain, visible
from ingest.split import sentences

LONGEST = 1200  # characters of a claim; what runs on is no sentence

_OPEN, _CLOSE = r"[\[【［]", r"[\]】］]"
_NAMED = r"(?:\^|(?:nguồn|đoạn|tài liệu|trích dẫn|source|passage)\s+(?:số\s+)?)"
# Whatever stands in square brackets and has a digit is meant as a label, however odd; nothing else is.
_LABEL = re.compile(
    rf"{_OPEN}\s*{_NAMED}?(?P<inside>[^\[\]【】［］\n]{{0,40}}?\d[^\[\]【】［］\n]{{0,40}}){_CLOSE}(?:\([^()\s]*\))?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\s*\d{1,4}(?:\s*[-–]\s*\d{1,4})?(?:\s*[,;&]\s*\d{1,4}(?:\s*[-–]\s*\d{1,4})?)*\s*")
_SOURCE = re.compile(r"†.*")  # [1†nguồn]
_AFTER_STOP = re.compile(rf"([.!?…]+[\"”’)]*)((?:\s*{_LABEL.pattern})+)", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[-–—*•+]|\d{1,2}[.)]|[a-zđ]\))\s+")
_HEADING = re.compile(r"\s*#{1,6}\s")
_FENCE = re.compile(r"\s*(?:`{3}|~{3})")
_THOUGHT = ("<think>", "</think>")
_STOPPED = re.compile(r"[.!?…][^\w\n]*\s")
_BY_LABEL = re.compile(
    rf"\b(theo)(?:\s+(?:các\s+)?(?:đoạn|nguồn|tài liệu))?\s*(?={_LABEL.pattern})", re.IGNORECASE
)
_LOOSE_END = re.compile(r"[\s,;–-]+(?=[.!?…]*$)")


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence, or one item of a list.

    Attributes:
        text: Plain, without labels.
        labels: Labels of passages that there are, each once, as they came.
        invented: A label was given that no passage has.
        item: It stands in a list.
    """

    text: str
    labels: tuple[int, ...]
    invented: bool = False
    item: bool = False


def resolve(label: str, passages: int) -> tuple[int, ...] | None:
    """Return the passages that the inside of a label names; None when it names any that there is not.

    Args:
        label: "1", "1, 3", "2-4".
        passages: How many there are, labelled from 1.
    """
    label = _SOURCE.sub("", label)
    if not _NUMBERS.fullmatch(label):
        return None
    named: list[int] = []
    for part in re.split(r"[,;&]", label):
        ends = [int(end) for end in re.split(r"[-–]", part)]
        if not 1 <= ends[0] <= ends[-1] <= passages:
            return None
        named += range(ends[0], ends[-1] + 1)
    return tuple(dict.fromkeys(named))


def read_claim(raw: str, passages: int) -> Claim:
    """Take the labels out of a sentence as written; those that no passage has are only noted."""
    bullet = _BULLET.match(raw)
    body = raw[bullet.end() :] if bullet else raw
    labels: list[int] = []
    invented = False
    for match in _LABEL.finditer(body):
        named = resolve(match["inside"], passages)
        if named is None:
            invented = True
        else:
            labels += named
    text = plain(_LOOSE_END.sub("", _LABEL.sub(" ", _BY_LABEL.sub(r"\1 tài liệu ", body))))
    return Claim(text, tuple(dict.fromkeys(labels)), invented, bullet is not None)


class ClaimReader:
    """Cuts a reply into claims while it arrives.

    A label after a full stop belongs to the sentence before it, so a sentence is complete when the next
    one, or the next line, has begun. Headings, fences and thoughts in ``<think>`` are passed over.
    """

    def __init__(self, passages: int) -> None:
        self._passages = passages
        self._held = ""
        self._begun = False

    def feed(self, piece: str) -> Iterator[Claim]:
        """Yield the claims that a piece of the reply completes."""
        self._held += visible(piece)
        if not self._begun and not self._past_thoughts():
            return
        *lines, rest = self._held.split("\n")
        for line in lines:
            yield from self._claims(_cut(line))
        self._held = rest
        if _STOPPED.search(rest):
            *done, last = _cut(rest)
            if done and _BULLET.sub("", last, count=1)[:1] not in "[【［":  # else a label may follow
                yield from self._claims(done)
                self._held = last + rest[len(rest.rstrip()) :]

    def finish(self, whole: bool = True) -> Iterator[Claim]:
        """Yield what is left; of a reply that was not ``whole`` the last sentence is left out."""
        pieces = _cut(self._held) if self._begun or self._past_thoughts(ended=True) else []
        yield from self._claims(pieces if whole else pieces[:-1])
        self._held = ""

    def _past_thoughts(self, ended: bool = False) -> bool:
        """Tell whether the reply proper has begun; what came before it is dropped."""
        opening, closing = _THOUGHT
        text = self._held.lstrip()
        if text.startswith(opening):
            end = text.find(closing)
            if end < 0:
                self._held = "" if ended else text[: len(opening)] + text[-len(closing) :]
                return False
            text = text[end + len(closing) :].lstrip()
        elif opening.startswith(text) and not ended:
            return False
        self._held, self._begun = text, True
        return True

    def _claims(self, pieces: list[str]) -> Iterator[Claim]:
        for piece in pieces:
            if _HEADING.match(piece) or _FENCE.match(piece) or len(piece) > LONGEST:
                continue
            claim = read_claim(piece, self._passages)
            if any(map(str.isalnum, claim.text)):
                yield claim


def _cut(line: str) -> list[str]:
    """Cut a line into sentences, the labels after a full stop moved before it; [""] for an empty line."""
    bullet = _BULLET.match(line)
    mark = line[: bullet.end()] if bullet else ""
    body = _AFTER_STOP.sub(lambda found: f"{found[2]}{found[1]} ", line[len(mark) :])
    found = [body[start:end] for start, end in sentences(body)]
    if not found:
        return [line.strip()]
    return [mark + found[0], *(mark + piece if mark else piece for piece in found[1:])]
