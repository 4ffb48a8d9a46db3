"""Bringing the database in use to the newest schema, with a backup first."""

from dashboard.actions import old_warnings
from dashboard.doors import SERVICE, reading
from dashboard.errors import Refused
from dashboard.maintenance import First, Made, Report, Upgraded, backing_up
from data_access import databases, schema


def upgrade(how: First, report: Report) -> Upgraded:
    """Bring the schema up to date; where that changes anything, a backup is made first.

    Two at once take turns: the second finds nothing left to do.

    Raises:
        Refused: ``upgrade-without-backup``; ``schema-newer``: it is a newer program's;
            ``schema-without-right``: the role may not make tables.
    """
    with schema.turn():
        if schema.is_current():
            old_warnings.derive_parameters()  # the last upgrade may have ended before it
            return Upgraded(changed=False, backup=Made(reason="schema-current"))
        _check()
        made = backing_up.first(how, report, "upgrade-without-backup")
        schema.migrate()
        old_warnings.derive_parameters()
    return Upgraded(changed=True, backup=made)


def _check() -> None:
    there = schema.current()
    if there is not None and not schema.is_known(there):
        raise Refused("schema-newer", revision=there)
    with reading(SERVICE) as session:
        if not databases.may_make_tables(session):
            raise Refused("schema-without-right", role=databases.role(session))
