"""Files of one folder, by plain names only."""

from __future__ import annotations

import re

from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_PLAIN = re.compile(r"/[A-Za-z0-9][A-Za-z0-9_-]*\.[a-z0-9]+")


class PlainFiles(StaticFiles):
    """Serves ``name.ending`` and nothing else: no folder, no dotfile, no other spelling of a name."""

    def get_path(self, scope: Scope) -> str:
        """Return the name asked for; what has no plain name is "", the folder, which is not served."""
        asked = scope["path"].removeprefix(scope["root_path"])
        return asked[1:] if _PLAIN.fullmatch(asked) else ""
