"""The synthetic nation that pages are measured in: whole, and with all that becomes of returns."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from bench import nation
from data_access import engine, worklists
from tests.pages.nation_views import visitors
from tests.synthetic_nation import a_tenth

# What no constraint has looked at: rows went in past the foreign keys.
_KEYS = """
select conrelid::regclass::text as child, confrelid::regclass::text as parent,
       (select string_agg(format('c.%I = p.%I', a.attname, b.attname), ' and ')
        from unnest(conkey, confkey) k (child, parent)
        join pg_attribute a on a.attrelid = conrelid and a.attnum = k.child
        join pg_attribute b on b.attrelid = confrelid and b.attnum = k.parent) as alike,
       (select string_agg(format('c.%I is not null', a.attname), ' and ')
        from unnest(conkey) k (child)
        join pg_attribute a on a.attrelid = conrelid and a.attnum = k.child) as given
from pg_constraint
where contype = 'f'
"""

_STANDS = """
select coalesce(d.kind, 'none'), count(*)
from return_revision v
left join lateral (
    select kind from return_decision where revision_id = v.id order by id desc limit 1
) d on true
group by 1
"""

_ACCEPTED_LAST = """
select v.id
from unit_ancestor a
join quarterly_return q on q.unit_id = a.unit_id
join return_revision v on v.return_id = q.id
join return_decision d on d.revision_id = v.id and d.kind = 'accept'
where a.ancestor_id = :unit_id
  and d.id = (select max(id) from return_decision where revision_id = v.id)
order by d.decided_at desc, d.id desc
limit :limit
"""


@pytest.fixture(scope="module")
def loaded(server: Engine) -> Iterator[str]:
    with a_tenth(server) as (known, _unknown):
        yield known


@pytest.fixture(autouse=True)
def database(loaded: str) -> None:
    engine.use(loaded)


def rows(statement: str, **values: object):
    with engine.engine().connect() as connection:
        return connection.execute(text(statement), values).all()


def test_every_reference_leads_somewhere():
    keys = rows(_KEYS)
    assert len(keys) > 20
    for child, parent, alike, given in keys:
        lost = f"select 1 from {child} c where {given} and not exists "  # noqa: S608
        assert not rows(f"{lost} (select from {parent} p where {alike}) limit 1"), (child, parent)


def test_returns_stand_in_every_way():
    stands = dict(rows(_STANDS))
    assert stands.keys() == {"none", "accept", "send_back", "reopen", "withdraw"}
    assert stands["accept"] > 0.8 * sum(stands.values())
    numbers = dict(rows("select number, count(*) from return_revision group by number"))
    assert 0.05 < numbers[2] / numbers[1] < 0.2
    assert rows("select from due_date_extension where due_on is null")


def accepted_last(unit_id: int, limit: int):
    with engine.reading(engine.SERVICE) as session:
        return worklists.latest_accepted(session, unit_id, limit)


@pytest.mark.parametrize("limit", [1, 5, 40])
def test_what_was_accepted_last_is_found_however_long_ago(limit):
    size = nation.TENTH
    provinces, communes = list(size.province_ids()), list(size.unit_ids())[:40]
    for unit_id in (*provinces, *communes):
        found = accepted_last(unit_id, limit)
        wanted = rows(_ACCEPTED_LAST, unit_id=unit_id, limit=limit)
        assert [each.id for each in found] == [each.id for each in wanted]


def test_the_last_province_was_long_not_heard_of():
    [newest] = accepted_last(nation.TENTH.provinces, 1)
    assert (newest.period.year, newest.period.quarter) < nation.ENDS_EARLY


def test_those_who_visit_it_are_in_it():
    there = visitors(nation.TENTH)
    people = [there.leader, there.officer, there.clerk, there.officer_of_last]
    granted = {tuple(row) for row in rows("select account_id, unit_id, role from account_grant")}
    for person in people:
        for grant in person.grants:
            assert (person.account_id, grant.unit_id, grant.role.value) in granted
