"""What is found while much is read. Run with ``pytest tests/test_publish.py``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from ingest import generation, plan, publish, truth
from ingest.index import current_version, open_index
from ingest.sync import Pace, SyncReport, sync
from tests.fakes import HashEncoder
from tests.office import Synced, published, settings_for, text_of, write_office

AT_ONCE = Pace(reading=0.0, share=0.0)  # after every file


class Office(Synced):
    """A corpus folder and an index; ``seen`` is what the index held whenever a file had been read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.seen: list[list[str]] = []
        self.encoder = HashEncoder()

    def sync(self, pace: Pace = AT_ONCE, at_read: Callable[[int], None] = lambda _: None) -> SyncReport:
        def look(stage: str, done: int, _total: int) -> None:
            if stage == "read":
                at_read(done)
                self.seen.append(self.documents())

        self.seen.clear()
        return sync([self.corpus], settings_for(self.index), self.encoder, look, pace)

    def documents(self) -> list[str]:
        if current_version(self.index) is None:
            return []
        with open_index(self.index, settings_for(self.index), self.encoder.name) as index:
            return list(index.documents)

    def write(self, name: str, text: str) -> None:
        self.corpus.mkdir(exist_ok=True)
        (self.corpus / f"{name}.txt").write_text(text, encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def names(*numbers: int) -> list[str]:
    return [f"bai-{number:02}" for number in numbers]


def test_what_is_read_is_found_by_its_words_while_the_rest_is_read(office: Office, tmp_path: Path) -> None:
    write_office(office.corpus, 4)

    def ask(done: int) -> None:
        if done == 3:
            with open_index(office.index, settings_for(office.index), office.encoder.name) as index:
                row = index.lexical("việc kết nạp đảng viên đợt 1", 1)[0][0]
                assert (index.chunks[row].document_id, index.embedded.any()) == ("bai-01", False)

    report = office.sync(at_read=ask)

    assert office.seen == [[], names(0), names(0, 1), names(0, 1, 2)]
    assert [entry.document_id for entry in report.added] == office.documents() == names(0, 1, 2, 3)
    assert office.equals_a_clean_build(tmp_path / "clean")


def test_publishing_waits_for_its_time(office: Office) -> None:
    write_office(office.corpus, 4)
    office.sync(Pace(reading=1000.0))
    assert office.seen == [[], [], [], []]


def test_publishing_takes_a_small_part_of_the_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock on which a file takes one second, and a generation three."""
    write_office(office.corpus, 40)
    now, writes = [0.0], []
    build = publish.build
    monkeypatch.setattr(publish, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def slow_build(*arguments: object) -> str:
        now[0] += 3.0
        writes.append(now[0])
        return build(*arguments)  # type: ignore[arg-type]

    def tick(_done: int) -> None:
        now[0] += 1.0

    monkeypatch.setattr(publish, "build", slow_build)
    office.sync(Pace(reading=5.0, share=4.0), tick)
    # After 5 s the first; then 12 s of reading each; the last two when all is read: by words, by meaning.
    assert writes == [8.0, 23.0, 38.0, 52.0, 55.0]


def test_a_secret_or_a_second_copy_is_not_shown_in_between(office: Office, tmp_path: Path) -> None:
    office.write("a", text_of(1))
    office.write("b", "MẬT\n\nBÁO CÁO\n" + text_of(2))
    office.write("c", text_of(1))
    office.write("d", text_of(4))
    report = office.sync()
    assert office.seen == [[], ["a"], ["a"], ["a"]]
    assert (len(report.quarantined), len(report.duplicates)) == (1, 1)
    assert office.documents() == ["a", "d"]
    assert office.equals_a_clean_build(tmp_path / "clean")


def test_what_is_renamed_or_removed_stays_until_all_is_read(office: Office) -> None:
    write_office(office.corpus, 2)
    office.sync()
    for number in range(4, 8):
        office.write(f"anh-{number}", text_of(number))
    (office.corpus / "bai-00.txt").rename(office.corpus / "z.txt")
    (office.corpus / "bai-01.txt").unlink()

    report = office.sync()

    assert all({"bai-00", "bai-01"} <= set(seen) for seen in office.seen)
    assert "anh-4" in office.seen[-1] and "bai-01" not in office.documents()
    assert [entry.document_id for entry in report.renamed] == ["bai-00"]
    assert [entry.document_id for entry in report.removed] == ["bai-01"]


def test_a_large_index_is_not_written_again_for_a_few_files(office: Office) -> None:
    write_office(office.corpus, 4)
    office.sync()
    for number in (7, 8, 9):
        office.write(f"moi-{number}", text_of(number))
    office.sync()
    assert office.seen == [names(0, 1, 2, 3)] * 7


def test_documents_of_other_settings_do_not_stand_beside_new_ones(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_office(office.corpus, 1)
    office.sync()
    version = current_version(office.index)
    monkeypatch.setattr("ingest.fingerprint.CLEANER_VERSION", "next")
    write_office(office.corpus, 4)
    versions: set[str | None] = set()
    settings = settings_for(office.index)
    sync(
        [office.corpus],
        settings,
        office.encoder,
        lambda stage, *_: versions.add(current_version(office.index)) if stage == "read" else None,
        AT_ONCE,
    )
    assert versions == {version}


def test_reading_that_was_cut_off_goes_on_where_it_was(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_office(office.corpus, 5)

    def cut_off(done: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.sync(at_read=cut_off)
    assert office.documents() == names(0, 1, 2)
    loaded: list[str] = []
    load = plan.load_document
    monkeypatch.setattr(
        plan, "load_document", lambda file, ocr: (loaded.append(file.path.stem), load(file, ocr))[1]
    )
    office.sync()
    assert loaded == names(3, 4)
    monkeypatch.undo()
    assert office.equals_a_clean_build(tmp_path / "clean")


def test_nothing_changed_compares_each_file_once_and_reads_no_tokens(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_office(office.corpus, 3)
    first = office.sync()
    compared: list[str] = []
    damaged_files = generation.damaged_files
    monkeypatch.setattr(
        generation,
        "damaged_files",
        lambda path, manifest: (compared.append(path.name), damaged_files(path, manifest))[1],
    )
    monkeypatch.setattr(truth, "read_rows", lambda _: pytest.fail("the rows were read"))
    second = sync([office.corpus], settings_for(office.index), office.encoder)
    assert second.version == first.version and len(second.unchanged) == 3
    assert compared == [first.version]


def test_words_that_come_again_are_held_once(office: Office) -> None:
    write_office(office.corpus, 2)
    office.sync()
    rows = truth.read_rows(published(office.index))
    words = [token for row in rows.tokens for token in row if token == "đảng"]
    assert len(words) > 2 and len({id(word) for word in words}) == 1
    assert len({id(chunk.document_id) for chunk in rows.chunks}) == 2
