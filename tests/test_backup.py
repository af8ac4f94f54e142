"""Backups: whole or refused. Run with ``pytest tests/test_backup.py``."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ingest import truth
from ingest.backup import CONTENTS, backup, read_backup
from ingest.errors import BackupDamaged, IndexMismatch, IndexMissing, StorageFull, UnreadableFile
from ingest.index import current_version, open_index
from ingest.rebuild import rebuild, restore
from ingest.sync import sync
from tests.fakes import HashEncoder
from tests.office import content_of, published, settings_for, text_of, write_office
from tests.test_sync import CountingEncoder


def made_in(folder: Path) -> Path:
    """Make an index of four documents with feedback and an upload, and ``backup.zip`` of it."""
    write_office(folder / "corpus", 4)
    sync([folder / "corpus"], settings_for(folder / "index"), HashEncoder())
    with closing(sqlite3.connect(folder / "index" / "feedback.sqlite")) as database, database:
        database.execute("CREATE TABLE told (word TEXT)")
        database.execute("INSERT INTO told VALUES ('hữu ích')")
    (folder / "index" / "uploads" / "2026").mkdir(parents=True)
    (folder / "index" / "uploads" / "2026" / "công văn.docx").write_bytes(b"PK\x03\x04 docx")
    backup(folder / "index", folder / "backup.zip")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_in(tmp_path_factory.mktemp("backup"))


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Like ``office``, with its documents where its index has them."""
    (tmp_path / "fresh").mkdir()
    return made_in(tmp_path / "fresh")


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "office")
    return tmp_path / "office"


def told(index: Path) -> list[str]:
    with closing(sqlite3.connect(index / "feedback.sqlite")) as database:
        return [word for (word,) in database.execute("SELECT word FROM told")]


def changed(office: Path) -> None:
    """Make the index another one than the one that was backed up."""
    shutil.rmtree(office / "corpus")
    write_office(office / "corpus", 2, "sau này")
    sync([office / "corpus"], settings_for(office / "index"), HashEncoder())
    with closing(sqlite3.connect(office / "index" / "feedback.sqlite")) as database, database:
        database.execute("INSERT INTO told VALUES ('chưa đúng')")


