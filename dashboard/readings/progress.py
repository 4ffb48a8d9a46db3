"""How far units have come, as the record stands now or stood on an earlier day.

Assembled progress is kept by the data revision: a new figure changes the key, in every process.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from cachetools import LRUCache, cached
from sqlalchemy.orm import Session

from dashboard import clock, parameters
from dashboard.domain import assembly
from dashboard.domain.access import Person, Right
from dashboard.domain.assembly import QuarterCoverage, Record, Target, YearFigures
from dashboard.domain.progress import UnitProgress, UnitView
from dashboard.domain.thresholds import Thresholds
from dashboard.doors import reading
from dashboard.readings import looking_at
from data_access import calendar, frames, indicators, targets, units
from data_access import moment as moments
from data_access.moment import Moment
from data_access.vocabulary import Period

YEARS_BACK = 6


@dataclass(frozen=True, slots=True)
class _Question:
    """Everything the answer depends on."""

    revision: str
    moment: Moment
    unit_ids: tuple[int, ...]
    province_id: int
    period: Period
    provisional: bool
    main_only: bool
    assumed: int
    thresholds: Thresholds


def unit_progress(
    person: Person,
    unit_code: str,
    period: Period,
    provisional: bool = False,
    as_of: date | None = None,
    *,
    main_only: bool = False,
) -> UnitProgress:
    """Return the unit's progress over its subtree, up to ``period``.

    Accepted returns and history count; ``provisional`` adds submitted ones. ``as_of`` shows the
    record as it stood at the end of that day in Vietnam. ``main_only`` leaves out the others.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_PROGRESS, unit_code, as_of) as (session, unit):
        question = _question(session, (unit.id,), unit.id, period, provisional, main_only)
        return _answer(question, session)[0]


def children_progress(
    person: Person,
    unit_code: str,
    period: Period,
    provisional: bool = False,
    as_of: date | None = None,
    *,
    main_only: bool = False,
    counted: bool = True,
) -> tuple[UnitProgress, ...]:
    """Return the progress of the units right below, those that exist at the period's end.

    With ``counted`` False, those that are compared with the unit and never added to it.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_PROGRESS, unit_code, as_of) as (session, unit):
        below = tuple(
            child.id
            for child in units.children(session, unit.id, period)
            if child.counted is counted
        )
        if not below:
            return ()
        return _answer(_question(session, below, unit.id, period, provisional, main_only), session)


def rest_of_year(
    session: Session, unit_ids: Sequence[int], first: Period, *, assumed: int = 0
) -> tuple[tuple[UnitProgress, ...], ...]:
    """Return the progress of units of one province up to each quarter from ``first`` to the
    year's last, the units in the order given.

    Their ``provisional`` and ``history`` speak of ``first`` only.
    For readings that have asked for the right. The revision with the id ``assumed`` counts as if
    it were accepted now.
    """
    return _rest_of_year(
        _question(session, unit_ids, unit_ids[0], first, False, False, assumed), session
    )


def units_visible(
    person: Person, as_of: date | None = None, *, province: str | None = None
) -> tuple[UnitView, ...]:
    """Return every unit the person may see, a parent before its children, in display order.

    ``as_of`` shows those that were known at that day's end, as they were called then; ``province``,
    a code, only those of that province.
    """
    with reading(person, as_of) as session:
        roots = person.units_with(Right.SEE_PROGRESS)
        if province is not None:
            roots = frozenset(
                each for each in roots if units.province_of(session, each).code == province
            )
        return _visible(frames.revision(session), moments.of(session), roots, session)


_VISIBLE: LRUCache[tuple[str, Moment, frozenset[int]], tuple[UnitView, ...]] = LRUCache(
    40_000, getsizeof=lambda found: len(found) + 1
)


# By the moment too: a name may begin to hold on a day on which nothing is recorded.
@cached(
    _VISIBLE, key=lambda revision, moment, roots, _session: (revision, moment, roots), lock=Lock()
)
def _visible(
    _revision: str, _moment: Moment, roots: frozenset[int], session: Session
) -> tuple[UnitView, ...]:
    return _parents_first(units.visible(session, roots))


def _parents_first(found: tuple[UnitView, ...]) -> tuple[UnitView, ...]:
    there = {view.code for view in found}
    below: dict[str | None, list[UnitView]] = {}
    for view in found:
        below.setdefault(view.parent if view.parent in there else None, []).append(view)

    def unfolded(parent: str | None) -> Iterator[UnitView]:
        for view in below.get(parent, ()):
            yield view
            yield from unfolded(view.code)

    return tuple(unfolded(None))


def latest_period(person: Person, unit_code: str) -> Period:
    """Return the newest quarter whose due date has come in the unit's province.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_PROGRESS, unit_code) as (session, unit):
        province = units.province_of(session, unit.id)
        return calendar.latest_due(session, province.id, moments.of(session).day)


def years(person: Person, unit_code: str) -> tuple[int, ...]:
    """Return the years for which the unit's subtree has figures or targets, newest first, and
    the year of the newest due quarter.

    Raises:
        NotFound, NotAllowed: see ``looking_at``.
    """
    with looking_at(person, Right.SEE_PROGRESS, unit_code) as (session, unit):
        known = set(frames.years(session, unit.id))
        province = units.province_of(session, unit.id)
        known.add(calendar.latest_due(session, province.id, clock.today()).year)
        return tuple(sorted(known, reverse=True))


