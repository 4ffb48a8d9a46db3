"""As of any day that has ended the record answers the same for ever, whatever happens later."""

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from dashboard import clock, documents
from dashboard.actions import (
    admission,
    decisions,
    indicators,
    operator,
    parameters,
    periods,
    recording_moment,
    submission,
    units,
)
from dashboard.actions.admission import HandedIn
from dashboard.clock import VIETNAM
from dashboard.domain.access import Person
from dashboard.domain.returns import ReturnContent
from dashboard.doors import reading, writing
from dashboard.errors import DashboardError
from dashboard.readings import parameters as shown_parameters
from dashboard.readings import progress, receipts
from data_access import calendar, engine, files, history, targets
from data_access import indicators as indicator_rows
from data_access import units as unit_rows
from data_access.targets import Document
from data_access.vocabulary import Channel, Period, Role, TargetStage, UnitRecord
from tests.factories import a_person

FLOW, STOCK, RETIRED = "PARTY_ORG_FOUNDED", "UNION_TOTAL", "WOMEN_GROUP_FOUNDED"
FIRST_DAY = date(2026, 4, 6)
LIVES = itertools.count(1)
SHOWN = (Period(2025, 4), Period(2026, 1), Period(2026, 2))


@dataclass
class Life:
    """A province of its own, on a clock that goes on, with what was asked about days gone by."""

    number: int
    chance: Random
    now: datetime
    operator: Person
    officer: Person
    clerk: Person
    province: UnitRecord
    asked: dict[date, object] = field(default_factory=dict)
    files: int = 0

    @property
    def codes(self) -> list[str]:
        with reading(self.operator) as session:
            below = unit_rows.visible(session, (self.province.id,))
        return [each.code for each in below if each.reports]

    def some_unit(self) -> str:
        return self.chance.choice(self.codes)

    def some_period(self) -> Period:
        return self.chance.choice(SHOWN)

    def day(self, least: int, most: int) -> date:
        return self.now.date() + timedelta(days=self.chance.randint(least, most))

    def hand_in(self, received: datetime | None = None) -> None:
        code, period = self.some_unit(), self.some_period()
        self.files += 1
        with writing(self.officer if received else self.clerk) as session:
            unit = unit_rows.by_code(session, code)
            newest = admission.newest_of(session, unit, period)
            ids = {each.code: each.id for each in indicator_rows.everything(session)}
            figures = {FLOW: self.chance.randint(0, 9), STOCK: self.chance.randint(0, 99)}
            data = f"{self.number} {self.files}".encode()
            new = HandedIn(
                data=data,
                sha256=files.sha256(data),
                file_name="tep.xlsx",
                unit=unit,
                content=ReturnContent(code, period, figures, (), (), ()),
                indicator_ids=ids,
                problems=(),
                explanation="lời giải trình",
                reason="lý do",
                came_at=received,
                seen=newest.number if newest else 0,
            )
            submission.stored(session, self.officer if received else self.clerk, new)

    def receive_late(self) -> None:
        self.hand_in(self.now - timedelta(hours=self.chance.randint(1, 96)))

    def _return(self) -> int:
        with reading(self.operator) as session:
            found = session.scalars(
                text("select id from quarterly_return where province_id = :id"),
                {"id": self.province.id},
            ).all()
        if not found:
            raise NothingToDo
        return self.chance.choice(found)

    def accept(self) -> None:
        decisions.accept(self.officer, self._return())

    def send_back(self) -> None:
        decisions.send_back(self.officer, self._return(), "sai số liệu")

    def reopen(self) -> None:
        decisions.reopen(self.officer, self._return(), "cần sửa")

    def withdraw(self) -> None:
        decisions.withdraw(self.clerk, self._return(), "nhầm tệp")

    def close_quarter(self) -> None:
        periods.close(self.operator, self.some_period(), self.province.code)

    def open_quarter(self) -> None:
        periods.reopen(self.operator, self.some_period(), self.province.code)

    def move_due_date(self) -> None:
        periods.set_due(self.operator, self.some_period(), self.day(-30, 60), self.province.code)

    def extend(self) -> None:
        periods.extend(
            self.officer, self.some_unit(), self.some_period(), self.day(1, 90), "bão lũ"
        )

    def rename(self) -> None:
        kind = self.chance.choice([None, "town", "commune"])
        name = f"Tên {self.chance.randint(1, 99)}"
        day = self.day(-40, 40)
        units.rename(self.operator, self.some_unit(), name=name, kind=kind, effective_on=day)

    def end_unit(self) -> None:
        units.close(self.operator, self.some_unit(), self.day(-60, 60))

    def add_unit(self) -> None:
        units.add(
            self.operator,
            f"N{self.number}-{self.chance.randint(1, 10**6)}",
            kind="commune",
            name="Xã mới",
            parent=self.province.code,
            valid_from=self.day(-90, 30),
        )

    def change_indicator(self) -> None:
        indicators.change(
            self.operator,
            RETIRED,
            name=f"Tên chỉ tiêu {self.chance.randint(1, 99)}",
            display_order=self.chance.randint(1, 90),
            effective_on=self.day(-60, 60),
        )

    def retire_indicator(self) -> None:
        last_day = self.chance.choice([None, self.day(-60, 60)])
        indicators.retire(self.operator, RETIRED, last_day)

    def change_threshold(self) -> None:
        value = f"0.{self.chance.randint(80, 99)}"
        parameters.change(
            self.operator, {"on_track_from": value}, self.day(-20, 20), self.province.code
        )

    def set_targets(self) -> None:
        with writing(self.operator) as session:
            ids = {each.code: each.id for each in indicator_rows.everything(session)}
            unit = unit_rows.by_code(session, self.some_unit())
            document = Document(
                None, None, None, self.operator.account_id, recording_moment(session)
            )
            amount = self.chance.choice([None, 0, self.chance.randint(1, 40)])
            targets.decide(
                session, 2026, TargetStage.ASSIGNED, document, {(unit.id, ids[FLOW]): amount}
            )

    def bring_history(self) -> None:
        self.files += 1
        with writing(self.operator) as session:
            ids = {each.code: each.id for each in indicator_rows.everything(session)}
            unit = unit_rows.by_code(session, self.some_unit())
            file_id = files.store(session, f"h {self.number} {self.files}".encode(), clock.now())
            history.add(
                session,
                {(unit.id, ids[FLOW], 2025, quarter): quarter + 1 for quarter in (1, 2, 3, 4)},
                file_id=file_id,
                imported_by=self.operator.account_id,
                imported_at=recording_moment(session),
            )

    def ask(self, day: date) -> object:
        """All that pages show of the province as of a day's end."""
        who, code = self.operator, self.province.code
        with reading(who, day) as session:
            below = [
                (each.code, each.name, each.kind, each.valid_from, each.valid_to)
                for each in unit_rows.visible(session, (self.province.id,))
            ]
            quarters = [calendar.period(session, self.province.id, each) for each in SHOWN]
            counted = [
                [(each.code, each.name, each.display_order) for each in
                 indicator_rows.in_force(session, period)]
                for period in SHOWN
            ]  # fmt: skip
            in_force = shown_parameters.parameters.in_force(session, self.province.id)
        figures = [
            documents.progress(
                progress.unit_progress(who, code, period, provisional, day),
                progress.children_progress(who, code, period, provisional, day),
                day,
                provisional=provisional,
            )
            for period in SHOWN
            for provisional in (False, True)
        ]
        stand = [receipts.of_unit(who, code, period, day) for period in SHOWN]
        return below, quarters, counted, in_force, figures, stand


