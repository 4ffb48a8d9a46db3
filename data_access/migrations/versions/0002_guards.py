"""What the database itself holds: append-only tables, the unfolded tree, the data revision."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "audit_event",
    "difficulty",
    "enterprise_review",
    "founding",
    "history_import",
    "history_value",
    "quarterly_return",
    "return_decision",
    "return_revision",
    "return_value",
    "stored_file",
    "target_decision",
    "target_value",
    "upload",
)

# One row of each is written with every change that can move a figure.
REVISED_BY = (
    "history_import",
    "indicator",
    "reporting_period",
    "return_decision",
    "return_revision",
    "target_decision",
    "unit",
    "unit_kind",
    "unit_succession",
)


def upgrade() -> None:
    op.execute(
        """
        create function refuse_change() returns trigger language plpgsql as $$
        begin
            raise exception '% is append-only: % refused', tg_table_name, lower(tg_op)
                using errcode = 'restrict_violation';
        end $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger append_only before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )

    op.execute(
        """
        create function unfold_unit() returns trigger language plpgsql as $$
        begin
            insert into unit_ancestor (unit_id, ancestor_id, depth, counted)
            values (new.id, new.id, 0, true);
            insert into unit_ancestor (unit_id, ancestor_id, depth, counted)
            select new.id, ancestor_id, depth + 1, counted and new.counting = 'counted'
            from unit_ancestor where unit_id = new.parent_id;
            return null;
        end $$
        """
    )
    op.execute(
        "create trigger unfold after insert on unit for each row execute function unfold_unit()"
    )
    op.execute(
        """
        create function keep_unit_place() returns trigger language plpgsql as $$
        begin
            if new.parent_id is distinct from old.parent_id
               or new.counting <> old.counting or new.code <> old.code then
                raise exception 'unit %: code, parent and counting never change', old.code
                    using errcode = 'restrict_violation';
            end if;
            return new;
        end $$
        """
    )
    op.execute(
        "create trigger keep_place before update on unit "
        "for each row execute function keep_unit_place()"
    )

    op.execute("insert into data_revision (id, number) values (1, 1)")
    op.execute(
        """
        create function grow_data_revision() returns trigger language plpgsql as $$
        begin
            if current_setting('tiendo.revised_in', true) is distinct from
               pg_current_xact_id()::text then
                update data_revision set number = number + 1 where id = 1;
                perform set_config('tiendo.revised_in', pg_current_xact_id()::text, true);
            end if;
            return null;
        end $$
        """
    )
    # Deferred to the commit, and once in each: the one row is locked for a moment, and a
    # number that is seen was preceded by every change it stands for.
    for table in REVISED_BY:
        op.execute(
            f"create constraint trigger revised after insert or update or delete on {table} "
            "deferrable initially deferred for each row execute function grow_data_revision()"
        )


def downgrade() -> None:
    for table in REVISED_BY:
        op.execute(f"drop trigger revised on {table}")
    op.execute("drop function grow_data_revision")
    op.execute("drop trigger keep_place on unit")
    op.execute("drop function keep_unit_place")
    op.execute("drop trigger unfold on unit")
    op.execute("drop function unfold_unit")
    for table in APPEND_ONLY:
        op.execute(f"drop trigger append_only on {table}")
    op.execute("drop function refuse_change")
