"""The quarterly return: its template, looking at a file, handing it in."""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from dashboard import forms
from dashboard.actions import allow, allow_somewhere, handed_in, said, submission
from dashboard.actions.submission import HandedIn, Submission
from dashboard.domain.access import Person, Right
from dashboard.domain.returns import ReturnContent, ReturnForm
from dashboard.domain.text import fold
from dashboard.errors import NotAllowed, Problem, Refused, WorkbookRefused, WrongState
from dashboard.explain import problems_of
from dashboard.i18n import _
from dashboard.workbooks import intake, return_template
from data_access import engine, files, returns, units
from data_access.errors import NotFound
from data_access.returns import RevisionRecord
from data_access.vocabulary import (
    Period,
    Severity,
    UnitRecord,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was looked at.

    ``content`` is None where it has errors; ``stamp``, ``unit`` and ``form`` where it could not
    even be told whose it is. ``predecessor`` is the newest revision of the same return, and
    ``repeated`` says that this very file is that revision.
    """

    sha256: str
    problems: tuple[Problem, ...]
    stamp: intake.Stamp | None = None
    unit: UnitRecord | None = None
    form: ReturnForm | None = None
    content: ReturnContent | None = None
    predecessor: RevisionRecord | None = None
    repeated: bool = False

    @property
    def refused(self) -> bool:
        return self.content is None or handed_in.has_errors(self.problems)


def template(person: Person, unit_code: str, period: Period) -> tuple[str, bytes]:
    """Return the name and the bytes of the unit's workbook for the quarter.

    Raises:
        NotFound: no such unit, or the calendar does not reach the quarter.
        NotAllowed: the person may not see the unit's returns.
        WrongState: ``unit-does-not-report``, ``unit-not-in-period``.
    """
    with engine.reading() as session:
        unit = units.by_code(session, unit_code)
        allow(session, person, Right.SEE_RETURN, unit.id)
        submission.must_report(unit, period)
        form = forms.form_of(session, unit, period)
    return file_name(unit.code, period), return_template.build(form)


def file_name(unit_code: str, period: Period) -> str:
    """Return the template's name, safe on every system: ``BC_D01_2026Q3.xlsx``."""
    plain = re.sub(r"[^A-Z0-9._-]+", "-", fold(unit_code).upper()).strip("-.") or "DV"
    return f"BC_{plain}_{period}.xlsx"


def check(
    person: Person,
    data: bytes,
    file_name: str,
    *,
    unit_code: str | None = None,
    period: Period | None = None,
) -> Checked:
    """Look at a file as ``submit`` would, and hand nothing in.

    A file with errors is kept as a refused upload. ``unit_code`` and ``period`` are what the
    person means to hand in; another stamp is then an error.

    Raises:
        NotAllowed: the person may not submit for the file's unit.
        WrongState: see ``submit``.
    """
    allow_somewhere(person, Right.SUBMIT_RETURN)
    try:
        checked = _looked_at(person, data, unit_code, period)
    except (NotAllowed, WrongState, NotFound) as refusal:
        handed_in.refused(person, data, file_name, problems_of(refusal), "return.refuse")
        raise
    if checked.refused:
        handed_in.refused(person, data, file_name, checked.problems, "return.refuse")
    return checked


def submit(
    person: Person,
    data: bytes,
    file_name: str,
    *,
    unit_code: str | None = None,
    period: Period | None = None,
    explanation: str | None = None,
    reason: str | None = None,
    warnings_confirmed: bool = True,
) -> Submission:
    """Hand a return in: a new revision, or nothing where the newest is this very file.

    The file is read before the transaction. ``reason`` says why an earlier revision is corrected,
    ``explanation`` is the clerk's word on the warnings. After a refusal only the upload is kept.

    Raises:
        NotAllowed: the person may not submit for the file's unit.
        WorkbookRefused: the file has errors.
        Refused: ``warnings-unconfirmed``, with ``problems`` among its values.
        WrongState: ``unit-does-not-report``, ``unit-not-in-period``, ``quarter-not-begun``,
            ``period-closed``.
    """
    allow_somewhere(person, Right.SUBMIT_RETURN)
    repeated = _repeated(person, data, file_name, unit_code, period)
    if repeated is not None:
        return repeated
    checked = check(person, data, file_name, unit_code=unit_code, period=period)
    if not checked.unit or not checked.form or not checked.content or checked.refused:
        raise WorkbookRefused(checked.problems)
    if checked.problems and not warnings_confirmed:
        raise Refused("warnings-unconfirmed", problems=checked.problems)
    new = HandedIn(
        data=data,
        sha256=checked.sha256,
        file_name=file_name,
        unit=checked.unit,
        content=checked.content,
        indicator_ids={each.code: each.id for each in checked.form.indicators},
        problems=checked.problems,
        explanation=said(explanation, 2000),
        reason=said(reason, 1000),
    )
    with engine.writing() as session:
        allow(session, person, Right.SUBMIT_RETURN, new.unit.id)
        return submission.stored(session, person, new)


def _looked_at(
    person: Person, data: bytes, unit_code: str | None, period: Period | None
) -> Checked:
    digest = files.sha256(data)
    try:
        book = intake.opened(data)
        stamp = intake.stamp(book)
    except WorkbookRefused as refusal:
        return Checked(digest, refusal.problems)
    unexpected = intake.expected(stamp, unit_code or stamp.unit, period or stamp.period)
    if unexpected:
        return Checked(digest, unexpected, stamp)
    with engine.reading() as session:
        unit = _unit_of(session, stamp)
        if unit is None:
            return Checked(digest, (_unknown_unit(stamp),), stamp)
        allow(session, person, Right.SUBMIT_RETURN, unit.id)
        predecessor = submission.newest_of(session, unit, stamp.period)
        repeated = submission.is_repeated(predecessor, digest)
        if not repeated:
            submission.must_be_taken(session, unit, stamp.period, predecessor)
        form = forms.form_of(session, unit, stamp.period)
    content, problems = intake.content(book, form)
    if content is not None and content.foundings:
        with engine.reading() as session:
            form = forms.with_founded_before(session, form, unit, content)
        if form.founded_before:
            content, problems = intake.content(book, form)
    return Checked(digest, problems, stamp, unit, form, content, predecessor, repeated)


def _unit_of(session: Session, stamp: intake.Stamp) -> UnitRecord | None:
    try:
        return units.by_code(session, stamp.unit)
    except NotFound:
        return None


def _unknown_unit(stamp: intake.Stamp) -> Problem:
    message = _(
        "The file is stamped for the unit “{unit}”, which is not in the system. Download this "
        "unit's template again and fill in that one."
    ).format(unit=stamp.unit)
    return Problem(Severity.ERROR, "unknown-unit", message, found=stamp.unit)


def _repeated(
    person: Person, data: bytes, file_name: str, unit_code: str | None, period: Period | None
) -> Submission | None:
    """Return the receipt of this very file where it is the newest revision of its return."""
    digest = files.sha256(data)
    with engine.reading() as session:
        newest = returns.newest_with_file(session, digest)
        if newest is None or not submission.is_repeated(newest, digest):
            return None
        unit = units.by_id(session, newest.unit_id)
    if unit_code not in (None, unit.code) or period not in (None, newest.period):
        return None
    with engine.writing() as session:
        allow(session, person, Right.SUBMIT_RETURN, unit.id)
        return submission.repeated(session, person, newest, unit, file_name)
