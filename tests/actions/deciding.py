"""Returns brought to a status, moved on, and what then counts."""

from dashboard.actions import decisions
from dashboard.domain.workflow import Move
from dashboard.readings import returns as readings
from data_access import contents, engine
from data_access.vocabulary import DecisionKind, Period, ReturnStatus
from tests.factories import a_return

Q1 = Period(2026, 1)
CODE = "PARTY_MEMBER_ADMITTED"
_DECIDED = {
    ReturnStatus.SUBMITTED: None,
    ReturnStatus.ACCEPTED: DecisionKind.ACCEPT,
    ReturnStatus.SENT_BACK: DecisionKind.SEND_BACK,
    ReturnStatus.REOPENED: DecisionKind.ACCEPT,
    ReturnStatus.WITHDRAWN: DecisionKind.WITHDRAW,
}


def standing(world, status: ReturnStatus, period: str = "2026Q1", amount: int = 1) -> int:
    """Bring the district's return to a status; return its number."""
    number = a_return(world.district, period, {CODE: amount}, world.clerk, decided=_DECIDED[status])
    if status is ReturnStatus.REOPENED:
        decisions.reopen(world.officer, number, "Sai số")
    return number


def move(person, what: Move, number: int, revision: int | None = None):
    words = {} if what is Move.ACCEPT else {"reason": "lý do"}
    return decisions.BY_MOVE[what](person, number, revision=revision, **words)


def stands(world, number: int) -> ReturnStatus:
    return readings.detail(world.officer, number).revision.standing


def counted(world, period: Period = Q1) -> int | None:
    with engine.reading(engine.SERVICE) as session:
        found = contents.figures_of_unit(session, world.district.id, period, period)
    return found.get(period, {}).get(CODE)
