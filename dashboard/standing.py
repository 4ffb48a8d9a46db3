"""Where a return stands for the person in front of it. For readings and actions, which open the
transaction.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.domain.access import Person, Right
from dashboard.domain.timeliness import day_of, takes_again
from dashboard.domain.workflow import Situation
from dashboard.errors import WrongState
from data_access import calendar, units
from data_access.returns import RevisionRecord
from data_access.vocabulary import Channel, Period, ReturnStatus, UnitRecord

_NOTHING_STANDS = (None, ReturnStatus.WITHDRAWN)


def situation(
    session: Session,
    person: Person,
    unit_id: int,
    period: Period,
    newest: RevisionRecord | None,
    *,
    draft: bool = False,
) -> Situation:
    """Return what the table of moves asks about; ``newest`` is the return's newest revision.

    Raises:
        NotFound: the calendar does not reach the period.
    """
    above = units.ancestors(session, unit_id)
    status = newest.standing if newest else None
    closed_at = _closed_at(session, unit_id, period)
    return Situation(
        status=ReturnStatus.DRAFT if draft and status in _NOTHING_STANDS else status,
        rights=frozenset(right for right in Right if person.may(right, above)),
        closed=closed_at is not None,
        reopened=closed_at is not None and newest is not None and is_reopened(newest, closed_at),
        own=newest is not None and is_own(person, newest),
        draft=draft,
    )


def must_report(unit: UnitRecord, period: Period) -> None:
    """Return if the unit reports for the quarter.

    Raises:
        WrongState: ``unit-does-not-report``, ``unit-not-in-period``.
    """
    if not unit.reports:
        raise WrongState("unit-does-not-report", unit=unit.name)
    if not unit.exists_in(period):
        raise WrongState("unit-not-in-period", unit=unit.name, period=period)


def must_be_taken(
    session: Session,
    unit: UnitRecord,
    period: Period,
    newest: RevisionRecord | None,
    came_at: datetime | None = None,
) -> None:
    """Return if the unit's return for the quarter is taken, now or as it came at ``came_at``.

    Raises:
        NotFound: the calendar does not reach the quarter.
        WrongState: ``unit-does-not-report``, ``unit-not-in-period``, ``quarter-not-begun``,
            ``period-closed``.
    """
    must_report(unit, period)
    moment = came_at or clock.now()
    if day_of(moment) < period.first_day:
        raise WrongState("quarter-not-begun", period=period, first_day=period.first_day)
    province = units.province_of(session, unit.id)
    closed_at = calendar.period_kept(session, province.id, period).closed_at
    if closed_at is None or closed_at > moment:
        return
    if newest is None or not is_reopened(newest, closed_at):
        raise WrongState("period-closed", period=period, closed_on=closed_at)


def is_own(person: Person, revision: RevisionRecord) -> bool:
    """Whether the person handed it in for themselves, not for a unit that sent it by e-mail."""
    return revision.submitted_by == person.account_id and revision.channel is not Channel.EMAIL


def is_reopened(newest: RevisionRecord, closed_at: datetime) -> bool:
    """Whether the quarter closed at ``closed_at`` takes the return all the same; ``newest`` is its
    newest revision, on which, or on a reopened one, the newest decision was made.
    """
    return takes_again(
        newest.standing, closed_at, reopened=newest.reopened, decided_at=newest.decided_at
    )


def _closed_at(session: Session, unit_id: int, period: Period) -> datetime | None:
    province = units.province_of(session, unit_id)
    closed_at = calendar.period(session, province.id, period).closed_at
    return closed_at if closed_at is not None and closed_at <= clock.now() else None
