"""What is installed: all files that the programs read, and no CUDA."""

from __future__ import annotations

import tomllib
from importlib.metadata import distributions
from pathlib import Path

from tests.readme import ROOT

UNREAD = {"eval/LOG.md"}


def test_every_data_file_of_the_packages_is_packaged() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    packages, patterns = setuptools["packages"], setuptools["package-data"]
    files = (path for package in packages for path in (ROOT / package).rglob("*") if path.is_file())
    data = {path.relative_to(ROOT).as_posix() for path in files if path.suffix not in (".py", ".pyc")}
    assert "assistant/weights.json" in data and "assistant/static/chat.js" in data
    for path in data - UNREAD:
        package, inside = path.split("/", 1)
        assert any(Path(inside).match(pattern) for pattern in patterns.get(package, ())), path


def test_torch_is_the_cpu_build() -> None:
    names = {distribution.metadata["Name"].lower() for distribution in distributions()}
    assert "torch" in names
    assert not {name for name in names if name.startswith(("nvidia-", "triton"))}


def test_every_dependency_is_pinned_for_setup() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.split("==")[0].lower() for line in lines if "==" in line}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {name.split("=")[0].split(">")[0].split("<")[0].lower() for name in wanted}
    assert names <= pinned
