"""The demonstration put in place whole: an interrupted first start leaves nothing behind.

Where the role has no right to create databases, it is loaded in the one in use, and a load that
was cut off there is known by the first of two audit events.
"""

from sqlalchemy.orm import Session

from dashboard.actions import operator, record
from dashboard.demo import DemoSummary, is_loaded, load
from dashboard.demo.loading import Report
from dashboard.doors import SERVICE, reading, writing
from dashboard.errors import Refused
from dashboard.maintenance import emptying
from data_access import accounts, audit, databases, engine, schema, units

BEGUN, FINISHED = "demo.begin", "demo.finish"


def is_wanted() -> bool:
    """Whether the database in use has no units yet.

    Raises:
        Refused: ``demo-interrupted``: it has a part of the demonstration.
    """
    with reading(SERVICE) as session:
        if _is_part(session):
            raise Refused("demo-interrupted")
        return not is_loaded(session)


def install(report: Report, *, again: bool = False) -> DemoSummary | None:
    """Load the demonstration into a database beside the one in use, which it then replaces.

    Where that is not allowed, into the one in use, which is emptied again if the loading fails.
    Returns None, and changes nothing, where the one in use has units already. ``again`` empties
    one that holds a part of the demonstration. Two processes at once take turns.

    Raises:
        Refused: ``demo-not-empty``: it has accounts of its own, which would be lost;
            ``demo-interrupted``.
    """
    place = engine.url()
    if databases.missing_right(place) is not None:
        with schema.turn():
            return _in_place(report) if _may_load(again=again) else None
    with databases.turn(place):
        return _beside(place, report) if _may_load(again=again) else None


def _may_load(*, again: bool) -> bool:
    """Whether the database in use is empty, or was emptied just now because it held a part."""
    with reading(SERVICE) as session:
        part = _is_part(session)
        if part and not again:
            raise Refused("demo-interrupted")
        if not part:
            if is_loaded(session):
                return False
            if accounts.is_anybody(session):
                raise Refused("demo-not-empty")
    if part:
        emptying.make_anew(emptying.empty())
    return True


def _is_part(session: Session) -> bool:
    """Whether all there is in the database is a part of the demonstration."""
    cut_off = audit.newest_of(session, (BEGUN, FINISHED)) == BEGUN
    return cut_off and all(province.illustration for province in units.roots(session))


def _beside(place: str, report: Report) -> DemoSummary:
    making = databases.named(place, f"{databases.name(place)}_loading")
    databases.drop(making)
    databases.create_if_missing(making)
    engine.use(making)
    try:
        schema.migrate()
        summary = load(report)
    finally:
        engine.use(place)
    databases.put_in_place(making, place)
    return summary


def _in_place(report: Report) -> DemoSummary:
    _note(BEGUN)
    try:
        summary = load(report)
    except BaseException:
        emptying.make_anew(emptying.empty())
        raise
    _note(FINISHED)
    return summary


def _note(action: str) -> None:
    acting = operator()
    with writing(SERVICE) as session:
        record(session, acting, action)
