"""Two times: when something was recorded, and when it happened or holds; nothing changed in place.

Names, kinds and ends of units and of indicators, due dates, closings and the parameters of the
rules become rows of their own. Where a return stands, and what is due from whom, is defined here
once, as functions of a moment.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Everything that was there counts as known since ever, so that no earlier day changes.
BEGINNING = "timestamptz '1900-01-01 00:00:00+00'"
FROM_EVER = "date '1900-01-01'"

NEW = (
    "unit_name",
    "unit_end",
    "indicator_version",
    "indicator_end",
    "due_date",
    "period_closing",
    "rule_parameter",
)
COMMENTS = {
    "unit": "Append-only. Units; their names and ends stand in rows of their own",
    "indicator": "Append-only. Indicators; names, flags and ends stand in rows of their own",
    "reporting_period": "Append-only. Quarters, with the days on which their returns are usually "
    "due",
}
NO_LONGER_CHANGED = ("unit", "unit_kind", "unit_succession", "indicator", "reporting_period")


def upgrade() -> None:
    op.execute("set constraints all immediate")
    _recorded()
    _provinces()
    _units()
    _indicators()
    _calendar()
    _parameters()
    _keep()
    for function in FUNCTIONS:
        op.execute(function)


def _recorded() -> None:
    """When each revision was entered: what the audit trail says of its submission."""
    op.add_column(
        "data_revision",
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the newest moment at which anything was recorded; none comes before it",
        ),
    )
    op.add_column(
        "return_revision",
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when it was entered; as-of answers go by it",
        ),
    )
    op.alter_column(
        "return_revision",
        "submitted_at",
        comment="when it was handed in or, sent by e-mail, received; timeliness goes by it",
    )
    op.execute("alter table return_revision disable trigger user")
    op.execute(
        """
        update return_revision v set recorded_at = greatest(v.submitted_at, coalesce((
            select min(e.at) from audit_event e
            where e.subject = 'return_revision' and e.subject_id = v.id
              and e.action = 'return.submit'
        ), v.submitted_at))
        """
    )
    op.execute("alter table return_revision enable trigger user")
    op.alter_column("return_revision", "recorded_at", nullable=False)
    op.create_index(op.f("ix_return_revision_recorded_at"), "return_revision", ["recorded_at"])


def _provinces() -> None:
    """A unit's province never changes: it stands beside the unit and each of its returns."""
    for table in ("unit", "quarterly_return"):
        op.add_column(
            table,
            sa.Column(
                "province_id",
                sa.BigInteger(),
                nullable=True,
                comment="the topmost unit above, set by a trigger",
            ),
        )
    op.execute("alter table unit disable trigger user")
    op.execute(
        """
        update unit u set province_id = (
            select ancestor_id from unit_ancestor
            where unit_id = u.id order by depth desc limit 1
        )
        """
    )
    op.execute("alter table unit enable trigger user")
    op.execute("alter table quarterly_return disable trigger user")
    op.execute(
        "update quarterly_return q set province_id = u.province_id from unit u "
        "where u.id = q.unit_id"
    )
    op.execute("alter table quarterly_return enable trigger user")
    for table in ("unit", "quarterly_return"):
        op.alter_column(table, "province_id", nullable=False)
        op.create_foreign_key(
            op.f(f"fk_{table}_province_id_unit"),
            table,
            "unit",
            ["province_id"],
            ["id"],
            ondelete="RESTRICT",
        )
    op.create_index(op.f("ix_unit_province_id"), "unit", ["province_id"])
    op.create_index(
        "ix_quarterly_return_province_period",
        "quarterly_return",
        ["province_id", "year", "quarter"],
    )
    op.execute(
        """
        create function place_unit() returns trigger language plpgsql as $$
        begin
            new.province_id := coalesce(
                (select province_id from unit where id = new.parent_id), new.id);
            return new;
        end $$
        """
    )
    op.execute(
        "create trigger place before insert on unit for each row execute function place_unit()"
    )
    op.execute(
        """
        create function place_return() returns trigger language plpgsql as $$
        begin
            new.province_id := (select province_id from unit where id = new.unit_id);
            return new;
        end $$
        """
    )
    op.execute(
        "create trigger place before insert on quarterly_return "
        "for each row execute function place_return()"
    )


