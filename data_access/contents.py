"""What revisions say: figures, lists and difficulties, of one revision or over a subtree.

"Counts" means: of each return, the revision that was accepted last.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data_access import indicators
from data_access.models import Difficulty, EnterpriseReview, Founding, Indicator, ReturnValue
from data_access.returns import upto
from data_access.vocabulary import Period

# The revision of each return of :units (and nobody else) whose figures count.
_COUNTS = """
counts as (
    select s.return_id, s.unit_id, s.year, s.quarter,
           coalesce(case when :provisional then s.provisional_id end, s.counts_id) as revision_id
    from return_state(:until) s
    where s.unit_id = any(:units)
      and (s.year, s.quarter) between (:first_year, :first_quarter) and (:last_year, :last_quarter)
      and (s.counts_id is not null or :provisional and s.provisional_id is not null)
)
"""

# Of one unit: for a list PostgreSQL would plan anew each time, however short it is.
_FIGURES = f"""
with {_COUNTS.replace("= any(:units)", "= :unit")},
history as (
    select distinct on (h.indicator_id, h.year, h.quarter)
        h.indicator_id, h.unit_id, h.year, h.quarter, h.amount
    from history_value h
    join history_import m on m.id = h.import_id and m.imported_at < :until
    where h.unit_id = :unit and h.quarter > 0
      and (h.year, h.quarter) between (:first_year, :first_quarter) and (:last_year, :last_quarter)
    order by h.indicator_id, h.year, h.quarter, h.import_id desc
)
select c.year, c.quarter, i.code, v.amount
from counts c
join return_value v on v.revision_id = c.revision_id
join indicator i on i.id = v.indicator_id
union all
select h.year, h.quarter, i.code, h.amount
from history h
join indicator i on i.id = h.indicator_id
where not exists (select from counts c where c.year = h.year and c.quarter = h.quarter)
"""  # noqa: S608  # put together from constants

_SUMS = f"""
with {_COUNTS}
select null as code, count(*) as amount from counts
union all
select i.code, sum(v.amount)
from counts c
join return_value v on v.revision_id = c.revision_id
join indicator i on i.id = v.indicator_id
group by i.code
"""  # noqa: S608  # put together from constants

_FOUNDINGS = f"""
with {_COUNTS}
select f.*, i.code as indicator, c.return_id, c.unit_id, c.year, c.quarter
from counts c
join founding f on f.revision_id = c.revision_id
join indicator i on i.id = f.indicator_id
order by f.founded_on, c.unit_id, f.row
"""  # noqa: S608  # put together from constants

_DIFFICULTIES = f"""
with {_COUNTS}
select c.return_id, c.unit_id, d.row, d.difficulty, d.proposal
from counts c
join difficulty d on d.revision_id = c.revision_id
join unit u on u.id = c.unit_id
order by u.display_order, c.unit_id, d.row
"""  # noqa: S608  # put together from constants

# Of the enterprises asked for only: a province's list of all years is long. What awaits review
# counts too, else two units that list one enterprise in one week would never be told.
_FOUNDED_BEFORE = """
select i.code as indicator, f.enterprise_key, f.tax_code, s.unit_id, s.year, s.quarter
from founding f
join indicator i on i.id = f.indicator_id
join return_revision v on v.id = f.revision_id
join return_state(:until) s
  on s.return_id = v.return_id and v.id in (s.counts_id, s.provisional_id)
where (f.enterprise_key = any(:keys) or f.tax_code = any(:tax_codes))
  and s.province_id = (select province_id from unit where id = :unit_id)
  and not (s.unit_id = :unit_id and s.year = :year and s.quarter = :quarter)
order by s.year, s.quarter, s.unit_id
"""

_TRAIL = f"""
with {_COUNTS}
select c.unit_id, c.quarter, v.amount, c.return_id, r.number as revision, r.file_id,
       a.display_name as submitter, r.submitted_at, b.display_name as decider, d.decided_at
