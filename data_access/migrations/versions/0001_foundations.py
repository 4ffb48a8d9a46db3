"""All tables, as the models name them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "username",
            sa.String(length=40),
            nullable=False,
            comment="lower case, as typed at sign-in",
        ),
        sa.Column(
            "display_name",
            sa.String(length=120),
            nullable=False,
            comment="shown beside what they did",
        ),
        sa.Column(
            "password_hash",
            sa.String(length=255),
            nullable=True,
            comment="Argon2id; null: cannot sign in with a password",
        ),
        sa.Column(
            "active",
            sa.Boolean(),
            nullable=False,
            comment="whether the account may sign in and act",
        ),
        sa.Column(
            "language", sa.String(length=2), server_default="vi", nullable=False, comment="vi or en"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
        comment="The only persons the system knows",
    )
    op.create_table(
        "data_revision",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "number",
            sa.BigInteger(),
            nullable=False,
            comment="grows by one or more with each change",
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_data_revision_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_revision")),
        comment="One row, kept by triggers at commit",
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
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
            "organisation",
            sa.Enum(
                "party",
                "union",
                "youth",
                "women",
                "veterans",
                "enterprise",
                name="organisation",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="whose founding or members",
        ),
        sa.Column(
            "measure",
            sa.Enum(
                "flow",
                "stock",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="flow: what happened in the quarter; stock: what exists at its end",
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
            "main", sa.Boolean(), nullable=False, comment="whether it is a main indicator (chủ yếu)"
        ),
        sa.Column(
            "listed",
            sa.Boolean(),
            nullable=False,
            comment="whether each one counted stands as a row in the return's list of foundings",
        ),
        sa.Column(
            "parent_id",
            sa.BigInteger(),
            nullable=True,
            comment="trong đó: the value cannot exceed that of this indicator",
        ),
        sa.Column(
            "display_order", sa.SmallInteger(), nullable=False, comment="smaller is shown first"
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="first day in force"),
        sa.Column(
            "valid_to", sa.Date(), nullable=True, comment="last day in force; null while it is"
        ),
        sa.CheckConstraint(
            "not listed or measure = 'flow'", name=op.f("ck_indicator_only_flows_are_listed")
        ),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from", name=op.f("ck_indicator_valid_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["indicator.id"],
            name=op.f("fk_indicator_parent_id_indicator"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("code", name=op.f("uq_indicator_code")),
        comment="Indicators with the days between which they are in force",
    )
    op.create_index(op.f("ix_indicator_parent_id"), "indicator", ["parent_id"], unique=False)
    op.create_table(
        "rate_window",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("hits", sa.BigInteger(), nullable=False, comment="attempts in the window"),
        sa.Column(
            "expires_at", sa.DateTime(timezone=True), nullable=False, comment="end of the window"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_window")),
        comment="Throttling counters",
    )
    op.create_index(op.f("ix_rate_window_expires_at"), "rate_window", ["expires_at"], unique=False)
    op.create_table(
        "reporting_period",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("quarter", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "due_on", sa.Date(), nullable=False, comment="last day on which a return is on time"
        ),
        sa.Column(
            "closed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="from when no new return is taken; null while open",
        ),
        sa.CheckConstraint(
            "quarter between 1 and 4", name=op.f("ck_reporting_period_quarter_of_a_year")
        ),
        sa.PrimaryKeyConstraint("year", "quarter", name=op.f("pk_reporting_period")),
        comment="Quarters with the days on which their returns are due",
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_stored_file_sha256")),
        comment="Append-only. Files as handed in",
    )
    op.create_table(
        "unit_kind",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False, comment="Vietnamese, as shown"),
        sa.Column("name_en", sa.String(length=120), nullable=False, comment="English, as shown"),
        sa.Column(
            "display_order", sa.SmallInteger(), nullable=False, comment="smaller is shown first"
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit_kind")),
        comment="Kinds of unit; the words shown for them are data",
    )
    op.create_table(
        "history_import",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("imported_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="from when the figures hold",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_history_import_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["imported_by"],
            ["account.id"],
            name=op.f("fk_history_import_imported_by_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_import")),
        comment="Append-only. Sheets of figures from before the system",
    )
    op.create_index(op.f("ix_history_import_file_id"), "history_import", ["file_id"], unique=False)
    op.create_index(
        op.f("ix_history_import_imported_by"), "history_import", ["imported_by"], unique=False
    )
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False, comment="SHA-256"),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "last_used_at", sa.DateTime(timezone=True), nullable=False, comment="for the idle limit"
        ),
        sa.Column(
            "expires_at", sa.DateTime(timezone=True), nullable=False, comment="the absolute limit"
        ),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="signed out, or ended for them",
        ),
        sa.Column(
            "address", sa.String(length=64), nullable=True, comment="network address at sign-in"
        ),
        sa.Column("browser", sa.String(length=200), nullable=True, comment="as it named itself"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_sign_in_session_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
        comment="Signed-in browsers",
    )
    op.create_index(
        op.f("ix_sign_in_session_account_id"), "sign_in_session", ["account_id"], unique=False
    )
    op.create_table(
        "target_decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "registered",
                "assigned",
                name="targetstage",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="registered by units, or assigned",
        ),
        sa.Column("number", sa.String(length=80), nullable=True, comment="the document's number"),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="the document's date"),
        sa.Column(
            "history", sa.Boolean(), nullable=False, comment="from before the system was used"
        ),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="from when the figures hold",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_target_decision_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["account.id"],
            name=op.f("fk_target_decision_recorded_by_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_decision")),
        comment="Append-only. Documents that set targets",
    )
    op.create_index(
        op.f("ix_target_decision_file_id"), "target_decision", ["file_id"], unique=False
    )
    op.create_index(
        op.f("ix_target_decision_recorded_by"), "target_decision", ["recorded_by"], unique=False
    )
    op.create_index(op.f("ix_target_decision_year"), "target_decision", ["year"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
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
        sa.Column("parent_id", sa.BigInteger(), nullable=True, comment="null for a province"),
        sa.Column(
            "counting",
            sa.Enum(
                "counted",
                "cross_check",
                name="counting",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="counted: part of the parent's figures; cross_check: compared, never added",
        ),
        sa.Column(
            "reports",
            sa.Boolean(),
            nullable=False,
            comment="whether a quarterly return is due from it",
        ),
        sa.Column(
            "illustration",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="invented, and marked so wherever shown",
        ),
        sa.Column(
            "valid_from", sa.Date(), nullable=False, comment="first day on which the unit exists"
        ),
        sa.Column(
            "valid_to",
            sa.Date(),
            nullable=True,
            comment="last day on which it exists; null while it does",
        ),
        sa.Column(
            "display_order",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="smaller is shown first, then by name",
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_unit_not_its_own_parent")),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from", name=op.f("ck_unit_valid_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["kind_code"],
            ["unit_kind.code"],
            name=op.f("fk_unit_kind_code_unit_kind"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id_unit"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
        comment="Units with the days between which they exist",
    )
    op.create_index(op.f("ix_unit_kind_code"), "unit", ["kind_code"], unique=False)
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_table(
        "account_grant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "viewer",
                "reporter",
                "reviewer",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="on the unit and its subtree",
        ),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_grant_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_account_grant_unit_id_unit"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_grant")),
        comment="Who may do what where; a revoked grant stays for the record",
    )
    op.create_index(
        op.f("ix_account_grant_account_id"), "account_grant", ["account_id"], unique=False
    )
    op.create_index(op.f("ix_account_grant_unit_id"), "account_grant", ["unit_id"], unique=False)
    op.create_index(
        "uq_account_grant_current",
        "account_grant",
        ["account_id", "unit_id", "role"],
        unique=True,
        postgresql_where="revoked_at is null",
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True, comment="null: nobody known"),
        sa.Column("unit_id", sa.BigInteger(), nullable=True, comment="the unit it concerns"),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "command_line",
                "api",
                "system",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="the door they came through",
        ),
        sa.Column("action", sa.String(length=40), nullable=False, comment="such as return.accept"),
        sa.Column("subject", sa.String(length=40), nullable=True, comment="the table it is about"),
        sa.Column("subject_id", sa.BigInteger(), nullable=True, comment="the row it is about"),
        sa.Column(
            "detail",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="what a reader needs besides",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_audit_event_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_audit_event_unit_id_unit"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        comment="Append-only. Who did what, when and through which door",
    )
    op.create_index(op.f("ix_audit_event_account_id"), "audit_event", ["account_id"], unique=False)
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"], unique=False)
    op.create_index(
        "ix_audit_event_subject", "audit_event", ["subject", "subject_id"], unique=False
    )
    op.create_index(op.f("ix_audit_event_unit_id"), "audit_event", ["unit_id"], unique=False)
    op.create_table(
        "history_value",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("indicator_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "quarter",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=False,
            comment="1 to 4; 0 where only the whole year is known",
        ),
        sa.Column("amount", sa.Integer(), nullable=False, comment="in the indicator's unit"),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_history_value_amount_not_negative")),
        sa.CheckConstraint(
            "quarter between 0 and 4", name=op.f("ck_history_value_quarter_or_whole_year")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["history_import.id"],
            name=op.f("fk_history_value_import_id_history_import"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"],
            ["indicator.id"],
            name=op.f("fk_history_value_indicator_id_indicator"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_history_value_unit_id_unit"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint(
            "import_id", "unit_id", "indicator_id", "year", "quarter", name=op.f("pk_history_value")
        ),
        comment="Append-only. Counts without a list",
    )
    op.create_index(
        op.f("ix_history_value_indicator_id"), "history_value", ["indicator_id"], unique=False
    )
    op.create_index(
        "ix_history_value_unit_year", "history_value", ["unit_id", "year"], unique=False
    )
    op.create_table(
        "quarterly_return",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("quarter", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_quarterly_return_unit_id_unit"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["year", "quarter"],
            ["reporting_period.year", "reporting_period.quarter"],
            name="fk_quarterly_return_period",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarterly_return")),
        sa.UniqueConstraint(
            "unit_id", "year", "quarter", name=op.f("uq_quarterly_return_unit_id_year_quarter")
        ),
        comment="Append-only. One row for each unit and quarter ever reported",
    )
    op.create_index(
        "ix_quarterly_return_period", "quarterly_return", ["year", "quarter"], unique=False
    )
    op.create_table(
        "target_value",
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("indicator_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "year", sa.SmallInteger(), nullable=False, comment="as the decision's, for the index"
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "registered",
                "assigned",
                name="targetstage",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="as the decision's, for the index",
        ),
        sa.Column(
            "amount",
            sa.Integer(),
            nullable=True,
            comment="to reach by 31 December, in the indicator's unit; null: no target given",
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_target_value_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["target_decision.id"],
            name=op.f("fk_target_value_decision_id_target_decision"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"],
            ["indicator.id"],
            name=op.f("fk_target_value_indicator_id_indicator"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_target_value_unit_id_unit"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint(
            "decision_id", "unit_id", "indicator_id", name=op.f("pk_target_value")
        ),
        comment="Append-only. Targets as each decision set them",
    )
    op.create_index(
        "ix_target_value_current",
        "target_value",
        ["unit_id", "year", "stage", "indicator_id", "decision_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_target_value_indicator_id"), "target_value", ["indicator_id"], unique=False
    )
    op.create_table(
        "unit_ancestor",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("ancestor_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "depth",
            sa.SmallInteger(),
            nullable=False,
            comment="steps from the unit up to the ancestor; 0 is the unit itself",
        ),
        sa.Column(
            "counted",
            sa.Boolean(),
            nullable=False,
            comment="whether the unit's figures are part of the ancestor's",
        ),
        sa.ForeignKeyConstraint(
            ["ancestor_id"],
            ["unit.id"],
            name=op.f("fk_unit_ancestor_ancestor_id_unit"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_unit_ancestor_unit_id_unit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("unit_id", "ancestor_id", name=op.f("pk_unit_ancestor")),
        comment="Kept by a trigger on unit; never written by hand",
    )
    op.create_index(
        op.f("ix_unit_ancestor_ancestor_id"), "unit_ancestor", ["ancestor_id"], unique=False
    )
    op.create_table(
        "unit_succession",
        sa.Column("predecessor_id", sa.BigInteger(), nullable=False),
        sa.Column("successor_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "effective_on", sa.Date(), nullable=False, comment="first day of the successor's part"
        ),
        sa.Column(
            "decision_number",
            sa.String(length=80),
            nullable=True,
            comment="the resolution or decision behind it",
        ),
        sa.CheckConstraint(
            "predecessor_id <> successor_id", name=op.f("ck_unit_succession_two_units")
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"],
            ["unit.id"],
            name=op.f("fk_unit_succession_predecessor_id_unit"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["unit.id"],
            name=op.f("fk_unit_succession_successor_id_unit"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("predecessor_id", "successor_id", name=op.f("pk_unit_succession")),
        comment="Splits, mergers and renamings",
    )
    op.create_index(
        op.f("ix_unit_succession_successor_id"), "unit_succession", ["successor_id"], unique=False
    )
    op.create_table(
        "return_revision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("return_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False, comment="1, 2, … within the return"),
        sa.Column(
            "reason",
            sa.String(length=1000),
            nullable=True,
            comment="why an earlier revision is corrected",
        ),
        sa.Column(
            "warnings",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="what the checks warned of: sheet, cell, rule, found, message",
        ),
        sa.Column(
            "explanation",
            sa.String(length=2000),
            nullable=True,
            comment="the submitter's word on the warnings",
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "command_line",
                "api",
                "system",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="the door it came through",
        ),
        sa.Column("file_id", sa.BigInteger(), nullable=False, comment="the file as sent"),
        sa.Column("submitted_by", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_return_revision_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_return_revision_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["quarterly_return.id"],
            name=op.f("fk_return_revision_return_id_quarterly_return"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"],
            ["account.id"],
            name=op.f("fk_return_revision_submitted_by_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_revision")),
        sa.UniqueConstraint(
            "return_id", "number", name=op.f("uq_return_revision_return_id_number")
        ),
        comment="Append-only. Submissions; the newest accepted one counts",
    )
    op.create_index(
        op.f("ix_return_revision_file_id"), "return_revision", ["file_id"], unique=False
    )
    op.create_index(
        op.f("ix_return_revision_submitted_at"), "return_revision", ["submitted_at"], unique=False
    )
    op.create_index(
        op.f("ix_return_revision_submitted_by"), "return_revision", ["submitted_by"], unique=False
    )
    op.create_table(
        "difficulty",
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.SmallInteger(), nullable=False, comment="1, 2, … in the list"),
        sa.Column("difficulty", sa.Text(), nullable=True),
        sa.Column("proposal", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["return_revision.id"],
            name=op.f("fk_difficulty_revision_id_return_revision"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("revision_id", "row", name=op.f("pk_difficulty")),
        comment="Append-only. Difficulties and proposals",
    )
    op.create_table(
        "enterprise_review",
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.SmallInteger(), nullable=False, comment="1, 2, … in the list"),
        sa.Column(
            "enterprise",
            sa.String(length=300),
            nullable=False,
            comment="the enterprise's name as typed",
        ),
        sa.Column(
            "enterprise_key", sa.String(length=300), nullable=False, comment="the name folded"
        ),
        sa.Column("tax_code", sa.String(length=14), nullable=True, comment="digits and dash"),
        sa.Column("enterprise_type", sa.String(length=120), nullable=True, comment="as typed"),
        sa.Column("workers", sa.Integer(), nullable=True, comment="people working there"),
        sa.Column("party_members", sa.Integer(), nullable=True, comment="Party members among them"),
        sa.Column("has_party", sa.Boolean(), nullable=True, comment="has a Party organisation"),
        sa.Column("has_union", sa.Boolean(), nullable=True, comment="has a trade union"),
        sa.Column("has_youth", sa.Boolean(), nullable=True, comment="has a youth organisation"),
        sa.CheckConstraint(
            "workers >= 0 and party_members >= 0", name=op.f("ck_enterprise_review_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["return_revision.id"],
            name=op.f("fk_enterprise_review_revision_id_return_revision"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("revision_id", "row", name=op.f("pk_enterprise_review")),
        comment="Append-only. Enterprises reviewed, for the room to grow",
    )
    op.create_table(
        "founding",
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.SmallInteger(), nullable=False, comment="1, 2, … in the list"),
        sa.Column(
            "indicator_id", sa.BigInteger(), nullable=False, comment="which number it is part of"
        ),
        sa.Column("name", sa.String(length=300), nullable=True, comment="the organisation's name"),
        sa.Column(
            "enterprise",
            sa.String(length=300),
            nullable=False,
            comment="the enterprise's name as typed",
        ),
        sa.Column(
            "enterprise_key",
            sa.String(length=300),
            nullable=False,
            comment="the name folded: no diacritics, case, spaces or legal form",
        ),
        sa.Column("tax_code", sa.String(length=14), nullable=True, comment="digits and dash"),
        sa.Column("enterprise_type", sa.String(length=120), nullable=True, comment="as typed"),
        sa.Column("founded_on", sa.Date(), nullable=False, comment="date of the founding decision"),
        sa.Column("decision_number", sa.String(length=80), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True, comment="members at founding"),
        sa.CheckConstraint("members >= 0", name=op.f("ck_founding_members_not_negative")),
        sa.ForeignKeyConstraint(
            ["indicator_id"],
            ["indicator.id"],
            name=op.f("fk_founding_indicator_id_indicator"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["return_revision.id"],
            name=op.f("fk_founding_revision_id_return_revision"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("revision_id", "row", name=op.f("pk_founding")),
        comment="Append-only. The list behind the numbers of organisations founded",
    )
    op.create_index("ix_founding_enterprise_key", "founding", ["enterprise_key"], unique=False)
    op.create_index(op.f("ix_founding_indicator_id"), "founding", ["indicator_id"], unique=False)
    op.create_index(op.f("ix_founding_tax_code"), "founding", ["tax_code"], unique=False)
    op.create_table(
        "return_decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "accept",
                "send_back",
                "reopen",
                "withdraw",
                name="decisionkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="accept, send back, reopen, withdraw",
        ),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind = 'accept' or reason is not null",
            name=op.f("ck_return_decision_a_refusal_has_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["account.id"],
            name=op.f("fk_return_decision_decided_by_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["return_revision.id"],
            name=op.f("fk_return_decision_revision_id_return_revision"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_decision")),
        comment="Append-only. Decisions on revisions",
    )
    op.create_index(
        op.f("ix_return_decision_decided_at"), "return_decision", ["decided_at"], unique=False
    )
    op.create_index(
        op.f("ix_return_decision_decided_by"), "return_decision", ["decided_by"], unique=False
    )
    op.create_index(
        "ix_return_decision_revision", "return_decision", ["revision_id", "id"], unique=False
    )
    op.create_table(
        "return_value",
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column("indicator_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "amount",
            sa.Integer(),
            nullable=False,
            comment="in the indicator's unit; a flow in the quarter, a stock at its end",
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_return_value_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["indicator_id"],
            ["indicator.id"],
            name=op.f("fk_return_value_indicator_id_indicator"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["return_revision.id"],
            name=op.f("fk_return_value_revision_id_return_revision"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("revision_id", "indicator_id", name=op.f("pk_return_value")),
        comment="Append-only. Figures of a revision; no row: none reported",
    )
    op.create_table(
        "upload",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "file_name",
            sa.String(length=255),
            nullable=False,
            comment="as the person's machine named it",
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "stored",
                "repeated",
                "refused",
                name="uploadoutcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="stored, repeated or refused",
        ),
        sa.Column(
            "problems",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="severity, sheet, cell, rule, found, message of each problem",
        ),
        sa.Column(
            "revision_id",
            sa.BigInteger(),
            nullable=True,
            comment="the revision it became or repeats; null where refused",
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "command_line",
                "api",
                "system",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="the door it came through",
        ),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_upload_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["return_revision.id"],
            name=op.f("fk_upload_revision_id_return_revision"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"],
            ["account.id"],
            name=op.f("fk_upload_uploaded_by_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        comment="Append-only. Files handed in, refused ones included",
    )
    op.create_index(op.f("ix_upload_file_id"), "upload", ["file_id"], unique=False)
    op.create_index(op.f("ix_upload_revision_id"), "upload", ["revision_id"], unique=False)
    op.create_index(op.f("ix_upload_uploaded_at"), "upload", ["uploaded_at"], unique=False)
    op.create_index(op.f("ix_upload_uploaded_by"), "upload", ["uploaded_by"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_upload_uploaded_by"), table_name="upload")
    op.drop_index(op.f("ix_upload_uploaded_at"), table_name="upload")
    op.drop_index(op.f("ix_upload_revision_id"), table_name="upload")
    op.drop_index(op.f("ix_upload_file_id"), table_name="upload")
    op.drop_table("upload")
    op.drop_table("return_value")
    op.drop_index("ix_return_decision_revision", table_name="return_decision")
    op.drop_index(op.f("ix_return_decision_decided_by"), table_name="return_decision")
    op.drop_index(op.f("ix_return_decision_decided_at"), table_name="return_decision")
    op.drop_table("return_decision")
    op.drop_index(op.f("ix_founding_tax_code"), table_name="founding")
    op.drop_index(op.f("ix_founding_indicator_id"), table_name="founding")
    op.drop_index("ix_founding_enterprise_key", table_name="founding")
    op.drop_table("founding")
    op.drop_table("enterprise_review")
    op.drop_table("difficulty")
    op.drop_index(op.f("ix_return_revision_submitted_by"), table_name="return_revision")
    op.drop_index(op.f("ix_return_revision_submitted_at"), table_name="return_revision")
    op.drop_index(op.f("ix_return_revision_file_id"), table_name="return_revision")
    op.drop_table("return_revision")
    op.drop_index(op.f("ix_unit_succession_successor_id"), table_name="unit_succession")
    op.drop_table("unit_succession")
    op.drop_index(op.f("ix_unit_ancestor_ancestor_id"), table_name="unit_ancestor")
    op.drop_table("unit_ancestor")
    op.drop_index(op.f("ix_target_value_indicator_id"), table_name="target_value")
    op.drop_index("ix_target_value_current", table_name="target_value")
    op.drop_table("target_value")
    op.drop_index("ix_quarterly_return_period", table_name="quarterly_return")
    op.drop_table("quarterly_return")
    op.drop_index("ix_history_value_unit_year", table_name="history_value")
    op.drop_index(op.f("ix_history_value_indicator_id"), table_name="history_value")
    op.drop_table("history_value")
    op.drop_index(op.f("ix_audit_event_unit_id"), table_name="audit_event")
    op.drop_index("ix_audit_event_subject", table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_at"), table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_account_id"), table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_index(
        "uq_account_grant_current",
        table_name="account_grant",
        postgresql_where="revoked_at is null",
    )
    op.drop_index(op.f("ix_account_grant_unit_id"), table_name="account_grant")
    op.drop_index(op.f("ix_account_grant_account_id"), table_name="account_grant")
    op.drop_table("account_grant")
    op.drop_index(op.f("ix_unit_parent_id"), table_name="unit")
    op.drop_index(op.f("ix_unit_kind_code"), table_name="unit")
    op.drop_table("unit")
    op.drop_index(op.f("ix_target_decision_year"), table_name="target_decision")
    op.drop_index(op.f("ix_target_decision_recorded_by"), table_name="target_decision")
    op.drop_index(op.f("ix_target_decision_file_id"), table_name="target_decision")
    op.drop_table("target_decision")
    op.drop_index(op.f("ix_sign_in_session_account_id"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_index(op.f("ix_history_import_imported_by"), table_name="history_import")
    op.drop_index(op.f("ix_history_import_file_id"), table_name="history_import")
    op.drop_table("history_import")
    op.drop_table("unit_kind")
    op.drop_table("stored_file")
    op.drop_table("reporting_period")
    op.drop_index(op.f("ix_rate_window_expires_at"), table_name="rate_window")
    op.drop_table("rate_window")
    op.drop_index(op.f("ix_indicator_parent_id"), table_name="indicator")
    op.drop_table("indicator")
    op.drop_table("data_revision")
    op.drop_table("account")
