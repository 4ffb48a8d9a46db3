"""Progress queries: what units reported, summed over their subtrees."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from data_access import moment as moments

Step = int | None

# The revision of each return whose figures count; with :provisional, a newest one that awaits
# review goes before it. The revision :assumed counts as if it were accepted.
_COUNTS = """
scope as (
    select a.ancestor_id as branch_id, a.unit_id,
           case when b.valid_to is null or b.valid_to > u.valid_to then u.valid_to + 1 end
               as gone_on
    from unit_ancestor a
    join unit_span(:until) u on u.id = a.unit_id
    join unit_span(:until) b on b.id = a.ancestor_id
    where a.ancestor_id = any(:branches) and a.counted
),
counts as materialized (
    select s.unit_id, s.year, s.quarter,
           coalesce(w.id, case when :provisional then s.provisional_id end, s.counts_id)
               as revision_id,
           w.id is null and :provisional and s.provisional_id is not null as provisional
    from return_state(:until) s
    left join return_revision w on w.id = :assumed and w.return_id = s.return_id
    where s.unit_id in (select unit_id from scope) and s.year between :first and :last
      and (s.counts_id is not null or w.id is not null
           or :provisional and s.provisional_id is not null)
),
history as materialized (
    select distinct on (h.unit_id, h.indicator_id, h.year, h.quarter)
        h.unit_id, h.indicator_id, h.year, h.quarter, h.amount
    from history_value h
    join history_import i on i.id = h.import_id and i.imported_at < :until
    where h.unit_id in (select unit_id from scope) and h.year between :first and :last
      and not exists (
        select from counts c
        where c.unit_id = h.unit_id and c.year = h.year
          and (h.quarter = 0 or c.quarter = h.quarter)
      )
    order by h.unit_id, h.indicator_id, h.year, h.quarter, h.import_id desc
)
"""

_FIGURES = f"""
with {_COUNTS},
figures as (
    select h.unit_id, v.indicator_id, h.year, h.quarter, v.amount,
           h.provisional, false as history
    from counts h
    join return_value v on v.revision_id = h.revision_id
    union all
    select h.unit_id, h.indicator_id, h.year,
           case when h.quarter = 0 and i.measure = 'stock' then 4 else h.quarter end,
           h.amount, false, true
    from history h
    join indicator i on i.id = h.indicator_id
    where h.quarter > 0 or not exists (
        select from history o
        where o.unit_id = h.unit_id and o.indicator_id = h.indicator_id
          and o.year = h.year and o.quarter > 0
    )
),
measured as (
    select f.*, i.measure = 'stock' as stock
    from figures f
    join indicator i on i.id = f.indicator_id
    where i.id = any(:indicators)
),
steps as (
    select m.unit_id, m.indicator_id, m.year, m.quarter, m.provisional, m.history, m.stock,
           case when m.stock
               then m.amount - coalesce(lag(m.amount) over earlier, 0) else m.amount end as step,
           case when m.stock and lag(m.amount) over earlier is null then 1 else 0 end as holds
    from measured m
    window earlier as (partition by m.unit_id, m.indicator_id, m.year order by m.quarter)
),
summed as (
    select s.branch_id, p.indicator_id, p.year, p.quarter, p.provisional, p.history, p.stock,
           p.step, p.holds
    from steps p
    join scope s on s.unit_id = p.unit_id
    where not p.stock or s.gone_on is null
       or (p.year, p.quarter) < (extract(year from s.gone_on), extract(quarter from s.gone_on))
    union all
    select s.branch_id, l.indicator_id, l.year, extract(quarter from s.gone_on),
           false, false, true, -l.amount, -1
    from scope s
    cross join lateral (
        select distinct on (m.indicator_id) m.indicator_id, m.year, m.amount
        from measured m
        where m.unit_id = s.unit_id and m.stock
          and m.year = extract(year from s.gone_on)
          and m.quarter < extract(quarter from s.gone_on)
        order by m.indicator_id, m.quarter desc
    ) l
    where s.gone_on is not null
)
select branch_id, indicator_id, year::int as year,
       sum(step) filter (where quarter = 0)::int as whole_year,
       sum(step) filter (where quarter = 1)::int as q1,
       sum(step) filter (where quarter = 2)::int as q2,
       sum(step) filter (where quarter = 3)::int as q3,
       sum(step) filter (where quarter = 4)::int as q4,
       case when bool_or(stock) then array[
           coalesce(sum(holds) filter (where quarter <= 1), 0)::int,
           coalesce(sum(holds) filter (where quarter <= 2), 0)::int,
           coalesce(sum(holds) filter (where quarter <= 3), 0)::int,
           sum(holds)::int
       ] end as holders,
       (min(quarter) filter (where provisional))::int as provisional_from,
       (min(case quarter when 0 then 4 else quarter end) filter (where history))::int
           as history_from
