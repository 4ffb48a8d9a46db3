"""How much of the record a page reads, in a nation: no plan may read it through unseen.

A tenth of the units in as many provinces, so that a province has the same share of the whole as at
full size, and plans are chosen as there. What is allowed is about twice what a good plan needs;
``python -m bench plans`` tells what it comes to at full size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from sqlalchemy import Engine

from bench import nation
from data_access import engine
from tests import plans
from tests.pages import nation_views, opened
from tests.plans import CUSTOM, GENERIC, Statement
from tests.synthetic_nation import a_tenth

KNOWN, UNKNOWN = "with statistics", "without statistics"


@dataclass(frozen=True, slots=True)
class Most:
    """The most statements, rows visited and pages of the database looked at.

    The last two without statistics, where rows in memory are gone through more often.
    """

    statements: int
    rows: int
    buffers: int
    blind_rows: int
    blind_buffers: int


MOST = {
    "overview": Most(21, 120_000, 33_000, 190_000, 31_000),
    "overview, long without a return": Most(21, 110_000, 26_000, 170_000, 24_000),
    "overview of a commune": Most(17, 36_000, 14_000, 160_000, 15_000),
    "unit, a province": Most(43, 200_000, 67_000, 270_000, 63_000),
    "unit, a commune": Most(39, 120_000, 53_000, 250_000, 51_000),
    "indicator": Most(29, 200_000, 66_000, 290_000, 61_000),
    "indicator, its returns": Most(30, 200_000, 67_000, 310_000, 62_000),
    "indicator, provisional": Most(29, 200_000, 66_000, 290_000, 61_000),
    "completeness": Most(13, 130_000, 8_800, 4_800, 11_000),
    "calendar, officer": Most(17, 140_000, 9_700, 6_200, 12_000),
    "calendar, clerk": Most(17, 20_000, 1_900, 2_800, 2_800),
    "review, queue": Most(13, 41_000, 3_200, 34_000, 4_300),
    "review, one": Most(33, 96_000, 29_000, 660_000, 33_000),
    "return": Most(24, 3_100, 870, 1_100_000, 8_300),
    "return, two revisions": Most(40, 5_000, 1_600, 1_600_000, 13_000),
    "submit": Most(28, 22_000, 1_400, 5_200, 2_100),
    "form": Most(16, 16_000, 1_400, 530_000, 5_000),
    "receive": Most(6, 8_900, 300, 8_600, 360),
    "receive, one batch": Most(9, 1_100, 250, 830, 290),
    "access keys": Most(4, 0, 0, 0, 10),
    "API, returns": Most(7, 43_000, 3_900, 5_200, 8_300),
    "API, returns of a commune": Most(7, 60_000, 3_300, 25_000, 3_400),
    "API, returns of a quarter": Most(7, 27_000, 840, 1_700, 900),
    "API, accepted returns": Most(7, 44_000, 4_100, 5_800, 8_400),
    "API, returns sent back": Most(7, 26_000, 4_900, 26_000, 4_900),
    "API, the last page": Most(7, 43_000, 3_900, 5_300, 4_800),
    "progress": Most(15, 110_000, 26_000, 64_000, 22_000),
    "progress, an earlier day": Most(17, 110_000, 26_000, 64_000, 22_000),
    "due date moved, tried": Most(160, 330_000, 19_000, 330_000, 29_000),
}


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


@pytest.mark.parametrize("plan", [CUSTOM, GENERIC])
@pytest.mark.parametrize("statistics", [KNOWN, UNKNOWN])
@pytest.mark.parametrize("name", MOST)
def test_no_plan_reads_the_record_through(name, statistics, plan, databases, asked, monkeypatch):
    monkeypatch.setenv("TIENDO_TODAY", opened.TODAY)
    statements, most = asked(name), MOST[name]
    assert len(statements) <= most.statements
    engine.use(databases[statistics])
    done = plans.work(statements, plan)
    blind = statistics == UNKNOWN
    rows, buffers = (most.blind_rows, most.blind_buffers) if blind else (most.rows, most.buffers)
    assert done.rows <= rows, f"{done.rows} rows; the most by\n{done.widest()}"
    assert done.buffers <= buffers, f"{done.buffers} buffers; the most by\n{done.dearest()}"


def test_every_view_is_bounded():
    assert MOST.keys() == nation_views.VIEWS.keys()
