"""What staff do around the conversation, in Chromium: keep, filter, copy, judge, take away, hold a meeting.

Like tests/test_browser.py these run against the stand-in assistant, and each checks that no page asked
another host for anything and that the console stayed clean.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import docx
import pytest

from assistant.store import FeedbackStore
from tests.axe import serious_findings
from tests.browser import (
    BOX,
    DESKTOP,
    PHONE,
    QUESTION,
    QUOTE,
    Site,
    ask,
    assert_harmless,
    in_sight,
    open_chat,
    running_chromium,
    until,
    visited,
    watched_page,
)
from tests.fakes import PAYLOADS, FakeAssistant, hostile_documents, invented_documents

pytestmark = pytest.mark.browser

OTHER = "Thư viện có bao nhiêu đầu sách?"
UNKNOWN = "Giá vàng hôm nay bao nhiêu?"
WIDTHS = [(360, 740), (768, 1024), (1440, 900), (3840, 2160)]


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with running_chromium(tmp_path_factory.mktemp("profile")) as context:
        yield context


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="module")
def site(index: Path) -> Iterator[Site]:
    with Site(FakeAssistant(), index) as site:
        yield site


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    with watched_page(chromium) as page:
        yield page


def stored(page: Any) -> list[dict[str, Any]]:
    talks: list[dict[str, Any]] = json.loads(page.evaluate("localStorage.getItem('hoidap.talks') ?? '[]'"))
    return talks


def downloaded(page: Any, button: str) -> bytes:
    with page.expect_download() as download:
        page.click(button)
    content: bytes = Path(download.value.path()).read_bytes()
    return content


def test_the_journey_of_staff(page: Any, site: Site) -> None:
    """Ask, follow up, open the source, take the conversation away as Word."""
    open_chat(page, site)
    ask(page, QUESTION)
    follow_up = ask(page, "Còn kinh phí hỗ trợ?")
    assert f"Đã hiểu là: {QUESTION} Còn kinh phí hỗ trợ?" in follow_up.inner_text()
    follow_up.locator("a.cite").click()
    page.locator("#source mark").wait_for()
    assert page.locator("#source mark").inner_text() == QUOTE and in_sight(page.locator("#source mark"))

    page.click("#open-export")
    word = docx.Document(io.BytesIO(downloaded(page, "#export-docx")))

    written = [paragraph.text for paragraph in word.paragraphs]
    assert written[:2] == [QUESTION, QUESTION], "the title, then the first question"
    assert f"“{QUOTE}” [1]" in written and "Còn kinh phí hỗ trợ?" in written
    links = [relation.target_ref for relation in word.part.rels.values() if relation.is_external]
    assert links and all(link.startswith(f"{site.url}/documents/xa-hoa-mai?start=") for link in links)


def test_markdown_is_taken_away_too(page: Any, site: Site) -> None:
    open_chat(page, site)
    ask(page, QUESTION)
    page.click("#open-export")

    text = downloaded(page, "#export-md").decode()

    assert text.startswith(f"# {QUESTION}\n") and f"> “{QUOTE}” \\[1\\]" in text


def test_nothing_asked_nothing_to_take_away(page: Any, site: Site) -> None:
    open_chat(page, site)
    page.click("#open-export")
    assert page.locator("#said").inner_text() == "Chưa có câu hỏi nào để tải về."


def test_conversations_are_kept_here_and_come_back(page: Any, site: Site) -> None:
    open_chat(page, site)
    ask(page, QUESTION)
    ask(page, UNKNOWN)
    page.click("#new-talk")
    page.locator(".question").first.wait_for(state="detached")
    ask(page, OTHER)
    assert [(talk["title"], len(talk["turns"])) for talk in stored(page)] == [(OTHER, 1), (QUESTION, 2)]

    page.click("#open-talks")
    page.locator("#talk-list .talk-open", has_text=QUESTION).click()

    page.locator(".question", has_text=UNKNOWN).wait_for()
    assert page.locator(".answer").count() == 2 and not page.locator("#talks").is_visible()
    page.locator("a.cite").first.click()
    page.locator("#source mark").wait_for()
    assert page.locator("#source mark").inner_text() == QUOTE
    ask(page, "Còn kinh phí hỗ trợ?")
    assert site.assistant.asked[-1][1] == (QUESTION, UNKNOWN), "a follow-up knows what was asked before"
    assert [len(talk["turns"]) for talk in stored(page)] == [3, 1]


def test_a_page_loaded_again_goes_on(page: Any, site: Site) -> None:
    open_chat(page, site)
    ask(page, QUESTION)

    page.reload()

    page.locator(".answer a.cite").first.wait_for()
    assert page.locator(".question").inner_text() == QUESTION
    assert len(stored(page)) == 1, "nothing is kept twice"


def test_conversations_are_renamed_and_deleted(page: Any, site: Site) -> None:
    open_chat(page, site)
    ask(page, QUESTION)
    page.click("#open-talks")
    page.click(".talk-rename")
    page.fill("#talk-list input", "Sắp xếp thôn")
    page.keyboard.press("Enter")
    assert [talk["title"] for talk in stored(page)] == ["Sắp xếp thôn"]
    assert page.locator("#talk-list .talk-open").inner_text().startswith("Sắp xếp thôn")

    page.click(".talk-delete")
    assert page.locator(".talk-delete").inner_text() == "Xóa hẳn?" and len(stored(page)) == 1
    page.click(".talk-delete")

    page.locator("#no-talks").wait_for()
    assert stored(page) == []
    page.locator(".question").wait_for(state="detached")


def test_a_quote_that_is_gone_is_said_when_a_conversation_comes_back(page: Any, tmp_path: Path) -> None:
    assistant = FakeAssistant()
    with visited(page, assistant, tmp_path) as site:
        open_chat(page, site)
        ask(page, QUESTION)
        first = assistant.documents["xa-hoa-mai"]
        assistant.documents = {first.id: replace(first, text="Đã sửa. " + first.text)}
        page.reload()
        page.locator(".answer").wait_for()
        assert "Đoạn trích [1] không còn trong tài liệu hiện có." in page.locator(".review").inner_text()
        assert page.locator("a.cite").count() == 0


DAMAGED = ["", "{", "[]", '[{"id":"a","turns":[{"x":1}]}]', '{"a":1}', "null", "[null,7]"]


@pytest.mark.parametrize("kept", DAMAGED)
def test_a_damaged_store_breaks_nothing(page: Any, site: Site, kept: str) -> None:
    open_chat(page, site)
    page.evaluate("kept => localStorage.setItem('hoidap.talks', kept)", kept)
    page.evaluate("sessionStorage.setItem('hoidap.talk', 'a')")
    page.reload()
    page.wait_for_selector("#source article")
    page.wait_for_timeout(1000)

    assert ask(page, QUESTION).locator("strong").first.inner_text() == "12"


def test_filters_are_asked_with_and_shown(page: Any, site: Site) -> None:
    open_chat(page, site)
    page.click("#open-scope")
    options = page.locator("#scope select[name=kind] option").all_inner_texts()
    assert options == ["Tất cả", "bài viết", "báo cáo"]
    page.select_option("#scope select[name=publisher]", "Báo Hoa Mai")
    page.fill("#scope [name=issued_from]", "2023")
    page.fill("#scope [name=issued_to]", "10/2023")
    page.click("#scope button[value=apply]")

    assert page.locator("#open-scope").inner_text() == "Phạm vi: Báo Hoa Mai, từ 2023, đến 10/2023"
    ask(page, QUESTION)
    chosen = {"publisher": "Báo Hoa Mai", "issued_from": "2023-01-01", "issued_to": "2023-10-31"}
    assert site.assistant.asked[-1][2] == chosen
    page.click("#open-scope")
    page.click("#scope button[value=clear]")
    assert page.locator("#open-scope").inner_text() == "Phạm vi: tất cả"
    ask(page, QUESTION)
    assert site.assistant.asked[-1][2] == {}


def test_a_date_that_is_none_is_not_taken(page: Any, site: Site) -> None:
    open_chat(page, site)
    for wrong in ("hôm qua", "31/2/2023", "0/2023", "13/2023", "23"):
        page.click("#open-scope")
        page.fill("#scope [name=issued_from]", wrong)
        page.click("#scope button[value=apply]")
        assert page.locator("#scope").is_visible(), wrong
        assert page.evaluate("document.querySelector('[name=issued_from]').validity.customError")
        page.keyboard.press("Escape")
    assert page.locator("#open-scope").inner_text() == "Phạm vi: tất cả"


def test_an_answer_is_copied_with_its_sources(page: Any, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_chat(page, site)
    ask(page, QUESTION).locator(".copy").click()
    page.locator("#said", has_text="Đã chép").wait_for()

    copied = page.evaluate("navigator.clipboard.readText()").splitlines()

    assert copied[0].startswith("Sau sắp xếp, xã Hoa Mai giảm được 12 thôn")
    assert copied[-1] == f"[1] “{QUOTE}” (Xã Hoa Mai sắp xếp lại thôn, tổ dân phố, Báo Hoa Mai, 12/10/2023)"


def test_answers_are_judged_with_a_reason(page: Any, site: Site, index: Path) -> None:
    open_chat(page, site)
    ask(page, QUESTION).locator(".up").click()
    page.locator(".up.chosen").wait_for()
    ask(page, OTHER).locator(".down").click()
    page.fill("#reason-text", "Sai năm")
    page.click("#reason button[value=send]")
    page.locator(".down.chosen").wait_for()

    verdicts = [(kept.verdict, kept.reason) for kept in FeedbackStore(index).all()]
    assert verdicts[-2:] == [("up", ""), ("down", "Sai năm")]
    page.locator(".answer .down").first.click()
    page.click("#reason .close")
    assert len(FeedbackStore(index).all()) == len(verdicts), "leaving the question is no verdict"


def test_an_answer_that_the_server_forgot_cannot_be_judged(chromium: Any, site: Site) -> None:
    with watched_page(chromium, "status of 404") as page:
        open_chat(page, site)
        answer = ask(page, QUESTION)
        page.evaluate("carried = () => ({turn: {id: 'gone'}, plain: ''})")
        answer.locator(".up").click()
        page.locator("#said", has_text="Không còn lưu câu trả lời này").wait_for()
        assert answer.locator(".chosen").count() == 0


def test_an_answer_is_shown_as_it_comes(page: Any, tmp_path: Path) -> None:
    go_on = threading.Event()

    class Slow(FakeAssistant):
        def ask_stream(self, *asked: Any) -> Iterator[Any]:
            yield "Câu đầu. "
            threading.Event().wait(0.3)
            yield "Câu hai <b>"
            go_on.wait(30)
            yield self.ask(*asked)

    with visited(page, Slow(), tmp_path) as site:
        open_chat(page, site)
        page.fill(BOX, QUESTION)
        page.press(BOX, "Enter")
        partial = page.locator("#window .partial", has_text="Câu hai <b>")
        partial.wait_for()
        assert page.locator(".question").inner_text() == QUESTION
        assert page.locator('#window [role="log"]').get_attribute("aria-busy") == "true"
        assert page.locator('#window [role="log"]').get_attribute("aria-live") == "polite"
        go_on.set()
        page.locator(".answer a.cite").wait_for()
        assert page.locator("#window .partial").count() == 0
        assert page.locator('#window [role="log"]').get_attribute("aria-busy") == "false"


def test_a_question_that_a_reload_cut_off_is_in_the_box_again(chromium: Any, tmp_path: Path) -> None:
    go_on = threading.Event()

    class Slow(FakeAssistant):
        def ask_stream(self, question: str, *more: Any) -> Iterator[Any]:
            if question == OTHER:
                go_on.wait(30)
            yield self.ask(question, *more)

    with Site(Slow(), tmp_path) as site, watched_page(chromium) as page:
        open_chat(page, site)
        ask(page, QUESTION)
        page.fill(BOX, OTHER)
        page.press(BOX, "Enter")
        page.locator("#window .partial").wait_for()
        page.locator(".question").nth(1).wait_for()
        page.reload()
        page.locator(".answer a.cite").first.wait_for()
        until(page, lambda: page.input_value(BOX) == OTHER)
        assert page.locator(".question").all_inner_texts() == [QUESTION]
        go_on.set()
        page.press(BOX, "Enter")
        page.locator(".answer").nth(1).wait_for()
        page.reload()
        page.locator(".answer").nth(1).wait_for()
        page.wait_for_timeout(1000)
        assert page.input_value(BOX) == "", "what was answered is not asked again"


def test_fingers_find_what_they_aim_at(page: Any, site: Site) -> None:
    page.set_viewport_size(PHONE)
    page.context.new_cdp_session(page).send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    open_chat(page, site)
    ask(page, QUESTION)
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    for place in ("#tools button", ".acts .act", "#send", "#examples button"):
        heights = [box.bounding_box()["height"] for box in page.locator(place).all() if box.is_visible()]
        assert heights and min(heights) >= 44, place
    mark = page.locator("a.cite").first.bounding_box()
    assert mark["height"] >= 32 and mark["width"] >= 32
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_filter_with_nothing_to_choose_from_is_not_there(page: Any, tmp_path: Path) -> None:
    documents = {name: replace(one, publisher=None) for name, one in invented_documents().items()}
    with visited(page, FakeAssistant(documents), tmp_path) as site:
        open_chat(page, site)
        page.click("#open-scope")
        assert page.locator("#scope select").count() == 2
        assert page.locator("#scope select[name=publisher]").count() == 0
        page.select_option("#scope select[name=kind]", "báo cáo")
        page.click("#scope button[value=apply]")
        assert page.locator("#open-scope").inner_text() == "Phạm vi: báo cáo"


def test_next_questions_come_from_the_cited_document(page: Any, site: Site) -> None:
    open_chat(page, site)
    ask(page, OTHER)
    offered = page.locator("#examples button").first
    offered.filter(has_text="do ai viết?").wait_for()
    assert offered.inner_text() == "“Thư viện huyện Suối Trong mở cửa trở lại” do ai viết?"


def test_english_frame(page: Any, site: Site) -> None:
    open_chat(page, site, "/en/")
    answer = ask(page, OTHER)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("#send").inner_text() == "Send"
    for text in ("Please check", "Copy", "Useful"):
        assert text in answer.inner_text()
    answer.locator("a.cite").click()
    page.locator("#source mark").wait_for()
    assert "Open full text" in page.locator("#panel-head").inner_text()
    assert page.locator("#full-text").get_attribute("href").endswith("&lang=en")
    page.click("nav .language")
    page.wait_for_selector(BOX)
    assert page.locator("#send").inner_text() == "Gửi"


def test_a_paper_for_a_meeting(page: Any, site: Site) -> None:
    open_chat(page, site)
    page.click("nav a[href='/digest']")
    page.check("input[value=xa-hoa-mai]")
    page.select_option("#points", "5")
    page.click(".choose .go button")
    page.locator("#result").wait_for()
    points = page.locator(".points span").all_inner_texts()
    assert f"“{QUOTE}”" in points
    page.locator(".points li", has_text=QUOTE).locator("a.cite").click()
    page.locator("mark").wait_for()
    assert page.locator("mark").inner_text() == QUOTE
    page.go_back()
    dropped = page.locator(".points input").first
    left_out = page.locator(".points span").first.inner_text()
    dropped.uncheck()
    page.fill("#branch", "Thôn 1")

    word = docx.Document(io.BytesIO(downloaded(page, ".result .strong")))

    written = [paragraph.text for paragraph in word.paragraphs]
    head = [cell.text for cell in word.tables[0].rows[0].cells]
    assert "CHI BỘ THÔN 1" in head[0] and "ĐẢNG CỘNG SẢN VIỆT NAM" in head[1]
    assert "TÀI LIỆU SINH HOẠT CHI BỘ" in written and "Nguồn trích dẫn" in written
    told = [line for line in written if line.startswith("– “")]
    assert len(told) == len(points) - 1 and not any(left_out in line for line in told)


def test_a_topic_that_nobody_speaks_of(page: Any, site: Site) -> None:
    page.goto(f"{site.url}/digest")
    page.fill("#topic", "giá vàng thế giới")
    page.keyboard.press("Enter")
    page.locator("[role=alert]").wait_for()
    assert "Không có câu nào" in page.locator("[role=alert]").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious(page: Any, site: Site, size: dict[str, int], scheme: str) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    open_chat(page, site)
    assert serious_findings(page) == []
    ask(page, OTHER)
    ask(page, UNKNOWN)
    ask(page, "a" * 3000)
    page.locator("a.cite").first.click()
    page.locator("#source mark").wait_for()
    assert serious_findings(page) == []
    for name in ("talks", "scope", "export"):
        page.click(f"#open-{name}")
        assert page.locator(f"#{name}").is_visible()
        assert serious_findings(page) == []
        page.keyboard.press("Escape")
    for path in ("/documents/xa-hoa-mai?start=790&end=852", "/documents", "/digest?points=5&d=xa-hoa-mai"):
        page.goto(site.url + path)
        assert serious_findings(page) == []


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_nothing_sticks_out_at_any_width(page: Any, site: Site, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_chat(page, site)
    ask(page, OTHER)
    for place in (BOX, "#send", "#new-talk", "#open-scope"):
        assert width < 641 or in_sight(page.locator(place)), "a phone scrolls the page"
    for path in ("", "/digest?points=5&d=xa-hoa-mai", "/documents/xa-hoa-mai?start=790&end=852"):
        if path:
            page.goto(site.url + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_tools_work_by_keyboard_alone(page: Any, site: Site) -> None:
    open_chat(page, site)
    page.keyboard.press("Shift+Tab")
    for _ in range(8):
        if page.evaluate("document.activeElement.id") == "open-scope":
            break
        page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "open-scope"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('dialog')?.id") == "scope"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "open-scope"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_nothing_hostile_runs_in_what_is_kept_and_taken_away(page: Any, tmp_path: Path) -> None:
    documents = hostile_documents()
    with visited(page, FakeAssistant(documents), tmp_path) as site:
        open_chat(page, site)
        for number, payload in enumerate(PAYLOADS[:12]):
            ask(page, f"Dấu hiệu{number} có mã {payload} ở giữa")
        page.reload()
        page.locator(".answer").nth(11).wait_for()
        page.click("#open-talks")
        page.click(".talk-rename")
        page.fill("#talk-list input", "".join(PAYLOADS)[:110])
        page.keyboard.press("Enter")
        assert_harmless(page)
        page.keyboard.press("Escape")
        page.click("#open-export")
        word = docx.Document(io.BytesIO(downloaded(page, "#export-docx")))
        links = [relation.target_ref for relation in word.part.rels.values() if relation.is_external]
        assert links and all(link.startswith(f"{site.url}/documents/") for link in links)
        page.click("#open-scope")
        assert_harmless(page)
        for name, document in documents.items():
            page.goto(f"{site.url}/digest?points=5&topic={quote(document.title)}&d={quote(name, safe='')}")
            assert_harmless(page)


def test_a_hostile_store_is_only_text(page: Any, site: Site) -> None:
    """What another program wrote into the browser's store is as foreign as any document."""
    open_chat(page, site)
    ask(page, QUESTION)
    for payload in PAYLOADS[::5]:
        page.evaluate(
            """payload => {
                const talks = JSON.parse(localStorage.getItem("hoidap.talks"));
                talks[0].title = payload;
                const changed = {question: payload, text: payload, standalone_question: payload};
                Object.assign(talks[0].turns[0], changed, {review_reasons: [payload]});
                localStorage.setItem("hoidap.talks", JSON.stringify(talks));
            }""",
            payload,
        )
        page.reload()
        page.locator(".answer").wait_for()
        page.click("#open-talks")
        assert_harmless(page)
        assert payload in page.locator("#talk-list").inner_text() or len(payload.split()) > 1


def test_no_inline_script_is_allowed_on_our_own_pages(page: Any, site: Site) -> None:
    open_chat(page, site)
    for path in ("/documents", "/documents/xa-hoa-mai", "/digest", "/documents/none"):
        policy = page.request.get(site.url + path).headers["content-security-policy"]
        assert "script-src 'self';" in policy and "unsafe" not in policy
    policy = page.request.get(site.url + "/").headers["content-security-policy"]
    assert "unsafe-eval" not in policy and "script-src 'self' 'nonce-" in policy
    assert policy.count("unsafe-inline") == 1 and "style-src 'self' 'unsafe-inline'" in policy


def test_the_stand_in_documents_are_what_these_tests_take_them_for() -> None:
    text = invented_documents()["xa-hoa-mai"].text
    assert text[790:852] == QUOTE
