"""The widget in Debian's Chromium: pages of one origin, the service on another, tickets between them.

Every test also checks that nothing was asked of any other host, that the console stayed clean and that no
cookie was set.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assistant.tickets import Tickets
from tests.browser import DESKTOP, PHONE, QUESTION, QUOTE, running_chromium, until
from tests.fakes import PAYLOADS, FakeAssistant, hostile_documents
from tests.widget_site import SITE, WidgetSite

playwright = pytest.importorskip("playwright.sync_api")
Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe
pytestmark = pytest.mark.browser

FRAME = "hoi-dap iframe"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with running_chromium(tmp_path_factory.mktemp("profile")) as context:
        yield context


class Clock:
    """The time of day, moved on at will."""

    ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


CLOCK = Clock()


@pytest.fixture(scope="module")
def web() -> Iterator[WidgetSite]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.visits.Tickets", partial(Tickets, CLOCK))
        with WidgetSite(FakeAssistant(), per_session="100/minute", per_site="1000/minute") as web:
            yield web


@pytest.fixture
def said() -> list[str]:
    """What pages wrote to the console; a test takes out what it expects."""
    return []


@pytest.fixture
def page(chromium: Any, said: list[str]) -> Iterator[Any]:
    page = chromium.new_page()
    page.set_viewport_size(DESKTOP)
    page.set_default_timeout(15_000)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"exception: {error}"))
    page.on("dialog", lambda dialog: (said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.requests = requests
    yield page
    page.close()
    assert [url for url in requests if not url.startswith(("http://127.0.0.1:", "about:"))] == []
    assert said == []
    assert chromium.cookies() == []


def eventually(place: Any, expression: str) -> None:
    """Wait until an expression is true on a page or in a frame."""
    until(getattr(place, "page", place), lambda: bool(place.evaluate(expression)))


def opened(page: Any, web: WidgetSite, path: str = "/") -> Any:
    """The page with the widget open; gives the frame."""
    page.goto(web.host.url + path)
    if path == "/":
        page.click("hoi-dap .launcher")
    frame = page.frame_locator(FRAME)
    frame.locator(".suggestions button").first.wait_for()
    return frame


def ask(frame: Any, question: str = QUESTION) -> Any:
    """Type, send with Enter, and give the new answer once it is whole."""
    before = frame.locator(".answer").count()
    frame.locator("#question").fill(question)
    frame.locator("#question").press("Enter")
    answer = frame.locator(".answer").nth(before)
    answer.locator(".sources, .notice, .nearest, a").first.wait_for()
    return answer


def events_of(page: Any) -> list[str]:
    return list(page.locator("#events li").all_inner_texts())


def focused(page: Any) -> str:
    """Id, class or tag of what has the focus, inside the frame or the shadow tree too."""
    inside = page.frames[-1].evaluate(
        "document.hasFocus() && (document.activeElement.id || document.activeElement.tagName)"
    )
    if inside and len(page.frames) > 1:
        return str(inside)
    script = """() => {
        const one = document.activeElement;
        const deep = one.shadowRoot ? one.shadowRoot.activeElement : one;
        return deep ? deep.id || deep.className || deep.tagName : one.tagName;
    }"""
    return str(page.evaluate(script))


def test_open_ask_and_open_the_source(page: Any, web: WidgetSite) -> None:
    page.goto(web.host.url)
    page.wait_for_selector("hoi-dap .launcher")
    assert [url for url in page.requests if "/embed" in url or "/ticket" in url] == [], (
        "nothing before it is opened"
    )

    frame = opened(page, web)
    answer = ask(frame)

    assert answer.locator("strong").inner_text() == "12" and QUOTE in answer.inner_text().replace("\n", " ")
    with page.context.expect_page() as tab:
        answer.locator("a.cite").click()
    viewer = tab.value
    viewer.wait_for_load_state()
    assert viewer.url.startswith(f"{web.service.url}/widget/v1/documents/xa-hoa-mai?start=")
    assert viewer.locator("mark").inner_text() == QUOTE
    assert viewer.evaluate("window.opener") is None
    viewer.close()
    assert web.assistant.asked[-1][2] == {"collections": "*"}
    assert events_of(page) == [
        "ready",
        f"answer · {QUESTION} · 12",
        "citation-click · Xã Hoa Mai sắp xếp lại thôn, tổ dân phố",
    ]


def test_refusal_leads_to_the_nearest_documents(page: Any, web: WidgetSite) -> None:
    answer = ask(opened(page, web), "Giá vàng hôm nay bao nhiêu?")
    assert "không trả lời" in answer.inner_text() and answer.locator("a.cite").count() == 0
    assert "documents/xa-hoa-mai?start=" in answer.locator("a").first.get_attribute("href")


def test_follow_up_says_what_it_was_understood_as(page: Any, web: WidgetSite) -> None:
    frame = opened(page, web)
    ask(frame)
    answer = ask(frame, "Còn kinh phí hỗ trợ?")
    assert web.assistant.asked[-1][:2] == ("Còn kinh phí hỗ trợ?", (QUESTION,))
    assert answer.locator(".understood").inner_text() == f"Đã hiểu là: {QUESTION} Còn kinh phí hỗ trợ?"


def test_methods(page: Any, web: WidgetSite) -> None:
    page.goto(web.host.url)
    page.wait_for_selector("hoi-dap .launcher")
    box = page.locator("hoi-dap")
    box.evaluate(f"box => box.ask({QUESTION!r})")
    frame = page.frame_locator(FRAME)
    frame.locator("a.cite").wait_for()
    box.evaluate("box => { box.ask('Một'); box.ask('Thư viện có bao nhiêu đầu sách?'); }")
    frame.locator("strong", has_text="4.512").wait_for()
    assert frame.locator(".question").all_inner_texts() == [
        QUESTION,
        "Một",
        "Thư viện có bao nhiêu đầu sách?",
    ]

    box.evaluate("box => box.close()")
    assert page.locator(FRAME).is_hidden() and page.locator("hoi-dap .launcher").is_visible()
    box.evaluate("box => box.open()")
    assert frame.locator(".question").count() == 3, "closing forgets nothing"
    box.evaluate("box => box.reset()")
    frame.locator(".question").first.wait_for(state="detached")
    assert frame.locator(".greeting").is_visible()
    ask(frame, "Còn kinh phí?")
    assert web.assistant.asked[-1][1] == (), "a new conversation has no history"


def test_focus_goes_in_stays_in_and_comes_back(page: Any, web: WidgetSite) -> None:
    frame = opened(page, web)
    ask(frame)
    assert focused(page) == "question"
    seen = []
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.append(focused(page))
    assert set(seen) == {"send", "restart", "close", "log", "A", "BUTTON", "question"}, "round and round"
    first = seen[seen.index("restart")]
    while focused(page) != first:
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "send"

    page.keyboard.press("Escape")
    page.wait_for_selector("hoi-dap .launcher", state="visible")
    assert focused(page) == "launcher"
    page.keyboard.press("Enter")
    eventually(page, "document.querySelector('hoi-dap').shadowRoot.activeElement?.tagName === 'IFRAME'")
    page.wait_for_timeout(200)
    assert focused(page) == "question"


def test_focus_comes_back_to_the_pages_own_button(page: Any, web: WidgetSite) -> None:
    page.goto(web.host.url)
    page.focus("#ask")
    page.keyboard.press("Enter")
    page.frame_locator(FRAME).locator(".answer a").first.wait_for()
    page.frame_locator(FRAME).locator("#close").click()
    page.wait_for_selector("hoi-dap .launcher", state="visible")
    assert focused(page) == "ask"


def test_full_screen_on_a_phone(page: Any, web: WidgetSite) -> None:
    page.set_viewport_size(PHONE)
    frame = opened(page, web)
    eventually(
        page,  # it slides in
        "document.querySelector('hoi-dap').shadowRoot.querySelector('dialog').getAnimations().length === 0",
    )
    assert page.locator("hoi-dap dialog").bounding_box() == {"x": 0, "y": 0, **PHONE}
    assert page.evaluate("document.documentElement.style.overflow") == "hidden"
    ask(frame)
    inner = page.frames[-1]
    assert inner.evaluate("document.documentElement.scrollWidth") <= 360, "nothing sticks out sideways"
    page.set_viewport_size(DESKTOP)  # the device is turned
    eventually(
        page, "!document.querySelector('hoi-dap').shadowRoot.querySelector('dialog').matches(':modal')"
    )
    assert page.locator("hoi-dap dialog").bounding_box()["width"] == 400
    assert frame.locator(".question").inner_text() == QUESTION, "the conversation is still there"
    page.set_viewport_size(PHONE)
    eventually(page, "document.querySelector('hoi-dap').shadowRoot.querySelector('dialog').matches(':modal')")
    frame.locator("#close").click()
    page.wait_for_selector("hoi-dap .launcher", state="visible")
    assert page.evaluate("document.documentElement.style.overflow") == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_enter_that_ends_a_composition_does_not_send(page: Any, web: WidgetSite) -> None:
    frame = opened(page, web)
    asked = len(web.assistant.asked)
    frame.locator("#question").fill("Xã Hoa Mai gia")
    for fields in ("isComposing: true", "keyCode: 229", "shiftKey: true"):
        enter = f"new KeyboardEvent('keydown', {{key: 'Enter', bubbles: true, {fields}}})"
        frame.locator("#question").evaluate(f"box => box.dispatchEvent({enter})")
    page.wait_for_timeout(300)
    assert len(web.assistant.asked) == asked and frame.locator(".question").count() == 0
    frame.locator("#question").press("Enter")
    frame.locator(".answer").wait_for()
    assert len(web.assistant.asked) == asked + 1


def test_inline_loads_when_it_comes_into_sight(page: Any, web: WidgetSite) -> None:
    page.set_viewport_size({"width": 1280, "height": 240})
    page.goto(web.host.url + "/inline")
    eventually(page, "!!customElements.get('hoi-dap')")
    page.wait_for_timeout(300)
    assert [url for url in page.requests if "/embed" in url] == []
    page.locator("hoi-dap").scroll_into_view_if_needed()
    frame = page.frame_locator(FRAME)
    frame.locator(".suggestions button").first.wait_for()
    assert focused(page) == "BODY", "it does not take the focus"
    assert page.locator("hoi-dap .launcher").is_hidden() and frame.locator("#close").is_hidden()
    ask(frame)
    for _ in range(12):
        page.keyboard.press("Tab")
    assert focused(page) not in ("question", "send", "restart", "log"), "Tab leads out of it"


class TestWords:
    def test_attributes_reach_the_box_and_follow_changes(self, page: Any, web: WidgetSite) -> None:
        page.goto(web.host.url)
        set_attributes(page, greeting="Chào bạn", suggestions='["Hỏi một?", "Hỏi hai?"]', title="Hỏi xã")
        page.click("hoi-dap .launcher")
        frame = page.frame_locator(FRAME)
        frame.locator(".suggestions button").first.wait_for()
        assert frame.locator(".suggestions button").all_inner_texts() == ["Hỏi một?", "Hỏi hai?"]
        assert frame.locator(".greeting").inner_text() == "Chào bạn"
        assert frame.locator("h1").inner_text() == "Hỏi xã"
        set_attributes(page, title="Ask the commune", lang="en", greeting="")
        frame.locator("h1", has_text="Ask the commune").wait_for()
        assert page.frames[-1].evaluate("document.documentElement.lang") == "en"
        assert frame.locator("#question").get_attribute("placeholder") == "Your question"
        assert frame.locator(".greeting").inner_text().startswith("Ask about")

    def test_the_box_is_vietnamese(self, page: Any, web: WidgetSite) -> None:
        frame = opened(page, web)
        ask(frame)
        names = page.frames[-1].evaluate(
            "[...document.querySelectorAll('*')]"
            ".flatMap(e => [e.ariaLabel, e.title, e.placeholder]).filter(Boolean)"
        )
        text = " ".join([frame.locator("body").inner_text(), *names])
        assert page.frames[-1].evaluate("document.documentElement.lang") == "vi"
        assert not re.search(r"\b(ask|send|close|source|question|answer|loading|new)\b", text, re.IGNORECASE)

    def test_a_wrong_list_or_colour_is_told_to_the_developer(
        self, page: Any, web: WidgetSite, said: list[str]
    ) -> None:
        page.goto(web.host.url)
        page.wait_for_selector("hoi-dap .launcher")
        set_attributes(page, suggestions="[", **{"primary-color": "đỏ"})
        page.click("hoi-dap .launcher")
        page.frame_locator(FRAME).locator(".suggestions button").first.wait_for()
        assert "rgb(155, 28, 28)" in page.locator("hoi-dap .launcher").evaluate("e => e.style.background")
        assert {line.split(":")[0] for line in said} == {"warning"}
        assert any("suggestions" in line for line in said) and any("đỏ" in line for line in said)
        said.clear()


def set_attributes(page: Any, **attributes: str) -> None:
    page.locator("hoi-dap").evaluate(
        "(box, all) => Object.entries(all).forEach(([name, value]) => box.setAttribute(name, value))",
        attributes,
    )


COLOURS = [
    "#b3261e", "#ffffff", "#000000", "#ffeb3b", "#00ff00", "#777777", "#2196f3", "darkred", "rgb(200 180 20)",
    "hsl(50 90% 60%)", "#767676", "#1b1e24", "#fefefe", "rebeccapurple",
]  # fmt: skip
PLACES = [
    ".answer p",
    ".cite",
    ".sources a",
    ".sources .about",
    ".review li",
    ".question",
    "h1",
    "#note",
    ".suggestions button",
    "#send",
    "#restart",
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_any_primary_colour_stays_legible(page: Any, web: WidgetSite, theme: str) -> None:
    page.goto(web.host.url)
    page.wait_for_selector("hoi-dap .launcher")
    set_attributes(page, theme=theme)
    page.click("hoi-dap .launcher")
    frame = page.frame_locator(FRAME)
    frame.locator(".suggestions button").first.wait_for()
    ask(frame, "Thư viện có bao nhiêu đầu sách?")
    for colour in COLOURS:
        set_attributes(page, **{"primary-color": colour})
        band = page.locator("hoi-dap .launcher").evaluate("e => e.style.background.replaceAll(' ', '')")
        eventually(
            page.frames[-1],
            f"document.documentElement.style.getPropertyValue('--band').replaceAll(' ', '') === '{band}'",
        )
        for place in PLACES:
            assert frame.locator(place).first.evaluate(CONTRAST) >= 4.5, (colour, place)
        assert page.locator("hoi-dap .launcher").evaluate(CONTRAST) >= 4.5, colour
        button, edge, surface = frame.locator("#send").evaluate(BUTTON)
        told_apart = {button, edge} - {surface, "rgba(0, 0, 0, 0)"}
        assert told_apart, f"the button to send cannot be made out in {colour}"
    ground = page.frames[-1].evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
    )
    assert (sum(ground) < 200) is (theme == "dark")


# Colours of a button, its edge and what it stands on.
BUTTON = """element => {
    const own = getComputedStyle(element);
    const below = getComputedStyle(element.closest("form"));
    return [own.backgroundColor, own.borderTopColor, below.backgroundColor];
}"""

# WCAG contrast of an element's text with the nearest painted ground, 1 to 21.
CONTRAST = """element => {
    const paint = e => getComputedStyle(e).backgroundColor;
    let ground = element;
    while (ground.parentElement && /^rgba.*, 0\\)$/.test(paint(ground))) ground = ground.parentElement;
    const light = colour => {
        const [r, g, b] = colour.match(/[\\d.]+/g).map(Number)
            .map(p => p / 255).map(p => p <= 0.03928 ? p / 12.92 : ((p + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const [a, b] = [light(getComputedStyle(element).color), light(paint(ground))];
    return Math.max(a, b) / Math.min(a, b);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_auto_follows_the_system(page: Any, web: WidgetSite, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    opened(page, web)
    assert page.frames[-1].evaluate("document.documentElement.dataset.theme") == scheme
    other = "dark" if scheme == "light" else "light"
    page.emulate_media(color_scheme=other)
    eventually(page.frames[-1], f"document.documentElement.dataset.theme === '{other}'")


def test_reduced_motion(page: Any, web: WidgetSite) -> None:
    moving = "e => getComputedStyle(e).animationName"
    opened(page, web)
    assert page.locator("hoi-dap dialog").evaluate(moving) == "rise"
    page.emulate_media(reduced_motion="reduce")
    assert page.locator("hoi-dap dialog").evaluate(moving) == "none"
    assert (
        page.frames[-1].evaluate("getComputedStyle(document.querySelector('main')).scrollBehavior") == "auto"
    )


class TestWhoIsHeard:
    def test_a_page_of_another_origin_gets_nothing(self, page: Any, web: WidgetSite, said: list[str]) -> None:
        page.goto(web.stranger.url)
        page.click("hoi-dap .launcher")
        page.locator("hoi-dap .wait p", has_text="Chưa kết nối được").wait_for()
        assert page.locator("hoi-dap .retry").is_visible() and page.locator(FRAME).count() == 0
        assert focused(page) == "retry"
        assert web.assistant.asked == [] or events_of(page) == []
        told = " ".join(said)
        assert "frame-ancestors" in told and "CORS" in told and f'site "{SITE}"' in told
        said.clear()
        page.keyboard.press("Escape")
        assert focused(page) == "launcher"

    def test_the_page_hears_its_own_frame_only(self, page: Any, web: WidgetSite) -> None:
        opened(page, web)
        page.evaluate("postMessage({type: 'answer', detail: {question: 'giả'}}, '*')")
        inner = other_window(page)
        inner.evaluate("top.postMessage({type: 'citation-click', detail: {title: 'giả'}}, '*')")
        inner.evaluate("top.postMessage({type: 'close'}, '*')")
        page.wait_for_timeout(300)
        assert events_of(page) == ["ready"] and page.locator(FRAME).is_visible()

    def test_the_frame_hears_its_parent_only(self, page: Any, web: WidgetSite) -> None:
        frame = opened(page, web)
        inner = other_window(page)  # of the same origin as the page
        box = "top.document.querySelector('hoi-dap').shadowRoot"
        post = f"{box}.querySelector('iframe').contentWindow.postMessage"
        for message in (
            "{type: 'ask', text: 'giả'}",
            "{type: 'reset'}",
            "{type: 'ticket', ticket: 'x'}",
            "null",
            "1",
        ):
            inner.evaluate(f"{post}({message}, '*')")
        page.wait_for_timeout(300)
        assert frame.locator(".question").count() == 0

    def test_the_frame_speaks_to_that_page_only(self) -> None:
        folder = Path(__file__).parents[1] / "assistant" / "widget"
        for name, target in (("widget.js", "BASE.origin"), ("embed.js", "host")):
            calls = re.findall(r"postMessage\(([^;]*)\);", (folder / name).read_text(encoding="utf-8"))
            assert calls and all(call.endswith(f", {target}") for call in calls), name

    def test_alone_it_does_nothing(self, page: Any, web: WidgetSite) -> None:
        page.goto(f"{web.service.url}/embed?site={SITE}")
        assert "chỉ hoạt động trong trang nhúng" in page.locator("main").inner_text()
        page.evaluate("postMessage({type: 'start', ticket: 'x', config: {}}, '*')")
        page.wait_for_timeout(200)
        assert [url for url in page.requests if "/session" in url] == []


def other_window(page: Any) -> Any:
    """A further frame of the page's own origin."""
    page.evaluate("document.body.append(document.createElement('iframe'))")
    return next(frame for frame in page.frames if frame.url in ("", "about:blank"))


class TestTickets:
    def test_a_session_that_is_over_is_renewed_unnoticed(
        self, page: Any, web: WidgetSite, said: list[str]
    ) -> None:
        frame = opened(page, web)
        ask(frame)
        CLOCK.ahead += 901
        answer = ask(frame, "Thư viện có bao nhiêu đầu sách?")
        assert answer.locator("strong").first.inner_text() == "4.512"
        assert len([url for url in page.requests if "/ticket" in url]) == 2
        assert [line for line in said if "401" not in line] == []
        said.clear()

    def test_nothing_is_stored(self, page: Any, web: WidgetSite) -> None:
        ask(opened(page, web))
        for frame in page.frames:
            assert frame.evaluate("localStorage.length + sessionStorage.length") == 0

    def test_after_a_failure_trying_again_works(self, page: Any, web: WidgetSite, said: list[str]) -> None:
        page.route("**/widget/v1/ticket*", lambda route: route.abort())
        page.goto(web.host.url)
        page.click("hoi-dap .launcher")
        page.locator("hoi-dap .retry").click()
        page.locator("hoi-dap .wait p", has_text="Chưa kết nối được").wait_for()
        page.unroute("**/widget/v1/ticket*")
        page.locator("hoi-dap .retry").click()
        page.frame_locator(FRAME).locator(".suggestions button").first.wait_for()
        assert said and all("ERR_FAILED" in line or "no ticket" in line for line in said)
        said.clear()

    def test_failures_of_a_question_are_sentences(self, page: Any, web: WidgetSite, said: list[str]) -> None:
        frame = opened(page, web)
        assert "3000 ký tự" in ask(frame, "a" * 3000).inner_text()
        page.route("**/widget/v1/ask", lambda route: route.abort())
        assert "Mất kết nối" in ask(frame).inner_text()
        page.unroute("**/widget/v1/ask")
        assert ask(frame).locator("strong").inner_text() == "12"
        assert web.assistant.asked[-1][1] == (), "what failed is no history"
        said.clear()


def test_nothing_hostile_runs(page: Any) -> None:
    with WidgetSite(
        FakeAssistant(hostile_documents()), per_session="1000/minute", per_site="1000/minute"
    ) as web:
        page.goto(web.host.url)
        page.wait_for_selector("hoi-dap .launcher")
        frame = opened(page, web)
        for number, payload in enumerate(PAYLOADS):
            set_attributes(
                page, title=payload, greeting=payload, lang=payload, position=payload, theme=payload
            )
            page.evaluate(
                "all => document.querySelector('hoi-dap').setAttribute('suggestions', JSON.stringify(all))",
                [payload],
            )
            answer = ask(frame, f"Dấu hiệu{number} có mã {payload} ở giữa")
            assert payload.split()[0].replace("**", "") in answer.inner_text()
            assert frame.locator("h1").inner_text().strip(), "shown as text"
            ask(frame, f"{payload} không có")
            frame.locator("#restart").click()
            assert_harmless(page)


def test_hostile_colours_modes_and_sites_do_nothing(page: Any, web: WidgetSite, said: list[str]) -> None:
    page.goto(web.host.url)
    page.wait_for_selector("hoi-dap .launcher")
    for payload in (
        *PAYLOADS,
        "red;background:url(http://evil.example)",
        "url(http://evil.example)",
        "../api",
        "//evil.example",
    ):
        for name in ("primary-color", "mode", "site"):
            set_attributes(page, **{name: payload})
            page.wait_for_timeout(20)
    assert_harmless(page)
    assert page.locator("hoi-dap .launcher").is_visible()
    said.clear()


def assert_harmless(page: Any) -> None:
    for frame in page.frames:
        assert frame.evaluate("window.hacked") is None
        addresses = frame.evaluate("[...document.links].map(link => link.href)")
        assert all(address.startswith("http://127.0.0.1:") for address in addresses)
        assert (
            frame.locator(
                ":is(main, header, form) :is(img, form form, object, embed, base, svg[onload], [onerror])"
            ).count()
            == 0
        )


def axe(frame: Any) -> list[str]:
    """Serious and critical findings of axe-core in one frame, as rule and element."""
    found = Axe().run(frame, options={"iframes": False}).response
    assert found["passes"], "it did look"
    return [
        f"{violation['id']}: {node['html']}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious(page: Any, web: WidgetSite, size: dict[str, int], scheme: str) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.goto(web.host.url)
    page.wait_for_selector("hoi-dap .launcher")
    assert axe(page.main_frame) == []
    frame = opened(page, web)
    assert axe(page.frames[-1]) == []
    ask(frame, "Thư viện có bao nhiêu đầu sách?")
    ask(frame, "Giá vàng hôm nay bao nhiêu?")
    page.wait_for_timeout(300)
    assert axe(page.frames[-1]) == [] and axe(page.main_frame) == []


def test_axe_inline(page: Any, web: WidgetSite) -> None:
    opened(page, web, "/inline")
    assert axe(page.main_frame) == [] and axe(page.frames[-1]) == []


def test_what_is_said_is_announced(page: Any, web: WidgetSite) -> None:
    frame = opened(page, web)
    log = frame.locator("main")
    assert (log.get_attribute("role"), log.get_attribute("aria-live")) == ("log", "polite")
    ask(frame)
    assert log.get_attribute("aria-busy") == "false"
    cite: Callable[[str], Any] = frame.locator("a.cite").get_attribute
    assert cite("aria-label") == "Nguồn 1: Xã Hoa Mai sắp xếp lại thôn, tổ dân phố (mở thẻ mới)"
    assert (cite("target"), cite("rel")) == ("_blank", "noopener")
