"""What is said of a return while it is typed: what is wrong with it, what the officer remarked."""

import re
from dataclasses import dataclass, replace
from functools import partial

from dashboard.domain.access import Person
from dashboard.domain.numbers import Reading, parse_count
from dashboard.domain.returns import ReturnForm
from dashboard.errors import Problem
from dashboard.examining import examined
from dashboard.i18n import _
from dashboard.workbooks import intake, typed_sheets
from dashboard.workbooks.typed import LISTS, Typed
from dashboard.workbooks.typed_file import Taken
from dashboard.workbooks.typed_sheets import BlankForm, Spot
from data_access.returns import RevisionRecord
from data_access.vocabulary import Measure, Severity, UnitRecord

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


def live_of(person: Person, form: ReturnForm, unit: UnitRecord, said: Typed) -> Live:
    """Return how what was typed reads, held against every rule."""
    blank = typed_sheets.blank_form(form)
    read = partial(intake.as_far_as_read, typed_sheets.opened(form, said))
    found = examined(person, read, form, unit)
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

    by_row = replace(problem, sentence=_A_CELL.sub(row_of, problem.message), parameters=None)
    return Noted(by_row, blank.spot(problem.sheet, problem.cell))


def remarks_of(
    newest: RevisionRecord | None, before: Taken | None, now: Typed
) -> tuple[Remark, ...]:
    """Return what the officer said of the revision, and where that is in the form now."""
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
