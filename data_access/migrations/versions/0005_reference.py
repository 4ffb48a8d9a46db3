"""A number that grows with what seldom changes, so that it can be remembered meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REFERENCE = ("indicator", "reporting_period", "unit", "unit_kind", "unit_succession")


def upgrade() -> None:
    op.execute("set constraints all immediate")
    op.add_column(
        "data_revision",
        sa.Column(
            "reference",
            sa.BigInteger(),
            server_default="1",
            nullable=False,
            comment="grows with each change to units, indicators or the calendar",
        ),
    )
    op.execute(
        """
        create function grow_reference() returns trigger language plpgsql as $$
        begin
            if current_setting('tiendo.reference_in', true) is distinct from
               pg_current_xact_id()::text then
                update data_revision set reference = reference + 1 where id = 1;
                perform set_config('tiendo.reference_in', pg_current_xact_id()::text, true);
            end if;
            return null;
        end $$
        """
    )
    for table in REFERENCE:
        op.execute(
            f"create constraint trigger referred after insert or update or delete on {table} "
            "deferrable initially deferred for each row execute function grow_reference()"
        )


def downgrade() -> None:
    op.execute("set constraints all immediate")
    for table in REFERENCE:
        op.execute(f"drop trigger referred on {table}")
    op.execute("drop function grow_reference")
    op.drop_column("data_revision", "reference")
