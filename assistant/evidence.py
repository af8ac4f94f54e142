"""Evidence for a writer: labelled passages of whole sentences, best first, within a budget of tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from assistant.draft import Draft, Part
from assistant.kinds import Kind
from assistant.orders import may_steer, speaks_to_machine
from assistant.prompts import PASSAGE
from assistant.scope import support
from assistant.views import DocumentView, Views
from ingest.split import split
from ingest.vietnamese import nfc

REACH = 1  # sentences on either side of a passage that go with it, when the same line holds them
_BRACKETS = str.maketrans("[]<>{}", "()‹›()")  # a document cannot write a label or a model's own marks


@dataclass(frozen=True, slots=True)
class Evidence:
    """One labelled passage.

    Attributes:
        label: From 1, in the order shown.
        document_id: Whose words they are.
        sentences: Indexes of its sentences in the document's view, ascending.
        shown: What the writer reads, label and source line included.
    """

    label: int
    document_id: str
    sentences: tuple[int, ...]
    shown: str


def count_tokens(text: str) -> int:
    """Return about how many tokens a text is to a model; more than most models count, rarely less.

    Counted with the byte pairs that llama-index brings along (cl100k): nothing is downloaded.
    """
    from llama_index.core.utils import get_tokenizer

    return len(get_tokenizer()(text))


def gather(draft: Draft, views: Views, budget: int) -> tuple[Evidence, ...]:
    """Choose what a writer may use for a draft's question.

    First come the sentences that the extractive answer quotes, then the passages retrieved for each part
    in turn. A sentence must carry what its part of the question names, must not be or look like an order to
    a machine, nor stand beside one in its line; only such sentences are shown.

    Args:
        draft: Answered.
        views: Of the documents.
        budget: Most tokens of all passages together; the first is given even when it alone is longer.
    """
    chosen: dict[str, set[int]] = {}  # document → sentences, in the order of the documents' first use
    order: list[tuple[str, int]] = []
    spent = 0
    for document_id, indexes in _candidates(draft, views):
        view, taken = views[document_id], chosen.setdefault(document_id, set())
        for index in indexes:
            if index in taken:
                continue
            start, end = view.bounds[index]
            cost = count_tokens(view.document.text[start:end]) + _overhead(view, index, taken)
            if order and spent + cost > budget:
                return _labelled(order, views)
            taken.add(index)
            order.append((document_id, index))
            spent += cost
    return _labelled(order, views)


def _overhead(view: DocumentView, index: int, taken: set[int]) -> int:
    """Return the tokens of a new passage's opening line; 1 for a sentence that goes on with one."""
    return 1 if {index - 1, index + 1} & taken else count_tokens(_source(view)) + 8


def _candidates(draft: Draft, views: Views) -> Iterator[tuple[str, list[int]]]:
    """Yield runs of sentences of one document, the most wanted first."""
    for part in draft.parts:
        for _, quotes in part.found.segments:
            for quote in quotes:
                view = views[quote.document_id]
                indexes = [
                    i for i in view.sentences_in(quote.start, quote.end) if not _kept_from_model(view, i)
                ]
                yield quote.document_id, indexes
    for part in draft.parts:
        if part.question.kind is Kind.SUBJECT:
            yield from _outline(part, views)
    rounds = zip_longest(*([(part, p) for p in part.passages] for part in draft.parts))
    for part, passage in (pair for together in rounds for pair in together if pair is not None):
        chunk = passage.chunk
        view = views[chunk.document_id]
        inside = view.sentences_in(chunk.start, chunk.end)
        yield chunk.document_id, _usable(part, view, _with_neighbours(view, inside))


def _outline(part: Part, views: Views) -> Iterator[tuple[str, list[int]]]:
    """Yield the openings of all chunks of the documents that the part was answered from, for a summary."""
    for document_id in dict.fromkeys(q.document_id for _, quotes in part.found.segments for q in quotes):
        view = views[document_id]
        for chunk in split(view.document):
            inside = view.sentences_in(chunk.start, chunk.end)
            yield document_id, [i for i in list(inside)[:2] if not _kept_from_model(view, i)]


def _with_neighbours(view: DocumentView, inside: range) -> list[int]:
    first, last = inside.start, inside.stop
    near = range(max(0, first - REACH), min(len(view.bounds), last + REACH))
    if not inside:
        return []
    lines = {view.sentence(first).line, view.sentence(last - 1).line}
    return [index for index in near if index in inside or view.sentence(index).line in lines]


def _usable(part: Part, view: DocumentView, indexes: Sequence[int]) -> list[int]:
    return [
        index
        for index in indexes
        if not _kept_from_model(view, index)
        and not support(part.question, view, view.sentence(index)).missing
    ]


def _kept_from_model(view: DocumentView, index: int) -> bool:
    start, end = view.bounds[index]
    return view.is_order(index) or may_steer(view.document.text[start:end])


def _labelled(order: Sequence[tuple[str, int]], views: Views) -> tuple[Evidence, ...]:
    """Join sentences that follow each other into passages, labelled in the order of their first choice."""
    runs: list[tuple[str, list[int]]] = []
    wanted = set(order)
    for document_id, index in order:
        if any(document_id == other and index in run for other, run in runs):
            continue
        first = last = index
        while (document_id, first - 1) in wanted:
            first -= 1
        while (document_id, last + 1) in wanted:
            last += 1
        runs.append((document_id, list(range(first, last + 1))))
    return tuple(
        Evidence(label, document_id, tuple(run), _shown(label, views[document_id], run))
        for label, (document_id, run) in enumerate(runs, start=1)
    )


def _shown(label: int, view: DocumentView, run: Sequence[int]) -> str:
    text = view.document.text
    lines = [" ".join(text[slice(*view.bounds[index])].split()) for index in run]
    body = "\n".join(line.translate(_BRACKETS) for line in lines)
    return PASSAGE.fill(label=str(label), source=_source(view), text=body)


def _source(view: DocumentView) -> str:
    document = view.document
    title = "" if speaks_to_machine(document.title) else document.title
    facts = (title, document.number and f"số {document.number}", document.issued)
    return nfc("; ".join(" ".join(fact.split()) for fact in facts if fact)).translate(_BRACKETS)
