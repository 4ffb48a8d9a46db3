"""How much of the record a page reads, in a nation: no plan may read it through unseen.

A tenth of the units in as many provinces, so that a province has the same share of the whole as at
full size, and plans are chosen as there. What is allowed is about twice what a good plan needs;
``python -m bench plans`` tells what it comes to at full size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

import pytest
from sqlalchemy import Engine

from bench import nation
from data_access import engine
from tests import plans
from tests.pages import nation_views, opened
from tests.plans import CUSTOM, GENERIC, Statement, TooLong
from tests.synthetic_nation import a_tenth

KNOWN, UNKNOWN = "with statistics", "without statistics"


@dataclass(frozen=True, slots=True)
class Most:
    """The most statements, rows visited and pages of the database looked at."""

    statements: int
    rows: int
    buffers: int


MOST = {
    "overview": Most(25, 75_000, 27_000),
    "overview, long without a return": Most(25, 61_000, 21_000),
    "overview of a commune": Most(21, 37_000, 11_000),
    "unit, a province": Most(55, 150_000, 53_000),
    "unit, a commune": Most(51, 115_000, 42_000),
    "indicator": Most(36, 160_000, 50_000),
    "indicator, its returns": Most(38, 160_000, 51_000),
    "indicator, provisional": Most(36, 160_000, 50_000),
    "completeness": Most(14, 8_000, 8_000),
    "calendar, officer": Most(14, 8_000, 8_000),
    "calendar, clerk": Most(14, 2_500, 1_500),
    "review, queue": Most(14, 13_000, 5_200),
    "review, one": Most(33, 75_000, 25_000),
    "return": Most(22, 2_000, 800),
    "return, two revisions": Most(42, 4_000, 1_600),
    "submit": Most(32, 7_000, 3_400),
    "form": Most(15, 7_000, 3_000),
    "receive": Most(4, 10_000, 300),
    "receive, one batch": Most(8, 1_000, 200),
    "access keys": Most(2, 20, 20),
    "API, returns": Most(6, 20_000, 5_200),
    "API, returns of a commune": Most(6, 15_000, 4_000),
    "API, returns of a quarter": Most(6, 4_000, 1_000),
    "API, accepted returns": Most(6, 20_000, 5_400),
    "API, returns sent back": Most(6, 5_000, 5_400),
    "API, the last page": Most(6, 20_000, 5_000),
    "progress": Most(13, 61_000, 20_000),
    "progress, an earlier day": Most(15, 62_000, 20_000),
    "due date moved, tried": Most(110, 50_000, 10_000),
}

# Known not to be so yet. What reads or joins revisions for a list of them is planned as if it were
# for all; without statistics, what joins figures or decisions to revisions reads all of them.
_ALL_REVISIONS = {
    "review, queue",
    "review, one",
    "API, returns",
    "API, returns of a commune",
    "API, returns of a quarter",
    "API, accepted returns",
    "API, returns sent back",
    "API, the last page",
}
_ALL_RETURNS = {"submit", "form"}
_WITHOUT_STATISTICS = {
    "overview",
    "overview, long without a return",
    "overview of a commune",
    "unit, a province",
    "unit, a commune",
    "indicator",
    "indicator, its returns",
    "indicator, provisional",
    "completeness",
    "calendar, officer",
    "calendar, clerk",
    "return",
    "return, two revisions",
    "submit",
    "form",
    "progress",
    "progress, an earlier day",
}


def flips(name: str, statistics: str, plan: str) -> bool:
    return (
        name in _ALL_REVISIONS
        or (statistics == UNKNOWN and name in _WITHOUT_STATISTICS)
        or (plan == GENERIC and name in _ALL_RETURNS)
    )


@pytest.fixture(scope="module")
def databases(server: Engine) -> Iterator[dict[str, str]]:
    with a_tenth(server) as (known, unknown):
        yield {KNOWN: known, UNKNOWN: unknown}


@pytest.fixture(scope="module")
def asked(databases: dict[str, str]):
    """What a view asks, recorded when it is first wanted."""
    there = nation_views.visitors(nation.TENTH)

    @cache
    def of(name: str) -> list[Statement]:
        engine.use(databases[KNOWN])
        return nation_views.VIEWS[name](there)

    return of


def cases() -> Iterator[object]:
    late = pytest.mark.xfail(raises=(AssertionError, TooLong), strict=True)
    for which in product(MOST, (KNOWN, UNKNOWN), (CUSTOM, GENERIC)):
        yield pytest.param(*which, id=", ".join(which), marks=late if flips(*which) else ())


@pytest.mark.parametrize(("name", "statistics", "plan"), list(cases()))
def test_no_plan_reads_the_record_through(name, statistics, plan, databases, asked, monkeypatch):
    monkeypatch.setenv("TIENDO_TODAY", opened.TODAY)
    statements = asked(name)
    most = MOST[name]
    assert len(statements) <= most.statements
    engine.use(databases[statistics])
    done = plans.work(statements, plan)
    assert done.rows <= most.rows, f"{done.rows} rows; the most by\n{done.widest()}"
    assert done.buffers <= most.buffers, f"{done.buffers} buffers; the most by\n{done.dearest()}"


def test_every_view_is_bounded():
    assert MOST.keys() == nation_views.VIEWS.keys()
