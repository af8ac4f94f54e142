"""A sentence taken apart for proof: its words, figures and names, and which name or year rules a figure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from assistant.facts import Fact, FactKind, Name, NameKind, Token, find_facts, find_names, plain_tokens
from assistant.lexicon import FUNCTION_WORDS, Lexicon
from assistant.views import DocumentView
from ingest.vietnamese import normal

# Where what is said of one thing may end and of another begin; a comma inside a figure is none.
_BREAK = re.compile(
    r"[;:()–—]|[.,](?!\d)"
    r"|(?<!\w)(?:và|còn(?!\s+(?:\d|gần|khoảng|hơn|trên|dưới|lại))|nhưng|song"
    r"|trong khi|hoặc|hay|cùng với)(?!\w)",
    re.IGNORECASE,
)
# How a writer leads in; it states nothing.
_LEAD_IN = re.compile(
    r"(?<!\w)(?:các đoạn (?:tài liệu|trích|văn bản)"
    r"|theo (?:các )?(?:tài liệu|văn bản|đoạn trích|bài viết|thông tin|nguồn)"
    r"(?: (?:được )?(?:cung cấp|nêu|trích))?"
    r"|cụ thể(?: là)?|ngoài ra|bên cạnh đó|đồng thời|trong đó|tóm lại|nhìn chung|như sau|bao gồm|gồm(?: có)?"
    r"|theo đó|câu trả lời(?: là)?|tài liệu (?:cho biết|nêu|ghi)(?: rõ)?(?: rằng)?"
    r"|được (?:nêu|ghi)(?: rõ)?)(?!\w)"
)
_HARD = ";"
_DIRECTION = frozenset("từ xuống lên còn tới thành thêm".split())
T = TypeVar("T")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, eq=False)
class Told:
    """A text with what it tells; offsets count from its own start. What is not asked for is not worked out.

    Attributes:
        text: One sentence, of a document or of a model.
        tokens: Matching tokens, abbreviations written out.
        lexicon: Of the open index.
    """

    text: str
    tokens: tuple[Token, ...]
    lexicon: Lexicon

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Return the figures, dates and document numbers."""
        return find_facts(self.text)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Return the proper names."""
        return find_names(self.text, self.lexicon)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the tokens alone."""
        return tuple(token for token, _, _ in self.tokens)

    @cached_property
    def word_set(self) -> frozenset[str]:
        """Return the distinct tokens."""
        return frozenset(self.words)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Return the tokens with the one after each; "" after the last."""
        return frozenset(pairwise([*self.words, ""]))

    @cached_property
    def joined(self) -> str:
        """Return the tokens as one text."""
        return " ".join(self.words)

    @cached_property
    def _padded(self) -> str:
        return f" {self.joined} "

    @cached_property
    def _starts(self) -> list[int]:
        return [start for _, start, _ in self.tokens]

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _, _, end in self.tokens]

    def index_at(self, start: int) -> int:
        """Return the index of the first token that begins at a place of the text or after it."""
        return bisect_left(self._starts, start)

    @cached_property
    def in_facts(self) -> frozenset[int]:
        """Return the indexes of the tokens that are parts of facts."""
        return self.tokens_in(self.facts)

    @cached_property
    def in_names(self) -> frozenset[int]:
        """Return the indexes of the tokens that are parts of proper names."""
        return self.tokens_in(self.names)

    @cached_property
    def in_lead_ins(self) -> frozenset[int]:
        """Return the indexes of the tokens with which a writer leads in; they state nothing."""
        return self.tokens_in(_LEAD_IN.finditer(normal(self.text)))

    def tokens_in(self, spans: Iterable[Fact | Name | re.Match[str]]) -> frozenset[int]:
        """Return the indexes of the tokens that begin inside some stretches of the text."""
        return frozenset(
            at for start, end in map(_bounds, spans) for at in range(self.index_at(start), self.index_at(end))
        )

    def word_before(self, at: int, passing: frozenset[str] = frozenset()) -> str:
        """Return the last token that ends before a place and is none to pass over, "" when there is none."""
        for place in range(bisect_right(self._ends, at) - 1, -1, -1):
            if self.words[place] not in passing:
                return self.words[place]
        return ""

    def has(self, run: Sequence[str]) -> bool:
        """Tell whether the tokens of a name stand side by side in the text."""
        return self.word_set.issuperset(run) and f" {' '.join(run)} " in self._padded

    @cached_property
    def content(self) -> tuple[Token, ...]:
        """Return the tokens that carry meaning: neither grammar words nor parts of facts."""
        return tuple(
            token
            for at, token in enumerate(self.tokens)
            if token[0] not in FUNCTION_WORDS and at not in self.in_facts
        )

    @cached_property
    def content_set(self) -> frozenset[str]:
        """Return the distinct tokens that carry meaning."""
        return frozenset(token for token, _, _ in self.content)

    @cached_property
    def proves(self) -> frozenset[str]:
        """Return the keys of all that the facts prove."""
        return frozenset(key for fact in self.facts for key in fact.proves)

    @cached_property
    def breaks(self) -> list[int]:
        """Return where clauses end."""
        ends = (match.start() for match in _BREAK.finditer(self.text))
        inside = {at for fact in self.facts for at in range(fact.start, fact.end)}
        return [at for at in ends if at not in inside]

    def breaks_between(self, start: int, end: int) -> bool:
        """Tell whether a clause ends in a stretch of the text."""
        return bisect_left(self.breaks, start) != bisect_left(self.breaks, end)

    def clause(self, at: int) -> tuple[int, int]:
        """Return (start, end) of the clause around a place in the text."""
        place = bisect_left(self.breaks, at)
        start = self.breaks[place - 1] + 1 if place else 0
        return start, (self.breaks[place] if place < len(self.breaks) else len(self.text))

    def said_in(self, start: int, end: int) -> str:
        """Return the tokens that begin in a stretch of the text, as one text."""
        return " ".join(self.words[bisect_left(self._starts, start) : bisect_left(self._starts, end)])

    @cached_property
    def _content_starts(self) -> list[int]:
        return [start for _, start, _ in self.content]

    def between(self, start: int, end: int) -> list[str]:
        """Return the tokens that carry meaning in a stretch of the text."""
        first = bisect_left(self._content_starts, start)
        last = bisect_left(self._content_starts, end)
        return [token for token, _, ends in self.content[first:last] if ends <= end]

    def after(self, fact: Fact) -> list[str]:
        """Return the words of meaning after a fact, up to the next fact or the end of the clause."""
        return self._sides[fact.start][1]

    def before(self, fact: Fact) -> list[str]:
        """Return the words before a fact in its clause; none when another figure comes before it there.

        What stands between two figures belongs to the first; dates do not count. Right before the fact a
        word of direction is taken too ("xuống còn 12").
        """
        return self._sides[fact.start][0]

    @cached_property
    def _sides(self) -> dict[int, tuple[list[str], list[str]]]:
        """What stands before and after each fact, by its start."""
        return {
            fact.start: (self._before(place), self._after(place)) for place, fact in enumerate(self.facts)
        }

    def _after(self, place: int) -> list[str]:
        fact = self.facts[place]
        end = max(self.clause(fact.start)[1], fact.end)
        following = self.facts[place + 1].start if place + 1 < len(self.facts) else end
        return self.between(fact.end, min(end, following))

    def _before(self, place: int) -> list[str]:
        fact = self.facts[place]
        start = self.clause(fact.start)[0]
        earlier = self.facts[:place]
        counted = any(f.kind is not FactKind.DATE and start <= f.start for f in earlier)
        near = max(start, earlier[-1].end) if earlier else start
        closest = self.words[bisect_left(self._starts, near) : bisect_right(self._ends, fact.start)]
        directed = [token for token in closest[-3:] if token in _DIRECTION]
        return [*([] if counted else self.between(start, fact.start)), *directed]

    def around_name(self, name: Name) -> set[str]:
        """Return the words of meaning that go with a name: before it in its clause, after it to the next."""
        peers = [other for other in self.names if other.kind is name.kind and other != name]
        start = max([self.clause(name.start)[0], *(p.end for p in peers if p.end <= name.start)])
        hard = self.text.find(_HARD, name.end)
        ends = [p.start for p in peers if p.start >= name.end]
        end = min([len(self.text) if hard < 0 else hard, *ends])
        return set(self.between(start, name.start)) | set(self.between(name.end, end))

    @cached_property
    def _by_kind(self) -> dict[NameKind, list[Name]]:
        return {kind: [name for name in self.names if name.kind is kind] for kind in NameKind}

    def named(self, kind: NameKind) -> Sequence[Name]:
        """Return the names of one kind."""
        return self._by_kind[kind]

    def ruling_names(self, kind: NameKind, fact: Fact) -> frozenset[tuple[str, ...]]:
        """Return the names that a fact is told of.

        Those of its clause; else the nearest before it; else the only one of the sentence.
        """
        marks = [(name.start, name.run) for name in self.named(kind)]
        return frozenset(run for _, run in _ruling(marks, self.clause(fact.start), fact.start))

    def ruling_years(self, fact: Fact) -> frozenset[str]:
        """Return the years that a fact is told of, in the same way."""
        marks = [
            (other.start, year)
            for other in self.facts
            if other is not fact and other.kind is FactKind.DATE
            for year in years_of(other)
        ]
        return frozenset(year for _, year in _ruling(marks, self.clause(fact.start), fact.start))


def _bounds(span: Fact | Name | re.Match[str]) -> tuple[int, int]:
    return span.span() if isinstance(span, re.Match) else (span.start, span.end)


def years_of(fact: Fact) -> frozenset[str]:
    """Return the years that a date names ("2016-2020" names two)."""
    return (
        frozenset(year for key in fact.proves for year in _YEAR.findall(key))
        if fact.kind is FactKind.DATE
        else frozenset()
    )


def _ruling(marks: Sequence[tuple[int, T]], clause: tuple[int, int], at: int) -> list[tuple[int, T]]:
    here = [mark for mark in marks if clause[0] <= mark[0] < clause[1]]
    if here:
        return here
    before = [mark for mark in marks if mark[0] < at]
    if before:
        nearest = max(start for start, _ in before)
        return [mark for mark in before if mark[0] == nearest]
    return list(marks) if len({what for _, what in marks}) == 1 else []


def take_apart(text: str, lexicon: Lexicon) -> Told:
    """Take a sentence apart."""
    return Told(text, tuple(lexicon.expand(plain_tokens(text))), lexicon)


def claim_of(text: str, lexicon: Lexicon) -> Told:
    """Take a model's sentence apart, without the words that it leads in with ("Ngoài ra, …")."""
    lead = _LEAD_IN.match(normal(text))
    begin = lead.end() if lead and text[lead.end() : lead.end() + 1] in (",", ":") else 0
    told = take_apart(text, lexicon)
    return Told(text, told.tokens[told.index_at(begin) :], lexicon) if begin else told


def sentence_of(view: DocumentView, index: int, lexicon: Lexicon) -> Told:
    """Take a sentence of a document apart."""
    sentence = view.sentence(index)
    own = tuple((t, start - sentence.start, end - sentence.start) for t, start, end in sentence.tokens)
    return Told(view.document.text[sentence.start : sentence.end], own, lexicon)
