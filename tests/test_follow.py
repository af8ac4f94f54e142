"""An assistant that follows the index. Run with ``pytest tests/test_follow.py``."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import WITHOUT_READER
from assistant.follow import Following, OneGeneration, as_assistant, one_generation
from ingest.errors import QuestionEmpty
from ingest.index import current_version
from ingest.sync import sync
from tests.fakes import FakeAssistant, HashEncoder
from tests.office import published, settings_for, text_of, write_office

QUESTION = "Xã Hoa Mai đã giảm được bao nhiêu đơn vị sự nghiệp công lập?"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Two files and their index."""
    write_office(tmp_path / "corpus", 2)
    sync([tmp_path / "corpus"], settings_for(tmp_path / "index"), HashEncoder())
    return tmp_path


@pytest.fixture
def following(office: Path) -> Iterator[Following]:
    opened = Following(settings_for(office / "index"), HashEncoder())
    yield opened
    opened.close()


def add(office: Path, number: int) -> str:
    """Add a document; returns the version of the new generation."""
    (office / "corpus" / f"bai-{number:02}.txt").write_text(text_of(number), encoding="utf-8")
    return sync([office / "corpus"], settings_for(office / "index"), HashEncoder()).version


def test_follows_to_the_new_generation(office: Path, following: Following) -> None:
    first = following.version
    assert first == current_version(office / "index") and not following.refresh()
    assert following.ask(QUESTION).index_version == first

    second = add(office, 2)
    assert following.version == first, "only when it looks"
    assert following.refresh()

    assert following.version == second and list(following.documents) == ["bai-00", "bai-01", "bai-02"]
    assert following.ask(QUESTION).index_version == second
    assert len(following.documents_of(first)) == 2 and len(following.documents_of(second)) == 3
    assert len(following.documents_of("unknown")) == 3
    assert not list((office / "index" / "readers" / first).iterdir()), "nobody was on it: closed"


def test_who_is_in_the_middle_ends_on_the_old_one(office: Path, following: Following) -> None:
    first = following.version
    with following.pinned() as assistant:
        second = add(office, 2)
        assert following.refresh()
        assert assistant.search("đơn vị sự nghiệp") and assistant.version == first
        assert following.version == first and "bai-02" not in following.documents
        assert following.ask(QUESTION).index_version == first
        seen = []
        thread = threading.Thread(target=lambda: seen.append(following.ask(QUESTION).index_version))
        thread.start()
        thread.join()
        assert seen == [second], "others are on the new one"
        assert (office / "index" / "readers" / first).exists()
        assert list((office / "index" / "readers" / first).iterdir())
    assert following.version == second
    assert not list((office / "index" / "readers" / first).iterdir()), "closed when the last has left"


def test_stream_ends_on_the_generation_that_it_began_with(office: Path, following: Following) -> None:
    first = following.version
    pieces = following.ask_stream(QUESTION)
    head = next(pieces)
    add(office, 2)
    following.refresh()
    *_, answer = [head, *pieces]
    assert answer.index_version == first  # type: ignore[union-attr]
    assert not list((office / "index" / "readers" / first).iterdir())
    with pytest.raises(QuestionEmpty):
        following.ask_stream("?")
    assert following._current.users == 0


def test_damaged_generation_is_not_taken(
    office: Path, following: Following, caplog: pytest.LogCaptureFixture
) -> None:
    first = following.version
    add(office, 2)
    (published(office / "index") / "vectors.npy").write_bytes(b"")
    assert not following.refresh()
    assert following.version == first and following.search("đơn vị")
    assert "the old one stays" in caplog.text
    caplog.clear()
    assert not following.refresh() and caplog.text == "", "tried once, not every second"
    third = add(office, 3)
    assert following.refresh() and following.version == third


