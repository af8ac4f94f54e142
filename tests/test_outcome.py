"""Renamed, duplicate and secret files through whole syncs. Run with ``pytest tests/test_outcome.py``."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import truth
from ingest.failures import read_failures
from ingest.index import current_version, open_index
from ingest.report import SyncReport
from ingest.sync import Pace, sync
from ingest.work import Work, perform
from tests.office import published, settings_for, text_of
from tests.test_sync import Office, ids

SECRET = "TỈNH ỦY HOA MAI\n\nTỐI MẬT\n\n" + text_of(50)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.sync()
    return made


def asides(office: Office) -> dict[str, tuple[str, str]]:
    return {aside.id: (aside.reason, aside.about) for aside in truth.read_asides(published(office.index))}


def found(office: Office, words: str) -> set[str]:
    """Ids of the documents that a question's words find."""
    with open_index(office.index, settings_for(office.index), office.encoder.name) as index:
        return {index.chunks[row].document_id for row, _ in index.lexical(words, 50)}


def do(office: Office, what: str, target: str) -> SyncReport:
    return perform(Work(what, (), target), settings_for(office.index), office.encoder)  # type: ignore[arg-type]


def test_one_edit_one_rename_one_removal(office: Office) -> None:
    """Only the passage that was edited is embedded; the renamed file keeps its id and is not read."""
    edited = office.corpus / "bai-00.txt"
    edited.write_text(text_of(0, "đã sửa"), encoding="utf-8")
    (office.corpus / "bai-01.txt").rename(office.corpus / "quyet-dinh.txt")
    (office.corpus / "bai-02.txt").unlink()

    report = office.sync()

    assert (ids(report.changed), ids(report.renamed), ids(report.removed)) == (
        ["bai-00"],
        ["bai-01"],
        ["bai-02"],
    )
    assert report.renamed[0].path == str(office.corpus / "quyet-dinh.txt")
    assert report.renamed[0].reason == (office.corpus / "bai-01.txt").as_posix()
    assert (ids(report.unchanged), report.added) == (["bai-03"], ())
    assert len(office.encoder.asked) == 1 and "đã sửa" in office.encoder.asked[0]
    version = current_version(office.index)
    for _ in range(3):
        again = office.sync()
        assert sorted(ids(again.unchanged)) == ["bai-00", "bai-01", "bai-03"]
        assert (again.renamed, office.encoder.asked) == ((), [])
    assert current_version(office.index) == version


def test_renamed_and_edited_file_is_a_new_one(office: Office) -> None:
    (office.corpus / "bai-01.txt").unlink()
    (office.corpus / "khac.txt").write_text(text_of(1, "sửa"), encoding="utf-8")
    report = office.sync()
    assert (ids(report.added), ids(report.removed), report.renamed) == (["khac"], ["bai-01"], ())


def test_copy_is_a_duplicate_until_the_first_goes(office: Office) -> None:
    first, copy = office.corpus / "bai-01.txt", office.corpus / "ban-sao.txt"
    copy.write_bytes(first.read_bytes())

    report = office.sync()
    assert [(told.document_id, told.reason) for told in report.duplicates] == [("ban-sao", "bai-01")]
    assert report.added == () and office.encoder.asked == []
    assert asides(office) == {"ban-sao": ("duplicate", "bai-01")}
    assert "ban-sao" not in office.documents()
    version = report.version
    again = office.sync()
    assert (again.version, ids(again.duplicates)) == (version, ["ban-sao"])

    first.unlink()
    report = office.sync()
    assert (ids(report.renamed), report.removed) == (["bai-01"], ()), "its text is still there"
    assert asides(office) == {} and "bai-01" in office.documents()


def test_duplicate_comes_in_when_its_document_changes(office: Office, tmp_path: Path) -> None:
    """Also when the folder that it lies in is not named."""
    elsewhere = tmp_path / "khac" / "ban-sao.txt"
    elsewhere.parent.mkdir()
    first = office.corpus / "bai-01.txt"
    elsewhere.write_bytes(first.read_bytes())
    assert ids(office.sync(elsewhere).duplicates) == ["ban-sao"]
    first.write_text(text_of(77), encoding="utf-8")
    report = office.sync()
    assert (ids(report.changed), ids(report.added)) == (["bai-01"], ["ban-sao"])
    assert office.documents()["ban-sao"].startswith("Xã Sông Trăng")
    elsewhere.unlink()
    assert ids(office.sync(elsewhere.parent.parent / "khac").removed) == ["ban-sao"]


def test_near_duplicate_names_what_stands_for_it(office: Office) -> None:
    (office.corpus / "bao.txt").write_text(text_of(1).strip() + "\nTheo Báo Hoa Mai\n", encoding="utf-8")
    report = office.sync()
    assert asides(office) == {"bao": ("near_duplicate", "bai-01")}
    assert ids(report.duplicates) == ["bao"] and office.encoder.asked == []


def test_described_documents_are_never_merged(office: Office) -> None:
    (office.corpus / "ban-sao.txt").write_bytes((office.corpus / "bai-01.txt").read_bytes())
    manifest = '[[document]]\nid = "dang-lai"\nfile = "ban-sao.txt"\npublisher = "Báo Hoa Mai"\n'
    (office.corpus / "manifest.toml").write_text(manifest, encoding="utf-8")
    assert ids(office.sync().added) == ["dang-lai"]
    assert {"bai-01", "dang-lai"} <= set(office.documents())


