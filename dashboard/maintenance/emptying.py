"""Emptying the database in use, of which the caller knows that nothing in it is to be kept."""

from dashboard.doors import SERVICE, writing
from data_access import databases, engine, schema
from data_access.databases import States


def empty() -> States:
    """Drop everything in the database in use; return how far its changes were counted."""
    with writing(SERVICE) as session:
        states = databases.clear(session)
    forget_connections()
    return states


def forget_connections() -> None:
    """Open connections anew: what was prepared on those there are speaks of other tables."""
    engine.use(engine.url())


def make_anew(states: States) -> None:
    """Give the emptied database its tables again."""
    schema.migrate()
    go_on_from(states)


def go_on_from(states: States) -> None:
    with writing(SERVICE) as session:
        databases.go_on_from(session, states)
