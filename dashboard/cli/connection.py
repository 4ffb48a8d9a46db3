"""Which database a command works on, and as whom."""

import click
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from dashboard import i18n
from dashboard.actions import accounts, operator, parameters
from dashboard.cli.output import tell
from dashboard.domain.access import Person
from dashboard.errors import Refused
from dashboard.i18n import _
from dashboard.maintenance import First, Upgraded
from dashboard.settings import settings
from data_access import databases, embedded, engine, schema
from data_access.errors import DatabaseUnavailable
from data_access.vocabulary import Channel


def connect() -> None:
    """Choose the database and make sure that its schema is ours.

    The embedded one is migrated here, with a backup first, and its provinces given their first
    parameters; a shared one only by ``tiendo migrate`` and ``tiendo serve``.

    Raises:
        DatabaseUnavailable: it cannot be started or reached.
        Refused: ``schema-not-current``, ``upgrade-without-backup``, ``schema-newer``.
    """
    shared = choose()
    if not is_current():
        if shared:
            raise Refused("schema-not-current")
        upgraded()
    if not shared:
        parameters.establish_all()


def upgraded(how: First | None = None) -> Upgraded:
    """Bring the schema of the database chosen up to date, and tell of the backup made first."""
    from dashboard.maintenance import upgrading

    done = upgrading.upgrade(how or First(), tell)
    if done.backup.path is not None:
        tell(_("A backup was made first: {file}").format(file=done.backup.path))
    return done


def choose() -> bool:
    """Choose the database that the settings name; return whether it is a shared one.

    Raises:
        DatabaseUnavailable: the embedded server cannot be started.
    """
    try:
        chosen = settings()
    except ValidationError as error:
        names = ", ".join(f"TIENDO_{str(each['loc'][0]).upper()}" for each in error.errors())
        raise click.UsageError(
            _("These settings cannot be used: {names}. Correct them in the environment.").format(
                names=names
            )
        ) from error
    if chosen.database_url:
        engine.use(chosen.database_url)
        return True
    url = embedded.start(chosen.data_dir, "tiendo")
    databases.create_if_missing(url)
    engine.use(url)
    return False


def is_current() -> bool:
    """Whether the schema of the database chosen is ours.

    Raises:
        DatabaseUnavailable: it cannot be reached.
    """
    try:
        return schema.is_current()
    except OperationalError as error:
        raise DatabaseUnavailable(str(error.orig)) from error


def acting(username: str | None) -> Person:
    """Connect, and return the person of the account, or the server's operator for None.

    Whoever may run commands on the server owns the database: no password is asked for.

    Raises:
        NotFound: there is no such account.
        Refused: ``account-closed``; see ``connect``.
    """
    connect()
    if username is None:
        return operator()
    person = accounts.acting_as(username, Channel.COMMAND_LINE)
    i18n.set_language(person.language)
    return person
