"""A disk small enough to be filled: a file system in memory, where mounting is allowed."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEGABYTES = 192
_PIECE = bytes(1 << 20)


def can_be_filled() -> bool:
    """Whether a small disk can be mounted here: on Linux, as root."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory(prefix="tiendo-disk-") as name:
        if not _mounted(Path(name)):
            return False
        _unmount(Path(name))
        return True


@contextmanager
def small(folder: Path) -> Iterator[None]:
    """Let ``folder`` be a disk of ``MEGABYTES``.

    Raises:
        OSError: it cannot be mounted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not _mounted(folder):
        raise OSError(f"nothing can be mounted on {folder}")
    try:
        yield
    finally:
        _unmount(folder)


def fill(folder: Path, left: int) -> Path:
    """Fill the disk but for ``left`` bytes and return the file that does so."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        while (room := _free(folder) - left) > 0:
            file.write(_PIECE[: min(room, len(_PIECE))])
    return ballast


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def _mounted(folder: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=False)