def _dated(table: str, owner: str, *columns: sa.schema.SchemaItem, comment: str) -> None:
    """Create a table of what holds for a row of ``owner`` from a day on, as it was recorded."""
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(f"{owner}_id", sa.BigInteger(), nullable=False),
        *columns,
        *_recording(table),
        sa.ForeignKeyConstraint(
            [f"{owner}_id"],
            [f"{owner}.id"],
            name=op.f(f"fk_{table}_{owner}_id_{owner}"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        comment=comment,
    )
    op.create_index(f"ix_{table}_{owner}", table, [f"{owner}_id", "id"])
    op.create_index(op.f(f"ix_{table}_recorded_by"), table, ["recorded_by"])


def _recording(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column(
            "recorded_by",
            sa.BigInteger(),
            nullable=True,
            comment="null: taken over from before this was kept",
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["account.id"],
            name=op.f(f"fk_{table}_recorded_by_account"),
            ondelete="RESTRICT",
        ),
    )


def _effective() -> sa.Column[Any]:
    return sa.Column(
        "effective_on", sa.Date(), nullable=False, comment="first day on which it holds"
    )


def _last_day(what: str) -> sa.Column[Any]:
    return sa.Column(
        "last_day", sa.Date(), nullable=True, comment=f"last day on which {what}; null: no end"
    )


def _recorded_at(table: str) -> None:
    op.add_column(
        table,
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when it was entered; before, nobody knew of it",
        ),
    )
    op.execute(f"alter table {table} disable trigger user")
    op.execute(f"update {table} set recorded_at = {BEGINNING}")  # noqa: S608  # constants
    op.execute(f"alter table {table} enable trigger user")
    op.alter_column(table, "recorded_at", nullable=False)


def _units() -> None:
    _recorded_at("unit")
    _recorded_at("unit_succession")
    _dated(
        "unit_name",
        "unit",
        sa.Column("kind_code", sa.String(length=40), nullable=False),
        sa.Column(
            "name",
            sa.String(length=200),
            nullable=False,
            comment="Vietnamese, with the kind's word",
        ),
        sa.Column(
            "name_en", sa.String(length=200), nullable=True, comment="English, where there is one"
        ),
        sa.Column(
            "decision_number",
            sa.String(length=80),
            nullable=True,
            comment="the resolution or decision behind it",
        ),
        _effective(),
        sa.ForeignKeyConstraint(
            ["kind_code"],
            ["unit_kind.code"],
            name=op.f("fk_unit_name_kind_code_unit_kind"),
            ondelete="RESTRICT",
        ),
        comment="Append-only. Names and kinds of units, each from a day on",
    )
    op.create_index(op.f("ix_unit_name_kind_code"), "unit_name", ["kind_code"])
    _dated(
        "unit_end",
        "unit",
        _last_day("the unit exists"),
        comment="Append-only. Until when units exist; the newest row of a unit holds",
    )
    op.execute(
        f"""
        insert into unit_name (unit_id, kind_code, name, name_en, effective_on, recorded_at)
        select id, kind_code, name, name_en, {FROM_EVER}, {BEGINNING} from unit order by id
        """  # noqa: S608  # put together from constants
    )
    op.execute(
        f"""
        insert into unit_end (unit_id, last_day, recorded_at)
        select id, valid_to, {BEGINNING} from unit where valid_to is not null order by id
        """  # noqa: S608  # put together from constants
    )
    op.drop_constraint("valid_in_order", "unit", type_="check")
    for column in ("kind_code", "name", "name_en", "valid_to"):
        op.drop_column("unit", column)


