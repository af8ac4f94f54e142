"""Plain text and Markdown (.txt, .md) in any encoding; lines stay as they are."""

from __future__ import annotations

from ingest.extracted import Extracted
from ingest.formats.charset import decode
from ingest.formats.legacy import Run, to_unicode


def read_plain(raw: bytes) -> Extracted:
    """Read a text file.

    Raises:
        BinaryFile: See ``ingest.formats.charset.decode``.
    """
    lines = to_unicode([[Run(line)] for line in decode(raw).splitlines()])
    return Extracted("\n".join(lines) + "\n")
