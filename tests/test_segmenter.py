"""Words of several syllables: the model's own, without the package around it."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.segmenter import compounds, dictionary, installed_file

ROOT = Path(__file__).parent.parent


def test_words_of_several_syllables_are_joined() -> None:
    found = compounds("Huyện đã sắp xếp các đơn vị sự nghiệp .".split())
    assert found == ["sắp xếp", "đơn vị", "sự nghiệp"]


def test_marks_part_words() -> None:
    assert compounds("đơn vị".split()) == ["đơn vị"]
    assert compounds("đơn , vị".split()) == []


@pytest.mark.parametrize("tokens", [[], ["đơn"], [","], ["\ud83d"], ["2018"]])
def test_what_holds_no_compound_gives_none(tokens: list[str]) -> None:
    assert compounds([token.encode("utf-8", "replace").decode() for token in tokens]) == []


def test_threads_that_come_first_together_get_what_one_gets() -> None:
    code = """
from concurrent.futures import ThreadPoolExecutor
from ingest.segmenter import compounds
with ThreadPoolExecutor(8) as pool:
    print(set(map(tuple, pool.map(compounds, [["đơn", "vị", "sự", "nghiệp"]] * 64))))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stdout.strip() == str({("đơn vị", "sự nghiệp")})
    lines = [f"Ủy ban nhân dân huyện số {number} sắp xếp đơn vị".split() for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(compounds, lines)) == [compounds(line) for line in lines]


def test_the_list_holds_words_and_phrases() -> None:
    assert len(dictionary()) > 70_000
    assert {"đơn vị", "nhân dân"} <= set(dictionary())
    assert not any("\r" in word or "\n" in word for word in dictionary())


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(FileNotFoundError, match="underthesea"):
        installed_file("corpus/data/Viet74K.txt")


@pytest.mark.real
def test_words_are_those_that_underthesea_finds() -> None:
    from underthesea import word_tokenize

    from ingest.vietnamese import nfc, normal, words

    paragraphs = [
        line
        for path in sorted((ROOT / "corpus").glob("*.txt"))
        for line in nfc(path.read_text(encoding="utf-8")).splitlines()
        if len(line) > 40
    ]
    theirs = [
        [normal(word).replace(" ", "_") for word in word_tokenize(line) if " " in word] for line in paragraphs
    ]
    same = sum(words(line) == found for line, found in zip(paragraphs, theirs, strict=True))
    assert len(paragraphs) > 50
    assert same / len(paragraphs) > 0.97  # dates and addresses are cut elsewhere


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, ingest.places, ingest.vietnamese; ingest.vietnamese.warm_up(); ingest.places.compounds()"
    )
    code += "; ingest.places.gazetteer(); print({'torch', 'transformers', 'underthesea'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
