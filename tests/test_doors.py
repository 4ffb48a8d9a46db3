"""The doors to the record: who acts stands in the transaction, and a page sees one moment."""

from datetime import date

import pytest
from sqlalchemy import text

from dashboard.doors import SERVICE, reading, writing
from data_access import engine
from data_access.vocabulary import Role
from tests.factories import a_person, a_unit

A_DAY = date(2026, 3, 1)
_WHO = text(
    "select current_setting('tiendo.account_id') as account, "
    "current_setting('tiendo.channel') as channel, current_setting('tiendo.units') as units"
)


@pytest.mark.parametrize("door", [reading, writing])
def test_who_acts_and_how_far_they_reach_stand_in_the_transaction(database, door):
    province = a_unit("P")
    district = a_unit("D01", province)
    person = a_person(Role.VIEWER, district, province)
    with door(person) as session:
        found = session.execute(_WHO).one()
    assert found == (str(person.account_id), "web", f"{province.id},{district.id}")
    with door(SERVICE) as session:
        assert session.execute(_WHO).one() == ("", "system", "*")


def test_what_a_person_was_is_forgotten_with_the_transaction(database):
    person = a_person(Role.VIEWER, a_unit("P"))
    with reading(person):
        pass
    with engine.engine().connect() as plain:
        assert plain.scalar(text("select current_setting('tiendo.account_id', true)")) in (None, "")


def test_what_is_read_inside_a_reading_is_of_the_same_moment(database):
    province = a_unit("P")
    person = a_person(Role.VIEWER, province)
    counted = text("select count(*) from unit")
    with reading(person) as outer:
        before = outer.scalar(counted)
        a_unit("D01", province)
        with reading(person) as inner:
            assert inner is outer
            assert inner.scalar(counted) == before
    with reading(person) as later:
        assert later.scalar(counted) == before + 1


def test_nobody_else_and_no_other_day_is_read_inside_a_reading(database):
    province = a_unit("P")
    person, other = a_person(Role.VIEWER, province), a_person(Role.VIEWER, province)
    with reading(person):
        with pytest.raises(ValueError, match="same person"), reading(other):
            pass
        with pytest.raises(ValueError, match="same person and day"), reading(person, A_DAY):
            pass
        with pytest.raises(RuntimeError), writing(person):
            pass


def test_what_is_read_inside_the_reading_of_an_earlier_day_is_of_that_day(database):
    person = a_person(Role.VIEWER, a_unit("P"))
    with reading(person, A_DAY) as outer:
        with reading(person) as inner:
            assert inner is outer
        with reading(person, A_DAY) as inner:
            assert inner is outer
        with pytest.raises(ValueError, match="same person and day"), reading(person, date.max):
            pass
