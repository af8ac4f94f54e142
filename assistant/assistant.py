"""The assistant: one open index, one encoder, questions in, cited answers out."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.again import Before, asks_anew
from assistant.aim import Aims, noted
from assistant.answering import READ, Answering
from assistant.apart import merged, told_apart, without_unsure
from assistant.chat import by_itself, standalone
from assistant.choose import Choice
from assistant.cite import Citations
from assistant.draft import Draft, Part, Segment
from assistant.examples import Examples
from assistant.fluent import Author, quoted
from assistant.found import Found
from assistant.glossary import answer_defined
from assistant.identity import asked_facts, tells_signing
from assistant.lexicon import Lexicon, build_lexicon
from assistant.mend import warm_up as warm_up_mending
from assistant.parts import split_question
from assistant.question import Question, understand
from assistant.read import Candidate
from assistant.reader import Reader, load_reader
from assistant.records import Answer, Context, Passage
from assistant.refuse import Refusal, refusal_text, without_orders
from assistant.retrieve import Retriever
from assistant.switches import EVERYTHING, Switches, without_names
from assistant.views import Views
from assistant.write import compose, join, proved, word
from ingest.embed import Encoder, load_encoder
from ingest.errors import QuestionEmpty, QuestionTooLong, ReaderUnavailable
from ingest.index import Index, open_index
from ingest.records import Document
from ingest.settings import Settings
from ingest.vietnamese import warm_up

SEARCHED = 100  # passages in which a term's definition is looked for
SHOWN = 5  # contexts given with an answer
WITHOUT_READER = "Bộ đọc của chương trình không chạy được, nên câu trả lời chỉ được chọn theo từ ngữ."
WEAK = 0.77  # confidence below which an answer is said to need a look; on `dev` a fifth of the answers
DOUBTFUL = "Đoạn trích có thể chưa trả lời đúng điều được hỏi. Bạn hãy mở nguồn để đối chiếu."
_LOG = logging.getLogger(__name__)
WORDS_ONLY = "Đang nạp tài liệu: một số tài liệu mới chỉ tìm được theo từ ngữ, chưa theo ý nghĩa."


class Assistant:
    """Answers questions from one generation of the index; safe to call from several threads."""

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        settings: Settings,
        reader: Reader | None = None,
        switches: Switches = EVERYTHING,
    ) -> None:
        """Take an open index and loaded models.

        Args:
            index: One generation; closed by ``close``.
            encoder: The one that the index was built with.
            settings: Of the service.
            reader: Judges the best candidates again; without one they are chosen by their words, and each
                answer says so.
            switches: What to leave out, for measuring what it is worth.
        """
        self._index = index
        self._settings = settings
        self._switches = switches
        self.retriever = Retriever(index, encoder, switches.retrievers)
        self._reader = reader if switches.reader else None
        self.lexicon: Lexicon = build_lexicon(index.documents, index.chunks)
        self.views = Views(index.documents.values(), self.lexicon)
        self.documents: Mapping[str, Document] = index.documents
        self.version: str = index.version
        self.built_at: str = index.stats.built_at  # ISO time in UTC
        warm_up()
        warm_up_mending()
        self.answering = Answering(
            self.views, self.lexicon, self.documents, self.retriever, self._reader, self._scoped
        )
        self._aims = Aims(index, self.lexicon)
        self._author = Author.of(settings, self.views, self.lexicon, index.documents)
        self._examples = Examples(self.views, index.documents, lambda q, f: self._draft([q], f).answer)
        self.examples()

    @classmethod
    def open(cls, settings: Settings, switches: Switches = EVERYTHING) -> Assistant:
        """Load the encoder and the current index; ``switches`` leave parts of the answering out.

        Raises:
            EmbeddingUnavailable: The encoder cannot be loaded.
            IndexMissing: Nothing is indexed yet.
            IndexMismatch: The index was made with other settings.
            BadSettings: A language model is half configured.
        """
        encoder = load_encoder(settings)
        index = open_index(settings.index, settings, encoder.name)
        return cls(index, encoder, settings, reader_if_any(settings), switches)

    def close(self) -> None:
        """Release the index, and the connection to a language model."""
        if self._author:
            self._author.close()
        self._index.close()

    def examples(self, count: int = 4, filters: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """Return questions that the documents passing the filters answer, from different ones if possible."""
        return self._examples.fitting(filters or {})[:count]

    def follow_ups(self, answer: Answer, filters: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """Return questions that can be asked after an answer, on what stands near its citations."""
        return self._examples.after(answer, filters or {})

    def search(
        self, question: str, limit: int = 10, filters: Mapping[str, str] | None = None
    ) -> tuple[Context, ...]:
        """Return the best passages alone, best first.

        Raises:
            QuestionEmpty: Nothing was asked.
            QuestionTooLong: Over ``Settings.question_limit`` characters.
        """
        aim = self._aims.aim(understand(self._checked(question), self.lexicon), filters)
        return _contexts(self.retriever.retrieve(self._scoped(aim.question), limit, filters, aim.rows))

    def ask(
        self, question: str, history: Sequence[str] = (), filters: Mapping[str, str] | None = None
    ) -> Answer:
        """Answer a question, or say that the documents do not.

        Args:
            question: As typed, in Vietnamese; accents may be missing.
            history: Earlier questions of the conversation, oldest first.
            filters: What the documents must match, by the names of ``assistant.filters``.

        Raises:
            QuestionEmpty: Nothing was asked.
            QuestionTooLong: Over ``Settings.question_limit`` characters.
        """
        *_, answer = self.ask_stream(question, history, filters)
        assert isinstance(answer, Answer)
        return answer

    def ask_stream(
        self, question: str, history: Sequence[str] = (), filters: Mapping[str, str] | None = None
    ) -> Iterator[str | Answer]:
        """Answer a question piece by piece: sentences with their marks once they are proved, then the answer.

        The pieces joined are the answer's text, but for ``mode`` "extractive" after a language model failed
        midway: the answer then takes the place of what came before it. Arguments and errors as for
        ``ask``; what is wrong with the question is raised at once.
        """
        return self._stream(question, self._checked(question), history, filters)

    def _stream(
        self, question: str, typed: str, history: Sequence[str], filters: Mapping[str, str] | None
    ) -> Iterator[str | Answer]:
        began = time.perf_counter()
        earlier = history[-6:]
        readings, fault = [standalone(typed, earlier, self.lexicon)], ""
        author = self._author
        deadline = author.deadline() if author else 0.0
        if author and earlier:
            readings, fault = author.read_follow_up(typed, readings[0], earlier, deadline)
        draft = self._anew(self._draft(readings, filters), typed, readings, earlier, filters)
        if author and draft.answer.status == "answered" and not fault:
            pieces = author.write(draft, deadline)
        else:
            pieces = quoted(draft, fault)
        for piece in pieces:
            if isinstance(piece, Answer):
                total = round((time.perf_counter() - began) * 1000, 1)
                piece = replace(piece, question=question, timings_ms={**piece.timings_ms, "total": total})
            yield piece

    def _anew(
        self,
        draft: Draft,
        typed: str,
        readings: Sequence[str],
        history: Sequence[str],
        filters: Mapping[str, str] | None,
    ) -> Draft:
        """Answer a follow-up again where it got the figure of the question before it, or nothing.

        What it says by itself may then find more than with the words before it, but only where those were
        answered from, and surely.
        """
        own = understand(typed, self.lexicon)
        if not history or readings[0] == own.text:
            return draft
        earlier = standalone(history[-1], history[:-1], self.lexicon)
        before = understand(earlier, self.lexicon)
        if not asks_anew(own, before):
            return draft
        said = Before(self._draft([earlier], filters).parts, own, before, self.views)
        if said.answers_again(draft.parts):
            draft = self._draft(readings, filters, said)
        alone = "" if draft.parts else by_itself(typed, earlier, self.lexicon)
        if alone and said.parts:
            other = self._draft([alone], filters, said)
            if said.is_beside(other.parts) and other.answer.confidence >= WEAK:
                return other
        return draft

    def _draft(
        self,
        standalones: Sequence[str],
        filters: Mapping[str, str] | None = None,
        said: Before | None = None,
    ) -> Draft:
        """Return the extractive answer to the first way of understanding a question that has one.

        Args:
            standalones: At least one; when none has an answer, the last one's refusal is returned.
            filters: As for ``ask``.
            said: What answered the question before, and so does not answer this one.
        """
        for text in standalones:
            draft = self._extract(understand(text, self.lexicon), filters, said)
            if draft.answer.status == "answered":
                break
        return draft

    def _extract(
        self, whole: Question, filters: Mapping[str, str] | None, said: Before | None = None
    ) -> Draft:
        clock = {"retrieve": 0.0, "read": 0.0}
        parts: list[Part] = []
        refusals: list[Refusal] = []
        passages: tuple[Passage, ...] = ()
        asked = self._parts(whole, filters)
        for part in asked:
            start = time.perf_counter()
            aim = self._aims.aim(part, filters)
            searched = self.retriever.retrieve(self._scoped(aim.question), SEARCHED, filters, aim.rows)
            retrieved = searched[:READ]
            read_from = time.perf_counter()
            clock["retrieve"] += read_from - start
            passages = passages or retrieved
            outcome = aim.outcome or answer_defined(aim.question, searched, self.views)
            outcome = outcome or noted(self.answering.answer(aim.question, retrieved, said), aim.reasons)
            if said and isinstance(outcome, Found) and said.is_told(outcome):
                outcome = Refusal(())
            if aim.signing and not tells_signing(outcome, self.documents):
                outcome = Refusal(())
            outcome = without_orders(outcome, self.views)
            if isinstance(outcome, Found):
                parts.append(Part(part, outcome, retrieved))
            else:
                refusals.append(replace(outcome, asked=part.text))
            clock["read"] += time.perf_counter() - read_from
        parts, doubled = told_apart(parts, self.views, self._told_instead)
        parts, unsure = without_unsure(asked, parts)
        refusals += [*doubled, *unsure]
        timings = {name: round(seconds * 1000, 1) for name, seconds in clock.items()}
        founds = [part.found for part in parts]
        answer, segments = self._worded(whole, founds, refusals, passages)
        notices = self._aims.notices(answer.citations, filters)
        answer = replace(answer, review_reasons=(*answer.review_reasons, *notices))
        suggestions = self.examples(3, filters) if answer.status == "not_found" else ()
        if self._index.pending:
            answer = replace(answer, review_reasons=(*answer.review_reasons, WORDS_ONLY))
        answer = replace(answer, suggestions=suggestions, index_version=self.version, timings_ms=timings)
        return Draft(whole, answer, tuple(segments), tuple(parts))

    def _told_instead(self, part: Part, told: Sequence[Part]) -> Part | None:
        """Answer a part anew whose figure is another's; None where nothing else surely answers it."""
        elsewhere = part.question.places != told[0].question.places
        said = Before(told, part.question, told[0].question, self.views, elsewhere)
        aim = self._aims.aim(part.question, None)
        found = self.answering.answer(aim.question, part.passages, said)
        found = without_orders(found, self.views)
        if not isinstance(found, Found) or found.confidence < WEAK or said.is_told(found):
            return None
        return Part(part.question, found, part.passages)

    def _parts(self, whole: Question, filters: Mapping[str, str] | None) -> list[Question]:
        """Split a question, unless one document states all of it of itself ("số mấy, ngày mấy")."""
        parts = split_question(whole, self.lexicon)
        if len(parts) > 1 and len(asked_facts(whole.text)) > 1:
            told = isinstance(self._aims.aim(whole, filters).outcome, Found)
            return [whole] if told else parts
        return parts

    def _checked(self, question: str) -> str:
        typed = " ".join(question.split())
        if not any(character.isalnum() for character in typed):
            raise QuestionEmpty("the question is empty")
        limit = self._settings.question_limit
        if len(question) > limit:
            raise QuestionTooLong(f"{len(question)} characters", length=len(question), limit=limit)
        return typed

    def _scoped(self, question: Question) -> Question:
        return question if self._switches.scope else without_names(question)

    def answer_from(self, question: Question, candidate: Candidate) -> Answer:
        """Return the answer that one candidate would give, for fitting the weights."""
        found = compose(question, Choice(candidate, 1.0, 1.0), self.views[candidate.document_id])
        return self._worded(question, [found], [], [candidate.passage])[0]

    @property
    def texts(self) -> dict[str, str]:
        """Return the full text of every document by id."""
        return {document.id: document.text for document in self.documents.values()}

    def _worded(
        self,
        question: Question,
        founds: Sequence[Found],
        refusals: Sequence[Refusal],
        passages: Sequence[Passage],
    ) -> tuple[Answer, list[Segment]]:
        contexts = _contexts(passages[:SHOWN])
        found = merged(join(founds)) if founds else None
        segments = proved(found.segments, self.documents) if found else []
        if found is None or not segments:
            text = refusal_text(refusals, contexts, self.documents)
            return Answer("", question.text, "not_found", None, text, 0.0, (), contexts), []
        citations = Citations()
        text = word(segments, citations, self.documents)
        reasons = list(found.reasons)
        if self._reader is None:
            reasons.append(WITHOUT_READER)
        if found.confidence < WEAK:
            reasons.append(DOUBTFUL)
        if refusals:
            asked = "; ".join(f"“{refusal.asked}”" for refusal in refusals)
            reasons.append(f"Một phần của câu hỏi chưa tìm thấy trong tài liệu: {asked}.")
        answer = Answer(
            question="",
            standalone_question=question.text,
            status="answered",
            short=found.short,
            text=text,
            confidence=round(found.confidence, 3),
            citations=citations.all(),
            contexts=contexts,
            review_reasons=tuple(reasons),
        )
        return answer, segments


def reader_if_any(settings: Settings) -> Reader | None:
    """Load the trained reader; None, told of in the log, where it cannot be had."""
    try:
        return load_reader(settings.threads)
    except ReaderUnavailable as error:
        _LOG.warning("answering without the trained reader: %s", error)
        return None


def _contexts(passages: Sequence[Passage]) -> tuple[Context, ...]:
    return tuple(
        Context(p.chunk.document_id, p.chunk.start, p.chunk.end, round(p.score, 4), p.text) for p in passages
    )
