"""Who may do what where: each role, each reading and action, own, lower, other and upper unit.

Everything is collected from the modules: a new reading or action without an entry fails here.
"""

import inspect
import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

import dashboard.actions
import dashboard.readings
from dashboard import settings
from dashboard.actions import (
    accounts,
    bulk,
    decisions,
    drafts,
    entries,
    history,
    operator,
    periods,
    returns,
    targets,
    tokens,
    units,
)
from dashboard.actions.submission import RequestKey
from dashboard.domain.access import RIGHTS, Person, Right
from dashboard.errors import NotAllowed, Refused
from dashboard.readings import (
    bundles,
    calendar,
    completeness,
    effect,
    illustration,
    marked,
    originals,
    progress,
    reference,
    return_list,
    sources,
    spots,
)
from dashboard.readings import drafts as drafted
from dashboard.readings import returns as reading
from dashboard.readings import tokens as keys
from dashboard.workbooks import history_sheet, targets_sheet
from dashboard.workbooks.typed import Typed
from data_access import engine
from data_access import returns as stored
from data_access.vocabulary import (
    DecisionKind,
    Period,
    Role,
    TokenScope,
    UnitRecord,
    UploadOutcome,
)
from tests.actions.workbooks import a_workbook
from tests.factories import a_person, a_return, a_unit

Q3 = Period(2026, 3)
YEAR_AFTER = 2027
CODE = "PARTY_MEMBER_ADMITTED"
_numbers = itertools.count(1)

# No right is asked: helpers of actions, and what concerns nobody but the person.
NOT_GUARDED = {
    "actions.accounts.choose_language",
    "actions.handed_in.refused",
    "readings.illustration.is_shown_to",
}


@dataclass(frozen=True)
class Place:
    """A province with two districts, one of which has a commune below it."""

    province: UnitRecord
    own: UnitRecord
    below: UnitRecord
    other: UnitRecord
    boss: Person


