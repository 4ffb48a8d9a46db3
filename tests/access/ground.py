"""A province to try everybody's rights on, and what is there to be asked for."""

import itertools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.actions import bulk, drafts, history, periods, targets, tokens
from dashboard.domain.access import Person
from dashboard.errors import NotAllowed, Refused
from dashboard.readings import bundles, marked, return_choice
from dashboard.readings import drafts as drafted
from dashboard.readings.return_choice import ReturnChoice
from dashboard.workbooks import history_sheet, targets_sheet
from data_access import engine
from data_access import returns as stored
from data_access.vocabulary import Period, Role, TokenScope, UnitRecord, UploadOutcome
from tests.actions.workbooks import a_workbook
from tests.factories import a_person, a_return

Q3 = Period(2026, 3)
CODE = "PARTY_MEMBER_ADMITTED"
numbers = itertools.count(1)


@dataclass(frozen=True)
class Place:
    """A province with two districts, one of which has a commune below it."""

    province: UnitRecord
    own: UnitRecord
    below: UnitRecord
    other: UnitRecord
    boss: Person


Call = Callable[[Place, Person, UnitRecord], object]


def a_new_return(place: Place, unit: UnitRecord, decided: Any = None) -> int:
    """Submit a return for the next quarter back that the unit has none for."""
    period = Period(2000 + next(numbers) % 25, 1)
    return a_return(unit, str(period), {CODE: 1}, place.boss, decided=decided)


def a_file_of(place: Place, unit: UnitRecord) -> bytes:
    return a_workbook(place.boss, unit.code, Q3, {CODE: next(numbers)})


def a_key_on(place: Place, unit: UnitRecord) -> int:
    wanted = {"name": "x", "scope": TokenScope.READ, "username": an_account_on(unit)}
    return tokens.add(place.boss, **wanted).id


def a_draft(place: Place, unit: UnitRecord) -> int:
    """Let the unit have a draft of its own, and return its version."""
    content = {"figures": {CODE: str(next(numbers))}}
    held = drafted.draft_of(place.boss, unit.code, Q3)
    return drafts.save(place.boss, unit.code, Q3, content, held.version if held else 0).version


def an_account_on(unit: UnitRecord) -> str:
    return a_person(Role.VIEWER, unit).username


def a_targets_file(place: Place, unit: UnitRecord) -> bytes:
    _name, template = targets.template(place.boss, 2026, unit.code)
    entries = {"registered": {unit.code: {CODE: next(numbers)}}}
    return targets_sheet.fill_targets(template, entries)


def a_history_file(place: Place, unit: UnitRecord) -> bytes:
    _name, template = history.template(place.boss, unit.code)
    row = {"unit": unit.code, "code": CODE, "year": 2019, "quarter": 1, "actual": next(numbers)}
    return history_sheet.fill_history(template, [row])


def received(place: Place, who: Person, unit: UnitRecord) -> None:
    """Receive a file of the unit; the refusal of a file that is not theirs is written down."""
    batch = bulk.receive(who, [("a.xlsx", a_file_of(place, unit))])
    assert bulk.read_next(who, batch)
    end = bundles.bundle(who, batch).files[0]
    if [each.rule for each in end.problems] == ["unit-not-yours"]:
        raise NotAllowed(unit.code)
    assert end.outcome is UploadOutcome.STORED


def a_bundle(who: Person) -> int:
    return bulk.receive(who, [("a.xlsx", b"no workbook")])


def took_with_word(who: Person) -> None:
    """Give a word beside a file that waits for none."""
    with suppress(Refused):
        bulk.take_with_word(who, a_bundle(who), 1, "vâng")


def marked_up(who: Person, revision_id: int) -> None:
    """Ask for a file that whoever may see it finds nothing marked in."""
    with suppress(Refused):
        marked.of_revision(who, revision_id)


def taken_back(place: Place, who: Person, unit: UnitRecord) -> None:
    periods.extend(place.boss, unit.code, Q3, date(2026, 10, 9), "bão lũ")
    periods.withdraw_extension(who, unit.code, Q3, "nộp được đúng hạn")


def newest_revision(return_id: int) -> int:
    with engine.reading(engine.SERVICE) as session:
        return stored.revisions(session, return_id)[0].id


def said_by_the_newest(place: Place, who: Person, unit: UnitRecord) -> None:
    """Ask what the newest revision of the unit's return says, with that return in hand."""
    number = a_new_return(place, unit)
    with engine.reading(engine.SERVICE) as session:
        newest = stored.revisions(session, number)[0]
    in_hand = ReturnChoice((unit,), (), unit, newest.period)
    assert return_choice.says(who, in_hand, newest) is not None


def number_and_revision(return_id: int) -> tuple[int, int]:
    with engine.reading(engine.SERVICE) as session:
        return return_id, stored.revisions(session, return_id)[0].number
