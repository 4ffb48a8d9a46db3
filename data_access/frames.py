"""Wide reads: what units reported, summed over their subtrees, as the record stood at a moment."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from data_access.standing import MOVED_THEN, STANDING_THEN
from data_access.vocabulary import Period

Step = int | None

# The revision of each return whose figures count, at :until. An accepted one counts until
# another is accepted, whether or not it was reopened meanwhile; with :provisional, a newest
# revision nobody has decided on goes first. The revision :assumed counts as if it were accepted.
_HELD = """
scope as (
    select a.ancestor_id as branch_id, a.unit_id,
           case when b.valid_to is null or b.valid_to > u.valid_to then u.valid_to + 1 end
               as gone_on
    from unit_ancestor a
    join unit u on u.id = a.unit_id
    join unit b on b.id = a.ancestor_id
    where a.ancestor_id = any(:branches) and a.counted
),
held as materialized (
    select q.unit_id, q.year, q.quarter, r.revision_id, r.provisional
    from quarterly_return q
    cross join lateral (
        select v.id as revision_id, d.accepted is null and v.id <> :assumed as provisional
        from return_revision v
        cross join lateral (
            select max(id) filter (where kind = 'accept') as accepted, max(id) as newest
            from return_decision
            where revision_id = v.id and decided_at < :until
        ) d
        where v.return_id = q.id and v.submitted_at < :until
          and (
            d.accepted is not null
            or v.id = :assumed
            or (
                :provisional and d.newest is null
                and not exists (
                    select from return_revision w
                    where w.return_id = q.id and w.number > v.number and w.submitted_at < :until
                )
            )
          )
        order by v.id = :assumed desc, d.accepted desc nulls first
        limit 1
    ) r
    where q.unit_id in (select unit_id from scope) and q.year between :first and :last
),
history as materialized (
    select distinct on (h.unit_id, h.indicator_id, h.year, h.quarter)
        h.unit_id, h.indicator_id, h.year, h.quarter, h.amount
    from history_value h
    join history_import i on i.id = h.import_id and i.imported_at < :until
    where h.unit_id in (select unit_id from scope) and h.year between :first and :last
      and not exists (
        select from held
        where held.unit_id = h.unit_id and held.year = h.year
          and (h.quarter = 0 or held.quarter = h.quarter)
      )
    order by h.unit_id, h.indicator_id, h.year, h.quarter, h.import_id desc
)
"""

_FIGURES = f"""
with {_HELD},
figures as (
    select h.unit_id, v.indicator_id, h.year, h.quarter, v.amount,
           h.provisional, false as history
    from held h
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
    where :main_only is false or i.main
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
       bool_or(provisional and quarter <= :quarter) as provisional,
       bool_or(history and case quarter when 0 then 4 else quarter end <= :quarter) as history
from summed
group by branch_id, indicator_id, year
"""  # noqa: S608  # put together from constants

_COVERAGE = f"""
with {_HELD},
due as (
    select s.branch_id, s.unit_id, p.year, p.quarter
    from scope s
    join unit u on u.id = s.unit_id and u.reports
    join reporting_period p
      on p.year between :first and :last
     and u.valid_from <= make_date(p.year, 3 * p.quarter, 1) + interval '1 month - 1 day'
     and (u.valid_to is null
          or u.valid_to >= make_date(p.year, 3 * p.quarter, 1) + interval '1 month - 1 day')
),
told as (
    select unit_id, year, quarter, false as whole_year, provisional from held
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
from told t
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
    quarter: int,
    until: datetime,
    *,
    provisional: bool = False,
    main_only: bool = False,
    assumed: int = 0,
) -> list[Row[int, int, int, Step, Step, Step, Step, Step, Any, bool, bool]]:
    """Return what each branch's subtree reported, one row per branch, indicator and year.

    Only accepted returns and history count (with ``provisional``, submitted ones too); units that
    are a cross-check of their parent are not summed into it. Columns: branch_id, indicator_id,
    year, whole_year, q1 … q4, holders, provisional, history. A flow's quarters hold the quarter's
    own sum; a stock's hold the *change* of the sum of latest figures, so that for both the figure
    at a quarter is the running sum. None: nothing reported. A stock leaves the sums it was part of
    with the unit that held it: its successor reports it from then on. ``holders`` counts, for a
    stock, the units that have a figure at the end of each quarter. ``whole_year`` is history known
    only by year. ``provisional`` and ``history`` speak of quarters up to ``quarter``.

    Source: return_value, history_value; indicators of no row were never reported.
    """
    asked = {
        "branches": list(branches),
        "first": years[0],
        "last": years[1],
        "quarter": quarter,
        "until": until,
        "provisional": provisional,
        "assumed": assumed,
        "main_only": main_only,
    }
    return list(session.execute(text(_FIGURES), asked).all())


def coverage(
    session: Session,
    branches: Collection[int],
    years: tuple[int, int],
    until: datetime,
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
        "until": until,
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


_RECEIPTS = f"""
select u.id as unit_id, x.due_on as put_off, q.id as return_id, n.number as revision,
       n.kind as decision, m.decided_at, coalesce(m.reopened, false) as reopened,
       s.submitted_at, s.counts,
       exists (
           select from history_value h
           join history_import i on i.id = h.import_id and i.imported_at < :until
           where h.unit_id = u.id and h.year = :year and h.quarter in (0, :quarter)
       ) as history
from unit_ancestor a
join unit u on u.id = a.unit_id and u.reports
left join lateral (
    select e.due_on from due_date_extension e
    where e.unit_id = u.id and e.year = :year and e.quarter = :quarter and e.decided_at < :until
    order by e.id desc limit 1
) x on true
left join quarterly_return q on q.unit_id = u.id and q.year = :year and q.quarter = :quarter
left join lateral {STANDING_THEN} n on true
left join lateral {MOVED_THEN} m on true
left join lateral (
    select min(v.submitted_at) as submitted_at,
           max(v.number) filter (where d.accepted) as counts
    from return_revision v
    cross join lateral (
        select coalesce(bool_or(kind = 'accept'), false) as accepted
        from return_decision where revision_id = v.id and decided_at < :until
    ) d
    where v.return_id = q.id and v.submitted_at < :until
      and (d.accepted or (v.id = n.id and n.kind is null))
) s on true
where a.ancestor_id = :branch
  and u.valid_from <= :last_day and (u.valid_to is null or u.valid_to >= :last_day)
order by u.display_order, u.id
"""  # noqa: S608  # put together from constants


def receipts(
    session: Session, branch: int, period: Period, until: datetime
) -> list[
    Row[
        int, date | None, int | None, int | None, str | None, datetime | None, bool,
        datetime | None, int | None, bool,
    ]
]:  # fmt: skip
    """Return where the return of each reporting unit in the subtree stands, one row per unit.

    Columns: unit_id, put_off (the unit's own due date, which may lie before the calendar's; None:
    the calendar's), return_id, revision (number of the one by which the return stands), decision
    (its newest decision, None while undecided), decided_at (of the newest decision on any
    revision), reopened (since it was last accepted), submitted_at (the first submission that was
    accepted or still stands), counts (number of the newest accepted revision), history (whether
    the unit's figures of the quarter or its year were brought in).
    """
    return list(
        session.execute(
            text(_RECEIPTS),
            {
                "branch": branch,
                "year": period.year,
                "quarter": period.quarter,
                "last_day": period.last_day,
                "until": until,
            },
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