def _indicators() -> None:
    _recorded_at("indicator")
    _dated(
        "indicator_version",
        "indicator",
        sa.Column("name", sa.String(length=200), nullable=False, comment="Vietnamese, in full"),
        sa.Column("name_en", sa.String(length=200), nullable=False, comment="English, in full"),
        sa.Column(
            "short_name",
            sa.String(length=60),
            nullable=False,
            comment="Vietnamese, for table heads",
        ),
        sa.Column(
            "short_name_en",
            sa.String(length=60),
            nullable=False,
            comment="English, for table heads",
        ),
        sa.Column(
            "counted_in", sa.String(length=60), nullable=False, comment="Vietnamese unit of count"
        ),
        sa.Column(
            "counted_in_en", sa.String(length=60), nullable=False, comment="English unit of count"
        ),
        sa.Column(
            "takes_target",
            sa.Boolean(),
            nullable=False,
            comment="whether targets may be given for it",
        ),
        sa.Column(
            "main",
            sa.Boolean(),
            nullable=False,
            comment="whether it is a main indicator (chủ yếu)",
        ),
        sa.Column(
            "display_order", sa.SmallInteger(), nullable=False, comment="smaller is shown first"
        ),
        _effective(),
        comment="Append-only. Names, flags and order of indicators, each from a day on",
    )
    _dated(
        "indicator_end",
        "indicator",
        _last_day("it is in force"),
        comment="Append-only. Until when indicators are in force; the newest row of one holds",
    )
    columns = (
        "name, name_en, short_name, short_name_en, counted_in, counted_in_en, takes_target, main, "
        "display_order"
    )
    op.execute(
        f"""
        insert into indicator_version (indicator_id, {columns}, effective_on, recorded_at)
        select id, {columns}, {FROM_EVER}, {BEGINNING} from indicator order by id
        """  # noqa: S608  # put together from constants
    )
    op.execute(
        f"""
        insert into indicator_end (indicator_id, last_day, recorded_at)
        select id, valid_to, {BEGINNING} from indicator where valid_to is not null order by id
        """  # noqa: S608  # put together from constants
    )
    op.drop_constraint("valid_in_order", "indicator", type_="check")
    for column in (*columns.split(", "), "valid_to"):
        op.drop_column("indicator", column)


