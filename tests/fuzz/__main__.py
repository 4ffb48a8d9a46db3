"""``python -m tests.fuzz N=10000 SEED=1``: hand N broken workbooks in, and count what came of it.

``ONE=4711`` tries that one again; ``FILE=path`` tries a file; ``WORKERS=4`` as many at once.
"""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import click

from bench import report
from data_access import engine
from tests.fuzz import cases, seeds, stage, workers
from tests.fuzz.report import Books

FOUND = Path(tempfile.gettempdir()) / "tiendo-fuzz"
FULL = 10_000
"""Of so many files and more, what came of them is kept in bench/results/."""
_EVERY = 30.0


def main(words: Sequence[str]) -> int:
    """Try what is asked for; return 0 where nothing came of it that should not."""
    pairs = (word.partition("=")[::2] for word in words)
    asked = {name: value for name, value in pairs if value}
    seed, count = int(asked.get("SEED", 1)), int(asked.get("N", 10_000))
    at_once = int(asked.get("WORKERS", min(4, os.cpu_count() or 1)))
    with tempfile.TemporaryDirectory(prefix="tiendo-fuzz-") as folder:
        alone = "ONE" in asked or "FILE" in asked
        with stage.province(Path(folder) / "data", 1 if alone else at_once) as stages:
            engine.use(stages[0].url)
            sound = seeds.made(stages[0].clerk)
            if alone:
                return _one(stages[0], seed, sound, asked)
            engine.engine().dispose()
            crew = workers.Crew(seed, sound, stages)
            return _many(crew, seed, range(count), sound)


def _many(
    crew: workers.Crew, seed: int, numbers: Sequence[int], sound: Sequence[seeds.Seed]
) -> int:
    books, told = Books(), time.monotonic()
    for tried in crew.tried(numbers):
        books.enter(tried)
        complaint = books.complaint(tried)
        if complaint:
            FOUND.mkdir(exist_ok=True)
            kept = FOUND / f"{seed}-{tried.number}.xlsx"
            kept.write_bytes(cases.make(seed, tried.number, sound).data)
            click.echo(f"{complaint}\n  {kept} – again: make fuzz ONE={tried.number} SEED={seed}\n")
        if time.monotonic() - told > _EVERY:
            told = time.monotonic()
            click.echo(f"… {books.files} of {len(numbers)}", err=True)
    asked = f"make fuzz N={len(numbers)} SEED={seed}"
    said = f"{asked}\n\n{books.table()}\n{books.last_line()}"
    if len(numbers) >= FULL:
        report.keep("fuzz.txt", said)
    click.echo(said)
    return 0 if books.sound else 1


def _one(place: stage.Stage, seed: int, sound: Sequence[seeds.Seed], asked: dict[str, str]) -> int:
    case = (
        cases.Case(0, asked["FILE"], Path(asked["FILE"]).read_bytes())
        if "FILE" in asked
        else cases.make(seed, int(asked["ONE"]), sound)
    )
    tried = workers.measured(place, case)
    books = Books()
    books.enter(tried)
    click.echo(f"{tried.how}: {tried.verdict.came} {', '.join(tried.verdict.rules)}")
    click.echo(books.complaint(tried) or "Nothing is wrong with it.")
    return 0 if books.sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
