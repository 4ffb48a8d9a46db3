"""The whole life of a return: drafts, bundles, extensions, tokens, and what moves a stock."""

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("due_date_extension", "idempotency_key", "intake_batch")

CHANNELS = ("web", "command_line", "api", "system")
WITH_CHANNEL = ("audit_event", "return_revision", "upload")

ORGANISATIONS = ("tổ chức", "organisations")
IN_FORCE_FROM = date(2000, 1, 1)

# stem, organisation, Vietnamese, English, short Vietnamese, short English
LEAVING = (
    ("PARTY_ORG", "party", "Tổ chức đảng", "Party organisations", "TCĐ", "Party org."),
    ("UNION", "union", "Công đoàn cơ sở", "Trade unions", "CĐCS", "Unions"),
    ("YOUTH_ORG", "youth", "Tổ chức Đoàn, Hội thanh niên", "Youth organisations", "TCTN",
     "Youth org."),
    ("WOMEN_GROUP", "women", "Câu lạc bộ, chi hội, tổ phụ nữ", "Women's groups", "CH, tổ PN",
     "Women's groups"),
    ("VETERAN_ORG", "veterans", "Hội Cựu chiến binh", "Veterans' associations", "Hội CCB",
     "Veterans' assoc."),
)  # fmt: skip
WAYS = (
    ("DISSOLVED", "giải thể, ngừng hoạt động", "dissolved",
     "giải thể", "dissolved"),
    ("MERGED", "giảm do sáp nhập, chuyển đi", "merged or moved away",
     "sáp nhập", "merged"),
)  # fmt: skip