def rewritten(file: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """Write the archive anew with other entries."""
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


def listed(entries: dict[str, bytes], name: str, content: bytes) -> None:
    """Add a file and list it properly."""
    import hashlib

    contents = json.loads(entries[CONTENTS])
    contents["files"][name] = [len(content), hashlib.sha256(content).hexdigest()]
    entries[CONTENTS] = json.dumps(contents).encode()
    entries[name] = content


def test_restored_index_is_the_one_that_was_backed_up(fresh: Path) -> None:
    index, settings = fresh / "index", settings_for(fresh / "index")
    before, encoder = content_of(index), CountingEncoder()
    changed(fresh)
    later = current_version(index)

    report = restore(fresh / "backup.zip", settings, encoder)

    assert content_of(index) == before
    assert encoder.asked == [], "vectors come from the backup"
    assert report.version == current_version(index) != later
    assert [entry.document_id for entry in report.unchanged] == [f"bai-{n:02}" for n in range(4)]
    assert told(index) == ["hữu ích"]
    assert (index / "uploads" / "2026" / "công văn.docx").read_bytes() == b"PK\x03\x04 docx"
    with open_index(index, settings, encoder.name) as opened:
        [(row, cosine)] = opened.dense(opened.vectors[3], 1)
        # Two of these short texts share all their words: either row is the nearest.
        assert cosine == pytest.approx(1.0, abs=1e-5)
        assert opened.vectors[row] == pytest.approx(opened.vectors[3], abs=1e-5)
    assert not list(index.glob(".restore-*"))


def test_what_a_killed_restore_left_goes_with_the_next_work(fresh: Path) -> None:
    left = fresh / "index" / ".restore-abc" / "generation"
    left.mkdir(parents=True)
    (left / truth.DOCUMENTS).write_bytes(b"x")
    sync([fresh / "corpus"], settings_for(fresh / "index"), HashEncoder())
    assert not left.parent.exists()


def test_restoring_where_there_is_no_index(fresh: Path, tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "new")
    restore(fresh / "backup.zip", settings, HashEncoder())
    assert content_of(tmp_path / "new") == content_of(fresh / "index")
    assert sync([fresh / "corpus"], settings, HashEncoder()).version == current_version(tmp_path / "new")


def test_backup_may_be_read_by_its_owner_alone_and_replaces_an_older_one(fresh: Path) -> None:
    file = fresh / "backup.zip"
    changed(fresh)
    contents = backup(fresh / "index", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (contents.documents, contents.version) == (2, current_version(fresh / "index"))
    assert sorted(path.name for path in fresh.iterdir()) == ["backup.zip", "corpus", "index"]
    assert not {"kept/owner.lock", "kept/current"} & set(contents.files)
    assert "kept/uploads/2026/công văn.docx" in contents.files


def test_without_an_index_nothing_is_backed_up(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        backup(tmp_path / "none", tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []


def test_damaged_index_is_not_backed_up(office: Path) -> None:
    (published(office / "index") / truth.CHUNKS).write_bytes(b"")
    before = (office / "backup.zip").read_bytes()
    with pytest.raises(IndexMismatch):
        backup(office / "index", office / "backup.zip")
    assert (office / "backup.zip").read_bytes() == before


def test_backup_that_cannot_be_written_is_told(office: Path) -> None:
    with pytest.raises(UnreadableFile):
        backup(office / "index", office / "none" / "b.zip")


def test_any_flipped_byte_is_refused(office: Path, tmp_path: Path) -> None:
    """A byte in each of two hundred places of the file, in turn: refused, or without any effect."""
    file = office / "backup.zip"
    whole = file.read_bytes()
    refused = 0
    for number in range(200):
        at = number * (len(whole) - 1) // 199
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        target = tmp_path / f"target-{number}"
        target.mkdir()
        try:
            read_backup(file, target)
        except BackupDamaged:
            refused += 1
        else:  # a time stamp, say: what was unpacked is what was written
            assert (target / "generation" / truth.DOCUMENTS).read_bytes() == (
                published(office / "index") / truth.DOCUMENTS
            ).read_bytes()
        shutil.rmtree(target)
    assert refused >= 190


@pytest.mark.parametrize("size", [0, 1, 100, -1, -1000])
def test_cut_file_is_refused(office: Path, tmp_path: Path, size: int) -> None:
    file = office / "backup.zip"
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(BackupDamaged):
        read_backup(file, tmp_path)


def test_what_is_no_backup_is_refused_and_the_index_stays(office: Path) -> None:
    index, settings = office / "index", settings_for(office / "index")
    version = current_version(index)
    (office / "text.zip").write_text(text_of(1), encoding="utf-8")
    with zipfile.ZipFile(office / "other.zip", "w") as archive:
        archive.writestr("a.txt", "xin chào")
    for name in ("text.zip", "other.zip"):
        with pytest.raises(BackupDamaged):
            restore(office / name, settings, HashEncoder())
    with pytest.raises(UnreadableFile):
        restore(office / "none.zip", settings, HashEncoder())
    assert current_version(index) == version
    assert not list(index.glob(".restore-*"))


@pytest.mark.parametrize(
    "name",
    [
        "kept/../../evil.txt",
        "../evil.txt",
        "/etc/evil",
        "kept/./evil.txt",
        "kept\\..\\evil.txt",
        "kept/C:/evil.txt",
        "generation/evil.txt",
        "kept/current",
        "kept/generations/x/documents.jsonl",
        "kept/serve.json",
        "evil.txt",
    ],
)
def test_names_that_lead_elsewhere_are_refused(office: Path, tmp_path: Path, name: str) -> None:
    rewritten(office / "backup.zip", lambda entries: listed(entries, name, b"x"))
    target = tmp_path / "inner" / "target"
    target.mkdir(parents=True)
    with pytest.raises(BackupDamaged):
        read_backup(office / "backup.zip", target)
    assert not list(tmp_path.rglob("evil*"))


def test_links_are_refused(office: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(office / "backup.zip") as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    listed(entries, "kept/link", b"/etc/passwd")
    with zipfile.ZipFile(office / "backup.zip", "w") as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name)
            if name == "kept/link":
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, content)
    with pytest.raises(BackupDamaged):
        read_backup(office / "backup.zip", tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda entries: entries.pop("generation/chunks.jsonl"),
        lambda entries: entries.update({"kept/more.txt": b"x"}),
        lambda entries: entries.update({"generation/chunks.jsonl": b"{}\n"}),
        lambda entries: entries.update({CONTENTS: b"[]"}),
        lambda entries: entries.update({CONTENTS: b"{}"}),
        lambda entries: entries.pop(CONTENTS),
    ],
    ids=["missing", "unlisted", "other bytes", "contents a list", "contents empty", "no contents"],
)
def test_contents_must_be_what_is_there(
    office: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], object]
) -> None:
    rewritten(office / "backup.zip", change)
    with pytest.raises(BackupDamaged):
        read_backup(office / "backup.zip", tmp_path)


