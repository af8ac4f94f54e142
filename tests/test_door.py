"""Commands hand their work to the running server. Run with ``pytest tests/test_door.py``."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import httpx
import pytest

from assistant import door, handover
from assistant.assistant import WORDS_ONLY
from assistant.door import FILE, Foreman, open_door
from assistant.follow import Following
from assistant.handover import do_work
from ingest.errors import BackupDamaged, IndexBusy, ManifestError, ServiceLost
from ingest.index import current_version
from ingest.locks import owner
from ingest.report import SyncReport
from ingest.settings import Settings
from ingest.sync import Pace, sync
from ingest.work import Work
from tests.fakes import Floats, HashEncoder
from tests.office import settings_for, text_of, write_office

pytestmark = pytest.mark.real


class Server:
    """A server's part that writes, on the index of two documents."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        write_office(folder / "corpus", 2)
        self.settings: Settings = settings_for(folder / "index")
        sync([folder / "corpus"], self.settings, HashEncoder())
        self.following = Following(self.settings, HashEncoder())
        self.foreman = Foreman(self.settings, self.following)
        self.steps: list[tuple[str, int, int]] = []
        self.said: list[str] = []

    def hand_over(self, work: Work) -> SyncReport:
        return do_work(work, self.settings, lambda *step: self.steps.append(step), self.said.append)

    def address(self) -> tuple[str, str]:
        told = json.loads((self.settings.index / FILE).read_text())
        return f"http://127.0.0.1:{told['port']}", told["secret"]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    def not_here(_: Settings) -> HashEncoder:
        raise AssertionError("the work was to be done by the server")

    made = Server(tmp_path)
    monkeypatch.setattr(handover, "load_encoder", not_here)
    yield made
    made.following.close()


def test_ingest_is_done_by_the_server_and_answered_from_at_once(server: Server) -> None:
    (server.folder / "corpus" / "moi.txt").write_text(text_of(9), encoding="utf-8")
    (server.folder / "corpus" / "rong.txt").write_bytes(b"")
    with open_door(server.settings, server.foreman) as opened:
        assert opened
        assert (server.settings.index / FILE).stat().st_mode & 0o777 == 0o600
        report = server.hand_over(Work("sync", (str(server.folder / "corpus"),)))
    assert [entry.document_id for entry in report.added] == ["moi"]
    assert report.failed[0].error is not None and report.failed[0].error.code == "empty_file"
    assert report.version == current_version(server.settings.index) == server.following.version
    assert "moi" in server.following.documents
    assert ("read", 4, 4) in server.steps and server.steps[-1] == ("check", 1, 1)
    assert "được giao cho máy chủ" in server.said[0]
    assert not (server.settings.index / FILE).exists(), "gone with the server"


def test_relative_paths_are_those_of_the_command(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(server.folder)
    with open_door(server.settings, server.foreman):
        assert len(server.hand_over(Work("sync", ("corpus",))).unchanged) == 2


def test_errors_come_back_as_they_were(server: Server) -> None:
    bad = server.folder / "bad"
    bad.mkdir()
    (bad / "manifest.toml").write_text("[[document]\n")
    (server.folder / "b.zip").write_bytes(b"PK")
    with open_door(server.settings, server.foreman):
        with pytest.raises(ManifestError) as caught:
            server.hand_over(Work("sync", (str(bad),)))
        assert caught.value.details["path"] == str(bad / "manifest.toml")
        with pytest.raises(BackupDamaged):
            server.hand_over(Work("restore", (str(server.folder / "b.zip"),)))
        with owner(server.settings.index), pytest.raises(IndexBusy):
            server.hand_over(Work("rebuild"))


def test_only_who_knows_the_secret_is_let_in(server: Server) -> None:
    version = current_version(server.settings.index)
    with open_door(server.settings, server.foreman):
        url, secret = server.address()
        body = {"do": "rebuild", "paths": [], "target": ""}
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"bearer {secret}"}):
            assert httpx.post(f"{url}/work", json=body, headers=headers).status_code == 403
        known = {"Authorization": f"Bearer {secret}"}
        assert httpx.post(f"{url}/other", json=body, headers=known).status_code == 400
        assert httpx.post(f"{url}/work", content=b"{", headers=known).status_code == 400
        assert httpx.post(f"{url}/work", json={"do": "delete"}, headers=known).status_code == 400
        assert httpx.get(f"{url}/work", headers=known).status_code == 501
    assert current_version(server.settings.index) == version


