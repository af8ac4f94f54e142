"""Scanned pages, through Tesseract and its Vietnamese model: one page at a time, in its paragraphs."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from itertools import groupby

from ingest.errors import DamagedFile, ToolMissing
from ingest.formats.pdf import open_pdf

_DPI = 300
_LARGEST = 5000  # pixels on a page's longer side
_WEAK = 30.0  # confidence of 100 below which a word is a smudge


def read_scanned_page(raw: bytes, number: int) -> str:
    """Recognise the text of one page (1-based) of a PDF.

    Raises:
        ToolMissing: Tesseract or its Vietnamese model is not installed.
        DamagedFile: Tesseract cannot read the picture.
    """
    if not shutil.which("tesseract"):
        raise ToolMissing("no tesseract", name="tesseract-ocr-vie")
    page = open_pdf(raw)[number - 1]
    scale = min(_DPI / 72, _LARGEST / max(page.get_size()))
    picture = page.render(scale=scale, grayscale=True)
    pixels = bytes(picture.buffer)
    rows = [pixels[at * picture.stride : at * picture.stride + picture.width] for at in range(picture.height)]
    pgm = b"P5 %d %d 255\n" % (picture.width, picture.height) + b"".join(rows)
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", "vie", "--dpi", str(_DPI), "tsv"],
        input=pgm, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        told = done.stderr.decode("utf-8", errors="replace")
        if "vie" in told and "language" in told:
            raise ToolMissing("no Vietnamese model for tesseract", name="tesseract-ocr-vie")
        raise DamagedFile(f"tesseract ended with {done.returncode}")
    return _paragraphs(done.stdout.decode("utf-8", errors="replace"))


def _paragraphs(tsv: str) -> str:
    rows = csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [
        row for row in rows if row["level"] == "5" and row["text"].strip() and float(row["conf"]) >= _WEAK
    ]
    parts = groupby(words, key=lambda row: (row["block_num"], row["par_num"]))
    return "\n\n".join(" ".join(row["text"] for row in part) for _, part in parts)
