"""The evaluation with an honest scripted model: no worse than without one, and every word still proved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from eval.run import Wanted, run_eval
from ingest.settings import Settings
from tests.llm_server import MODEL, serving

pytestmark = [pytest.mark.real, pytest.mark.slow]

EVERY = 3  # each third question of `dev`


def scores(index: Path, out: Path, **values: object) -> dict[str, float]:
    cache = Path("~/.cache/hoidap").expanduser()
    settings = Settings(_env_file=None, index=index, cache=cache, threads=1, **values)  # type: ignore[arg-type, call-arg]
    run_eval(Wanted(split="dev", every=EVERY, json_out=out), settings, Console(quiet=True))
    overall: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))["overall"]
    return {name: metric["value"] for name, metric in overall.items()}


def test_an_honest_model_is_no_worse_than_none(corpus_index: Path, tmp_path: Path) -> None:
    without = scores(corpus_index, tmp_path / "without.json")
    with serving("honest") as server:
        url = {"llm_base_url": server.url, "llm_model": MODEL, "llm_timeout": 120.0}
        worded = scores(corpus_index, tmp_path / "with.json", **url)
    assert len(server.prompts) > 20
    for name in ("correct", "refused_unanswerable"):
        assert worded[name] >= without[name]
    assert worded["false_quotes"] == worded["uncited_figures"] == worded["failed"] == 0
