"""What everybody who may see anything may see: indicators."""

from dashboard import clock
from dashboard.domain.access import Person, Right
from dashboard.doors import reading
from dashboard.errors import NotAllowed
from data_access import indicators
from data_access.vocabulary import IndicatorRecord, Period


def indicators_in_force(
    person: Person, period: Period | None = None
) -> tuple[IndicatorRecord, ...]:
    """Return the indicators in force at the end of ``period`` (today's quarter by default).

    Raises:
        NotAllowed: the person may see nothing at all.
    """
    if not person.is_operator and not person.units_with(Right.SEE_PROGRESS):
        raise NotAllowed(f"{person.username}: no {Right.SEE_PROGRESS} anywhere")
    with reading(person) as session:
        return indicators.in_force(session, period or Period.of(clock.today()))