from counts c
join return_value v on v.revision_id = c.revision_id and v.indicator_id = :indicator_id
join return_revision r on r.id = c.revision_id
join account a on a.id = r.submitted_by
left join lateral (
    select decided_by, decided_at from return_decision
    where revision_id = r.id and kind = 'accept' and decided_at < :until order by id desc limit 1
) d on true
left join account b on b.id = d.decided_by
union all
select h.unit_id, h.quarter, h.amount, null, null, i.file_id,
       a.display_name, i.imported_at, null, null
from (
    select distinct on (unit_id, quarter) unit_id, year, quarter, amount, import_id
    from history_value
    where unit_id = any(:units) and year = :first_year and indicator_id = :indicator_id
      and quarter between (case when :last_quarter = 4 then 0 else 1 end) and :last_quarter
      and import_id in (select id from history_import where imported_at < :until)
    order by unit_id, quarter, import_id desc
) h
join history_import i on i.id = h.import_id
join account a on a.id = i.imported_by
where not exists (
    select from counts c
    where c.unit_id = h.unit_id and (h.quarter = 0 or c.quarter = h.quarter)
) and (h.quarter > 0 or not exists (
    select from history_value o
    where o.unit_id = h.unit_id and o.indicator_id = :indicator_id
      and o.year = :first_year and o.quarter > 0
))
order by quarter, unit_id
"""  # noqa: S608  # put together from constants


@dataclass(frozen=True, slots=True)
class RevisionContent:
    """What a revision says; figures by indicator code, lists in order."""

    figures: dict[str, int]
    foundings: tuple[tuple[str, Founding], ...]
    reviews: tuple[EnterpriseReview, ...]
    difficulties: tuple[Difficulty, ...]


@dataclass(frozen=True, slots=True)
class ListedFounding:
    """A founding that counts; ``indicator`` is the code of the number it is part of."""

    unit_id: int
    period: Period
    return_id: int
    indicator: str
    name: str | None
    enterprise: str
    tax_code: str | None
    enterprise_type: str | None
    founded_on: date
    decision_number: str | None
    members: int | None


@dataclass(frozen=True, slots=True)
class ListedDifficulty:
    """A difficulty of a return that counts."""

    unit_id: int
    return_id: int
    difficulty: str | None
    proposal: str | None


@dataclass(frozen=True, slots=True)
class KnownFounding:
    """A founding of the same enterprise, in another quarter or unit."""

    indicator: str
    enterprise_key: str
    tax_code: str | None
    unit_id: int
    period: Period


@dataclass(frozen=True, slots=True)
class TrailRecord:
    """One part of a figure's sum.

    From a return (``return_id``, ``revision``, who accepted it) or from history (those None);
    ``quarter`` 0 is a year known only as a whole. ``submitter`` and ``decider`` are names; no
    decider of a return: it awaits review.
    """

    unit_id: int
    quarter: int
    amount: int
    return_id: int | None
    revision: int | None
    file_id: int
    submitter: str
    submitted_at: datetime
    decider: str | None
    decided_at: datetime | None


def of_revision(session: Session, revision_id: int) -> RevisionContent:
    """Return all that the revision says."""
    figures = session.execute(
        select(Indicator.code, ReturnValue.amount)
        .join(Indicator, Indicator.id == ReturnValue.indicator_id)
        .where(ReturnValue.revision_id == revision_id)
    )
    places = {each.code: place for place, each in enumerate(indicators.everything(session))}
    foundings = session.execute(
        select(Indicator.code, Founding)
        .join(Indicator, Indicator.id == Founding.indicator_id)
        .where(Founding.revision_id == revision_id)
        .order_by(Founding.row)
    )
    reviews = session.scalars(
        select(EnterpriseReview)
        .where(EnterpriseReview.revision_id == revision_id)
        .order_by(EnterpriseReview.row)
    )
    difficulties = session.scalars(
        select(Difficulty).where(Difficulty.revision_id == revision_id).order_by(Difficulty.row)
    )
    return RevisionContent(
        dict(sorted(figures.all(), key=lambda figure: places[figure[0]])),
        tuple((code, row) for code, row in foundings),
        tuple(reviews),
        tuple(difficulties),
    )


def figures_of_unit(
    session: Session, unit_id: int, first: Period, last: Period
) -> dict[Period, dict[str, int]]:
    """Return the unit's own figures that count, by quarter and indicator code.

    History stands in for quarters without an accepted return; quarters without any are missing.
    """
    found: dict[tuple[int, int], dict[str, int]] = {}
    rows = session.execute(text(_FIGURES), {"unit": unit_id, **_span(session, first, last)})
    for year, quarter, code, amount in rows:
        found.setdefault((year, quarter), {})[code] = amount
    return {Period(*quarter): figures for quarter, figures in found.items()}


def reported_sums(
    session: Session, unit_ids: Collection[int], period: Period
) -> tuple[int, dict[str, int]]:
    """Return how many of these units have reported for the quarter, and the sums by indicator code.

    What was accepted, or what awaits review where that is newer.
    """
    asked = {**_asked(session, unit_ids, period, period), "provisional": True}
    rows = session.execute(text(_SUMS), asked).all()
    told = next(row.amount for row in rows if row.code is None)
    return told, {row.code: int(row.amount) for row in rows if row.code is not None}


def foundings(
    session: Session, unit_ids: Collection[int], first: Period, last: Period
) -> tuple[ListedFounding, ...]:
    """Return the foundings of these units that count, by founding date."""
    return tuple(
        ListedFounding(
            unit_id=row.unit_id,
            period=Period(row.year, row.quarter),
            return_id=row.return_id,
            indicator=row.indicator,
            name=row.name,
            enterprise=row.enterprise,
            tax_code=row.tax_code,
            enterprise_type=row.enterprise_type,
            founded_on=row.founded_on,
            decision_number=row.decision_number,
            members=row.members,
        )
        for row in session.execute(text(_FOUNDINGS), _asked(session, unit_ids, first, last))
    )


def difficulties(
    session: Session, unit_ids: Collection[int], period: Period
) -> tuple[ListedDifficulty, ...]:
    """Return the difficulties and proposals of these units that count, unit by unit."""
    found = session.execute(text(_DIFFICULTIES), _asked(session, unit_ids, period, period))
    return tuple(
        ListedDifficulty(row.unit_id, row.return_id, row.difficulty, row.proposal) for row in found
    )


def founded_before(
    session: Session,
    unit_id: int,
    period: Period,
    keys: Collection[str],
    tax_codes: Collection[str],
) -> tuple[KnownFounding, ...]:
    """Return the province's foundings of these enterprises, but for this return's.

    Those that count, and those that await review.
    """
    found = session.execute(
        text(_FOUNDED_BEFORE),
        {
            **upto(session),
            "keys": list(keys),
            "tax_codes": list(tax_codes),
            "unit_id": unit_id,
            "year": period.year,
            "quarter": period.quarter,
        },
    )
    return tuple(
        KnownFounding(
            row.indicator,
            row.enterprise_key,
            row.tax_code,
            row.unit_id,
            Period(row.year, row.quarter),
        )
        for row in found
    )


def trail(
    session: Session,
    unit_ids: Collection[int],
    indicator_id: int,
    upto: Period,
    *,
    provisional: bool = False,
) -> tuple[TrailRecord, ...]:
    """Return the parts of a figure over these units and the year up to a quarter, by quarter.

    With ``provisional``, a newest revision nobody has decided on goes before the accepted one.
    """
    asked = {**_asked(session, unit_ids, Period(upto.year, 1), upto), "provisional": provisional}
    found = session.execute(text(_TRAIL), {**asked, "indicator_id": indicator_id})
    return tuple(TrailRecord(*row) for row in found)


def _asked(
    session: Session, unit_ids: Collection[int], first: Period, last: Period
) -> Mapping[str, Any]:
    return {"units": list(unit_ids), **_span(session, first, last)}


def _span(session: Session, first: Period, last: Period) -> Mapping[str, Any]:
    return {
        **upto(session),
        "first_year": first.year,
        "first_quarter": first.quarter,
        "last_year": last.year,
        "last_quarter": last.quarter,
        "provisional": False,
    }
