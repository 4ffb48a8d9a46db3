"""A province with a unit and its people, on a day of 2026."""

import pytest

from dashboard.domain.access import Person
from data_access.vocabulary import Role, UnitRecord
from tests.factories import a_person, a_unit
from tests.pages import opened


@pytest.fixture
def province(database: str, monkeypatch: pytest.MonkeyPatch) -> UnitRecord:
    monkeypatch.setenv("TIENDO_TODAY", opened.TODAY)
    return a_unit("MH")


@pytest.fixture
def unit(province: UnitRecord) -> UnitRecord:
    return a_unit("D1", province)


@pytest.fixture
def clerk(unit: UnitRecord) -> Person:
    return a_person(Role.REPORTER, unit)


@pytest.fixture
def officer(province: UnitRecord, monkeypatch: pytest.MonkeyPatch) -> Person:
    """A reviewer of the province, signed in."""
    person = a_person(Role.REVIEWER, province)
    opened.as_person(monkeypatch, person)
    return person


@pytest.fixture
def administrator(province: UnitRecord, monkeypatch: pytest.MonkeyPatch) -> Person:
    """An administrator of the province, signed in."""
    person = a_person(Role.ADMINISTRATOR, province)
    opened.as_person(monkeypatch, person)
    return person
