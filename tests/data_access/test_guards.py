"""What the database refuses by itself."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data_access import engine
from data_access.models import Unit
from data_access.vocabulary import Counting


def a_unit(code: str, parent_id: int | None = None, counting: Counting = Counting.COUNTED) -> Unit:
    return Unit(
        code=code,
        parent_id=parent_id,
        counting=counting,
        reports=True,
        valid_from=date(2020, 1, 1),
        recorded_at=datetime(2020, 1, 1, tzinfo=UTC),
    )


def test_nothing_can_be_written_through_the_reading_door(database):
    with pytest.raises(DBAPIError, match="read-only"), engine.reading(engine.SERVICE) as session:
        session.execute(text("delete from account"))


def test_an_append_only_table_refuses_every_change(database):
    with pytest.raises(DBAPIError, match="append-only"), engine.writing(engine.SERVICE) as session:
        session.execute(text("delete from return_value"))


def test_the_tree_is_unfolded_and_a_cross_check_is_not_counted(database):
    with engine.writing(engine.SERVICE) as session:
        top = a_unit("P")
        session.add(top)
        session.flush()
        child = a_unit("C", top.id, Counting.CROSS_CHECK)
        session.add(child)
        session.flush()
        session.add(a_unit("G", child.id))
        session.flush()
        found = session.execute(
            text(
                "select u.code, a.code, depth, x.counted from unit_ancestor x "
                "join unit u on u.id = x.unit_id join unit a on a.id = x.ancestor_id "
                "order by 1, 3"
            )
        ).all()
    assert [tuple(row) for row in found] == [
        ("C", "C", 0, True),
        ("C", "P", 1, False),
        ("G", "G", 0, True),
        ("G", "C", 1, True),
        ("G", "P", 2, False),
        ("P", "P", 0, True),
    ]


def test_a_change_to_the_record_grows_the_data_revision(database):
    def number() -> int:
        with engine.reading(engine.SERVICE) as session:
            return session.scalar(text("select number from data_revision"))

    before = number()
    with engine.writing(engine.SERVICE) as session:
        session.add(a_unit("P"))
    assert number() > before
