"""Documents cut into sentences for reading, cached: tokens, spans, headings, enumerations."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from assistant.lexicon import Lexicon
from assistant.name_lists import outside_lists
from assistant.orders import speaks_to_machine
from assistant.own_places import units_named
from assistant.spans import Span, Token, find_spans
from assistant.tables import Table, find_tables
from ingest.records import Document
from ingest.split import clauses, is_heading, sentences
from ingest.vietnamese import fold_accents, syllables, tokens


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
        line: Index of the line that holds it; lines that only wrap count as one.
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

    def words(self, folded: bool) -> Sequence[str]:
        """Return the tokens in order, without accents where the question is ``folded``."""
        return self._folded if folded else self._words

    @cached_property
    def _words(self) -> list[str]:
        return [token for token, _, _ in self.tokens]

    @cached_property
    def _folded(self) -> list[str]:
        return [fold_accents(token) for token in self._words]


@dataclass(frozen=True, slots=True)
class Enumeration:
    """ "Một là … Hai là …": the items of one list.

    Attributes:
        lead: Sentence index before the first item; -1 when the list opens the document.
        items: Sentence index of each item's first sentence, in order.
    """

    lead: int
    items: tuple[int, ...]


_REMEMBERED = 200  # runs that a document was searched for; each sentence of a passage asks for the same
_LIST_REACH = 40  # sentences
_RUN, _FEW_WORDS = 20, 25  # sentences, characters of each
_NUMERALS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_FIRST = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")


class DocumentView:
    """A document ready for reading; sentences are analysed when first looked at."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.document = document
        self._lexicon = lexicon
        self._cache: dict[int, Sentence] = {}
        self._orders: dict[int, bool] = {}
        self._outside: dict[int, list[int]] = {}
        self._said: dict[tuple[tuple[str, ...], bool], bool] = {}

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """Return (start, end) of every sentence."""
        return sentences(self.document.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.bounds]

    @cached_property
    def _lines(self) -> list[int]:
        """Return the line of every sentence; the line ends inside a wrapped sentence do not count."""
        text = self.document.text
        ends = [0, *(end for _, end in self.bounds)]
        gaps = (text.count("\n", end, start) for end, start in zip(ends, self._starts, strict=False))
        return list(accumulate(gaps))

    def line_of(self, index: int) -> int:
        """Return the line of a sentence, as ``Sentence.line``, without analysing it."""
        return self._lines[index]

    @cached_property
    def context(self) -> frozenset[str]:
        """Return the tokens of title, place and publisher: what the whole document is about."""
        return self.context_beside_title | self._expanded(self.document.title)

    @cached_property
    def context_beside_title(self) -> frozenset[str]:
        """Return the tokens of place and publisher."""
        return self._expanded(f"{self.document.place or ''} . {self.document.publisher or ''}")

    def _expanded(self, text: str) -> frozenset[str]:
        return frozenset(token for token, _, _ in self._lexicon.expand(tokens(text)))

    @cached_property
    def about(self) -> list[str]:
        """Return the tokens of place and title in order, for matching names."""
        return syllables(f"{self.document.place or ''} . {self.document.title}")

    @cached_property
    def words(self) -> list[str]:
        """Return every matching token of the document in order."""
        return syllables(self.document.text)

    @cached_property
    def word_set(self) -> frozenset[str]:
        """Return the distinct matching tokens of the document."""
        return frozenset(self.words)

    def says(self, run: tuple[str, ...], folded: bool) -> bool:
        """Tell whether the document has these tokens side by side; ``folded`` compares without accents."""
        key = (run, folded)
        if key not in self._said:
            if len(self._said) >= _REMEMBERED:
                self._said.clear()
            words = [fold_accents(word) for word in self.words] if folded else self.words
            size = len(run)
            self._said[key] = bool(run) and any(
                words[at] == run[0] and tuple(words[at : at + size]) == run for at in range(len(words))
            )
        return self._said[key]

    def is_name(self, run: tuple[str, ...]) -> bool:
        """Tell whether any document writes these tokens with capitals."""
        return run in self._lexicon.capitalised

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
            parts = tuple(clauses(text, start, end))
            line = self._lines[index]
            self._cache[index] = Sentence(index, start, end, tuple(expanded), tuple(spans), parts, line)
        return self._cache[index]

    def unlisted(self, index: int, folded: bool) -> Sequence[str]:
        """Return the words of a sentence, as ``Sentence.words``, without those of its lists of names."""
        sentence = self.sentence(index)
        if index not in self._outside:
            start, end = self.bounds[index]
            self._outside[index] = outside_lists(self.document.text, start, end, sentence.tokens)
        words, kept = sentence.words(folded), self._outside[index]
        return words if len(kept) == len(words) else [words[place] for place in kept]

    def sentences_in(self, start: int, end: int) -> range:
        """Return the indexes of sentences that overlap ``text[start:end]``."""
        first = max(0, bisect_right(self._starts, start) - 1)
        if first < len(self.bounds) and self.bounds[first][1] <= start:
            first += 1
        last = bisect_right(self._starts, end - 1)
        return range(first, last)

    def is_order(self, index: int) -> bool:
        """Tell whether a sentence, or one beside it in its line, speaks to the machine that reads it."""
        near = range(max(0, index - 1), min(len(self.bounds), index + 2))
        return any(self._lines[i] == self._lines[index] and self._is_order(i) for i in near)

    def _is_order(self, index: int) -> bool:
        if index not in self._orders:
            start, end = self.bounds[index]
            ordered = speaks_to_machine(self.document.text[start:end])
            run = range(index, index + 1) if ordered else self._short_run(index)
            if len(run) > 1:  # an order may be cut into lines of a word each
                ordered = speaks_to_machine(
                    self.document.text[self.bounds[run[0]][0] : self.bounds[run[-1]][1]]
                )
            self._orders.update(dict.fromkeys(run, ordered))
        return self._orders[index]

    def _short_run(self, index: int) -> range:
        """Return the sentences of a few words that follow each other around one, itself included."""
        first = last = index
        if self._is_short(index):
            while first > max(0, index - _RUN) and self._is_short(first - 1):
                first -= 1
            while last + 1 < min(len(self.bounds), index + _RUN) and self._is_short(last + 1):
                last += 1
        return range(first, last + 1)

    def _is_short(self, index: int) -> bool:
        start, end = self.bounds[index]
        return end - start <= _FEW_WORDS

    def has_order(self, start: int, end: int) -> bool:
        """Tell whether ``is_order`` holds for a sentence that overlaps ``text[start:end]``."""
        return any(map(self.is_order, self.sentences_in(start, end)))

    def heading_of(self, index: int) -> int | None:
        """Return the index of the nearest heading above a sentence, None when there is none."""
        at = bisect_right(self.headings, index - 1) - 1
        return self.headings[at] if at >= 0 else None

    def lead_of(self, index: int) -> int | None:
        """Return the index of the sentence that opens the list which a sentence is an item of, else None.

        "Bộ Nội vụ có trách nhiệm:" opens "a) Hướng dẫn …", however many items lie between.
        """
        text = self.document.text
        own = item_mark(text[self.bounds[index][0] : self.bounds[index][0] + 24])
        if own is None:
            return None
        for at in range(index - 1, max(-1, index - _LIST_REACH), -1):
            start, end = self.bounds[at]
            mark = item_mark(text[start : start + 24])
            if text[end - 1] == ":" and (mark is None or mark[0] != own[0]):
                return at
            if mark is None and self._stands_alone(start, end):
                return None
        return None

    def items_after(self, index: int) -> list[int]:
        """Return the sentences that a sentence ending with ":" opens: the items of one style."""
        text = self.document.text
        style = ""
        found: list[int] = []
        for at in range(index + 1, min(len(self.bounds), index + _LIST_REACH)):
            start = self.bounds[at][0]
            mark = item_mark(text[start : start + 24])
            if mark is None and (self._stands_alone(start, self.bounds[at][1]) or not found):
                break
            if mark is not None and not style:
                style = mark[0]
            if mark is not None and mark[0] == style and not (found and mark[1] == 1):
                found.append(at)
            elif mark is not None and mark[1] <= 1 and mark[0] != style and mark[0] in ("number", "word"):
                break
        return found

    def _stands_alone(self, start: int, end: int) -> bool:
        text = self.document.text
        alone = text[max(0, start - 1) : start] in ("", "\n") and text[end : end + 1] in ("", "\n")
        return alone and is_heading(text[start:end])

    @cached_property
    def headings(self) -> list[int]:
        """Return the indexes of sentences that stand alone on a line as headings, the title not."""
        text = self.document.text
        found = []
        for index, (start, end) in enumerate(self.bounds):
            if self._stands_alone(start, end) and text[start:end] != self.document.title:
                found.append(index)
        return found

    @cached_property
    def units(self) -> dict[tuple[str, ...], int]:
        """Return the places that the document sets behind a unit word ("huyện Bến Xuân"), with levels."""
        return units_named(self.document.text)

    @cached_property
    def tables(self) -> list[Table]:
        """Return the tables with figures."""
        return find_tables(self.document.text)

    @cached_property
    def enumerations(self) -> list[Enumeration]:
        """Return the lists of the document that open their items with ordinals or numbers."""
        text = self.document.text
        opened: dict[str, list[int]] = {}
        found: list[Enumeration] = []
        for index, (start, end) in enumerate(self.bounds):
            marked = item_mark(text[start : min(end, start + 24)])
            if marked is None:
                continue
            style, number = marked
            if number == 0:
                continue
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
    r"(?:(?:[-–+•*] ?)?(?P<word>một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) là\b"
    r"|thứ (?P<ord>nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)\b"
    r"|(?P<num>\d{1,2})[.)] |(?P<letter>[a-zđ])\) |(?P<dash>[-–+•*]) ?(?=\w))",
    re.IGNORECASE,
)


