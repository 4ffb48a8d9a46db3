"""Parameters of warnings that were stored as sentences: said anew in the reader's language."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# table, column: what is said of it from now on, what was said before
COMMENTS = {
    ("return_revision", "warnings"): (
        "what the checks warned of: severity, sheet, cell, rule, found, variant, parameters; "
        "of earlier versions a message in place of the last two",
        "what the checks warned of: sheet, cell, rule, found, message",
    ),
    ("upload", "problems"): (
        "severity, sheet, cell, rule, found of each problem; message, or variant and parameters",
        "severity, sheet, cell, rule, found, message of each problem",
    ),
}


def upgrade() -> None:
    op.execute("set constraints all immediate")
    op.create_table(
        "warning_parameters",
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "position",
            sa.SmallInteger(),
            nullable=False,
            comment="1, 2, … in the revision's warnings",
        ),
        sa.Column(
            "variant",
            sa.String(length=40),
            nullable=False,
            comment="which of the rule's sentences; empty where it has one",
        ),
        sa.Column(
            "parameters",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="by name, in no language",
        ),
        sa.CheckConstraint("position >= 1", name=op.f("ck_warning_parameters_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["return_revision.id"],
            name=op.f("fk_warning_parameters_revision_id_return_revision"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name=op.f("pk_warning_parameters")),
        comment="Append-only. Parameters derived from warnings that were stored as sentences",
    )
    op.execute(
        "create trigger append_only before update or delete or truncate on warning_parameters "
        "for each statement execute function refuse_change()"
    )
    for (table, column), (now, before) in COMMENTS.items():
        op.alter_column(table, column, comment=now, existing_comment=before)


def downgrade() -> None:
    op.execute("set constraints all immediate")
    for (table, column), (now, before) in COMMENTS.items():
        op.alter_column(table, column, comment=before, existing_comment=now)
    op.drop_table("warning_parameters")
