"""Which documents pass which filters."""

from __future__ import annotations

import unicodedata

import pytest

from assistant.filters import passes
from ingest.records import Document

REPORT = Document(
    id="thon",
    title="Xã họp",
    text="Xã họp.",
    source="bi-mat/x.txt",
    sha256="0" * 64,
    publisher="Báo Hoa Mai",
    kind="báo cáo",
    place="Hoa Mai",
    number="07-BC/TV",
    issued="2023-10-12",
)
UNDATED = Document(id="ban", title="Bản họp", text="Bản họp.", source="y.txt", sha256="1" * 64)


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"publisher": "Báo Hoa Mai"},
        {"publisher": "báo  HOA mai "},
        {"publisher": unicodedata.normalize("NFD", "Báo Hoa Mai")},
        {"publisher": ""},  # nothing chosen
        {"document_id": "thon", "kind": "báo cáo", "place": "Hoa Mai", "number": "07-bc/tv"},
        {"issued_from": "2023-10-12", "issued_to": "2023-10-12"},  # both ends are included
        {"issued_from": "2022-12-31"},
    ],
    ids=repr,
)
def test_passes(filters: dict[str, str]) -> None:
    assert passes(REPORT, filters)


@pytest.mark.parametrize(
    "filters",
    [
        {"publisher": "Báo Bến Đá"},
        {"publisher": "Báo Hoa"},
        {"document_id": "ban"},
        {"publisher": "Báo Hoa Mai", "document_id": "ban"},  # all must match
        {"author": "An Bình"},  # a field that the document does not have
        {"issued_from": "2023-10-13"},
        {"issued_to": "2023-10-11"},
        {"colour": "đỏ"},
        {"source": "bi-mat/x.txt"},  # where a file lies is nobody's business
        {"sha256": "0" * 64},
        {"text": "Xã họp."},
    ],
    ids=repr,
)
def test_does_not_pass(filters: dict[str, str]) -> None:
    assert not passes(REPORT, filters)


def test_an_undated_document_is_in_no_range() -> None:
    assert passes(UNDATED, {})
    assert not passes(UNDATED, {"issued_from": "0001-01-01"})
    assert not passes(UNDATED, {"issued_to": "9999-12-31"})