@pytest.fixture
def place(database: str, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("TIENDO_TODAY", "2026-09-20")
    settings.settings.cache_clear()
    province = a_unit("P", reports=True)
    own, other = a_unit("D01", province), a_unit("D02", province)
    return Place(province, own, a_unit("X01", own), other, operator())


def a_new_return(place: Place, unit: UnitRecord, decided: Any = None) -> int:
    """Submit a return for the next quarter back that the unit has none for."""
    period = Period(2000 + next(_numbers) % 25, 1)
    return a_return(unit, str(period), {CODE: 1}, place.boss, decided=decided)


def a_file_of(place: Place, unit: UnitRecord) -> bytes:
    return a_workbook(place.boss, unit.code, Q3, {CODE: next(_numbers)})


def a_key_on(place: Place, unit: UnitRecord) -> int:
    wanted = {"name": "x", "scope": TokenScope.READ, "username": an_account_on(unit)}
    return tokens.add(place.boss, **wanted).id


def a_draft(place: Place, unit: UnitRecord) -> int:
    """Let the unit have a draft of its own, and return its version."""
    content = {"figures": {CODE: str(next(_numbers))}}
    held = drafted.draft_of(place.boss, unit.code, Q3)
    return drafts.save(place.boss, unit.code, Q3, content, held.version if held else 0).version


def an_account_on(unit: UnitRecord) -> str:
    return a_person(Role.VIEWER, unit).username


def a_targets_file(place: Place, unit: UnitRecord) -> bytes:
    _name, template = targets.template(place.boss, 2026, unit.code)
    entries = {"registered": {unit.code: {CODE: next(_numbers)}}}
    return targets_sheet.fill_targets(template, entries)


def a_history_file(place: Place, unit: UnitRecord) -> bytes:
    _name, template = history.template(place.boss, unit.code)
    row = {"unit": unit.code, "code": CODE, "year": 2019, "quarter": 1, "actual": next(_numbers)}
    return history_sheet.fill_history(template, [row])


def received(place: Place, who: Person, unit: UnitRecord) -> None:
    """Receive a file of the unit; the refusal of a file that is not theirs is written down."""
    batch = bulk.receive(who, [("a.xlsx", a_file_of(place, unit))])
    assert bulk.read_next(who, batch)
    end = bundles.bundle(who, batch).files[0]
    if [each.rule for each in end.problems] == ["unit-not-yours"]:
        raise NotAllowed(unit.code)
    assert end.outcome is UploadOutcome.STORED


def marked_up(who: Person, revision_id: int) -> None:
    """Ask for a file that whoever may see it finds nothing marked in."""
    with suppress(Refused):
        marked.of_revision(who, revision_id)


def taken_back(place: Place, who: Person, unit: UnitRecord) -> None:
    periods.extend(place.boss, unit.code, Q3, date(2026, 10, 9), "bão lũ")
    periods.withdraw_extension(who, unit.code, Q3, "nộp được đúng hạn")


Call = Callable[[Place, Person, UnitRecord], object]

# What is done to one unit: the right that it needs on that unit, and how it is done.
ON_A_UNIT: dict[str, tuple[Right, Call]] = {
    "actions.returns.template": (
        Right.SEE_RETURN, lambda _, who, unit: returns.template(who, unit.code, Q3),
    ),
    "actions.returns.check": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: returns.check(who, a_file_of(place, unit), "a.xlsx"),
    ),
    "actions.returns.looked_at": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: returns.looked_at(who, a_file_of(place, unit)),
    ),
    "actions.bulk.read_next": (
        Right.RECEIVE_RETURNS, lambda place, who, unit: received(place, who, unit),
    ),
    "actions.returns.submit": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: returns.submit(
            who, a_file_of(place, unit), "a.xlsx", explanation="đã rà", reason="gõ nhầm"
        ),
    ),
    "actions.drafts.save": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: drafts.save(
            who, unit.code, Q3, {"figures": {CODE: str(next(_numbers))}}, a_draft(place, unit)
        ),
    ),
    "actions.drafts.take_from_file": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: drafts.take_from_file(
            who, unit.code, Q3, a_file_of(place, unit), "a.xlsx", replacing=a_draft(place, unit)
        ),
    ),
    "actions.drafts.discard": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: drafts.discard(who, unit.code, Q3, a_draft(place, unit)),
    ),
    "actions.drafts.must_be_open": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafts.must_be_open(who, unit.code, Q3),
    ),
    "actions.entries.workbook": (
        Right.SUBMIT_RETURN,
        lambda _, who, unit: entries.workbook(who, unit.code, Q3, {"figures": {CODE: 1}}),
    ),
    "actions.tokens.revoke": (
        Right.MANAGE_ACCOUNTS,
        lambda place, who, unit: tokens.revoke(who, a_key_on(place, unit)),
    ),
    "actions.decisions.accept": (
        Right.REVIEW_RETURN,
        lambda place, who, unit: decisions.accept(who, a_new_return(place, unit)),
    ),
    "actions.decisions.acceptable": (
        Right.REVIEW_RETURN,
        lambda place, who, unit: decisions.acceptable(who, a_new_return(place, unit)),
    ),
    "actions.decisions.send_back": (
        Right.REVIEW_RETURN,
        lambda place, who, unit: decisions.send_back(who, a_new_return(place, unit), "lý do"),
    ),
    "actions.decisions.reopen": (
        Right.REVIEW_RETURN,
        lambda place, who, unit: decisions.reopen(
            who, a_new_return(place, unit, DecisionKind.ACCEPT), "lý do"
        ),
    ),
    "actions.decisions.withdraw": (
        Right.SUBMIT_RETURN,
        lambda place, who, unit: decisions.withdraw(who, a_new_return(place, unit), "lý do"),
    ),
    "actions.targets.template": (
        Right.SET_TARGETS, lambda _, who, unit: targets.template(who, 2026, unit.code),
    ),
    "actions.targets.import_sheet": (
        Right.SET_TARGETS,
        lambda place, who, unit: targets.import_sheet(who, a_targets_file(place, unit), "a.xlsx"),
    ),
    "actions.history.template": (
        Right.IMPORT_HISTORY, lambda _, who, unit: history.template(who, unit.code),
    ),
    "actions.history.import_sheet": (
        Right.IMPORT_HISTORY,
        lambda place, who, unit: history.import_sheet(who, a_history_file(place, unit), "a.xlsx"),
    ),
    "actions.units.add": (
        Right.MANAGE_UNITS,
        lambda _, who, unit: units.add(
            who, f"N{next(_numbers)}", kind="commune", name="Xã Mới", parent=unit.code,
            valid_from=date(2000, 1, 1), valid_to=date(2001, 1, 1),
        ),
    ),
    "actions.units.close": (
        Right.MANAGE_UNITS,
        lambda _, who, unit: units.close(
            who, a_unit(f"C{next(_numbers)}", unit).code, date(2049, 12, 31)
        ),
    ),
    "actions.units.succeed": (
        Right.MANAGE_UNITS,
        lambda _, who, unit: units.succeed(
            who, unit.code, a_unit(f"S{next(_numbers)}", unit).code, date(2026, 1, 1)
        ),
    ),
    "actions.accounts.add_account": (
        Right.MANAGE_ACCOUNTS,
        lambda _, who, unit: accounts.add_account(
            who, username=f"moi{next(_numbers)}", name="Người mới", password="mat-khau-dai",
            grants=[(unit.code, Role.VIEWER)],
        ),
    ),
    "actions.accounts.grant": (
        Right.MANAGE_ACCOUNTS,
        lambda _, who, unit: accounts.grant(who, an_account_on(unit), unit.code, Role.REPORTER),
    ),
    "actions.accounts.revoke": (
        Right.MANAGE_ACCOUNTS,
        lambda _, who, unit: accounts.revoke(who, an_account_on(unit), unit.code, Role.VIEWER),
    ),
    "actions.accounts.reset_password": (
        Right.MANAGE_ACCOUNTS,
        lambda _, who, unit: accounts.reset_password(who, an_account_on(unit), "mat-khau-dai"),
    ),
    "actions.accounts.deactivate": (
        Right.MANAGE_ACCOUNTS, lambda _, who, unit: accounts.deactivate(who, an_account_on(unit)),
    ),
    "actions.accounts.end_sessions": (
        Right.MANAGE_ACCOUNTS, lambda _, who, unit: accounts.end_sessions(who, an_account_on(unit)),
    ),
    "readings.progress.unit_progress": (
        Right.SEE_PROGRESS, lambda _, who, unit: progress.unit_progress(who, unit.code, Q3),
    ),
    "readings.progress.children_progress": (
        Right.SEE_PROGRESS, lambda _, who, unit: progress.children_progress(who, unit.code, Q3),
    ),
    "readings.progress.receipts": (
        Right.SEE_PROGRESS, lambda _, who, unit: progress.receipts(who, unit.code, Q3),
    ),
    "readings.progress.years": (
        Right.SEE_PROGRESS, lambda _, who, unit: progress.years(who, unit.code),
    ),
    "readings.originals.of_revision": (
        Right.SEE_RETURN,
        lambda place, who, unit: originals.of_revision(
            who, newest_revision(a_new_return(place, unit))
        ),
    ),
    "readings.returns.form_for": (
        Right.SEE_RETURN, lambda _, who, unit: reading.form_for(who, unit.code, Q3),
    ),
    "readings.return_list.decisions_on": (
        Right.SEE_RETURN,
        lambda place, who, unit: return_list.decisions_on(who, a_new_return(place, unit)),
    ),
    "readings.returns.detail": (
        Right.SEE_RETURN, lambda place, who, unit: reading.detail(who, a_new_return(place, unit)),
    ),
    "readings.returns.difference": (
        Right.SEE_RETURN,
        lambda place, who, unit: reading.difference(who, a_new_return(place, unit), 1, 1),
    ),
    "readings.effect.effect": (
        Right.SEE_RETURN,
        lambda place, who, unit: effect.effect(who, a_new_return(place, unit), 1),
    ),
    "readings.spots.of_revision": (
        Right.SEE_RETURN,
        lambda place, who, unit: spots.of_revision(who, a_new_return(place, unit), 1),
    ),
    "readings.spots.remarks": (
        Right.SEE_RETURN,
        lambda place, who, unit: spots.remarks(who, a_new_return(place, unit), 1),
    ),
    "readings.returns.file_of": (
        Right.SEE_RETURN,
        lambda place, who, unit: reading.file_of(
            who, *number_and_revision(a_new_return(place, unit))
        ),
    ),
    "readings.marked.of_revision": (
        Right.SEE_RETURN,
        lambda place, who, unit: marked_up(who, newest_revision(a_new_return(place, unit))),
    ),
    "readings.sources.figure_trail": (
        Right.SEE_RETURN, lambda _, who, unit: sources.figure_trail(who, unit.code, CODE, 2026),
    ),
    "readings.sources.difficulties": (
        Right.SEE_RETURN, lambda _, who, unit: sources.difficulties(who, unit.code, Q3),
    ),
    "readings.sources.foundings": (
        Right.SEE_RETURN, lambda _, who, unit: sources.foundings(who, unit.code, Q3, Q3),
    ),
    "readings.sources.latest_accepted": (
        Right.SEE_RETURN, lambda _, who, unit: sources.latest_accepted(who, unit.code),
    ),
}  # fmt: skip

