"""Targets in force: what the newest decision of each stage says of each cell."""

from datetime import UTC, date, datetime

from data_access import engine, indicators, targets
from data_access.moment import FOR_EVER, Moment
from data_access.vocabulary import Role, TargetStage
from tests.factories import a_person, a_unit, some_targets

CODE = "PARTY_ORG_FOUNDED"


def of(unit, code: str = CODE, until: datetime = FOR_EVER):
    with engine.reading(engine.SERVICE, Moment(until, date(2026, 12, 31))) as session:
        ids = {each.code: each.id for each in indicators.everything(session)}
        found = targets.current(session, (unit.id,), 2026)
    return next((each for each in found if each.indicator_id == ids[code]), None)


def test_the_assigned_target_is_the_one_in_force(database):
    unit = a_unit("P")
    officer = a_person(Role.REVIEWER, unit)
    some_targets(unit, 2026, {CODE: 7}, officer, stage=TargetStage.REGISTERED)
    some_targets(unit, 2026, {CODE: 8}, officer)
    found = of(unit)
    assert (found.registered, found.assigned, found.effective) == (7, 8, 8)


def test_the_registered_one_stands_in_while_nothing_is_assigned_to_the_unit(database):
    unit = a_unit("P")
    officer = a_person(Role.REVIEWER, unit)
    some_targets(unit, 2026, {CODE: 7, "UNION_FOUNDED": 4}, officer, stage=TargetStage.REGISTERED)
    assert of(unit).effective == 7
    some_targets(unit, 2026, {"UNION_FOUNDED": 5}, officer)
    assert of(unit).effective is None
    assert of(unit).registered == 7


def test_nothing_given_is_no_record(database):
    unit = a_unit("P")
    assert of(unit) is None


def test_zero_is_a_target_and_not_none(database):
    unit = a_unit("P")
    some_targets(unit, 2026, {CODE: 0}, a_person(Role.REVIEWER, unit))
    assert of(unit).effective == 0


def test_only_what_differs_is_written(database):
    unit = a_unit("P")
    officer = a_person(Role.REVIEWER, unit)
    some_targets(unit, 2026, {CODE: 8, "UNION_FOUNDED": 4}, officer)
    with engine.writing(engine.SERVICE) as session:
        ids = {each.code: each.id for each in indicators.everything(session)}
        document = targets.Document("2", None, None, officer.account_id, datetime.now(UTC))
        cells = {(unit.id, ids[CODE]): 9, (unit.id, ids["UNION_FOUNDED"]): 4}
        cells[unit.id, ids["YOUTH_ORG_FOUNDED"]] = None
        first = targets.decide(session, 2026, TargetStage.ASSIGNED, document, cells)
        second = targets.decide(session, 2026, TargetStage.ASSIGNED, document, cells)
    assert first.figures == 1
    assert second is None


def test_a_target_taken_back_is_none_again(database):
    unit = a_unit("P")
    officer = a_person(Role.REVIEWER, unit)
    some_targets(unit, 2026, {CODE: 8, "UNION_FOUNDED": 4}, officer)
    some_targets(unit, 2026, {CODE: None}, officer)
    assert of(unit) is None
    assert of(unit, "UNION_FOUNDED").effective == 4


def test_the_targets_of_an_earlier_day_can_be_seen_again(database):
    unit = a_unit("P")
    officer = a_person(Role.REVIEWER, unit)
    some_targets(unit, 2026, {CODE: 8}, officer, at=datetime(2026, 1, 10, tzinfo=UTC))
    some_targets(unit, 2026, {CODE: 9}, officer, at=datetime(2026, 6, 10, tzinfo=UTC))
    assert of(unit, until=datetime(2026, 3, 1, tzinfo=UTC)).effective == 8
    assert of(unit).effective == 9
