"""What a question names exactly (a document's number, a Điều, a fact of a document) and what follows from it.

A number that no document carries or names is refused. With a document that carries it, the evidence is
from that document; with a Điều, from that Điều. What needs no reading is answered here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.articles import AskedPlace, asked_place, asks_all, whole_answer
from assistant.described import NAMING, Descriptions, kinds_named
from assistant.filters import passes
from assistant.found import Found
from assistant.identity import AMENDED, REPLACED, STATE, asked_facts, called, facts_answer
from assistant.kinds import Kind
from assistant.lexicon import Lexicon
from assistant.lineage import Lineage
from assistant.numbers import AskedNumber, Numbers, asked_numbers
from assistant.question import Question, same_letters, understand
from assistant.records import Citation
from assistant.refuse import Refusal
from ingest.index import Index
from ingest.outline import Division
from ingest.records import Document
from ingest.relations import AMENDS, REPEALS, REPLACES
from ingest.structure import outline_of
from ingest.vietnamese import fold_accents, normal, syllables

ENOUGH = 0.6  # share of a question's weight that a document's title must hold to be the one described
CLEAR = 0.12  # by which it must go before the next
SAID = 0.6  # share of a question's weight that a division must hold to be its answer
SHORT = 1200  # characters; a division up to this length answers "những … nào" whole

_COUNTS = frozenset({Kind.QUANTITY, Kind.PERCENTAGE, Kind.COUNT_ITEMS})
_RELATIONS = frozenset({REPLACES, REPEALS, AMENDS, REPLACED, AMENDED, STATE})
_OPENING = re.compile(
    r"(?:(?:theo|tại|trong|ở|của|do|về|thuộc|với)\s+)?(?:quy định\s+(?:tại|của|ở|trong)\s+)?$", re.I
)
_FROM_WITHIN = re.compile(r"\W*(?:theo|tai|trong)\b")  # "Theo báo cáo …, ai đã ký …?" asks for what it tells
_INSIDE = re.compile(r"(?:theo|tai|trong)\s+(?:quy dinh\s+)?(?:tai\s+|cua\s+)?$")


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the answer to a question is to be looked for.

    Attributes:
        question: The question without the names that chose the place.
        rows: Rows of the index that evidence may come from; None for all.
        outcome: The answer, or the refusal, where nothing needs to be read.
        reasons: Vietnamese sentences on what to check.
        signing: Asks who signed a document; only a sentence on signing can tell.
    """

    question: Question
    rows: tuple[int, ...] | None = None
    outcome: Found | Refusal | None = None
    reasons: tuple[str, ...] = ()
    signing: bool = False


