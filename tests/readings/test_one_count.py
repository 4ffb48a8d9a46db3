"""One count for one fact: every page, command and document says the same of the same returns."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.domain import timeliness
from dashboard.domain.timeliness import Mark
from dashboard.readings import (
    completeness,
    progress,
    receipts,
    return_list,
    whole_return,
    worklists,
)
from dashboard.readings import returns as readings
from dashboard.views import calendar_sheet, sentences, turnout
from dashboard.web.api import return_documents
from data_access import calendar, engine
from data_access.vocabulary import Counting, DecisionKind, Period, Role
from tests.factories import a_person, a_return, a_unit

Q2 = Period(2026, 2)
DUE = datetime(2026, 5, 25, 3, tzinfo=UTC)


@pytest.fixture
def province(database, monkeypatch):
    monkeypatch.setenv("TIENDO_TODAY", "2026-06-20")
    return a_unit("P")


@pytest.fixture
def officer(province):
    return a_person(Role.ADMINISTRATOR, province, username="canbo-tinh")


def a_random_record(province, officer, chance: Random) -> list[str]:
    """Units with returns in every state a return can be in, some of them second sources."""
    codes = []
    for number in range(chance.randint(3, 14)):
        counting = chance.choice([Counting.COUNTED] * 4 + [Counting.CROSS_CHECK])
        unit = a_unit(f"D{number:02}", province, counting=counting)
        codes.append(unit.code)
        at = DUE + timedelta(days=chance.randint(-9, 9))
        for _revision in range(chance.randint(0, 3)):
            decided = chance.choice([None, None, *DecisionKind])
            if decided is DecisionKind.REOPEN:
                decided = DecisionKind.ACCEPT
            waited = timedelta(days=chance.randint(0, 3))
            a_return(unit, "2026Q2", {"PARTY_ORG_FOUNDED": 1}, officer, at=at - waited,
                     recorded_at=at, decided=decided,
                     decided_at=at + timedelta(hours=1))  # fmt: skip
            at += timedelta(days=1)
    first = a_unit("A00", province)
    a_return(first, "2026Q1", {"PARTY_ORG_FOUNDED": 1}, officer)
    if chance.random() < 0.3:
        with engine.writing(engine.SERVICE) as session:
            calendar.set_closed(
                session, province.id, Q2, closed=True, recorded_by=None,
                recorded_at=DUE + timedelta(days=12),
            )  # fmt: skip
    return [*codes, first.code]


def told_by_command(*words: str):
    result = CliRunner().invoke(main, [*words, "--as", "canbo-tinh", "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("seed", range(8))
def test_whoever_asks_is_given_the_same_count(province, officer, database, monkeypatch, seed):
    monkeypatch.setenv("TIENDO_DATABASE_URL", database)
    a_random_record(province, officer, Random(seed))
    of_quarter = receipts.of_unit(officer, "P", Q2)
    counted = [each for each in of_quarter if each.unit.counted]

    # the sentence of the overview and that of the unit's page, on one count of units
    said = sentences.received(of_quarter, Q2)
    assert sentences.received_line(of_quarter, Q2).startswith(said)
    reported, asked = (int(each) for each in re.findall(r"(\d+)/(\d+)", said)[0])
    missing = sum(each.outstanding for each in counted)
    assert (reported, asked) == (len(counted) - missing, len(counted))
    waiting = sum(each.waits for each in counted)
    assert (f"{waiting} " in said.split(",", 1)[-1]) is bool(waiting)

    # completeness: the page, the calendar's answer, the command
    record = completeness.of_unit(officer, "P")
    rate = timeliness.rate(record.of_period(Q2))
    assert (rate.handed_in, rate.due) == (reported, asked)
    assert calendar_sheet.of_period([record], Q2) == tuple(
        each for each in (*counted, *(each for each in of_quarter if not each.unit.counted))
    )
    on_time = sum(each.mark is Mark.ON_TIME for each in counted)
    if asked > 1 and not any(each.mark is Mark.NOT_DUE for each in counted):
        first = turnout.answer(record.of_period(Q2), Q2)[0]
        assert first.startswith(f"{on_time}/{asked} ")
    document = told_by_command("completeness", "--unit", "P", "--year", "2026")
    by_command = {
        each["unit"]: next(one for one in each["periods"] if one["period"] == "2026Q2")
        for each in document["units"]
    }
    for each in of_quarter:
        line = by_command[each.unit.code]
        assert line["status"] == (each.status.value if each.status else None)
        assert (line["mark"], line["days"]) == (each.mark.value, each.days)

    # progress: accepted returns, with which the figures are made
    own = progress.unit_progress(officer, "P", Q2)
    assert (own.due, own.accepted) == (asked, sum(each.counts is not None for each in counted))

    # the worklists: what waits for the officer, what the units still owe
    queue = {each.unit.code for each in worklists.queue(officer) if each.period == Q2}
    owed = {each.unit.code: each for each in worklists.due(officer) if each.period == Q2}
    assert queue == {each.unit.code for each in of_quarter if each.waits}
    for each in of_quarter:
        back = each.is_back and each.is_taken
        lacking = each.handed_in is None and each.present is None and each.is_taken
        assert (each.unit.code in owed) is (back or lacking)
        if each.unit.code in owed:
            assert owed[each.unit.code] == each

    # the list of the API, and a return whole by API and command
    listed = {
        each.unit.code: return_documents.listed(each)
        for each in return_list.page(officer, period=Q2, limit=100).returns
    }
    assert listed.keys() == {each.unit.code for each in of_quarter if each.status}
    states = {each.unit.code: each for each in of_quarter}
    for code, line in listed.items():
        state = states[code]
        assert line["status"] == state.status.value
        assert (line["counts"], line["due_on"]) == (state.counts, state.due_on.isoformat())
        assert line["days_late"] == (state.days_late if state.handed_in else None)
        detail = readings.detail(officer, state.return_id)
        assert detail.state == state
    assert Counter(each["status"] for each in listed.values()) == Counter(
        each.status.value for each in of_quarter if each.status
    )
    for code in list(listed)[:2]:
        number = states[code].return_id
        shown = return_documents.detailed(whole_return.whole(officer, number))
        assert told_by_command("show", str(number)) == shown
        assert (shown["status"], shown["counts"]) == (
            states[code].status.value,
            states[code].counts,
        )
