"""A clerk at the page: a real browser in which a file is chosen and handed in."""

import contextlib
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Page, sync_playwright

from tests.browser import chromium
from tests.browser.filling import hand_over
from tests.chaos.audit import Receipt
from tests.chaos.uploads import Upload
from tests.chaos.world import CLERK, PASSWORD

_PATIENCE = 60_000
_NUMBERS = re.compile(r"\d+")
_WORD = "Đã đối chiếu với sổ sách của đơn vị"


class Clerk:
    """A browser window at the server's address, signed in."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        self._address = address
        self._send = page.locator(".st-key-intake_submit [data-testid=stFormSubmitButton] button")
        page.set_default_timeout(_PATIENCE)
        page.goto(f"{address}/sign-in")
        page.fill("input[name=username]", CLERK)
        page.fill("input[name=password]", PASSWORD)
        page.locator("#sign-in button.go").click()
        page.locator("main.tien-do h1").first.wait_for()

    def choose(self, upload: Upload) -> None:
        """Choose the upload's file, so that only the last button is left."""
        year, quarter = upload.period.split("Q")
        self._page.goto(
            f"{self._address}/nop-bao-cao?don_vi={upload.unit}&nam={year}&quy={quarter}"
        )
        self._page.locator("[data-testid=stFileUploaderDropzone]").wait_for()
        hand_over(self._page, upload.body, f"BC_{upload.unit}_{upload.period}.xlsx")
        self._send.wait_for()
        for box in self._page.locator(".st-key-submit_tick label").all():
            box.click()
        for text in self._page.locator("[class*=st-key-submit_] textarea").all():
            text.fill(_WORD)

    def press(self) -> None:
        """Hand it in, without waiting for what comes of it."""
        self._send.click(no_wait_after=True)

    def receipt(self, upload: Upload, seconds: float) -> Receipt | None:
        """Return what the page says is in the record, if it says so within some seconds."""
        until = time.monotonic() + seconds
        with contextlib.suppress(Error):
            card = self._page.locator(".receipt")
            while not card.count():
                if time.monotonic() > until:
                    return None
                self._page.wait_for_timeout(50)
            return_id, revision = (
                int(_NUMBERS.findall(card.locator("dd").nth(place).inner_text())[0])
                for place in (0, 1)
            )
            digest = card.locator(".hash code").text_content() or ""
            return Receipt(upload.number, return_id, revision, digest.strip())
        return None


def can_be_opened() -> bool:
    """Whether there is a browser on this machine."""
    return chromium.executable() is not None


@contextmanager
def clerk(port: int) -> Iterator[Clerk]:
    """Open the page of the server at the port of loopback, which must be in order."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGUMENTS
        )
        try:
            page = browser.new_context(locale="vi-VN").new_page()
            yield Clerk(page, f"http://127.0.0.1:{port}")
        finally:
            browser.close()
