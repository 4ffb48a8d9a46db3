"""The year's targets: the sheet of all units, and bringing it in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.actions import allow, allow_somewhere, handed_in, record, recording_moment
from dashboard.domain.access import Person, Right
from dashboard.doors import reading, writing
from dashboard.errors import NotAllowed, Refused, WorkbookRefused
from dashboard.workbooks import targets_sheet
from dashboard.workbooks.targets_sheet import TargetsSheet
from data_access import files, indicators, targets, units
from data_access.targets import Document, TargetRecord
from data_access.vocabulary import IndicatorRecord, TargetStage, UnitRecord

Amounts = Mapping[tuple[str, str], int | None]


@dataclass(frozen=True, slots=True)
class TargetsImported:
    """How many figures of the sheet differed from those in force, and were written."""

    year: int
    registered: int
    assigned: int
    decision_number: str | None
    decided_on: date | None


def template(person: Person, year: int, unit_code: str | None = None) -> tuple[str, bytes]:
    """Return the name and the bytes of the year's sheet, filled with the targets in force.

    It holds the units on which the person may set targets, of ``unit_code`` and below if given.

    Raises:
        NotAllowed: there are none.
        NotFound: no such unit.
    """
    with reading(person) as session:
        shown = _units(session, person, unit_code, year)
        counted = indicators.in_force(session, year)
        found = targets.current(session, [unit.id for unit in shown], year)
        province = units.province_of(session, shown[0].id)
    cells = _cells(found, shown, counted)
    content = targets_sheet.build(
        year,
        province.name,
        [(unit.code, unit.name) for unit in shown],
        [indicator for indicator in counted if indicator.takes_target],
        {cell: target.registered for cell, target in cells.items()},
        {cell: target.assigned for cell, target in cells.items()},
        any(unit.illustration for unit in shown),
    )
    return f"CT_{year}.xlsx", content


def import_sheet(person: Person, data: bytes, file_name: str) -> TargetsImported:
    """Bring a filled-in sheet in: all of it or nothing. What equals the record is not written.

    Raises:
        WorkbookRefused: the sheet has errors; it is kept as a refused upload.
        NotAllowed: the person may not set the targets of one of its units.
        Refused: ``unit-not-in-year``.
    """
    allow_somewhere(person, Right.SET_TARGETS)
    with reading(person) as session:
        unit_of = {unit.code: unit for unit in units.everything(session)}
    sheet, taking = _read(person, data, file_name, unit_of)
    with writing(person) as session:
        _must_be_allowed(session, person, sheet, unit_of)
        file_id = files.store(session, data, clock.now())
        document = Document(
            number=sheet.decision_number,
            decided_on=sheet.decided_on,
            file_id=file_id,
            recorded_by=person.account_id,
            recorded_at=recording_moment(session),
        )
        registered, assigned = (
            _written(session, sheet.year, stage, document, amounts, unit_of, taking)
            for stage, amounts in (
                (TargetStage.REGISTERED, sheet.registered),
                (TargetStage.ASSIGNED, sheet.assigned),
            )
        )
        record(
            session,
            person,
            "targets.import",
            subject="stored_file",
            subject_id=document.file_id,
            year=sheet.year,
            file_name=handed_in.kept_name(file_name),
            registered=registered,
            assigned=assigned,
        )
    return TargetsImported(
        sheet.year, registered, assigned, sheet.decision_number, sheet.decided_on
    )


def _read(
    person: Person,
    data: bytes,
    file_name: str,
    unit_of: Mapping[str, UnitRecord],
) -> tuple[TargetsSheet, list[IndicatorRecord]]:
    """Return what the sheet says, and the indicators that take a target in its year.

    Raises:
        WorkbookRefused: the sheet has errors; it is kept as a refused upload.
    """
    named = [(unit.code, unit.name) for unit in unit_of.values()]
    try:
        year = targets_sheet.year_of(data) or clock.today().year
        with reading(person) as session:
            taking = [each for each in indicators.in_force(session, year) if each.takes_target]
            every = indicators.everything(session, date(year, 12, 31))
        codes = {each.code for each in taking}
        others = [replace(each, takes_target=False) for each in every if each.code not in codes]
        return targets_sheet.read(data, named, [*taking, *others]), taking
    except WorkbookRefused as refusal:
        handed_in.refused(person, data, file_name, refusal.problems, "targets.refuse")
        raise


def _must_be_allowed(
    session: Session, person: Person, sheet: TargetsSheet, unit_of: Mapping[str, UnitRecord]
) -> None:
    touched = {code for code, _indicator in (*sheet.registered, *sheet.assigned)}
    for code in sorted(touched):
        allow(session, person, Right.SET_TARGETS, unit_of[code].id)
        _must_exist(unit_of[code], sheet.year)


def _units(
    session: Session, person: Person, unit_code: str | None, year: int
) -> tuple[UnitRecord, ...]:
    held: Collection[int] = allow_somewhere(person, Right.SET_TARGETS)
    if unit_code is not None:
        unit = units.by_code(session, unit_code)
        allow(session, person, Right.SET_TARGETS, unit.id)
        held = (unit.id,)
    shown = tuple(unit for unit in units.visible(session, held) if unit.exists_during(year))
    if not shown:
        raise NotAllowed(f"{person.username}: no units in {year}")
    return shown


def _cells(
    found: Collection[TargetRecord],
    shown: Collection[UnitRecord],
    counted: Collection[IndicatorRecord],
) -> dict[tuple[str, str], TargetRecord]:
    unit_codes = {unit.id: unit.code for unit in shown}
    codes = {indicator.id: indicator.code for indicator in counted}
    return {
        (unit_codes[target.unit_id], codes[target.indicator_id]): target
        for target in found
        if target.indicator_id in codes
    }


def _must_exist(unit: UnitRecord, year: int) -> None:
    if not unit.exists_during(year):
        raise Refused("unit-not-in-year", unit=unit.name, year=year)


def _written(
    session: Session,
    year: int,
    stage: TargetStage,
    document: Document,
    amounts: Amounts,
    unit_of: Mapping[str, UnitRecord],
    taking: Sequence[IndicatorRecord],
) -> int:
    """Write one stage's figures that differ from those in force, and return how many."""
    ids = {indicator.code: indicator.id for indicator in taking}
    by_id = {(unit_of[unit].id, ids[code]): amount for (unit, code), amount in amounts.items()}
    written = targets.decide(session, year, stage, document, by_id) if by_id else None
    return written.figures if written else 0
