"""Units, their kinds and indicators: what holds, and what was recorded of them and when."""

from dataclasses import dataclass
from datetime import date

from dashboard.domain.access import Person, Right
from dashboard.doors import reading
from dashboard.errors import NotAllowed
from dashboard.readings import looking_at
from data_access import indicators, units
from data_access import moment as moments
from data_access.indicators import VersionRecord
from data_access.units import KindRecord, NameRecord
from data_access.vocabulary import EndRecord, IndicatorRecord, Period, UnitRecord


@dataclass(frozen=True, slots=True)
class UnitHistory:
    """A unit as it is called today, with all names and kinds, the latest day first, and all last
    days, the newest first, that were recorded for it."""

    unit: UnitRecord
    names: tuple[NameRecord, ...]
    ends: tuple[EndRecord, ...]


@dataclass(frozen=True, slots=True)
class IndicatorHistory:
    """An indicator as it is called today, with all its versions, the latest day first, and all last
    days, the newest first, that were recorded for it."""

    indicator: IndicatorRecord
    versions: tuple[VersionRecord, ...]
    ends: tuple[EndRecord, ...]


def indicators_in_force(
    person: Person, period: Period | None = None, as_of: date | None = None
) -> tuple[IndicatorRecord, ...]:
    """Return the indicators in force at the end of ``period``, or today where that is None.

    ``as_of`` shows what was known at that day's end; without a period, also what held on it.

    Raises:
        NotAllowed: the person may see nothing at all.
    """
    _must_see_something(person)
    with reading(person, as_of) as session:
        if period is None:
            return indicators.on(session, moments.of(session).day)
        return indicators.in_force(session, period)


def indicator_history(person: Person, code: str) -> IndicatorHistory:
    """Return what was recorded of an indicator.

    Raises:
        NotAllowed: the person may see nothing at all.
        NotFound: no such indicator.
    """
    _must_see_something(person)
    with reading(person) as session:
        found = indicators.by_code(session, code)
        return IndicatorHistory(
            found, indicators.versions(session, found.id), indicators.ends(session, found.id)
        )


def unit_history(person: Person, unit_code: str) -> UnitHistory:
    """Return what was recorded of a unit's names, kinds and ends.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_PROGRESS, unit_code) as (session, unit):
        return UnitHistory(unit, units.names(session, unit.id), units.ends(session, unit.id))


def unit_kinds(person: Person) -> tuple[KindRecord, ...]:
    """Return the kinds of unit in the order in which they are shown.

    Raises:
        NotAllowed: the person may see nothing at all.
    """
    _must_see_something(person)
    with reading(person) as session:
        return units.kinds(session)


def _must_see_something(person: Person) -> None:
    if not person.is_operator and not person.units_with(Right.SEE_PROGRESS):
        raise NotAllowed(f"{person.username}: no {Right.SEE_PROGRESS} anywhere")
