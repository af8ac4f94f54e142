"""Fusing two rankings, runs of tokens, places that hold on."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.lexicon import build_lexicon
from assistant.question import understand
from assistant.retrieve import Retriever, contains_run, fuse
from ingest.index import open_index
from ingest.sync import sync
from tests.fakes import HashEncoder
from tests.office import settings_for


def test_fused_scores_of_two_rankings() -> None:
    fused = fuse({"dense": [7, 3], "lexical": [3, 9]})
    # A row at rank r of a ranking earns 1/(60 + r); first in both earns 2/61, which is called 1.
    # Row 3: (1/62 + 1/61) / (2/61) = (61/62 + 1) / 2 = 123/124
    # Row 7: (1/61) / (2/61) = 1/2
    # Row 9: (1/62) / (2/61) = 61/124
    assert [(row, by) for row, _, by in fused] == [
        (3, ("dense", "lexical")),
        (7, ("dense",)),
        (9, ("lexical",)),
    ]
    assert [score for _, score, _ in fused] == pytest.approx([123 / 124, 1 / 2, 61 / 124])


def test_first_in_both_scores_one_and_an_empty_ranking_counts() -> None:
    assert fuse({"dense": [5], "lexical": [5]}) == [(5, pytest.approx(1.0), ("dense", "lexical"))]
    assert fuse({"dense": [5], "lexical": []}) == [(5, pytest.approx(0.5), ("dense",))]
    assert fuse({"dense": [], "lexical": []}) == []


def test_equal_scores_go_by_row() -> None:
    assert [row for row, _, _ in fuse({"dense": [8, 2], "lexical": [2, 8]})] == [2, 8]
    assert [row for row, _, _ in fuse({"dense": [8], "lexical": [2]})] == [2, 8]


@pytest.mark.parametrize(
    ("run", "inside"),
    [
        (("hoa", "mai"), True),
        (["họp", "dân"], True),  # at the end
        (("mai", "hoa"), False),
        (("xã", "mai"), False),  # not side by side
        (("họp", "dân", "xã"), False),  # over the end
        (("xã", "hoa", "mai", "họp", "dân", "rồi"), False),
    ],
)
def test_contains_run(run: list[str] | tuple[str, ...], inside: bool) -> None:
    assert contains_run(["xã", "hoa", "mai", "họp", "dân"], run) is inside


def test_a_place_holds_on_for_the_passages_behind_the_one_that_names_it(tmp_path: Path) -> None:
    corpus, settings, encoder = tmp_path / "corpus", settings_for(tmp_path / "index"), HashEncoder()
    corpus.mkdir()
    for name, place in (("a", "Hoa Mai"), ("b", "Bến Đá")):
        others = "\n".join(f"Việc thứ {n} là sửa {n} km đường làng cho dân." for n in range(40))
        text = f"Tin trong ngày\nXã {place} họp.\n{others}\nHọ lại bàn việc hát ru.\n"
        (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    assert not sync([corpus], settings, encoder).failed
    with open_index(settings.index, settings, encoder.name) as index:
        found = Retriever(index, encoder, ("lexical",)).retrieve(
            understand("Xã Bến Đá bàn việc hát ru khi nào?", build_lexicon(index.documents, index.chunks)), 40
        )
    order = [(p.chunk.document_id, p.chunk.ordinal) for p in found]
    first_of_other = order.index(("a", 0))
    assert {("b", ordinal) for ordinal in range(7)} <= {*order[:first_of_other]}
    assert ("b", 7) in order[first_of_other:]  # six passages behind the name, and no further
