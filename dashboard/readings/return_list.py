"""Returns page by page, for programs that fetch them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from dashboard.domain import timeliness
from dashboard.domain.access import Person, Right
from dashboard.doors import reading
from dashboard.errors import NotAllowed
from data_access import calendar, return_list, return_states, units
from data_access.return_list import Wanted
from data_access.returns import RevisionRecord
from data_access.vocabulary import LARGEST_ID, Period, ReturnStatus, UnitRecord


@dataclass(frozen=True, slots=True)
class Listed:
    """A return by its newest revision; ``days_late`` as everywhere: 0 on time, None: not known
    before something that came is accepted or still stands.
    """

    unit: UnitRecord
    revision: RevisionRecord
    accepted_at: datetime | None
    due_on: date | None
    days_late: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some returns, the newest first; ``after`` is where the next page begins, None: nowhere."""

    returns: tuple[Listed, ...]
    after: int | None


def page(
    person: Person,
    *,
    unit_code: str | None = None,
    period: Period | None = None,
    status: ReturnStatus | None = None,
    after: int | None = None,
    limit: int = 50,
) -> Page:
    """Return a page of the returns that the person may see.

    Raises:
        NotAllowed: the person may see no returns at all, or none of that unit.
        NotFound: no such unit.
        ValueError: no return stands so: draft and superseded.
    """
    held = person.units_with(Right.SEE_RETURN)
    if not held:
        raise NotAllowed(f"{person.username}: no {Right.SEE_RETURN} anywhere")
    with reading(person) as session:
        wanted = Wanted(_within(session, person, unit_code), period, status)
        found = return_list.page(session, held, wanted, after or LARGEST_ID, limit + 1)
        shown = found[:limit]
        return Page(
            returns=_listed(session, shown),
            after=shown[-1].return_id if len(found) > limit else None,
        )


def _within(session: Session, person: Person, unit_code: str | None) -> int | None:
    if unit_code is None:
        return None
    unit = units.by_code(session, unit_code)
    if not person.may(Right.SEE_RETURN, units.ancestors(session, unit.id)):
        raise NotAllowed(f"{person.username}: no {Right.SEE_RETURN} on {unit_code}")
    return unit.id


def _listed(session: Session, found: tuple[RevisionRecord, ...]) -> tuple[Listed, ...]:
    ids = [each.return_id for each in found]
    views = units.by_ids(session, {each.unit_id for each in found})
    due_dates = calendar.due_dates(session, ((each.unit_id, each.period) for each in found))
    states = return_states.of_returns(session, ids)
    return tuple(
        Listed(
            unit=views[each.unit_id],
            revision=each,
            accepted_at=states[each.return_id].accepted_at,
            due_on=due_dates.get((each.unit_id, each.period)),
            days_late=_late(
                due_dates.get((each.unit_id, each.period)), states[each.return_id].handed_in_at
            ),
        )
        for each in found
    )


def _late(due_on: date | None, came: datetime | None) -> int | None:
    return timeliness.days_late(due_on, came) if due_on and came else None
