"""Returns received, as drawn: the answer, whom to call today, units × quarters, the years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from dashboard import clock
from dashboard.domain import timeliness
from dashboard.domain.progress import UnitView
from dashboard.domain.selection import selection
from dashboard.domain.timeliness import Call, Mark, Rate, Urgency
from dashboard.i18n import N_, _, format_count, format_moment, roman_quarter
from dashboard.readings.completeness import Completeness
from dashboard.views import filters, links, turnout
from dashboard.views.completeness_matrix import Frame, matrix, pages
from dashboard.views.filters import Choice
from dashboard.views.look import Look
from dashboard.views.templates import drawn
from data_access.vocabulary import Period

MOST_YEARS = 3
YEARS = 2
FIRST_CALLS = 6
FEW_UNITS = 40

URGENCIES = {
    Urgency.OVERDUE: Look("cross", "risk", N_("Overdue"), N_("Overdue")),
    Urgency.BACK: Look("back", "slow", N_("Sent back"), N_("Sent back")),
    Urgency.SOON: Look("clock", "calm", N_("Due soon"), N_("Due soon")),
}


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: the quarter of the answer, and the years of the table."""

    unit: UnitView
    period: Period
    since: int
    until: int
    page: int = 0

    @property
    def periods(self) -> tuple[Period, ...]:
        years = range(self.since, self.until + 1)
        return tuple(Period(year, quarter) for year in years for quarter in range(1, 5))

    @property
    def address(self) -> str:
        found = links.view(links.COMPLETENESS, self.unit.code, self.period)
        page = f"&trang={self.page + 1}" if self.page else ""
        return f"{found}&tu={self.since}&den={self.until}{page}"


@dataclass(frozen=True, slots=True)
class Line:
    """A unit to be called: why, and what to say."""

    call: Call
    look: Look
    why: str
    say: str
    href: str


@dataclass(frozen=True, slots=True)
class ByYear:
    """One unit's rates over the years, oldest first."""

    unit: UnitView
    rates: tuple[Rate, ...]


def view(query: Mapping[str, str], record: Completeness, latest: Period) -> View:
    """Return what the address asks for; what it can not ask falls back: the newest due quarter,
    in a table of its year and the one before.
    """
    asked = filters.asked(query)
    period = selection(asked, record.unit, record.years, latest).period
    since, until, page = (links.number(query.get(each)) or 0 for each in ("tu", "den", "trang"))
    if not (since in record.years and until in record.years and 0 <= until - since < MOST_YEARS):
        since, until = _usual(record, period.year)
    chosen = View(record.unit, period, since, until)
    last = pages(record, chosen.periods)
    return replace(chosen, page=min(max(page, 1), last) - 1)


def _usual(record: Completeness, year: int) -> tuple[int, int]:
    return max(min(record.years), year - YEARS + 1), year


def completeness_sheet(
    record: Completeness,
    chosen: View,
    visible: Sequence[UnitView],
    calls: Sequence[Call] | None,
) -> Markup:
    """Return the whole page; ``calls`` None: the person does not review these units' returns."""
    found = record.of_period(chosen.period)
    asked = [each for year in record.years for each in record.of_year(year)]
    several = len(record.counted) > 1
    return drawn(
        "completeness.html",
        chosen=chosen,
        answer=turnout.answer(found, chosen.period),
        rates=turnout.rates(found) if several else "",
        several=several,
        waiting=turnout.waiting(asked) if calls is not None else 0,
        years=_years(chosen, record),
        spans=_spans(chosen, record),
        quarters=filters.choices(
            range(1, 5),
            chosen.period.quarter,
            roman_quarter,
            lambda quarter: replace(chosen, period=Period(chosen.period.year, quarter)).address,
        ),
        units=filters.unit_choices(
            chosen.unit,
            visible,
            chosen.period,
            lambda each: replace(chosen, unit=each, page=0).address,
        ),
        search_from=filters.SEARCH_FROM,
        moment=format_moment(clock.now()),
        today=record.today,
        calls=None if calls is None else [_line(each) for each in calls],
        first=FIRST_CALLS,
        matrix=matrix(record, _frame(chosen)),
        pages=_pages(chosen, record),
        all_years=sorted(record.years),
        by_year=[timeliness.rate(record.of_year(year)) for year in sorted(record.years)],
        by_unit=_by_unit(record, record.counted),
        by_source=_by_unit(record, record.beside),
        file=links.completeness_file(record.unit.code, chosen.since, chosen.until),
    )


def _frame(chosen: View) -> Frame:
    return Frame(
        chosen.periods,
        tuple(replace(chosen, period=each).address for each in chosen.periods),
        chosen.period,
        chosen.page,
    )


def _years(chosen: View, record: Completeness) -> list[Choice]:
    """A year that the table does not show brings its own table."""
    found = []
    for year in record.years:
        seen = chosen.since <= year <= chosen.until
        since, until = (chosen.since, chosen.until) if seen else _usual(record, year)
        there = View(chosen.unit, Period(year, chosen.period.quarter), since, until)
        found.append(Choice(str(year), there.address, year == chosen.period.year))
    return found


def _spans(chosen: View, record: Completeness) -> list[Choice]:
    """Return the years that the table can show, the newest first."""
    found = []
    for until in record.years:
        for length in range(1, MOST_YEARS + 1):
            since = until - length + 1
            if since in record.years:
                there = replace(chosen, since=since, until=until, page=0)
                name = f"{since}–{until}" if since < until else str(until)
                found.append(Choice(name, there.address, there == replace(chosen, page=0)))
    return found


def _pages(chosen: View, record: Completeness) -> list[Choice]:
    last = pages(record, chosen.periods)
    return filters.choices(
        range(last) if last > 1 else (),
        chosen.page,
        lambda page: str(page + 1),
        lambda page: replace(chosen, page=page).address,
    )


def _line(call: Call) -> Line:
    worst = call.states[0]
    href = (
        links.to_return(worst.return_id)
        if worst.return_id is not None
        else links.view(links.UNIT, call.unit.code, worst.period)
    )
    return Line(call, URGENCIES[call.urgency], _why(call), turnout.to_say(call), href)


def _why(call: Call) -> str:
    worst = call.states[0]
    days = format_count(worst.days)
    if call.urgency is Urgency.SOON:
        return _("{count} days left").format(count=days)
    overdue = _("{count} days overdue").format(count=days) if worst.mark is Mark.MISSING else ""
    if call.urgency is Urgency.OVERDUE:
        return overdue
    return ", ".join(filter(None, (_("sent back"), overdue)))


def _by_unit(record: Completeness, units: Sequence[UnitView]) -> list[ByYear]:
    """For a few units: of a hundred, one is chosen to see its years."""
    if len(units) > FEW_UNITS or len(record.counted) + len(record.beside) < 2:
        return []
    return [ByYear(unit, _rates(record, unit)) for unit in units]


def _rates(record: Completeness, unit: UnitView) -> tuple[Rate, ...]:
    states = record.of_unit(unit.id)
    return tuple(
        timeliness.rate(each for each in states if each.period.year == year)
        for year in sorted(record.years)
    )
