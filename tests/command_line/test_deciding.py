"""Deciding from the command line: what would change, opening again, taking back, two revisions."""

import json

import pytest

from data_access.vocabulary import DecisionKind, Role
from tests.factories import a_person, a_return, a_unit, some_targets

FLOW, OTHER = "PARTY_MEMBER_ADMITTED", "UNION_FOUNDED"


@pytest.fixture
def place(database):
    province = a_unit("P")
    district = a_unit("D01", province)
    clerk, officer = a_person(Role.REPORTER, district), a_person(Role.REVIEWER, province)
    some_targets(district, 2026, {FLOW: 10}, a_person(Role.ADMINISTRATOR, province))
    return district, clerk, officer


@pytest.fixture
def corrected(place):
    """A return of the first quarter, accepted, and its correction, in a year with a second."""
    district, clerk, _officer = place
    a_return(district, "2026Q2", {FLOW: 3}, clerk)
    a_return(district, "2026Q1", {FLOW: 4, OTHER: 1}, clerk)
    return str(a_return(district, "2026Q1", {FLOW: 1, OTHER: 1}, clerk, decided=None))


def actual(found: dict, unit: str) -> dict[str, tuple[int | None, int | None]]:
    return {
        each["period"]: (each["now"]["actual"], each["then"]["actual"])
        for each in found["effect"]
        if each["unit"] == unit and each["code"] == FLOW
    }


def test_a_dry_run_tells_what_accepting_would_change_and_accepts_nothing(
    tiendo, done, place, corrected
):
    officer = place[2].username
    found = done("accept", corrected, "--as", officer, "--dry-run")
    assert (found["dry_run"], found["revision"]) == (True, 2)
    assert actual(found, "D01") == {"2026Q1": (4, 1), "2026Q2": (7, 4)}
    assert actual(found, "P") == actual(found, "D01")
    told = tiendo("accept", corrected, "--as", officer, "--dry-run").stdout
    assert "Lũy kế đến hết quý II/2026:" in told
    assert "Đảng viên mới kết nạp: 7 → 4/10; " in told
    assert done("accept", corrected, "--as", officer)["status"] == "accepted"
    again = tiendo("accept", corrected, "--as", officer, "--dry-run", "--json")
    assert again.exit_code == 1
    assert json.loads(again.stdout)["problems"][0]["rule"] == "not-submitted"


def test_who_may_not_accept_has_no_dry_run_either(tiendo, place, corrected):
    result = tiendo("accept", corrected, "--as", place[1].username, "--dry-run")
    assert result.exit_code == 1


def test_an_accepted_return_is_opened_again_and_a_submitted_one_taken_back(tiendo, done, place):
    district, clerk, officer = place
    number = str(a_return(district, "2026Q1", {FLOW: 4}, clerk, decided=DecisionKind.ACCEPT))
    opened = done("reopen", number, "--reason", "Sai số", "--as", officer.username)
    assert (opened["status"], opened["revision"]) == ("reopened", 1)
    a_return(district, "2026Q1", {FLOW: 5}, clerk, decided=None)
    taken = done("withdraw", number, "--reason", "Nhầm tệp", "--as", clerk.username)
    assert (taken["status"], taken["revision"]) == ("reopened", 2)
    slower = tiendo("send-back", number, "--reason", "Thiếu", "--as", officer.username)
    assert slower.exit_code == 1
    assert clerk.name in slower.stderr
    assert tiendo("reopen", number, "--as", officer.username).exit_code == 2


def test_two_revisions_are_compared_figure_by_figure(tiendo, done, place, corrected):
    clerk = place[1]
    found = done("diff", corrected, "--from", "1", "--to", "2", "--as", clerk.username)
    assert [(each["code"], each["old"], each["new"]) for each in found["figures"]] == [(FLOW, 4, 1)]
    assert (found["from"]["status"], found["to"]["status"]) == ("accepted", "submitted")
    assert found["to"]["submitted_by"] == clerk.name
    told = tiendo("diff", corrected, "--from", "1", "--to", "2").stdout
    assert "Đảng viên mới kết nạp: 4 → 1" in told
    assert "Có 1 số khác nhau." in told
    missing = tiendo("diff", corrected, "--from", "1", "--to", "9", "--json")
    assert json.loads(missing.stdout)["problems"][0]["rule"] == "not-found"
