"""The thresholds of the checks as they are written in the settings."""

import pytest
from pydantic import ValidationError

from dashboard import parameters, settings
from dashboard.domain.limits import MEMBERS_PER_ORGANISATION, Limits, members_by_organisation
from dashboard.settings import Settings
from data_access import engine
from data_access.vocabulary import Organisation
from tests.factories import a_unit


def test_sizes_are_written_by_organisation():
    assert members_by_organisation("party 3-300,union 5 - 3000 ,") == {
        Organisation.PARTY: (3, 300),
        Organisation.UNION: (5, 3000),
    }
    assert set(members_by_organisation(MEMBERS_PER_ORGANISATION)) == {
        each for each in Organisation if each is not Organisation.ENTERPRISE
    }
    assert members_by_organisation("") == {}


@pytest.mark.parametrize(
    "text", ["party", "party 3", "party 9-3", "club 3-9", "party 3-9 union 1-2"]
)
def test_sizes_that_cannot_be_read_are_refused_at_the_start(text):
    with pytest.raises(ValueError, match=r"club|organisation"):
        members_by_organisation(text)
    with pytest.raises(ValidationError):
        Settings(members_per_organisation=text)


def in_force(database) -> Limits:
    province = a_unit("P")
    with engine.reading(engine.SERVICE) as session:
        return parameters.limits(session, province.id)


def test_the_settings_default_to_the_rules_own_limits(database):
    assert in_force(database) == Limits()


def test_every_limit_has_its_setting(database, monkeypatch):
    for name, value in (
        ("OUTLIER_SCORE", "4"), ("OUTLIER_QUARTERS", "8"), ("OUTLIER_SHARE", "0.5"),
        ("LEAST_DIFFERENCE", "2"), ("STOCK_TOLERANCE", "1"), ("CROSS_CHECK_SHARE", "0.1"),
        ("PARTY_MEMBERS", "4"), ("UNION_WORKERS", "10"), ("MEMBERS_PER_ORGANISATION", "party 1-2"),
    ):  # fmt: skip
        monkeypatch.setenv(f"TIENDO_{name}", value)
    settings.settings.cache_clear()
    try:
        assert in_force(database) == Limits(
            4, 8, 0.5, 2, 1, 0.1, 4, 10, {Organisation.PARTY: (1, 2)}
        )
    finally:
        settings.settings.cache_clear()
