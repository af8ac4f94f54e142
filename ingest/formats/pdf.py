"""PDF: characters through pdfium, words and ruled tables through pdfplumber, paragraphs by ``layout``."""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

import pdfplumber
import pypdfium2
from pypdfium2 import raw as pdfium

from ingest.errors import DamagedFile, EncryptedFile, ReadLimit, ScannedFile
from ingest.extracted import Extracted
from ingest.formats.blocks import PAGE_BREAK, Block, Table, compose, paragraph, table
from ingest.formats.layout import PlacedLine, join_lines, lines_of, without_running_heads

MOST_PAGES = 3000
_TABLE_PAGES = 80  # pages on which tables are looked for: pdfplumber takes its time
_RULES = 4  # lines or frames drawn on a page that may hold a table
_SCAN_AREA, _SCAN_CHARACTERS = 0.5, 200  # of a scan: share of the page that a picture covers; a stamp's text
_PROTECTED = pdfium.FPDF_ERR_PASSWORD


def read_pdf(raw: bytes, scans_allowed: bool) -> Extracted:
    """Read a file page by page.

    Args:
        scans_allowed: Return pages that are pictures in ``scans`` even when there is no other page.

    Raises:
        EncryptedFile: It needs a password.
        ScannedFile: Every page is a picture.
        ReadLimit: It has more than ``MOST_PAGES`` pages.
        DamagedFile: pdfium cannot open it.
    """
    document = open_pdf(raw)
    pages: list[list[PlacedLine]] = []
    scans: list[int] = []
    ruled: list[int] = []
    for number in range(len(document)):
        page = document[number]
        lines, scan, rules = _page(page)
        pages.append([] if scan else lines)
        if scan:
            scans.append(number + 1)
        elif rules >= _RULES and len(ruled) < _TABLE_PAGES:
            ruled.append(number)
        page.close()
    if scans and not scans_allowed and not any(pages):
        raise ScannedFile(f"{len(scans)} pages without text", pages=len(scans))
    tables = _tables(raw, ruled) if ruled else {}
    blocks = list(_blocks(without_running_heads(pages), tables))
    return compose(blocks, paged=True, scans=scans)


def open_pdf(raw: bytes) -> Any:
    """Open a file with pdfium.

    Raises:
        EncryptedFile, DamagedFile, ReadLimit: See ``read_pdf``.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PROTECTED or "password" in str(error).lower():
            raise EncryptedFile("a PDF with a password") from error
        raise DamagedFile(f"pdfium: {error}") from error
    if len(document) > MOST_PAGES:
        raise ReadLimit(f"{len(document)} pages", reason="pages")
    return document


def _page(page: Any) -> tuple[list[PlacedLine], bool, int]:
    """Lines of a page, whether it is a scan, and how many lines and frames are drawn on it."""
    width, height = page.get_size()
    characters = list(_characters(page.get_textpage(), height))
    rules, covered = 0, 0.0
    for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        if drawn.type == pdfium.FPDF_PAGEOBJ_PATH:
            rules += 1
        else:
            left, bottom, right, top = drawn.get_bounds()
            covered = max(covered, abs((right - left) * (top - bottom)) / max(width * height, 1.0))
    shown = sum(not character["text"].isspace() for character in characters)
    scan = shown < _SCAN_CHARACTERS and covered >= _SCAN_AREA
    return lines_of(characters), scan, rules


def _characters(textpage: Any, height: float) -> Iterator[dict[str, Any]]:
    """Characters in pdfplumber's form, in points from the page's left and top.

    They stand on their base line: fonts that lend single letters have boxes of other heights.
    """
    box = pdfium.FS_RECTF()
    matrix = pdfium.FS_MATRIX()
    across, up = ctypes.c_double(), ctypes.c_double()
    for at in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, at)
        if code in (0, 0xFFFE, 0xFFFF) or pdfium.FPDFText_IsGenerated(textpage, at) == 1:
            continue  # blanks and line ends that pdfium guesses from the order of drawing
        if not pdfium.FPDFText_GetLooseCharBox(textpage, at, ctypes.byref(box)):
            continue
        if not pdfium.FPDFText_GetCharOrigin(textpage, at, ctypes.byref(across), ctypes.byref(up)):
            continue
        if not pdfium.FPDFText_GetMatrix(textpage, at, ctypes.byref(matrix)):
            continue
        # A file may write letters of size 1 and scale the page.
        size = pdfium.FPDFText_GetFontSize(textpage, at) * math.hypot(matrix.c, matrix.d)
        base = height - up.value
        yield {
            "text": chr(code),
            "x0": box.left,
            "x1": box.right,
            "top": base,
            "bottom": base,
            "doctop": base,
            "height": size,
            "size": size,
            "upright": True,
        }


def _tables(raw: bytes, numbers: Sequence[int]) -> dict[int, list[tuple[tuple[float, ...], Table]]]:
    """Ruled tables by page (0-based), each with its frame: left, top, right, bottom."""
    found: dict[int, list[tuple[tuple[float, ...], Table]]] = {}
    with pdfplumber.open(io.BytesIO(raw)) as document:
        for number in numbers:
            page = document.pages[number]
            for one in page.find_tables():
                rows = [[cell or "" for cell in row] for row in one.extract()]
                if len(rows) > 1 and len(rows[0]) > 1:
                    found.setdefault(number, []).append((one.bbox, table(rows)))
            page.close()
    return found


def _blocks(
    pages: Sequence[Sequence[PlacedLine]], tables: dict[int, list[tuple[tuple[float, ...], Table]]]
) -> Iterator[Block]:
    """Paragraphs and tables from the top of the first page to the bottom of the last."""
    flow: list[PlacedLine | Table | None] = []  # None: a page ends here
    for number, lines in enumerate(pages):
        own = tables.get(number, [])
        free = [line for line in lines if not any(_within(line, frame) for frame, _ in own)]
        placed: list[tuple[float, PlacedLine | Table]] = [(line.top, line) for line in free]
        placed += [(frame[1], one) for frame, one in own]
        flow += [item for _, item in sorted(placed, key=lambda pair: pair[0])]
        flow.append(None)
    for text in join_lines(flow[:-1], PAGE_BREAK):
        yield paragraph(text) if isinstance(text, str) else text


def _within(line: PlacedLine, frame: Sequence[float]) -> bool:
    left, top, right, bottom = frame
    middle = (line.top + line.bottom) / 2
    return top <= middle <= bottom and left - 2 <= line.x0 and line.x1 <= right + 2
