"""Returns a second through the full path: read, checked, stored, accepted, visible.

One process, a nation's record of ten years, commits on the disk. What is counted is what the page
and the other doors do: ``submit``, then ``accept``, then what shows the figure. For each return
that is the figure's own trail; the progress of its province, with all units in it, is read when
the province's returns are in, as whoever waits for them does, and its time is part of theirs. What
a reading of the unit's progress after every single return would add is measured too.
"""

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import create_engine, event, make_url, text

from bench import handed_in, loaded, nation, report
from bench.handed_in import FOUNDED, Handing
from bench.servers import TODAY
from dashboard.actions import decisions, returns
from dashboard.readings import progress, sources
from dashboard.settings import settings
from data_access import databases, embedded, engine
from data_access.vocabulary import Period

QUARTER = Period(2026, 4)
AT_ONCE = 8
ROUNDS = 5
WORD = "Đã đối chiếu với sổ theo dõi."

# Accepted, and as whole as it was handed in.
_THERE = """
select count(*)
from return_revision v
join quarterly_return q on q.id = v.return_id
join stored_file f on f.id = v.file_id
where q.year = :year and q.quarter = :quarter
  and f.sha256 = sha256(f.content)
  and f.sha256 = any(:digests)
  and (select kind from return_decision d where d.revision_id = v.id) = 'accept'
  and (select count(*) from return_value a where a.revision_id = v.id) = :figures
  and (select count(*) from founding a where a.revision_id = v.id) = 1
  and (select count(*) from enterprise_review a where a.revision_id = v.id) = 3
  and (select count(*) from difficulty a where a.revision_id = v.id) = 1
"""


class NotVisible(Exception):
    """A return was accepted, and its figure is not the one that is shown."""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds that the steps of one return took."""

    submit: float
    accept: float
    visible: float

    @property
    def whole(self) -> float:
        return self.submit + self.accept + self.visible


def run() -> None:
    """Measure and write ``bench/results/intake.json`` and the table beside it."""
    os.environ["TIENDO_TODAY"] = TODAY
    settings.cache_clear()
    with tempfile.TemporaryDirectory(prefix="tiendo-bench-") as place:
        folder = Path(place) / "data"
        url = loaded.anew(folder, "nation", lambda: nation.load(""))
        engine.use(url)
        try:
            handings = handed_in.made(QUARTER)
            reading = _openpyxl_reads(handings[0].data)
            engine.engine().dispose()
            _use_a_copy(url, "rounds")
            gc.collect()
            gc.freeze()  # as the server does once it is up
            rounds = _in_rounds(handings)
            _use_a_copy(url, "burst")
            burst, there = _in_a_burst(handings)
        finally:
            engine.engine().dispose()
            embedded.stop(folder)
    figures = {
        "one at a time": rounds.one.figures(),
        "8 at once": rounds.eight.figures(),
        "burst": burst.figures(),
    }
    report.write_intake(
        figures,
        {
            "returns": len(handings),
            "burst_seconds": round(burst.seconds, 1),
            "lost": len(handings) - there,
            "statements_a_return": round(rounds.statements, 1),
            "progress_after_each_ms": rounds.progress_ms,
            "openpyxl_reads_one_in_ms": reading,
        },
    )


def _use_a_copy(url: str, name: str) -> None:
    """Use a copy of the nation, of which this process remembers nothing."""
    engine.engine().dispose()
    server = create_engine(make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"create database {name} template nation strategy file_copy"))
        durable = {
            setting: connection.scalar(text(f"show {setting}"))
            for setting in ("fsync", "synchronous_commit", "full_page_writes")
        }
    server.dispose()
    if set(durable.values()) != {"on"}:
        raise RuntimeError(f"what is stored would not be durable: {durable}")
    engine.use(databases.named(url, name))


def _whole_way(handing: Handing) -> Took:
    began = time.perf_counter()
    receipt = returns.submit(
        handing.clerk, handing.data, f"BC_{handing.unit}.xlsx", explanation=WORD
    )
    submitted = time.perf_counter()
    decisions.accept(handing.officer, receipt.return_id, receipt.revision)
    accepted = time.perf_counter()
    _is_shown(handing)
    return Took(submitted - began, accepted - submitted, time.perf_counter() - accepted)


def _is_shown(handing: Handing) -> None:
    """Find the figure in the trail that the progress of the unit is summed from."""
    trail = sources.figure_trail(handing.officer, handing.unit, FOUNDED, QUARTER.year)
    amounts = [part.record.amount for part in trail.parts if part.record.quarter == QUARTER.quarter]
    if amounts != [handing.figures[FOUNDED]]:
        raise NotVisible(handing.unit)


def _is_in_progress(handing: Handing) -> None:
    shown = progress.unit_progress(handing.officer, handing.unit, QUARTER).of(FOUNDED)
    if shown.quarters[QUARTER.quarter - 1] != handing.figures[FOUNDED]:
        raise NotVisible(handing.unit)


def _are_in_progress(handings: Sequence[Handing]) -> None:
    """Read the progress of their provinces, and find every figure in it."""
    officers = {handing.province: handing.officer for handing in handings}
    shown = {
        each.unit.code: each.of(FOUNDED).quarters[QUARTER.quarter - 1]
        for province, officer in officers.items()
        for each in progress.children_progress(officer, province, QUARTER)
    }
    lacking = [each.unit for each in handings if shown.get(each.unit) != each.figures[FOUNDED]]
    if lacking:
        raise NotVisible(lacking)


def _all(handings: Sequence[Handing], at_once: int) -> tuple[float, list[Took]]:
    """Return how many seconds all of them took together, and each of them."""
    began = time.perf_counter()
    if at_once == 1:
        took = [_whole_way(handing) for handing in handings]
    else:
        with ThreadPoolExecutor(at_once) as pool:
            took = list(pool.map(_whole_way, handings))
    _are_in_progress(handings)
    return time.perf_counter() - began, took


@dataclass(frozen=True, slots=True)
class Rate:
    """Rounds of so many at once: returns a second of each round, and what each return took."""

    at_once: int
    a_second: list[float]
    took: list[Took]
    seconds: float = 0.0

    def figures(self) -> dict[str, float]:
        def ms(step: Callable[[Took], float]) -> float:
            return round(1000 * statistics.median(step(took) for took in self.took), 1)

        whole = sorted(took.whole for took in self.took)
        return {
            "returns_a_second": round(statistics.median(self.a_second), 1),
            "submit_ms": ms(lambda took: took.submit),
            "accept_ms": ms(lambda took: took.accept),
            "visible_ms": ms(lambda took: took.visible),
            "median_ms": ms(lambda took: took.whole),
            "p95_ms": round(1000 * whole[int(0.95 * len(whole))], 1),
        }


@dataclass(frozen=True, slots=True)
class Rounds:
    """``progress_ms`` is what a reading of the unit's progress after each return would add."""

    one: Rate
    eight: Rate
    statements: float
    progress_ms: float