def test_looks_by_itself(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.follow.LOOK_EVERY", 0.05)
    monkeypatch.setattr("assistant.follow.load_encoder", lambda _: HashEncoder())
    following = Following.open(settings_for(office / "index"))
    try:
        second = add(office, 2)
        until = time.monotonic() + 60
        while following.version != second and time.monotonic() < until:
            time.sleep(0.05)
        assert following.version == second
    finally:
        following.close()
    assert not [path for path in (office / "index" / "readers").rglob("*") if path.is_file()]


def test_the_trained_reader_reads_in_every_generation(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `serve` answers from is what `ask` answers from: the reader is no part of one command alone."""
    monkeypatch.setattr("assistant.follow.load_encoder", lambda _: HashEncoder())
    following = Following.open(settings_for(office / "index"))
    try:
        for number in (2, 3):
            answer = following.ask(QUESTION)
            assert answer.status == "answered" and WITHOUT_READER not in answer.review_reasons
            add(office, number)
            assert following.refresh()
    finally:
        following.close()


def test_without_a_reader_each_answer_says_so(following: Following) -> None:
    assert WITHOUT_READER in following.ask(QUESTION).review_reasons


def test_one_request_sees_one_generation(office: Path, following: Following) -> None:
    """All requests but the chat page's endless streams."""
    first = following.version
    seen = []

    async def app(scope: object, _receive: object, _send: object) -> None:
        if scope["type"] == "http":  # type: ignore[index]
            seen.append(following.version)
            if following.version == first and not (office / "corpus" / "bai-02.txt").exists():
                add(office, 2)
                following.refresh()
            seen.append(await asyncio.to_thread(lambda: following.version))

    layer = OneGeneration(app, following)  # type: ignore[arg-type]
    asyncio.run(layer({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    asyncio.run(layer({"type": "http", "path": "/api/ask"}, None, None))  # type: ignore[arg-type]
    asyncio.run(layer({"type": "http", "path": "/gradio_api/heartbeat/x"}, None, None))  # type: ignore[arg-type]
    second = current_version(office / "index")
    assert seen == [first, first, second, second] and first != second


def test_one_generation_for_what_does_not_follow(following: Following) -> None:
    fake = FakeAssistant()
    with one_generation(fake) as same:  # type: ignore[arg-type]
        assert same is fake
    with one_generation(as_assistant(following)) as pinned:
        assert pinned.version == following.version and pinned is not following


class Asker(threading.Thread):
    """Asks again and again; notes what was wrong, and which generations it had answers from."""

    def __init__(self, following: Following, stop: threading.Event) -> None:
        super().__init__()
        self._following, self._stop_it = following, stop
        self.wrong: list[object] = []
        self.seen: dict[str, set[str]] = {}  # by version: the notes of its documents

    def run(self) -> None:
        while not self._stop_it.is_set():
            try:
                self._ask()
            except Exception as error:  # noqa: BLE001 - the test counts whatever goes wrong
                self.wrong.append(repr(error))

    def _ask(self) -> None:
        with one_generation(as_assistant(self._following)) as assistant:
            answer, documents = assistant.ask(QUESTION), assistant.documents
        notes = {document.text.rsplit("Ghi chú: ", 1)[1].strip(" .\n") for document in documents.values()}
        self.seen.setdefault(answer.index_version, set()).update(notes)
        true = (documents[one.document_id].text[one.start : one.end] == one.quote for one in answer.citations)
        if len(notes) != 1 or not all(true) or answer.index_version != assistant.version:
            self.wrong.append((answer, notes))


@pytest.mark.parametrize("rebuilds", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_eight_askers_under_rebuilds(office: Path, following: Following, rebuilds: int) -> None:
    """Every document carries the number of its generation; an answer that mixes two has read a mixture."""
    stop, notes = threading.Event(), {following.version: "không có"}
    askers = [Asker(following, stop) for _ in range(8)]
    for asker in askers:
        asker.start()
    try:
        for number in range(1, rebuilds + 1):
            write_office(office / "corpus", 2, f"bản {number}")
            version = sync([office / "corpus"], settings_for(office / "index"), HashEncoder()).version
            notes[version] = f"bản {number}"
            assert following.refresh()
    finally:
        stop.set()
        for asker in askers:
            asker.join()
    assert [asker.wrong for asker in askers] == [[]] * 8
    seen = {version: found for asker in askers for version, found in asker.seen.items()}
    assert len(seen) >= 2 and all(found == {notes[version]} for version, found in seen.items())
