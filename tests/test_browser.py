"""The chat page and the viewer in Debian's Chromium, against the stand-in assistant.

Every test also checks that no page asked another host for anything and that the console stayed clean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.browser import (
    BOX,
    PHONE,
    QUESTION,
    QUOTE,
    Site,
    ask,
    assert_harmless,
    in_sight,
    open_chat,
    running_chromium,
    visited,
    watched_page,
)
from tests.fakes import PAYLOADS, FakeAssistant, hostile_documents

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with running_chromium(tmp_path_factory.mktemp("profile")) as context:
        yield context


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(FakeAssistant(), tmp_path_factory.mktemp("index")) as site:
        yield site


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    with watched_page(chromium) as page:
        yield page


def test_a_mark_opens_the_source_at_the_passage(page: Any, site: Site) -> None:
    open_chat(page, site)

    answer = ask(page, QUESTION)

    assert answer.locator("strong").first.inner_text() == "12"
    answer.locator("a.cite").click()
    mark = page.locator("#source mark")
    mark.wait_for()
    assert mark.inner_text() == QUOTE
    assert in_sight(mark)
    panel = page.locator("#panel-head").inner_text()
    for part in ("Xã Hoa Mai sắp xếp lại thôn, tổ dân phố", "Báo Hoa Mai · 12/10/2023", "Mở toàn văn"):
        assert part in panel
    text = page.locator("#source .text").inner_text()
    assert "Đoạn 1. Hội nghị" in text and "Đoạn 24. Hội nghị" in text, "the whole document is there"
    assert page.locator("#panel").bounding_box()["x"] >= page.locator("#window").bounding_box()["x"] + 600


def test_full_text_opens_in_a_new_tab_at_the_passage(page: Any, site: Site) -> None:
    open_chat(page, site)
    ask(page, QUESTION).locator("a.cite").click()
    page.locator("#source mark").wait_for()

    with page.context.expect_page() as opened:
        page.click("#full-text")
    viewer = opened.value
    viewer.wait_for_load_state()

    assert f"{site.url}/documents/xa-hoa-mai?start=" in viewer.url
    assert viewer.locator("mark").inner_text() == QUOTE
    assert in_sight(viewer.locator("mark"))
    viewer.close()


def test_on_a_phone_the_panel_lies_below_and_comes_into_sight(page: Any, site: Site) -> None:
    page.set_viewport_size(PHONE)
    open_chat(page, site)
    answer = ask(page, QUESTION)
    assert in_sight(answer.locator("a.cite"))
    assert page.locator("#panel").bounding_box()["y"] > page.locator(BOX).bounding_box()["y"]

    answer.locator("a.cite").click()

    mark = page.locator("#source mark")
    mark.wait_for()
    assert in_sight(mark)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "nothing sticks out sideways"
    page.click("#to-answer")
    assert in_sight(answer.locator("a.cite"))


def test_paper_of_any_width_is_filled_by_the_text(page: Any, tmp_path: Path) -> None:
    text = "".join(
        f"Điều {number}. Quy định thứ {number}\nTổ dân phố họp mỗi tháng một lần.\n" for number in range(1, 9)
    )
    document = replace(FakeAssistant().documents["xa-hoa-mai"], text=text)
    with visited(page, FakeAssistant({document.id: document}), tmp_path) as site:
        page.goto(f"{site.url}/documents/{document.id}")
        assert page.locator(".contents a").count() == 8
        for width in (700, 1280, 1500):  # upright, lying, and lying A3 in pixels of 1/96 inch
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(media="print")
            assert page.locator("article").bounding_box()["width"] > width - 20
            assert not page.locator(".contents").is_visible() and not page.locator(".top").is_visible()
            page.emulate_media(media="screen")


def test_keyboard_alone_reaches_the_source_and_comes_back(page: Any, site: Site) -> None:
    open_chat(page, site)
    page.focus(BOX)
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator("a.cite").wait_for()
    for _ in range(10):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.className") == "cite":
            break
    assert page.evaluate("document.activeElement.className") == "cite"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"

    page.keyboard.press("Enter")
    page.locator("#source mark").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "MARK"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "cite"


def test_enter_that_ends_a_composition_does_not_send(page: Any, site: Site) -> None:
    open_chat(page, site)
    asked = len(site.assistant.asked)
    page.focus(BOX)
    page.keyboard.type("Xã Hoa Mai gia")
    page.evaluate(
        """box => {
            const enter = {key: "Enter", code: "Enter", bubbles: true, cancelable: true, isComposing: true};
            const target = document.querySelector(box);
            for (const type of ["keydown", "keypress"]) target.dispatchEvent(new KeyboardEvent(type, enter));
        }""",
        BOX,
    )
    page.wait_for_timeout(300)
    assert len(site.assistant.asked) == asked and page.input_value(BOX) == "Xã Hoa Mai gia"

    page.keyboard.press("Enter")
    page.locator(".answer, .notice").wait_for()
    assert len(site.assistant.asked) == asked + 1


def test_follow_up_passes_earlier_questions_and_says_what_it_understood(page: Any, site: Site) -> None:
    open_chat(page, site)
    ask(page, QUESTION)
    answer = ask(page, "Còn kinh phí hỗ trợ?")

    assert site.assistant.asked[-1][:2] == ("Còn kinh phí hỗ trợ?", (QUESTION,))
    assert f"Đã hiểu là: {QUESTION} Còn kinh phí hỗ trợ?" in answer.inner_text()


def test_new_conversation_forgets(page: Any, site: Site) -> None:
    open_chat(page, site)
    ask(page, QUESTION).locator("a.cite").click()
    page.locator("#source mark").wait_for()

    page.click("#new-talk")

    page.locator(".question").wait_for(state="detached")
    page.locator("#source article.list").wait_for()
    ask(page, "Thư viện có bao nhiêu đầu sách?")
    assert site.assistant.asked[-1][1] == ()


def test_refusal_offers_the_nearest_documents(page: Any, site: Site) -> None:
    open_chat(page, site)
    answer = ask(page, "Giá vàng hôm nay bao nhiêu?")

    assert "không trả lời" in answer.inner_text() and answer.locator("a.cite").count() == 0
    answer.locator("ul.sources a").first.click()
    page.locator("#source mark").first.wait_for()


def test_weak_support_is_noted(page: Any, site: Site) -> None:
    open_chat(page, site)
    note = ask(page, "Thư viện có bao nhiêu đầu sách?").locator(".review")
    assert "Chỉ có một tài liệu nói tới." in note.inner_text()
    red, green, blue = note.evaluate("e => getComputedStyle(e).backgroundColor.match(/\\d+/g).map(Number)")
    assert red > green > blue, "amber"


def test_failures_are_sentences_in_the_conversation(page: Any, site: Site) -> None:
    open_chat(page, site)
    notice = ask(page, "a" * 3000)
    assert "3000 ký tự" in notice.inner_text() and "2000 ký tự" in notice.inner_text()

    page.fill(BOX, "   ")
    page.click("#send")
    page.wait_for_timeout(300)
    assert page.locator(".question").count() == 1, "an empty question is not sent"


def test_an_unexpected_failure_is_a_sentence_too(page: Any, tmp_path: Path) -> None:
    class Broken(FakeAssistant):
        def ask_stream(self, *_: object) -> object:  # type: ignore[override]
            raise ZeroDivisionError("secret /root/x.py")

    with visited(page, Broken(), tmp_path) as site:
        open_chat(page, site)
        notice = ask(page, QUESTION)
        page.wait_for_timeout(300)
        seen = page.locator("body").inner_text()
        assert "Hệ thống gặp lỗi ngoài dự kiến" in notice.inner_text()
        assert QUESTION in seen and "secret" not in seen and "Error" not in seen


def test_documents_open_from_the_list(page: Any, site: Site) -> None:
    open_chat(page, site)
    listed = page.locator("#source ul.documents li")
    assert [line.split("\n") for line in listed.all_inner_texts()] == [
        ["Xã Hoa Mai sắp xếp lại thôn, tổ dân phố", "Báo Hoa Mai · 12/10/2023 · bài viết"],
        ["Thư viện huyện Suối Trong mở cửa trở lại", "07-BC/TV · báo cáo"],
    ]
    listed.nth(1).locator("a").click()
    page.locator("#source .text").wait_for()
    assert "4.512 đầu sách" in page.locator("#source").inner_text()
    page.click("#all-documents")
    page.locator("#source ul.documents").wait_for()


def test_examples_ask_themselves(page: Any, site: Site) -> None:
    open_chat(page, site)
    example = page.locator("#examples button").first
    text = example.inner_text()
    example.click()
    page.locator(".answer").wait_for()
    assert site.assistant.asked[-1][0] == text and page.locator(".question").inner_text() == text


def test_page_is_vietnamese(page: Any, site: Site) -> None:
    open_chat(page, site)
    ask(page, QUESTION)
    assert page.evaluate("document.documentElement.lang") == "vi"
    assert page.title() == "Hỏi Đáp"
    seen = page.locator("body").inner_text()
    names = page.evaluate(
        """() => [...document.querySelectorAll("[aria-label],[title],[placeholder]")]
            .filter(e => e.checkVisibility())
            .flatMap(e => [e.ariaLabel, e.title, e.placeholder]).filter(Boolean)"""
    )
    for text in (seen, *names):
        for english in ("Gradio", "Clear", "Submit", "Loading", "chatbot", "message", "Copy", "Chatbot", "<"):
            assert english not in text, (english, text)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_legible(page: Any, site: Site, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    open_chat(page, site)
    ask(page, "Thư viện có bao nhiêu đầu sách?").locator("a.cite").click()
    page.locator("#source mark").wait_for()
    places = [
        ".question",
        ".answer p",
        ".answer strong",
        "a.cite",
        ".sources a",
        ".sources .about",
        ".review li",
    ]
    places += [
        "#send",
        "#new-talk",
        BOX,
        "#source .text p",
        "#source mark",
        "#panel-title",
        "#full-text",
        ".top p",
    ]
    for place in places:
        assert contrast(page.locator(place).first) >= 4.5, place


def contrast(locator: Any) -> float:
    """WCAG contrast of an element's text with the nearest painted background, 1 to 21."""
    inks = locator.evaluate(
        """element => {
            const paint = e => getComputedStyle(e).backgroundColor;
            const clear = e => /, 0\\)$|transparent/.test(paint(e));
            let ground = element;
            while (ground.parentElement && clear(ground)) ground = ground.parentElement;
            return [getComputedStyle(element).color, paint(ground)].map(c => c.match(/[\\d.]+/g).map(Number));
        }"""
    )
    light, dark = sorted((luminance(ink) for ink in inks), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(ink: list[float]) -> float:
    parts = [part / 255 for part in ink[:3]]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_nothing_hostile_runs(page: Any, tmp_path: Path) -> None:
    with visited(page, FakeAssistant(hostile_documents()), tmp_path) as site:
        open_chat(page, site)
        for number, payload in enumerate(PAYLOADS):
            answer = ask(page, f"Dấu hiệu{number} có mã {payload} ở giữa")
            shown = answer.inner_text().replace("**", "")
            assert payload.split()[0].replace("**", "") in shown
            answer.locator("a.cite, ul.sources a").first.click()
            page.locator("#source mark").first.wait_for()
        page.wait_for_timeout(500)
        assert_harmless(page)
        for name in hostile_documents():
            page.goto(f"{site.url}/documents/{quote(name, safe='')}?start=0&end=40")
            assert_harmless(page)
