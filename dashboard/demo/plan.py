"""The whole demonstration as a plan: the same for the same day, and every year always the same."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dashboard.clock import VIETNAM
from dashboard.demo import targets, timeline
from dashboard.demo.foundings import due
from dashboard.demo.targets import TargetSheet
from dashboard.demo.timeline import Event
from dashboard.errors import Refused
from data_access.vocabulary import Period

COMPLETE_YEARS = 5
FIRST_YEAR, LAST_YEAR = 2019, 2040


@dataclass(frozen=True, slots=True)
class Targets:
    """A document of targets, brought in at a moment."""

    moment: datetime
    sheet: TargetSheet


@dataclass(frozen=True, slots=True)
class Closing:
    """The quarters of a complete year are closed."""

    moment: datetime
    year: int


Step = Event | Targets | Closing


@dataclass(frozen=True, slots=True)
class Plan:
    """``years`` are the complete ones; ``open_period`` was due last; ``steps`` in order of time."""

    years: tuple[int, ...]
    open_period: Period
    steps: tuple[Step, ...]

    @property
    def starts(self) -> datetime:
        """When units and accounts were set up."""
        return datetime(self.years[0], 1, 4, 8, tzinfo=VIETNAM)


def last_due(today: date) -> Period:
    """Return the quarter whose return was due last, on ``today`` or before."""
    period = Period.of(today)
    while due(period) > today:
        period = period.previous
    return period


def plan(now: datetime, complete_years: int = COMPLETE_YEARS) -> Plan:
    """Return the plan of all that has happened by ``now``.

    Complete years come before the year of the quarter that was due last; that year is the
    running one until the next year's first return is due, so that there is always an open
    quarter with returns late, missing, sent back and awaiting review.

    Raises:
        Refused: ``demo-out-of-reach``: the years needed lie outside 2019 to 2040.
    """
    today = now.astimezone(VIETNAM).date()
    open_period = last_due(today)
    years = tuple(range(open_period.year - complete_years, open_period.year))
    if years[0] < FIRST_YEAR or today.year > LAST_YEAR:
        raise Refused("demo-out-of-reach", today=today, first=FIRST_YEAR, last=LAST_YEAR)
    steps: list[Step] = []
    for year in years:
        steps += [*_targets(year), *_returns(year, 4), Closing(_noon(year + 1, 2, 20), year)]
    steps += [*_targets(open_period.year), *_returns(open_period.year, open_period.quarter - 1)]
    steps += timeline.of_open_period(open_period, today)
    if today.year > open_period.year:
        steps += _targets(today.year)
    happened = (step for step in steps if step.moment <= now)
    return Plan(years, open_period, tuple(sorted(happened, key=lambda step: step.moment)))


def _returns(year: int, quarters: int) -> list[Event]:
    periods = (Period(year, quarter) for quarter in range(1, quarters + 1))
    return [event for period in periods for event in timeline.of_period(period)]


def _targets(year: int) -> list[Targets]:
    return [
        Targets(datetime.combine(each.decided_on + timedelta(days=1), time(9), VIETNAM), each)
        for each in targets.sheets(year)
    ]


def _noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 11, 30, tzinfo=VIETNAM)
