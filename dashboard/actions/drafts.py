"""Drafts of returns: saved while somebody types, taken from a workbook, put away."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from dashboard import clock, forms, standing
from dashboard.actions import admission, allow, handed_in, record
from dashboard.domain.access import Person, Right
from dashboard.doors import reading, writing
from dashboard.errors import Refused, WorkbookRefused, WrongState
from dashboard.workbooks import intake, received, typed, withheld, workers
from dashboard.workbooks.typed import Typed
from data_access import audit, drafts, files, units
from data_access.drafts import DraftRecord, NewDraft
from data_access.returns import RevisionRecord
from data_access.vocabulary import Period, UnitRecord

TAKEN = "draft.take"


def save(
    person: Person,
    unit_code: str,
    period: Period,
    content: object,
    expected: int,
    *,
    based_on: int = 0,
) -> DraftRecord:
    """Save what stands in the form; ``expected`` is the version it was begun on, 0 for none yet.

    ``based_on`` is the number of the newest revision that whoever types knows of, 0 for none: no
    draft is begun beside a newer one, and one that is there is written on. Saving what is there
    already changes nothing.

    Raises:
        NotFound, NotAllowed: no such unit; the person may not submit for it.
        Refused: ``draft-shape``, ``draft-too-long``, ``draft-too-large``.
        WrongState: ``draft-newer``, with ``by`` and ``at``: somebody else saved meanwhile;
            ``draft-gone``: it was put away; ``draft-overtaken``: there is none, and a newer
            revision; else as for ``returns.submit``.
    """
    said = typed.parsed(content)
    with writing(person) as session:
        unit, newest = _open(session, person, unit_code, period)
        known = min(based_on, _number(newest))
        held = drafts.of_unit(session, unit.id, period, lock=True)
        same = held is not None and typed.stored(held.content) == said
        if held is not None and same and held.based_on >= known:
            return held
        if held is None:
            admission.must_be_known(newest, known)
        if (held.version if held else 0) != expected:
            raise _moved_on(held)
        new = _new(person, said, known)
        if held is not None and same:
            new = replace(new, file_id=held.file_id, file_name=held.file_name)
        return _written(session, person, unit, period, held, new)


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
        Refused: ``number-in-formula``: a person's number in it cannot be made unreadable;
            else as for ``save``.
        WorkbookRefused: it is no workbook of this unit and quarter, or two of its sheets answer
            to one form.
    """
    with reading(person) as session:
        unit = units.by_code(session, unit_code)
        allow(session, person, Right.SUBMIT_RETURN, unit.id)
        form = forms.form_of(session, unit, period)
    strange = intake.expected(workers.run(received.stamp, data), unit.code, period) or workers.run(
        received.doubled, data
    )
    if strange:
        raise WorkbookRefused(strange)
    without = workers.run(withheld.kept, data)
    if without is None:
        raise Refused("number-in-formula")
    said = typed.parsed(workers.run(received.as_typed, without, form).typed.as_content())
    with writing(person) as session:
        unit, newest = _open(session, person, unit_code, period)
        held = drafts.of_unit(session, unit.id, period, lock=True)
        _must_be_replaceable(held, said, replacing)
        file_id = _kept(session, person, data, without)
        name = handed_in.kept_name(file_name) if file_id else None
        new = replace(_new(person, said, _number(newest)), file_id=file_id, file_name=name)
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
    with writing(person) as session:
        unit = units.by_code(session, unit_code)
        allow(session, person, Right.SUBMIT_RETURN, unit.id)
        held = drafts.of_unit(session, unit.id, period, lock=True)
        if held is None:
            return False
        if held.version != version:
            raise _moved_on(held)
        drafts.remove(session, held.id)
        record(
            session, person, "draft.discard", unit_id=unit.id, subject="return_draft",
            subject_id=held.id, period=str(period), version=version,
        )  # fmt: skip
        return True


def let_go(session: Session, unit: UnitRecord, period: Period, version: int) -> int:
    """Remove the draft that is being handed in, in the submission's own transaction.

    Return the number of the newest revision that it knows of, 0 for none.

    Raises:
        WrongState: ``draft-newer``, ``draft-gone``: it is no longer what was looked at.
    """
    held = drafts.of_unit(session, unit.id, period, lock=True)
    if held is None or held.version != version:
        raise _moved_on(held)
    drafts.remove(session, held.id)
    return held.based_on


def let_go_if_there(session: Session, unit: UnitRecord, period: Period, version: int) -> bool:
    """Remove the draft if it still is that version."""
    held = drafts.of_unit(session, unit.id, period, lock=True)
    if held is None or held.version != version:
        return False
    drafts.remove(session, held.id)
    return True


def _open(
    session: Session, person: Person, unit_code: str, period: Period
) -> tuple[UnitRecord, RevisionRecord | None]:
    """Return the unit and its newest revision, if the return may be handed in at all."""
    unit = units.by_code(session, unit_code)
    allow(session, person, Right.SUBMIT_RETURN, unit.id)
    newest = admission.newest_of(session, unit, period)
    standing.must_be_taken(session, unit, period, newest)
    return unit, newest


def _number(newest: RevisionRecord | None) -> int:
    return newest.number if newest else 0


def _new(person: Person, said: Typed, based_on: int) -> NewDraft:
    return NewDraft(said.as_content(), based_on, person.account_id, clock.now())


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
        raise _moved_on(drafts.of_unit(session, unit.id, period, lock=True))
    written = drafts.of_unit(session, unit.id, period)
    if written is None:
        raise _moved_on(None)
    if held is None and begins:
        record(
            session, person, "draft.begin", unit_id=unit.id, subject="return_draft",
            subject_id=written.id, period=str(period),
        )  # fmt: skip
    return written


def _moved_on(held: DraftRecord | None) -> WrongState:
    if held is None:
        return WrongState("draft-gone")
    return WrongState("draft-newer", by=held.writer, at=held.updated_at, version=held.version)


def _must_be_replaceable(held: DraftRecord | None, said: Typed, replacing: int | None) -> None:
    if held is None or held.file_id is not None or held.version == replacing:
        return
    if not typed.holds(said, typed.stored(held.content)):
        raise _moved_on(held)


def _kept(session: Session, person: Person, data: bytes, without: bytes) -> int | None:
    since = clock.now() - timedelta(days=1)
    if len(data) > handed_in.MOST_KEPT_A_DAY - audit.bytes_of(
        session, person.account_id, TAKEN, since
    ):
        return None
    return files.store(session, without, clock.now())
