"""What a person at a browser waits for: from navigation to the last element visible."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

VIEWPORT = {"width": 1180, "height": 820}


@dataclass(frozen=True, slots=True)
class Target:
    """A page to be measured: where, signed in how, and what is drawn last on it.

    ``choose`` makes one selection on an open page and returns when the answer is shown;
    ``pid_cpu`` reads the server's processor seconds.
    """

    name: str
    url: str
    last: str
    cookies: list[dict[str, object]]
    choose: Callable[[Page], float]
    cpu: Callable[[], float]


@dataclass(slots=True)
class Times:
    """Milliseconds of each view; processor milliseconds a warm view; bytes at a first visit."""

    cold: list[float]
    warm: list[float]
    selection: list[float]
    cpu: list[float]
    bytes: list[int]

    def medians(self) -> dict[str, float]:
        return {
            "cold_ms": round(statistics.median(self.cold), 1),
            "warm_ms": round(statistics.median(self.warm), 1),
            "selection_ms": round(statistics.median(self.selection), 1),
            "server_cpu_ms_per_warm_view": round(statistics.median(self.cpu), 1),
            "first_visit_bytes": int(statistics.median(self.bytes)),
        }


def measure(browser: Browser, targets: list[Target], runs: int) -> dict[str, Times]:
    """Measure all targets ``runs`` times, in an order shuffled anew for each round."""
    found = {target.name: Times([], [], [], [], []) for target in targets}
    order = random.Random(7)
    for target in targets:
        _cold(browser, target)
    for _ in range(runs):
        for target in order.sample(targets, len(targets)):
            _round(browser, target, found[target.name])
    return found


def _round(browser: Browser, target: Target, times: Times) -> None:
    context, page, cold, received = _cold(browser, target)
    times.cold.append(cold)
    times.bytes.append(received)
    before = target.cpu()
    times.warm.append(_timed(page, target))
    time.sleep(0.3)
    times.cpu.append(1000 * (target.cpu() - before))
    times.selection.append(1000 * target.choose(page))
    context.close()


def _cold(browser: Browser, target: Target) -> tuple[BrowserContext, Page, float, int]:
    context = browser.new_context(viewport=VIEWPORT)
    context.add_cookies(target.cookies)  # type: ignore[arg-type]
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    received: list[int] = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    took = _timed(page, target)
    page.wait_for_timeout(400)
    return context, page, took, int(sum(received))


def _timed(page: Page, target: Target) -> float:
    started = time.perf_counter()
    page.goto(target.url, wait_until="commit")
    page.locator(target.last).first.wait_for(state="visible", timeout=60_000)
    return 1000 * (time.perf_counter() - started)
