"""Making a backup: the dump, and what it holds, of one and the same moment."""

from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.doors import SERVICE, reading
from dashboard.errors import DashboardError, Refused
from dashboard.explain import explain
from dashboard.i18n import _
from dashboard.maintenance import First, Made, Report, archive
from dashboard.maintenance.archive import FiguresHeld, Manifest, TableHeld
from dashboard.readings import whole
from dashboard.settings import settings
from data_access import calendar, checksums, databases, engine, programs, schema, units
from data_access.checksums import Moment
from data_access.errors import DataError, NotFound


def program_version() -> str:
    return version("tien-do")


def back_up(target: Path, report: Report, *, overwrite: bool = False) -> Manifest:
    """Write a backup of the database in use to ``target``.

    Others may write meanwhile: it holds what there was when it began. A change of the schema
    waits for it.

    Raises:
        Refused: ``backup-exists``, ``backup-not-written``, ``backup-of-nothing``.
        ProgramMissing: there is no pg_dump that fits the server.
        ProgramFailed: pg_dump ended with an error.
    """
    archive.unclaimed(target, overwrite=overwrite)
    with schema.turn(shared=True):
        return _written(target, report, overwrite=overwrite)


def first(how: First, report: Report, rule: str) -> Made:
    """Make the backup that comes before a change, where there is something to lose.

    For who holds the turn of changing the database.

    Raises:
        Refused: ``rule``, with the reason why none could be made.
    """
    with reading(SERVICE) as session:
        loses = databases.holds_anything(session)
    if not loses:
        return Made(reason="nothing-to-lose")
    if not how.wanted:
        return Made(reason="not-wanted")
    try:
        target = how.target or _usual_place()
        _written(target, report, overwrite=False)
    except (DashboardError, DataError) as problem:
        raise Refused(rule, reason=explain(problem)) from problem
    return Made(path=target)


def _usual_place() -> Path:
    folder = settings().data_dir.absolute() / "backups"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            "backup-not-written", file=folder, reason=error.strerror or str(error)
        ) from error
    now = datetime.now(clock.VIETNAM)
    return folder / f"tiendo-{now:%Y%m%d-%H%M%S}-{schema.current()}.zip"


def _written(target: Path, report: Report, *, overwrite: bool) -> Manifest:
    with reading(SERVICE) as session:
        moment = checksums.moment(session)
        if moment.revision is None:
            raise Refused("backup-of-nothing")
        pg_dump = programs.find("pg_dump", moment.server, settings().postgres_bin)
        figures = _figures(session, moment, report)
        report(_("Counting and checksumming every table"))
        tables = {
            name: TableHeld(rows=table.rows, checksum=table.checksum)
            for name, table in checksums.sums(session).items()
        }

        def describe(size: int, sha256: str) -> Manifest:
            return Manifest(
                format=archive.FORMAT,
                program=program_version(),
                taken_at=moment.at,
                database=moment.database,
                server=moment.server,
                dumped_by=pg_dump.major,
                revision=moment.revision or "",
                bytes=size,
                sha256=sha256,
                tables=tables,
                figures=figures,
            )

        report(_("Writing {file}").format(file=target))
        return archive.write(
            target,
            lambda sink: programs.dump(engine.url(), moment.snapshot, sink, pg_dump),
            describe,
            overwrite=overwrite,
        )


def _figures(session: Session, moment: Moment, report: Report) -> FiguresHeld | None:
    """Return what the provinces answer, where the readings know the schema."""
    if moment.revision != schema.newest():
        return None
    report(_("Asking every province for its progress"))
    provinces = units.roots(session)
    if not provinces:
        return None
    try:
        period = calendar.latest_due(session, provinces[0].id, clock.today())
    except NotFound:  # the calendar begins later
        return None
    return FiguresHeld(period=str(period), provinces=whole.answers(session, period))
