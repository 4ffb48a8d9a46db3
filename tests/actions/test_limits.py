"""How much is taken in of whom in a day; and that a closing quarter takes nothing more."""

from threading import Event, Thread
from time import sleep

import pytest

from dashboard import clock
from dashboard.actions import handed_in, periods, returns, submission
from dashboard.domain.access import Person
from dashboard.errors import Refused, WrongState
from data_access import engine
from data_access import returns as record
from data_access.vocabulary import Role
from tests.actions.workbooks import Q3, a_workbook
from tests.factories import a_person, a_unit

WORDS = {"explanation": "Đã rà soát.", "reason": "Gõ nhầm."}


def handed(person: Person, members: int) -> submission.Submission:
    data = a_workbook(person, figures={"PARTY_MEMBER_ADMITTED": members})
    return returns.submit(person, data, "a.xlsx", **WORDS)


def test_a_return_has_so_many_revisions_in_a_day_and_no_more(world, monkeypatch):
    monkeypatch.setattr(handed_in, "MOST_REVISIONS_A_DAY", 3)
    for members in range(3):
        handed(world.clerk, members)
    with pytest.raises(Refused, match="revised-too-often") as refusal:
        handed(world.clerk, 9)
    assert refusal.value.values["most"] == 3
    tomorrow = clock.now().replace(day=22)
    with clock.held(tomorrow):
        assert handed(world.clerk, 9).revision == 4


def test_the_good_files_of_an_account_in_a_day_have_a_bound_too(world, monkeypatch):
    monkeypatch.setattr(handed_in, "USUAL_SIZE", 0)
    first = a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": 1})
    monkeypatch.setattr(handed_in, "MOST_HANDED_IN_A_DAY", len(first) * 3 // 2)
    returns.submit(world.clerk, first, "a.xlsx", **WORDS)
    with pytest.raises(Refused, match="stored-too-much"):
        handed(world.clerk, 2)
    colleague = a_person(Role.REPORTER, world.district)
    assert handed(colleague, 2).revision == 2


def test_a_name_is_told_only_of_a_unit_whose_returns_one_may_see(world):
    foreign = a_unit("NG", a_unit("P2"))
    data = a_workbook(a_person(Role.REPORTER, foreign), unit="NG")
    checked = returns.check(world.clerk, data, "a.xlsx", unit_code="D01")
    assert foreign.name not in checked.problems[0].message
    own = a_workbook(world.officer, unit="D02")
    boss = a_person(Role.REPORTER, world.province)
    checked = returns.check(boss, own, "a.xlsx", unit_code="D01")
    assert world.sibling.name in checked.problems[0].message


def test_a_quarter_is_closed_only_when_what_was_being_handed_in_is_there(world):
    data = a_workbook(world.clerk, figures={"PARTY_MEMBER_ADMITTED": 1})
    looked = returns.looked_at(world.clerk, data)
    new = returns.as_handed_in(looked, data, "a.xlsx", **WORDS)
    stored, go_on, closed = Event(), Event(), Event()

    def hand_in() -> None:
        with engine.writing(engine.SERVICE) as session:
            submission.stored(session, world.clerk, new)
            stored.set()
            go_on.wait(20)

    def close() -> None:
        periods.close(world.administrator, Q3)
        closed.set()

    threads = [Thread(target=hand_in), Thread(target=close)]
    threads[0].start()
    assert stored.wait(20)
    threads[1].start()
    sleep(0.5)
    assert not closed.is_set()
    go_on.set()
    for each in threads:
        each.join(20)
    assert closed.is_set()
    with engine.reading(engine.SERVICE) as session:
        assert record.of_unit(session, world.district.id, Q3) is not None
    with pytest.raises(WrongState, match="period-closed"):
        handed(world.clerk, 2)
