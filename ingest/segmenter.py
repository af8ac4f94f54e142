"""underthesea's word segmenter and data, without its package, which imports torch for a translator.

The model runs in ``underthesea_core``, the engine that underthesea itself calls; what it and the word list
hold is read from underthesea's installed files.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import joblib
from underthesea_core import CRFTagger

from ingest.wordfeatures import WordFeatures

MODEL = "pipeline/word_tokenize/models/ws_crf_vlsp2013_20230727"
INSIDE = "I-W"  # tag of a token that goes on with the word before it


def installed_file(name: str) -> Path:
    """Return the place of a file of underthesea.

    Args:
        name: Path within the package.

    Raises:
        FileNotFoundError: underthesea is not installed.
    """
    found = importlib.util.find_spec("underthesea")  # of a package itself: nothing is run
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("the package underthesea is not installed")
    return Path(found.submodule_search_locations[0]) / name


@lru_cache(maxsize=1)
def dictionary() -> tuple[str, ...]:
    """Return the 74,000 words and phrases of underthesea's largest list, as they are written there."""
    return tuple(installed_file("corpus/data/Viet74K.txt").read_text(encoding="utf-8").strip().split("\n"))


def compounds(tokens: Sequence[str]) -> list[str]:
    """Return the words of two tokens and more, in order, their tokens joined by spaces.

    Args:
        tokens: Syllables, figures and marks of a text, each without white space.
    """
    if not tokens:
        return []
    features, tagger = _model()
    words: list[list[str]] = []
    for token, tag in zip(tokens, tagger.tag(features.of(tokens)), strict=True):
        if tag == INSIDE and words:
            words[-1].append(token)
        else:
            words.append([token])
    return [" ".join(word) for word in words if len(word) > 1]


@lru_cache(maxsize=1)
def _model() -> tuple[WordFeatures, CRFTagger]:
    """Load the model (0.3 s). Threads that come first together may each load it; one of them is kept."""
    folder = installed_file(MODEL)
    tagger = CRFTagger()
    tagger.load(str(folder / "models.bin"))
    features, words = (joblib.load(folder / name) for name in ("features.bin", "dictionary.bin"))
    return WordFeatures(features, words), tagger
