"""A browser window in a person's hands, and what it does behind their back."""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Dialog, Locator, Page, Response, expect

from dashboard.demo.people import PASSWORD
from tests.browser import measures

SHOWN = "main.tien-do h1"
AT_REST = (
    "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
)


class Visit:
    """A window, perhaps with several tabs; ``page`` is the first.

    ``outside``: addresses of other servers that were asked; ``complaints``: what stands in the
    browser's console as an error; ``alarms``: dialogs of the browser itself.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.alarms: list[str] = []
        context.on("page", self._watch)
        context.on("request", lambda request: self._note_address(request.url))
        context.on("dialog", self._note_alarm)
        self.page = context.new_page()

    def open(self, path: str, last: str = SHOWN) -> Response | None:
        """Go to ``path`` and wait until the page is drawn up to ``last``."""
        response = self.page.goto(self.address + path)
        self.page.locator(last).last.wait_for()
        self.settled()
        return response

    def settled(self) -> None:
        """Wait until Streamlit is at rest; only after something of the new page was seen."""
        self.page.locator(AT_REST).wait_for()

    def go(self, link: Locator, path: str) -> None:
        """Tap a link inside the application and wait for the address and the page it leads to."""
        link.click()
        self.page.wait_for_url(re.compile(re.escape(self.address + path)))
        self.page.locator(SHOWN).first.wait_for()
        self.settled()

    def heading(self) -> Locator:
        return self.page.locator(SHOWN)

    def reads(self, *words: str) -> None:
        """Expect each of the texts somewhere on the page."""
        for each in words:
            expect(self.page.get_by_text(each).first).to_be_visible()

    def words(self) -> str:
        """Return everything a person can read or is read to, shadow trees included."""
        return str(self.page.evaluate(measures.WORDS))

    def here(self) -> str:
        """Return the address without the server's name."""
        return self.page.url.removeprefix(self.address)

    def downloaded(self, link: Locator) -> bytes:
        with self.page.expect_download() as started:
            link.click()
        return Path(started.value.path()).read_bytes()

    def _watch(self, page: Page) -> None:
        page.on("console", lambda said: self._note_complaint(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("websocket", lambda socket: self._note_address(socket.url))

    def _note_address(self, url: str) -> None:
        host = self.address.removeprefix("http")
        ours = (f"http{host}/", f"ws{host}/", f"blob:http{host}/", "data:")
        if not url.startswith(ours):
            self.outside.append(url)

    def _note_complaint(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)

    def _note_alarm(self, dialog: Dialog) -> None:
        self.alarms.append(dialog.message)
        dialog.dismiss()


def sign_in(window: Visit, username: str, path: str = "/") -> None:
    """Sign in by hand where ``path`` leads somebody who is not signed in."""
    page = window.page
    page.goto(window.address + path)
    sign_in_here(page, username)
    page.locator(SHOWN).first.wait_for()
    window.settled()


def sign_in_here(page: Page, username: str) -> None:
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.locator("#sign-in button.go").click()
