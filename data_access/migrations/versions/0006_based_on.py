"""What a draft was begun from, so that no other revision is undone by it unseen; and in which order
the files of a bundle are read, how often each was tried.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set constraints all immediate")
    op.add_column(
        "return_draft",
        sa.Column(
            "based_on",
            sa.SmallInteger(),
            server_default="0",
            nullable=False,
            comment="number of the newest revision that its words know of; 0: there was none",
        ),
    )
    op.execute(
        """
        update return_draft d set based_on = coalesce((
            select max(v.number) from return_revision v
            join quarterly_return q on q.id = v.return_id
            where (q.unit_id, q.year, q.quarter) = (d.unit_id, d.year, d.quarter)
              and v.submitted_at <= d.created_at
        ), 0)
        """
    )
    op.alter_column("return_draft", "based_on", server_default=None)
    op.add_column(
        "intake_item",
        sa.Column(
            "saved_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when its writer saved it, as it says; files are read in that order",
        ),
    )
    op.add_column(
        "intake_item",
        sa.Column(
            "attempts",
            sa.SmallInteger(),
            server_default="0",
            nullable=False,
            comment="how often its reading was begun",
        ),
    )


def downgrade() -> None:
    op.execute("set constraints all immediate")
    op.drop_column("intake_item", "attempts")
    op.drop_column("intake_item", "saved_at")
    op.drop_column("return_draft", "based_on")
