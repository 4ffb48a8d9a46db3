"""The plan of the demonstration province, before anything is loaded."""

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from unicodedata import normalize

import pytest
from stdnum.vn import mst

from dashboard.clock import VIETNAM
from dashboard.demo import contents, enterprises, flows, foundings, stocks, targets, timeline
from dashboard.demo.plan import Closing, Plan, Targets, last_due, plan
from dashboard.demo.targets import FLOWS
from dashboard.demo.timeline import Acceptance, SendingBack, Submission
from dashboard.demo.units import BY_CODE, COUNTED, CROSS_CHECKS, DISTRICTS
from dashboard.domain import checks
from dashboard.domain.returns import ReturnContent
from dashboard.errors import Refused
from data_access.vocabulary import Period
from tests.workbooks.forms import FORM

YEARS = range(2019, 2031)
QUARTERS = [Period(year, quarter) for year in YEARS for quarter in (1, 2, 3, 4)]
STORY_DAY = datetime(2026, 11, 22, 9, tzinfo=VIETNAM)
CHILDREN = {
    "PARTY_OWNER_ADMITTED": "PARTY_MEMBER_ADMITTED",
    "ENTERPRISE_20_WORKERS": "ENTERPRISE_TOTAL",
    "ENTERPRISE_3_MEMBERS_NO_PARTY": "ENTERPRISE_TOTAL",
    "ENTERPRISE_20_WORKERS_NO_UNION": "ENTERPRISE_20_WORKERS",
    "ENTERPRISE_PARTY_NO_YOUTH": "ENTERPRISE_TOTAL",
}
STOCK_OF_2023 = {
    "PARTY_ORG_TOTAL": 73,
    "PARTY_MEMBER_TOTAL": 1549,
    "UNION_TOTAL": 307,
    "UNION_MEMBER_TOTAL": 35139,
    "YOUTH_ORG_TOTAL": 112,
    "YOUTH_MEMBER_TOTAL": 2388,
    "WOMEN_GROUP_TOTAL": 30,
    "WOMEN_MEMBER_TOTAL": 412,
    "VETERAN_ORG_TOTAL": 9,
    "VETERAN_MEMBER_TOTAL": 97,
}


def returns(period: Period) -> list[ReturnContent]:
    return [contents.of_unit(unit.code, period) for unit in COUNTED]


def year_total(year: int, code: str) -> int:
    return sum(sum(flows.of_year(year)[unit.code][code]) for unit in COUNTED)


def accepted(whole: Plan) -> dict[tuple[str, Period], ReturnContent]:
    """Return the contents that count at the end, by unit and quarter."""
    newest: dict[tuple[str, Period], ReturnContent] = {}
    counts: dict[tuple[str, Period], ReturnContent] = {}
    for step in whole.steps:
        if isinstance(step, Submission):
            newest[step.content.unit, step.content.period] = step.content
        elif isinstance(step, Acceptance):
            counts[step.unit, step.period] = newest[step.unit, step.period]
    return counts


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


def test_the_list_has_as_many_rows_as_the_figures_say() -> None:
    for period in QUARTERS:
        for content in returns(period):
            listed = Counter(row.indicator for row in content.foundings)
            said = {code: content.figures.get(code, 0) for code in foundings.STEPS}
            assert listed == +Counter(said)


def test_no_enterprise_founds_the_same_kind_of_organisation_twice() -> None:
    seen = Counter(
        (row.indicator, row.tax_code)
        for period in QUARTERS
        for content in returns(period)
        for row in content.foundings
    )
    assert set(seen.values()) == {1}


def test_enterprises_are_told_apart_by_name_even_without_their_legal_form() -> None:
    hosts = [enterprises.enterprise(unit.code, n) for unit in COUNTED for n in range(120)]
    assert len({host.tax_code for host in hosts}) == len(hosts)
    bare = [host.name for host in hosts]
    for form, _ in sorted(enterprises.FORMS, key=lambda form: -len(form[0])):
        bare = [name.removeprefix(form + " ") for name in bare]
    assert len(set(bare)) == len(hosts)


def test_tax_codes_have_a_valid_check_digit() -> None:
    for unit in COUNTED:
        for number in range(60):
            assert mst.is_valid(enterprises.tax_code(unit.code, number))


def test_organisations_are_founded_in_the_quarter_and_before_the_return_is_handed_in() -> None:
    for step in plan(STORY_DAY).steps:
        if isinstance(step, Submission):
            period = step.content.period
            for row in step.content.foundings:
                assert period.first_day <= row.founded_on <= period.last_day
                assert row.founded_on < step.moment.date()
                assert row.founded_on.weekday() < 5


def test_some_foundings_are_below_what_is_wanted_but_only_a_few() -> None:
    rows = [row for period in QUARTERS for each in returns(period) for row in each.foundings]
    few = [
        row
        for row in rows
        if (row.indicator == "UNION_FOUNDED" and (row.members or 0) < 20)
        or (row.indicator == "PARTY_ORG_FOUNDED" and (row.members or 0) < 3)
    ]
    assert 0 < len(few) < 0.1 * len(rows)


def test_a_union_has_no_more_members_than_the_enterprise_has_workers() -> None:
    for period in QUARTERS:
        for content in returns(period):
            workers = {row.enterprise: row.workers for row in content.reviews}
            for row in content.foundings:
                if row.indicator == "UNION_FOUNDED":
                    host = normalize("NFC", row.enterprise)
                    assert (row.members or 0) <= (workers[host] or 0)


