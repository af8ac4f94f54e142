"""Documents cut into sentences for reading, cached: tokens, spans, headings, enumerations."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from assistant.lexicon import Lexicon
from assistant.spans import Span, Token, find_spans
from ingest.records import Document
from ingest.split import clauses, is_heading, sentences
from ingest.vietnamese import syllables, tokens


@dataclass(frozen=True)
class Sentence:
    """One sentence of a document.

    Attributes:
        index: 0-based place among the document's sentences.
        start: First code point in the document's text.
        end: One past the last.
        tokens: Matching tokens, abbreviations written out, offsets into the document's text.
        spans: Short-answer spans; their token indexes refer to ``tokens``.
        clauses: Parts between semicolons; one part when there is none.
        line: Index of the line that holds it.
    """

    index: int
    start: int
    end: int
    tokens: tuple[Token, ...]
    spans: tuple[Span, ...]
    clauses: tuple[tuple[int, int], ...]
    line: int

    @cached_property
    def token_set(self) -> frozenset[str]:
        """Return the distinct tokens."""
        return frozenset(token for token, _, _ in self.tokens)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """"Một là … Hai là …": the items of one list.

    Attributes:
        lead: Sentence index before the first item; -1 when the list opens the document.
        items: Sentence index of each item's first sentence, in order.
        title: Whether the document's title counts the same items ("Ba điểm nhấn").
    """

    lead: int
    items: tuple[int, ...]


_NUMERALS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_FIRST = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")


class DocumentView:
    """A document ready for reading; sentences are analysed when first looked at."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.document = document
        self._lexicon = lexicon
        self._cache: dict[int, Sentence] = {}

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """Return (start, end) of every sentence."""
        return sentences(self.document.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.bounds]

    @cached_property
    def context(self) -> frozenset[str]:
        """Return the tokens of title, place and publisher: what the whole document is about."""
        parts = [self.document.title, self.document.place or "", self.document.publisher or ""]
        return frozenset(t for t, _, _ in self._lexicon.expand(tokens(" . ".join(parts))))

    @cached_property
    def about(self) -> list[str]:
        """Return the tokens of place and title in order, for matching names."""
        return syllables(f"{self.document.place or ''} . {self.document.title}")

    @cached_property
    def words(self) -> list[str]:
        """Return every matching token of the document in order."""
        return syllables(self.document.text)

    def sentence(self, index: int) -> Sentence:
        """Return one sentence, analysed."""
        if index not in self._cache:
            start, end = self.bounds[index]
            text = self.document.text
            raw = [(t, start + s, start + e) for t, s, e in tokens(text[start:end])]
            spans = find_spans(text, start, end, raw)
            expanded = self._lexicon.expand(raw)
            if len(expanded) != len(raw):
                spans = [_on_tokens(span, expanded) for span in spans]
            line = text.count("\n", 0, start)
            self._cache[index] = Sentence(
                index, start, end, tuple(expanded), tuple(spans), tuple(clauses(text, start, end)), line
            )
        return self._cache[index]

    def sentences_in(self, start: int, end: int) -> range:
        """Return the indexes of sentences that overlap ``text[start:end]``."""
        first = max(0, bisect_right(self._starts, start) - 1)
        if first < len(self.bounds) and self.bounds[first][1] <= start:
            first += 1
        last = bisect_right(self._starts, end - 1)
        return range(first, last)

    def heading_of(self, index: int) -> int | None:
        """Return the index of the nearest heading above a sentence, None when there is none."""
        at = bisect_right(self.headings, index - 1) - 1
        return self.headings[at] if at >= 0 else None

    @cached_property
    def headings(self) -> list[int]:
        """Return the indexes of sentences that stand alone on a line as headings, the title not."""
        text = self.document.text
        found = []
        for index, (start, end) in enumerate(self.bounds):
            alone = text[max(0, start - 1) : start] in ("", "\n") and text[end : end + 1] in ("", "\n")
            if alone and is_heading(text[start:end]) and text[start:end] != self.document.title:
                found.append(index)
        return found

    @cached_property
    def enumerations(self) -> list[Enumeration]:
        """Return the lists of the document that open their items with ordinals or numbers."""
        text = self.document.text
        opened: dict[str, list[int]] = {}
        found: list[Enumeration] = []
        for index, (start, end) in enumerate(self.bounds):
            marked = _item_mark(text[start : min(end, start + 24)])
            if marked is None:
                continue
            style, number = marked
            items = opened.get(style, [])
            if number == 1:
                _close(found, items)
                opened[style] = [index]
            elif items and number == len(items) + 1:
                items.append(index)
        for items in opened.values():
            _close(found, items)
        return found


def _close(found: list[Enumeration], items: list[int]) -> None:
    if len(items) >= 2:
        found.append(Enumeration(items[0] - 1, tuple(items)))


_MARK = re.compile(
    r"(?:(?P<word>một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) là\b"
    r"|thứ (?P<ord>nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)\b"
    r"|(?P<num>\d{1,2})[.)] |(?P<letter>[a-hđ])\) )",
    re.IGNORECASE,
)


def _item_mark(opening: str) -> tuple[str, int] | None:
    match = _MARK.match(opening)
    if not match:
        return None
    if match["word"]:
        return "word", _NUMERALS.index(match["word"].lower()) + 1
    if match["ord"]:
        return "ordinal", _FIRST.index(match["ord"].lower()) + 1
    if match["num"]:
        return "number", int(match["num"])
    return "letter", "abcdđegh".find(match["letter"].lower()) + 1


def _on_tokens(span: Span, found: list[Token]) -> Span:
    inside = [i for i, (_, s, e) in enumerate(found) if s < span.end and e > span.start]
    first, last = (inside[0], inside[-1] + 1) if inside else (0, 0)
    return Span(span.type, span.start, span.end, first, last)


class Views:
    """Keeps the views of the documents read last."""

    def __init__(self, documents: Iterable[Document], lexicon: Lexicon, size: int = 256) -> None:
        self._documents = {document.id: document for document in documents}
        self._lexicon = lexicon
        self._size = size
        self._cache: OrderedDict[str, DocumentView] = OrderedDict()

    def __getitem__(self, document_id: str) -> DocumentView:
        view = self._cache.pop(document_id, None) or DocumentView(self._documents[document_id], self._lexicon)
        self._cache[document_id] = view
        while len(self._cache) > self._size:
            self._cache.popitem(last=False)
        return view
