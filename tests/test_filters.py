"""Which documents pass which filters."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from assistant.filters import passes
from assistant.lexicon import build_lexicon
from assistant.question import understand
from assistant.retrieve import POOL, Retriever
from ingest.index import open_index
from ingest.records import Document
from ingest.sync import sync
from tests.fakes import HashEncoder
from tests.office import settings_for

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


def test_what_passes_is_found_behind_a_crowd(tmp_path: Path) -> None:
    """Sixty documents lie nearer to the question than the one that passes: more than is ever ranked."""
    assert POOL < 60
    office = tmp_path / "office"
    office.mkdir()
    for number in range(60):
        text = f"Chợ Bến Đá họp phiên thứ {number}.\nChợ Bến Đá họp vào ngày rằm, bán {number} tấn cá."
        (office / f"cho-{number:02}.txt").write_text(text, encoding="utf-8")
    (office / "thu-vien.txt").write_text(
        "Thư viện xã Suối Trong mở cửa.\nThư viện xã Suối Trong mở cửa vào ngày rằm.", encoding="utf-8"
    )
    settings = settings_for(tmp_path / "index")
    assert not sync([office], settings, HashEncoder()).failed
    with open_index(settings.index, settings, HashEncoder.name) as index:
        (wanted,) = (name for name in index.documents if name.startswith("thu-vien"))
        lexicon = build_lexicon(index.documents, index.chunks)
        question = understand("Chợ Bến Đá họp vào ngày nào?", lexicon)
        retriever = Retriever(index, HashEncoder())
        unfiltered = retriever.retrieve(question, POOL)
        found = retriever.retrieve(question, 5, {"document_id": wanted})
        nothing = retriever.retrieve(question, 5, {"publisher": "Báo Bến Đá"})
    assert wanted not in {passage.chunk.document_id for passage in unfiltered}
    assert {passage.chunk.document_id for passage in found} == {wanted}
    assert found[0].rank == 1 and found[0].found_by == ("dense", "lexical")
    assert nothing == ()
