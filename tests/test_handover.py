"""A real server and real commands on one index, as processes. Run with ``pytest tests/test_handover.py``."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.office import text_of
from tests.service import HOIDAP, PATIENCE, plain_environment, serving

pytestmark = [pytest.mark.real, pytest.mark.slow]

QUESTION = {"question": "Xã Suối Ngàn đã giảm được bao nhiêu đơn vị sự nghiệp công lập ở đợt 5?"}


def run(folder: Path, *arguments: object) -> tuple[int, str]:
    command = [HOIDAP, *map(str, arguments)]
    ran = subprocess.run(
        command, cwd=folder, env=plain_environment(), capture_output=True, text=True, timeout=PATIENCE
    )
    assert "Traceback" not in ran.stderr
    return ran.returncode, ran.stdout + ran.stderr


def test_commands_beside_a_running_server(corpus_index: Path, tmp_path: Path) -> None:
    """Ingest, backup and restore while it serves: each answer comes from the generation that it names."""
    index = Path(shutil.copytree(corpus_index, tmp_path / "index"))
    (tmp_path / "moi").mkdir()
    (tmp_path / "moi" / "suoi-ngan.txt").write_text(text_of(5), encoding="utf-8")
    with serving(index, tmp_path) as service:
        first = json.loads(service.get("/readyz"))
        assert run(tmp_path, "backup", "b.zip", "--index", index)[0] == 0

        code, said = run(tmp_path, "ingest", "moi", "--index", index)
        assert code == 0 and "được giao cho máy chủ" in said
        second = json.loads(service.get("/readyz"))
        assert second["index_version"] != first["index_version"] and second["documents"] == 6
        answer = service.post("/api/ask", QUESTION)
        assert answer["index_version"] == second["index_version"]
        assert "suoi-ngan" in [context["document_id"] for context in answer["contexts"]]

        code, said = run(tmp_path, "restore", "b.zip", "--index", index)
        assert code == 0 and "được giao cho máy chủ" in said
        third = json.loads(service.get("/readyz"))
        assert third["documents"] == 5 and third["index_version"] not in (
            first["index_version"],
            second["index_version"],
        )
    assert not (index / "serve.json").exists()
    code, said = run(tmp_path, "ingest", "moi", "--index", index)
    assert code == 0 and "máy chủ" not in said


def test_served_folder_is_kept_in_step(corpus_index: Path, tmp_path: Path) -> None:
    index = Path(shutil.copytree(corpus_index, tmp_path / "index"))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "suoi-ngan.txt").write_text(text_of(5), encoding="utf-8")
    with serving(index, tmp_path, more=["--watch"]) as service:
        _wait_for(service, 6)
        (corpus / "nui-tuong.txt").write_text(text_of(6), encoding="utf-8")
        _wait_for(service, 7)
        (corpus / "suoi-ngan.txt").unlink()
        _wait_for(service, 6)


def _wait_for(service: object, count: int) -> None:
    until = time.monotonic() + PATIENCE
    while json.loads(service.get("/readyz"))["documents"] != count:  # type: ignore[attr-defined]
        assert time.monotonic() < until
        time.sleep(0.2)
