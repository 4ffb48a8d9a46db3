"""As of when a transaction sees the record: what was recorded by then, what was in force."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from sqlalchemy.orm import Session

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
BEGINNING = date(1900, 1, 1)
"""The first day of what holds since ever."""

_KEY = "moment"
_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Moment:
    """``until``: only what was recorded before is seen; ``day``: names, kinds, indicators and
    parameters are those in force on it."""

    until: datetime
    day: date

    @property
    def is_now(self) -> bool:
        """Whether everything that is recorded is seen."""
        return self.until == FOR_EVER


def now(day: date | None = None) -> Moment:
    """Return the moment that sees all that is recorded, on ``day`` (today in Vietnam)."""
    return Moment(FOR_EVER, day or datetime.now(_VIETNAM).date())


def set_for(session: Session, moment: Moment) -> None:
    session.info[_KEY] = moment


def of(session: Session) -> Moment:
    """Return the moment of the session's transaction."""
    found = session.info[_KEY]
    assert isinstance(found, Moment)  # nothing else is stored there
    return found