def _of_province(table: str, *columns: sa.schema.SchemaItem, comment: str) -> None:
    """Create a table of what a province sets for a quarter; its newest row holds."""
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("province_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("quarter", sa.SmallInteger(), nullable=False),
        *columns,
        *_recording(table),
        sa.ForeignKeyConstraint(
            ["province_id"],
            ["unit.id"],
            name=op.f(f"fk_{table}_province_id_unit"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["year", "quarter"],
            ["reporting_period.year", "reporting_period.quarter"],
            name=f"fk_{table}_period",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        comment=comment,
    )
    op.create_index(f"ix_{table}_province_period", table, ["province_id", "year", "quarter", "id"])
    op.create_index(op.f(f"ix_{table}_recorded_by"), table, ["recorded_by"])


def _calendar() -> None:
    _of_province(
        "due_date",
        sa.Column(
            "due_on",
            sa.Date(),
            nullable=False,
            comment="last day on which a return of the province is on time",
        ),
        comment="Append-only. Due dates that a province set; the newest row of a quarter holds",
    )
    _of_province(
        "period_closing",
        sa.Column("closed", sa.Boolean(), nullable=False, comment="false: it takes returns again"),
        comment="Append-only. Closings and reopenings of quarters, by province",
    )
    op.execute(
        """
        insert into due_date (province_id, year, quarter, due_on, recorded_by, recorded_at)
        select r.id, p.year, p.quarter, cast(e.detail ->> 'due_on' as date), e.account_id, e.at
        from audit_event e
        join reporting_period p on p.year || 'Q' || p.quarter = e.detail ->> 'period'
        join unit r on r.parent_id is null
        where e.unit_id is null and e.action = 'period.set_due'
        order by e.id, r.id
        """
    )
    op.execute(
        """
        insert into due_date (province_id, year, quarter, due_on, recorded_at)
        select r.id, p.year, p.quarter, p.due_on, n.recorded_at
        from reporting_period p
        join unit r on r.parent_id is null
        cross join lateral (
            select due_on, recorded_at from due_date d
            where d.province_id = r.id and d.year = p.year and d.quarter = p.quarter
            order by d.id desc limit 1
        ) n
        where n.due_on <> p.due_on
        """
    )
    op.execute("alter table reporting_period disable trigger user")
    op.execute(
        """
        update reporting_period p set due_on = cast(e.detail ->> 'before' as date)
        from (
            select distinct on (detail ->> 'period') detail from audit_event
            where unit_id is null and action = 'period.set_due'
            order by detail ->> 'period', id
        ) e
        where p.year || 'Q' || p.quarter = e.detail ->> 'period'
        """
    )
    op.execute("alter table reporting_period enable trigger user")
    op.execute(
        """
        insert into period_closing
            (province_id, year, quarter, closed, recorded_by, recorded_at)
        select r.id, c.year, c.quarter, c.closed, c.account_id, c.at
        from (
            select p.year, p.quarter, e.action = 'period.close' as closed, e.account_id, e.at
            from audit_event e
            join reporting_period p on p.year || 'Q' || p.quarter = e.detail ->> 'period'
            where e.unit_id is null and e.action in ('period.close', 'period.reopen')
            union all
            select p.year, p.quarter, true, null, p.closed_at
            from reporting_period p
            where p.closed_at is not null and not exists (
                select from audit_event e
                where e.unit_id is null and e.action = 'period.close' and e.at = p.closed_at
                  and e.detail ->> 'period' = p.year || 'Q' || p.quarter
            )
        ) c
        join unit r on r.parent_id is null
        order by c.at, r.id
        """
    )
    op.drop_column("reporting_period", "closed_at")
    op.alter_column(
        "reporting_period",
        "due_on",
        comment="last day on which a return is on time, unless its province set another",
    )


def _parameters() -> None:
    op.create_table(
        "rule_parameter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("province_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False, comment="such as on_track_from"),
        sa.Column("value", sa.String(length=400), nullable=False, comment="as it is written"),
        _effective(),
        *_recording("rule_parameter"),
        sa.ForeignKeyConstraint(
            ["province_id"],
            ["unit.id"],
            name=op.f("fk_rule_parameter_province_id_unit"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_parameter")),
        comment="Append-only. Parameters of the rules, by province, each from a day on",
    )
    op.create_index(
        "ix_rule_parameter_province_name", "rule_parameter", ["province_id", "name", "id"]
    )
    op.create_index(op.f("ix_rule_parameter_recorded_by"), "rule_parameter", ["recorded_by"])


def _keep() -> None:
    """Nothing of it is changed any more; the caches' keys grow with what is added."""
    op.execute("drop trigger keep_place on unit")
    op.execute("drop function keep_unit_place")
    for table in (*NEW, *NO_LONGER_CHANGED):
        op.execute(
            f"create trigger append_only before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )
    for table, comment in COMMENTS.items():
        op.create_table_comment(table, comment)
    for table in NEW:
        for trigger, function in (("revised", "data_revision"), ("referred", "reference")):
            op.execute(
                f"create constraint trigger {trigger} after insert on {table} "
                f"deferrable initially deferred for each row execute function grow_{function}()"
            )


# Each is one select that PostgreSQL unfolds into the statement that asks: what is asked of which
# units and quarters reaches the tables' indexes, and columns that nobody asks for cost nothing.
FUNCTIONS = (
    # Whoever records takes a moment that no commit before has passed, and keeps others from
    # recording until its own commit. The lock's number is the table's.
    """
    create function record_moment(now timestamptz) returns timestamptz
    language plpgsql volatile as $$
    declare moment timestamptz;
    begin
        perform pg_advisory_xact_lock('data_revision'::regclass::oid::bigint);
        update data_revision set recorded_at = greatest(recorded_at, now) where id = 1
        returning recorded_at into moment;
        return moment;
    end $$
    """,
    # Nothing is recorded before the moment any more: who asks for an ended day waits for those
    # that are recording, and whoever's clock is behind records later than it says.
    """
    create function seal(until timestamptz) returns void language plpgsql volatile as $$
    begin
        if coalesce((select recorded_at < until from data_revision where id = 1), true) then
            perform record_moment(until);
        else
            perform pg_advisory_xact_lock_shared('data_revision'::regclass::oid::bigint);
        end if;
    end $$
    """,
    """
    create function quarter_end(year integer, quarter integer) returns date
    language sql immutable as $$
        select (make_date(year, 3 * quarter, 1) + interval '1 month' - interval '1 day')::date
    $$
    """,
    """
    create function unit_span(until timestamptz)
    returns table (
        id bigint, province_id bigint, reports boolean, valid_from date, valid_to date
    ) language sql stable as $$
        select u.id, u.province_id, u.reports, u.valid_from, e.last_day
        from unit u
        left join lateral (
            select w.last_day from unit_end w
            where w.unit_id = u.id and w.recorded_at < until
            order by w.id desc limit 1
        ) e on true
        where u.recorded_at < until
    $$
    """,
    """
    create function unit_at(until timestamptz, day date)
    returns table (
        id bigint, code varchar, parent_id bigint, province_id bigint, counting varchar,
        reports boolean, illustration boolean, valid_from date, valid_to date,
        display_order integer, kind_code varchar, name varchar, name_en varchar
    ) language sql stable as $$
        select u.id, u.code, u.parent_id, u.province_id, u.counting, u.reports, u.illustration,
               u.valid_from, e.last_day, u.display_order, n.kind_code, n.name, n.name_en
        from unit u
        cross join lateral (
            select m.kind_code, m.name, m.name_en from unit_name m
            where m.unit_id = u.id and m.recorded_at < until
            order by m.effective_on <= day desc,
                     case when m.effective_on <= day then m.effective_on - day
                          else day - m.effective_on end desc,
                     m.id desc
            limit 1
        ) n
        left join lateral (
            select w.last_day from unit_end w
            where w.unit_id = u.id and w.recorded_at < until
            order by w.id desc limit 1
        ) e on true
        where u.recorded_at < until
    $$
    """,
    """
    create function indicator_at(until timestamptz, day date)
    returns table (
        id bigint, code varchar, organisation varchar, measure varchar, listed boolean,
        parent_id bigint, moves_id bigint, moves_by smallint, valid_from date, valid_to date,
        name varchar, name_en varchar, short_name varchar, short_name_en varchar,
        counted_in varchar, counted_in_en varchar, takes_target boolean, main boolean,
        display_order smallint
    ) language sql stable as $$
        select i.id, i.code, i.organisation, i.measure, i.listed, i.parent_id, i.moves_id,
               i.moves_by, i.valid_from, e.last_day, n.name, n.name_en, n.short_name,
               n.short_name_en, n.counted_in, n.counted_in_en, n.takes_target, n.main,
               n.display_order
        from indicator i
        cross join lateral (
            select m.* from indicator_version m
            where m.indicator_id = i.id and m.recorded_at < until
            order by m.effective_on <= day desc,
                     case when m.effective_on <= day then m.effective_on - day
                          else day - m.effective_on end desc,
                     m.id desc
            limit 1
        ) n
        left join lateral (
            select w.last_day from indicator_end w
            where w.indicator_id = i.id and w.recorded_at < until
            order by w.id desc limit 1
        ) e on true
        where i.recorded_at < until
    $$
    """,
    """
    create function parameter_at(until timestamptz, day date)
    returns table (province_id bigint, name varchar, value varchar) language sql stable as $$
        select distinct on (m.province_id, m.name) m.province_id, m.name, m.value
        from rule_parameter m
        order by m.province_id, m.name,
                 m.recorded_at < until and m.effective_on <= day desc,
                 case when m.recorded_at < until and m.effective_on <= day
                      then m.effective_on end desc nulls last,
                 case when m.recorded_at < until and m.effective_on <= day then m.id end desc,
                 m.id
    $$
    """,
    """
    create function calendar_at(until timestamptz)
    returns table (
        province_id bigint, year smallint, quarter smallint, due_on date, closed_at timestamptz
    ) language sql stable as $$
        select r.id, p.year, p.quarter, coalesce(d.due_on, p.due_on), c.closed_at
        from unit r
        cross join reporting_period p
        left join lateral (
            select m.due_on from due_date m
            where m.province_id = r.id and m.year = p.year and m.quarter = p.quarter
              and m.recorded_at < until
            order by m.id desc limit 1
        ) d on true
        left join lateral (
            select case when m.closed then m.recorded_at end as closed_at from period_closing m
            where m.province_id = r.id and m.year = p.year and m.quarter = p.quarter
              and m.recorded_at < until
            order by m.id desc limit 1
        ) c on true
        where r.parent_id is null
    $$
    """,
    # Of all revisions of a return and the decisions on them, as recorded before the moment.
    # It stands by the newest revision that was not withdrawn or, before it was reviewed, replaced;
    # where none is left, by the newest. The one that counts is the one accepted last, reopened
    # or not; provisional is a newest one that awaits review. It was first handed in with its
    # first revision that was accepted or still awaits review.
    """
    create function return_state(until timestamptz)
    returns table (
        return_id bigint, unit_id bigint, province_id bigint, year smallint, quarter smallint,
        newest_id bigint, newest smallint, stands_id bigint, stands smallint, status text,
        remark varchar, decided_at timestamptz, counts_id bigint, counts smallint,
        accepted_at timestamptz, provisional_id bigint, reopened boolean, moved_at timestamptz,
        sent_back integer, handed_in_id bigint, handed_in_at timestamptz, handed_in_by bigint,
        channel varchar
    ) language sql stable as $$
        select q.id, q.unit_id, q.province_id, q.year, q.quarter,
               s.newest_id, s.newest, s.stands_id, s.stands, s.status, s.remark, s.decided_at,
               s.counts_id, s.counts, s.accepted_at, s.provisional_id, s.reopened, s.moved_at,
               s.sent_back, s.handed_in_id, s.handed_in_at, s.handed_in_by, s.channel
        from quarterly_return q
        cross join lateral (
            select (array_agg(r.id order by r.number desc))[1] as newest_id,
                   max(r.number) as newest,
                   (array_agg(r.id order by r.gone, r.number desc))[1] as stands_id,
                   (array_agg(r.number order by r.gone, r.number desc))[1] as stands,
                   (array_agg(r.status order by r.gone, r.number desc))[1] as status,
                   (array_agg(r.remark order by r.gone, r.number desc))[1] as remark,
                   (array_agg(r.decided_at order by r.gone, r.number desc))[1] as decided_at,
                   (array_agg(r.id order by r.accepted desc)
                       filter (where r.accepted is not null))[1] as counts_id,
                   (array_agg(r.number order by r.accepted desc)
                       filter (where r.accepted is not null))[1] as counts,
                   max(r.accepted_at) as accepted_at,
                   (array_agg(r.id) filter (where r.awaits))[1] as provisional_id,
                   coalesce(max(r.reopened) > coalesce(max(r.accepted), 0), false) as reopened,
                   max(r.decided_at) as moved_at,
                   sum(r.sent_back)::integer as sent_back,
                   (array_agg(r.id order by r.submitted_at, r.number)
                       filter (where r.awaits or r.accepted is not null))[1] as handed_in_id,
                   (array_agg(r.submitted_at order by r.submitted_at, r.number)
                       filter (where r.awaits or r.accepted is not null))[1] as handed_in_at,
                   (array_agg(r.submitted_by order by r.submitted_at, r.number)
                       filter (where r.awaits or r.accepted is not null))[1] as handed_in_by,
                   (array_agg(r.channel order by r.submitted_at, r.number)
                       filter (where r.awaits or r.accepted is not null))[1] as channel
            from (
                select v.id, v.number, v.submitted_at, v.submitted_by, v.channel, d.remark,
                       d.decided_at, d.accepted, d.accepted_at, d.reopened, d.sent_back,
                       d.kind is null and v.number = max(v.number) over () as awaits,
                       d.kind is not distinct from 'withdraw'
                           or (d.kind is null and v.number < max(v.number) over ()) as gone,
                       case d.kind when 'accept' then 'accepted'
                                   when 'send_back' then 'sent_back'
                                   when 'reopen' then 'reopened'
                                   when 'withdraw' then 'withdrawn'
                                   else case when v.number = max(v.number) over ()
                                        then 'submitted' else 'superseded' end
                       end as status
                from return_revision v
                cross join lateral (
                    select (array_agg(e.kind order by e.id desc))[1] as kind,
                           (array_agg(e.reason order by e.id desc))[1] as remark,
                           max(e.decided_at) as decided_at,
                           max(e.id) filter (where e.kind = 'accept') as accepted,
                           max(e.decided_at) filter (where e.kind = 'accept') as accepted_at,
                           max(e.id) filter (where e.kind = 'reopen') as reopened,
                           count(*) filter (where e.kind = 'send_back') as sent_back
                    from return_decision e
                    where e.revision_id = v.id and e.decided_at < until
                ) d
                where v.return_id = q.id and v.recorded_at < until
            ) r
        ) s
        where s.newest is not null
    $$
    """,
    # The newest quarter of each province whose due date has come; none is put off by two years.
    """
    create function latest_due(until timestamptz, today date)
    returns table (province_id bigint, year smallint, quarter smallint) language sql stable as $$
        select r.id, l.year, l.quarter
        from unit r
        cross join lateral (
            select c.year, c.quarter
            from calendar_at(until) c
            where c.province_id = r.id and c.due_on <= today
              and c.year between extract(year from today)::integer - 2
                             and extract(year from today)::integer + 1
            order by c.due_on desc, c.year desc, c.quarter desc
            limit 1
        ) l
        where r.parent_id is null
    $$
    """,
    # The quarter from which a province's returns are asked for: the first for which one was
    # handed in; before there was any, or where it is not due yet, the newest that is due.
    """
    create function province_begin(until timestamptz, today date)
    returns table (province_id bigint, year smallint, quarter smallint) language sql stable as $$
        select l.province_id,
               case when (f.year, f.quarter) < (l.year, l.quarter) then f.year else l.year end,
               case when (f.year, f.quarter) < (l.year, l.quarter) then f.quarter else l.quarter end
        from latest_due(until, today) l
        left join lateral (
            select s.year, s.quarter from return_state(until) s
            where s.province_id = l.province_id and s.handed_in_id is not null
            order by s.year, s.quarter
            limit 1
        ) f on true
    $$
    """,
    # One row for each reporting unit of the provinces and quarter: when its return is due, and
    # whether one is asked for: the unit exists at the quarter's end, and its province had begun to
    # report. history: its figures of the quarter, or of the whole year, were brought in.
    # Where a province begins is worked out once for each, however many units ask.
    """
    create function return_due(until timestamptz, today date, provinces bigint[])
    returns table (
        unit_id bigint, province_id bigint, year smallint, quarter smallint,
        calendar_due_on date, due_on date, closed_at timestamptz, asked boolean, history boolean
    ) language sql stable as $$
        with begun as materialized (
            select b.province_id, b.year, b.quarter
            from province_begin(until, today) b
            where b.province_id = any(provinces)
        )
        select u.id, u.province_id, c.year, c.quarter, c.due_on, greatest(c.due_on, x.due_on),
               c.closed_at,
               u.valid_from <= quarter_end(c.year, c.quarter)
                   and coalesce(u.valid_to >= quarter_end(c.year, c.quarter), true)
                   and (c.year, c.quarter) >= (b.year, b.quarter),
               exists (
                   select from history_value h
                   join history_import i on i.id = h.import_id and i.imported_at < until
                   where h.unit_id = u.id and h.year = c.year and h.quarter in (0, c.quarter)
               )
        from begun b
        join calendar_at(until) c on c.province_id = b.province_id
        join unit_span(until) u on u.province_id = b.province_id
        left join lateral (
            select e.due_on from due_date_extension e
            where e.unit_id = u.id and e.year = c.year and e.quarter = c.quarter
              and e.decided_at < until
            order by e.id desc limit 1
        ) x on true
        where u.reports
    $$
    """,
)


def downgrade() -> None:
    raise NotImplementedError("what was recorded cannot be put back in place; restore a backup")
