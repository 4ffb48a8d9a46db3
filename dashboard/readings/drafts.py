"""Returns being written: what the form on the page begins with, and what is wrong with it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dashboard import forms
from dashboard.domain.access import Person, Right
from dashboard.domain.returns import ReturnContent, ReturnForm
from dashboard.doors import reading
from dashboard.errors import NotAllowed, WorkbookRefused
from dashboard.readings import looking_at
from dashboard.readings.typed_live import Live, Remark, live_of, remarks_of
from dashboard.workbooks import received, typed, typed_file, typed_sheets, workers
from dashboard.workbooks.sameness import settled
from dashboard.workbooks.typed import Typed
from dashboard.workbooks.typed_file import Taken
from data_access import drafts, files, returns, units
from data_access.drafts import DraftRecord
from data_access.returns import RevisionRecord
from data_access.vocabulary import Period, UnitRecord


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest revision of a return, and what it says as one would type it."""

    revision: RevisionRecord
    says: Typed


@dataclass(frozen=True, slots=True)
class Opening:
    """The form as somebody finds it.

    ``begins`` is what stands in it: the draft, or what the newest revision says, or nothing.
    ``newer``: the newest revision, where the draft knows of earlier ones only.
    """

    unit: UnitRecord
    form: ReturnForm
    draft: DraftRecord | None
    newest: RevisionRecord | None
    begins: Typed
    remarks: tuple[Remark, ...]
    live: Live
    newer: Latest | None = None

    def workbook(self) -> bytes:
        """Return the unit's workbook with all that stands in the form typed in.

        The same draft gives the same bytes for as long as the empty form is the same.
        """
        return settled(typed_sheets.filled(self.form, self.begins))

    @property
    def overtaken(self) -> bool:
        return self.newer is not None

    @property
    def based_on(self) -> int:
        """The number of the newest revision that what stands in the form knows of, 0 for none."""
        if self.draft is not None:
            return self.draft.based_on
        return self.newest.number if self.newest else 0


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft of one of the person's units; ``file_name`` where it is a file as it was chosen."""

    unit: UnitRecord
    period: Period
    version: int
    file_name: str | None
    writer: str
    own: bool
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class FileInHand:
    """A workbook that was chosen and not yet handed in, as version ``version`` of the draft.

    ``newer``: the newest revision, where it was handed in after the file was chosen.
    """

    version: int
    name: str
    data: bytes
    writer: str
    updated_at: datetime
    newer: RevisionRecord | None = None


def opening(person: Person, unit_code: str, period: Period) -> Opening:
    """Return the form of the unit for the quarter, with what stands in it.

    Raises:
        NotFound, NotAllowed: no such unit, or the person may not submit for it; the calendar does
            not reach the quarter.
    """
    with looking_at(person, Right.SUBMIT_RETURN, unit_code) as (session, unit):
        form = forms.form_of(session, unit, period)
        held = drafts.of_unit(session, unit.id, period)
        last = newest(session, unit, period)
        overtaken = last is not None and held is not None and last.number > held.based_on
        wanted = last is not None and (held is None or overtaken or bool(last.remarks))
        source = _source(session, last, unit) if last and wanted else None
        before = _as_typed(source, form) if source else None
        begins = typed.stored(held.content) if held else before.typed if before else Typed()
        return Opening(
            unit=unit,
            form=form,
            draft=held,
            newest=last,
            begins=begins,
            remarks=remarks_of(last, before, begins),
            live=live_of(person, form, unit, begins),
            newer=Latest(last, before.typed) if last and before and overtaken else None,
        )


def newer_than(person: Person, unit_code: str, period: Period, number: int) -> Latest | None:
    """Return the newest revision, where it is another than ``number`` and those before.

    Raises:
        NotFound, NotAllowed: as for ``opening``.
    """
    with looking_at(person, Right.SUBMIT_RETURN, unit_code) as (session, unit):
        last = newest(session, unit, period)
        if last is None or last.number <= number:
            return None
        form = forms.form_of(session, unit, period)
        source = _source(session, last, unit)
    return Latest(last, _as_typed(source, form).typed)


