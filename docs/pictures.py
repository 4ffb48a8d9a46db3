"""Take the guide's pictures anew: ``make guide``.

The real server runs on a database of its own with the demonstration province, in a folder that is
gone afterwards; a real Chromium signs in as the people of the guide, hands in a return, and
photographs what they see.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from dashboard.demo.people import PASSWORD
from dashboard.workbooks.fill import fill
from data_access import databases, embedded
from tests.browser import chromium
from tests.web.running import free_port

PICTURES = Path(__file__).resolve().parent / "anh"
TODAY = "2026-11-22"
TABLET = {"width": 1180, "height": 820}
UPRIGHT = {"width": 820, "height": 1180}
LARGEST = 250_000  # bytes of a picture
CLERK, LATE_UNIT, PERIOD = "canbo.d10", "D10", "2026Q3"
BEHIND = "/chi-tieu?chi_tieu=UNION_MEMBER_ADMITTED&don_vi=MH&nam=2026&quy=3"


def main() -> None:
    """Take every picture; leave nothing behind but them."""
    PICTURES.mkdir(exist_ok=True)
    with demonstration() as address, sync_playwright() as playwright:
        chrome = playwright.chromium.launch(
            executable_path=chromium.install(), args=chromium.ARGUMENTS
        )
        take_all(chrome, address)
        chrome.close()


@contextmanager
def demonstration() -> Iterator[str]:
    """Serve the demonstration province until the pictures are taken; yield its address."""
    folder = Path(tempfile.mkdtemp(prefix="tiendo-guide-"))
    process = None
    try:
        url = embedded.start(folder)
        databases.create_if_missing(url)
        port = str(free_port())
        environment = os.environ | {"TIENDO_DATABASE_URL": url, "TIENDO_PORT": port}
        environment |= {"TIENDO_TODAY": TODAY, "TIENDO_SHOW_DEMO_SIGN_INS": "true"}
        tiendo = str(Path(sys.executable).with_name("tiendo"))
        subprocess.run([tiendo, "migrate"], env=environment, check=True)
        process = subprocess.Popen([tiendo, "serve", "--demo"], env=environment)
        yield _answering(f"http://127.0.0.1:{port}", process)
    finally:
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
        with suppress(OSError):
            embedded.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _answering(address: str, process: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + 900
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=5):
            return address
        time.sleep(0.5)
    raise SystemExit("The demonstration could not be served; the reason stands above.")


def take_all(chrome: Browser, address: str) -> None:
    page = opened(chrome, address, None)
    page.goto("/sign-in")
    keep(page, "dang-nhap")
    as_a_leader(chrome, address)
    as_a_clerk(chrome, address)
    as_an_officer(chrome, address)


def as_a_leader(chrome: Browser, address: str) -> None:
    page = opened(chrome, address, "lanhdao")
    keep(page, "tong-quan")
    page.locator("details.why summary").nth(3).click()
    keep(page, "cach-tinh")
    go(page, "/don-vi?don_vi=D01&nam=2026&quy=3")
    keep(page, "don-vi")
    go(page, BEHIND)
    keep(page, "chi-tieu")
    go(page, f"{BEHIND}&nguon=D01")
    keep(page, "nguon-so-lieu")
    page.locator("section.trail table a").last.click()
    found(page, "ol.timeline")
    keep(page, "ban-bao-cao")
    keep(opened(chrome, address, "lanhdao", UPRIGHT), "tong-quan-may-dung")


def as_a_clerk(chrome: Browser, address: str) -> None:
    page = opened(chrome, address, "canbo.d05")
    go(page, "/nop-bao-cao")
    keep(page, "bi-tra-lai")
    page = opened(chrome, address, CLERK)
    go(page, "/nop-bao-cao")
    keep(page, "nop-bao-cao")
    form = page.request.get(f"/download/template?unit={LATE_UNIT}&period={PERIOD}").body()
    said = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    hand_over(page, fill(form, said["right"] | said["wrong"]))
    keep(page, "tep-co-loi", found(page, ".problems.bad"))
    hand_over(page, fill(form, said["right"]))
    keep(page, "tep-co-canh-bao", found(page, ".problems:not(.bad)"))
    page.get_by_text("Tôi đã xem lại các điểm nêu trên").click()
    keep(page, "nop", page.locator(".st-key-intake_submit"))
    page.locator(".st-key-submit_send button").click()
    keep(page, "bien-nhan", found(page, "section.receipt"))


def hand_over(page: Page, workbook: bytes) -> None:
    file = {"name": f"BC_{LATE_UNIT}_{PERIOD}.xlsx", "mimeType": "", "buffer": workbook}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]


def as_an_officer(chrome: Browser, address: str) -> None:
    page = opened(chrome, address, "chuyenvien")
    go(page, "/duyet-bao-cao")
    keep(page, "cho-duyet")
    page.locator("table.queue a").first.click()
    found(page, "nav.walk")
    keep(page, "duyet-bao-cao")
    keep(page, "so-voi-ban-truoc", page.locator("td.differs").first)
    page.locator(".st-key-review_back button").click()
    found(page, "[role=dialog] textarea")
    keep(page, "tra-lai")


def opened(
    chrome: Browser, address: str, username: str | None, size: dict[str, int] | None = None
) -> Page:
    """Return a window of its own, signed in as somebody (None: as nobody yet)."""
    context = chrome.new_context(
        base_url=address,
        viewport=size or TABLET,  # type: ignore[arg-type]
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if username:
        page.goto("/sign-in")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button.go").click()
        settled(page)
    return page


def found(page: Page, selector: str) -> Locator:
    """Return the first such part of the page once it is there."""
    part = page.locator(selector).first
    part.wait_for()
    return part


def go(page: Page, path: str) -> None:
    page.goto(path)
    settled(page)


def settled(page: Page) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)


def keep(page: Page, name: str, to: Locator | None = None) -> None:
    """Photograph the window, scrolled so that ``to`` is seen, and make the file small."""
    if to is not None:
        to.evaluate("each => each.scrollIntoView({block: 'center'})")
    page.mouse.move(2, 2)
    page.wait_for_timeout(900)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as taken:
        small = taken.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path.name} is larger than {LARGEST} bytes.")


if __name__ == "__main__":
    main()
