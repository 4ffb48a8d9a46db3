"""Take the guide's pictures anew: ``make guide``.

The real server runs on a database of its own with the demonstration province, in a folder that is
gone afterwards; a real Chromium signs in as the people of the guide, hands in a return, and
photographs what they see.
"""

from playwright.sync_api import Browser, sync_playwright

from docs.pictures import handing_in, looking, reviewing
from docs.pictures.camera import PICTURES, keep, opened
from docs.pictures.stage import demonstration
from tests.browser import chromium


def main() -> None:
    """Take every picture; leave nothing behind but them."""
    PICTURES.mkdir(exist_ok=True)
    with demonstration() as address, sync_playwright() as playwright:
        chrome = playwright.chromium.launch(
            executable_path=chromium.install(), args=chromium.ARGUMENTS
        )
        take_all(chrome, address)
        chrome.close()


def take_all(chrome: Browser, address: str) -> None:
    """Take the pictures in an order in which each finds what it shows."""
    page = opened(chrome, address, None)
    page.goto("/sign-in")
    keep(page, "dang-nhap")
    looking.as_a_leader(chrome, address)
    handing_in.as_a_clerk_who_types(chrome, address)
    handing_in.as_a_clerk(chrome, address)
    reviewing.as_an_officer(chrome, address)
    reviewing.a_correction(chrome, address)
    reviewing.what_came_by_mail(chrome, address)
    looking.dates(chrome, address)
    looking.keys(chrome, address)


if __name__ == "__main__":
    main()
