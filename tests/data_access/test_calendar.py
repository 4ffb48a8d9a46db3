"""The calendar: of a province, and a unit's own due date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data_access import calendar, engine
from data_access.errors import NotFound
from data_access.moment import FOR_EVER, Moment
from data_access.vocabulary import Period, Role
from tests.factories import a_person, a_unit

Q3 = Period(2026, 3)
DUE = date(2026, 9, 25)
LATER = date(2026, 10, 5)
MOMENT = datetime(2026, 9, 20, 3, tzinfo=UTC)


@pytest.fixture
def province(database):
    return a_unit("P")


@pytest.fixture
def district(province):
    return a_unit("D", province)


@pytest.fixture
def officer(province):
    return a_person(Role.REVIEWER, province)


def put_off(unit, until, by, at=MOMENT, which=Q3):
    with engine.writing(engine.SERVICE) as session:
        calendar.extend(session, unit.id, which, until, reason="bão lũ", by=by.account_id, at=at)


def own(unit, which=Q3) -> date:
    with engine.reading(engine.SERVICE) as session:
        return calendar.due_on(session, unit.id, which)


def test_a_units_due_date_is_its_newest_extension_or_the_calendars(district, officer):
    assert own(district) == DUE
    put_off(district, date(2026, 9, 30), officer)
    put_off(district, LATER, officer)
    assert own(district) == LATER
    assert own(district, Period(2026, 4)) == date(2026, 12, 25)
    put_off(district, None, officer)
    assert own(district) == DUE


def test_an_extension_never_brings_a_due_date_forward(province, district, officer):
    put_off(district, LATER, officer)
    with engine.writing(engine.SERVICE) as session:
        calendar.set_due(
            session,
            province.id,
            Q3,
            date(2026, 10, 20),
            recorded_by=None,
            recorded_at=MOMENT,
        )
    assert own(district) == date(2026, 10, 20)


def test_a_quarter_beyond_the_calendar_is_not_found(district):
    with pytest.raises(NotFound):
        own(district, Period(2099, 1))


def test_due_dates_of_many_units_are_read_at_once(province, district, officer):
    other = a_unit("E", province)
    put_off(district, LATER, officer)
    wanted = [(district.id, Q3), (other.id, Q3), (other.id, Period(2026, 4)), (district.id, Q3)]
    with engine.reading(engine.SERVICE) as session:
        assert calendar.due_dates(session, wanted) == {
            (district.id, Q3): LATER,
            (other.id, Q3): DUE,
            (other.id, Period(2026, 4)): date(2026, 12, 25),
        }
        assert calendar.due_dates(session, []) == {}


def test_the_extensions_in_force_are_those_of_the_subtree(province, district, officer):
    below, other = a_unit("X", district), a_unit("E", province)
    for unit in (district, below, other):
        put_off(unit, LATER, officer)
    put_off(below, None, officer)
    with engine.reading(engine.SERVICE) as session:
        found = calendar.extensions(session, (district.id,), 2026, 2026)
        everywhere = calendar.extensions(session, (province.id,), 2026, 2026)
        assert calendar.extensions(session, (province.id,), 2027, 2028) == ()
    assert [(each.unit_id, each.due_on, each.reason) for each in found] == [
        (district.id, LATER, "bão lũ")
    ]
    assert {each.unit_id for each in everywhere} == {district.id, other.id}


def test_on_an_earlier_day_an_extension_given_later_is_not_known(district, officer):
    put_off(district, LATER, officer)
    for until, due_on in ((MOMENT, DUE), (MOMENT + timedelta(seconds=1), LATER)):
        with engine.reading(engine.SERVICE, Moment(until, DUE)) as session:
            assert calendar.due_on(session, district.id, Q3) == due_on


def test_a_province_sets_its_own_due_dates_and_closings_and_nobody_elses(province, officer):
    other = a_unit("Q")
    recorded = {"recorded_by": officer.account_id, "recorded_at": MOMENT}
    with engine.writing(engine.SERVICE) as session:
        calendar.set_due(session, province.id, Q3, LATER, **recorded)
        calendar.set_closed(session, province.id, Q3, closed=True, **recorded)
    with engine.reading(engine.SERVICE) as session:
        own, others = (calendar.period(session, each.id, Q3) for each in (province, other))
    assert (own.due_on, own.closed_at) == (LATER, MOMENT)
    assert (others.due_on, others.closed_at) == (DUE, None)


def test_a_quarter_is_shown_as_it_stood_before_and_after_each_change(province, officer):
    days = [MOMENT + timedelta(days=number) for number in range(4)]
    by = officer.account_id
    with engine.writing(engine.SERVICE) as session:
        for at, due_on in ((days[0], LATER), (days[2], DUE)):
            calendar.set_due(session, province.id, Q3, due_on, recorded_by=by, recorded_at=at)
        for at, closed in ((days[1], True), (days[3], False)):
            calendar.set_closed(
                session, province.id, Q3, closed=closed, recorded_by=by, recorded_at=at
            )
    seen = []
    for until in (*days, FOR_EVER):
        with engine.reading(engine.SERVICE, Moment(until, DUE)) as session:
            quarter = calendar.period(session, province.id, Q3)
            seen.append((quarter.due_on, quarter.closed_at))
    assert seen == [
        (DUE, None), (LATER, None), (LATER, days[1]), (DUE, days[1]), (DUE, None),
    ]  # fmt: skip


def test_the_newest_due_quarter_goes_by_the_provinces_own_due_dates(province, officer):
    def latest(today):
        with engine.reading(engine.SERVICE) as session:
            return calendar.latest_due(session, province.id, today)

    assert (latest(date(2026, 9, 24)), latest(DUE)) == (Period(2026, 2), Q3)
    with engine.writing(engine.SERVICE) as session:
        calendar.set_due(
            session, province.id, Q3, LATER, recorded_by=officer.account_id, recorded_at=MOMENT
        )
    assert (latest(DUE), latest(LATER)) == (Period(2026, 2), Q3)
    with pytest.raises(NotFound):
        latest(date(1999, 1, 1))
