"""The province on which everything happens, and the clerk who reports for all of it."""

from collections.abc import Iterator
from datetime import date

from dashboard.actions import accounts, operator, tokens, units
from data_access import engine, schema
from data_access.vocabulary import Channel, Period, Role, TokenScope
from tests.chaos.uploads import Desk

CLERK, PASSWORD = "can-bo", "mật khẩu thử 2026"
FORM_UNIT = "C00"
_UNITS, _FIRST, _LAST = 8, Period(2019, 1), Period(2026, 4)


def province(url: str) -> tuple[Desk, str]:
    """Migrate an empty database and add units, and a clerk with a token who reports for them.

    For ``FORM_UNIT`` nothing is handed in: its return is being typed on the page all the time.
    """
    engine.use(url)
    schema.migrate()
    root = operator()
    since = date(2000, 1, 1)
    units.add(root, "CHAOS", kind="province", name="Tỉnh Thử Nghiệm", valid_from=since)
    root = operator()
    codes = tuple(f"C{number:02}" for number in range(1, _UNITS + 1))
    for code in (FORM_UNIT, *codes):
        units.add(
            root,
            code,
            kind="rural_district",
            name=f"Huyện {code}",
            parent="CHAOS",
            valid_from=since,
        )
    accounts.add_account(
        root,
        username=CLERK,
        name="Cán bộ thử nghiệm",
        password=PASSWORD,
        grants=[(code, Role.REPORTER) for code in (FORM_UNIT, *codes)],
    )
    made = tokens.add(root, name="chaos", scope=TokenScope.SUBMIT, username=CLERK)
    person = accounts.acting_as(CLERK, Channel.COMMAND_LINE)
    engine.engine().dispose()
    return Desk(person, codes, tuple(map(str, _periods()))), made.token


def _periods() -> Iterator[Period]:
    period = _LAST
    while period >= _FIRST:
        yield period
        period = period.previous
