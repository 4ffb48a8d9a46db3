"""The quarterly return: its template, looking at a file, handing it in."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from dashboard import forms, standing
from dashboard.actions import admission, allow, allow_somewhere, drafts, handed_in, said, submission
from dashboard.actions.admission import HandedIn, RequestKey
from dashboard.actions.submission import Submission
from dashboard.domain.access import Person, Right
from dashboard.domain.returns import ReturnContent, ReturnForm
from dashboard.domain.text import fold
from dashboard.domain.workflow import Reason
from dashboard.doors import reading, writing
from dashboard.errors import NotAllowed, Problem, Refused, WorkbookRefused, WrongState
from dashboard.examining import examined
from dashboard.explain import problems_of
from dashboard.i18n import _
from dashboard.workbooks import intake, received, return_template, workers
from dashboard.workbooks.refusals import misnamed
from data_access import files, returns, units
from data_access.errors import NotFound
from data_access.returns import RevisionRecord
from data_access.vocabulary import Period, Severity, UnitRecord


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was looked at.

    ``content`` is None where it has errors; ``stamp``, ``unit`` and ``form`` where it could not
    even be told whose it is. ``predecessor`` is the newest revision of the same return, and
    ``repeated`` says that this very file is that revision, and no word beside it makes it new.
    ``upload_id`` is where a refused file was kept.
    """

    sha256: str
    problems: tuple[Problem, ...]
    stamp: intake.Stamp | None = None
    unit: UnitRecord | None = None
    form: ReturnForm | None = None
    content: ReturnContent | None = None
    predecessor: RevisionRecord | None = None
    repeated: bool = False
    upload_id: int | None = None

    @property
    def refused(self) -> bool:
        return self.content is None or handed_in.has_errors(self.problems)

    @property
    def reason(self) -> Reason:
        """Whether handing it in wants words: why what was handed in before is corrected."""
        return admission.reason_wanted(self.predecessor)


def template(person: Person, unit_code: str, period: Period) -> tuple[str, bytes]:
    """Return the name and the bytes of the unit's workbook for the quarter.

    Raises:
        NotFound: no such unit, or the calendar does not reach the quarter.
        NotAllowed: the person may not see the unit's returns.
        WrongState: ``unit-does-not-report``, ``unit-not-in-period``.
    """
    with reading(person) as session:
        unit = units.by_code(session, unit_code)
        allow(session, person, Right.SEE_RETURN, unit.id)
        standing.must_report(unit, period)
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
    again: bool = False,
) -> Checked:
    """Look at a file as ``submit`` would, and hand nothing in.

    A file with errors is kept as a refused upload, once where the person looks at it ``again``.
    ``unit_code`` and ``period`` are what the person means to hand in; another stamp is then an
    error.

    Raises:
        NotAllowed: the person may not submit for the file's unit.
        WrongState: see ``submit``.
    """
    allow_somewhere(person, Right.SUBMIT_RETURN)

    def kept(problems: tuple[Problem, ...]) -> int | None:
        return handed_in.refused(person, data, file_name, problems, "return.refuse", again=again)

    problem = misnamed(file_name)
    if problem is not None:
        digest = files.sha256(data)
        return Checked(digest, (problem,), upload_id=kept((problem,)))
    try:
        checked = looked_at(person, data, unit_code, period)
    except (NotAllowed, WrongState, NotFound) as refusal:
        kept(problems_of(refusal))
        raise
    return replace(checked, upload_id=kept(checked.problems)) if checked.refused else checked


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
    typed: bool = False,
    draft: int | None = None,
    key: RequestKey | None = None,
) -> Submission:
    """Hand a return in: a new revision, or nothing where the newest is this very file.

    The file is read before the transaction. ``reason`` says why an earlier revision is corrected,
    ``explanation`` is the clerk's word on the warnings. After a refusal only the upload is kept.
    ``typed``: the file was made from what was typed, so that the same content is nothing new
    either. ``draft`` is the version of the draft it comes from, which goes with it. ``key`` is kept
    with what was stored (see ``replayed``).

    Raises:
        NotAllowed: the person may not submit for the file's unit.
        WorkbookRefused: the file has errors.
        Refused: ``warnings-unconfirmed``, with ``problems`` among its values; from the page and
            from other programs also ``explanation-missing``, ``correction-reason-missing``.
        WrongState: ``unit-does-not-report``, ``unit-not-in-period``, ``quarter-not-begun``,
            ``period-closed``, ``idempotency-key-reused``, ``draft-newer``, ``draft-gone``,
            ``draft-overtaken``.
    """
    allow_somewhere(person, Right.SUBMIT_RETURN)
    worded = bool(said(explanation, 2000) or said(reason, 1000))
    repeated = _repeated(person, data, file_name, unit_code, period, key, draft, worded=worded)
    if repeated is not None:
        return repeated
    checked = check(person, data, file_name, unit_code=unit_code, period=period)
    new = replace(as_handed_in(checked, data, file_name, explanation, reason), typed=typed, key=key)
    if checked.problems and not warnings_confirmed:
        raise Refused("warnings-unconfirmed", problems=checked.problems)
    if not _says_nothing_new(person, checked, new):
        admission.must_be_explained(person.channel, checked.predecessor, new)
    with writing(person) as session:
        allow(session, person, Right.SUBMIT_RETURN, new.unit.id)
        if draft is not None:
            known = drafts.let_go(session, new.unit, new.content.period, draft)
            new = replace(new, based_on=known)
        return submission.stored(session, person, new)


