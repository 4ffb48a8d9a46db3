"""The overview, warm and cold, beside a blank Streamlit page in the same run."""

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, sync_playwright

from bench import loaded, nation, report
from bench.browser import Target, Times, measure
from bench.loaded import ROOT
from bench.servers import Server, blank, ours
from dashboard import demo
from dashboard.demo import people
from tests.browser import chromium

PASSWORD = "do-luong-2026"
LAST = "section:has(.recent)"
QUICK_RUNS = 5


def run(runs: int) -> None:
    """Measure and write ``bench/results/overview.json`` and the table beside it."""
    with tempfile.TemporaryDirectory(prefix="tiendo-bench-") as place:
        folder = Path(place)
        illustration = loaded.anew(folder / "data", "demo", _fill_demonstration)
        country = loaded.anew(folder / "data", "nation", _fill_nation)
        report.write("overview", _measured(illustration, country, folder, runs), runs)


def run_quickly() -> None:
    """Measure a few rounds and only print what was found; what an earlier run loaded is used."""
    with tempfile.TemporaryDirectory(prefix="tiendo-bench-") as place, loaded.cache() as cache:
        illustration = cache.copy("demo", [ROOT / "dashboard" / "demo"], _fill_demonstration)
        generators = [ROOT / "bench" / f"{name}.py" for name in ("nation", "nation_returns")]
        country = cache.copy("nation", generators, _fill_nation)
        report.show(_measured(illustration, country, Path(place), QUICK_RUNS))


def _fill_demonstration() -> None:
    demo.load(lambda *_: None)


def _fill_nation() -> None:
    nation.load(PasswordHasher().hash(PASSWORD))


def _measured(
    illustration: str, country: str, folder: Path, runs: int
) -> dict[str, dict[str, float]]:
    with ExitStack() as stack:
        servers = {
            "demo": stack.enter_context(ours(illustration, folder)),
            "nation": stack.enter_context(ours(country, folder)),
            "blank": stack.enter_context(blank(folder)),
        }
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGUMENTS
        )
        found = measure(browser, _targets(browser, servers), runs)
        memory = {name: server.memory() for name, server in servers.items()}
        return _summary(found, memory)


def _targets(browser: Browser, servers: dict[str, Server]) -> list[Target]:
    visitors = {"demo": ("lanhdao", people.PASSWORD), "nation": (nation.ACCOUNT, PASSWORD)}
    targets = [
        Target(
            name,
            f"{servers[name].address}/",
            LAST,
            _signed_in(browser, servers[name].address, *visitors[name]),
            _another_quarter,
            servers[name].cpu,
        )
        for name in visitors
    ]
    yardstick = servers["blank"]
    return [
        *targets,
        Target("blank", yardstick.address, "text=ok", [], _pressed, yardstick.cpu),
    ]


def _signed_in(
    browser: Browser, address: str, username: str, password: str
) -> list[dict[str, object]]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("form:has(input[name=password]) button.go")
    page.locator(LAST).first.wait_for(state="visible", timeout=60_000)
    cookies = context.cookies()
    context.close()
    return [dict(cookie) for cookie in cookies]


def _another_quarter(page: Page) -> float:
    page.locator("details.pick summary").nth(1).click()
    link = page.locator("details.pick[open] a:not([aria-current])").first
    quarter = link.inner_text().strip()
    started = time.perf_counter()
    link.click()
    caption = page.locator("section.heat caption").filter(has_text=f"{quarter}/")
    caption.first.wait_for(state="attached")
    return time.perf_counter() - started


def _pressed(page: Page) -> float:
    started = time.perf_counter()
    page.get_by_role("button", name="again").click()
    page.get_by_text("done").wait_for(state="visible")
    return time.perf_counter() - started


def _summary(found: dict[str, Times], memory: dict[str, int]) -> dict[str, dict[str, float]]:
    return {
        name: {**times.medians(), "server_memory_bytes": memory[name]}
        for name, times in found.items()
    }
