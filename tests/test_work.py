"""Work as a record, and reports that travel. Run with ``pytest tests/test_work.py``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from ingest.backup import backup
from ingest.errors import DocumentUnknown, EmptyFile
from ingest.report import SyncEntry, SyncReport
from ingest.work import Work, perform, report_of, told_report, work_of
from tests.office import content_of, settings_for, write_office
from tests.test_sync import CountingEncoder


def test_report_travels_whole() -> None:
    error = EmptyFile("empty", path="a.txt", share=0.5)
    report = SyncReport(
        added=(SyncEntry("b.txt", "b"),),
        renamed=(SyncEntry("c.txt", "c", "cu.txt"),),
        failed=(SyncEntry("a.txt", "a", "empty_file", error),),
        version="v",
    )
    again = report_of(json.loads(json.dumps(told_report(report))))
    assert again == report
    told = again.failed[0].error
    assert isinstance(told, EmptyFile) and told.details == {"path": "a.txt", "share": "0.5"}


@pytest.mark.parametrize("work", [Work("sync", ("/a", "/b")), Work("rebuild"), Work("allow", (), "bao-cao")])
def test_work_travels_whole(work: Work) -> None:
    assert work_of(json.loads(json.dumps(asdict(work)))) == work


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"do": "delete"},
        {"do": "sync"},
        {"do": "sync", "paths": [1]},
        {"do": "restore", "paths": []},
        {"do": 1},
    ],
)
def test_unknown_work_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        work_of(told)


def test_every_kind_of_work(tmp_path: Path) -> None:
    write_office(tmp_path / "corpus", 2)
    settings, encoder = settings_for(tmp_path / "index"), CountingEncoder()
    assert len(perform(Work("sync", (str(tmp_path / "corpus"),)), settings, encoder).added) == 2
    before = content_of(settings.index)
    backup(settings.index, tmp_path / "b.zip")
    assert len(perform(Work("rebuild"), settings, encoder).unchanged) == 2
    assert len(perform(Work("restore", (str(tmp_path / "b.zip"),)), settings, encoder).unchanged) == 2
    assert content_of(settings.index) == before
    for target in ("khong-co", str(tmp_path / "none.txt")):
        with pytest.raises(DocumentUnknown):
            perform(Work("allow", (), target), settings, encoder)
