"""Run migrations on the engine in use: one at a time, never queueing behind a long report."""

from alembic import context
from sqlalchemy import Connection, text

from data_access.engine import engine
from data_access.models import Base

ADVISORY_LOCK = 7_310_262


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        connection.execute(text("set local lock_timeout = '20s'"))
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("migrations run on a database, not offline")

given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with engine().connect() as own:
        run(own)