class NothingToDo(DashboardError):
    """There is no return yet."""


ACTS = (
    *(Life.hand_in,) * 4,
    *(Life.receive_late,) * 3,
    *(Life.accept,) * 5,
    *(Life.send_back, Life.reopen, Life.withdraw),
    *(Life.close_quarter, Life.open_quarter, Life.move_due_date, Life.extend),
    *(Life.rename, Life.end_unit, Life.add_unit),
    *(Life.change_indicator, Life.retire_indicator, Life.change_threshold),
    *(Life.set_targets, Life.bring_history),
)


def born(number: int, seed: int) -> Life:
    """A province with three units, entered on a day after all that other lives recorded."""
    with engine.reading(engine.SERVICE) as session:
        newest = session.scalar(text("select recorded_at from data_revision"))
    first = datetime.combine(FIRST_DAY, time(8), VIETNAM)
    now = max(first, (newest or first).astimezone(VIETNAM) + timedelta(days=1))
    with clock.held(now):
        province = units.add(
            operator(), f"P{number}", kind="province", name=f"Tỉnh {number}",
            valid_from=date(2000, 1, 1),
        )  # fmt: skip
        for letter in "ABC":
            units.add(
                operator(), f"{letter}{number}", kind="rural_district", name=f"Huyện {letter}",
                parent=f"P{number}", valid_from=date(2000, 1, 1),
            )  # fmt: skip
        return Life(
            number=number,
            chance=Random(seed),
            now=now,
            operator=operator(),
            officer=a_person(Role.REVIEWER, province),
            clerk=a_person(Role.REPORTER, province),
            province=province,
        )