def upgrade() -> None:
    op.execute("set constraints all immediate")  # else earlier changes wait and lock the tables
    op.create_table(
        "api_token",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False, comment="SHA-256"),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False, comment="which program it is for"),
        sa.Column(
            "scope",
            sa.Enum(
                "read",
                "submit",
                name="tokenscope",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
            comment="read, or submit returns as well",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "expires_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="from when it opens nothing",
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "expires_at > created_at", name=op.f("ck_api_token_expires_after_it_is_made")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_api_token_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
        comment="Tokens of programs; a revoked one stays for the record",
    )
    op.create_index(op.f("ix_api_token_account_id"), "api_token", ["account_id"], unique=False)
    op.create_table(
        "intake_batch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("received_by", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "left_out",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
            comment="names in an archive that are no files of a person",
        ),
        sa.ForeignKeyConstraint(
            ["received_by"],
            ["account.id"],
            name=op.f("fk_intake_batch_received_by_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_batch")),
        comment="Append-only. Bundles of files received",
    )
    op.create_index(
        op.f("ix_intake_batch_received_at"), "intake_batch", ["received_at"], unique=False
    )
    op.create_index(
        op.f("ix_intake_batch_received_by"), "intake_batch", ["received_by"], unique=False
    )
    op.create_table(
        "due_date_extension",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("quarter", sa.SmallInteger(), nullable=False),
        sa.Column(
            "due_on",
            sa.Date(),
            nullable=True,
            comment="last day on which the unit's return is on time; null: the calendar's again",
        ),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["account.id"],
            name=op.f("fk_due_date_extension_decided_by_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
            name=op.f("fk_due_date_extension_unit_id_unit"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["year", "quarter"],
            ["reporting_period.year", "reporting_period.quarter"],
            name="fk_due_date_extension_period",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_date_extension")),
        comment="Append-only. Due dates put off for one unit, with the reason",
    )
    op.create_index(
        op.f("ix_due_date_extension_decided_at"), "due_date_extension", ["decided_at"], unique=False
    )
    op.create_index(
        op.f("ix_due_date_extension_decided_by"), "due_date_extension", ["decided_by"], unique=False
    )
    op.create_index(
        "ix_due_date_extension_unit_period",
        "due_date_extension",
        ["unit_id", "year", "quarter", "id"],
        unique=False,
    )
    op.execute("create sequence return_draft_version")
    op.create_table(
        "return_draft",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("quarter", sa.SmallInteger(), nullable=False),
        sa.Column(
            "version",
            sa.BigInteger(),
            server_default=sa.text("nextval('return_draft_version')"),
            nullable=False,
            comment="another with each saving, never used again: nobody saves over another's",
        ),
        sa.Column(
            "content",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="what stands in the form, as typed: figures, foundings, reviews, difficulties",
        ),
        sa.Column(
            "file_id",
            sa.BigInteger(),
            nullable=True,
            comment="the workbook it was taken from, while nothing is typed since",
        ),
        sa.Column(
            "file_name", sa.String(length=255), nullable=True, comment="that workbook's name"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_return_draft_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_return_draft_unit_id_unit"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"],
            ["account.id"],
            name=op.f("fk_return_draft_updated_by_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["year", "quarter"],
            ["reporting_period.year", "reporting_period.quarter"],
            name="fk_return_draft_period",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_draft")),
        sa.UniqueConstraint(
            "unit_id", "year", "quarter", name=op.f("uq_return_draft_unit_id_year_quarter")
        ),
        comment="Drafts; changed in place, and gone once handed in or discarded",
    )
    op.create_index(op.f("ix_return_draft_file_id"), "return_draft", ["file_id"], unique=False)
    op.create_index(
        op.f("ix_return_draft_updated_by"), "return_draft", ["updated_by"], unique=False
    )
    op.create_table(
        "idempotency_key",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column(
            "request_sha256",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="of the request's body: another body wants another key",
        ),
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_idempotency_key_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["return_revision.id"],
            name=op.f("fk_idempotency_key_revision_id_return_revision"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_idempotency_key")),
        comment="Append-only. Keys of requests that stored a return",
    )
    op.create_index(
        op.f("ix_idempotency_key_revision_id"), "idempotency_key", ["revision_id"], unique=False
    )
    op.create_table(
        "intake_item",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "position",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=False,
            comment="1, 2, … in the bundle",
        ),
        sa.Column(
            "file_name",
            sa.String(length=255),
            nullable=False,
            comment="with the folder in an archive",
        ),
        sa.Column(
            "file_id",
            sa.BigInteger(),
            nullable=True,
            comment="null: it could not be taken out of the archive, or was not kept",
        ),
        sa.Column(
            "unit_code", sa.String(length=40), nullable=True, comment="as the file is stamped"
        ),
        sa.Column("year", sa.SmallInteger(), nullable=True, comment="as the file is stamped"),
        sa.Column("quarter", sa.SmallInteger(), nullable=True, comment="as the file is stamped"),
        sa.Column(
            "problems",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
            comment="why it was refused, where there is no upload to say so",
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
            nullable=True,
            comment="stored, repeated or refused; null: not read yet",
        ),
        sa.Column("upload_id", sa.BigInteger(), nullable=True, comment="the upload it became"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "file_id is not null or outcome = 'refused'",
            name=op.f("ck_intake_item_kept_or_refused"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["intake_batch.id"],
            name=op.f("fk_intake_item_batch_id_intake_batch"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_intake_item_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["upload.id"],
            name=op.f("fk_intake_item_upload_id_upload"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("batch_id", "position", name=op.f("pk_intake_item")),
        comment="Files of bundles; those without an outcome are still to be read",
    )
    op.create_index(op.f("ix_intake_item_file_id"), "intake_item", ["file_id"], unique=False)
    op.create_index(op.f("ix_intake_item_upload_id"), "intake_item", ["upload_id"], unique=False)
    op.create_index(
        "ix_intake_item_waiting",
        "intake_item",
        ["batch_id", "position"],
        unique=False,
        postgresql_where="outcome is null",
    )
    op.add_column(
        "indicator",
        sa.Column(
            "moves_id",
            sa.BigInteger(),
            nullable=True,
            comment="the stock that this flow adds to or takes from",
        ),
    )
    op.add_column(
        "indicator",
        sa.Column(
            "moves_by",
            sa.SmallInteger(),
            nullable=True,
            comment="1: adds to that stock; -1: takes from it",
        ),
    )
    op.create_index(op.f("ix_indicator_moves_id"), "indicator", ["moves_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_indicator_moves_id_indicator"),
        "indicator",
        "indicator",
        ["moves_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.add_column(
        "return_decision",
        sa.Column(
            "remarks",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
            comment="sheet, cell, message of each remark on one place of the file",
        ),
    )
    op.create_check_constraint(
        "only_flows_move_a_stock",
        "indicator",
        "(moves_id is null) = (moves_by is null) and (moves_id is null or measure = 'flow')",
    )
    op.create_check_constraint("moves_up_or_down", "indicator", "moves_by in (-1, 1)")
    for table in WITH_CHANNEL:
        _take_channels(table, (*CHANNELS, "email"))
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger append_only before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )
    op.execute(
        "create constraint trigger revised after insert or update or delete on due_date_extension "
        "deferrable initially deferred for each row execute function grow_data_revision()"
    )
    _add_what_moves_a_stock()


def _take_channels(table: str, channels: tuple[str, ...]) -> None:
    op.drop_constraint("channel", table, type_="check")
    taken = ", ".join(f"'{channel}'" for channel in channels)
    op.create_check_constraint("channel", table, f"channel in ({taken})")


def _add_what_moves_a_stock() -> None:
    """Before the stocks in the form, after what was founded and admitted."""
    connection = op.get_bind()
    tables = sa.MetaData()
    tables.reflect(connection, only=["indicator"])
    indicator = tables.tables["indicator"]
    added = len(LEAVING) * len(WAYS)
    connection.execute(
        sa.update(indicator)
        .where(indicator.c.measure == "stock")
        .values(display_order=indicator.c.display_order + added)
    )
    ids = dict(connection.execute(sa.select(indicator.c.code, indicator.c.id)).all())
    order = max(
        connection.scalars(
            sa.select(indicator.c.display_order).where(indicator.c.measure == "flow")
        )
    )
    for stem, organisation, name, english, short, short_en in LEAVING:
        stock = ids[f"{stem}_TOTAL"]
        connection.execute(
            sa.update(indicator)
            .where(indicator.c.id == ids[f"{stem}_FOUNDED"])
            .values(moves_id=stock, moves_by=1)
        )
        for way, words, words_en, word, word_en in WAYS:
            order += 1
            connection.execute(
                sa.insert(indicator).values(
                    code=f"{stem}_{way}",
                    name=f"{name} {words}",
                    name_en=f"{english} {words_en}",
                    short_name=f"{short} {word}",
                    short_name_en=f"{short_en} {word_en}",
                    organisation=organisation,
                    measure="flow",
                    counted_in=ORGANISATIONS[0],
                    counted_in_en=ORGANISATIONS[1],
                    takes_target=False,
                    main=False,
                    listed=False,
                    moves_id=stock,
                    moves_by=-1,
                    display_order=order,
                    valid_from=IN_FORCE_FROM,
                )
            )


def downgrade() -> None:
    op.execute("set constraints all immediate")
    leaving = ", ".join(f"'{stem}_{way[0]}'" for stem, *_rest in LEAVING for way in WAYS)
    op.execute(f"delete from indicator where code in ({leaving})")  # noqa: S608  # names above
    op.execute("update indicator set display_order = display_order - 10 where measure = 'stock'")
    for table in WITH_CHANNEL:
        _take_channels(table, CHANNELS)
    for name in ("only_flows_move_a_stock", "moves_up_or_down"):
        op.drop_constraint(name, "indicator", type_="check")
    op.drop_column("return_decision", "remarks")
    op.drop_constraint(op.f("fk_indicator_moves_id_indicator"), "indicator", type_="foreignkey")
    op.drop_index(op.f("ix_indicator_moves_id"), table_name="indicator")
    op.drop_column("indicator", "moves_by")
    op.drop_column("indicator", "moves_id")
    op.drop_index(
        "ix_intake_item_waiting", table_name="intake_item", postgresql_where="outcome is null"
    )
    op.drop_index(op.f("ix_intake_item_upload_id"), table_name="intake_item")
    op.drop_index(op.f("ix_intake_item_file_id"), table_name="intake_item")
    op.drop_table("intake_item")
    op.drop_index(op.f("ix_idempotency_key_revision_id"), table_name="idempotency_key")
    op.drop_table("idempotency_key")
    op.drop_index(op.f("ix_return_draft_updated_by"), table_name="return_draft")
    op.drop_index(op.f("ix_return_draft_file_id"), table_name="return_draft")
    op.drop_table("return_draft")
    op.execute("drop sequence return_draft_version")
    op.drop_index("ix_due_date_extension_unit_period", table_name="due_date_extension")
    op.drop_index(op.f("ix_due_date_extension_decided_by"), table_name="due_date_extension")
    op.drop_index(op.f("ix_due_date_extension_decided_at"), table_name="due_date_extension")
    op.drop_table("due_date_extension")
    op.drop_index(op.f("ix_intake_batch_received_by"), table_name="intake_batch")
    op.drop_index(op.f("ix_intake_batch_received_at"), table_name="intake_batch")
    op.drop_table("intake_batch")
    op.drop_index(op.f("ix_api_token_account_id"), table_name="api_token")
    op.drop_table("api_token")
