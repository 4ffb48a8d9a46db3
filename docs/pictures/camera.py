"""Windows, and pictures of what is in them."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from dashboard.demo.people import PASSWORD

PICTURES = Path(__file__).resolve().parent.parent / "anh"
TABLET = {"width": 1180, "height": 820}
UPRIGHT = {"width": 820, "height": 1180}
LARGEST = 250_000  # bytes of a picture


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


def saved(page: Page) -> None:
    page.wait_for_timeout(600)
    page.locator(".standing .state").filter(has_text="Đã lưu").wait_for()


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
