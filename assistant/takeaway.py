"""A conversation to take away, as Word or Markdown: questions, answers, quotes and where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urljoin

from assistant.paper import Block, Paper, Run, block
from assistant.records import Answer, Citation, Context
from assistant.viewer import document_link, vietnamese_date
from assistant.words import Lang, say
from ingest.records import Document

_MARKUP = re.compile(r"\*\*([^*]+)\*\*")


def conversation_paper(
    title: str, answers: Sequence[Answer], documents: Mapping[str, Document], base: str, lang: Lang = "vi"
) -> Paper:
    """Return a conversation as a paper.

    Args:
        title: Its name, as the user gave it.
        answers: Whose citations are proved already.
        documents: For the nearest documents of a refusal.
        base: Address of this service, ``http://host:port/``; links lead to its viewer.
        lang: Of the frame; the answers stay Vietnamese.
    """
    blocks = [block("title", title)]
    for answer in answers:
        blocks.append(block("heading", " ".join(answer.question.split())))
        blocks += _answer(answer, documents, base, lang)
    blocks.append(block("note", say(lang, "export.note")))
    return Paper(title, tuple(blocks))


def _answer(answer: Answer, documents: Mapping[str, Document], base: str, lang: Lang) -> list[Block]:
    blocks = []
    if " ".join(answer.standalone_question.split()) != " ".join(answer.question.split()):
        understood = f"{say(lang, 'understood')} {answer.standalone_question}"
        blocks.append(block("note", Run(understood, italic=True)))
    lines = [line for line in answer.text.splitlines() if line.strip()]
    if answer.status == "answered":
        blocks += [Block("text", bold_runs(line)) for line in lines]
    else:
        blocks += _refusal(lines, _nearest(answer, documents, base), lang)
    if answer.review_reasons:
        reasons = " ".join(answer.review_reasons)
        blocks.append(block("note", Run(f"{say(lang, 'review')}: ", bold=True), reasons))
    for citation in answer.citations:
        blocks.append(block("quote", f"“{' '.join(citation.quote.split())}” [{citation.label}]"))
    blocks += source_blocks(answer.citations, base)
    return blocks


def _nearest(answer: Answer, documents: Mapping[str, Document], base: str) -> list[Run]:
    """Return the titles of the nearest documents, each a link to its best passage, nearest first."""
    best: dict[str, Context] = {}
    for context in answer.contexts:
        if context.document_id in documents:
            best.setdefault(context.document_id, context)
    return [
        Run(documents[name].title, link=urljoin(base, document_link(name, c.start, c.end)))
        for name, c in best.items()
    ]


def _refusal(lines: Sequence[str], nearest: Sequence[Run], lang: Lang) -> list[Block]:
    """A refusal's lines, the documents that it names linked where it names them; others in a list below."""
    parts: list[list[Run]] = [[Run(line)] for line in lines]
    unnamed = []
    for title in nearest:
        place = next(
            ((runs, at) for runs in parts for at, run in enumerate(runs) if _names(run, title)), None
        )
        if place is None:
            unnamed.append(block("source", title))
            continue
        runs, at = place
        before, after = runs[at].text.split(f"“{title.text}”", 1)
        runs[at : at + 1] = [Run(f"{before}“"), title, Run(f"”{after}")]
    told = [Block("text", tuple(runs)) for runs in parts]
    return [*told, block("note", say(lang, "nearest")), *unnamed] if unnamed else told


def _names(run: Run, title: Run) -> bool:
    return not run.link and f"“{title.text}”" in run.text


def bold_runs(text: str) -> tuple[Run, ...]:
    """Cut an answer's line at its ``**bold**``."""
    runs, done = [], 0
    for match in _MARKUP.finditer(text):
        runs += [Run(text[done : match.start()]), Run(match[1], bold=True)]
        done = match.end()
    return tuple(run for run in (*runs, Run(text[done:])) if run.text)


def source_blocks(citations: Sequence[Citation], base: str) -> list[Block]:
    """Return one line per document: its marks, each a link to its quote in the viewer, and what it is."""
    by_document: dict[str, list[Citation]] = {}
    for citation in citations:
        by_document.setdefault(citation.document_id, []).append(citation)
    blocks = []
    for group in by_document.values():
        marks: list[Run | str] = []
        for cited in group:
            link = document_link(cited.document_id, cited.start, cited.end, cited.quote)
            marks += [Run(f"[{cited.label}]", link=urljoin(base, link)), " "]
        first = group[0]
        facts = (first.title, first.publisher, first.number, vietnamese_date(first.issued), first.url)
        blocks.append(block("source", *marks, ", ".join(fact for fact in facts if fact)))
    return blocks
