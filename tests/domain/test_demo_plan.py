"""The demonstration's plan: what happens when, the same whenever it is made."""

import hashlib
from datetime import UTC, date, datetime

import pytest

from dashboard.clock import VIETNAM
from dashboard.demo import contents, enterprises, flows, foundings, stocks, targets, timeline
from dashboard.demo.plan import Closing, last_due, plan
from dashboard.demo.timeline import Acceptance, SendingBack, Submission
from dashboard.demo.units import BY_CODE, COUNTED
from dashboard.errors import Refused
from data_access.vocabulary import Period
from tests.domain.demonstration import QUARTERS, STORY_DAY, YEARS, accepted, returns


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


def test_nobody_works_on_a_weekend_and_what_is_late_on_a_sunday_comes_on_monday() -> None:
    steps = plan(datetime(2024, 4, 9, 9, tzinfo=VIETNAM), complete_years=1).steps
    by_hand = [each for each in steps if isinstance(each, Submission | Acceptance | SendingBack)]
    assert {each.moment.astimezone(VIETNAM).weekday() for each in by_hand} == {0, 1, 2, 3, 4}
    late = [
        each.moment.astimezone(VIETNAM).date()
        for each in by_hand
        if isinstance(each, Submission)
        and (each.content.unit, each.content.period) == (timeline.LATE, Period(2024, 1))
    ]
    assert late == [date(2024, 4, 1)]


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
