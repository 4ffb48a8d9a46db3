"""The calendar: of all units, shared by the provinces in a database, and put off for one unit."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from dashboard import clock, marks
from dashboard.actions import allow, allow_somewhere, record, said
from dashboard.actions.admission import must_report
from dashboard.domain.access import Person, Right
from dashboard.domain.timeliness import Shift
from dashboard.errors import Refused, WrongState
from data_access import calendar, engine, units
from data_access.vocabulary import Period, UnitRecord

LONGEST_REASON = 1000
LATEST_DUE = timedelta(days=365)  # after the quarter's end
LONGEST_EXTENSION = timedelta(days=180)  # after the calendar's due date


def set_due(person: Person, period: Period, due_on: date) -> None:
    """Set the last day on which a return for the quarter is on time.

    The marks of returns that are in may change with it; those that do are on record.

    Raises:
        NotAllowed: the person does not administer every province.
        NotFound: the calendar does not reach the quarter.
        WrongState: ``due-date-closed``: the quarter is closed.
        Refused: ``due-date-out-of-reach``.
    """
    with engine.writing() as session:
        before = _changeable(session, person, period)
        if before.closed_at is not None:
            raise WrongState("due-date-closed", period=period)
        latest = period.last_day + LATEST_DUE
        if not period.first_day <= due_on <= latest:
            raise Refused(
                "due-date-out-of-reach",
                period=period,
                due_on=due_on,
                first=period.first_day,
                last=latest,
            )
        shifts = [
            shift
            for province in units.roots(session)
            for shift in marks.with_due(session, province, period, due_on)
        ]
        calendar.set_due(session, period, due_on)
        record(
            session,
            person,
            "period.set_due",
            period=str(period),
            before=before.due_on.isoformat(),
            due_on=due_on.isoformat(),
            **_kept(shifts),
        )


def close(person: Person, period: Period) -> None:
    """Take no new returns for the quarter from now on; a closed one stays as it is.

    What awaits review may still be decided on, and what is reopened or sent back may come again.

    Raises:
        NotAllowed, NotFound: as for ``set_due``.
    """
    with engine.writing() as session:
        if _changeable(session, person, period).closed_at is None:
            calendar.close_period(session, period, clock.now())
            record(session, person, "period.close", period=str(period))


def reopen(person: Person, period: Period) -> None:
    """Take returns for the quarter again.

    Raises:
        NotAllowed, NotFound: as for ``set_due``.
    """
    with engine.writing() as session:
        if _changeable(session, person, period).closed_at is not None:
            calendar.close_period(session, period, None)
            record(session, person, "period.reopen", period=str(period))


def extend(person: Person, unit_code: str, period: Period, due_on: date, reason: str) -> None:
    """Put the due date of one unit's return off until ``due_on``.

    Raises:
        NotFound: no such unit, or the calendar does not reach the quarter.
        NotAllowed: the person does not review the unit's returns.
        Refused: ``extension-reason-missing``; ``extension-out-of-reach``: not after the calendar's
            due date, in the past, or too far off.
        WrongState: ``extension-closed``, ``unit-does-not-report``, ``unit-not-in-period``.
    """
    with engine.writing() as session:
        unit, words = _extendable(session, person, unit_code, period, reason)
        due = calendar.period(session, period).due_on
        earliest = max(due + timedelta(days=1), clock.today())
        latest = max(due, clock.today()) + LONGEST_EXTENSION
        if not earliest <= due_on <= latest:
            raise Refused(
                "extension-out-of-reach", due_on=due_on, first=earliest, last=latest, period=period
            )
        _decide(session, person, unit, period, due_on, words)


def withdraw_extension(person: Person, unit_code: str, period: Period, reason: str) -> None:
    """Let the calendar's due date hold for the unit again.

    A return that relied on the extension becomes late; that is on record.

    Raises:
        NotFound, NotAllowed, WrongState: as for ``extend``; ``no-extension``.
        Refused: ``extension-reason-missing``.
    """
    with engine.writing() as session:
        unit, words = _extendable(session, person, unit_code, period, reason)
        if calendar.extension(session, unit.id, period) is None:
            raise WrongState("no-extension", unit=unit.name, period=period)
        shifts = marks.without_extension(session, unit, period)
        _decide(session, person, unit, period, None, words, shifts)


def _extendable(
    session: Session, person: Person, unit_code: str, period: Period, reason: str
) -> tuple[UnitRecord, str]:
    unit = units.by_code(session, unit_code)
    allow(session, person, Right.REVIEW_RETURN, unit.id)
    must_report(unit, period)
    if calendar.period_held(session, period).closed_at is not None:
        raise WrongState("extension-closed", period=period)
    words = said(reason, LONGEST_REASON)
    if words is None:
        raise Refused("extension-reason-missing")
    return unit, words


def _decide(
    session: Session, person: Person, unit: UnitRecord, period: Period, due_on: date | None,
    words: str, shifts: Sequence[Shift] = (),
) -> None:  # fmt: skip
    before = calendar.extension(session, unit.id, period)
    number = calendar.extend(
        session, unit.id, period, due_on, reason=words, by=person.account_id, at=clock.now()
    )
    record(
        session,
        person,
        "period.extend" if due_on else "period.withdraw_extension",
        unit_id=unit.id,
        subject="due_date_extension",
        subject_id=number,
        period=str(period),
        before=before.isoformat() if before else None,
        due_on=due_on.isoformat() if due_on else None,
        reason=words,
        **_kept(shifts),
    )


def _kept(shifts: Sequence[Shift]) -> dict[str, Any]:
    """Return the days late before and after, by unit; nothing where no mark changes."""
    changed = {each.unit.code: [each.before, each.after] for each in shifts}
    return {"marks": changed} if changed else {}


def _changeable(session: Session, person: Person, period: Period) -> calendar.PeriodRecord:
    allow_somewhere(person, Right.MANAGE_UNITS)
    for province in units.roots(session):
        allow(session, person, Right.MANAGE_UNITS, province.id)
    return calendar.period(session, period)
