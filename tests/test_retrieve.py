"""Fusing two rankings, runs of tokens."""

from __future__ import annotations

import pytest

from assistant.retrieve import contains_run, fuse


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
