"""What is thrown away comes back as it was, and only there; what is destroyed does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest import plan
from ingest.errors import BadInput, FileTaken, ThrownUnknown
from ingest.records import Document
from ingest.sources import SourceFile, find_files
from ingest.trash import FOLDER, destroy, put_back, throw, thrown, thrown_paths
from ingest.work import Work, perform
from tests.office import settings_for, text_of
from tests.test_sync import Office, ids

NAME = "Nghị quyết số 12.txt"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "cấp xã").mkdir()
    (tmp_path / "cấp xã" / NAME).write_text("nội dung")
    return tmp_path


def test_there_and_back(root: Path) -> None:
    file = root / "cấp xã" / NAME
    item = throw(root, file, "lan", ["nghi-quyet"], ["Nghị quyết"])

    assert not file.exists() and find_files([root]) == []
    assert thrown(root) == [item] and thrown_paths(root) == {file}
    assert (item.path, item.who, item.size) == (f"cấp xã/{NAME}", "lan", len("nội dung".encode()))
    file.parent.rmdir()  # the folder went meanwhile
    assert put_back(root, item.id) == file and file.read_text() == "nội dung"
    assert thrown(root) == [] and list((root / FOLDER).iterdir()) == []


def test_two_of_one_name_are_two_items(root: Path) -> None:
    file = root / "cấp xã" / NAME
    first = throw(root, file, "lan")
    file.write_text("bản sau")
    second = throw(root, file, "hoa")
    assert [item.id for item in thrown(root)] == [second.id, first.id]
    put_back(root, first.id)
    with pytest.raises(FileTaken):
        put_back(root, second.id)
    assert file.read_text() == "nội dung" and thrown(root) == [second]
    destroy(root, second.id)
    assert thrown(root) == [] and file.exists()


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../..", "/etc", "20260101T000000000000-abcdef", "item.json"]
)
def test_names_that_nothing_has(root: Path, name: str) -> None:
    throw(root, root / "cấp xã" / NAME, "lan")
    for act in (put_back, destroy):
        with pytest.raises(ThrownUnknown):
            act(root, name)
    assert len(thrown(root)) == 1


@pytest.mark.parametrize("path", ["../ngoai.txt", "/tmp/ngoai.txt", ".an", "a/../../ngoai.txt"])
def test_an_item_that_was_tampered_with_goes_nowhere(root: Path, path: str) -> None:
    item = throw(root, root / "cấp xã" / NAME, "lan")
    about = root / FOLDER / item.id / "item.json"
    about.write_text(json.dumps({**json.loads(about.read_text()), "path": path}))
    with pytest.raises(ThrownUnknown):
        put_back(root, item.id)
    assert not (root.parent / "ngoai.txt").exists() and len(thrown(root)) == 1


def test_what_was_cut_off_is_no_item(root: Path) -> None:
    item = throw(root, root / "cấp xã" / NAME, "lan")
    (root / FOLDER / item.id / "file").unlink()
    (root / FOLDER / "20260101T000000000000-abcdef").mkdir()
    assert thrown(root) == []


def test_removed_documents_leave_the_index_and_come_back(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sync()
    file = office.corpus / "bai-01.txt"
    (office.corpus / "ban-sao.txt").write_text(text_of(1), encoding="utf-8")
    assert ids(office.sync().duplicates) == ["ban-sao"]
    settings = settings_for(office.index, corpus=office.corpus)
    item = throw(office.corpus, file, "lan")

    report = perform(Work("remove", (str(file),)), settings, office.encoder)
    assert ids(report.removed) == ["bai-01"] and ids(report.added) == ["ban-sao"], (
        "the copy stands for it now"
    )
    assert len(office.documents()) == 4

    put_back(office.corpus, item.id)
    assert ids(perform(Work("sync", (str(file),)), settings, office.encoder).duplicates) == ["bai-01"]


def test_the_last_document_cannot_be_removed(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for number in (1, 2, 3):
        (office.corpus / f"bai-0{number}.txt").unlink()
    office.sync()
    file = office.corpus / "bai-00.txt"
    throw(office.corpus, file, "lan")
    with pytest.raises(BadInput):
        perform(Work("remove", (str(file),)), settings_for(office.index), office.encoder)
    assert list(office.documents()) == ["bai-00"]


def test_a_file_that_a_manifest_names_is_not_missed(tmp_path: Path) -> None:
    office = Office(tmp_path)
    (office.corpus / "manifest.toml").write_text('[[document]]\nid = "bai-mot"\nfile = "bai-01.txt"\n')
    settings = settings_for(office.index, corpus=office.corpus)
    work = Work("sync", (str(office.corpus),))
    perform(work, settings, office.encoder)
    file = office.corpus / "bai-01.txt"

    item = throw(office.corpus, file, "lan")
    assert ids(perform(Work("remove", (str(file),)), settings, office.encoder).removed) == ["bai-mot"]
    again = perform(work, settings, office.encoder)
    assert (again.failed, len(again.unchanged)) == ((), 3)
    put_back(office.corpus, item.id)
    assert ids(perform(work, settings, office.encoder).added) == ["bai-mot"]


def test_a_file_is_read_again_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(tmp_path)
    version = office.sync().version
    read: list[str] = []
    load = plan.load_document

    def noted(file: SourceFile, ocr: bool) -> Document:
        read.append(file.document_id)
        return load(file, ocr)

    monkeypatch.setattr(plan, "load_document", noted)
    file = str(office.corpus / "bai-02.txt")
    settings = settings_for(office.index)
    perform(Work("sync", (file,)), settings, office.encoder)
    assert read == []
    report = perform(Work("reread", (file,)), settings, office.encoder)
    assert read == ["bai-02"] and ids(report.changed) == ["bai-02"]
    assert report.version == version, "what it says is the same"
