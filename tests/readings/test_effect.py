"""What accepting would change is what accepting changes: nothing more, nothing less."""

import itertools

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dashboard import settings as settings_module
from dashboard.actions import decisions
from dashboard.domain.progress import Status
from dashboard.errors import NotAllowed
from dashboard.readings import effect, progress
from dashboard.readings.effect import Effect
from data_access import engine, frames
from data_access.errors import NotFound
from data_access.vocabulary import Counting, Period, Role
from tests.factories import a_person, a_return, a_unit, some_targets

FLOW, OTHER, STOCK = "PARTY_MEMBER_ADMITTED", "UNION_FOUNDED", "UNION_TOTAL"
_numbers = itertools.count(1)

AMOUNTS = st.integers(0, 9)
FIGURES = st.fixed_dictionaries({}, optional=dict.fromkeys((FLOW, OTHER, STOCK), AMOUNTS))


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO_TODAY", "2026-11-22")
    settings_module.settings.cache_clear()


@pytest.fixture
def place(database):
    province = a_unit("P")
    district, sibling = a_unit("D1", province), a_unit("D2", province)
    officer = a_person(Role.ADMINISTRATOR, province)
    for unit in (province, district, sibling):
        some_targets(unit, 2026, {FLOW: 10, OTHER: 2}, officer)
    return province, district, sibling, officer


def shifts(found: Effect, unit: str) -> dict[tuple[str, str], tuple[object, ...]]:
    """What would change of a unit: the quarter and indicator, and the figures and statuses."""
    reach = next(each for each in found.reaches if each.unit.code == unit)
    return {
        (str(each.period), each.now.indicator.code): (
            each.now.actual, each.then.actual, each.now.status, each.then.status,
        )
        for each in reach.shifts
    }  # fmt: skip


def as_it_is(person, unit: str, year: int) -> dict[tuple[str, str], tuple[object, Status]]:
    return {
        (str(period), each.indicator.code): (each.actual, each.status)
        for period in (Period(year, quarter) for quarter in (1, 2, 3, 4))
        for each in progress.unit_progress(person, unit, period).indicators
    }


def test_a_first_return_moves_the_unit_and_the_province(place):
    _province, district, sibling, officer = place
    a_return(district, "2026Q1", {FLOW: 2}, officer)
    a_return(sibling, "2026Q1", {FLOW: 1}, officer)
    number = a_return(district, "2026Q2", {FLOW: 3, STOCK: 8}, officer, decided=None)
    found = effect.effect(officer, number, 1)
    assert [each.unit.code for each in found.reaches] == ["D1", "P"]
    assert shifts(found, "D1")["2026Q2", FLOW] == (2, 5, Status.TOO_EARLY, Status.ON_TRACK)
    assert shifts(found, "P")["2026Q2", FLOW][:2] == (3, 6)
    assert shifts(found, "D1")["2026Q2", STOCK][:2] == (None, 8)
    assert {period for period, _code in shifts(found, "D1")} == {"2026Q2"}


def test_a_correction_to_an_earlier_quarter_is_followed_to_the_latest_reported(place):
    _province, district, sibling, officer = place
    for quarter, amount in ((1, 4), (2, 4), (3, 1)):
        a_return(district, f"2026Q{quarter}", {FLOW: amount, OTHER: 1}, officer)
    a_return(sibling, "2026Q4", {FLOW: 0}, officer)
    number = a_return(district, "2026Q1", {FLOW: 1, OTHER: 1}, officer, decided=None)
    found = effect.effect(officer, number, 2)
    told = shifts(found, "D1")
    assert {key: value[:2] for key, value in told.items()} == {
        ("2026Q1", FLOW): (4, 1),
        ("2026Q2", FLOW): (8, 5),
        ("2026Q3", FLOW): (9, 6),
        ("2026Q4", FLOW): (9, 6),
    }
    assert told["2026Q3", FLOW][2:] == (Status.ON_TRACK, Status.SLOW)
    assert ("2026Q4", FLOW) in shifts(found, "P")


