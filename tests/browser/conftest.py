"""The demonstration province behind a real server, and a real Chromium that signs in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import Browser, Playwright, StorageState, sync_playwright
from sqlalchemy import Engine

from data_access import engine
from tests.browser import chromium
from tests.browser.visiting import Visit, sign_in
from tests.conftest import DEMONSTRATED, Demonstration, copied, dropped
from tests.web.running import Site

TODAY = DEMONSTRATED.date().isoformat()
SIZES = {
    "tablet-landscape": {"width": 1180, "height": 820},
    "tablet-portrait": {"width": 820, "height": 1180},
    "projector": {"width": 1920, "height": 1080},
}
TOUCHED = "tablet-portrait"

Opener = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture(scope="module")
def demonstration(server: Engine, demonstrated: Demonstration) -> Iterator[str]:
    """The URL of a database with the demonstration, of this module alone."""
    url = copied(server, demonstrated.template)
    yield url
    dropped(server, url)


@pytest.fixture(scope="module")
def site(demonstration: str) -> Iterator[Site]:
    running = Site(demonstration, {"TIENDO_TODAY": TODAY, "TIENDO_SHOW_DEMO_SIGN_INS": "true"})
    running.start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def _beside_the_browser(demonstration: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Act in the demonstration, on its day, without a browser too."""
    engine.use(demonstration)
    monkeypatch.setenv("TIENDO_TODAY", TODAY)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright of this module; as long as it is there, an event loop runs in this thread."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chrome(playwright: Playwright) -> Iterator[Browser]:
    path = chromium.executable()
    if path is None:
        pytest.fail("no Chromium: run `make test`, which installs one")
    browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def visit(chrome: Browser, site: Site) -> Opener:
    """Open a window of a size, signed in as somebody: ``with visit("lanhdao") as window``.

    Somebody's first window signs in by hand and the later ones share that session; ``anew`` signs
    in by hand again, for a session of its own. A window that asked another server for something,
    or that the browser complained about, fails the test when it is closed.
    """
    sessions: dict[str, StorageState] = {}

    @contextmanager
    def opened(
        username: str | None, size: str = "tablet-landscape", *, anew: bool = False
    ) -> Iterator[Visit]:
        context = chrome.new_context(
            viewport=SIZES[size],
            has_touch=size == TOUCHED,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
            storage_state=None if anew else sessions.get(username or ""),
        )
        context.set_default_timeout(15_000)
        window = Visit(context, f"http://{site.host}")
        try:
            if username and (anew or username not in sessions):
                sign_in(window, username)
                if not anew:
                    sessions[username] = context.storage_state()
            yield window
            assert window.outside == []
            assert window.complaints == []
            assert window.alarms == []
        finally:
            context.close()

    return opened
