"""The second choice: what is read, what the reader's marks change, and what was not read."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from assistant.choose import UNCHANGED, Choice, Weights, load_weights
from assistant.kinds import Kind
from assistant.lexicon import build_lexicon
from assistant.question import Question
from assistant.read import Candidate
from assistant.reader import Floats, Ids, Reader
from assistant.records import Passage
from assistant.reread import (
    CLOSE,
    FEATURES,
    READ_AT_MOST,
    UNREAD,
    answerable_again,
    rank_again,
    reread,
    windows_of,
    windows_to_read,
)
from assistant.scope import Support
from assistant.views import Views
from ingest.records import Chunk, Document

TEXT = "Huyện có 9 xã. Huyện có 5 chợ. " + " ".join(f"Câu thứ {i} nói điều khác." for i in range(1, 12))
DOCUMENT = Document(id="d", title="", text=TEXT, source="d.txt", sha256="0")
WORDS = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "9": 4, "5": 5}
QUESTION = Question(text="bao nhiêu", kind=Kind.WHAT, tokens=(), left=(), right=(), unit=())
WEIGHTS = Weights({"fit": 1.0}, {"fit": 1.0}, 0.5, {}, {}, {}, {"first": 10.0, "margin": 10.0}, 0.5)


@pytest.fixture
def views() -> Views:
    return Views([DOCUMENT], build_lexicon({"d": DOCUMENT}, []))


def make_reader(seen: list[Ids] | None = None) -> Reader:
    """Marks "5" with a score of 4 + 4, "9" with 1 + 1, "no answer" with 0; ``seen`` gets all token ids."""
    tokenizer = Tokenizer(models.WordLevel(WORDS, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()

    def scorer(ids: Ids, _types: Ids) -> Floats:
        if seen is not None:
            seen.append(ids)
        own = np.select([ids == 5, ids == 4], [4.0, 1.0], -5.0).astype(np.float32)
        own[0] = 0.0
        return np.stack([own, own], axis=-1)

    return Reader(scorer, tokenizer, "fake")


@pytest.fixture
def reader() -> Reader:
    return make_reader()


def candidate(words: str, fit: float = 0.0) -> Candidate:
    start = TEXT.index(words)
    end = start + len(words)
    passage = Passage(start, Chunk("d", start, start, end), words, 1.0, 1)
    return Candidate("d", 0, start, end, None, {"fit": fit}, Support((), 1.0), passage)


def choices(*candidates: Candidate) -> list[Choice]:
    return [Choice(one, 0.1, 0.5) for one in candidates]


def test_the_reader_can_turn_the_choice(views: Views, reader: Reader) -> None:
    nine, five = candidate("Huyện có 9 xã.", fit=1.0), candidate("Huyện có 5 chợ.", fit=0.5)

    best, second = rank_again(QUESTION, choices(nine, five), WEIGHTS, reader, views)

    assert best.candidate is five and second.candidate is nine
    assert best.mark is not None and TEXT[slice(*best.mark)] == "5"
    # first + margin: 0.5 + 8 against 1 + 2 and 0 for "none"
    assert best.probability / second.probability == pytest.approx(math.exp(8.5 - 3.0))
    # Odds above 999 to 1 count as that (confidence.log_odds).
    assert best.answerable == pytest.approx(1 - 1 / (1 + math.exp(8.5) + math.exp(3)), abs=0.001)


def test_what_the_reader_holds_for_an_answer_moves_the_chance_that_there_is_one(
    views: Views, reader: Reader
) -> None:
    nine, five = candidate("Huyện có 9 xã.", fit=0.0), candidate("Huyện có 5 chợ.", fit=-2.0)
    doubting = replace(WEIGHTS, second_answerable={"odds": 0.5, "margin": 2.0, "bias": -4.0})

    found = rank_again(QUESTION, choices(nine, five), doubting, reader, views)

    # Odds of any being right: e^2 + e^6, by first + margin = 0 + 2 and -2 + 8; the best margin is 8.
    sure = 0.5 * math.log(math.exp(2) + math.exp(6)) + 2 * 0.8 - 4
    assert found[0].candidate is five
    assert found[0].answerable == pytest.approx(1 / (1 + math.exp(-sure)))
    # They still add up to the chance that there is an answer.
    assert sum(one.probability for one in found) == pytest.approx(found[0].answerable)


def test_the_chance_of_an_answer_stays_where_the_weights_say_so() -> None:
    assert answerable_again(0.3, 0.7, UNCHANGED) == pytest.approx(0.3)
    assert answerable_again(0.5, -0.6, {"odds": 1.0, "margin": 2.0, "bias": 0.2}) == pytest.approx(
        1 / (1 + math.e)
    )


def test_features_of_two_candidates(views: Views, reader: Reader) -> None:
    nine, five = reread(
        QUESTION,
        choices(candidate("Huyện có 9 xã."), candidate("Huyện có 5 chợ.")),
        [2.0, 1.0],
        reader,
        views,
    )

    assert set(nine.features) == set(FEATURES)
    assert nine.features["first"] == pytest.approx(0.2)
    assert nine.features["margin"] == pytest.approx(0.2)  # (1 + 1) / 10
    assert five.features["margin"] == pytest.approx(0.8)
    # Of all the weight e^8 lies on "5", e^2 on "9", 1 on "no answer" (and a little on longer stretches).
    assert five.features["share"] == pytest.approx(math.exp(8) / (math.exp(8) + math.exp(2) + 1), abs=0.01)


def test_what_there_is_no_time_to_read_stays_with_a_low_margin(views: Views, reader: Reader) -> None:
    many = [candidate(f"Câu thứ {i} nói điều khác.") for i in range(1, 12)]

    judged = reread(QUESTION, choices(*many), [0.0] * len(many), reader, views)

    assert len(judged) == len(many)
    assert all(one.mark is not None for one in judged[:READ_AT_MOST])
    for one in judged[READ_AT_MOST:]:
        assert one.mark is None
        assert one.features["margin"] == UNREAD / 10 and one.features["share"] == 0.0


def test_what_scores_far_below_the_best_is_not_read(views: Views, reader: Reader) -> None:
    nine, five = candidate("Huyện có 9 xã."), candidate("Huyện có 5 chợ.")

    near = reread(QUESTION, choices(nine, five), [0.0, 0.1 - CLOSE], reader, views)
    far = reread(QUESTION, choices(nine, five), [0.0, -0.1 - CLOSE], reader, views)

    assert [one.mark is not None for one in near] == [True, True]
    assert [one.mark is not None for one in far] == [True, False]


def test_nothing_more_is_read_once_reader_and_first_choice_agree(
    views: Views, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.reread.READ_FIRST", len("Huyện có 5 chợ.") + len("Huyện có 9 xã."))
    five, nine, rest = (candidate(words) for words in ("Huyện có 5 chợ.", "Huyện có 9 xã.", "Câu thứ 1 nói"))

    agreed = reread(QUESTION, choices(five, nine, rest), [0.0] * 3, reader, views)
    assert [one.mark is not None for one in agreed] == [True, True, False]
    other = reread(QUESTION, choices(nine, five, rest), [0.0] * 3, reader, views)  # the reader prefers "5"
    assert [one.mark is not None for one in other] == [True, True, True]


def test_passages_of_one_sentence_are_read_once_and_whole(views: Views) -> None:
    first, second = candidate("Huyện có 9"), candidate("xã.")

    [window] = windows_to_read(windows_of([first, second], views))

    assert TEXT[window.start : window.end] == "Huyện có 9 xã."


def test_the_reader_is_told_what_a_passage_stands_under(views: Views) -> None:
    one = candidate("Huyện có 5 chợ.")
    under = replace(one, passage=replace(one.passage, chunk=replace(one.passage.chunk, heading="9")))
    seen: list[Ids] = []

    reread(QUESTION, choices(under), [0.0], make_reader(seen), views)

    # <s> bao nhiêu </s></s> 9 </s> Huyện có 5 chợ. </s>; the document has no title
    assert seen[0].tolist() == [0, 3, 3, 2, 2, 4, 2, 3, 3, 5, 3, 2]


def test_of_a_long_passage_the_part_with_the_answer_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.reread.WINDOW", 30)
    text = "Xã có 9 thôn; mỗi thôn có hội; các hội đó lo ruộng, lo vườn, lo ao."
    document = replace(DOCUMENT, text=text)
    views = Views([document], build_lexicon({"d": document}, []))
    passage = Passage(0, Chunk("d", 0, 0, len(text)), text, 1.0, 1)

    def window(words: str) -> str:
        start = text.index(words)
        one = Candidate("d", 0, start, start + len(words), None, {"fit": 0.0}, Support((), 1.0), passage)
        [window] = windows_of([one], views)
        return text[window.start : window.end]

    assert window("Xã có 9 thôn") == "Xã có 9 thôn; mỗi thôn có hội"  # two clauses fit
    assert window("mỗi thôn") == "Xã có 9 thôn; mỗi thôn có hội"
    assert window("lo vườn") == "các hội đó lo ruộng, lo vườn, "  # the third clause alone is too long
    assert window("lo ao.") == "lo ao."


def test_weights_ship_for_every_feature_and_speak_for_what_speaks_for_an_answer() -> None:
    shipped = load_weights()

    for model in (shipped.second_span, shipped.second_text):
        assert set(model) == set(FEATURES)
        assert model["first"] > 0 and model["margin"] > 0 and model["share"] >= 0
    assert 0 < shipped.second_threshold < 1
    assert shipped.second_answerable["odds"] > 0 and shipped.second_answerable["margin"] > 0
