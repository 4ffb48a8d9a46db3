"""The tree that is remembered says what the statements of a writing transaction say."""

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access import engine, units
from data_access.errors import NotFound
from data_access.vocabulary import Counting, Period
from tests.factories import a_unit

PERIOD = Period(2026, 3)
_trees = count()

NODES = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.sampled_from(Counting),
        st.booleans(),
        st.sampled_from((None, date(2026, 9, 29), date(2026, 9, 30))),
    ),
    max_size=9,
)


def grown(nodes):
    """Add a tree: each node hangs below one before it, or is a root."""
    tree = next(_trees)
    found = [a_unit(f"R{tree}")]
    for number, (place, counting, reports, valid_to) in enumerate(nodes):
        above = found[place % len(found)]
        found.append(
            a_unit(f"U{tree}-{number}", above, counting=counting, reports=reports,
                   valid_to=valid_to)
        )  # fmt: skip
    return found


def said(session, unit):
    return (
        units.by_id(session, unit.id),
        units.by_code(session, f" {unit.code} "),
        units.by_ids(session, [unit.id, 0]),
        units.by_codes(session, [unit.code, "?"]),
        units.ancestors(session, unit.id),
        units.province_of(session, unit.id),
        units.counted_subtree(session, unit.id),
        units.counted_below(session, unit.code, PERIOD),
        units.counted_above(session, unit.id),
    )


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nodes=NODES)
def test_remembered_or_asked_it_is_the_same(database, nodes):
    every = grown(nodes)
    with engine.reading(engine.SERVICE) as session:
        remembered = [said(session, unit) for unit in every]
    with engine.writing(engine.SERVICE) as session:
        assert [said(session, unit) for unit in every] == remembered


@pytest.mark.parametrize("door", [engine.reading, engine.writing])
def test_of_a_unit_that_is_not_there_both_say_so(database, door):
    with door(engine.SERVICE) as session:
        for read, key in ((units.by_id, 7), (units.by_code, "D07"), (units.province_of, 7)):
            with pytest.raises(NotFound):
                read(session, key)
        with pytest.raises(NotFound):
            units.by_code(session, "D\x00")
        assert units.ancestors(session, 7) == units.counted_subtree(session, 7) == frozenset()
        assert units.counted_below(session, "D07", PERIOD) == frozenset()
        assert units.counted_above(session, 7) == ()
