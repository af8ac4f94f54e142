"""Answering one question from its passages: ways of their own for some kinds, for all others the best
candidate that reading finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.about import (
    answer_abbreviation,
    answer_about,
    of_a_writer,
    of_an_article,
    short_form_asked,
)
from assistant.again import Before
from assistant.attributes import with_properties
from assistant.bodies import of_the_body
from assistant.causes import SURE, answer_cause, asks_cause, names_cause
from assistant.cells import answer_cell, in_table, told_in_prose
from assistant.choose import Choice, holder, load_weights, rank
from assistant.confidence import BY_RULE, load_calibrations
from assistant.dated import answer_dated, asks_issue_date
from assistant.deputies import of_the_rank
from assistant.fitting import is_the_sum, of_the_sort
from assistant.found import Found
from assistant.kinds import Kind, has_item_word
from assistant.lexicon import Lexicon
from assistant.listed import answer_listed
from assistant.lists import answer_enumeration
from assistant.named import answer_named, asks_name
from assistant.offices import answer_role
from assistant.planned import MEANT, outcome_of
from assistant.question import Question, understand
from assistant.read import Candidate, read
from assistant.reader import Reader
from assistant.records import Passage
from assistant.refuse import Refusal
from assistant.reread import rank_again
from assistant.retrieve import Retriever
from assistant.shapes import of_the_shape
from assistant.subset import of_the_part, told_part
from assistant.units import answer_units
from assistant.unsaid import leaves_unsaid
from assistant.views import Views
from assistant.whose import without_others
from assistant.write import settle
from assistant.years import of_the_year, told_against
from ingest.records import Document

READ = 24  # passages read for an answer
# What cannot be meant is left out, in this order.
_LEAVE_OUT = (
    without_others,
    of_the_body,
    of_the_rank,
    of_the_shape,
    with_properties,
    of_the_year,
    of_the_sort,
    *MEANT,
)
_COUNTS = (Kind.QUANTITY, Kind.PERCENTAGE)


class Answering:
    """From a question of one part and the passages found for it to what it says, or a refusal."""

    def __init__(
        self,
        views: Views,
        lexicon: Lexicon,
        documents: Mapping[str, Document],
        retriever: Retriever,
        reader: Reader | None,
        scoped: Callable[[Question], Question],
    ) -> None:
        """Take what the answers come from.

        Args:
            views: Of ``documents``.
            lexicon: Likewise.
            documents: By id.
            retriever: Looks elsewhere for what a short form stands for.
            reader: Judges the best candidates again; without one they are chosen by their words.
            scoped: Takes the names out of a question where these are not to be checked.
        """
        self._views, self._lexicon, self._documents = views, lexicon, documents
        self._retriever, self._reader, self._scoped = retriever, reader, scoped
        self._weights, self._calibrations = load_weights(), load_calibrations()

    def answer(
        self, question: Question, passages: Sequence[Passage], said: Before | None = None
    ) -> Found | Refusal:
        """Return what the passages say to a question, or that they do not.

        Args:
            question: Of one part.
            passages: Best first, at most READ.
            said: What answered the question before, and so does not answer this one.
        """
        special = self.special(question, passages)
        if special is not None:
            return special
        if of_an_article(question) or of_a_writer(question):
            return Refusal(())  # who wrote it, or when it came out, no sentence of its text can tell
        question = self._scoped(question)
        candidates = self.candidates(question, passages)
        candidates = said.without_told(candidates) if said else candidates
        told = self._told(question, candidates, said)
        if told is not None:
            return replace(self._settled(question, Choice(told, 1.0, 1.0)), confidence=BY_RULE)
        cell = answer_cell(question, passages, self._views, self._lexicon)
        if cell is not None and not told_in_prose(candidates, self._views):
            return cell
        if question.kind in _COUNTS:  # a figure of a table is read as such or not at all
            candidates = [one for one in candidates if not in_table(one, self._views)]
        chosen = self._chosen(question, passages, candidates)
        return cell if cell is not None and isinstance(chosen, Refusal) else chosen

    def special(self, question: Question, passages: Sequence[Passage]) -> Found | None:
        """Answer the kinds that have a way of their own; None when it finds nothing."""
        listed = answer_units(question, passages, self._views)
        listed = listed or answer_listed(question, passages, self._views, self._lexicon)
        if listed is not None:
            return listed
        if question.kind in (Kind.NTH, Kind.COUNT_ITEMS) or (
            question.kind is Kind.LIST and has_item_word(question.text)
        ):
            return answer_enumeration(question, passages, self._views, self._lexicon)
        if asks_name(question):
            return answer_named(question, passages, self._views)
        if asks_issue_date(question):
            return answer_dated(question, passages, self._views)
        if question.kind in (Kind.AUTHOR, Kind.DATE, Kind.SUBJECT):
            return answer_about(question, passages, self._views, self._documents, self._lexicon)
        if question.kind is Kind.ROLE:
            return answer_role(question, passages, self._views)
        if question.kind is Kind.DEFINITION:
            return self._written_out(question, passages)
        return None

    def candidates(self, question: Question, passages: Sequence[Passage]) -> list[Candidate]:
        """Return what reading finds, without what cannot be meant."""
        found = read(question, passages, self._views, self._lexicon)
        found = [one for one in found if self._states(one)]
        for leave_out in _LEAVE_OUT:
            found = leave_out(question, found, self._views)
        return of_the_part(question, found, self._views, self._lexicon)

    def _states(self, one: Candidate) -> bool:
        """Tell whether a candidate's sentence states something: neither asks nor gives orders to machines."""
        view = self._views[one.document_id]
        asks = view.document.text[one.start : view.bounds[one.sentence][1]].rstrip('*_"” ').endswith("?")
        return not asks and not view.is_order(one.sentence)

    def _told(
        self, question: Question, candidates: Sequence[Candidate], said: Before | None
    ) -> Candidate | None:
        """Return the candidate that the text gives for the answer by its build, whatever the weights say."""
        told = holder(candidates, self._views)
        told = told or told_part(question, candidates, self._views, self._lexicon)
        told = told or told_against(question, candidates, self._views)
        return told or (said.counted_beside(candidates) if said else None)

    def _chosen(
        self, question: Question, passages: Sequence[Passage], candidates: Sequence[Candidate]
    ) -> Found | Refusal:
        """Return the candidate of the greatest probability, where any is likely enough."""
        choices = rank(question, candidates, self._weights)
        if not choices:
            return Refusal(_missing(candidates))
        threshold, calibration = self._weights.threshold, self._calibrations.words
        if self._reader is not None:
            choices = rank_again(question, choices, self._weights, self._reader, self._views)
            threshold, calibration = self._weights.second_threshold, self._calibrations.reader
        choices = list(outcome_of(question, choices, self._views))
        best = choices[0]
        unsure = calibration(best.probability) < SURE
        if unsure and asks_cause(question) and not self._names_cause(best):
            cause = answer_cause(question, passages, self._views, self._lexicon)
            if cause is not None:
                return cause
        if best.answerable < threshold and not is_the_sum(question, best):
            return Refusal(())
        view = self._views[best.candidate.document_id]
        if self._reader is not None and leaves_unsaid(question, best, view, self._lexicon):
            return Refusal(())
        return replace(self._settled(question, best), confidence=calibration(best.probability))

    def _names_cause(self, choice: Choice) -> bool:
        view, index = self._views[choice.candidate.document_id], choice.candidate.sentence
        return names_cause(view.document.text[slice(*view.bounds[index])])

    def _settled(self, question: Question, choice: Choice) -> Found:
        return settle(question, choice, self._views[choice.candidate.document_id])

    def _written_out(self, question: Question, passages: Sequence[Passage]) -> Found | None:
        """Answer what a short form stands for; another document than the one asked about may tell."""
        short_forms = self._lexicon.abbreviations
        found = answer_abbreviation(question, passages, self._views, short_forms)
        search = "" if found else short_form_asked(question, short_forms)
        if not search:
            return found
        elsewhere = self._retriever.retrieve(understand(search, self._lexicon), READ)
        return answer_abbreviation(question, elsewhere, self._views, short_forms)


def _missing(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Return the names that the nearest candidate lacks."""
    nearest = min(candidates, key=lambda c: (len(c.support.missing), c.passage.rank), default=None)
    return nearest.support.missing if nearest else ()
