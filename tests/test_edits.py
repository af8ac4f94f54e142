"""Corrections of a document's title, date, publisher and kind, through syncs, renames, backups and resets."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.backup import backup
from ingest.edits import FILE, checked, read_edits, set_edits
from ingest.errors import BadInput, DocumentUnknown
from ingest.index import open_index
from ingest.records import Document
from ingest.report import SyncReport
from ingest.work import Work, perform
from tests.office import settings_for, text_of
from tests.test_sync import Office, ids

VALUES = (
    ("issued", "2026-03-31"),
    ("kind", "quyết định"),
    ("publisher", "Đảng ủy xã"),
    ("title", "Tên đã sửa"),
)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.sync()
    return made


def edit(office: Office, values: tuple[tuple[str, str], ...], name: str = "bai-00") -> SyncReport:
    return perform(Work("edit", (), name, values), settings_for(office.index), office.encoder)


def document(office: Office, name: str = "bai-00") -> Document:
    with open_index(office.index, settings_for(office.index), office.encoder.name) as index:
        return index.documents[name]


def facts(office: Office, name: str = "bai-00") -> tuple[tuple[str, str | None], ...]:
    found = document(office, name)
    return tuple((field, getattr(found, field)) for field, _ in VALUES)


def test_an_edit_counts_at_once_and_stays(office: Office) -> None:
    report = edit(office, VALUES)

    assert ids(report.changed) == ["bai-00"] and facts(office) == VALUES
    again = office.sync()
    assert len(again.unchanged) == 4 and facts(office) == VALUES

    (office.corpus / "bai-00.txt").write_text(text_of(0, "bản mới"), encoding="utf-8")
    assert ids(office.sync().changed) == ["bai-00"]
    assert facts(office) == VALUES and "bản mới" in document(office).text


def test_only_the_document_is_embedded_again(office: Office) -> None:
    office.encoder.asked.clear()
    edit(office, VALUES)
    assert office.encoder.asked and all("Hoa Mai" in text for text in office.encoder.asked)
    office.encoder.asked.clear()
    office.sync()
    assert office.encoder.asked == []


def test_a_renamed_file_takes_its_edit_along(office: Office) -> None:
    edit(office, VALUES)
    (office.corpus / "bai-00.txt").rename(office.corpus / "ten-khac.txt")
    assert ids(office.sync().renamed) == ["bai-00"] and facts(office) == VALUES


def test_without_values_it_is_as_its_file_says(office: Office) -> None:
    before = document(office)
    edit(office, VALUES)
    edit(office, ())
    assert document(office) == before and read_edits(office.index) == {}


def test_an_empty_value_clears_what_the_text_says(office: Office) -> None:
    stated = (office.corpus / "bai-00.txt").read_text(encoding="utf-8")
    (office.corpus / "bai-00.txt").write_text(f"---\ndate: 2020-01-02\n---\n{stated}", encoding="utf-8")
    office.sync()
    assert document(office).issued == "2020-01-02"
    edit(office, (("issued", ""),))
    assert document(office).issued is None
    assert all(place.fact != "issued" for place in document(office).stated)


def test_an_edited_copy_is_a_document_of_its_own(office: Office) -> None:
    """Somebody has described it: it is not set aside for what looks like it."""
    edit(office, VALUES)
    (office.corpus / "bai-00.txt").write_text(text_of(1), encoding="utf-8")
    report = office.sync()
    assert ids(report.changed) == ["bai-00"] and not report.duplicates


def test_backup_and_restore_keep_edits(office: Office, tmp_path: Path) -> None:
    edit(office, VALUES)
    backup(office.index, tmp_path / "b.zip")
    edit(office, ())
    work = Work("restore", (str(tmp_path / "b.zip"),))
    perform(work, settings_for(office.index), office.encoder)
    assert facts(office) == VALUES
    assert len(office.sync().unchanged) == 4 and facts(office) == VALUES


def test_an_edit_of_nothing(office: Office) -> None:
    with pytest.raises(DocumentUnknown):
        edit(office, VALUES, "khong-co")
    assert read_edits(office.index) == {}
    set_edits(office.index, "da-xoa", {"title": "x"})
    assert edit(office, (), "da-xoa") == SyncReport() and read_edits(office.index) == {}


def test_values_are_made_plain() -> None:
    title = " Tie\u0302u\n đề\u202e\u0007 "
    given = {"title": title, "kind": "Nghị Quyết", "publisher": "", "issued": "2026-02-28"}
    assert checked(given) == {
        "title": "Tiêu đề",
        "kind": "nghị quyết",
        "publisher": "",
        "issued": "2026-02-28",
    }


@pytest.mark.parametrize(
    "values",
    [
        {"title": " \u200b "},
        {"kind": ""},
        {"issued": "31/03/2026"},
        {"issued": "2026-02-30"},
        {"title": "x" * 501},
        {"sha256": "0" * 64},
    ],
)
def test_values_that_cannot_be(values: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        checked(values)


@pytest.mark.parametrize("content", ["{", "[1]", '{"a": 1}', '{"a": "text"}', '{"a": ["title"]}'])
def test_a_damaged_file_is_told_of(office: Office, content: str) -> None:
    (office.index / FILE).write_text(content)
    with pytest.raises(BadInput):
        office.sync()
