"""Figures of a sentence that names the place asked for only after them: they are another's."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.question import Question, same_letters
from assistant.read import Candidate
from assistant.retrieve import contains_run
from assistant.views import Views


def without_others(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out figures told before the clause that names the place asked for and has a figure of its own.

    "Đảng bộ huyện kết nạp 187 đảng viên; … huyện Thử kết nạp 236 đảng viên": of Thử only the last. Where the
    document as a whole is about the place, all its figures may be.
    """
    if len(question.places) != 1:
        return list(candidates)
    run = tuple(same_letters(token, question.folded) for token in question.places[0].name)
    naming: dict[tuple[str, int], int] = {}
    for one in candidates:
        if one.span is not None and _names(run, question, one, views):
            key = (one.document_id, one.sentence)
            naming[key] = min(one.start, naming.get(key, one.start))
    return [
        one
        for one in candidates
        if one.end > naming.get((one.document_id, one.sentence), one.end - 1)
        or contains_run([same_letters(token, question.folded) for token in views[one.document_id].about], run)
        or _names(run, question, one, views)
    ]


def _names(run: tuple[str, ...], question: Question, one: Candidate, views: Views) -> bool:
    """Tell whether a candidate's clause names the place."""
    found = views[one.document_id].sentence(one.sentence).tokens
    own = [same_letters(token, question.folded) for token, s, e in found if s >= one.start and e <= one.end]
    return contains_run(own, run)