def replayed(person: Person, key: RequestKey) -> Submission | None:
    """Return the receipt of the request that the person made under this key, if they made one.

    Raises:
        NotAllowed: the person may no longer submit for that return's unit.
        WrongState: ``idempotency-key-reused``: it was another request.
    """
    allow_somewhere(person, Right.SUBMIT_RETURN)
    with reading(person) as session:
        return submission.replayed(session, person, key)


def _says_nothing_new(person: Person, checked: Checked, new: HandedIn) -> bool:
    if checked.predecessor is None or not new.typed:
        return False
    with reading(person) as session:
        return admission.is_same(session, checked.predecessor, new)


def as_handed_in(
    checked: Checked,
    data: bytes,
    file_name: str,
    explanation: str | None = None,
    reason: str | None = None,
) -> HandedIn:
    """Return the file that was looked at as one to be stored.

    Raises:
        WorkbookRefused: it has errors.
    """
    if not checked.unit or not checked.form or not checked.content or checked.refused:
        raise WorkbookRefused(checked.problems)
    return HandedIn(
        data=data,
        sha256=checked.sha256,
        file_name=file_name,
        unit=checked.unit,
        content=checked.content,
        indicator_ids={each.code: each.id for each in checked.form.indicators},
        problems=checked.problems,
        explanation=said(explanation, 2000),
        reason=said(reason, 1000),
        seen=checked.predecessor.number if checked.predecessor else 0,
    )


def looked_at(
    person: Person,
    data: bytes,
    unit_code: str | None = None,
    period: Period | None = None,
    *,
    right: Right = Right.SUBMIT_RETURN,
    came_at: datetime | None = None,
) -> Checked:
    """Read and check a file for somebody who holds ``right`` on its unit; nothing is kept.

    ``came_at`` is when it came, where that was before now.

    Raises:
        NotAllowed, WrongState: see ``submit``.
    """
    digest = files.sha256(data)
    try:
        stamp = workers.run(received.stamp, data)
    except WorkbookRefused as refusal:
        return Checked(digest, refusal.problems)
    wanted = unit_code or stamp.unit
    other = wanted.casefold() != stamp.unit.casefold()
    names = _names(person, stamp.unit, wanted) if other else None
    unexpected = intake.expected(stamp, wanted, period or stamp.period, names)
    if unexpected:
        return Checked(digest, unexpected, stamp)
    with reading(person) as session:
        unit = _unit_of(session, stamp)
        if unit is None:
            return Checked(digest, (_unknown_unit(stamp),), stamp)
        allow(session, person, right, unit.id)
        predecessor = admission.newest_of(session, unit, stamp.period)
        repeated = admission.is_repeated(predecessor, digest, worded=True)
        if not repeated:
            standing.must_be_taken(session, unit, stamp.period, predecessor, came_at)
        form = forms.form_of(session, unit, stamp.period)
    try:
        found = examined(person, lambda by: workers.run(received.content, data, by), form, unit)
    except WorkbookRefused as refusal:
        return Checked(digest, refusal.problems, stamp, unit, form, None, predecessor, repeated)
    return Checked(
        digest, found.problems, stamp, unit, found.form, found.content, predecessor, repeated
    )


def _unit_of(session: Session, stamp: intake.Stamp) -> UnitRecord | None:
    try:
        return units.by_code(session, stamp.unit)
    except NotFound:
        return None


def _names(person: Person, *codes: str) -> dict[str, str]:
    """Return the names of those of the units whose returns the person may see."""
    printable = [code for code in codes if code.isprintable()]
    with reading(person) as session:
        return {
            code: unit.name
            for code, unit in units.by_codes(session, printable).items()
            if person.may(Right.SEE_RETURN, units.ancestors(session, unit.id))
        }


def _unknown_unit(stamp: intake.Stamp) -> Problem:
    message = _(
        "The file is stamped for the unit “{unit}”, which is not in the system. Download this "
        "unit's template again and fill in that one."
    ).format(unit=stamp.unit)
    return Problem(Severity.ERROR, "unknown-unit", message, found=stamp.unit)


def _repeated(
    person: Person,
    data: bytes,
    file_name: str,
    unit_code: str | None,
    period: Period | None,
    key: RequestKey | None = None,
    draft: int | None = None,
    *,
    worded: bool,
) -> Submission | None:
    """Return the receipt of this very file where it is the newest revision of its return."""
    digest = files.sha256(data)
    with reading(person) as session:
        newest = returns.newest_with_file(session, digest)
        if newest is None or not admission.is_repeated(newest, digest, worded=worded):
            return None
        unit = units.by_id(session, newest.unit_id)
    if unit_code not in (None, unit.code) or period not in (None, newest.period):
        return None
    with writing(person) as session:
        allow(session, person, Right.SUBMIT_RETURN, unit.id)
        if draft is not None:
            drafts.let_go_if_there(session, unit, newest.period, draft)
        return submission.repeated(session, person, newest, unit, file_name, key)
