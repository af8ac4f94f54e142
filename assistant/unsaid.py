"""An unsure figure is none where nothing around it says a word that the question turns on.

"Trong vòng bao nhiêu ngày phải gửi đơn khiếu nại?" is not answered by a time limit of something else.
"""

from __future__ import annotations

from itertools import pairwise

from assistant.choose import Choice
from assistant.kinds import Kind
from assistant.lexicon import Lexicon
from assistant.posed import telling_context
from assistant.question import Question, same_letters
from assistant.views import DocumentView
from ingest.places import compounds

UNSURE = {1: 0.35, 2: 0.5}  # probability of a candidate, by how many words are unsaid
UNSURE_HOW_LONG = 0.6  # of a time that something takes, of which documents tell many
COMMON = 1.5  # weight up to which a word tells too little
_FIGURES = (Kind.QUANTITY, Kind.PERCENTAGE, Kind.WHEN, Kind.NUMBER)


def leaves_unsaid(question: Question, choice: Choice, view: DocumentView, lexicon: Lexicon) -> bool:
    """Tell whether an unsure figure, or how long something takes, stands where a word asked about does not.

    Words are those of two syllables; each stands in the sentence, the two before it, its heading, the lead of
    its list, or the document's title.
    """
    if question.kind not in _FIGURES and not question.duration:
        return False
    if choice.probability >= max(UNSURE_HOW_LONG, *UNSURE.values()):
        return False
    unsaid = len(_unsaid(question, choice, view, lexicon))
    limit = UNSURE_HOW_LONG if question.duration else UNSURE[min(max(unsaid, 1), 2)]
    return unsaid > 0 and choice.probability < limit


def _unsaid(
    question: Question, choice: Choice, view: DocumentView, lexicon: Lexicon
) -> list[tuple[str, str]]:
    at = choice.candidate.sentence
    around = [at - 2, at - 1, at, view.heading_of(at), view.lead_of(at)]
    said = {same_letters(token, question.folded) for token in telling_context(question, view)}
    for index in around:
        if index is not None and index >= 0:
            said |= set(view.sentence(index).words(question.folded))
    known = compounds()
    return [
        (one, other)
        for one, other in pairwise(question.tokens)
        if (one, other) in known
        and min(lexicon.weight(one), lexicon.weight(other)) > COMMON
        and not said & {same_letters(one, question.folded), same_letters(other, question.folded)}
    ]
