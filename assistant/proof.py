"""Proof: a sentence that a model wrote, held against the sentences of the documents that it cites.

A claim is proved when its figures, dates, names and document numbers stand in those sentences, belong to
the same things there, and its words are theirs. What cannot be proved is not shown; a true sentence lost
costs little, for the extractive answer stands in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.binding import Asked, Source, figures_belong, name_quotes, names_belong
from assistant.cite import uncited_figures
from assistant.draft import Draft
from assistant.evidence import Evidence
from assistant.found import Quote
from assistant.labels import Claim
from assistant.lexicon import Lexicon
from assistant.polarity import goes_by_order, lost_or_added, turns_round
from assistant.sanitise import is_plain
from assistant.small_words import small_words_kept
from assistant.told import Told, claim_of, sentence_of, take_apart
from assistant.views import Views
from assistant.wording import in_their_words, stated

SUPPORTED = 0.8  # share of a claim's words that makes a sentence the one meant
BESIDE = 3  # sentences from what the extractive answer quotes that are on its topic, whatever their words
SENTENCE = (
    3  # words of meaning and figures; less states nothing, though it may be what a document orders to say
)
MOST_QUOTES = 3  # sentences that one claim may rest on


class Fault(StrEnum):
    """Why a claim is not proved."""

    NO_SOURCE = "no_source"
    NOT_PLAIN = "not_plain"
    SAYS_NOTHING = "says_nothing"
    OFF_TOPIC = "off_topic"
    WORDS = "words"
    NAME = "name"
    FIGURE = "figure"
    SENSE = "sense"


@dataclass(frozen=True, slots=True)
class Proof:
    """A proved claim.

    Attributes:
        text: The claim, its figures spelt as the quotes spell them.
        quotes: Whole sentences that prove it, and where a place that they leave implicit is named.
    """

    text: str
    quotes: tuple[Quote, ...]


class Prover:
    """Proves the claims of one answer.

    Args:
        draft: The question and what was found without a model.
        evidence: The passages that the model was given.
        views: Of the documents.
        lexicon: Of the open index.
    """

    def __init__(self, draft: Draft, evidence: Sequence[Evidence], views: Views, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._sources = {passage.label: _sources(passage, views, lexicon) for passage in evidence}
        self._characters = frozenset("".join(s.told.text for found in self._sources.values() for s in found))
        asked = [draft.question, *(part.question for part in draft.parts)]
        self._asked = Asked(
            tuple(frozenset(place.name for place in question.places) for question in asked),
            frozenset(year for question in asked for year in question.years),
        )
        quotes = {quote for _, proof in draft.segments for quote in proof}
        self._near = {
            (quote.document_id, index + step)
            for quote in quotes
            for index in views[quote.document_id].sentences_in(quote.start, quote.end)
            for step in range(-BESIDE, BESIDE + 1)
        }
        quoted = (views[quote.document_id].document.text[quote.start : quote.end] for quote in quotes)
        self._topic = {token for question in asked for token in question.tokens}
        self._topic |= {token for text in quoted for token in take_apart(text, lexicon).content_set}

    def prove(self, claim: Claim) -> Proof | Fault:
        """Return the proof of a claim, or why there is none."""
        if claim.invented and not claim.labels:
            return Fault.NO_SOURCE
        if not is_plain(claim.text, self._characters):
            return Fault.NOT_PLAIN
        told = claim_of(claim.text, self._lexicon)
        indexes = stated(told)
        words = {told.words[at] for at in indexes}
        asks = claim.text.rstrip('"”’) ').endswith("?")  # it says the question again
        fragment = not claim.item and len(told.content) + len(told.facts) < SENTENCE
        if asks or fragment or (not words and not told.facts):
            return Fault.SAYS_NOTHING
        faults: list[Fault] = []
        for sources in self._choices(told, words, claim.labels):
            beside = any((source.document_id, source.index) in self._near for source in sources)
            on_topic = beside or words & self._topic
            outcome = self._prove_from(told, indexes, sources) if on_topic else Fault.OFF_TOPIC
            if isinstance(outcome, Proof):
                return outcome
            faults.append(outcome)
        return faults[0] if faults else Fault.NO_SOURCE

    def _choices(self, told: Told, words: set[str], labels: Sequence[int]) -> list[list[Source]]:
        """Return the sets of sentences to prove a claim from, the likelier first; two at most.

        The sentence that is closest in all its words is the one meant, when it holds enough of the claim:
        what it contradicts is not proved by another that is merely like it. Without a label every passage
        is searched: the code's own proof is as good as the model's.
        """
        sources = [source for label in labels or self._sources for source in self._sources[label]]
        facts = {fact.key for fact in told.facts}
        ranked = sorted(sources, key=lambda s: -self._covered(s, told, words, facts))
        closeness = [len(told.word_set & source.told.word_set) for source in ranked]
        closest = [s for s, close in zip(ranked, closeness, strict=True) if close == max(closeness)][:2]
        if closest and len(words & closest[0].told.word_set) >= SUPPORTED * len(words):
            return [self._grown(first, ranked, told, words, facts) for first in closest]
        # The second is another reading: what failed as the first sentence must not help it out.
        return [self._grown(ranked[at], ranked[at:], told, words, facts) for at in range(min(2, len(ranked)))]

    def _grown(
        self, first: Source, ranked: Sequence[Source], told: Told, words: set[str], facts: set[str]
    ) -> list[Source]:
        """Add to a first sentence those of its kind that hold what it lacks of the claim."""
        chosen, enough = [first], (1 - SUPPORTED) * len(words)
        words, facts = words - first.told.word_set, facts - first.told.proves
        while len(chosen) < MOST_QUOTES and (facts or len(words) > enough):
            rest = [source for source in ranked if source not in chosen]
            best = max(rest, key=lambda s: self._covered(s, told, words, facts), default=None)
            if best is None or not (facts & best.told.proves or len(words & best.told.word_set) >= 2):
                break
            chosen.append(best)
            words, facts = words - best.told.word_set, facts - best.told.proves
        return chosen

    def _covered(self, source: Source, told: Told, words: set[str], facts: set[str]) -> float:
        """Return how much of a claim a sentence holds: words by their weight, facts and names by far more."""
        held = words & source.told.word_set
        names = sum(source.told.has(name.run) for name in told.names if len(name.run) > 1)
        return sum(map(self._lexicon.weight, held)) + 12.0 * len(facts & source.told.proves) + 4.0 * names

    def _prove_from(self, told: Told, indexes: Sequence[int], sources: Sequence[Source]) -> Proof | Fault:
        views = {source.document_id: source.view for source in sources}
        if len(views) > 1 and len({name.run for name in told.names}) < 2:
            return Fault.WORDS  # pieces of different documents make no sentence on one thing
        texts = [source.told for source in sources]
        about = {word for view in views.values() for word in view.about}
        if not in_their_words(told, indexes, texts, about):
            return Fault.WORDS
        extra: list[Quote] = []
        for name in told.names:
            quotes = name_quotes(name, sources, views)
            if quotes is None:
                return Fault.NAME
            extra += quotes
        if not names_belong(told, sources):
            return Fault.NAME
        if not figures_belong(told, sources, self._asked):
            return Fault.FIGURE
        if turns_round(told, texts[0]) or lost_or_added(told, texts) or not small_words_kept(told, texts):
            return Fault.SENSE
        if told.facts and any(goes_by_order(s.told) and not _verbatim(told, s.told) for s in sources):
            return Fault.FIGURE
        return _worded(told, sources, extra)


def _sources(passage: Evidence, views: Views, lexicon: Lexicon) -> list[Source]:
    view = views[passage.document_id]
    return [Source(view, index, sentence_of(view, index, lexicon)) for index in passage.sentences]


def _verbatim(told: Told, source: Told) -> bool:
    return source.has([word for word in told.words if word in source.word_set])


def _worded(told: Told, sources: Sequence[Source], extra: Sequence[Quote]) -> Proof | Fault:
    text = _as_quoted(told, sources)
    quotes = tuple(dict.fromkeys([*(source.quote for source in sources), *extra]))
    texts = {source.document_id: source.view.document.text for source in sources}
    slices = (texts[quote.document_id][quote.start : quote.end] for quote in quotes)
    return Fault.FIGURE if uncited_figures(text, slices) else Proof(text, quotes)


def _as_quoted(told: Told, sources: Sequence[Source]) -> str:
    """Return the claim with each figure spelt as its source spells it."""
    text = told.text
    for fact in reversed(told.facts):
        spelt = [
            source.told.text[proof.start : proof.end]
            for source in sources
            for proof in source.told.facts
            if proof.key == fact.key
        ]
        if spelt and text[fact.start : fact.end] not in spelt:
            text = text[: fact.start] + " ".join(spelt[0].split()) + text[fact.end :]
    return text