from summed
group by branch_id, indicator_id, year
"""  # noqa: S608  # put together from constants

_COVERAGE = f"""
with {_COUNTS},
due as (
    select s.branch_id, s.unit_id, p.year, p.quarter
    from scope s
    join unit_span(:until) u on u.id = s.unit_id and u.reports
    join reporting_period p
      on p.year between :first and :last
     and u.valid_from <= quarter_end(p.year, p.quarter)
     and coalesce(u.valid_to >= quarter_end(p.year, p.quarter), true)
),
reported as (
    select unit_id, year, quarter, false as whole_year, provisional from counts
    union all
    select unit_id, year, case quarter when 0 then 4 else quarter end, bool_or(quarter = 0), false
    from history
    group by 1, 2, 3
)
select coalesce(d.branch_id, s.branch_id) as branch_id,
       coalesce(d.year, t.year)::int as year, coalesce(d.quarter, t.quarter)::int as quarter,
       count(d.unit_id)::int as due,
       count(*) filter (where d.unit_id is not null and t.unit_id is not null
                        and not t.provisional)::int as accepted,
       count(t.unit_id)::int as told,
       coalesce(bool_or(t.whole_year), false) as whole_year
from reported t
join scope s on s.unit_id = t.unit_id
full join due d
  on d.branch_id = s.branch_id and d.unit_id = t.unit_id
 and d.year = t.year and d.quarter = t.quarter
group by 1, 2, 3
"""  # noqa: S608  # put together from constants


def figures(
    session: Session,
    branches: Collection[int],
    years: tuple[int, int],
    indicator_ids: Collection[int],
    *,
    provisional: bool = False,
    assumed: int = 0,
) -> list[Row[int, int, int, Step, Step, Step, Step, Step, Any, Step, Step]]:
    """Return what each branch's subtree reported, one row per branch, indicator and year.

    Only accepted returns and history count (with ``provisional``, submitted ones too); units that
    are a cross-check of their parent are not summed into it. Columns: branch_id, indicator_id,
    year, whole_year, q1 … q4, holders, provisional_from, history_from. A flow's quarters hold the
    quarter's own sum; a stock's hold the *change* of the sum of latest figures, so that for both
    the figure at a quarter is the running sum. None: nothing reported. A stock leaves the sums it
    was part of with the unit that held it: its successor reports it from then on. ``holders``
    counts, for a stock, the units that have a figure at the end of each quarter. ``whole_year`` is
    history known only by year. ``provisional_from`` and ``history_from`` are the first quarters
    with figures of that kind.

    Source: return_value, history_value; indicators of no row were never reported.
    """
    asked = {
        "branches": list(branches),
        "first": years[0],
        "last": years[1],
        "until": moments.of(session).until,
        "provisional": provisional,
        "assumed": assumed,
        "indicators": sorted(indicator_ids),
    }
    return list(session.execute(text(_FIGURES), asked).all())


def coverage(
    session: Session,
    branches: Collection[int],
    years: tuple[int, int],
    *,
    provisional: bool = False,
    assumed: int = 0,
) -> list[Row[int, int, int, int, int, int, bool]]:
    """Return how many returns were due and accepted, one row per branch and quarter.

    Columns: branch_id, year, quarter, due (reporting units that exist at the quarter's end),
    accepted (of those, history included), told (units with any figures that count, also those
    from which none was due), whole_year (some unit's year is known only as a whole).
    """
    asked = {
        "branches": list(branches),
        "first": years[0],
        "last": years[1],
        "until": moments.of(session).until,
        "provisional": provisional,
        "assumed": assumed,
    }
    return list(session.execute(text(_COVERAGE), asked).all())


def revision(session: Session) -> str:
    """Return a text that is another after every change to a figure; the key of caches.

    It names the database too: one restored from a backup is another one.
    """
    return str(
        session.scalar(
            text(
                "select d.oid || ':' || r.number from data_revision r "
                "join pg_database d on d.datname = current_database()"
            )
        )
    )


def years(session: Session, branch: int) -> list[int]:
    """Return the years for which anything was reported, brought in or aimed at in the subtree."""
    found = session.execute(
        text(
            """
            with below as (select unit_id from unit_ancestor where ancestor_id = :branch)
            select year from quarterly_return where unit_id in (select unit_id from below)
            union select year from history_value where unit_id in (select unit_id from below)
            union select year from target_value where unit_id in (select unit_id from below)
            """
        ),
        {"branch": branch},
    )
    return [int(year) for year in found.scalars()]
