"""A province with two districts and somebody who may do anything there, on a day of 2026."""

import pytest

from dashboard.domain.access import Person
from data_access.vocabulary import Role, UnitRecord
from tests.factories import a_person, a_unit


@pytest.fixture
def province(database: str, monkeypatch: pytest.MonkeyPatch) -> UnitRecord:
    monkeypatch.setenv("TIENDO_TODAY", "2026-11-22")
    return a_unit("P")


@pytest.fixture
def districts(province: UnitRecord) -> tuple[UnitRecord, UnitRecord]:
    return a_unit("A", province), a_unit("B", province)


@pytest.fixture
def officer(province: UnitRecord) -> Person:
    return a_person(Role.ADMINISTRATOR, province)
