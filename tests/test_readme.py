"""README.md tells the truth: settings, files, commands, links, and the run that it shows.

When a block is out of date: ``python -m tests.readme``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant import cli
from ingest.settings import PREFIX, Settings
from tests import readme

TEXT = readme.README.read_text(encoding="utf-8")


def test_settings_table_has_every_setting_and_nothing_more() -> None:
    rows = re.findall(r"^\| `(\w+)` \|(.*)$", readme.block(TEXT, "settings"), re.MULTILINE)
    assert [name for name, _ in rows] == [PREFIX + name.upper() for name in Settings.model_fields]
    for name, rest in rows:
        assert Settings.model_fields[name.removeprefix(PREFIX).lower()].description in rest
    assert readme.block(TEXT, "settings") == readme.settings_table()


def test_no_setting_is_named_that_does_not_exist() -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", TEXT))
    assert named <= {PREFIX + name.upper() for name in Settings.model_fields}


def test_tree_has_every_python_file_and_nothing_more() -> None:
    if not (readme.ROOT / ".git").exists():
        pytest.skip("no version control here to ask which files belong")
    shown, folder = set(), ""
    for line in readme.block(TEXT, "tree").splitlines():
        if found := re.match(r"([\w./]+)/(?:\s|$)", line):
            folder = found.group(1) + "/"
        elif found := re.match(r"  (\w+\.py)\s+\S", line):
            shown.add(folder + found.group(1))
    python = {path for path in readme.tracked() if path.endswith(".py")}
    assert shown == {path for path in python if not path.endswith("__init__.py")}
    assert readme.block(TEXT, "tree") == readme.tree(readme.tracked())


@pytest.mark.real
def test_shown_run_is_a_real_run(corpus_index: Path) -> None:
    assert readme.block(TEXT, "run") == readme.transcript(corpus_index)


def test_every_command_is_told_of() -> None:
    commands = {command.name or command.callback.__name__ for command in cli.app.registered_commands}  # type: ignore[union-attr]
    commands |= {group.name for group in cli.app.registered_groups}
    named = set(re.findall(r"hoidap (\w+)", TEXT))
    assert named == commands


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (readme.ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make (\w+)", TEXT, re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_links_lead_to_files() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", TEXT) if "://" not in link]
    assert links and [link for link in links if not (readme.ROOT / link).exists()] == []
