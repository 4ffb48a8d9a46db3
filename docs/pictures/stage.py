"""The demonstration province, served while the pictures are taken."""

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

from data_access import databases, embedded
from tests.web.running import free_port

TODAY = "2026-11-22"


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
