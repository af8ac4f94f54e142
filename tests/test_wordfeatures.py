"""Features of the word segmenter against the library that defines them. Run with
``pytest tests/test_wordfeatures.py``."""

from __future__ import annotations

import re

import joblib
import pytest
from underthesea_core import CRFFeaturizer

from ingest import wordfeatures
from ingest.segmenter import MODEL, installed_file
from ingest.wordfeatures import WordFeatures
from tests.office import text_of

TEMPLATES = joblib.load(installed_file(MODEL) / "features.bin")
WORDS = joblib.load(installed_file(MODEL) / "dictionary.bin")
TEXTS = [
    "Hà",
    "Hà Nội",
    "BOS là gì ?",
    "Cán bộ , công chức , viên chức",
    "+5 -3 007 2147483647 2147483648 -2147483648 99999999999999999999999 1.043 ٣ ２",
    "İ ß ΑΣ ŉ Đ đ 07-ĐA/TU ( “ ” \x02",
    *(" ".join(re.findall(r"\w+|[^\w\s]", text_of(number))) for number in range(8)),
]


@pytest.mark.parametrize("text", TEXTS)
def test_features_are_those_of_the_library(text: str) -> None:
    tokens = text.split(" ")
    [wanted] = CRFFeaturizer(TEMPLATES, WORDS).process([[[token] for token in tokens]])
    assert [list(found) for found in WordFeatures(TEMPLATES, WORDS).of(tokens)] == wanted


def test_remembering_changes_nothing_and_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = [WordFeatures(TEMPLATES, WORDS).of(text.split(" ")) for text in TEXTS]
    monkeypatch.setattr(wordfeatures, "_REMEMBERED", 20)
    features = WordFeatures(TEMPLATES, WORDS)
    for _ in range(2):
        assert [features.of(text.split(" ")) for text in TEXTS] == fresh
    assert len(features._known) <= 20


def test_no_tokens_have_no_features() -> None:
    assert WordFeatures(TEMPLATES, WORDS).of([]) == []


@pytest.mark.parametrize("template", ["T[0].length", "T[-2,1]", "T[3]", "U[0]"])
def test_a_template_that_is_not_known_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="not a template"):
        WordFeatures([template], WORDS)
