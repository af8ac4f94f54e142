"""What is left out takes no part, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.assistant import WITHOUT_READER, Assistant
from assistant.lexicon import build_lexicon
from assistant.question import understand
from assistant.reader import Reading
from assistant.switches import Switches, without_names
from ingest.index import Index, open_index
from ingest.settings import Settings
from ingest.sync import sync
from tests.fakes import Floats, HashEncoder
from tests.office import settings_for

FILES = {
    "hoa-mai": "Xã Hoa Mai\nSau sắp xếp, xã Hoa Mai giảm được 12 thôn so với năm 2018.\n",
    "ben-da": "Xã Bến Đá\nSau sắp xếp, xã Bến Đá giảm được 7 thôn so với năm 2017.\n",
}
OTHER_YEAR = "Năm 2018, xã Bến Đá giảm được bao nhiêu thôn?"


class Counting(HashEncoder):
    """Counts the questions that it encodes."""

    asked = 0

    def encode_query(self, text: str) -> Floats:
        self.asked += 1
        return super().encode_query(text)


class Blind:
    """A reader that finds an answer nowhere, and tells that it was asked."""

    asked = 0

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        self.asked += 1
        raise AssertionError((question, passages))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Settings]]:
    folder: Path = tmp_path_factory.mktemp("switches")
    (folder / "corpus").mkdir()
    for name, text in FILES.items():
        (folder / "corpus" / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = settings_for(folder / "index")
    assert not sync([folder / "corpus"], settings, HashEncoder()).failed
    index = open_index(settings.index, settings, HashEncoder.name)
    yield index, settings
    index.close()


def test_one_ranking_alone_finds_what_it_finds(opened: tuple[Index, Settings]) -> None:
    index, settings = opened
    for name in ("dense", "lexical"):
        encoder = Counting()
        assistant = Assistant(index, encoder, settings, switches=Switches(retrievers=(name,)))
        encoder.asked = 0
        question = understand("Xã Bến Đá giảm được bao nhiêu thôn?", assistant.lexicon)
        passages = assistant.retriever.retrieve(question, 10)
        assert passages[0].chunk.document_id == "ben-da"
        assert {way for passage in passages for way in passage.found_by} == {name}
        assert all((passage.cosine is None) is (name == "lexical") for passage in passages)
        assert encoder.asked == (name == "dense")


def test_without_scope_another_year_is_no_reason_to_refuse(opened: tuple[Index, Settings]) -> None:
    index, settings = opened
    whole = Assistant(index, HashEncoder(), settings)
    blind = Assistant(index, HashEncoder(), settings, switches=Switches(scope=False))
    assert whole.ask(OTHER_YEAR).status == "not_found"
    answer = blind.ask(OTHER_YEAR)
    assert (answer.status, answer.short) == ("answered", "7 thôn")
    # A passage that is about none of the names asked of stands at 1 / 1.5 of what its rank is worth.
    scores = {one.document_id: one.score for one in whole.search(OTHER_YEAR)}
    without = {one.document_id: one.score for one in blind.search(OTHER_YEAR)}
    assert scores["ben-da"] == without["ben-da"] == 1.0
    assert scores["hoa-mai"] == pytest.approx(without["hoa-mai"] / 1.5, abs=0.0001)


def test_without_the_reader_nothing_is_read_and_the_answer_says_so(opened: tuple[Index, Settings]) -> None:
    index, settings = opened
    question, reader = "Xã Hoa Mai giảm được bao nhiêu thôn?", Blind()
    with pytest.raises(AssertionError):  # it would be asked
        Assistant(index, HashEncoder(), settings, reader).ask(question)  # type: ignore[arg-type]
    assert reader.asked == 1
    switches = Switches(reader=False)
    answer = Assistant(index, HashEncoder(), settings, reader, switches).ask(question)  # type: ignore[arg-type]
    assert (answer.status, answer.short) == ("answered", "12 thôn")
    assert WITHOUT_READER in answer.review_reasons
    assert reader.asked == 1


def test_a_question_without_names_keeps_its_words(opened: tuple[Index, Settings]) -> None:
    index, _ = opened
    lexicon = build_lexicon(index.documents, index.chunks)
    asked = understand("Năm 2018, xã Hoa Mai giảm được bao nhiêu thôn?", lexicon)
    assert asked.places and asked.years
    bare = without_names(asked)
    assert not (bare.places or bare.persons or bare.years or bare.numbers or bare.dates)
    assert (bare.text, bare.tokens, bare.kind) == (asked.text, asked.tokens, asked.kind)
