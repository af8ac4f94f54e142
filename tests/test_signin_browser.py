"""Signing in and out in Debian's Chromium: from a link to a document, through the form, and away again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.axe import serious_findings
from tests.browser import BOX, DESKTOP, PHONE, QUESTION, Site, ask, running_chromium, watched_page
from tests.fakes import FakeAssistant
from tests.people import ADMIN_SECRET, LAN, SECRET, users_in

pytestmark = pytest.mark.browser

DOCUMENT = "/documents/xa-hoa-mai?start=0&end=10"
REFUSED = "status of 401"  # what the console says of a page that answers 401


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with running_chromium(tmp_path_factory.mktemp("profile")) as context:
        yield context


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("index")
    users_in(folder)
    with Site(FakeAssistant(), folder, auth="password", admin_password=ADMIN_SECRET) as site:
        yield site


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    chromium.clear_cookies()
    with watched_page(chromium, REFUSED) as page:
        yield page


def _keep(page: Any, name: str) -> None:
    """Keep a screenshot to look at, where one is wanted."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png")


def _type(page: Any, name: str, password: str) -> None:
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.insert_text(password)
    page.keyboard.press("Enter")


def test_a_link_to_a_document_leads_through_the_form_and_out_again(page: Any, site: Site) -> None:
    page.goto(site.url + DOCUMENT)
    assert page.url.startswith(f"{site.url}/login?next=")
    assert page.locator("h1").inner_text() == "Đăng nhập"
    assert page.evaluate("document.activeElement.name") == "name", "one can type at once"
    _keep(page, "login")

    _type(page, LAN, "một mật khẩu sai")
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert alert.inner_text() == "Tên hoặc mật khẩu chưa đúng. Hãy kiểm tra rồi nhập lại."
    assert page.get_by_label("Tên đăng nhập").input_value() == LAN
    assert page.get_by_label("Mật khẩu").input_value() == ""
    assert page.evaluate("document.activeElement.name") == "password"
    _keep(page, "login-wrong")

    page.get_by_label("Mật khẩu").fill(SECRET)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(site.url + DOCUMENT)
    assert page.locator("article h1").inner_text() == "Xã Hoa Mai sắp xếp lại thôn, tổ dân phố"
    assert page.evaluate("document.cookie") == "", "no script reads the session"

    page.get_by_role("link", name="Tài khoản").click()
    assert LAN in page.locator("article").inner_text()
    _keep(page, "account")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(f"{site.url}/login")
    page.go_back()
    page.reload()
    assert page.url.startswith(f"{site.url}/login"), "what was read is gone with who read it"


def test_the_chat_page_works_for_who_has_signed_in(page: Any, site: Site) -> None:
    page.goto(site.url)
    _type(page, LAN, SECRET)
    page.wait_for_selector("#source article")
    assert ask(page, QUESTION).locator("strong").first.inner_text() == "12"

    _keep(page, "chat")
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _keep(page, "chat-phone")


def test_the_session_ends_while_the_page_is_open(chromium: Any, site: Site) -> None:
    chromium.clear_cookies()
    # What Gradio says when its page is left in the middle of something.
    with watched_page(chromium, REFUSED, "AbortError", "Connection errored out") as page:
        _leave_the_session(page, site)


def _leave_the_session(page: Any, site: Site) -> None:
    page.goto(site.url)
    _type(page, LAN, SECRET)
    page.wait_for_selector("#source article")
    page.fill(BOX, QUESTION)
    page.context.clear_cookies()
    page.keyboard.press("Enter")  # unless something else has asked before and been sent away
    page.wait_for_url(f"{site.url}/login*")


@pytest.mark.parametrize("address", ["/login", "/login?lang=en", "/admin/login", "/account"])
@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_pages_are_within_everybodys_reach(
    page: Any, site: Site, address: str, size: Any, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    if address == "/account":
        page.goto(site.url + "/login?next=/account")
        _type(page, LAN, SECRET)
        page.wait_for_url(site.url + address)
    else:
        page.goto(site.url + address)

    assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.locator("button, input:visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 44).length"
    )
    assert small == 0
    _keep(page, f"page{address.replace('/', '-').replace('?', '-')}-{scheme}-{size['width']}")


def test_the_administrator_signs_in(page: Any, site: Site) -> None:
    page.goto(site.url + "/admin/login?next=/documents")
    page.get_by_label("Mật khẩu").fill(ADMIN_SECRET)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(site.url + "/documents")
    (cookie,) = page.context.cookies()
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and cookie["path"] == "/"
