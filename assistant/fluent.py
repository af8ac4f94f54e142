"""Wording by a language model: its sentences where code has proved them, the extractive answer elsewhere."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.cite import Citations
from assistant.draft import Draft, in_sentences
from assistant.evidence import count_tokens, gather
from assistant.facts import plain_tokens
from assistant.labels import Claim, ClaimReader
from assistant.lexicon import Lexicon
from assistant.messages import model_notice, rewrite_notice
from assistant.prompts import NOTHING_FOUND, to_write
from assistant.proof import Fault, Proof, Prover
from assistant.records import Answer
from assistant.retrieve import contains_run
from assistant.rewrite import accepted, needs_rewriting, rewriting
from assistant.told import Told, take_apart
from assistant.views import Views
from assistant.write import word
from ingest.errors import ModelFailed
from ingest.records import Document
from ingest.settings import Settings
from ingest.vietnamese import normal

if TYPE_CHECKING:
    from assistant.llm import Model

SENTENCES = 6  # that the model is asked for, at most
_SHORT = 8  # tokens; of a longer answer only its words must be said, not their order
_MOST = 0.9
_PART = 0.5
SURE = 0.93  # confidence of an extractive answer that no true words beside the point may push down
_MARK = re.compile(r"\[\d+\]")
_DROPPED = "Đã bỏ {count} câu do mô hình ngôn ngữ viết vì không chứng minh được từ tài liệu."
_REPLACED = (
    "Lời của mô hình ngôn ngữ không chứng minh được từ tài liệu, nên câu trả lời được trích nguyên văn."
)
_DOUBTED = "Mô hình ngôn ngữ cho rằng các đoạn trích chưa trả lời câu hỏi. Bạn hãy đối chiếu với tài liệu."


class Author:
    """Words drafts anew with a language model; safe to use from several threads.

    Args:
        model: The endpoint; closed by ``close``.
        views: Of the documents.
        lexicon: Of the open index.
        documents: By id.
        budget: Most tokens of passages.
    """

    def __init__(
        self,
        model: Model,
        views: Views,
        lexicon: Lexicon,
        documents: Mapping[str, Document],
        budget: int,
    ) -> None:
        self._model, self._views, self._lexicon = model, views, lexicon
        self._documents, self._budget = documents, budget

    @classmethod
    def of(
        cls, settings: Settings, views: Views, lexicon: Lexicon, documents: Mapping[str, Document]
    ) -> Author | None:
        """Return an author for the configured endpoint; None when there is none.

        Raises:
            BadSettings: The address is none, or no model is named.
        """
        if not settings.llm_base_url:
            return None
        from assistant.llm import Model  # the client's import takes a second, for those who use it

        count_tokens("")  # so does the tokeniser's table
        return cls(Model(settings), views, lexicon, documents, settings.llm_passage_tokens)

    def close(self) -> None:
        """Close the connection to the model."""
        self._model.close()

    def deadline(self) -> float:
        """Return until when a question that begins now may take, in ``time.monotonic()`` seconds."""
        return time.monotonic() + self._model.seconds

    def read_follow_up(
        self, question: str, by_rules: str, history: Sequence[str], deadline: float
    ) -> tuple[list[str], str]:
        """Return how a question after others may be understood, the best first, and what failed.

        The model's standalone form comes first where it can be trusted, the rules' form always stays; what
        failed is a fault of ``assistant.messages``, "" when nothing did.
        """
        if not needs_rewriting(question, by_rules, self._lexicon):
            return [by_rules], ""
        try:
            reply = self._model.complete(rewriting(question, history), deadline)
        except ModelFailed as failure:
            return [by_rules], str(failure.details["fault"])
        proposed = accepted(reply, question, by_rules, history, self._lexicon)
        return ([proposed] if proposed else []) + [by_rules], ""

    def write(self, draft: Draft, deadline: float) -> Iterator[str | Answer]:
        """Yield proved sentences as they come, then the answer (see ``Assistant.ask_stream``).

        Args:
            draft: Answered; a refusal is never worded anew.
            deadline: When the answer must be whole.
        """
        page = _Page(draft, self._lexicon, self._documents)
        evidence = gather(draft, self._views, self._budget)
        if not evidence:
            yield from quoted(draft)
            return
        with page.proving():
            prover = Prover(draft, evidence, self._views, self._lexicon)
        passages = "\n\n".join(passage.shown for passage in evidence)
        try:
            for claim in self._claims(draft.question.text, passages, len(evidence), deadline):
                with page.proving():
                    piece = page.add(claim, prover)
                if piece:
                    yield piece
        except ModelFailed as failure:
            notice = model_notice(str(failure.details["fault"]))
            yield replace(draft.answer, review_reasons=(*draft.answer.review_reasons, notice))
            return
        with page.proving():
            last = page.close()
        if last:
            yield last
        yield page.answer()

    def _claims(self, question: str, passages: str, count: int, deadline: float) -> Iterator[Claim]:
        reader = ClaimReader(count)
        for piece in self._model.stream(to_write(question, passages, SENTENCES), deadline):
            yield from reader.feed(piece)
        yield from reader.finish()


def quoted(draft: Draft, fault: str = "") -> Iterator[str | Answer]:
    """Yield the extractive answer by its sentences, then itself.

    Args:
        draft: Answered or refused.
        fault: What kept a language model from completing the question, "" when nothing did.
    """
    yield from in_sentences(draft.answer.text)
    notices = (rewrite_notice(fault),) if fault else ()
    yield replace(draft.answer, review_reasons=(*draft.answer.review_reasons, *notices))


class _Page:
    """The answer as it grows; its clock starts with it."""

    def __init__(self, draft: Draft, lexicon: Lexicon, documents: Mapping[str, Document]) -> None:
        self._draft, self._lexicon, self._documents = draft, lexicon, documents
        self._citations = Citations()
        self._text = ""
        self._kept: list[list[str]] = []
        self._dropped = 0
        self._doubted = self._quoted = self._bold = False
        self._began, self._first, self._proving = time.perf_counter(), 0.0, 0.0

    @contextmanager
    def proving(self) -> Iterator[None]:
        """Count the time of a block as time that proof adds to the answer."""
        start = time.perf_counter()
        yield
        self._proving += time.perf_counter() - start

    def add(self, claim: Claim, prover: Prover) -> str:
        """Take in a claim and return what it adds to the text: itself, the extractive answer, or nothing."""
        if normal(claim.text) == normal(NOTHING_FOUND):
            self._doubted = True
            return ""
        outcome = prover.prove(claim)
        if outcome is Fault.SAYS_NOTHING:
            return ""
        if isinstance(outcome, Fault):
            self._dropped += 1
            return "" if self._text else self._quote_the_draft()
        lead = self._quote_the_draft() if self._strays(outcome) else ""
        if self._repeats(outcome):
            return lead
        self._kept.append(_words_of(outcome.text))
        return lead + self._put(self._sentence(outcome, claim.item))

    def close(self) -> str:
        """Add the extractive answer where what was asked is not said yet; return what that adds."""
        return "" if self._quoted or (self._kept and self._says_all()) else self._quote_the_draft()

    def answer(self) -> Answer:
        """Return the finished answer."""
        reasons = list(self._draft.answer.review_reasons)
        if self._doubted:
            reasons.append(_DOUBTED)
        if not self._kept:
            reasons += [_REPLACED] if self._dropped else []
        elif self._dropped:
            reasons.append(_DROPPED.format(count=self._dropped))
        seconds = {"write": time.perf_counter() - self._began, "first": self._first, "proof": self._proving}
        timings = {name: round(value * 1000, 1) for name, value in seconds.items()}
        return replace(
            self._draft.answer,
            text=self._text,
            citations=self._citations.all(),
            review_reasons=tuple(dict.fromkeys(reasons)),
            mode="llm" if self._kept else "extractive",
            timings_ms={**self._draft.answer.timings_ms, **timings},
        )

    def _put(self, piece: str) -> str:
        self._first = self._first or time.perf_counter() - self._began
        self._text += piece
        return piece

    def _quote_the_draft(self) -> str:
        self._quoted = True
        text = word(self._draft.segments, self._citations, self._documents)
        return self._put(f"\n{text}" if self._text else text)

    def _sentence(self, proof: Proof, item: bool) -> str:
        text = proof.text if item else proof.text[:1].upper() + proof.text[1:]
        marks = "".join(
            self._citations.cite(self._documents[quote.document_id], quote.start, quote.end)
            for quote in proof.quotes
        )
        stop = "" if item or text.endswith((".", "…", ":", "?", "!", "”", ")")) else "."
        lead = "\n- " if item else "\n" if self._ends_block() else " " if self._text else ""
        return f"{lead}{self._with_bold(text)}{stop} {marks}"

    def _ends_block(self) -> bool:
        """Tell whether the text so far is a list or the extractive answer, after which a line begins anew."""
        last_line = self._text.rsplit("\n", 1)[-1]
        return bool(self._text) and (last_line.startswith("- ") or (self._quoted and not self._kept[:-1]))

    def _with_bold(self, text: str) -> str:
        short = self._draft.answer.short
        if self._bold or self._quoted or not short or len(short) > 0.6 * len(text):
            return text
        bold = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", lambda found: f"**{found[0]}**", text, count=1)
        self._bold = bold != text
        return bold

    def _repeats(self, proof: Proof) -> bool:
        """Tell whether a claim was made already, or says no more than the extractive answer above it."""
        if _words_of(proof.text) in self._kept:
            return True
        if not self._quoted:
            return False
        own, said = take_apart(proof.text, self._lexicon), self._said()
        return own.content_set <= said.content_set and all(fact.key in said.proves for fact in own.facts)

    def _strays(self, proof: Proof) -> bool:
        """Tell whether the first claim, true as it is, says nothing of a sure extractive answer."""
        if self._text or (self._draft.answer.confidence or 0.0) < SURE:
            return False
        plain, said = _words_of(proof.text), take_apart(proof.text, self._lexicon)
        return not any(self._touches(part.found.short, plain, said) for part in self._draft.parts)

    def _touches(self, short: str, plain: Sequence[str], said: Told) -> bool:
        """Tell whether a sentence says a short answer or, of a long one, an item or the gist."""
        run, words = _words_of(short), take_apart(short, self._lexicon).content_set
        if len(run) <= _SHORT:
            return contains_run(plain, run)
        return len(words & said.content_set) >= _PART * min(len(words), len(said.content_set))

    def _says_all(self) -> bool:
        """Tell whether the text says every part's short answer."""
        plain = _words_of(_without_marks(self._text))
        for part in self._draft.parts:
            run = _words_of(part.found.short)
            if contains_run(plain, run):
                continue
            said, short = self._said(), take_apart(part.found.short, self._lexicon)
            words = short.content_set
            held = len(words & said.word_set) >= _MOST * len(words)
            if len(run) <= _SHORT or not held or any(f.key not in said.proves for f in short.facts):
                return False
        return True

    def _said(self) -> Told:
        return take_apart(_without_marks(self._text), self._lexicon)


def _without_marks(text: str) -> str:
    return _MARK.sub(" ", text.replace("**", ""))


def _words_of(text: str) -> list[str]:
    """Return the tokens of NFC text alone; what was cut just before is not cut again."""
    return [token for token, _, _ in plain_tokens(text)]