@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    seed=st.integers(0, 2**32),
    steps=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 40)), min_size=6, max_size=30),
)
def test_an_ended_day_is_answered_the_same_before_and_after_all_that_comes(database, seed, steps):
    life = born(next(LIVES), seed)
    done = 0
    for act, hours in steps:
        later = life.now + timedelta(hours=hours)
        gone = life.now.date()
        while gone < later.date():
            with clock.held(later):
                life.asked[gone] = life.ask(gone)
            gone += timedelta(days=1)
        life.now = later
        try:
            # a machine whose clock is behind records no earlier for that
            with clock.held(later - timedelta(hours=life.chance.choice([0, 0, 0, 30]))):
                act(life)
            done += 1
        except DashboardError:
            continue
    with clock.held(life.now):
        for day, answer in life.asked.items():
            assert life.ask(day) == answer, (day, done)


def test_no_moment_of_the_record_precedes_one_that_was_committed(database):
    life = born(next(LIVES), 1)
    for act in ACTS * 2:
        life.now += timedelta(minutes=life.chance.randint(-90, 60))
        with clock.held(life.now):
            try:
                act(life)
            except DashboardError:
                continue
    with engine.reading(engine.SERVICE) as session:
        moments = session.execute(
            text(
                """
                select 'return_revision' as of_table, id, recorded_at from return_revision
                union all select 'return_decision', id, decided_at from return_decision
                union all select 'unit_name', id, recorded_at from unit_name
                union all select 'unit_end', id, recorded_at from unit_end
                union all select 'due_date', id, recorded_at from due_date
                union all select 'period_closing', id, recorded_at from period_closing
                union all select 'rule_parameter', id, recorded_at from rule_parameter
                union all select 'due_date_extension', id, decided_at from due_date_extension
                order by of_table, id
                """
            )
        ).all()
        newest = session.scalar(text("select recorded_at from data_revision"))
    for before, after in itertools.pairwise(moments):
        assert before.of_table != after.of_table or before.recorded_at <= after.recorded_at
    assert max(each.recorded_at for each in moments) <= newest
    assert {each.of_table for each in moments} >= {
        "return_revision",
        "return_decision",
        "unit_name",
    }


def test_a_day_that_was_asked_about_takes_nothing_more(database):
    """The clock of another machine may still stand in the day that was asked about."""
    life = born(next(LIVES), 2)
    midnight = datetime.combine(life.now.date() + timedelta(days=1), time(), VIETNAM)
    with clock.held(midnight + timedelta(seconds=2)):
        before = life.ask(life.now.date())
    with clock.held(midnight - timedelta(seconds=2)):
        life.hand_in()
        periods.close(life.operator, SHOWN[0], life.province.code)
    with clock.held(midnight + timedelta(minutes=1)):
        assert life.ask(life.now.date()) == before
        assert life.ask(midnight.date() - timedelta(days=1)) == before
        with reading(life.operator) as session:
            closed = calendar.period(session, life.province.id, SHOWN[0]).closed_at
    assert closed >= midnight


@pytest.mark.parametrize("channel", [Channel.WEB, Channel.EMAIL])
def test_a_file_that_waited_in_its_bundle_was_not_known_while_it_waited(database, channel):
    life = born(next(LIVES), 3)
    arrived = life.now
    life.now += timedelta(days=6)
    with clock.held(life.now):
        life.hand_in(arrived if channel is Channel.EMAIL else None)
    with clock.held(life.now + timedelta(days=1)):
        known = [
            any(each.status for period in SHOWN for each in
                receipts.of_unit(life.operator, life.province.code, period, day))
            for day in (arrived.date() + timedelta(days=2), life.now.date())
        ]  # fmt: skip
        (state,) = [
            each
            for period in SHOWN
            for each in receipts.of_unit(life.operator, life.province.code, period)
            if each.status
        ]
    assert known == [False, True]
    came = arrived if channel is Channel.EMAIL else life.now
    assert state.handed_in == came
