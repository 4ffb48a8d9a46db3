"""Where the returns of units stand, judged against their due dates: the one place that says so.

For readings and actions, which open the transaction and have asked for the right.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from dashboard.domain import timeliness
from dashboard.domain.timeliness import ReturnState
from data_access import return_states, units
from data_access.return_states import DueRecord
from data_access.vocabulary import Period, ReturnStatus, UnitRecord

Key = tuple[int, Period]
"""A unit's id and a quarter."""


def of_units(
    session: Session, wanted: Iterable[UnitRecord], first: Period, last: Period, today: date
) -> Mapping[Key, ReturnState]:
    """Return the state of the return of each of these units that reports, for each quarter."""
    by_id = {each.id: each for each in wanted}
    provinces = {units.province_of(session, each).id for each in by_id}
    found = return_states.due(session, by_id.keys(), provinces, first, last, today)
    return {(each.unit_id, each.period): judged(by_id[each.unit_id], each, today) for each in found}


def judged(unit: UnitRecord, due: DueRecord, today: date) -> ReturnState:
    """Return the state of a unit's return as the record has it, on a day."""
    state = due.state
    came = state.handed_in_at if state else None
    is_taken = timeliness.takes_again(
        state.status if state else None,
        due.closed_at,
        reopened=state.reopened if state else False,
        decided_at=state.moved_at if state else None,
    )
    verdict = timeliness.judged(
        asked=due.asked,
        due_on=due.due_on,
        came=came,
        history=due.history,
        today=today,
        shut_on=timeliness.shut_on(due.closed_at, is_taken=is_taken),
    )
    return ReturnState(
        unit=unit,
        period=due.period,
        day=today,
        verdict=verdict,
        due_on=due.due_on,
        extended=due.due_on > due.calendar_due_on,
        is_taken=is_taken and unit.exists_in(due.period),
        status=state.status if state else None,
        return_id=state.return_id if state else None,
        revision=state.stands if state else None,
        revision_id=state.stands_id if state else None,
        counts=state.counts if state else None,
        handed_in=came,
        sent_back=state.sent_back if state else 0,
        remark=state.remark if state else None,
        decided_at=state.decided_at if state else None,
    )


def is_owed(state: ReturnState) -> bool:
    """Whether the unit is to hand the return in, for the first time or again."""
    if not state.is_taken:
        return False
    if state.is_back:
        return True
    nothing = state.status in (None, ReturnStatus.WITHDRAWN)
    return nothing and state.asked
