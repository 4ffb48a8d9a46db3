"""The demonstration's figures: the published year, and what holds in every other."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from dashboard.demo import contents, flows, stocks, targets, timeline
from dashboard.demo.plan import Targets, plan
from dashboard.demo.targets import FLOWS
from dashboard.demo.timeline import Submission
from dashboard.demo.units import COUNTED, CROSS_CHECKS, DISTRICTS
from dashboard.domain import checks
from data_access.vocabulary import Period
from tests.domain.demonstration import QUARTERS, STORY_DAY, YEARS, accepted, returns, year_total
from tests.published import STOCK_OF_2023
from tests.workbooks.forms import FORM

CHILDREN = {
    "PARTY_OWNER_ADMITTED": "PARTY_MEMBER_ADMITTED",
    "ENTERPRISE_20_WORKERS": "ENTERPRISE_TOTAL",
    "ENTERPRISE_3_MEMBERS_NO_PARTY": "ENTERPRISE_TOTAL",
    "ENTERPRISE_20_WORKERS_NO_UNION": "ENTERPRISE_20_WORKERS",
    "ENTERPRISE_PARTY_NO_YOUTH": "ENTERPRISE_TOTAL",
}


@pytest.mark.parametrize(
    ("code", "actual", "target"),
    [
        ("PARTY_ORG_FOUNDED", 3, 3),
        ("PARTY_MEMBER_ADMITTED", 103, 80),
        ("UNION_FOUNDED", 16, 15),
        ("YOUTH_ORG_FOUNDED", 14, 13),
    ],
)
def test_2023_brought_what_was_published(code: str, actual: int, target: int) -> None:
    assert year_total(2023, code) == actual
    assert targets.of_province(2023)[code] == target


def test_in_2023_all_six_main_indicators_are_met_or_exceeded() -> None:
    main = [code for code in FLOWS if code.split("_")[0] in ("PARTY", "UNION", "YOUTH")]
    main.remove("PARTY_OWNER_ADMITTED")
    met = [year_total(2023, code) >= targets.of_province(2023)[code] for code in main]
    assert met == [True] * 6


def test_the_stock_at_the_end_of_2023_is_the_published_one() -> None:
    filed = returns(Period(2023, 4))
    assert {code: sum(each.figures[code] for each in filed) for code in STOCK_OF_2023} == (
        STOCK_OF_2023
    )


def test_ten_party_organisations_are_in_the_bloc_and_sixty_three_in_districts() -> None:
    end = Period(2023, 4)
    assert stocks.of_unit("K01")[end]["PARTY_ORG_TOTAL"] == 10
    assert sum(stocks.of_unit(unit.code)[end]["PARTY_ORG_TOTAL"] for unit in DISTRICTS) == 63


def test_the_units_targets_of_2023_sum_to_the_provinces() -> None:
    sums: Counter[str] = Counter()
    for amounts in targets.assigned(2023).values():
        sums.update(amounts)
    assert sums == targets.of_province(2023)
    assert targets.adjusted(2023) == {}


def test_2023_counts_the_same_once_every_correction_is_accepted() -> None:
    counted = accepted(plan(STORY_DAY))
    year = [content for (unit, period), content in counted.items()
            if period.year == 2023 and unit not in ("T01", "T02")]  # fmt: skip
    assert len(year) == 44
    for code, total in flows.TOTALS_2023.items():
        assert sum(content.figures.get(code, 0) for content in year) == total


def test_stock_is_what_there_was_and_what_came_less_at_most_a_little() -> None:
    for unit in COUNTED:
        by_period = stocks.of_unit(unit.code)
        for before, after in pairwise(QUARTERS):
            for founded, organisations, _, members, _, _ in stocks.KINDS.values():
                for code, incoming in (
                    (organisations, founded),
                    (members, flows.MEMBERS_OF[founded]),
                ):
                    came = flows.of_year(after.year)[unit.code][incoming][after.quarter - 1]
                    went = by_period[before][code] + came - by_period[after][code]
                    assert went >= 0, (unit.code, after, code)
                    assert by_period[after][code] >= 0


def test_where_there_are_no_organisations_there_are_no_members_and_elsewhere_enough() -> None:
    for unit in COUNTED:
        for period in QUARTERS:
            now = stocks.of_unit(unit.code)[period]
            for _, organisations, _, members, _, least in stocks.KINDS.values():
                assert now[members] >= least * now[organisations]
                assert bool(now[members]) is bool(now[organisations])


def test_nobody_is_admitted_where_there_is_no_organisation() -> None:
    for unit in COUNTED:
        for period in QUARTERS:
            now = stocks.of_unit(unit.code)[period]
            for founded, organisations, *_rest in stocks.KINDS.values():
                admitted = flows.MEMBERS_OF[founded]
                came = flows.of_year(period.year)[unit.code][admitted][period.quarter - 1]
                assert now[organisations] or not came, (unit.code, period, admitted)


def test_every_stock_of_organisations_follows_from_the_last_one() -> None:
    gone = 0
    for before, after in pairwise(QUARTERS):
        for unit in COUNTED:
            last = stocks.of_unit(unit.code)[before]
            figures = contents.of_unit(unit.code, after).figures
            for founded, organisations, *_rest in stocks.KINDS.values():
                stem = founded.removesuffix("_FOUNDED")
                left = sum(figures.get(f"{stem}_{way}", 0) for way in ("DISSOLVED", "MERGED"))
                came = figures.get(founded, 0)
                assert figures[organisations] == last[organisations] + came - left
                gone += left
    assert 0 < gone < 0.1 * len(QUARTERS) * len(COUNTED) * len(stocks.KINDS)


def test_the_complete_years_hold_only_the_doubts_that_lie_in_their_figures() -> None:
    form = replace(FORM, targets={}, year_to_date={}, last_quarter={})
    for before, period in pairwise(QUARTERS):
        for unit in COUNTED:
            last = contents.of_unit(unit.code, before).figures
            asked = replace(form, period=period, today=period.last_day, last_quarter=last)
            found = checks.check(contents.of_unit(unit.code, period), asked)
            doubts = {"party-few-members", "union-few-workers", "youth-without-party"}
            assert {each.rule for each in found} <= doubts, (unit.code, period, found)


def test_what_awaits_review_has_slips_for_the_officer_to_see() -> None:
    whole = plan(STORY_DAY)
    newest = {
        step.content.unit: step.content
        for step in whole.steps
        if isinstance(step, Submission) and step.content.period == whole.open_period
    }
    last = {
        unit: contents.of_unit(unit, whole.open_period.previous).figures
        for unit in (timeline.LATE_AWAITING, timeline.AGAIN_AWAITING)
    }
    rules = {
        unit: {
            each.rule
            for each in checks.check(
                newest[unit],
                replace(
                    FORM,
                    period=whole.open_period,
                    today=STORY_DAY.date(),
                    last_quarter=last[unit],
                ),
            )
        }
        for unit in last
    }
    assert rules[timeline.LATE_AWAITING] >= {"stock-roll-forward", "tax-code-check-digit"}
    assert rules[timeline.AGAIN_AWAITING] >= {"stock-roll-forward"}


def test_a_part_never_exceeds_its_whole() -> None:
    for period in QUARTERS:
        for content in returns(period):
            for child, parent in CHILDREN.items():
                assert content.figures.get(child, 0) <= content.figures[parent]


def test_a_cross_check_is_near_what_the_districts_report_but_seldom_the_same() -> None:
    differs = 0
    for period in QUARTERS:
        for unit in CROSS_CHECKS:
            for code, amount in contents.of_cross_check(unit, period).figures.items():
                whole = sum(each.figures[code] for each in returns(period))
                assert abs(amount - whole) <= max(1, 0.02 * whole)
                differs += amount != whole
    assert differs > len(QUARTERS)


def test_units_have_names_and_codes_of_their_own() -> None:
    units = [*COUNTED, *CROSS_CHECKS]
    assert len({unit.code for unit in units}) == len(units) == 13
    assert len({unit.name for unit in units}) == len(units)
    assert len({unit.clerk for unit in units}) == len(units)
    assert all(unit.code.isascii() for unit in units)
    assert len(DISTRICTS) == 10


def test_quarters_grow_heavier_towards_the_end_of_the_year() -> None:
    sums = [0, 0, 0, 0]
    for year in YEARS:
        for unit in COUNTED:
            for quarter, amount in enumerate(flows.of_year(year)[unit.code]["UNION_FOUNDED"]):
                sums[quarter] += amount
    assert sums[0] < sums[2] < sums[3]
    assert isinstance(plan(STORY_DAY).steps[0], Targets)
