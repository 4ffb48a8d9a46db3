"""``python -m tests.chaos [N=120] [SEED=1]``: strike N times, and count what was lost."""

import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import click

from bench import report as results
from tests.chaos import acts, disk, page, points
from tests.chaos.machine import NotBack
from tests.chaos.nursery import Nursery
from tests.chaos.points import Blow, Point
from tests.chaos.report import Books
from tests.chaos.stage import AT_ONCE, Stage, stage

_MEASURED_EVERY = 15


def main(words: list[str]) -> int:
    """Carry the plan out; return 0 where nothing was lost and nothing is half there.

    What came of it is kept in ``bench/results/chaos.md``.
    """
    asked = dict(word.partition("=")[::2] for word in words)
    count, seed = int(asked.get("N") or 120), int(asked.get("SEED") or 1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    can_fill = disk.can_be_filled()
    if not can_fill:
        click.echo("No small disk can be mounted here (Linux, as root): a full one is not tried.")
    has_browser = page.can_be_opened()
    if not has_browser:
        click.echo("There is no Chromium here: nothing is handed in at the page.")
    books, begun = Books(), time.monotonic()
    wanted = points.plan(seed, count, disk=can_fill, page=has_browser)
    with _folder() as folder, closing(Nursery()) as nursery:
        usual = [point for point in wanted if point.blow is not Blow.FILL_DISK]
        _strike(folder, seed, nursery, usual, books)
        _strike(folder, seed, nursery, wanted[len(usual) :], books)
    books.seconds = time.monotonic() - begun
    results.keep("chaos.md", "\n".join(books.kept(seed)))
    click.echo(books.table())
    click.echo(books.last_line())
    return 0 if books.sound else 1


def _strike(
    folder: Path, seed: int, nursery: Nursery, wanted: Sequence[Point], books: Books
) -> None:
    if not wanted:
        return
    filled = wanted[0].blow is Blow.FILL_DISK
    with ExitStack() as ends:
        place = folder / ("small" if filled else "usual")
        place.mkdir()
        if filled:
            ends.enter_context(disk.small(place))
        at = ends.enter_context(stage(place, f"{seed} {place.name}", nursery, by_itself=filled))
        if any(point.page for point in wanted):
            at.clerk = ends.enter_context(page.clerk(at.server.port))
        try:
            for turn, point in enumerate(wanted):
                if turn % _MEASURED_EVERY == 0:
                    at.measure()
                    click.echo(
                        f"{AT_ONCE} uploads at once take {at.seconds:.2f} s, {at.messages} messages"
                    )
                _one(at, point, books)
            at.seen()
        except NotBack as problem:
            books.complaints.append(f"given up: {problem}")
        books.complaints.extend(at.complaints)
        books.receipts += len(set(at.receipts))
        books.savings += at.writer.savings if at.writer else 0


def _one(at: Stage, point: Point, books: Books) -> None:
    begun = time.monotonic()
    result = acts.carry_out(at, point)
    books.enter(result)
    click.echo(
        f"{point.number:>4}  {time.monotonic() - begun:4.1f} s  {point.told}: "
        f"{result.uploads} uploads, {result.acknowledged} acknowledged, "
        f"{result.kept_unseen} stored untold"
        f"{'' if all(found.sound for found in result.found) else '  FAULTS'}"
    )


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="tiendo-chaos-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
