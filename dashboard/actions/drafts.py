"""Drafts of returns: saved while somebody types, taken from a workbook, put away."""

from datetime import timedelta

from sqlalchemy.orm import Session

from dashboard import clock, forms
from dashboard.actions import allow, handed_in, record, submission
from dashboard.domain.access import Person, Right
from dashboard.errors import WorkbookRefused, WrongState
from dashboard.workbooks import intake, typed, typed_file, withheld
from dashboard.workbooks.typed import Typed
from data_access import audit, drafts, engine, files, units
from data_access.drafts import DraftRecord, NewDraft
from data_access.vocabulary import Period, UnitRecord

TAKEN = "draft.take"


def save(
    person: Person, unit_code: str, period: Period, content: object, expected: int
) -> DraftRecord:
    """Save what stands in the form; ``expected`` is the version it was begun on, 0 for none yet.

    Saving what is there already changes nothing.

    Raises:
        NotFound, NotAllowed: no such unit; the person may not submit for it.
        Refused: ``draft-shape``, ``draft-too-long``, ``draft-too-large``.
        WrongState: ``draft-newer``, with ``by`` and ``at``: somebody else saved meanwhile;
            ``draft-gone``: it was handed in or put away; else as for ``returns.submit``.
    """
    said = typed.parsed(content)
    with engine.writing() as session:
        unit = _open(session, person, unit_code, period)
        held = drafts.of_unit(session, unit.id, period, lock=True)
        if held is not None and typed.stored(held.content) == said:
            return held
        if (held.version if held else 0) != expected:
            raise _overtaken(held)
        return _written(session, person, unit, period, held, _new(person, said))


def take_from_file(
    person: Person,
    unit_code: str,
    period: Period,
    data: bytes,
    file_name: str,
    *,
    replacing: int | None = None,
) -> DraftRecord:
    """Let a workbook, right or wrong, be the draft: its cells as they stand; the file is kept.

    A draft that was typed and says what the file does not is replaced only where ``replacing`` is
    its version. Of more files in a day than are kept of refused ones only the cells are taken.

    Raises:
        NotFound, NotAllowed, WrongState: as for ``save``.
        WorkbookRefused: it is no workbook of this unit and quarter.
    """
    with engine.reading() as session:
        unit = units.by_code(session, unit_code)
        allow(session, person, Right.SUBMIT_RETURN, unit.id)
        form = forms.form_of(session, unit, period)
    book = intake.opened(data)
    strange = intake.expected(intake.stamp(book), unit.code, period)
    if strange:
        raise WorkbookRefused(strange)
    said = typed.parsed(typed_file.taken(book, form).typed.as_content())
    with engine.writing() as session:
        unit = _open(session, person, unit_code, period)
        held = drafts.of_unit(session, unit.id, period, lock=True)
        _must_be_replaceable(held, said, replacing)
        file_id = _kept(session, person, data)
        name = handed_in.kept_name(file_name) if file_id else None
        new = _new(person, said, file_id, name)
        written = _written(session, person, unit, period, held, new, begins=False)
        record(
            session, person, TAKEN, unit_id=unit.id, subject="return_draft", subject_id=written.id,
            period=str(period), file_name=name, sha256=files.sha256(data), size=len(data),
        )  # fmt: skip
        return written


def discard(person: Person, unit_code: str, period: Period, version: int) -> bool:
    """Put the draft away; False where there is none.

    Raises:
        NotFound, NotAllowed: as for ``save``.
        WrongState: ``draft-newer``: somebody else saved meanwhile.
    """
    with engine.writing() as session:
        unit = units.by_code(session, unit_code)
        allow(session, person, Right.SUBMIT_RETURN, unit.id)
        held = drafts.of_unit(session, unit.id, period, lock=True)
        if held is None:
            return False
        if held.version != version:
            raise _overtaken(held)
        drafts.remove(session, held.id)
        record(
            session, person, "draft.discard", unit_id=unit.id, subject="return_draft",
            subject_id=held.id, period=str(period), version=version,
        )  # fmt: skip
        return True


def let_go(session: Session, unit: UnitRecord, period: Period, version: int) -> None:
    """Remove the draft that is being handed in, in the submission's own transaction.

    Raises:
        WrongState: ``draft-newer``, ``draft-gone``: it is no longer what was looked at.
    """
    if not let_go_if_there(session, unit, period, version):
        raise _overtaken(drafts.of_unit(session, unit.id, period))


def let_go_if_there(session: Session, unit: UnitRecord, period: Period, version: int) -> bool:
    """Remove the draft if it still is that version."""
    held = drafts.of_unit(session, unit.id, period, lock=True)
    if held is None or held.version != version:
        return False
    drafts.remove(session, held.id)
    return True


def _open(session: Session, person: Person, unit_code: str, period: Period) -> UnitRecord:
    """Return the unit, if its return for the quarter may be handed in at all."""
    unit = units.by_code(session, unit_code)
    allow(session, person, Right.SUBMIT_RETURN, unit.id)
    newest = submission.newest_of(session, unit, period)
    submission.must_be_taken(session, unit, period, newest)
    return unit


def _new(
    person: Person, said: Typed, file_id: int | None = None, file_name: str | None = None
) -> NewDraft:
    return NewDraft(said.as_content(), person.account_id, clock.now(), file_id, file_name)


def _written(
    session: Session,
    person: Person,
    unit: UnitRecord,
    period: Period,
    held: DraftRecord | None,
    new: NewDraft,
    *,
    begins: bool = True,
) -> DraftRecord:
    if held is not None:
        drafts.save(session, held.id, new)
    elif not drafts.begin(session, unit.id, period, new):
        raise _overtaken(drafts.of_unit(session, unit.id, period, lock=True))
    written = drafts.of_unit(session, unit.id, period)
    if written is None:
        raise _overtaken(None)
    if held is None and begins:
        record(
            session, person, "draft.begin", unit_id=unit.id, subject="return_draft",
            subject_id=written.id, period=str(period),
        )  # fmt: skip
    return written


def _overtaken(held: DraftRecord | None) -> WrongState:
    if held is None:
        return WrongState("draft-gone")
    return WrongState("draft-newer", by=held.writer, at=held.updated_at, version=held.version)


def _must_be_replaceable(held: DraftRecord | None, said: Typed, replacing: int | None) -> None:
    if held is None or held.file_id is not None or held.version == replacing:
        return
    if not typed.holds(said, typed.stored(held.content)):
        raise _overtaken(held)


def _kept(session: Session, person: Person, data: bytes) -> int | None:
    since = clock.now() - timedelta(days=1)
    if len(data) > handed_in.MOST_KEPT_A_DAY - audit.bytes_of(
        session, person.account_id, TAKEN, since
    ):
        return None
    return files.store(session, withheld.masked(data), clock.now())


def must_be_open(person: Person, unit_code: str, period: Period) -> None:
    """Return if the unit's return for the quarter may be written.

    Raises:
        NotFound, NotAllowed, WrongState: as for ``save``.
    """
    with engine.reading() as session:
        _open(session, person, unit_code, period)
