"""Who may do what where: each role, each reading and action, own, lower, other and upper unit.

Everything is collected from the modules: a new reading or action without an entry in
``tests/access`` fails here.
"""

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from sqlalchemy import select

import dashboard.actions
import dashboard.readings
from dashboard import settings
from dashboard.actions import bulk, operator, returns, units
from dashboard.domain.access import RIGHTS, Person
from dashboard.errors import NotAllowed
from dashboard.readings import bundles, illustration, marked, originals
from data_access import engine
from data_access.models import Upload
from data_access.vocabulary import Role
from tests.access import actions, readings
from tests.access.ground import Place, a_draft, a_new_return
from tests.factories import a_person, a_unit

ON_A_UNIT = actions.ON_A_UNIT | readings.ON_A_UNIT
SOMEWHERE = actions.SOMEWHERE | readings.SOMEWHERE
ON_A_PROVINCE = actions.ON_A_PROVINCE | readings.ON_A_PROVINCE
OVER_ALL_UNITS, EVERYWHERE = readings.OVER_ALL_UNITS, actions.EVERYWHERE | readings.EVERYWHERE


@pytest.fixture
def place(database: str, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("TIENDO_TODAY", "2026-09-20")
    settings.settings.cache_clear()
    province = a_unit("P", reports=True)
    own, other = a_unit("D01", province), a_unit("D02", province)
    return Place(province, own, a_unit("X01", own), other, operator())


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
    entries = {
        *ON_A_UNIT, *OVER_ALL_UNITS, *SOMEWHERE, *ON_A_PROVINCE, *EVERYWHERE, *readings.OWN,
    }  # fmt: skip
    unasked = actions.NOT_GUARDED | readings.NOT_GUARDED
    assert set(guarded()) == entries | unasked


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


@pytest.mark.parametrize("name", sorted(ON_A_PROVINCE))
def test_what_concerns_a_province_wants_the_right_on_it_and_reaches_no_other(place, name):
    right, call = ON_A_PROVINCE[name]
    elsewhere = a_unit("D11", a_unit("P2"))
    for role in Role:
        below, whole = a_person(role, place.own), a_person(role, place.province)
        for code in (None, "P", "D01"):
            assert is_refused(lambda below=below, code=code: call(below, code))
            reached = not is_refused(lambda whole=whole, code=code: call(whole, code))
            assert reached is (right in RIGHTS[role])
        for person in (below, whole):
            for code in ("P2", elsewhere.code):
                assert is_refused(lambda person=person, code=code: call(person, code))
    for code in (None, "P", elsewhere.code):
        assert not is_refused(lambda code=code: call(operator(), code))


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
    for call in (bulk.try_again, bulk.read_next, bundles.bundle, bundles.progress):
        assert is_refused(lambda call=call: call(other, batch))
        assert not is_refused(lambda call=call: call(officer, batch))
    assert is_refused(lambda: bulk.take_with_word(other, batch, 1, "vâng"))
    assert bundles.latest(other) == ()


def test_an_upload_is_shown_to_nobody_but_who_handed_it_in(place):
    clerk, other = a_person(Role.REPORTER, place.own), a_person(Role.REPORTER, place.own)
    returns.check(clerk, b"no workbook", "a.xlsx")
    with engine.reading(engine.SERVICE) as session:
        upload_id = session.scalars(select(Upload.id)).one()
    assert originals.of_upload(clerk, upload_id)
    assert is_refused(lambda: marked.of_upload(other, upload_id))
    assert is_refused(lambda: originals.of_upload(other, upload_id))
    assert not illustration.is_shown_to(clerk)