def test_file_that_is_larger_than_it_says_is_not_unpacked(office: Path, tmp_path: Path) -> None:
    def swell(entries: dict[str, bytes]) -> None:
        contents = json.loads(entries[CONTENTS])
        contents["files"]["generation/chunks.jsonl"][0] = 10
        entries[CONTENTS] = json.dumps(contents).encode()
        entries["generation/chunks.jsonl"] = b"\0" * 50_000_000

    rewritten(office / "backup.zip", swell)
    with pytest.raises(BackupDamaged):
        read_backup(office / "backup.zip", tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*chunks*") if path.is_file()) < 2_000_000


def test_no_room_to_unpack(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = current_version(office / "index")
    monkeypatch.setattr("ingest.backup.free_bytes", lambda _: 1000)
    with pytest.raises(StorageFull):
        restore(office / "backup.zip", settings_for(office / "index"), HashEncoder())
    assert current_version(office / "index") == version


def test_backup_of_another_encoder_is_embedded_again(office: Path) -> None:
    encoder = CountingEncoder()
    encoder.name = "hash-encoder-2"
    restore(office / "backup.zip", settings_for(office / "index"), encoder)
    assert len(encoder.asked) == len(truth.read_chunks(published(office / "index"))[0])


def test_texts_of_another_cleaner_are_read_again_later(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.fingerprint.CLEANER_VERSION", "next")
    settings = settings_for(fresh / "index")
    restore(fresh / "backup.zip", settings, HashEncoder())
    with open_index(settings.index, settings, HashEncoder.name) as index:
        assert len(index.documents) == 4
    assert len(sync([fresh / "corpus"], settings, HashEncoder()).changed) == 4
    assert len(sync([fresh / "corpus"], settings, HashEncoder()).unchanged) == 4


# ----------------------------------------------------------------------------------------- rebuild


@pytest.mark.parametrize("name", ["chroma/chroma.sqlite3", "vectors.npy", "chunks.jsonl", "tokens.jsonl"])
def test_rebuild_mends_everything_but_the_texts(office: Path, name: str) -> None:
    index, settings = office / "index", settings_for(office / "index")
    before = content_of(index)
    shutil.rmtree(office / "corpus")
    (published(index) / name).write_bytes(b"")
    assert len(rebuild(settings, HashEncoder()).unchanged) == 4
    assert content_of(index) == before
    open_index(index, settings, HashEncoder.name).close()


def test_rebuild_of_a_whole_index_embeds_nothing(office: Path) -> None:
    version, encoder = current_version(office / "index"), CountingEncoder()
    report = rebuild(settings_for(office / "index"), encoder)
    assert report.version != version and encoder.asked == []


def test_lost_texts_cannot_be_rebuilt(office: Path) -> None:
    (published(office / "index") / truth.DOCUMENTS).write_bytes(b"")
    with pytest.raises(IndexMismatch):
        rebuild(settings_for(office / "index"), HashEncoder())
    with pytest.raises(IndexMissing):
        rebuild(settings_for(office / "none"), HashEncoder())


def test_the_log_of_who_did_what_goes_on(office: Path, tmp_path: Path) -> None:
    """What was put back does not undo what was written down since; an index without it gets it back."""
    log = office / "index" / "audit.jsonl"
    log.write_text("một\n")
    backup(office / "index", tmp_path / "b.zip")
    log.write_text("một\nhai\n")
    restore(tmp_path / "b.zip", settings_for(office / "index"), HashEncoder())
    assert log.read_text() == "một\nhai\n"
    restore(tmp_path / "b.zip", settings_for(tmp_path / "new"), HashEncoder())
    assert (tmp_path / "new" / "audit.jsonl").read_text() == "một\n"
