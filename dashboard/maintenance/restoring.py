"""Restoring a backup: into an empty database, or beside one that it replaces once it is proven."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.actions import old_warnings, operator, record
from dashboard.doors import SERVICE, reading, writing
from dashboard.errors import Refused
from dashboard.i18n import _
from dashboard.maintenance import First, Made, Report, archive, backing_up, emptying
from dashboard.maintenance.archive import Backup, Manifest
from dashboard.readings import whole
from dashboard.settings import settings
from data_access import checksums, databases, engine, programs, schema
from data_access.databases import DatabaseRight
from data_access.errors import ProgramFailed
from data_access.programs import Program
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and how.

    ``migrated_to``: the schema's revision afterwards, None where the backup had it already.
    ``figures_compared``: whether every province was asked again for its progress; it then gave
    the same answer. ``backup``: that of what was replaced, None where nothing was.
    """

    manifest: Manifest
    migrated_to: str | None
    figures_compared: bool
    backup: Made | None


@dataclass(frozen=True, slots=True)
class _Tools:
    pg_restore: Program
    psql: Program
    server: int


def restore(path: Path, how: First, report: Report, *, replace: bool = False) -> Restored:
    """Restore the backup into the database in use, which must be empty.

    With ``replace`` it may hold something: the backup is restored into a database beside it,
    which takes its place once it is proven to be what was backed up, and ``how`` says how that
    something is backed up first. A backup of an older schema is brought up to date at the end.

    Raises:
        Refused: ``backup-damaged``, ``backup-newer``, ``restore-not-empty``,
            ``replace-without-createdb``, ``replace-without-owning``, ``replace-without-another``,
            ``replace-without-backup``, ``schema-without-right``, ``restore-rows-differ``,
            ``restore-contents-differ``, ``restore-figures-differ``, ``restore-older-server``;
            nothing was replaced.
        ProgramMissing: there is no pg_restore or psql that fits.
        ProgramFailed: one of them ended with an error; nothing was replaced.
    """
    report(_("Reading {file}").format(file=path))
    with archive.opened(path) as backup:
        if not schema.is_known(backup.manifest.revision):
            raise Refused("backup-newer")
        with reading(SERVICE) as session:
            server = checksums.moment(session).server
            empty = databases.is_empty(session)
        tools = _tools(backup.manifest, server)
        if empty:
            return _in_place(backup, tools, report)
        if not replace:
            raise Refused("restore-not-empty")
        return _beside(backup, tools, how, report)


def _tools(manifest: Manifest, server: int) -> _Tools:
    least, folder = max(manifest.dumped_by, server), settings().postgres_bin
    return _Tools(
        programs.find("pg_restore", least, folder), programs.find("psql", least, folder), server
    )


def _in_place(backup: Backup, tools: _Tools, report: Report) -> Restored:
    with schema.turn():
        with reading(SERVICE) as session:  # somebody may have come first
            if not databases.is_empty(session):
                raise Refused("restore-not-empty")
            if not databases.may_make_tables(session):
                raise Refused("schema-without-right", role=databases.role(session))
        had_schema = schema.current() is not None
        states = emptying.empty()
        try:
            migrated_to, compared = _fill(backup, tools, report)
            emptying.go_on_from(states)
        except BaseException:
            emptying.empty()
            if had_schema:
                emptying.make_anew(states)
            raise
    return Restored(backup.manifest, migrated_to, compared, None)


def _beside(backup: Backup, tools: _Tools, how: First, report: Report) -> Restored:
    place = engine.url()
    _may_replace(place)
    making = databases.named(place, f"{databases.name(place)}_restoring")
    with databases.turn(place):
        databases.drop(making)
        databases.create_if_missing(making)
        try:
            engine.use(making)
            try:
                migrated_to, compared = _fill(backup, tools, report)
            finally:
                engine.use(place)
            with schema.turn():
                made = backing_up.first(how, report, "replace-without-backup")
        except BaseException:
            databases.drop(making)
            raise
        databases.put_in_place(making, place)
        engine.use(place)
    return Restored(backup.manifest, migrated_to, compared, made)


def _may_replace(place: str) -> None:
    missing = databases.missing_right(place)
    if missing is not None:
        with reading(SERVICE) as session:
            role = databases.role(session)
        rule = {
            DatabaseRight.CREATE: "replace-without-createdb",
            DatabaseRight.OWN: "replace-without-owning",
            DatabaseRight.CONNECT: "replace-without-another",
        }[missing]
        raise Refused(rule, role=role, database=databases.name(place))


def _fill(backup: Backup, tools: _Tools, report: Report) -> tuple[str | None, bool]:
    """Load the backup into the empty database in use, prove it, and bring it up to date.

    Returns the revision it was brought to, and whether the provinces' answers were compared.
    """
    manifest = backup.manifest
    report(_("Loading {rows} rows").format(rows=manifest.rows))
    try:
        programs.load(engine.url(), backup.dump, tools.pg_restore, tools.psql)
    except ProgramFailed as failure:
        if tools.server < manifest.server:
            raise Refused(
                "restore-older-server",
                server=tools.server,
                wanted=manifest.server,
                reason=failure.detail,
            ) from failure
        raise
    emptying.forget_connections()
    databases.gather_statistics()
    report(_("Counting and checksumming every table"))
    _prove_tables(manifest)
    migrated_to = None
    if not schema.is_current():
        report(_("Bringing the schema up to date"))
        schema.migrate()
        old_warnings.derive_parameters()
        migrated_to = schema.newest()
    compared = migrated_to is None and manifest.program == backing_up.program_version()
    if compared and manifest.figures:
        report(_("Asking every province for its progress"))
        _prove_figures(manifest)
    _record(manifest)
    return migrated_to, compared and manifest.figures is not None


def _prove_tables(manifest: Manifest) -> None:
    with reading(SERVICE) as session:
        found = checksums.sums(session)
    for name in sorted({*manifest.tables, *found}):
        expected, there = manifest.tables.get(name), found.get(name)
        rows = expected.rows if expected else 0
        if (there.rows if there else 0) != rows or (expected is None) != (there is None):
            raise Refused(
                "restore-rows-differ", table=name, found=there.rows if there else 0, expected=rows
            )
        if expected and there and there.checksum != expected.checksum:
            raise Refused("restore-contents-differ", table=name)


def _prove_figures(manifest: Manifest) -> None:
    if manifest.figures is None:
        return
    period = Period.parse(manifest.figures.period)
    with reading(SERVICE) as session:
        answers = whole.answers(session, period)
    for code in sorted({*answers, *manifest.figures.provinces}):
        if answers.get(code) != manifest.figures.provinces.get(code):
            raise Refused("restore-figures-differ", unit=code, period=period)


def _record(manifest: Manifest) -> None:
    acting = operator()
    with writing(SERVICE) as session:
        record(
            session,
            acting,
            "database.restore",
            taken_at=manifest.taken_at.isoformat(),
            sha256=manifest.sha256,
        )