def test_some_names_are_typed_in_decomposed_letters() -> None:
    names = [
        row.enterprise for period in QUARTERS for each in returns(period) for row in each.foundings
    ]
    decomposed = [name for name in names if normalize("NFC", name) != name]
    assert 0 < len(decomposed) < 0.15 * len(names)


def test_two_makings_of_the_plan_are_equal() -> None:
    first = plan(STORY_DAY)
    for module in (flows, stocks, targets, foundings, enterprises):
        for each in vars(module).values():
            if hasattr(each, "cache_clear"):
                each.cache_clear()
    assert plan(STORY_DAY) == first


def test_the_plan_is_the_one_that_every_machine_makes() -> None:
    """The fingerprint changes only where the plan is changed on purpose."""
    figures = [sorted(each.figures.items()) for period in QUARTERS for each in returns(period)]
    assert hashlib.sha256(repr(figures).encode()).hexdigest()[:16] == "485f660007deba6a"


def test_a_year_is_the_same_whichever_day_it_is_looked_at() -> None:
    looks = [
        accepted(plan(datetime(*day, tzinfo=VIETNAM)))
        for day in ((2024, 6, 10), (2026, 11, 22), (2028, 4, 2))
    ]
    first, second, third = (
        {key: content for key, content in look.items() if key[1].year == 2023} for look in looks
    )
    assert first == second == third
    assert len(first) == 4 * len(BY_CODE)


@pytest.mark.parametrize(
    ("today", "years", "open_period"),
    [
        (date(2026, 11, 22), (2021, 2022, 2023, 2024, 2025), Period(2026, 3)),
        (date(2026, 12, 25), (2021, 2022, 2023, 2024, 2025), Period(2026, 4)),
        (date(2027, 2, 1), (2021, 2022, 2023, 2024, 2025), Period(2026, 4)),
        (date(2027, 3, 25), (2022, 2023, 2024, 2025, 2026), Period(2027, 1)),
        (date(2024, 3, 25), (2019, 2020, 2021, 2022, 2023), Period(2024, 1)),
    ],
)
def test_five_complete_years_come_before_the_year_of_the_quarter_last_due(
    today: date, years: tuple[int, ...], open_period: Period
) -> None:
    made = plan(datetime(today.year, today.month, today.day, 23, tzinfo=VIETNAM))
    assert (made.years, made.open_period) == (years, open_period)
    assert last_due(today) == open_period
    assert {step.year for step in made.steps if isinstance(step, Closing)} == set(years)


@pytest.mark.parametrize("year", range(2024, 2041))
def test_nothing_happens_after_now_and_steps_come_in_order_of_time(year: int) -> None:
    for month in (3, 4, 7, 11, 12):
        now = datetime(year, month, 26, 5, tzinfo=UTC)
        moments = [step.moment for step in plan(now).steps]
        assert moments == sorted(moments)
        assert moments[-1] <= now


def test_a_year_out_of_reach_is_refused() -> None:
    with pytest.raises(Refused, match="demo-out-of-reach"):
        plan(datetime(2023, 11, 22, tzinfo=VIETNAM))


def test_the_open_quarter_has_a_return_missing_late_sent_back_and_awaiting() -> None:
    whole = plan(STORY_DAY)
    last: dict[str, object] = {}
    first: dict[str, date] = {}
    for step in whole.steps:
        if isinstance(step, Submission) and step.content.period == whole.open_period:
            last[step.content.unit] = step
            first.setdefault(step.content.unit, step.moment.date())
        elif isinstance(step, Acceptance | SendingBack) and step.period == whole.open_period:
            last[step.unit] = step
    assert timeline.MISSING not in last
    assert isinstance(last[timeline.UNANSWERED], SendingBack)
    assert first[timeline.LATE] > date(2026, 9, 25)
    assert isinstance(last[timeline.LATE], Acceptance)
    awaiting = {unit for unit, step in last.items() if isinstance(step, Submission)}
    assert awaiting == {timeline.LATE_AWAITING, timeline.AGAIN_AWAITING}


def test_every_earlier_quarter_is_accepted_whole() -> None:
    whole = plan(STORY_DAY)
    counted = accepted(whole)
    earlier = [Period(year, quarter) for year in whole.years for quarter in (1, 2, 3, 4)]
    earlier += [Period(2026, 1), Period(2026, 2)]
    for period in earlier:
        assert {unit for unit, at in counted if at == period} == set(BY_CODE)
        for unit in COUNTED:
            assert counted[unit.code, period] == contents.of_unit(unit.code, period)


def test_a_running_year_has_units_on_either_side_of_their_targets() -> None:
    for year in range(2024, 2031):
        reached = [
            sum(flows.of_year(year)[unit][code]) / amount
            for unit, amounts in targets.assigned(year).items()
            for code, amount in amounts.items()
            if amount >= 5
        ]
        assert min(reached) < 0.75 < 1.1 < max(reached)


def test_targets_are_registered_then_assigned_then_adjusted() -> None:
    for year in YEARS:
        documents = targets.sheets(year)
        days = [each.decided_on for each in documents]
        assert days == sorted(days)
        assert bool(documents[0].registered)
        assert set(documents[1].assigned) == {"MH", *(unit.code for unit in COUNTED)}
        assert len(documents) == (2 if year == 2023 else 3)


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
