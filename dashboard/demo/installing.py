"""The demonstration put in place whole: an interrupted first start leaves nothing behind."""

from dashboard.demo import DemoSummary, is_loaded, load
from dashboard.demo.loading import Report
from dashboard.doors import SERVICE, reading
from dashboard.errors import Refused
from data_access import accounts, databases, engine, schema


def is_wanted() -> bool:
    """Whether the database in use has no units yet."""
    with reading(SERVICE) as session:
        return not is_loaded(session)


def install(report: Report) -> DemoSummary | None:
    """Load the demonstration into a database beside the one in use, which it then replaces.

    Returns None, and changes nothing, where the one in use has units already. Two processes at
    once take turns.

    Raises:
        DatabaseUnavailable: the server does not let us create databases.
        Refused: ``demo-not-empty``: it has accounts of its own, which would be lost.
    """
    place = engine.url()
    beside = f"{databases.name(place)}_loading"
    with databases.turn(place):
        with reading(SERVICE) as session:
            if is_loaded(session):
                return None
            if accounts.is_anybody(session):
                raise Refused("demo-not-empty")
        making = databases.named(place, beside)
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
