"""The calendar from the command line: whose mark would change, what a closed quarter refuses."""

import json
from datetime import UTC, datetime

import pytest

from data_access.vocabulary import Role
from tests.factories import a_person, a_return, a_unit


@pytest.fixture
def late(database):
    """A return of the third quarter that came three days after the due date."""
    province = a_unit("P")
    district = a_unit("D01", province)
    clerk = a_person(Role.REPORTER, district)
    a_return(district, "2026Q3", {}, clerk, at=datetime(2026, 9, 28, tzinfo=UTC))
    return district


def test_moving_a_due_date_is_foretold(tiendo, done, late):
    found = done("period", "due", "2026Q3", "--on", "2026-09-30", "--dry-run")
    assert found == {"dry_run": True, "marks": {"D01": [3, 0]}}
    told = tiendo("period", "due", "2026Q3", "--on", "2026-09-30", "--dry-run").stdout
    assert "Huyện D01 (từ trễ 3 ngày thành đúng hạn)" in told
    assert done("period", "list", "--year", "2026")["periods"][2]["due_on"] == "2026-09-25"


def test_taking_an_extension_back_is_foretold(tiendo, done, late):
    extend = ("period", "extend", "2026Q3", "--unit", "D01", "--reason", "bão")
    done(*extend, "--to", "2026-11-30")
    assert done(*extend, "--withdraw", "--dry-run")["marks"] == {"D01": [0, 3]}
    assert len(done("period", "list", "--year", "2026")["extensions"]) == 1
    done(*extend, "--withdraw")


def test_putting_a_due_date_off_is_foretold(tiendo, done, late):
    extend = ("period", "extend", "2026Q3", "--unit", "D01", "--reason", "bão")
    assert done(*extend, "--to", "2026-11-30", "--dry-run")["marks"] == {"D01": [3, 0]}
    assert "Huyện D01 (từ trễ 3 ngày thành đúng hạn)" in (
        tiendo(*extend, "--to", "2026-11-30", "--dry-run").stdout
    )
    assert done("period", "list", "--year", "2026")["extensions"] == []


@pytest.mark.parametrize(
    ("unit", "asked", "reason", "rule"),
    [
        ("D01", ("--to", "2026-09-25"), "bão", "extension-out-of-reach"),
        ("D01", ("--to", "2026-11-30"), " ", "extension-reason-missing"),
        ("D01", ("--withdraw",), "bão", "no-extension"),
        ("P", ("--to", "2026-11-30"), "bão", "unit-does-not-report"),
    ],
)
def test_a_dry_run_refuses_what_the_command_would_refuse(tiendo, late, unit, asked, reason, rule):
    command = ("period", "extend", "2026Q3", "--unit", unit, "--reason", reason, *asked, "--json")
    for words in ((*command, "--dry-run"), command):
        refused = tiendo(*words)
        assert refused.exit_code == 1
        assert json.loads(refused.stdout)["problems"][0]["rule"] == rule


def test_the_due_date_of_a_closed_quarter_stays(tiendo, done, late):
    done("period", "close", "2026Q3")
    for tried in ((), ("--dry-run",)):
        refused = tiendo("period", "due", "2026Q3", "--on", "2026-09-30", "--json", *tried)
        assert refused.exit_code == 1
        assert json.loads(refused.stdout)["problems"][0]["rule"] == "due-date-closed"
