"""Find a Chromium for the browser tests, or install one.

Run as a script it makes sure that there is one: the system's, else Playwright's own where it can
be downloaded, else the system package manager's.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]


def executable() -> str | None:
    """Return the path of a Chromium; None where there is none."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    browsers = Path(
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright")
    )
    for pattern in (
        "chromium-*/chrome-linux*/chrome",
        "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    ):
        for found_path in sorted(browsers.glob(pattern), reverse=True):
            return str(found_path)
    return None


def install() -> str:
    """Return the path of a Chromium, installing one where there is none.

    Raises:
        SystemExit: neither Playwright nor the package manager could provide it.
    """
    for command in _ways():
        if executable():
            break
        try:
            subprocess.run(command, check=False, timeout=900, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"{command[0]}: {error}", file=sys.stderr)  # noqa: T201  # a script's voice
    found = executable()
    if not found:
        raise SystemExit(
            "Không cài được Chromium cho các kiểm thử trình duyệt. "
            "Hãy cài gói «chromium» của hệ điều hành rồi chạy lại."
        )
    return found


def _ways() -> list[list[str]]:
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get"):
        ways.append([*root, "apt-get", "update", "-qq"])
        ways.append(
            [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq",
             "--no-install-recommends", "chromium"]
        )  # fmt: skip
    if shutil.which("dnf"):
        ways.append([*root, "dnf", "install", "-y", "chromium"])
    return ways


if __name__ == "__main__":
    print(install())  # noqa: T201  # a script's voice