def test_the_same_figures_again_change_nothing(place):
    _province, district, _sibling, officer = place
    a_return(district, "2026Q1", {FLOW: 4}, officer)
    number = a_return(district, "2026Q1", {FLOW: 4}, officer, decided=None)
    found = effect.effect(officer, number, 2)
    assert found.nothing
    assert [each.unit.code for each in found.reaches] == ["D1", "P"]
    accepted = effect.effect(officer, number, 1)
    assert accepted.nothing


def test_a_cross_check_moves_nothing_above_it(place):
    province, _district, _sibling, officer = place
    union = a_unit("LD", province, counting=Counting.CROSS_CHECK)
    number = a_return(union, "2026Q1", {OTHER: 3}, officer, decided=None)
    found = effect.effect(officer, number, 1)
    assert [each.unit.code for each in found.reaches] == ["LD"]
    assert shifts(found, "LD")["2026Q1", OTHER][:2] == (None, 3)


def test_nobody_learns_of_units_they_may_not_see(place):
    _province, district, sibling, officer = place
    number = a_return(district, "2026Q1", {FLOW: 4}, officer, decided=None)
    clerk = a_person(Role.REPORTER, district)
    assert [each.unit.code for each in effect.effect(clerk, number, 1).reaches] == ["D1"]
    with pytest.raises(NotAllowed):
        effect.effect(a_person(Role.REPORTER, sibling), number, 1)
    with pytest.raises(NotFound):
        effect.effect(clerk, number, 2)


def test_asking_changes_nothing_in_the_record(place):
    _province, district, _sibling, officer = place
    number = a_return(district, "2026Q1", {FLOW: 4}, officer, decided=None)
    with engine.reading(engine.SERVICE) as session:
        before = frames.revision(session)
    effect.effect(officer, number, 1)
    with engine.reading(engine.SERVICE) as session:
        assert frames.revision(session) == before
    assert progress.unit_progress(officer, "D1", Period(2026, 1)).reported_quarters == ()


@pytest.mark.usefixtures("database")
@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    told=st.lists(st.tuples(st.sampled_from(["own", "sibling"]), st.integers(1, 4), FIGURES)),
    quarter=st.integers(1, 4),
    figures=FIGURES,
)
def test_what_is_foretold_is_what_happens(told, quarter, figures):
    prefix = f"E{next(_numbers)}"
    province = a_unit(prefix)
    units = {"own": a_unit(f"{prefix}-1", province), "sibling": a_unit(f"{prefix}-2", province)}
    officer = a_person(Role.ADMINISTRATOR, province)
    for unit in (province, *units.values()):
        some_targets(unit, 2026, {FLOW: 9, OTHER: 3}, officer)
    for whose, when, said in told:
        a_return(units[whose], f"2026Q{when}", said, officer)
    number = a_return(units["own"], f"2026Q{quarter}", figures, officer, decided=None)
    codes = (f"{prefix}-1", prefix)
    before = {code: as_it_is(officer, code, 2026) for code in codes}
    newest = 1 + sum(whose == "own" and when == quarter for whose, when, _said in told)
    found = effect.effect(officer, number, newest)
    decisions.accept(officer, number, newest)
    for code in codes:
        after = as_it_is(officer, code, 2026)
        last = max(
            (when for whose, when, _said in told if code == prefix or whose == "own"),
            default=quarter,
        )
        changed = {
            key: (*before[code][key], *after[key])
            for key in after
            if before[code][key] != after[key] and int(key[0][-1]) <= max(last, quarter)
        }
        foretold = {
            key: (now, was, then, will)
            for key, (now, then, was, will) in shifts(found, code).items()
            if int(key[0][-1]) <= max(last, quarter)
        }
        assert foretold == changed
