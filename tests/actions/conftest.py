"""A province with a district and its people, on a day of 2026."""

from dataclasses import dataclass

import pytest

from dashboard import settings
from dashboard.domain.access import Person
from data_access.vocabulary import Role, UnitRecord
from tests.factories import a_person, a_unit


@dataclass(frozen=True)
class World:
    province: UnitRecord
    district: UnitRecord
    sibling: UnitRecord
    clerk: Person
    officer: Person
    administrator: Person


@pytest.fixture
def world(database: str, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("TIENDO_TODAY", "2026-09-20")
    settings.settings.cache_clear()
    province = a_unit("P")
    district = a_unit("D01", province)
    return World(
        province,
        district,
        a_unit("D02", province),
        a_person(Role.REPORTER, district),
        a_person(Role.REVIEWER, province),
        a_person(Role.ADMINISTRATOR, province),
    )


@pytest.fixture
def units(world):
    """The codes of thirty more units below the province."""
    return [a_unit(f"X{n:02d}", world.province).code for n in range(30)]
