"""What a command shows is read in one transaction."""

from collections.abc import Sequence

import pytest

from dashboard.actions import bulk, decisions, returns
from dashboard.cli import _COMMANDS
from data_access.vocabulary import Period, Role
from tests.actions.workbooks import a_workbook
from tests.factories import a_person, a_return, a_unit, some_targets
from tests.transactions import begun, readings

FLOW = "PARTY_MEMBER_ADMITTED"


@pytest.fixture
def place(database, monkeypatch):
    """A province with a district: a return of two revisions that awaits review, and a bundle."""
    monkeypatch.setenv("TIENDO_TODAY", "2026-09-20")
    province = a_unit("P")
    district = a_unit("D01", province)
    clerk, officer = a_person(Role.REPORTER, district), a_person(Role.REVIEWER, province)
    a_person(Role.ADMINISTRATOR, province, username="goc")
    for where in (province, district):
        some_targets(where, 2026, {FLOW: 10}, officer)
    a_return(district, "2026Q1", {FLOW: 4}, clerk)
    first = a_workbook(clerk, "D01", Period(2026, 3), {FLOW: 1})
    number = returns.submit(clerk, first, "a.xlsx", explanation="Đã rà").return_id
    decisions.send_back(officer, number, "Thiếu", remarks=[("Biểu 1 – Số liệu", "G14", "Xem lại")])
    again = a_workbook(clerk, "D01", Period(2026, 3), {FLOW: 2})
    returns.submit(clerk, again, "b.xlsx", explanation="Đã rà", reason="Đã sửa")
    batch = bulk.receive(officer, [("a.pdf", b"no workbook"), ("b.pdf", b"nor this")])
    while bulk.read_next(officer, batch):
        pass
    return {"number": str(number), "officer": officer.username, "bundle": str(batch)}


READ = {
    "progress": "progress --unit P --period 2026Q3 --as {officer}",
    "progress-then": "progress --unit P --period 2026Q3 --as-of 2026-07-01 --as {officer}",
    "progress-of-all": "progress --unit P --period 2026Q3 --provisional",
    "completeness": "completeness --unit P --as {officer}",
    "diff": "diff {number} --from 1 --to 2 --as {officer}",
    "accept": "accept {number} --as {officer} --dry-run",
    "show": "show {number} --as {officer}",
    "parameter": "parameter list --as {officer}",
    "unit": "unit list --as {officer}",
    "indicator": "indicator list --as {officer}",
    "token": "token list --as goc",
    "period": "period list --as {officer}",
    "period-due": "period due 2026Q3 --on 2026-09-30 --dry-run --as goc",
    "period-extend": "period extend 2026Q4 --unit D01 --to 2027-01-05 --reason bão --dry-run"
    " --as {officer}",
    "template-return": "template return --unit D01 --period 2026Q3 -o a.xlsx --as {officer}",
    "template-targets": "template targets --year 2026 -o a.xlsx --as {officer}",
    "template-history": "template history -o a.xlsx --as goc",
}


def words(line: str, place: dict[str, str]) -> Sequence[str]:
    return line.format(**place).split()


@pytest.mark.parametrize("name", READ)
def test_what_a_command_shows_is_read_in_one_transaction(tiendo, place, name):
    with begun() as transactions:
        result = tiendo(*words(READ[name], place))
    assert result.exit_code == 0, result.stderr
    assert (len(transactions), readings(transactions)) == (1, 1)


def test_a_bundles_list_and_its_marked_files_are_read_in_one_transaction(tiendo, place):
    line = "receive --bundle {bundle} --zip a.zip --as {officer}"
    with begun() as transactions:
        result = tiendo(*words(line, place))
    assert result.exit_code == 0, result.stderr
    assert readings(transactions) == 1
    assert transactions[-1].reads_only


def test_every_command_that_shows_something_is_among_them():
    changes = {"fill", "submit", "receive", "send-back", "reopen", "withdraw", "targets",
               "history", "account", "migrate", "demo", "serve", "backup", "restore"}  # fmt: skip
    assert {name.split("-")[0] for name in READ} == {*_COMMANDS} - changes
