"""The administration page in Chromium: upload, table, edits, trash, log; by mouse, by keys, on a phone.

Like tests/test_browser.py each test checks that no other host was asked and that the console stayed clean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingest.edits import checked, set_edits
from ingest.work import Work, perform
from tests.administered import PASSWORD, SECRET, Administered, app_of
from tests.axe import serious_findings
from tests.browser import PHONE, running_chromium, until, watched_page
from tests.fakes import PAYLOADS
from tests.office import text_of
from tests.web import running

pytestmark = pytest.mark.browser

# What Chromium says of the page where one signs in, and of requests that are refused on purpose.
SAID = ("Password forms should have", "Failed to load resource")
NAME = "Nghị quyết mới.txt"


@dataclass
class Site:
    office: Administered
    url: str


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with running_chromium(tmp_path_factory.mktemp("profile")) as context:
        yield context


def prepared(folder: Path) -> Administered:
    """Four documents, one secret, one empty, one twice, one not read yet, one thrown away."""
    office = Administered(folder, upload_limit=1)
    (office.root / "công khai").mkdir()
    (office.root / "mật.txt").write_text(SECRET)
    (office.root / "rỗng.txt").write_text(" ")
    (office.root / "sao.txt").write_text(text_of(1))
    perform(Work("sync", (str(office.root),)), office.settings, office.owner.encoder)
    (office.root / "chép vào.txt").write_text(text_of(9))
    office.over(office.administration.delete(office.key("bai-03.txt"), "lan"))
    return office


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    office = prepared(tmp_path)
    with running(app_of(office)) as port:
        yield Site(office, f"http://127.0.0.1:{port}")


@pytest.fixture
def page(chromium: Any, site: Site) -> Iterator[Any]:
    """The page, signed in, its table shown."""
    with watched_page(chromium, *SAID) as page:
        chromium.clear_cookies()
        page.goto(f"{site.url}/admin")
        assert "/admin/login" in page.url
        page.fill("input[type=password]", PASSWORD)
        page.press("input[type=password]", "Enter")
        page.wait_for_selector("#rows tr")
        yield page


def row(page: Any, name: str) -> Any:
    return page.locator("#rows tr").filter(has=page.locator(".title, .file > span", has_text=name))


def state(page: Any, name: str, wanted: str) -> None:
    row(page, name).locator(".badge", has_text=wanted).wait_for()


def choose(page: Any, name: str, text: str) -> None:
    page.set_input_files("#files", [{"name": name, "mimeType": "text/plain", "buffer": text.encode()}])


def wide(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_the_table_shows_what_there_is(page: Any) -> None:
    shown = [text.split()[0] for text in page.locator("#states button:not([hidden])").all_inner_texts()]
    assert shown == ["Tất", "Đã", "Chờ", "Lỗi", "Cách", "Trùng"]
    assert page.locator("#states button[aria-pressed=true] .count").inner_text() == "7"
    for name, badge in {
        "bai-00.txt": "Đã nạp",
        "mật.txt": "Cách ly",
        "rỗng.txt": "Lỗi",
        "sao.txt": "Trùng",
        "chép vào.txt": "Chờ đọc",
    }.items():
        assert row(page, name).locator(".badge").inner_text() == badge, name
    assert "không có nội dung" in row(page, "rỗng.txt").inner_text()


def test_search_and_filters(page: Any) -> None:
    page.fill("#query", "doi thong")
    until(page, lambda: page.locator("#rows tr").count() == 1)
    assert "bai-02.txt" in page.locator("#rows").inner_text()
    page.fill("#query", "không có chữ này")
    page.locator("#none").wait_for()
    page.fill("#query", "")
    until(page, lambda: page.locator("#rows tr").count() == 7)
    page.click("#states [data-state=failed]")
    until(page, lambda: page.locator("#rows tr").count() == 1)
    assert "rỗng.txt" in page.locator("#rows").inner_text()


def test_dropped_files_are_read_and_bad_ones_told(page: Any, site: Site) -> None:
    page.select_option("#folder", "công khai")
    data = page.evaluate_handle(
        """texts => {
            const data = new DataTransfer();
            for (const [name, text] of texts) data.items.add(new File([text], name));
            return data;
        }""",
        [[NAME, text_of(7)], ["chạy.exe", "MZ"], ["rỗng mới.txt", ""], ["to.txt", "x" * 1_000_001]],
    )
    page.dispatch_event("#drop", "drop", {"dataTransfer": data})
    lines = page.locator("#upload-list li")
    page.wait_for_selector("#upload-list li.done")
    told = dict(text.split("\n", 1) for text in lines.all_inner_texts())
    assert told[NAME].casefold() == "đã nạp"
    assert "chỉ nhận các đuôi" in told["chạy.exe"] and "lớn hơn 1 MB" in told["to.txt"]
    assert "không có nội dung" in told["rỗng mới.txt"]
    assert (site.office.root / "công khai" / NAME).read_text() == text_of(7)
    state(page, NAME, "Đã nạp")
    page.click("#upload-clear")
    assert lines.count() == 0


def test_an_existing_file_is_replaced_only_when_asked(page: Any, site: Site) -> None:
    choose(page, "bai-00.txt", text_of(11))
    page.locator("#sure[open]").wait_for()
    assert "bai-00.txt" in page.locator("#sure-list").inner_text()
    page.click("#sure-cancel")
    page.locator("#upload-list li", has_text="bỏ qua").wait_for()
    assert (site.office.root / "bai-00.txt").read_text() == text_of(0)
    choose(page, "bai-00.txt", text_of(11))
    page.click("#sure-yes")
    page.locator("#upload-list li.done").wait_for()
    assert (site.office.root / "bai-00.txt").read_text() == text_of(11)
    page.locator("#trash-count", has_text="2").wait_for()


def test_an_edit_by_keys_alone(page: Any, site: Site) -> None:
    act = row(page, "bai-00.txt").locator("[data-act=edit]")
    act.focus()
    page.keyboard.press("Enter")
    page.locator("#edit[open]").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type("Tên đã sửa")
    page.fill("#edit-issued", "31/2/2026")
    page.keyboard.press("Enter")
    assert "Ngày chưa đúng" in page.locator("#edit-problem").inner_text()
    page.fill("#edit-issued", "2/9/2026")
    page.keyboard.press("Enter")
    page.locator("#rows .title", has_text="Tên đã sửa").wait_for()
    assert "02/09/2026" in row(page, "bai-00.txt").inner_text()
    assert page.evaluate("document.activeElement.dataset.act") == "edit", "the focus is where it was"
    row_ = site.office.rows()["bai-00.txt"]
    assert row_.document is not None and (row_.document.title, row_.document.issued) == (
        "Tên đã sửa",
        "2026-09-02",
    )
    page.keyboard.press("Enter")
    page.click("#edit-reset")
    page.locator("#rows .title", has_text="Xã Hoa Mai với việc").wait_for()


def test_two_who_edit_are_told_of_each_other(page: Any, site: Site) -> None:
    row(page, "bai-00.txt").locator("[data-act=edit]").click()
    office = site.office
    office.over(office.administration.edit(office.key("bai-00.txt"), {"title": "Của người khác"}, {}, "hoa"))
    page.fill("#edit-name", "Của tôi")
    page.click("#edit-save")
    page.locator("#edit-problem", has_text="Người khác vừa sửa").wait_for()


def test_delete_and_restore(page: Any, site: Site) -> None:
    row(page, "bai-01.txt").locator("[data-act=delete]").click()
    page.keyboard.press("Escape")
    assert page.locator("#sure[open]").count() == 0 and (site.office.root / "bai-01.txt").exists()
    row(page, "bai-01.txt").locator("[data-act=delete]").click()
    page.click("#sure-yes")
    row(page, "bai-01.txt").wait_for(state="detached")
    page.click("#tab-trash")
    page.locator("#trash-list li", has_text="bai-01.txt").get_by_text("Khôi phục").click()
    until(page, lambda: page.locator("#trash-list li").count() == 1)
    page.get_by_role("button", name="Xóa hẳn tất cả").click()
    page.click("#sure-yes")
    page.locator("#trash-none").wait_for()
    page.keyboard.press("Escape")
    page.click("#tab-audit")
    page.wait_for_selector("#audit-rows tr")
    log = page.locator("#audit-rows").inner_text()
    assert "Xóa hẳn" in log and "Khôi phục" in log and "quản trị viên · 127.0.0.1" in log


def test_a_secret_file_is_let_in_only_after_a_question(page: Any) -> None:
    row(page, "mật.txt").locator("[data-act=allow]").click()
    assert "mọi người dùng Hỏi Đáp đọc được" in page.locator("#sure").inner_text()
    page.click("#sure-yes")
    row(page, "mật.txt").locator("[data-act=forbid]").wait_for()
    state(page, "mật.txt", "Đã nạp")
    row(page, "mật.txt").locator("[data-act=forbid]").click()
    state(page, "mật.txt", "Cách ly")


def test_the_original_comes_as_a_file(page: Any) -> None:
    with page.expect_download() as download:
        row(page, "bai-02.txt").locator("[data-act=download]").click()
    assert download.value.suggested_filename == "bai-02.txt"
    assert Path(download.value.path()).read_text() == text_of(2)


def test_the_folder_is_looked_over(page: Any) -> None:
    page.click("#sync")
    state(page, "chép vào.txt", "Đã nạp")


def test_what_another_administrator_does_is_seen(page: Any, site: Site) -> None:
    site.office.upload(NAME, text_of(7))
    row(page, NAME).wait_for()


def test_tabs_by_keys_and_what_is_said(page: Any) -> None:
    page.focus("#tab-documents")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-trash" and page.locator("#trash").is_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-documents"
    told = page.locator("#told")
    assert told.get_attribute("aria-live") == "polite"
    row(page, "rỗng.txt").locator("[data-act=reread]").click()
    until(page, lambda: "rỗng.txt" in told.inner_text())


def test_signing_out(page: Any, site: Site) -> None:
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/admin/login**")
    page.goto(f"{site.url}/admin")
    assert "/admin/login" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    assert serious_findings(page) == []
    row(page, "bai-00.txt").locator("[data-act=edit]").click()
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    row(page, "mật.txt").locator("[data-act=delete]").click()
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    choose(page, "chạy.exe", "MZ")
    page.locator("#upload-list li.failed").wait_for()
    for tab in ("#tab-trash", "#tab-audit"):
        page.click(tab)
        assert serious_findings(page) == []


def test_a_phone_never_scrolls_sideways(page: Any) -> None:
    page.set_viewport_size(PHONE)
    assert wide(page) <= 0
    choose(page, "tên rất dài " * 12 + ".exe", "MZ")
    page.locator("#upload-list li.failed").wait_for()
    assert wide(page) <= 0
    row(page, "bai-00.txt").locator("[data-act=edit]").click()
    assert wide(page) <= 0 and page.locator("#edit").bounding_box()["width"] <= PHONE["width"]
    page.keyboard.press("Escape")
    for tab in ("#tab-trash", "#tab-audit"):
        page.click(tab)
        page.wait_for_timeout(200)
        assert wide(page) <= 0
    assert serious_findings(page) == []


def test_no_payload_runs(chromium: Any, tmp_path: Path) -> None:
    """In file names, titles, bodies, publishers, reasons, the trash and the log: text and nothing else."""
    office = Administered(tmp_path)
    for number, payload in enumerate(PAYLOADS):
        name = f"{number} {payload}".replace("/", "∕").replace("\x1b", "")[:80] + ".txt"
        (office.root / name).write_text(f"{payload}\n\n{text_of(100 + number, payload)}")
    (office.root / f"rỗng {PAYLOADS[2]}.txt".replace("/", "∕")).write_text("")
    perform(Work("sync", (str(office.root),)), office.settings, office.owner.encoder)
    documents = [known for known in office.rows().values() if known.document is not None]
    for known, payload in zip(documents, PAYLOADS, strict=False):
        set_edits(office.index, known.document_id, checked({"title": payload, "kind": payload}))
    perform(Work("sync", (str(office.root),)), office.settings, office.owner.encoder)
    office.over(office.administration.delete(next(iter(office.rows().values())).key, PAYLOADS[0]))
    with running(app_of(office)) as port, watched_page(chromium, *SAID) as page:
        chromium.clear_cookies()
        page.goto(f"http://127.0.0.1:{port}/admin")
        page.fill("input[type=password]", PASSWORD)
        page.press("input[type=password]", "Enter")
        page.wait_for_selector("#rows tr")
        assert page.locator("#rows tr").count() >= 36
        for tab in ("#tab-trash", "#tab-audit", "#tab-documents"):
            page.click(tab)
            page.wait_for_timeout(300)
        page.locator("[data-act=edit]").first.click()
        page.keyboard.press("Escape")
        page.locator("[data-act=delete]").first.click()
        page.keyboard.press("Escape")
        page.fill("#query", PAYLOADS[0])
        page.wait_for_timeout(600)
        assert page.evaluate("window.hacked") is None
        kinds = "img, iframe, script, base, object, embed, meta, link, svg, video, form[action], [onerror]"
        strays = f":is(main, dialog) :is({kinds})"
        assert page.locator(strays).count() == 0
        links = page.evaluate("[...document.links].map(link => link.href)")
        assert links and all(link.startswith(f"http://127.0.0.1:{port}/") for link in links)