def live(person: Person, unit_code: str, period: Period, said: Typed) -> Live:
    """Return how the draft reads, held against every rule.

    Raises:
        NotFound, NotAllowed: as for ``opening``.
    """
    with looking_at(person, Right.SUBMIT_RETURN, unit_code) as (session, unit):
        return live_of(person, forms.form_of(session, unit, period), unit, said)


def live_beside(
    person: Person, unit_code: str, period: Period, said: Typed, number: int
) -> tuple[Live, Latest | None]:
    """Return how the draft reads and, of the same moment, the newest revision, where it is another
    than ``number`` and those before.

    Raises:
        NotFound, NotAllowed: as for ``opening``.
    """
    with reading(person):
        return (
            live(person, unit_code, period, said),
            newer_than(person, unit_code, period, number),
        )


def kept(person: Person, unit_code: str, period: Period) -> tuple[DraftRecord, Live] | None:
    """Return the unit's draft for the quarter, if there is one, and how it reads.

    Raises:
        NotFound, NotAllowed: as for ``opening``.
    """
    with reading(person):
        there = draft_of(person, unit_code, period)
        if there is None:
            return None
        return there, live(person, unit_code, period, typed.stored(there.content))


def draft_of(person: Person, unit_code: str, period: Period) -> DraftRecord | None:
    """Return the unit's draft for the quarter, if there is one.

    Raises:
        NotFound, NotAllowed: as for ``opening``.
    """
    with looking_at(person, Right.SUBMIT_RETURN, unit_code) as (session, unit):
        return drafts.of_unit(session, unit.id, period)


def workbook(person: Person, unit_code: str, period: Period) -> bytes:
    """Return the unit's workbook with all that stands in the form typed in.

    Raises:
        NotFound, NotAllowed: as for ``opening``.
    """
    return opening(person, unit_code, period).workbook()


def file_in_hand(person: Person, unit_code: str, period: Period) -> FileInHand | None:
    """Return the workbook that the draft is, where nothing was typed since.

    Raises:
        NotFound, NotAllowed: as for ``opening``.
    """
    with looking_at(person, Right.SUBMIT_RETURN, unit_code) as (session, unit):
        held = drafts.of_unit(session, unit.id, period)
        if held is None or held.file_id is None:
            return None
        last = newest(session, unit, period)
        return FileInHand(
            version=held.version,
            name=held.file_name or "",
            data=files.content(session, held.file_id),
            writer=held.writer,
            updated_at=held.updated_at,
            newer=last if last and last.number > held.based_on else None,
        )


def begun(person: Person) -> tuple[Begun, ...]:
    """Return the drafts of the units that the person submits for.

    Raises:
        NotAllowed: there is no such unit.
    """
    held = person.units_with(Right.SUBMIT_RETURN)
    if not held:
        raise NotAllowed(f"{person.username}: no {Right.SUBMIT_RETURN} anywhere")
    with reading(person) as session:
        found = drafts.below(session, held)
        views = units.by_ids(session, {each.unit_id for each in found})
    return tuple(
        Begun(
            unit=views[each.unit_id],
            period=each.period,
            version=each.version,
            file_name=each.file_name,
            writer=each.writer,
            own=each.updated_by == person.account_id,
            updated_at=each.updated_at,
        )
        for each in found
    )


def newest(session: Session, unit: UnitRecord, period: Period) -> RevisionRecord | None:
    """Return the newest revision of the unit's return. For readings that asked for the right."""
    there = returns.of_unit(session, unit.id, period)
    return returns.newest(session, there.id) if there else None


def _source(
    session: Session, revision: RevisionRecord, unit: UnitRecord
) -> tuple[bytes, ReturnContent]:
    return (
        files.content(session, revision.file_id),
        forms.content_of(session, revision.id, unit.code, revision.period),
    )


def _as_typed(source: tuple[bytes, ReturnContent], form: ReturnForm) -> Taken:
    """Return what a revision says: its file's cells, or its figures where that is no workbook."""
    data, content = source
    try:
        return workers.run(received.as_typed, data, form)
    except WorkbookRefused:
        return Taken(typed_file.of_content(content, form))
