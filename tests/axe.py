"""What axe-core finds on a page, for every test that drives a browser."""

from __future__ import annotations

from typing import Any

import pytest

Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe


def serious_findings(frame: Any) -> list[str]:
    """Serious and critical findings in one frame (a page is its main frame), as rule and element."""
    found = Axe().run(frame, options={"iframes": False}).response
    assert found["passes"], "it did look"
    return [
        f"{violation['id']}: {node['html']}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
