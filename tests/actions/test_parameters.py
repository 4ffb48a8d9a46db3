"""The parameters of the rules: first values from the settings, changes from a day on, refusals."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from sqlalchemy import select

from dashboard import clock, forms, settings
from dashboard import parameters as in_force
from dashboard.actions import operator, parameters, units
from dashboard.doors import SERVICE, reading, writing
from dashboard.errors import Refused
from dashboard.readings import parameters as readings
from data_access import units as unit_rows
from data_access.models import AuditEvent
from data_access.vocabulary import Organisation, Period, Role
from tests.factories import a_person, a_unit

TODAY = date(2026, 9, 20)


def given(monkeypatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"TIENDO_{name.upper()}", value)
    settings.settings.cache_clear()


def on(monkeypatch, day: str) -> None:
    given(monkeypatch, today=day)


def value(person, name: str, unit: str | None = None) -> str:
    return readings.of_province(person, unit).in_force[name]


def refused(person, values, day: date | None = None) -> Refused:
    with pytest.raises(Refused) as refusal:
        parameters.change(person, values, day)
    return refusal.value


class TestFirstValues:
    def test_a_province_begins_with_what_the_environment_says(self, world, monkeypatch):
        given(monkeypatch, party_members="5")
        units.add(operator(), "P2", kind="province", name="Tỉnh Hai", valid_from=date(2000, 1, 1))
        parameters.establish_all()
        given(monkeypatch, party_members="9")
        for person, code in ((world.officer, "P"), (operator(), "P2")):
            found = readings.of_province(person, code)
            assert found.in_force["party_members"] == "5"
            assert found.records["party_members"].recorder is None
            assert {each.name for each in found.history} == set(in_force.NAMES)

    def test_a_changed_environment_value_counts_no_more_and_is_reported(self, world, monkeypatch):
        parameters.establish_all()
        assert parameters.ignored() == ()
        given(monkeypatch, union_workers="25", slow_from="0.75")
        (found,) = parameters.ignored()
        assert (found.setting, found.given) == ("TIENDO_UNION_WORKERS", "25")
        assert found.in_force == {"P": "20"}
        with reading(world.officer) as session:
            district = unit_rows.by_code(session, "D01")
            assert forms.form_of(session, district, Period(2026, 3)).limits.union_workers == 20
        parameters.change(world.administrator, {"union_workers": "25"})
        assert parameters.ignored() == ()

    def test_they_are_recorded_once_and_those_that_lack_are_added(self, world, monkeypatch):
        names = in_force.NAMES
        with monkeypatch.context() as patch:
            patch.setattr(in_force, "NAMES", names[:-1])
            parameters.establish_all()
        parameters.change(world.administrator, {"party_members": "4"})
        parameters.establish_all()
        parameters.establish_all()
        history = readings.of_province(world.officer).history
        assert sorted(each.name for each in history) == sorted([*names, "party_members"])
        assert value(world.officer, "party_members") == "4"

    def test_two_processes_that_start_at_once_record_them_once(self, world):
        with ThreadPoolExecutor(1) as other, writing(SERVICE) as session:
            parameters.establish(session, world.province)
            waiting = other.submit(parameters.establish_all)
            with pytest.raises(TimeoutError):  # until this one has recorded
                waiting.result(timeout=1)
            session.commit()
            waiting.result(timeout=30)
        history = readings.of_province(world.officer).history
        assert len(history) == len(in_force.NAMES)

    def test_an_earlier_day_is_judged_by_the_first_values_too(self, world):
        parameters.establish_all()
        with reading(world.officer, date(2020, 1, 1)) as session:
            assert in_force.limits(session, world.province.id).party_members == 3


class TestChanges:
    @pytest.mark.parametrize(
        ("name", "typed", "kept"),
        [
            ("on_track_from", "0,9", "0.9"),
            ("on_track_from", "90%", "0.9"),
            ("TIENDO_ON_TRACK_FROM", " 0.955 ", "0.955"),
            ("slow-from", "８０ %", "0.8"),
            ("outlier_score", "4", "4.0"),
            ("least_difference", "1.000", "1000"),
            ("least_difference", "1 000", "1000"),
            ("stock_tolerance", "0", "0"),
            ("members_per_organisation", "union 5-3.000, party 3-90", "union 5-3000, party 3-90"),
        ],
    )
    def test_values_are_taken_as_people_type_them(self, world, name, typed, kept):
        ((known, written),) = parameters.change(world.administrator, {name: typed})[
            0
        ].values.items()
        assert written == kept
        assert value(world.officer, known) == kept

    @pytest.mark.parametrize(
        ("name", "typed"),
        [
            ("on_track_from", "1,2"),
            ("on_track_from", "0"),
            ("slow_from", "nhiều"),
            ("outlier_score", "inf"),
            ("outlier_score", "1.608"),
            ("outlier_quarters", "2"),
            ("outlier_quarters", "6,5"),
            ("least_difference", "1,608"),
            ("party_members", "-1"),
            ("party_members", ""),
            ("members_per_organisation", "party 9-3"),
            ("members_per_organisation", "party 3-9," * 60),
        ],
    )
    def test_what_cannot_be_a_value_is_refused(self, world, name, typed):
        refusal = refused(world.administrator, {name: typed})
        assert (refusal.rule, refusal.values["name"]) == ("parameter-value", name)
        assert readings.of_province(world.officer).history == ()

    def test_a_name_that_is_none_is_refused_with_those_there_are(self, world):
        refusal = refused(world.administrator, {"idle_hours": "3"})
        assert refusal.rule == "parameter-unknown"
        assert "union_workers" in str(refusal.values["names"])

    def test_a_target_is_never_slow_above_where_it_is_on_track(self, world):
        assert refused(world.administrator, {"slow_from": "0,96"}).rule == "parameter-order"
        assert refused(world.administrator, {"on_track_from": "0,7"}).rule == "parameter-order"
        parameters.change(world.administrator, {"on_track_from": "0,7", "slow_from": "0,6"})
        parameters.change(world.administrator, {"slow_from": "0,7"})
        assert refused(world.administrator, {"slow_from": "0,71"}).values["on_track"] == "0,7"

    def test_nor_on_a_day_to_come(self, world):
        administrator = world.administrator
        parameters.change(administrator, {"on_track_from": "0,8"}, date(2027, 1, 1))
        refusal = refused(administrator, {"slow_from": "0,85"}, date(2026, 10, 1))
        assert refusal.values == {"slow": "0,85", "on_track": "0,8", "day": date(2027, 1, 1)}
        assert refused(administrator, {"slow_from": "0,85"}, date(2027, 2, 1)).rule == (
            "parameter-order"
        )
        parameters.change(administrator, {"on_track_from": "0,9"}, date(2027, 1, 1))
        parameters.change(administrator, {"slow_from": "0,85"}, date(2026, 10, 1))

    def test_a_disorder_that_was_there_hinders_no_other_change(self, world, monkeypatch):
        given(monkeypatch, on_track_from="0.5")
        parameters.change(world.administrator, {"party_members": "4"})
        assert value(world.officer, "on_track_from") == "0.5"

    def test_a_value_holds_from_its_day_on(self, world, monkeypatch):
        parameters.change(world.administrator, {"party_members": "5"}, date(2026, 10, 1))
        assert value(world.officer, "party_members") == "3"
        on(monkeypatch, "2026-10-01")
        assert value(world.officer, "party_members") == "5"
        parameters.change(world.administrator, {"party_members": "6"})
        on(monkeypatch, "2026-12-01")
        assert value(world.officer, "party_members") == "6"

    def test_a_value_to_come_is_taken_back_by_another_from_the_same_day(self, world, monkeypatch):
        for typed in ("5", "3"):
            parameters.change(world.administrator, {"party_members": typed}, date(2026, 10, 1))
        on(monkeypatch, "2026-10-01")
        assert value(world.officer, "party_members") == "3"

    def test_the_day_is_not_before_the_present_values_nor_far_off(self, world):
        administrator = world.administrator
        parameters.change(administrator, {"party_members": "4"}, date(2026, 9, 1))
        assert value(world.officer, "party_members") == "4"
        for day in (date(2026, 8, 31), date(2027, 9, 22), date(1899, 12, 31)):
            refusal = refused(administrator, {"party_members": "5"}, day)
            assert (refusal.rule, refusal.values["first"], refusal.values["last"]) == (
                "parameter-day", date(2026, 9, 1), date(2027, 9, 21),
            )  # fmt: skip
        parameters.change(administrator, {"union_workers": "5"}, date(2026, 8, 31))

    def test_a_change_is_on_record_with_what_was_before(self, world):
        parameters.change(world.administrator, {"slow_from": "0,5"}, province="D01")
        with reading(SERVICE) as session:
            event = session.scalars(
                select(AuditEvent).where(AuditEvent.action == "parameter.change")
            ).one()
            assert event.unit_id == world.province.id
            assert event.detail == {
                "effective_on": "2026-09-20",
                "before": {"slow_from": "0.75"},
                "values": {"slow_from": "0.5"},
            }
        record = readings.of_province(world.officer).records["slow_from"]
        assert (record.recorder, record.effective_on) == (world.administrator.name, TODAY)

    def test_what_was_recorded_after_a_day_is_not_seen_on_it(self, world):
        with clock.held(datetime(2026, 9, 1, 3, tzinfo=UTC)):
            parameters.establish_all()
        with clock.held(datetime(2026, 9, 5, 3, tzinfo=UTC)):
            parameters.change(world.administrator, {"on_track_from": "0,9"})
        parameters.change(
            world.administrator,
            {"on_track_from": "0,8", "members_per_organisation": "party 3-9"},
            date(2026, 9, 10),
        )
        for day, share in ((4, "0.95"), (5, "0.9"), (19, "0.9"), (20, "0.8")):
            with reading(world.officer, date(2026, 9, day)) as session:
                found = in_force.thresholds(session, world.province.id)
                assert found.on_track == Fraction(share), day
        with reading(world.officer) as session:
            members = in_force.limits(session, world.province.id).members
        assert members == {Organisation.PARTY: (3, 9)}


def test_provinces_that_differ_are_each_shown_with_their_value(world):
    other = a_unit("P2", name="Tỉnh Quảng")
    both = a_person(Role.ADMINISTRATOR, world.province, other)
    parameters.change(both, {"outlier_score": "4"}, province="P2")
    found = readings.shown(both)
    assert found["TIENDO_OUTLIER_SCORE"] == "3,5 (Tỉnh P); 4 (Tỉnh Quảng)"
    assert found["TIENDO_OUTLIER_SHARE"] == "0,02"
    assert readings.shown(world.clerk)["TIENDO_OUTLIER_SCORE"] == "3,5"
    assert [each.province.code for each in parameters.change(both, {"outlier_score": "5"})] == [
        "P",
        "P2",
    ]
    assert readings.shown(both)["TIENDO_OUTLIER_SCORE"] == "5"
