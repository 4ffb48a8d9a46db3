"""Pages, and what else is read, opened in the synthetic nation; what each asks is recorded.

Each is opened as right after a change: what is kept by the state of the figures is asked for anew,
units and calendar are known.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from bench import nation
from bench.nation import Size
from dashboard import identity
from dashboard.domain.access import Grant, Person
from dashboard.readings import calendar, progress, return_list
from data_access import engine
from data_access.vocabulary import Channel, Period, ReturnStatus, Role
from tests import plans
from tests.pages import opened
from tests.plans import Statement

PERIOD = Period(2026, 3)
_RETURN = """
select q.id from quarterly_return q
join unit u on u.id = q.unit_id
join return_revision v on v.return_id = q.id
where u.parent_id = 1
group by q.id
having {which}
order by q.id desc limit 1
"""
_WAITING = _RETURN.format(
    which="bool_or(not exists (select from return_decision where revision_id = v.id)) "
    "and max(v.number) = 1"
)
_CORRECTED = _RETURN.format(which="max(v.number) = 2")
_BATCH = "select max(id) from intake_batch where received_by = 2"


@dataclass(frozen=True, slots=True)
class Visitors:
    """Who opens pages: a leader, an officer and a clerk of the first province, an officer of the
    one that hands nothing in any more, and somebody who administers all.
    """

    leader: Person
    officer: Person
    clerk: Person
    officer_of_last: Person
    administrator: Person
    commune: str


def visitors(size: Size) -> Visitors:
    """Return who visits a nation of that size."""

    def person(account: int, role: Role, *units: int) -> Person:
        grants = tuple(Grant(unit, role) for unit in units)
        return Person(account, f"so-{account}", f"Số {account}", grants, Channel.WEB)

    commune, last = size.units_of(1)[3], size.provinces
    return Visitors(
        leader=person(nation.VIEWER, Role.VIEWER, 1),
        officer=person(size.officer_of(1), Role.REVIEWER, 1),
        clerk=person(size.clerk_of(commune), Role.REPORTER, commune),
        officer_of_last=person(size.officer_of(last), Role.REVIEWER, last),
        administrator=person(nation.VIEWER, Role.ADMINISTRATOR, *size.province_ids()),
        commune=f"X{commune:04}",
    )


View = Callable[[Visitors], list[Statement]]


def _page(
    who: Callable[[Visitors], Person],
    script: str,
    query: Callable[[Visitors], Mapping[str, object]] = lambda _all: {},
) -> View:
    def look(there: Visitors) -> list[Statement]:
        return _asked_by_page(who(there), script, query(there))

    return look


def _asked_by_page(person: Person, script: str, query: Mapping[str, object]) -> list[Statement]:
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    shown, identity.current = identity.current, lambda: person
    try:
        app = AppTest.from_file(opened.APP, default_timeout=120).run()
        for key, value in query.items():
            app.query_params[key] = str(value)
        app.switch_page(f"../pages/{script}").run()
        _change()
        with plans.recorded() as statements:
            app.run()
    finally:
        identity.current = shown
    assert not app.exception
    assert not app.error
    # The parts of a page are named for it: it is this page that was drawn, not the first one.
    subject = script.removesuffix(".py").split("_")[0]
    assert any(f"-{subject}" in each.proto.id for each in app.get("bidi_component"))
    return statements


def _read(who: Callable[[Visitors], Person], read: Callable[[Person], object]) -> View:
    def look(there: Visitors) -> list[Statement]:
        person = who(there)
        read(person)
        _change()
        with plans.recorded() as statements:
            read(person)
        return statements

    return look


def _change() -> None:
    with engine.engine().begin() as connection:
        connection.execute(text("update data_revision set number = number + 1"))


def _number(which: str) -> int:
    with engine.engine().connect() as connection:
        return int(connection.execute(text(which)).scalar_one())


def _progress(as_of: date | None, person: Person) -> None:
    progress.unit_progress(person, "P01", PERIOD, as_of=as_of)
    progress.children_progress(person, "P01", PERIOD, as_of=as_of)


def _leader(there: Visitors) -> Person:
    return there.leader


def _officer(there: Visitors) -> Person:
    return there.officer


def _clerk(there: Visitors) -> Person:
    return there.clerk


def _of_last(there: Visitors) -> Person:
    return there.officer_of_last


def _administrator(there: Visitors) -> Person:
    return there.administrator


def _commune(there: Visitors) -> Mapping[str, object]:
    return {"don_vi": there.commune}


def _listed(**wanted: object) -> View:
    return _read(_officer, partial(return_list.page, **wanted))


VIEWS: Mapping[str, View] = {
    "overview": _page(_leader, "overview.py"),
    "overview, long without a return": _page(_of_last, "overview.py"),
    "overview of a commune": _page(_leader, "overview.py", _commune),
    "unit, a province": _page(_leader, "unit.py"),
    "unit, a commune": _page(_leader, "unit.py", _commune),
    "indicator": _page(_leader, "indicator.py"),
    "indicator, its returns": _page(
        _leader,
        "indicator.py",
        lambda _all: {"chi_tieu": "PARTY_MEMBER_ADMITTED", "nguon": "P01"},
    ),
    "indicator, provisional": _page(_leader, "indicator.py", lambda _all: {"so_bo": 1}),
    "completeness": _page(_officer, "completeness.py"),
    "calendar, officer": _page(_officer, "calendar.py"),
    "calendar, clerk": _page(_clerk, "calendar.py"),
    "review, queue": _page(_officer, "review.py"),
    "review, one": _page(_officer, "review.py", lambda _all: {"return": _number(_WAITING)}),
    "return": _page(_leader, "return_detail.py", lambda _all: {"return": _number(_CORRECTED)}),
    "return, two revisions": _page(
        _leader,
        "return_detail.py",
        lambda _all: {"return": _number(_CORRECTED), "tu": 1, "den": 2},
    ),
    "submit": _page(_clerk, "submit.py"),
    "form": _page(_clerk, "form.py"),
    "receive": _page(_officer, "receive.py"),
    "receive, one batch": _page(_officer, "receive.py", lambda _all: {"goi": _number(_BATCH)}),
    "access keys": _page(_clerk, "tokens.py"),
    "API, returns": _listed(),
    "API, returns of a commune": _read(
        _clerk, lambda person: return_list.page(person, unit_code=f"X{_unit_of(person):04}")
    ),
    "API, returns of a quarter": _listed(period=PERIOD),
    "API, accepted returns": _listed(status=ReturnStatus.ACCEPTED),
    "API, returns sent back": _listed(status=ReturnStatus.SENT_BACK),
    "API, the last page": _read(_officer, lambda person: return_list.page(person, after=3000)),
    "progress": _read(_leader, partial(_progress, None)),
    "progress, an earlier day": _read(_leader, partial(_progress, date(2026, 10, 1))),
    "due date moved, tried": _read(
        _administrator,
        lambda person: calendar.with_due(person, Period(2026, 4), date(2026, 12, 28)),
    ),
}


def _unit_of(person: Person) -> int:
    return person.grants[0].unit_id
