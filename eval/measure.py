"""Metrics on one answer: pure functions of the question, the answer and the texts of the documents.

``texts`` is always the full text of every indexed document by id, the text that offsets count in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.records import Answer, Citation, Context
from eval.match import contains, figures, tokens
from eval.questions import Question


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: ``texts[document_id][start:end]``."""

    document_id: str
    start: int
    end: int


def is_correct(question: Question, answer: Answer, texts: Mapping[str, str]) -> bool:
    """Tell whether an answer to an answerable question is right and proved.

    It must be "answered", and either one alternative of ``answers`` or, for every one of ``parts``, one
    of its alternatives must stand in the answer's text and (it or another alternative, which means the
    same) in a cited quote of a document in ``documents``. What none of the question's own quotes states
    is a count of what they list ("3 việc"): for it, citations that cover all of those quotes are proof
    too. What "stands" means: ``eval.match.contains``. Where the question has a locator, only quotes that
    are cited as standing there count.
    """
    if answer.status != "answered":
        return False
    cited = [
        citation.quote
        for citation in answer.citations
        if citation.document_id in question.documents and _is_located(citation, question.locator)
    ]

    def given(alternatives: Sequence[str]) -> bool:
        if not _said([answer.text], alternatives):
            return False
        if _said(cited, alternatives):
            return True
        return not _said(question.quotes, alternatives) and all(
            covered(found, answer.citations, texts) for found in places(question, texts)
        )

    if question.answers and given(question.answers):
        return True
    return bool(question.parts) and all(given(part) for part in question.parts)


def _is_located(citation: Citation, locator: str) -> bool:
    """Tell whether a citation stands at a place or inside it: "khoản 2 Điều 3" is inside "Điều 3"."""
    return not locator or f" {citation.locator or ''}".endswith(f" {locator}")


def _said(where: Iterable[str], alternatives: Sequence[str]) -> bool:
    return any(contains(text, phrase) for text in where for phrase in alternatives)


def places(question: Question, texts: Mapping[str, str]) -> list[list[Place]]:
    """Find every place of each of the question's quotes in its documents.

    White space in a quote matches any white space, since cleaning may have changed it.

    Returns:
        One list a quote, in the order of ``question.quotes``; empty when the quote stands nowhere.
    """
    found = []
    for quote in question.quotes:
        pattern = re.compile(r"\s+".join(re.escape(word) for word in quote.split()))
        found.append(
            [
                Place(document, match.start(), match.end())
                for document in question.documents
                if document in texts
                for match in pattern.finditer(texts[document])
            ]
        )
    return found


def covered(quote_places: Sequence[Place], citations: Sequence[Citation], texts: Mapping[str, str]) -> bool:
    """Tell whether at one of a quote's places every letter and digit lies in some cited span."""
    for place in quote_places:
        cited = [c for c in citations if c.document_id == place.document_id]
        text = texts[place.document_id]
        if all(
            any(c.start <= at < c.end for c in cited)
            for at in range(place.start, place.end)
            if text[at].isalnum()
        ):
            return True
    return False


def exact_match(short: str | None, answers: Sequence[str]) -> float:
    """SQuAD's exact match (Rajpurkar et al. 2016), 1.0 or 0.0: equal after normalisation.

    Normalisation is ``eval.match.tokens`` (Vietnamese has no articles to drop); the best of the
    alternatives counts, and no short answer (None) is 0.0.
    """
    return float(bool(short) and any(tokens(short or "") == tokens(answer) for answer in answers))


def token_f1(short: str | None, answers: Sequence[str]) -> float:
    """SQuAD's F1 (Rajpurkar et al. 2016) over syllables, figures and số/ký hiệu, 0.0 to 1.0.

    The harmonic mean of precision and recall of the bag of tokens, the best over the alternatives; no
    short answer (None) is 0.0.
    """
    return max((_f1(tokens(short or ""), tokens(answer)) for answer in answers), default=0.0)


def _f1(got: Sequence[str], expected: Sequence[str]) -> float:
    shared = sum((Counter(got) & Counter(expected)).values())
    return 2 * shared / (len(got) + len(expected)) if shared else 0.0


def first_hit(question: Question, results: Sequence[Context], texts: Mapping[str, str]) -> int | None:
    """Return the rank (1-based) of the first passage that overlaps a place of one of the quotes.

    None when no passage does. hit@k is the share of questions with rank <= k (success@k), and MRR the
    mean of 1/rank, 0 for None (reciprocal rank, Voorhees 1999), cut where the search results end.
    """
    wanted = [place for quote_places in places(question, texts) for place in quote_places]
    for rank, result in enumerate(results, start=1):
        if any(
            place.document_id == result.document_id and place.start < result.end and result.start < place.end
            for place in wanted
        ):
            return rank
    return None


def false_quotes(answer: Answer, texts: Mapping[str, str]) -> int:
    """Count the citations whose quote is not ``text[start:end]`` of an indexed document."""
    return sum(not _is_true(citation, texts) for citation in answer.citations)


def _is_true(citation: Citation, texts: Mapping[str, str]) -> bool:
    text = texts.get(citation.document_id, "")
    return 0 <= citation.start < citation.end <= len(text) and (
        text[citation.start : citation.end] == citation.quote
    )


def uncited_figures(answer: Answer) -> tuple[str, ...]:
    """Return the figures of the answer's text that stand in no cited quote, lower-case, as written.

    Figures are ``eval.match.figures``. A refusal states nothing, so its titles and dates do not count.
    """
    if answer.status != "answered":
        return ()
    # "ngày 15⏎tháng 01" is one date; answers have no line ends within a sentence.
    quotes = [" ".join(citation.quote.split()) for citation in answer.citations]
    return tuple(figure for figure in figures(answer.text) if not _said(quotes, [figure]))
