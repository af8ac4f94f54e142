"""An unsure figure is none where nothing around it says a word that the question turns on.

"Trong vòng bao nhiêu ngày phải gửi đơn khiếu nại?" is not answered by a time limit of something else.
"""

from __future__ import annotations

from itertools import pairwise

from assistant.choose import Choice
from assistant.kinds import Kind
from assistant.question import Question, same_letters
from assistant.views import DocumentView
from ingest.places import compounds

UNSURE = {1: 0.35, 2: 0.5}  # probability of a candidate, by how many words are unsaid
_FIGURES = (Kind.QUANTITY, Kind.PERCENTAGE, Kind.WHEN, Kind.NUMBER)


def leaves_unsaid(question: Question, choice: Choice, view: DocumentView) -> bool:
    """Tell whether an unsure figure, or how long something takes, stands where a word asked about does not.

    Words are those of two syllables; each stands in the sentence, the two before it, its heading, the lead of
    its list, or the document's title.
    """
    if question.kind not in _FIGURES and not question.duration:
        return False
    if not question.duration and choice.probability >= max(UNSURE.values()):
        return False
    unsaid = len(_unsaid(question, choice, view))
    return unsaid > 0 and (question.duration or choice.probability < UNSURE[min(unsaid, 2)])


def _unsaid(question: Question, choice: Choice, view: DocumentView) -> list[tuple[str, str]]:
    at = choice.candidate.sentence
    around = [at - 2, at - 1, at, view.heading_of(at), view.lead_of(at)]
    said = {same_letters(token, question.folded) for token in view.context}
    for index in around:
        if index is not None and index >= 0:
            said |= {same_letters(token, question.folded) for token, _, _ in view.sentence(index).tokens}
    known = compounds()
    return [
        (one, other)
        for one, other in pairwise(question.tokens)
        if (one, other) in known
        and not said & {same_letters(one, question.folded), same_letters(other, question.folded)}
    ]