ON_A_UNIT |= {
    "actions.periods.extend": (
        Right.REVIEW_RETURN,
        lambda _, who, unit: periods.extend(who, unit.code, Q3, date(2026, 10, 9), "bão lũ"),
    ),
    "actions.periods.withdraw_extension": (
        Right.REVIEW_RETURN, lambda place, who, unit: taken_back(place, who, unit),
    ),
    "readings.calendar.due_dates": (
        Right.SEE_RETURN, lambda _, who, unit: calendar.due_dates(who, unit.code),
    ),
    "readings.calendar.due_dates_of": (
        Right.SEE_RETURN, lambda _, who, unit: calendar.due_dates_of(who, unit.code, (Q3,)),
    ),
    "readings.drafts.opening": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafted.opening(who, unit.code, Q3),
    ),
    "readings.drafts.live": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafted.live(who, unit.code, Q3, Typed()),
    ),
    "readings.drafts.draft_of": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafted.draft_of(who, unit.code, Q3),
    ),
    "readings.drafts.workbook": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafted.workbook(who, unit.code, Q3),
    ),
    "readings.drafts.file_in_hand": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafted.file_in_hand(who, unit.code, Q3),
    ),
    "readings.completeness.of_unit": (
        Right.SEE_RETURN, lambda _, who, unit: completeness.of_unit(who, unit.code),
    ),
    "readings.completeness.calls": (
        Right.REVIEW_RETURN, lambda _, who, unit: completeness.calls(who, unit.code),
    ),
}  # fmt: skip

