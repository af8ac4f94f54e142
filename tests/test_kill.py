"""``kill -9`` at random moments of a big sync. Run with ``pytest tests/test_kill.py`` (slow: 50 moments)."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.index import open_index
from ingest.sync import sync
from tests.fakes import HashEncoder
from tests.office import content_of, settings_for, write_office

ROOT = Path(__file__).parents[1]
RESTART_S = 10.0


@pytest.mark.parametrize(("strikes", "files"), [(4, 70), pytest.param(50, 200, marks=pytest.mark.slow)])
def test_killed_ingest_leaves_a_whole_index_and_is_finished_by_the_next(
    tmp_path: Path, strikes: int, files: int
) -> None:
    """New texts are published first by their words, then with vectors: three states, each of them whole."""
    corpus, results = tmp_path / "corpus", tmp_path / "results"
    write_office(corpus, 10)
    sync([corpus], settings_for(tmp_path / "before"), HashEncoder())
    old = content_of(tmp_path / "before")
    write_office(corpus, files, "mới")
    (corpus / "bai-03.txt").unlink()
    sync([corpus], settings_for(tmp_path / "clean"), HashEncoder())
    new = content_of(tmp_path / "clean")
    words = {name: sha256 for name, sha256 in new.items() if name != "vectors.npy"}
    results.mkdir()
    command = [sys.executable, "-m", "tests.index_process", "striker"]
    command += [str(tmp_path / "before"), str(corpus), str(results), str(strikes)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    # A busy machine strikes some too late.
    assert sum(died for _, died in told["struck"]) >= 0.5 * strikes, told

    kept, slowest = {"old": 0, "words": 0, "new": 0}, 0.0
    for copy in sorted(results.glob("strike-*")):
        began = time.monotonic()
        with open_index(copy, settings_for(copy), HashEncoder.name) as index:
            slowest = max(slowest, time.monotonic() - began)
            assert index.lexical("giảm đơn vị sự nghiệp", 3), copy
            for row in (0, len(index.chunks) - 1):
                if index.embedded[row]:
                    assert index.dense(index.vectors[row], 1)[0][1] > 0.999, copy
        found = content_of(copy)
        if found in (old, new):
            kept["old" if found == old else "new"] += 1
        else:
            found.pop("vectors.npy")
            assert found == words, copy
            kept["words"] += 1
        sync([corpus], settings_for(copy), HashEncoder())
        assert content_of(copy) == new, copy
        assert len(list((copy / "generations").iterdir())) == 1, copy
    print(f"{told}; {kept}; slowest restart {slowest:.2f} s")
    assert slowest < RESTART_S and kept["old"] >= 1
