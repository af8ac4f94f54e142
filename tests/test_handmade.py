"""Lists made by reading real documents, against what ingest finds in them.

``data/decrees.json``: the Điều of five decrees and the facts of each. ``data/gazette-60.json``: title,
number and dates of every fifth of 300 pages of the Official Gazette, by name. Where a page gives the first
of January 1900 as the day of effect, none is known.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz import fuzz

from ingest.clean import load_document
from ingest.records import Document
from ingest.sources import find_files
from ingest.structure import outline_of
from ingest.vietnamese import fold_accents, normal

DATA = Path(__file__).parent / "data"
REAL = Path(__file__).parents[2] / "shared" / "data"
DECREES = REAL / "van-ban"
GAZETTE = REAL / "congbao" / "congbao-300.tar.gz"
FIELDS = ("number", "kind", "publisher", "issued", "effective", "signer", "summary")

# Menus, buttons, forms and lists to choose from, as the pages of the gazette have them.
MENUS = (
    "trang chủ|Trang chủ|Văn bản đăng công báo|Văn bản chỉ đạo điều hành|Văn bản ban hành được đăng công báo|"
    "Tới trang|Tìm kiếm|Tải về|Chia sẻ|facebook|Facebook|Zalo|Twiter|Copylink|Copy link|Mục lục|Lược đồ|"
    "Thuộc tính|giải đáp - chỉ dẫn liên quan|Văn bản liên quan|Sơ đồ|Hệ thống văn bản|Văn bản mới|Tất cả|"
    "Xem thêm|Gửi thông tin|hiến kế|Hãy nhập|Email|Bình luận|bình luận|Mã xác nhận|Tên hiển thị|Hủy|Đóng|"
    "Menu|Thông tin của bạn|Giới thiệu Công báo|Thư điện tử công vụ|Ghi rõ nguồn|Tổng Giám đốc|"
    "Chưa được phân loại|Sắt luật|Giấy nghỉ phép|Các cơ quan khác|Điều ước quốc tế (do|"
    "BỘ DÂN TỘC VÀ TÔN GIÁO BỘ|NẠN ĐÓI|APEC|26°|--|[0]"
).split("|")  # fmt: skip

decrees = pytest.mark.skipif(not DECREES.is_dir(), reason="../shared/data/van-ban is not here")
gazette = pytest.mark.skipif(not GAZETTE.is_file(), reason="../shared/data/congbao is not here")


def read(name: str) -> list[dict[str, Any]]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def letters(text: str | None) -> str:
    """Without accents, case and marks: scans of decrees spoil them."""
    return " ".join(re.findall(r"\w+", fold_accents(normal(text or ""))))


def differing(
    document: Document, row: Mapping[str, Any], fields: tuple[str, ...]
) -> list[tuple[object, ...]]:
    """The fields that are not as the list has them; white space and final stops do not count."""
    pairs = [(name, getattr(document, name), row[name]) for name in fields]
    plain = [(name, *("".join((value or "").split()).rstrip(".") for value in pair)) for name, *pair in pairs]
    return [pair for pair, (_, found, wanted) in zip(pairs, plain, strict=True) if found != wanted]


@decrees
@pytest.mark.real
def test_the_articles_and_facts_of_five_decrees() -> None:
    documents = {Path(one.source).name: one for one in map(load_document, find_files([DECREES]))}
    rows = read("decrees.json")
    assert sorted(documents) == sorted(row["file"] for row in rows)
    missed, invented, wrong = [], [], []
    for row in rows:
        document = documents[row["file"]]
        found = {one.number: one for one in outline_of(document.text).articles}
        for number, title in enumerate(row["articles"], 1):
            article = found.pop(str(number), None)
            begins = article is not None and re.match(
                rf"[#* ]*Điều {number}\.", document.text[article.start : article.start + 20]
            )
            if not begins or fuzz.ratio(letters(article.title), letters(title)) < 98:  # type: ignore[union-attr]
                missed.append((row["number"], number, article and article.title))
        invented += [(row["number"], one) for one in found]
        wrong += [(row["number"], *one) for one in differing(document, row, FIELDS)]
    articles, facts = sum(len(row["articles"]) for row in rows), len(rows) * len(FIELDS)
    right = 1 - len(missed) / articles, 1 - len(wrong) / facts
    print(f"Điều {right[0]:.3f} of {articles}, fields {right[1]:.3f} of {facts}: {missed} {invented} {wrong}")
    assert articles == 88 and right[0] >= 0.99 and not invented
    assert right[1] >= 0.95


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    folder = tmp_path_factory.mktemp("gazette")
    with tarfile.open(GAZETTE) as archive:
        archive.extractall(folder, filter="data")
    return {Path(one.source).name: one for one in map(load_document, find_files([folder]))}


@gazette
@pytest.mark.real
def test_the_facts_of_sixty_pages_of_the_gazette(pages: dict[str, Document]) -> None:
    rows = read("gazette-60.json")
    assert [row["page"] for row in rows] == sorted(pages)[::5]
    fields = ("title", "number", "issued", "effective")
    wrong = [(row["page"], *one) for row in rows for one in differing(pages[row["page"]], row, fields)]
    by_field = {name: 1 - sum(one[1] == name for one in wrong) / len(rows) for name in fields}
    print(by_field, wrong)
    assert min(by_field.values()) >= 0.97


@gazette
@pytest.mark.real
def test_no_menu_word_is_left_in_three_hundred_pages(pages: dict[str, Document]) -> None:
    word = re.compile("|".join(rf"(?<!\w){re.escape(menu)}" for menu in MENUS))
    left = {name: found for name, page in pages.items() if (found := word.findall(page.text))}
    assert len(pages) == 300 and not left