# What is read over all units of a person: the right, and the codes of the units that it shows.
OVER_ALL_UNITS: dict[str, tuple[Right, Callable[[Person], set[str]]]] = {
    "readings.drafts.begun": (
        Right.SUBMIT_RETURN, lambda who: {each.unit.code for each in drafted.begun(who)},
    ),
    "readings.return_list.page": (
        Right.SEE_RETURN, lambda who: {each.unit.code for each in return_list.page(who).returns},
    ),
    "readings.progress.units_visible": (
        Right.SEE_PROGRESS, lambda who: {each.code for each in progress.units_visible(who)},
    ),
    "readings.returns.due": (
        Right.SUBMIT_RETURN, lambda who: {each.unit.code for each in reading.due(who)},
    ),
    "readings.returns.queue": (
        Right.REVIEW_RETURN, lambda who: {each.unit.code for each in reading.queue(who)},
    ),
}  # fmt: skip

# What concerns no unit: the right that is needed on any unit whatever.
SOMEWHERE: dict[str, tuple[Right, Callable[[Person], object]]] = {
    "actions.tokens.add": (
        Right.HAVE_TOKENS,
        lambda who: tokens.add(who, name="x", scope=TokenScope.READ),
    ),
    "readings.tokens.visible": (Right.HAVE_TOKENS, keys.visible),
    "actions.returns.replayed": (
        Right.SUBMIT_RETURN,
        lambda who: returns.replayed(who, RequestKey("k", b"")),
    ),
    "readings.calendar.year": (Right.SEE_PROGRESS, lambda who: calendar.year(who, 2026)),
    "readings.calendar.next_due": (Right.SEE_PROGRESS, calendar.next_due),
    "actions.bulk.receive": (
        Right.RECEIVE_RETURNS,
        lambda who: bulk.receive(who, [("a.xlsx", b"no workbook")]),
    ),
    "readings.bundles.latest": (Right.RECEIVE_RETURNS, bundles.latest),
    "readings.reference.indicators_in_force": (Right.SEE_PROGRESS, reference.indicators_in_force),
    "readings.returns.refused_uploads": (Right.SUBMIT_RETURN, reading.refused_uploads),
}

# What concerns all units: the right that is needed on every province.
EVERYWHERE: dict[str, tuple[Right, Callable[[Person], object]]] = {
    "actions.periods.set_due": (
        Right.MANAGE_UNITS, lambda who: periods.set_due(who, Q3, date(2026, 9, 30)),
    ),
    "actions.periods.close": (Right.MANAGE_UNITS, lambda who: periods.close(who, Q3)),
    "actions.periods.reopen": (Right.MANAGE_UNITS, lambda who: periods.reopen(who, Q3)),
}  # fmt: skip

# What belongs to the person who did it: tested by itself below.
OWN = {
    "readings.bundles.bundle",
    "readings.bundles.progress",
    "readings.marked.of_upload",
    "readings.originals.of_upload",
}


def newest_revision(return_id: int) -> int:
    with engine.reading() as session:
        return stored.revisions(session, return_id)[0].id


def number_and_revision(return_id: int) -> tuple[int, int]:
    with engine.reading() as session:
        return return_id, stored.revisions(session, return_id)[0].number


def guarded() -> Iterator[str]:
    """The name of every public function of readings and actions that is handed a person."""
    for package in (dashboard.actions, dashboard.readings):
        for found in iter_modules([str(Path(package.__file__).parent)]):
            module = import_module(f"{package.__name__}.{found.name}")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                ours = function.__module__ == module.__name__ and not name.startswith("_")
                asked = inspect.signature(function).parameters
                # a function that is handed a session works inside somebody else's door
                if ours and "person" in asked and "session" not in asked:
                    yield f"{module.__name__.removeprefix('dashboard.')}.{name}"


