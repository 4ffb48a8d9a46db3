"""What lies behind the figures: returns, lists and difficulties; nothing here is cached."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.domain.access import Person, Right
from dashboard.domain.returns import FoundingRow
from dashboard.readings import looking_at
from dashboard.readings.progress import unit_progress
from data_access import contents, indicators, units, worklists
from data_access.contents import TrailRecord
from data_access.errors import NotFound
from data_access.returns import RevisionRecord
from data_access.vocabulary import IndicatorRecord, Measure, Period, UnitRecord


@dataclass(frozen=True, slots=True)
class Trail:
    """What a figure is the sum of.

    For a flow all ``parts`` up to the quarter; for a stock each unit's latest. ``total`` is their
    sum, None where there are none.
    """

    unit: UnitRecord
    indicator: IndicatorRecord
    period: Period
    parts: tuple["Part", ...]

    @property
    def total(self) -> int | None:
        return sum(part.record.amount for part in self.parts) if self.parts else None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a figure's sum, and whose it is."""

    unit: UnitRecord
    record: TrailRecord


@dataclass(frozen=True, slots=True)
class SaidDifficulty:
    """A difficulty or proposal of an accepted return."""

    unit: UnitRecord
    return_id: int
    difficulty: str | None
    proposal: str | None


@dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """An organisation founded, as an accepted return lists it."""

    unit: UnitRecord
    period: Period
    return_id: int
    founding: FoundingRow


@dataclass(frozen=True, slots=True)
class Accepted:
    """A return that was accepted, and by whom."""

    unit: UnitRecord
    revision: RevisionRecord


def figure_trail(
    person: Person,
    unit_code: str,
    indicator_code: str,
    year: int,
    quarter: int = 4,
    *,
    provisional: bool = False,
) -> Trail:
    """Return what the unit's year to date of an indicator is the sum of, part by part.

    Accepted returns and history; with ``provisional`` submitted ones too.

    Raises:
        NotFound, NotAllowed: see ``looking_at``; no such indicator.
    """
    with looking_at(person, Right.SEE_RETURN, unit_code) as (session, unit):
        period = Period(year, quarter)
        called = indicators.everything(session, period.last_day)
        indicator = next((each for each in called if each.code == indicator_code), None)
        if indicator is None:
            raise NotFound("indicator", indicator_code)
        below = units.counted_subtree(session, unit.id)
        found = contents.trail(session, below, indicator.id, period, provisional=provisional)
        views = units.by_ids(session, {each.unit_id for each in found})
        if indicator.measure is Measure.STOCK:
            told = unit_progress(person, unit_code, period, provisional).reported_quarters
            found = _held(found, views, unit, Period(year, told[-1])) if told else ()
    parts = tuple(Part(views[each.unit_id], each) for each in found)
    return Trail(unit, indicator, period, parts)


def difficulties(person: Person, unit_code: str, period: Period) -> tuple[SaidDifficulty, ...]:
    """Return the difficulties and proposals of the subtree's accepted returns of the quarter.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_RETURN, unit_code) as (session, unit):
        found = contents.difficulties(session, units.subtree(session, unit.id), period)
        views = units.by_ids(session, {each.unit_id for each in found})
    return tuple(
        SaidDifficulty(views[each.unit_id], each.return_id, each.difficulty, each.proposal)
        for each in found
    )


def foundings(
    person: Person, unit_code: str, first: Period, last: Period
) -> tuple[ListedOrganisation, ...]:
    """Return the organisations that the counted subtree's accepted returns list, by date.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_RETURN, unit_code) as (session, unit):
        below = units.counted_subtree(session, unit.id)
        found = contents.foundings(session, below, first, last)
        views = units.by_ids(session, {each.unit_id for each in found})
    return tuple(
        ListedOrganisation(
            unit=views[each.unit_id],
            period=each.period,
            return_id=each.return_id,
            founding=FoundingRow(
                indicator=each.indicator,
                enterprise=each.enterprise,
                founded_on=each.founded_on,
                name=each.name,
                tax_code=each.tax_code,
                enterprise_type=each.enterprise_type,
                decision_number=each.decision_number,
                members=each.members,
            ),
        )
        for each in found
    )


def latest_accepted(person: Person, unit_code: str, limit: int = 5) -> tuple[Accepted, ...]:
    """Return what was accepted last in the unit's subtree, newest first.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_RETURN, unit_code) as (session, unit):
        found = worklists.latest_accepted(session, unit.id, limit)
        views = units.by_ids(session, {each.unit_id for each in found})
    return tuple(Accepted(views[each.unit_id], each) for each in found)


def _held(
    found: tuple[TrailRecord, ...], views: Mapping[int, UnitRecord], within: UnitRecord, at: Period
) -> tuple[TrailRecord, ...]:
    """Return each unit's part of the latest quarter; a whole year known by itself counts last.

    A unit that has ended within one that outlives it holds nothing any more.
    """
    latest: dict[int, TrailRecord] = {}
    for each in sorted(found, key=lambda part: part.quarter or 4):
        ended = views[each.unit_id].valid_to
        outlived = ended is not None and (within.valid_to is None or within.valid_to > ended)
        if not (outlived and not views[each.unit_id].exists_in(at)):
            latest[each.unit_id] = each
    return tuple(latest.values())
