"""Servers to be measured, each a process of its own, ended by its id."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent
TODAY = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Server:
    address: str
    process: psutil.Process

    def memory(self) -> int:
        """Return the resident memory of the server and its children, in bytes."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(each.memory_info().rss for each in family)

    def cpu(self) -> float:
        """Return the processor seconds used so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@contextmanager
def ours(database_url: str, folder: Path) -> Iterator[Server]:
    port = _free_port()
    environment = {
        **os.environ,
        "TIENDO_DATABASE_URL": database_url,
        "TIENDO_PORT": str(port),
        "TIENDO_TODAY": TODAY,
    }
    command = [str(Path(sys.executable).with_name("tiendo")), "serve"]
    with _running(command, port, "/health", folder, environment) as server:
        yield server


@contextmanager
def blank(folder: Path) -> Iterator[Server]:
    """Start the yardstick with Streamlit's default settings."""
    port = _free_port()
    command = [
        sys.executable, "-m", "streamlit", "run", str(HERE / "blank.py"),
        "--server.port", str(port), "--server.headless", "true",
        "--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false",
    ]  # fmt: skip
    with _running(command, port, "/_stcore/health", folder, dict(os.environ)) as server:
        yield server


@contextmanager
def _running(
    command: list[str], port: int, health: str, folder: Path, environment: dict[str, str]
) -> Iterator[Server]:
    log = folder / f"server-{port}-{secrets.token_hex(3)}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address + health, process, log)
        yield Server(address, psutil.Process(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer:\n{log.read_text('utf-8')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
