"""Proof on the five articles: reworded truths pass, near falsehoods do not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ingest.index import open_index
from ingest.records import Document
from ingest.sync import sync
from tests.fakes import HashEncoder
from tests.office import settings_for
from tests.proof_examples import FALSE, TRUE, proved

ARTICLES = Path(__file__).parents[1] / "corpus"
PROVED = 0.85  # share of the true claims that must pass; those that move words past each other do not


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Document]:
    settings, encoder = settings_for(tmp_path_factory.mktemp("articles") / "index"), HashEncoder()
    assert not sync([ARTICLES], settings, encoder).failed
    with open_index(settings.index, settings, encoder.name) as index:
        return dict(index.documents)


def test_no_false_claim_is_proved(documents: Mapping[str, Document]) -> None:
    outcome = proved(FALSE, documents)
    assert len(outcome) >= 90
    assert [claim for claim, passed in outcome.items() if passed] == []


def test_true_claims_are_proved(documents: Mapping[str, Document]) -> None:
    outcome = proved(TRUE, documents)
    assert len(outcome) >= 60
    lost = [claim for claim, passed in outcome.items() if not passed]
    assert len(lost) <= (1 - PROVED) * len(outcome), lost