def _question(
    session: Session,
    unit_ids: Sequence[int],
    below: int,
    period: Period,
    provisional: bool,
    main_only: bool,
    assumed: int = 0,
) -> _Question:
    province_id = units.province_of(session, below).id
    return _Question(
        revision=frames.revision(session),
        moment=moments.of(session),
        unit_ids=tuple(unit_ids),
        province_id=province_id,
        period=period,
        provisional=provisional,
        main_only=main_only,
        assumed=assumed,
        thresholds=parameters.thresholds(session, province_id),
    )


# Bounded by how many units' progress is kept: an answer for a province holds a hundred.
_ANSWERS: LRUCache[_Question, tuple[UnitProgress, ...]] = LRUCache(2000, getsizeof=len)


@cached(_ANSWERS, key=lambda question, _session: question, lock=Lock())
def _answer(question: _Question, session: Session) -> tuple[UnitProgress, ...]:
    return _assemble(session, question)


def _assemble(session: Session, question: _Question) -> tuple[UnitProgress, ...]:
    return _up_to(question.period, session, question, _records(session, question))


# The same, from one look at the record; an answer holds up to four for a unit.
_REMAINING: LRUCache[_Question, tuple[tuple[UnitProgress, ...], ...]] = LRUCache(200)


@cached(_REMAINING, key=lambda question, _session: question, lock=Lock())
def _rest_of_year(question: _Question, session: Session) -> tuple[tuple[UnitProgress, ...], ...]:
    first, records = question.period, _records(session, question)
    return tuple(
        _up_to(Period(first.year, quarter), session, question, records)
        for quarter in range(first.quarter, 5)
    )


def _up_to(
    period: Period, session: Session, question: _Question, records: Mapping[int, Record]
) -> tuple[UnitProgress, ...]:
    shown = [
        each for each in indicators.in_force(session, period) if each.main or not question.main_only
    ]
    views = units.by_ids(session, question.unit_ids)
    year_end = calendar.period(session, question.province_id, Period(period.year, 4))
    return tuple(
        assembly.unit_progress(
            views[unit_id],
            period,
            shown,
            records[unit_id],
            records[question.province_id],
            closed=year_end.closed_at is not None,
            thresholds=question.thresholds,
        )
        for unit_id in question.unit_ids
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """What of the record is looked at, whichever quarter of the year is asked about."""

    revision: str
    moment: Moment
    year: int
    provisional: bool
    main_only: bool
    assumed: int


# What a unit and the units below it are asked about by one page has the province in common, and
# so have the quarters of a year.
_RECORDS: LRUCache[tuple[_Look, int], Record] = LRUCache(600)
_RECORDS_LOCK = Lock()


def _records(session: Session, question: _Question) -> dict[int, Record]:
    look = _Look(
        question.revision,
        question.moment,
        question.period.year,
        question.provisional,
        question.main_only,
        question.assumed,
    )
    wanted = {*question.unit_ids, question.province_id}
    with _RECORDS_LOCK:
        found = {each: _RECORDS[look, each] for each in wanted if (look, each) in _RECORDS}
    missing = tuple(wanted - found.keys())
    if missing:
        read = _read_records(session, look, missing)
        with _RECORDS_LOCK:
            _RECORDS.update({(look, each): record for each, record in read.items()})
        found |= read
    return found


def _shown_in(session: Session, look: _Look) -> frozenset[int]:
    """Return the ids of the indicators shown in any quarter of the year."""
    return frozenset(
        each.id
        for quarter in range(1, 5)
        for each in indicators.in_force(session, Period(look.year, quarter))
        if each.main or not look.main_only
    )


def _read_records(session: Session, look: _Look, ids: tuple[int, ...]) -> dict[int, Record]:
    span = (look.year - YEARS_BACK, look.year)
    figures: dict[int, dict[int, dict[int, YearFigures]]] = {unit_id: {} for unit_id in ids}
    for row in frames.figures(
        session,
        ids,
        span,
        _shown_in(session, look),
        provisional=look.provisional,
        assumed=look.assumed,
    ):
        unit_id, indicator_id, year, whole, one, two, three, four, holders, *since = row
        provisional_from, history_from = since
        figures[unit_id].setdefault(indicator_id, {})[year] = YearFigures(
            (one, two, three, four),
            whole,
            provisional_from,
            history_from,
            tuple(holders) if holders else None,
        )
    coverage: dict[int, dict[tuple[int, int], QuarterCoverage]] = {unit_id: {} for unit_id in ids}
    for quarter in frames.coverage(
        session,
        ids,
        span,
        provisional=look.provisional,
        assumed=look.assumed,
    ):
        coverage[quarter.branch_id][quarter.year, quarter.quarter] = QuarterCoverage(
            quarter.due, quarter.accepted, quarter.told, quarter.whole_year
        )
    aims: dict[int, dict[int, Target]] = {unit_id: {} for unit_id in ids}
    for aim in targets.current(session, ids, look.year):
        aims[aim.unit_id][aim.indicator_id] = Target(aim.registered, aim.assigned, aim.effective)
    return {unit_id: Record(figures[unit_id], coverage[unit_id], aims[unit_id]) for unit_id in ids}
