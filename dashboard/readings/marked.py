"""Files to hand back: the clerk's own workbook, with what is to be mended marked in it."""

from pathlib import PurePath

from dashboard.domain.access import Person
from dashboard.doors import reading
from dashboard.errors import Problem, Refused, WorkbookRefused, WrongState
from dashboard.i18n import _, format_moment, format_period
from dashboard.readings import originals
from dashboard.workbooks import marked_up, workers
from dashboard.workbooks.marked_up import Remark
from data_access import returns, units
from data_access.originals import Original
from data_access.returns import RevisionRecord

PREFIX = "CAN-SUA_"


def of_upload(person: Person, upload_id: int) -> tuple[str, bytes]:
    """Return the name and the bytes of a file that the person handed in, marked up.

    Raises:
        NotFound, NotAllowed: there is no such upload; somebody else handed it in.
        Refused: ``not-marked-up``: it cannot be opened.
        WrongState: ``nothing-to-mend``.
    """
    found = originals.of_upload(person, upload_id)
    about = _("{name}, handed in {moment}").format(
        name=found.file_name, moment=format_moment(found.uploaded_at)
    )
    return name_of(found.file_name), marked(found, (), about)


def of_revision(person: Person, revision_id: int) -> tuple[str, bytes]:
    """Return the name and the bytes of a revision's file, with what its reviewer said of it.

    Raises:
        NotFound, NotAllowed: there is no such revision; the person may not see its return.
        Refused: ``not-marked-up``: it cannot be opened.
        WrongState: ``nothing-to-mend``: it has no warnings, and no reviewer said anything.
    """
    with reading(person) as session:
        found = originals.of_revision(person, revision_id)
        revision = returns.revision(session, revision_id)
        unit = units.by_id(session, revision.unit_id)
    about = _("{unit}, {period}, revision {revision}").format(
        unit=unit.name, period=format_period(revision.period), revision=revision.number
    )
    return name_of(found.file_name), marked(found, _remarks(revision), about + _decided(revision))


def _remarks(revision: RevisionRecord) -> list[Remark]:
    reason = [Remark(revision.remark)] if revision.remark else []
    return reason + [
        Remark(each.get("message", ""), each.get("sheet"), each.get("cell"))
        for each in revision.remarks
    ]


def _decided(revision: RevisionRecord) -> str:
    if revision.decided_at is None:
        return ""
    told = _(" · decided by {person}, {moment}")
    return told.format(person=revision.decider, moment=format_moment(revision.decided_at))


def marked(found: Original, remarks: list[Remark] | tuple[()], about: str) -> bytes:
    """Return the file with what was found in it, and ``remarks``, marked.

    Raises:
        Refused: ``not-marked-up``.
        WrongState: ``nothing-to-mend``.
    """
    problems = tuple(map(Problem.from_stored, found.problems))
    if not problems and not remarks:
        raise WrongState("nothing-to-mend")
    try:
        return workers.run(marked_up.mark, found.content, problems, tuple(remarks), about)
    except WorkbookRefused as refusal:
        raise Refused("not-marked-up", reason=_why(problems, refusal)) from refusal


def _why(problems: tuple[Problem, ...], refusal: WorkbookRefused) -> str:
    known = (each for each in problems if each.rule in marked_up.UNOPENED)
    return next(known, refusal.problems[0]).message


def name_of(file_name: str) -> str:
    """Return the name under which the file is handed back: ``CAN-SUA_BC_D01_2026Q3.xlsx``."""
    plain = PurePath(file_name.replace("\\", "/")).name.removeprefix(PREFIX)
    return PREFIX + (plain or "bao-cao.xlsx")