def _in_rounds(handings: Sequence[Handing]) -> Rounds:
    """Hand the returns of a province in by turns one at a time and eight at once."""
    provinces = [
        list(each) for _province, each in groupby(handings, key=lambda each: each.province)
    ]
    _all(provinces.pop(), 1)  # the process warms up
    rates = Rate(1, [], []), Rate(AT_ONCE, [], [])
    counted, files = _Statements(), 0
    for number in range(2 * ROUNDS):
        rate, returned = rates[number % 2], provinces.pop()
        seconds, took = _all(returned, rate.at_once)
        rate.a_second.append(len(returned) / seconds)
        rate.took.extend(took)
        files += len(returned)
    statements = counted.number / files
    return Rounds(*rates, statements, _progress_each(provinces.pop()))


def _progress_each(handings: Sequence[Handing]) -> float:
    """Return the milliseconds that one more reading of progress takes after each return."""
    took = []
    for handing in handings:
        _whole_way(handing)
        began = time.perf_counter()
        _is_in_progress(handing)
        took.append(time.perf_counter() - began)
    return round(1000 * statistics.median(took), 1)


class _Statements:
    """Counts what is asked of the database from now on."""

    def __init__(self) -> None:
        self.number = 0
        event.listen(engine.engine(), "before_cursor_execute", self._one)

    def _one(self, *_asked: object) -> None:
        self.number += 1


def _in_a_burst(handings: Sequence[Handing]) -> tuple[Rate, int]:
    seconds, took = _all(handings, AT_ONCE)
    with engine.reading(engine.SERVICE) as session:
        there = session.execute(
            text(_THERE),
            {
                "year": QUARTER.year,
                "quarter": QUARTER.quarter,
                "digests": [sha256(each.data).digest() for each in handings],
                "figures": len(handings[0].figures),
            },
        ).scalar_one()
    return Rate(AT_ONCE, [len(handings) / seconds], took, seconds), int(there)


def _openpyxl_reads(data: bytes) -> float:
    """Return how many milliseconds openpyxl needs to read the file: a yardstick of the machine."""

    def once() -> float:
        began = time.perf_counter()
        book = load_workbook(BytesIO(data), read_only=True)
        for sheet in book.worksheets:
            for row in sheet.iter_rows(values_only=True):
                tuple(row)
        return 1000 * (time.perf_counter() - began)

    return round(statistics.median(once() for _time in range(15)), 1)
