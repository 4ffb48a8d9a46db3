"""Figures of years from before the system: the empty sheet, and bringing it in."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from dashboard import clock
from dashboard.actions import allow, allow_somewhere, handed_in, record, recording_moment
from dashboard.domain.access import Person, Right
from dashboard.doors import reading, writing
from dashboard.errors import NotAllowed, Problem, WorkbookRefused
from dashboard.i18n import _, format_period
from dashboard.workbooks import history_sheet
from data_access import files, history, indicators, returns, targets, units
from data_access.history import WHOLE_YEAR
from data_access.targets import Document
from data_access.vocabulary import Period, Severity, TargetStage, UnitRecord

Figures = Mapping[tuple[str, str, int, int], int]
Targets = Mapping[tuple[str, str, int], int]


@dataclass(frozen=True, slots=True)
class HistoryImported:
    """How many figures and targets differed from the record, and were written."""

    figures: int
    targets: int
    years: tuple[int, ...]


def template(person: Person, unit_code: str | None = None) -> tuple[str, bytes]:
    """Return the name and the bytes of the empty sheet, for the units the person may fill.

    Raises:
        NotAllowed: there are none.
        NotFound: no such unit.
    """
    with reading(person) as session:
        held = allow_somewhere(person, Right.IMPORT_HISTORY)
        if unit_code is not None:
            unit = units.by_code(session, unit_code)
            allow(session, person, Right.IMPORT_HISTORY, unit.id)
            held = frozenset({unit.id})
        shown = units.visible(session, held)
        if not shown:
            raise NotAllowed(f"{person.username}: no units")
        province = units.province_of(session, shown[0].id)
        counted = indicators.everything(session)
    content = history_sheet.build(
        province.name,
        [(unit.code, unit.name) for unit in shown],
        counted,
        any(unit.illustration for unit in shown),
    )
    return "SLLS.xlsx", content


def import_sheet(person: Person, data: bytes, file_name: str) -> HistoryImported:
    """Bring a filled-in sheet in: all of it or nothing. What equals the record is not written.

    Raises:
        WorkbookRefused: the sheet has errors, or a figure for a quarter that has a return; it is
            kept as a refused upload.
        NotAllowed: no right on one of its units.
    """
    allow_somewhere(person, Right.IMPORT_HISTORY)
    with reading(person) as session:
        known = units.everything(session)
        counted = indicators.everything(session)
        taking = _taking_target(session)
    unit_of = {unit.code: unit for unit in known}
    ids = {indicator.code: indicator.id for indicator in counted}
    try:
        named = [(unit.code, unit.name) for unit in known]
        sheet = history_sheet.read(data, named, counted, takes_target=taking)
        with writing(person) as session:
            touched = {cell[0] for cell in sheet.values} | {cell[0] for cell in sheet.targets}
            for code in sorted(touched):
                allow(session, person, Right.IMPORT_HISTORY, unit_of[code].id)
            _refuse_reported(session, sheet.values, unit_of)
            return _stored(
                session, person, data, file_name, sheet.values, sheet.targets, unit_of, ids
            )
    except WorkbookRefused as refusal:
        handed_in.refused(person, data, file_name, refusal.problems, "history.refuse")
        raise


def _taking_target(session: Session) -> Callable[[str, int], bool]:
    """Return what says of an indicator's code whether it takes a target at the end of a year."""
    days = indicators.days_of_change(session)
    taking = [
        {each.code for each in indicators.everything(session, day) if each.takes_target}
        for day in days
    ]

    def takes(code: str, year: int) -> bool:
        at = bisect_right(days, date(year, 12, 31)) - 1
        return code in taking[max(at, 0)]

    return takes


def _stored(
    session: Session,
    person: Person,
    data: bytes,
    file_name: str,
    values: Figures,
    aims: Targets,
    unit_of: Mapping[str, UnitRecord],
    ids: Mapping[str, int],
) -> HistoryImported:
    file_id = files.store(session, data, clock.now())
    moment = recording_moment(session)
    import_id, figures = history.add(
        session,
        {
            (unit_of[unit].id, ids[code], year, quarter): amount
            for (unit, code, year, quarter), amount in values.items()
        },
        file_id=file_id,
        imported_by=person.account_id,
        imported_at=moment,
    )
    document = Document(None, None, file_id, person.account_id, moment, history=True)
    written = 0
    for year in sorted({year for _unit, _code, year in aims}):
        decision = targets.decide(
            session,
            year,
            TargetStage.ASSIGNED,
            document,
            {
                (unit_of[unit].id, ids[code]): amount
                for (unit, code, each), amount in aims.items()
                if each == year
            },
        )
        written += decision.figures if decision else 0
    record(
        session,
        person,
        "history.import",
        subject="history_import",
        subject_id=import_id,
        file_name=handed_in.kept_name(file_name),
        figures=figures,
        targets=written,
    )
    years = {cell[2] for cell in values} | {cell[2] for cell in aims}
    return HistoryImported(figures, written, tuple(sorted(years)))


def _refuse_reported(session: Session, values: Figures, unit_of: Mapping[str, UnitRecord]) -> None:
    """Raise for each unit and quarter of the sheet for which there is a return."""
    asked = {(unit_of[unit].id, year, quarter) for unit, _code, year, quarter in values}
    names = {unit.id: unit.name for unit in unit_of.values()}
    reported = returns.quarters_reported(session, {unit_id for unit_id, _year, _quarter in asked})
    clashes = sorted(
        (period, names[unit_id])
        for unit_id, period in reported
        if (unit_id, period.year, period.quarter) in asked
        or (unit_id, period.year, WHOLE_YEAR) in asked
    )
    if clashes:
        raise WorkbookRefused(tuple(_clash(name, period) for period, name in clashes))


def _clash(unit_name: str, period: Period) -> Problem:
    message = _(
        "{unit} has a return for {period}; its figures count, not history. Leave the cells of "
        "this unit and quarter empty, or correct the figures by a new return."
    ).format(unit=unit_name, period=format_period(period))
    return Problem(Severity.ERROR, "history-has-return", message, found=unit_name)
