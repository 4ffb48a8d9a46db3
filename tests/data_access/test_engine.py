"""The connections of the process: what was planned once stays, and dead ones are replaced."""

from time import monotonic

import pytest
from sqlalchemy import create_engine, text

from data_access import engine

_ASKED = "select due_on from reporting_period where year = 2026 and quarter = 1"
_PREPARED = "select count(*) from pg_prepared_statements where statement like '%due_on%'"


@pytest.fixture
def pings(database, monkeypatch):
    """The connections that were asked whether they are alive."""
    asked = []
    dialect = engine.engine().dialect
    ping = dialect.do_ping
    monkeypatch.setattr(dialect, "do_ping", lambda each: asked.append(each) or ping(each))
    return asked


def read(question):
    with engine.reading(engine.SERVICE) as session:
        return session.scalar(text(question))


def test_what_is_read_often_is_planned_once_for_all_transactions(database):
    for _time in range(8):
        read(_ASKED)
    assert read(_PREPARED) == 1


def test_a_connection_in_use_just_now_is_not_asked_whether_it_is_alive(pings):
    read(_ASKED)
    pings.clear()
    read(_ASKED)
    assert pings == []


def test_one_that_rested_is_asked_and_replaced_where_it_is_dead(pings, monkeypatch):
    here = read("select pg_backend_pid()")
    url = engine.url()
    other = create_engine(url)
    with other.connect() as connection:
        assert connection.scalar(text("select pg_terminate_backend(:here)"), {"here": here})
    other.dispose()
    later = monotonic() + 60
    monkeypatch.setattr(engine, "monotonic", lambda: later)
    pings.clear()
    assert read("select pg_backend_pid()") != here
    assert len(pings) == 1
