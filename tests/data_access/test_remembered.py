"""What seldom changes is asked for once, and again as soon as it changed."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, text

from data_access import calendar, engine, indicators, units
from data_access.errors import NotFound
from data_access.vocabulary import Period
from tests.conftest import copied, dropped
from tests.factories import a_unit

NOW = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture
def asked(database):
    """The statements sent since the test began."""
    sent = []

    @event.listens_for(engine.engine(), "before_cursor_execute")
    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    return sent


def read(code="D01"):
    with engine.reading(engine.SERVICE) as session:
        unit = units.by_code(session, code)
        return unit, units.ancestors(session, unit.id), units.province_of(session, unit.id)


def test_a_second_transaction_asks_only_whether_anything_changed(asked):
    a_unit("D01", a_unit("P"))
    first = read()
    asked.clear()
    assert read() == first
    entered, state = asked
    assert "set_config" in entered
    assert "data_revision" in state


def test_a_change_is_seen_by_the_next_transaction(database):
    unit = a_unit("D01", a_unit("P"))
    assert read()[0].valid_to is None
    with engine.writing(engine.SERVICE) as session:
        units.close(session, unit.id, date(2026, 6, 30), recorded_at=NOW)
    assert read()[0].valid_to == date(2026, 6, 30)


def test_the_calendar_and_the_indicators_are_remembered_and_asked_again_likewise(database):
    which, province = Period(2026, 3), a_unit("P")

    def seen():
        with engine.reading(engine.SERVICE) as session:
            closed_at = calendar.period(session, province.id, which).closed_at
            return closed_at, indicators.in_force(session, which)

    assert seen()[0] is None
    closed = datetime(2026, 10, 1, tzinfo=UTC)
    with engine.writing(engine.SERVICE) as session:
        calendar.set_closed(
            session, province.id, which, closed=True, recorded_by=None, recorded_at=closed
        )
        session.execute(
            text(
                "insert into indicator_version (indicator_id, name, name_en, short_name, "
                "short_name_en, counted_in, counted_in_en, takes_target, main, display_order, "
                "effective_on, recorded_at) "
                "select id, 'Khác', name_en, short_name, short_name_en, counted_in, "
                "counted_in_en, takes_target, main, display_order, '2026-01-01', now() "
                "from indicator_at('9999-01-01', '2026-09-30') where code = 'UNION_FOUNDED'"
            )
        )
    closed_at, every = seen()
    assert closed_at == closed
    assert "Khác" in {each.name for each in every}


def test_a_transaction_begun_before_a_change_does_not_see_it_and_leaves_nothing_wrong(database):
    unit = a_unit("D01", a_unit("P"))
    with engine.reading(engine.SERVICE) as session:
        session.execute(text("select 1"))
        with engine.writing(engine.SERVICE) as other:
            units.close(other, unit.id, date(2026, 6, 30), recorded_at=NOW)
        assert units.by_id(session, unit.id).valid_to is None
    assert read()[0].valid_to == date(2026, 6, 30)


def test_a_writing_transaction_asks_always_and_what_it_takes_back_is_not_remembered(database):
    province = a_unit("P")

    def taken_back():
        with engine.writing(engine.SERVICE) as session:
            units.add(session, code="D01", kind="rural_district", name="Huyện",
                      parent_id=province.id, valid_from=date(2020, 1, 1),
                      recorded_at=NOW)  # fmt: skip
            assert units.by_code(session, "D01").name == "Huyện"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        taken_back()
    with pytest.raises(NotFound):
        read()


def test_what_is_not_there_is_looked_for_again(database):
    with pytest.raises(NotFound):
        read()
    a_unit("D01", a_unit("P"))
    assert read()[0].code == "D01"


def test_another_database_in_the_same_state_is_another_one(server, database):
    a_unit("D01", a_unit("P"), name="Huyện thứ nhất")
    assert read()[0].name == "Huyện thứ nhất"
    other = copied(server, "template_migrated")
    try:
        engine.use(other)
        a_unit("D01", a_unit("P"), name="Huyện thứ hai")
        assert read()[0].name == "Huyện thứ hai"
    finally:
        dropped(server, other)
        engine.use(database)