def is_refused(call: Callable[[], object]) -> bool:
    try:
        call()
    except NotAllowed:
        return True
    return False


def test_every_reading_and_action_has_an_entry_and_every_entry_is_one():
    entries = {*ON_A_UNIT, *OVER_ALL_UNITS, *SOMEWHERE, *EVERYWHERE, *OWN, *NOT_GUARDED}
    assert set(guarded()) == entries


@pytest.mark.parametrize("name", sorted(ON_A_UNIT))
def test_a_role_reaches_its_unit_and_those_below_and_no_other(place, name):
    right, call = ON_A_UNIT[name]
    units_by_place = {
        "own": place.own, "below": place.below, "other": place.other, "parent": place.province,
    }  # fmt: skip
    people: dict[Role | None, Person] = {role: a_person(role, place.own) for role in Role}
    people[None] = a_person(Role.VIEWER)
    reached = {
        (role, where)
        for role, person in people.items()
        for where, unit in units_by_place.items()
        if not is_refused(lambda person=person, unit=unit: call(place, person, unit))
    }
    granted = [role for role in Role if right in RIGHTS[role]]
    assert reached == {(role, where) for role in granted for where in ("own", "below")}


@pytest.mark.parametrize("name", sorted(OVER_ALL_UNITS))
def test_a_list_holds_the_units_of_the_role_and_no_other(place, name):
    right, call = OVER_ALL_UNITS[name]
    for unit in (place.own, place.below, place.other, place.province):
        a_new_return(place, unit)
        a_draft(place, unit)
    for role in Role:
        person = a_person(role, place.own)
        if right in RIGHTS[role]:
            assert call(person) == {"D01", "X01"}
        else:
            assert is_refused(lambda person=person: call(person))


@pytest.mark.parametrize("name", sorted(SOMEWHERE))
def test_what_concerns_no_unit_wants_the_right_somewhere(place, name):
    right, call = SOMEWHERE[name]
    for role in Role:
        person = a_person(role, place.below)
        assert is_refused(lambda person=person: call(person)) is (right not in RIGHTS[role])
    assert is_refused(lambda: call(a_person(Role.VIEWER)))


@pytest.mark.parametrize("name", sorted(EVERYWHERE))
def test_what_concerns_all_units_wants_the_right_on_every_province(place, name):
    right, call = EVERYWHERE[name]
    a_unit("P2")
    for role in Role:
        for unit in (place.own, place.province):
            assert is_refused(lambda role=role, unit=unit: call(a_person(role, unit)))
    assert not is_refused(lambda: call(operator()))
    assert [role for role in Role if right in RIGHTS[role]] == [Role.ADMINISTRATOR]


def test_only_the_operator_adds_a_province(place):
    def add(who: Person) -> object:
        return units.add(who, "P9", kind="province", name="Tỉnh Chín", valid_from=date(2000, 1, 1))

    for role in Role:
        assert is_refused(lambda role=role: add(a_person(role, place.province)))
    assert not is_refused(lambda: add(operator()))


def test_nobody_becomes_the_operator_by_the_name_alone(place):
    nobody = a_person(Role.VIEWER, username="khach")
    false_operator = Person(nobody.account_id, "tiendo", "x", (), nobody.channel)
    assert not false_operator.is_operator


def test_a_bundle_is_read_and_shown_by_nobody_but_who_received_it(place):
    officer, other = a_person(Role.REVIEWER, place.own), a_person(Role.REVIEWER, place.own)
    batch = bulk.receive(officer, [("a.xlsx", b"no workbook")])
    for call in (bulk.read_next, bundles.bundle, bundles.progress):
        assert is_refused(lambda call=call: call(other, batch))
        assert not is_refused(lambda call=call: call(officer, batch))
    assert bundles.latest(other) == ()


def test_an_upload_is_shown_to_nobody_but_who_handed_it_in(place):
    clerk, other = a_person(Role.REPORTER, place.own), a_person(Role.REPORTER, place.own)
    returns.check(clerk, b"no workbook", "a.xlsx")
    upload = reading.refused_uploads(clerk)[0]
    assert originals.of_upload(clerk, upload.id)
    assert is_refused(lambda: marked.of_upload(other, upload.id))
    assert is_refused(lambda: originals.of_upload(other, upload.id))
    assert reading.refused_uploads(other) == ()
    assert not illustration.is_shown_to(clerk)
