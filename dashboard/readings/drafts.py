"""Returns being written: what the form on the page begins with, and what is wrong with it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from dashboard import forms
from dashboard.domain.access import Person, Right
from dashboard.domain.numbers import Reading, parse_count
from dashboard.domain.returns import ReturnForm
from dashboard.errors import NotAllowed, Problem, WorkbookRefused
from dashboard.examining import examined
from dashboard.i18n import _
from dashboard.readings import looking_at
from dashboard.workbooks import intake, typed, typed_file, typed_sheets
from dashboard.workbooks.sameness import settled
from dashboard.workbooks.typed import LISTS, Typed
from dashboard.workbooks.typed_file import Taken
from dashboard.workbooks.typed_sheets import BlankForm, Spot
from data_access import drafts, engine, files, returns, units
from data_access.drafts import DraftRecord
from data_access.returns import RevisionRecord
from data_access.vocabulary import Measure, Period, Severity, UnitRecord

_A_CELL = re.compile(r"\b(?:ô|cell) ([A-Z]{1,2}[0-9]{1,5})\b")


@dataclass(frozen=True, slots=True)
class Noted:
    """Something wrong or doubtful, and the field of the page it is about (None: all of it)."""

    problem: Problem
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Remark:
    """What the officer said of one place of the revision before, where that is on the page now."""

    message: str
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Live:
    """How a draft reads: its problems, the year to date by code, how many figures are given."""

    problems: tuple[Noted, ...]
    year_to_date: dict[str, int]
    entered: int

    @property
    def has_errors(self) -> bool:
        return any(each.problem.severity is Severity.ERROR for each in self.problems)


@dataclass(frozen=True, slots=True)
class Opening:
    """The form as somebody finds it.

    ``begins`` is what stands in it: the draft, or what the newest revision says, or nothing.
    ``overtaken``: the newest revision was handed in after the draft had been begun.
    """

    unit: UnitRecord
    form: ReturnForm
    draft: DraftRecord | None
    newest: RevisionRecord | None
    begins: Typed
    remarks: tuple[Remark, ...]
    live: Live

    def workbook(self) -> bytes:
        """Return the unit's workbook with all that stands in the form typed in.

        The same draft gives the same bytes for as long as the empty form is the same.
        """
        return settled(typed_sheets.filled(self.form, self.begins))

    @property
    def overtaken(self) -> bool:
        return bool(self.draft and self.newest and self.newest.submitted_at > self.draft.created_at)


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
    """A workbook that was chosen and not yet handed in, as version ``version`` of the draft."""

    version: int
    name: str
    data: bytes
    writer: str
    updated_at: datetime


def opening(person: Person, unit_code: str, period: Period) -> Opening:
    """Return the form of the unit for the quarter, with what stands in it.

    Raises:
        NotFound, NotAllowed: no such unit, or the person may not submit for it; the calendar does
            not reach the quarter.
    """
    with looking_at(person, Right.SUBMIT_RETURN, unit_code) as (session, unit):
        form = forms.form_of(session, unit, period)
        held = drafts.of_unit(session, unit.id, period)
        there = returns.of_unit(session, unit.id, period)
        newest = returns.newest(session, there.id) if there else None
        wanted = newest is not None and (held is None or bool(newest.remarks))
        data = files.content(session, newest.file_id) if newest and wanted else b""
        said = forms.content_of(session, newest.id, unit.code, period) if newest else None
    before = _of_file(data, form) if wanted else None
    if before is None and said is not None:
        before = Taken(typed_file.of_content(said, form))
    begins = typed.stored(held.content) if held else before.typed if before else Typed()
    return Opening(
        unit=unit,
        form=form,
        draft=held,
        newest=newest,
        begins=begins,
        remarks=_remarks(newest, before, begins),
        live=_live(form, unit, begins),
    )


def live(person: Person, unit_code: str, period: Period, said: Typed) -> Live:
    """Return how the draft reads, held against every rule.

    Raises:
        NotFound, NotAllowed: as for ``opening``.
    """
    with looking_at(person, Right.SUBMIT_RETURN, unit_code) as (session, unit):
        form = forms.form_of(session, unit, period)
    return _live(form, unit, said)


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
        return FileInHand(
            version=held.version,
            name=held.file_name or "",
            data=files.content(session, held.file_id),
            writer=held.writer,
            updated_at=held.updated_at,
        )


def begun(person: Person) -> tuple[Begun, ...]:
    """Return the drafts of the units that the person submits for.

    Raises:
        NotAllowed: there is no such unit.
    """
    held = person.units_with(Right.SUBMIT_RETURN)
    if not held:
        raise NotAllowed(f"{person.username}: no {Right.SUBMIT_RETURN} anywhere")
    with engine.reading() as session:
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


def _of_file(data: bytes, form: ReturnForm) -> Taken | None:
    try:
        return typed_file.taken(intake.opened(data), form)
    except WorkbookRefused:
        return None


def _live(form: ReturnForm, unit: UnitRecord, said: Typed) -> Live:
    blank = typed_sheets.blank_form(form)
    found = examined(typed_sheets.opened(form, said), form, unit)
    figures = {code: parse_count(text) for code, text in said.figures.items()}
    return Live(
        problems=tuple(_noted(problem, blank) for problem in found.problems),
        year_to_date=_to_date(form, {code: read.value for code, read in figures.items()}),
        entered=sum(
            code in blank.rows and read.reading is not Reading.BLANK
            for code, read in figures.items()
        ),
    )


def _to_date(form: ReturnForm, figures: dict[str, int | None]) -> dict[str, int]:
    """Return the year to date with what is typed: flows added, a stock as it is now."""
    told: dict[str, int] = {}
    for each in form.indicators:
        before, own = form.year_to_date.get(each.code), figures.get(each.code)
        flow = each.measure is Measure.FLOW
        said = (before or 0) + own if own is not None and flow else own
        found = before if said is None else said
        if found is not None:
            told[each.code] = found
    return told


def _noted(problem: Problem, blank: BlankForm) -> Noted:
    def row_of(found: re.Match[str]) -> str:
        spot = blank.spot(problem.sheet, found[1])
        if spot is None or not isinstance(spot.row, int):
            return found[0]
        return _("row {number}").format(number=spot.row + 1)

    message = _A_CELL.sub(row_of, problem.message)
    return Noted(replace(problem, message=message), blank.spot(problem.sheet, problem.cell))


def _remarks(newest: RevisionRecord | None, before: Taken | None, now: Typed) -> tuple[Remark, ...]:
    if newest is None or before is None:
        return ()
    found = []
    for each in newest.remarks:
        spot = before.spots.get((each.get("sheet", ""), each.get("cell", "")))
        found.append(Remark(each.get("message", ""), _moved(spot, before.typed, now)))
    return tuple(found)


def _moved(spot: Spot | None, before: Typed, now: Typed) -> Spot | None:
    """Return where a field of the revision before is in what stands in the form now."""
    if spot is None or not isinstance(spot.row, int):
        return spot
    rows, known = now.rows(spot.part), before.rows(spot.part)
    there = known[spot.row] if spot.row < len(known) else {}
    names = [each.field for each in LISTS[spot.part].columns if each.field in there]
    leading = [name for name in ("enterprise", "difficulty", "proposal") if name in names]
    for wanted in (names, leading[:1]):
        for number, row in enumerate(rows):
            if wanted and all(row.get(name) == there[name] for name in wanted):
                return replace(spot, row=number)
    return Spot(spot.part)
