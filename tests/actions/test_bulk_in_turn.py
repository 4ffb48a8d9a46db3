"""When the files of a bundle are read, and what happens to the rest where one of them is not."""

import re
from contextlib import nullcontext
from datetime import datetime

import pytest
from sqlalchemy import text

from dashboard import clock
from dashboard.actions import bulk, emailed, operator, returns
from dashboard.domain.timeliness import Mark
from dashboard.readings import bundles, completeness
from dashboard.readings import returns as readings
from data_access import calendar, engine
from data_access.errors import DatabaseUnavailable
from data_access.vocabulary import Role
from tests.actions.bundling import (
    FOUND,
    REFUSED,
    STORED,
    at,
    of_units,
    packed,
    read_all,
    received,
    revisions,
    rules,
    saved,
)
from tests.actions.record import at_once
from tests.actions.workbooks import Q3, a_workbook
from tests.factories import a_person


def test_what_was_interrupted_is_read_on_and_nothing_twice(world, units, monkeypatch):
    boss = operator()
    first = a_workbook(boss, units[0])
    files = [(f"{n}.xlsx", data) for n, data in enumerate(of_units(units[:8], first, units[0]))]
    batch = bulk.receive(world.officer, files)
    assert revisions() == 0
    for _turn in range(3):
        assert bulk.read_next(world.officer, batch)
    assert revisions() == 3
    assert bundles.latest(world.officer)[0].waiting == 5

    def dies(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bulk.bundles, "finish", dies)
        with pytest.raises(KeyboardInterrupt):
            bulk.read_next(world.officer, batch)
    assert revisions() == 3  # neither the return nor its end in the bundle is half there

    ends = read_all(world.officer, batch)
    assert [each.outcome for each in ends] == [STORED] * 8
    assert revisions() == 8
    assert not bulk.read_next(world.officer, batch)