def test_second_piece_of_work_waits_for_its_turn(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    perform, inside, go = door.perform, threading.Event(), threading.Event()

    def slow(*arguments: object) -> SyncReport:
        inside.set()
        assert go.wait(60)
        return perform(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(door, "perform", slow)
    reports: list[SyncReport] = []
    said: list[str] = []
    work = Work("sync", (str(server.folder / "corpus"),))

    def tell(sentence: str) -> None:
        said.append(sentence)
        if "đợi đến lượt" in sentence:
            go.set()

    def hand_over() -> None:
        reports.append(do_work(work, server.settings, lambda *_: None, tell))

    with open_door(server.settings, server.foreman):
        threads = [threading.Thread(target=hand_over) for _ in range(2)]
        threads[0].start()
        assert inside.wait(60)
        threads[1].start()
        for thread in threads:
            thread.join(60)
    assert len(reports) == 2 and sum("đợi đến lượt" in sentence for sentence in said) == 1


def test_server_embeds_what_a_sync_has_left(server: Server) -> None:
    write_office(server.folder / "corpus", 5, "mới")
    pace = Pace(words_first=3, leave=lambda: True)
    sync([server.folder / "corpus"], server.settings, HashEncoder(), pace=pace)
    assert server.following.refresh() and len(server.following.pending) == 5
    answer = server.following.ask("Xã Hoa Mai đã giảm được bao nhiêu đơn vị sự nghiệp công lập?")
    assert WORDS_ONLY in answer.review_reasons

    server.foreman.finish()

    assert server.following.pending == {}
    answer = server.following.ask("Xã Hoa Mai đã giảm được bao nhiêu đơn vị sự nghiệp công lập?")
    assert WORDS_ONLY not in answer.review_reasons
    version = server.following.version
    server.foreman.finish()
    assert server.following.version == version, "nothing was left"


def test_sync_gives_way_to_work_that_waits(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first leaves its vectors to the second, which is done as soon as its own words are found."""
    write_office(server.folder / "corpus", 6, "mới")
    monkeypatch.setattr(door, "Pace", partial(Pace, words_first=3))
    monkeypatch.setattr("ingest.rows.SLICE", 1)
    encoder, embedding, waits = server.following.encoder, threading.Event(), threading.Event()
    encode = encoder.encode_passages

    def slow(texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Floats:
        embedding.set()
        assert waits.wait(60)
        return encode(texts, progress)

    monkeypatch.setattr(encoder, "encode_passages", slow)
    reports: list[SyncReport] = []

    def first() -> None:
        reports.append(server.foreman.do_or_raise(Work("sync", (str(server.folder / "corpus"),))))
        left.append(dict(server.following.pending))

    left: list[dict[str, int]] = []
    threads = [threading.Thread(target=first)]
    threads[0].start()
    assert embedding.wait(60)
    elsewhere = server.folder / "khac" / "moi.txt"
    elsewhere.parent.mkdir()
    elsewhere.write_text(text_of(40), encoding="utf-8")
    second = Work("sync", (str(elsewhere),))
    threads.append(threading.Thread(target=server.foreman.do_or_raise, args=(second, lambda _: waits.set())))
    threads[1].start()
    for thread in threads:
        thread.join(120)
    assert len(reports[0].changed) == 2 and len(reports[0].added) == 4
    assert left[0], "left to the second"
    assert server.following.pending == {} and "moi" in server.following.documents


def test_second_server_has_no_door(server: Server) -> None:
    with open_door(server.settings, server.foreman) as first:
        address = server.address()
        with open_door(server.settings, server.foreman) as second:
            assert (first, second) == (True, False)
        assert server.address() == address, "the first one's stays"


def test_server_that_died_is_forgotten(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its note is left behind; the work is then done here."""
    (server.settings.index / FILE).write_text('{"port": 9, "secret": "x", "pid": 1}')
    monkeypatch.setattr(handover, "load_encoder", lambda _: HashEncoder())
    assert len(server.hand_over(Work("sync", (str(server.folder / "corpus"),))).unchanged) == 2


def test_server_that_goes_away_in_the_middle_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        server.foreman, "do", lambda _work, tell: tell({"stage": "read", "done": 1, "total": 2})
    )
    with open_door(server.settings, server.foreman), pytest.raises(ServiceLost):
        server.hand_over(Work("rebuild"))
    assert server.steps == [("read", 1, 2)]


def test_unexpected_failure_is_told_without_its_words(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> SyncReport:
        raise ValueError("/secret/path")

    monkeypatch.setattr(door, "perform", broken)
    with open_door(server.settings, server.foreman), pytest.raises(Exception) as caught:
        server.hand_over(Work("rebuild"))
    assert getattr(caught.value, "code", None) == "internal" and "/secret" not in str(caught.value)
    assert "work failed" in caplog.text


def test_index_that_cannot_be_written_has_no_door(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError("read only")

    monkeypatch.setattr(door, "_lock", refused)
    with open_door(server.settings, server.foreman) as opened:
        assert not opened
