"""Returns a second through the full path: read, checked, stored, accepted, visible.

One process, a nation's record of ten years, commits on the disk. What is counted is what the page
and the other doors do: ``submit``, then ``accept``, then the progress that shows the figure.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import create_engine, event, make_url, text

from bench import handed_in, nation, report
from bench.handed_in import FOUNDED, Handing
from bench.servers import TODAY
from dashboard.actions import decisions, returns
from dashboard.readings import progress
from dashboard.settings import settings
from data_access import databases, embedded, engine, schema
from data_access.vocabulary import Period

QUARTER = Period(2026, 4)
AT_ONCE = 8
ROUNDS, A_ROUND = 5, 120
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
        url = _filled(folder)
        try:
            handings = handed_in.made(QUARTER)
            reading = _openpyxl_reads(handings[0].data)
            engine.engine().dispose()
            _use_a_copy(url, "rounds")
            one, eight, statements = _in_rounds(handings)
            _use_a_copy(url, "burst")
            burst, there = _in_a_burst(handings)
        finally:
            engine.engine().dispose()
            embedded.stop(folder)
    figures = {
        "one at a time": one.figures(),
        "8 at once": eight.figures(),
        "burst": burst.figures(),
    }
    report.write_intake(
        figures,
        {
            "returns": len(handings),
            "burst_seconds": round(burst.seconds, 1),
            "lost": len(handings) - there,
            "statements_a_return": round(statements, 1),
            "openpyxl_reads_one_in_ms": reading,
        },
    )


def _filled(folder: Path) -> str:
    url = embedded.start(folder, "nation")
    databases.create_if_missing(url)
    engine.use(url)
    schema.migrate()
    nation.load("")
    return url


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
    shown = progress.unit_progress(handing.officer, handing.unit, QUARTER).of(FOUNDED)
    if shown.quarters[QUARTER.quarter - 1] != handing.figures[FOUNDED]:
        raise NotVisible(handing.unit)
    return Took(submitted - began, accepted - submitted, time.perf_counter() - accepted)


def _all(handings: Sequence[Handing], at_once: int) -> tuple[float, list[Took]]:
    """Return how many seconds all of them took together, and each of them."""
    began = time.perf_counter()
    if at_once == 1:
        took = [_whole_way(handing) for handing in handings]
    else:
        with ThreadPoolExecutor(at_once) as pool:
            took = list(pool.map(_whole_way, handings))
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


def _in_rounds(handings: Sequence[Handing]) -> tuple[Rate, Rate, float]:
    """Hand in by turns one at a time and eight at once, of units from everywhere."""
    spread = handings[:: len(handings) // (2 * ROUNDS * A_ROUND + A_ROUND)]
    _all(spread[:A_ROUND], 1)  # the process warms up
    rates = Rate(1, [], []), Rate(AT_ONCE, [], [])
    counted = _Statements()
    for number in range(2 * ROUNDS):
        rate = rates[number % 2]
        began = A_ROUND * (number + 1)
        seconds, took = _all(spread[began : began + A_ROUND], rate.at_once)
        rate.a_second.append(A_ROUND / seconds)
        rate.took.extend(took)
    return *rates, counted.number / (2 * ROUNDS * A_ROUND)


class _Statements:
    """Counts what is asked of the database from now on."""

    def __init__(self) -> None:
        self.number = 0
        event.listen(engine.engine(), "before_cursor_execute", self._one)

    def _one(self, *_asked: object) -> None:
        self.number += 1


def _in_a_burst(handings: Sequence[Handing]) -> tuple[Rate, int]:
    seconds, took = _all(handings, AT_ONCE)
    with engine.reading() as session:
        there = session.execute(
            text(_THERE),
            {
                "year": QUARTER.year,
                "quarter": QUARTER.quarter,
                "digests": [returns.files.sha256(each.data) for each in handings],
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
