"""The demonstration province, "Tỉnh Minh Họa": invented, and loaded as a real one would be."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.demo import people
from dashboard.demo.loading import Report, carry_out
from dashboard.demo.people import SignIn
from dashboard.demo.plan import COMPLETE_YEARS, plan
from dashboard.demo.units import PROVINCE_NAME
from dashboard.doors import SERVICE, reading
from dashboard.errors import Refused
from data_access import units
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was loaded, and how to get in.

    ``sign_ins`` has one account for each role; ``password`` is that of every account.
    ``years`` are the complete ones, ``last_period`` the quarter that was due last.
    """

    province: str
    years: tuple[int, ...]
    last_period: Period
    returns: int
    sign_ins: tuple[SignIn, ...]
    password: str


def load(report: Report, complete_years: int | None = None) -> DemoSummary:
    """Load the demonstration into an empty, migrated database.

    ``report`` is told how many steps of how many are done, and what comes next. Every step is
    a transaction of its own: an interrupted load leaves a part behind, and the next one refuses.

    Raises:
        Refused: ``demo-not-empty``, ``demo-out-of-reach``.
    """
    with reading(SERVICE) as session:
        if is_loaded(session):
            raise Refused("demo-not-empty")
    made = plan(clock.now(), complete_years or COMPLETE_YEARS)
    returns = carry_out(made, report)
    return DemoSummary(
        province=PROVINCE_NAME[0],
        years=made.years,
        last_period=made.open_period,
        returns=returns,
        sign_ins=people.FOR_EACH_ROLE,
        password=people.PASSWORD,
    )


def is_loaded(session: Session) -> bool:
    """Whether there are units already: of a demonstration, or somebody's real ones."""
    return bool(units.everything(session))
