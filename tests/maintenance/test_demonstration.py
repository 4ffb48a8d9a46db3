"""The demonstration where the role may not create databases: loaded in the database itself."""

import pytest
from sqlalchemy import text

from dashboard import demo
from dashboard.cli import connection
from dashboard.demo import installing
from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.maintenance import First
from data_access import databases, engine, units
from data_access.databases import DatabaseRight
from tests.factories import a_unit
from tests.maintenance.conftest import silent

SUMMARY = demo.DemoSummary("Tỉnh", (2025,), None, 1, (), "x")


@pytest.fixture
def place(poor):
    connection.upgraded(First())
    return poor


@pytest.fixture
def loading(monkeypatch):
    """Load one unit instead of the province; then what the test wants to happen happens."""
    happening = []

    def load(_report):
        a_unit("MH", illustration=True)
        for each in happening:
            raise each
        return SUMMARY

    monkeypatch.setattr(installing, "load", load)
    return happening


def codes():
    with engine.reading(engine.SERVICE) as session:
        return [each.code for each in units.everything(session)]


def install(**how):
    return installing.install(silent, **how)


def test_it_is_loaded_into_the_database_itself(place, loading, server):
    assert install() == SUMMARY
    assert codes() == ["MH"]
    assert install() is None
    with server.connect() as connected:
        assert not connected.scalar(
            text("select count(*) from pg_database where datname like '%_loading'")
        )


@pytest.mark.parametrize("end", [KeyboardInterrupt(), Refused("demo-out-of-reach")])
def test_loading_that_fails_leaves_an_empty_database(place, loading, end):
    loading.append(end)
    with pytest.raises(type(end)):
        install()
    assert codes() == []
    loading.clear()
    assert install() == SUMMARY


def test_loading_that_was_killed_is_told_of_and_begun_again_only_when_asked(place, loading):
    installing._note(installing.BEGUN)  # as far as one that was killed came
    a_unit("MH", illustration=True)
    for call in (install, installing.is_wanted):
        with pytest.raises(Refused, match="demo-interrupted") as caught:
            call()
        assert "tiendo demo --again" in explain(caught.value)
    assert install(again=True) == SUMMARY
    assert codes() == ["MH"]
    assert installing.is_wanted() is False


def test_a_province_of_somebodys_own_is_never_emptied(place, loading):
    installing._note(installing.BEGUN)
    a_unit("MH", illustration=True)
    a_unit("P")
    assert install(again=True) is None
    assert sorted(codes()) == ["MH", "P"]


def test_where_it_was_loaded_whole_again_changes_nothing(place, loading):
    assert install() == SUMMARY
    assert install(again=True) is None
    assert codes() == ["MH"]


def test_what_stands_in_the_way_of_replacing_a_database_is_named(poor, server, monkeypatch):
    role = engine.engine().url.username
    assert databases.missing_right(poor) is DatabaseRight.CREATE
    with server.connect() as connected:
        connected.execute(text(f"alter role {role} createdb"))
    assert databases.missing_right(poor) is None
    monkeypatch.setattr(databases, "_BESIDE", ("khong-co", "template1"))
    assert databases.missing_right(poor) is None
    monkeypatch.setattr(databases, "_BESIDE", ("khong-co", "cung-khong"))
    assert databases.missing_right(poor) is DatabaseRight.CONNECT