class Aims:
    """Looks up what questions name, in one open index."""

    def __init__(self, index: Index, lexicon: Lexicon) -> None:
        self._index = index
        self._lexicon = lexicon
        documents = index.documents.values()
        self._numbers = Numbers(documents)
        self._lineage = Lineage(documents)
        self._official = [document for document in documents if document.number]
        self._stating = [document for document in documents if document.number or document.signer]
        self._descriptions = Descriptions(lexicon)

    def aim(self, question: Question, filters: Mapping[str, str] | None = None) -> Aim:
        """Look up what a question names.

        Args:
            filters: What documents must match to be answered from, or known of at all.
        """
        named, place = asked_numbers(question.text), asked_place(question.text)
        facts = () if place else asked_facts(question.text)
        fact = facts[0] if facts else None
        if not (named or place or fact):
            return Aim(question)
        allowed = {name: one for name, one in self._index.documents.items() if passes(one, filters or {})}
        if not named:
            return self._without_number(question, place, facts, allowed)
        own = [
            document for one in named for document in self._numbers.carrying(one) if document.id in allowed
        ]
        own = list({document.id: document for document in own}.values())
        if fact in _RELATIONS and not _is_inside(question.text, named[0]):
            found = self._related(fact, named, own, allowed)
            if found is not None:
                return Aim(question, outcome=found)
        unknown = [one for one in named if not self._is_known(one, allowed)]
        if unknown:
            return Aim(question, outcome=Refusal(tuple(one.shown for one in unknown)))
        if not own:
            return self._merely_named(question, named, place, facts, allowed)
        return self._in_documents(question, named, own, place, facts)

    def notices(self, citations: Sequence[Citation], filters: Mapping[str, str] | None = None) -> list[str]:
        """Say which of the cited documents were replaced, repealed or amended, and by which."""
        cited = [self._index.documents[name] for name in dict.fromkeys(one.document_id for one in citations)]
        if not any(document.number for document in cited):
            return []
        allowed = {name for name, one in self._index.documents.items() if passes(one, filters or {})}
        return [notice for document in cited for notice in self._lineage.notices(document, allowed)]

    def _is_known(self, one: AskedNumber, allowed: Mapping[str, Document]) -> bool:
        carried = any(document.id in allowed for document in self._numbers.carrying(one))
        return carried or any(name in allowed for name in self._numbers.naming(one))

    def _related(
        self,
        fact: str,
        named: Sequence[AskedNumber],
        own: Sequence[Document],
        allowed: Mapping[str, Document],
    ) -> Found | None:
        """Answer on relations; the number itself need not be of an indexed document."""
        numbers = [document.number for document in own if document.number]
        numbers = numbers or sorted(self._numbers.wholes(named[0]))
        for number in numbers:
            found = self._lineage.answer(fact, number, allowed)
            if found is not None:
                return found
        return None

    def _merely_named(
        self,
        question: Question,
        named: Sequence[AskedNumber],
        place: AskedPlace | None,
        facts: Sequence[str],
        allowed: Mapping[str, Document],
    ) -> Aim:
        """Other documents name it, but itself is not there: its articles and facts are not known."""
        if place:
            return Aim(question, outcome=Refusal((f"{place.shown} {named[0].shown}",)))
        ids = [name for one in named for name in self._numbers.naming(one) if name in allowed]
        if _asks_signer(facts) or {"effective", *_RELATIONS} & {*facts}:
            return Aim(question, outcome=Refusal((named[0].shown,)))
        return Aim(question, self._rows(self._index.documents[name] for name in dict.fromkeys(ids)))

    def _in_documents(
        self,
        question: Question,
        named: Sequence[AskedNumber],
        own: Sequence[Document],
        place: AskedPlace | None,
        facts: Sequence[str],
    ) -> Aim:
        if len(own) > 1 and len(named) == 1:
            besides = self._without(question, [(named[0].start, named[0].end)])
            own = self._descriptions.described(besides, own) or own
        reasons = _several(own) if len(named) == 1 else ()
        spans = [(one.start, one.end) for one in named]
        rest = self._without(question, [*spans, *([(place.start, place.end)] if place else [])])
        if place:
            return self._in_division(question, rest, place, own, reasons)
        facts = () if _is_inside(question.text, named[0]) else facts
        if facts and not self._content(rest, own[0]):
            outcome = facts_answer(facts, own[0]) if facts[0] not in _RELATIONS else Refusal(())
            if outcome is not None:
                return Aim(question, outcome=noted(outcome, reasons))
        return Aim(rest, self._rows(own), reasons=reasons, signing=_asks_signer(facts))

    def _in_division(
        self,
        question: Question,
        rest: Question,
        place: AskedPlace,
        documents: Sequence[Document],
        reasons: tuple[str, ...],
    ) -> Aim:
        found = [(one, division) for one in documents if (division := place.find(outline_of(one.text)))]
        if not found:
            return Aim(question, outcome=Refusal((f"{place.shown} {called(documents[0])}",)))
        document, division = found[0]
        rows = tuple(row for one, held in found for row in self._rows_in(one, held))
        if self._answers_whole(rest, document, division):
            return Aim(question, rows, noted(whole_answer(document, division), reasons))
        return Aim(rest, rows, reasons=reasons)

    def _answers_whole(self, rest: Question, document: Document, division: Division) -> bool:
        """Tell whether a division as a whole is what is asked for, and speaks of it."""
        content = self._content(rest, document)
        asks_what = rest.kind in (Kind.WHAT, Kind.LIST, Kind.SUBJECT, Kind.DEFINITION)
        if not content:
            return asks_all(rest.text) or rest.kind not in _COUNTS  # "là đơn vị nào"
        outline = outline_of(document.text)
        above = outline.above(division.start, division.end)
        headings = set(syllables(" ".join(one.title for one in (*above, division))))
        if asks_what and self._held(content, headings) >= SAID:  # "Điều 3 giải thích từ ngữ gì?"
            return True
        listed = rest.kind in (Kind.WHAT, Kind.LIST) and division.end - division.body <= SHORT
        if not (listed or asks_all(rest.text)):
            return False
        said = set(syllables(document.text[division.start : division.end]))
        return self._held(content, said) >= SAID

    def _held(self, content: set[str], among: set[str]) -> float:
        """Share of the weight of a question's words that stands among others, 0 to 1."""
        weights = {token: self._lexicon.weight(token) for token in content}
        total = sum(weights.values())
        return sum(w for token, w in weights.items() if token in among) / total if total > 0 else 0.0

    def _without_number(
        self,
        question: Question,
        place: AskedPlace | None,
        facts: Sequence[str],
        allowed: Mapping[str, Document],
    ) -> Aim:
        """Find the document that a question describes, or the only one that it can mean."""
        official = [document for document in self._official if document.id in allowed]
        rest = self._without(question, [(place.start, place.end)]) if place else question
        if place:
            having = [one for one in official if place.find(outline_of(one.text))]
            if len(having) == 1 and len(official) == 1:
                return self._in_division(question, rest, place, having, ())
            described = self._described(rest, having)
            if described:
                return self._in_division(question, rest, place, [described], ())
            if not having:
                return Aim(question)
            divisions = [(one, held) for one in having if (held := place.find(outline_of(one.text)))]
            rows = tuple(row for one, held in divisions for row in self._rows_in(one, held))
            if not self._content(rest, None):
                return Aim(question, rows, Refusal((f"{place.shown} (xin nêu rõ của văn bản nào)",)))
            return Aim(rest, rows)
        if not facts or facts == ("summary",) or not kinds_named(question.text):
            return Aim(question)
        if _FROM_WITHIN.match(fold_accents(normal(question.text))):
            return Aim(question)
        if facts[0] in _RELATIONS:
            described = self._described(rest, official)
            number = described.number if described else None
            return Aim(question, outcome=self._lineage.answer(facts[0], number, allowed) if number else None)
        return self._told_by_itself(question, facts, allowed)

    def _told_by_itself(
        self, question: Question, facts: Sequence[str], allowed: Mapping[str, Document]
    ) -> Aim:
        """Answer with what the one document that a question describes states of itself."""
        signing = _asks_signer(facts)
        found = self._descriptions.described(question, (one for one in self._stating if one.id in allowed))
        if len(found) > 1:
            return Aim(question, outcome=Refusal(()))  # which of them is meant nobody can tell
        outcome = facts_answer(facts, found[0]) if found else None
        if outcome is None and found and signing:
            return Aim(question, outcome=Refusal(()))  # its text does not say it
        return Aim(question, outcome=outcome, signing=signing and outcome is None)

    def _described(self, rest: Question, documents: Sequence[Document]) -> Document | None:
        """Return the document whose title or summary holds what a question says; None without a clear one."""
        weights = {token: self._lexicon.weight(token) for token in rest.tokens if token not in NAMING}
        total = sum(weights.values())
        if not total or len(weights) < 2:
            return None
        scored = []
        for document in documents:
            held = set(syllables(f"{document.title} {document.summary or ''}"))
            scored.append((sum(w for token, w in weights.items() if token in held) / total, document))
        scored.sort(key=lambda pair: (-pair[0], pair[1].id))
        if not scored or scored[0][0] < ENOUGH:
            return None
        clear = len(scored) == 1 or scored[0][0] - scored[1][0] >= CLEAR
        return scored[0][1] if clear else None

    def _content(self, rest: Question, document: Document | None) -> set[str]:
        """Return what a question says besides which document and which fact of it are meant."""
        own = {*self._descriptions.head(document)} if document else set()
        own = {same_letters(token, rest.folded) for token in own}
        return {
            token
            for token in rest.tokens
            if token not in NAMING and same_letters(token, rest.folded) not in own and not token.isdigit()
        }

    def _without(self, question: Question, spans: Sequence[tuple[int, int]]) -> Question:
        """Understand a question anew without some stretches and the words that lead up to them."""
        text = question.text
        for start, end in sorted(spans, reverse=True):
            opening = _OPENING.search(text[:start])
            first = opening.start() if opening else start
            text = f"{text[:first].rstrip(' ,')} {text[end:].lstrip(' ,')}"
        plain = " ".join(text.split()).strip(" ,:;")
        if not any(map(str.isalnum, plain)):
            return replace(question, tokens=(), left=(), right=(), numbers=frozenset())
        return understand(plain[:1].upper() + plain[1:], self._lexicon)

    def _rows(self, documents: Iterable[Document]) -> tuple[int, ...]:
        return tuple(row for one in documents for row in self._index.rows_of(one.id))

    def _rows_in(self, document: Document, division: Division) -> list[int]:
        chunks = self._index.chunks
        return [
            row
            for row in self._index.rows_of(document.id)
            if chunks[row].start < division.end and division.start < chunks[row].end
        ]


def _asks_signer(facts: Sequence[str]) -> bool:
    return "signer" in facts or "signer_role" in facts


def _is_inside(text: str, named: AskedNumber) -> bool:
    """Tell whether a question asks for something in the document ("Theo Nghị định 234, …"), not of it."""
    return _INSIDE.search(fold_accents(normal(text[: named.start]))) is not None


def _several(own: Sequence[Document]) -> tuple[str, ...]:
    if len(own) < 2:
        return ()
    names = "; ".join(called(document) for document in own[:5])
    return (f"Có {len(own)} văn bản mang số này: {names}. Hãy nêu rõ số, năm và ký hiệu.",)


def noted(outcome: Found | Refusal, reasons: tuple[str, ...]) -> Found | Refusal:
    """Return an outcome with more to check; a refusal needs no checking."""
    return replace(outcome, reasons=(*outcome.reasons, *reasons)) if isinstance(outcome, Found) else outcome
