"""The demonstration province behind a real server, and a real Chromium that signs in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from sqlalchemy import Engine

from dashboard import demo
from dashboard.demo.people import PASSWORD
from data_access import engine
from tests.browser import chromium
from tests.conftest import copied, dropped
from tests.web.running import Site

TODAY = "2026-11-22"
SIZES = {
    "tablet-landscape": {"width": 1180, "height": 820},
    "tablet-portrait": {"width": 820, "height": 1180},
    "projector": {"width": 1920, "height": 1080},
}


@pytest.fixture(scope="session")
def demonstration(server: Engine) -> Iterator[str]:
    """The URL of a database with the demonstration of three complete years and the running one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIENDO_TODAY", TODAY)
        url = copied(server, "template_migrated")
        engine.use(url)
        demo.load(lambda *_: None, complete_years=3)
    yield url
    dropped(server, url)


@pytest.fixture(scope="session")
def site(demonstration: str) -> Iterator[Site]:
    running = Site(demonstration, {"TIENDO_TODAY": TODAY, "TIENDO_SHOW_DEMO_SIGN_INS": "true"})
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chrome(playwright: Playwright) -> Iterator[Browser]:
    path = chromium.executable()
    if path is None:
        pytest.fail("no Chromium: run `make test`, which installs one")
    browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
    yield browser
    browser.close()


@dataclass
class Visit:
    """A signed-in browser window and what it did behind the person's back."""

    page: Page
    context: BrowserContext
    address: str
    outside: list[str]
    complaints: list[str]

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.settled()

    def settled(self) -> None:
        """Wait until the page has drawn its content and Streamlit is at rest."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(
            timeout=30_000
        )

    def words(self) -> str:
        """Return everything a person can read, components' shadow trees included."""
        return str(self.page.evaluate(_ALL_WORDS))


_ALL_WORDS = """() => {
  const read = root => [...root.childNodes].map(node => {
    if (node.nodeType === 3) return node.textContent;
    if (node.nodeType !== 1 || ['STYLE', 'SCRIPT', 'NOSCRIPT'].includes(node.tagName)) return '';
    return (node.shadowRoot ? read(node.shadowRoot) : '') + read(node) + ' ';
  }).join('');
  return read(document.body).replace(/\\s+/g, ' ');
}"""


@pytest.fixture
def visit(chrome: Browser, site: Site) -> Callable[..., Any]:
    """Open a window of a size, signed in as somebody: ``with visit("lanhdao") as window``."""

    @contextmanager
    def opened(username: str | None, size: str = "tablet-landscape") -> Iterator[Visit]:
        context = chrome.new_context(
            viewport=SIZES[size],
            has_touch=size == "tablet-portrait",
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
        )
        page = context.new_page()
        address = f"http://{site.host}"
        window = Visit(page, context, address, [], [])
        page.on("request", lambda request: _note_outside(window, request.url))
        page.on("console", lambda message: _note_complaint(window, message.type, message.text))
        page.on("pageerror", lambda error: window.complaints.append(str(error)))
        if username:
            _sign_in(window, username)
        yield window
        context.close()

    return opened


def _sign_in(window: Visit, username: str) -> None:
    page = window.page
    page.goto(f"{window.address}/sign-in")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button.go").click()
    window.settled()


def _note_outside(window: Visit, url: str) -> None:
    ours = (window.address, window.address.replace("http", "ws", 1), "data:", "blob:")
    if not url.startswith(ours):
        window.outside.append(url)


def _note_complaint(window: Visit, kind: str, text: str) -> None:
    if kind == "error":
        window.complaints.append(text)