def test_secret_file_is_listed_and_not_searched_until_it_is_allowed(office: Office) -> None:
    file = office.corpus / "bao-cao.txt"
    file.write_text(SECRET, encoding="utf-8")

    report = office.sync()
    assert [(told.document_id, told.reason) for told in report.quarantined] == [("bao-cao", "TỐI MẬT")]
    assert report.added == () and office.encoder.asked == []
    assert "bao-cao" not in office.documents() and "bao-cao" not in found(office, "đợt 50")
    stored = b"".join(path.read_bytes() for path in published(office.index).rglob("*") if path.is_file())
    assert "đợt 50".encode() not in stored
    version = report.version
    again = office.sync()
    assert (again.version, ids(again.quarantined)) == (version, ["bao-cao"])

    assert ids(do(office, "allow", "bao-cao").added) == ["bao-cao"]
    assert "bao-cao" in found(office, "đợt 50")
    assert ids(office.sync().unchanged)[-1] == "bao-cao"

    file.write_text(SECRET + "\nThêm một câu.\n", encoding="utf-8")
    assert ids(office.sync().quarantined) == ["bao-cao"], "other bytes must be allowed anew"
    assert "bao-cao" not in office.documents()


def test_allowed_document_can_be_locked_away_again(office: Office) -> None:
    file = office.corpus / "bao-cao.txt"
    file.write_text(SECRET, encoding="utf-8")
    office.sync()
    do(office, "allow", str(file))
    assert "bao-cao" in office.documents()
    assert ids(do(office, "forbid", "bao-cao").quarantined) == ["bao-cao"]
    assert "bao-cao" not in office.documents()


def test_document_that_becomes_secret_leaves_the_index(office: Office) -> None:
    file = office.corpus / "bai-01.txt"
    file.write_text("MẬT\n\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    report = office.sync()
    assert (ids(report.quarantined), report.removed, report.changed) == (["bai-01"], (), ())
    assert "bai-01" not in office.documents()


def test_failures_are_kept_for_the_table(office: Office) -> None:
    bad = office.corpus / "rong.txt"
    bad.write_bytes(b"")
    version = current_version(office.index)
    office.sync()
    [noted] = read_failures(office.index)
    assert (noted.path, noted.code, noted.error.code) == (str(bad), "empty_file", "empty_file")
    assert noted.error.details["path"] == str(bad)
    assert current_version(office.index) == version
    office.sync(office.corpus / "bai-00.txt")
    assert len(read_failures(office.index)) == 1, "what was not tried stays noted"
    bad.unlink()
    office.sync()
    assert read_failures(office.index) == []


def test_big_ingest_is_found_by_words_before_it_is_embedded(office: Office) -> None:
    """Each generation that is published on the way is whole, and tells which documents lack vectors."""
    for number in range(10, 14):
        (office.corpus / f"moi-{number}.txt").write_text(text_of(number), encoding="utf-8")
    settings, seen = settings_for(office.index), []
    encode = office.encoder.encode_passages

    def looking(texts, progress=None):  # type: ignore[no-untyped-def]
        with open_index(office.index, settings, office.encoder.name) as index:
            hits = {index.chunks[row].document_id for row, _ in index.lexical("đợt 12", 50)}
            dense = {row for row, _ in index.dense(index.vectors[0], 100)}
            assert dense == {row for row in range(len(index.chunks)) if index.embedded[row]}
            seen.append((set(index.pending), "moi-12" in hits))
        return encode(texts, progress)

    office.encoder.encode_passages = looking  # type: ignore[method-assign]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.rows.SLICE", 4)
        pace = Pace(words_first=3, seconds=0.0, share=0.0)
        report = sync([office.corpus], settings, office.encoder, pace=pace)
    office.encoder.encode_passages = encode  # type: ignore[method-assign]

    assert ids(report.added) == [f"moi-{number}" for number in range(10, 14)]
    assert seen[0] == ({f"moi-{number}" for number in range(10, 14)}, True)
    sizes = [len(pending) for pending, _ in seen]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] < sizes[0]
    with open_index(office.index, settings, office.encoder.name) as index:
        assert index.pending == {} and index.embedded.all()
    assert office.equals_a_clean_build(office.corpus.parent / "clean")


def test_embedding_that_was_cut_off_goes_on(office: Office) -> None:
    for number in range(10, 14):
        (office.corpus / f"moi-{number}.txt").write_text(text_of(number), encoding="utf-8")
    settings = settings_for(office.index)
    encode, calls = office.encoder.encode_passages, []

    def cut(texts, progress=None):  # type: ignore[no-untyped-def]
        calls.append(texts)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return encode(texts, progress)

    office.encoder.encode_passages = cut  # type: ignore[method-assign]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.rows.SLICE", 4)
        with pytest.raises(KeyboardInterrupt):
            sync([office.corpus], settings, office.encoder, pace=Pace(3, 0.0, 0.0))
    office.encoder.encode_passages = encode  # type: ignore[method-assign]
    assert "moi-12" in found(office, "đợt 12")

    report = office.sync()
    assert len(ids(report.unchanged)) == 8
    assert not set(office.encoder.asked) & set(calls[0]), "what was embedded before stays"
    assert office.equals_a_clean_build(office.corpus.parent / "clean")