def item_mark(opening: str) -> tuple[str, int] | None:
    """Return the style and number of the mark that a sentence opens with; a dash has the number 0."""
    match = _MARK.match(opening)
    if not match:
        return None
    if match["word"]:
        return "word", _NUMERALS.index(match["word"].lower()) + 1
    if match["ord"]:
        return "ordinal", _FIRST.index(match["ord"].lower()) + 1
    if match["num"]:
        return "number", int(match["num"])
    if match["dash"]:
        return match["dash"], 0
    return "letter", "abcdđeghiklmnopqrstuvxy".find(match["letter"].lower()) + 1


def without_mark(body: str) -> str:
    """Return a sentence without the mark of its item or heading ("a) ", "2. ", "### ")."""
    body = re.sub(r"^[#>\s]+", "", body)
    body = re.sub(r"^[-–+•*] ?(?=\w+ là\b)", "", body)  # "- Một là"
    match = _MARK.match(body)
    return body[match.end() :].lstrip() if match and not match["word"] and not match["ord"] else body


def _on_tokens(span: Span, found: list[Token]) -> Span:
    inside = [i for i, (_, s, e) in enumerate(found) if s < span.end and e > span.start]
    first, last = (inside[0], inside[-1] + 1) if inside else (0, 0)
    return Span(span.type, span.start, span.end, first, last)


class Views:
    """Keeps the views of the documents read last."""

    def __init__(self, documents: Iterable[Document], lexicon: Lexicon, size: int = 256) -> None:
        self._documents = {document.id: document for document in documents}
        self.lexicon = lexicon
        self._size = size
        self._cache: OrderedDict[str, DocumentView] = OrderedDict()

    def __getitem__(self, document_id: str) -> DocumentView:
        view = self._cache.pop(document_id, None) or DocumentView(self._documents[document_id], self.lexicon)
        self._cache[document_id] = view
        while len(self._cache) > self._size:
            self._cache.popitem(last=False)
        return view