def test_a_database_that_goes_away_leaves_the_file_waiting(world, monkeypatch):
    batch = bulk.receive(world.officer, [("a.xlsx", a_workbook(world.clerk))])

    def gone(*_arguments: object, **_named: object) -> None:
        raise DatabaseUnavailable("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(emailed.returns, "looked_at", gone)
        for _outage in range(3):
            with pytest.raises(DatabaseUnavailable):
                bulk.read_next(world.officer, batch)
    assert bundles.bundle(world.officer, batch).count(None) == 1
    assert [each.outcome for each in read_all(world.officer, batch)] == [STORED]


def close(world, moment: datetime) -> None:
    with engine.writing(engine.SERVICE) as session:
        calendar.set_closed(
            session, world.province.id, Q3, closed=True, recorded_by=None, recorded_at=moment
        )


def test_a_return_counts_from_when_the_bundle_came_however_late_it_is_read(world):
    with clock.held(at(25, 16)):
        batch = bulk.receive(world.officer, [("a.xlsx", a_workbook(operator()))])
    close(world, at(25, 20))
    with clock.held(at(28, 8)):
        end = read_all(world.officer, batch)[0]
        assert end.outcome is STORED
        state = completeness.of_unit(world.officer, "P").states[world.district.id, Q3]
    assert (state.mark, state.handed_in) == (Mark.ON_TIME, at(25, 16))
    with engine.reading(engine.SERVICE) as session:
        told = session.execute(
            text("select at from audit_event where action = 'return.submit'")
        ).scalar_one()
    assert told == at(28, 8)


def test_what_came_after_the_closing_is_refused_whenever_it_is_read(world):
    with clock.held(at(25, 16)):
        batch = bulk.receive(world.officer, [("a.xlsx", a_workbook(operator()))])
    close(world, at(25, 15))
    with clock.held(at(25, 17)):
        assert rules(read_all(world.officer, batch)[0]) == ["period-closed"]


def test_a_bundle_read_late_does_not_undo_what_came_after_it(world):
    mine, mailed = a_workbook(world.clerk), a_workbook(world.clerk, figures=FOUND)
    with clock.held(at(20, 8)):
        batch = bulk.receive(world.officer, [("a.xlsx", mailed)])
    with clock.held(at(20, 9)):
        returns.submit(world.clerk, mine, "b.xlsx", explanation="Không có.")
    with clock.held(at(20, 10)):
        end = read_all(world.officer, batch)[0]
    assert rules(end) == ["newer-came-since"]
    assert revisions() == 1


def test_a_file_that_fails_unexpectedly_is_put_aside_and_can_be_tried_again(
    world, units, monkeypatch, caplog
):
    first = a_workbook(operator(), units[0])
    files = [(f"{n}.xlsx", data) for n, data in enumerate(of_units(units[:3], first, units[0]))]
    batch = bulk.receive(world.officer, files)
    real = emailed.returns.looked_at

    def fails(person, data, **named):
        if data == files[1][1]:
            raise ZeroDivisionError("nobody foresaw this")
        return real(person, data, **named)

    with monkeypatch.context() as patch:
        patch.setattr(emailed.returns, "looked_at", fails)
        ends = read_all(world.officer, batch)
    assert [each.outcome for each in ends] == [STORED, REFUSED, STORED]
    assert rules(ends[1]) == ["not-read"]
    reference = re.search(r"[0-9A-F]{6}", ends[1].problems[0].message)[0]
    assert reference in caplog.text
    assert "nobody foresaw this" in caplog.text
    shown = bundles.bundle(world.officer, batch)
    assert [each.position for each in shown.aside] == [2]
    assert shown.refused == ()

    assert bulk.try_again(world.officer, batch) == 1
    assert bulk.try_again(world.officer, batch) == 0
    assert [each.outcome for each in read_all(world.officer, batch)] == [STORED] * 3


def test_a_file_that_ends_the_server_each_time_is_put_aside_and_the_rest_is_read(
    world, units, monkeypatch
):
    first = a_workbook(operator(), units[0])
    files = [(f"{n}.xlsx", data) for n, data in enumerate(of_units(units[:3], first, units[0]))]
    batch = bulk.receive(world.officer, files)
    real = emailed.returns.looked_at

    def kills(person, data, **named):
        if data == files[0][1]:
            raise KeyboardInterrupt
        return real(person, data, **named)

    monkeypatch.setattr(emailed.returns, "looked_at", kills)
    for _turn in range(2):
        with pytest.raises(KeyboardInterrupt):
            read_all(world.officer, batch)
    ends = read_all(world.officer, batch)
    assert [each.outcome for each in ends] == [REFUSED, STORED, STORED]
    assert rules(ends[0]) == ["not-read"]


def test_of_two_files_of_a_return_the_one_saved_last_counts(world):
    new = saved(a_workbook(world.clerk, figures=FOUND), "2026-09-18T03:00:00Z")
    old = saved(a_workbook(world.clerk), "2026-09-17T03:00:00Z")
    archive = packed([("1 sửa.xlsx", new), ("2.xlsx", old)])
    ends = received(world.officer, ("thư.zip", archive))
    assert [each.outcome for each in ends] == [STORED, STORED]
    assert [each.revision for each in ends] == [2, 1]
    assert [each.again for each in ends] == [True, False]
    assert [each.superseded for each in ends] == [False, True]


@pytest.mark.parametrize(
    ("fault", "ends", "put_aside"),
    [
        (DatabaseUnavailable("away"), pytest.raises(DatabaseUnavailable), 0),
        (ZeroDivisionError("a fault"), nullcontext(), 1),
    ],
)
def test_the_one_saved_last_counts_also_where_the_other_was_read_later(
    world, monkeypatch, fault, ends, put_aside
):
    old = saved(a_workbook(world.clerk), "2026-09-17T03:00:00Z")
    new = saved(a_workbook(world.clerk, figures=FOUND), "2026-09-18T03:00:00Z")
    batch = bulk.receive(world.officer, [("cũ.xlsx", old), ("mới.xlsx", new)])

    def fails(*_arguments, **_named):
        raise fault

    with monkeypatch.context() as patch, ends:
        patch.setattr(emailed.returns, "looked_at", fails)
        bulk.read_next(world.officer, batch)
    read_all(world.officer, batch)
    assert bulk.try_again(world.officer, batch) == put_aside
    first, second = read_all(world.officer, batch)
    assert ("newer-came-since" in rules(first)) is bool(put_aside)
    assert readings.detail(world.officer, second.return_id).content.figures == FOUND


def test_readers_of_one_bundle_take_turns(world, units):
    first = a_workbook(operator(), units[0])
    files = [(f"{n}.xlsx", data) for n, data in enumerate(of_units(units[:6], first, units[0]))]
    batch = bulk.receive(world.officer, files)
    at_once(*[lambda: read_all(world.officer, batch)] * 4)
    ends = bundles.bundle(world.officer, batch).files
    assert [each.outcome for each in ends] == [STORED] * 6
    assert revisions() == 6


def test_one_mail_received_at_two_desks_is_received_at_both(world, units):
    colleague = a_person(Role.REVIEWER, world.province)
    first = a_workbook(operator(), units[0])
    files = [(f"{n}.xlsx", data) for n, data in enumerate(of_units(units[:6], first, units[0]))]
    found = at_once(
        lambda: bulk.receive(world.officer, files),
        lambda: bulk.receive(colleague, files[::-1]),
    )
    assert all(isinstance(each, int) for each in found)


def test_a_clock_that_is_ahead_is_believed_up_to_the_moment_of_receiving(world):
    ahead = saved(a_workbook(world.clerk, figures=FOUND), "2031-01-01T03:00:00Z")
    nobodys = saved(a_workbook(world.clerk), "1980-01-01T00:00:00Z")
    ends = received(world.officer, ("1.xlsx", ahead), ("2.xlsx", nobodys))
    assert [each.revision for each in ends] == [2, 1]
