"""A return's workbook read back: who it is from, what it says, and everything wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openpyxl.utils.cell import coordinate_to_tuple

from dashboard.domain import checks
from dashboard.domain.returns import ReturnContent, ReturnForm
from dashboard.errors import Problem, WorkbookRefused
from dashboard.i18n import _, format_period
from dashboard.workbooks import layout, stamps
from dashboard.workbooks.figures import Note, read_figures, read_notes
from dashboard.workbooks.form_sheets import form_sheet, form_sheets
from dashboard.workbooks.grid import At, OpenedWorkbook, Sheet, coordinate, opened
from dashboard.workbooks.lists import read_difficulties, read_foundings, read_reviews
from dashboard.workbooks.reading import Reader, shown
from data_access.vocabulary import Period, Severity

__all__ = [
    "Note",
    "OpenedWorkbook",
    "Stamp",
    "as_far_as_read",
    "content",
    "doubled",
    "expected",
    "notes",
    "opened",
    "places",
    "stamp",
]

_LABELS = (layout.STAMP_UNIT, layout.STAMP_PERIOD, layout.STAMP_VERSION)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Whose return a workbook says it is; ``places`` are the cells that say so, by label."""

    unit: str
    period: Period
    version: str
    places: tuple[tuple[str, str, At], ...] = ()

    def place(self, label: str) -> tuple[str | None, At | None]:
        """Return the sheet and the cell of a label's value."""
        found = (each for each in self.places if each[0] == label)
        _label, sheet, at = next(found, (label, None, None))
        return sheet, at


def stamp(book: OpenedWorkbook) -> Stamp:
    """Return the stamp in the workbook's visible cells.

    Raises:
        WorkbookRefused: it has no stamp, or part of it is missing or not understood.
    """
    found = stamps.stamped(_stamped_sheets(book), _LABELS)
    if not found:
        raise stamps.not_ours(book)
    problems = [
        stamps.missing_label(label, _any_sheet(found)) for label in _LABELS if label not in found
    ]
    period = _period(found, problems)
    if problems or period is None:
        raise WorkbookRefused(tuple(problems))
    places = tuple((label, sheet.name, at) for label, (sheet, at, _value) in found.items())
    unit, version = found[layout.STAMP_UNIT][2], found[layout.STAMP_VERSION][2]
    return Stamp(unit, period, version, places)


def _stamped_sheets(book: OpenedWorkbook) -> list[Sheet]:
    """Return the sheets of the form in its order; all of them where none is named as it should."""
    forms = (form_sheet(book, form) for form in layout.RETURN_FORMS)
    return [sheet for sheet in forms if sheet is not None] or list(book.sheets.values())


def _any_sheet(found: stamps.Stamped) -> str | None:
    return next((sheet.name for sheet, _at, _value in found.values()), None)


def _period(found: stamps.Stamped, problems: list[Problem]) -> Period | None:
    if layout.STAMP_PERIOD not in found:
        return None
    sheet, at, value = found[layout.STAMP_PERIOD]
    try:
        return Period.parse(value)
    except ValueError:
        message = _(
            "“{label}” is “{found}”, which is no period such as 2026Q3. Copy the figures into a "
            "new template; its stamp must stay as it is."
        ).format(label=layout.STAMP_PERIOD, found=shown(value))
        problems.append(
            Problem(
                Severity.ERROR, "stamp-period", message, sheet.name, coordinate(at), shown(value)
            )
        )
        return None


def expected(
    found: Stamp, unit: str, period: Period, names: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """Return an error for each part of the stamp that is not as it should be.

    ``names`` are the names of units by their codes, as far as they are known.
    """

    def called(code: str) -> str:
        name = (names or {}).get(code)
        return f"{code} ({name})" if name else code

    problems: list[Problem] = []
    if found.unit.casefold() != unit.casefold():
        problems.append(
            _mismatch(found, layout.STAMP_UNIT, "wrong-unit", found.unit, _(
                "The workbook is of unit {found}, a return of {expected} is expected. Upload the "
                "file of the right unit, or download its template."
            ).format(found=called(found.unit), expected=called(unit)))
        )  # fmt: skip
    if found.period != period:
        problems.append(
            _mismatch(found, layout.STAMP_PERIOD, "wrong-period", str(found.period), _(
                "The workbook is for {found}, the return for {expected} is expected. Upload the "
                "file of the right quarter, or download its template."
            ).format(found=format_period(found.period), expected=format_period(period)))
        )  # fmt: skip
    if found.version not in layout.RETURNS_READ:
        sheet, at = found.place(layout.STAMP_VERSION)
        problems.append(
            stamps.wrong_version(
                found.version, layout.RETURN_VERSION, sheet or layout.FIGURES.tab, at or (1, 1)
            )
        )
    return tuple(problems)


def _mismatch(found: Stamp, label: str, rule: str, said: str, message: str) -> Problem:
    sheet, at = found.place(label)
    return Problem(
        Severity.ERROR, rule, message, sheet, coordinate(at) if at else None, shown(said)
    )


def content(
    book: OpenedWorkbook, form: ReturnForm
) -> tuple[ReturnContent | None, tuple[Problem, ...]]:
    """Return what the workbook says as a return of ``form``, and every problem in sheet order.

    The content is None where any problem is an error. Sheets are found by "Biểu N", columns by
    their headings, figures by their codes, whatever their order. The stamp is not compared with
    ``form`` (see ``expected``), only with itself from sheet to sheet.
    """
    said, problems = as_far_as_read(book, form)
    refused = any(problem.severity is Severity.ERROR for problem in problems)
    return (None if refused else said), problems


def as_far_as_read(
    book: OpenedWorkbook, form: ReturnForm
) -> tuple[ReturnContent | None, tuple[Problem, ...]]:
    """Return what ``content`` does, the content also where there are errors.

    In the place of what could not be read stands then what says nothing. None: the workbook's own
    content is damaged.
    """
    try:
        return _read(book, form)
    except WorkbookRefused as refusal:
        return None, refusal.problems


def _read(book: OpenedWorkbook, form: ReturnForm) -> tuple[ReturnContent, tuple[Problem, ...]]:
    sheets, problems = _form_sheets(book)
    readers = {number: Reader(sheet) for number, sheet in sheets.items()}
    figures = read_figures(readers.get(1), form, _version(sheets.values()))
    foundings = read_foundings(readers.get(2), form)
    reviews = read_reviews(readers.get(3))
    difficulties = read_difficulties(readers.get(4))
    said = ReturnContent(
        unit=form.unit,
        period=form.period,
        figures=figures.values,
        foundings=foundings.rows,
        reviews=reviews.rows,
        difficulties=difficulties.rows,
    )
    unread = checks.Unread(figures.unread, foundings.unread, foundings.unknown)
    places = {**figures.places, **foundings.places, **reviews.places}
    problems += [problem for reader in readers.values() for problem in reader.problems]
    problems += checks.check(said, form, places, unread)
    return said, _in_order(book, problems)


def places(book: OpenedWorkbook, form: ReturnForm) -> dict[checks.Key, checks.Place]:
    """Return where the figures and the fields of the rows stand in a workbook that was taken in."""
    sheets, _problems = _form_sheets(book)
    readers = {number: Reader(sheet) for number, sheet in sheets.items()}
    return {
        **read_figures(readers.get(1), form, _version(sheets.values())).places,
        **read_foundings(readers.get(2), form).places,
        **read_reviews(readers.get(3)).places,
        **read_difficulties(readers.get(4)).places,
    }


def notes(book: OpenedWorkbook, form: ReturnForm) -> tuple[Note, ...]:
    """Return what stands beside the figures in a workbook that was taken in."""
    sheets, _problems = _form_sheets(book)
    figures = sheets.get(layout.FIGURES.number)
    return read_notes(Reader(figures) if figures else None, form, _version(sheets.values()))


def _form_sheets(book: OpenedWorkbook) -> tuple[dict[int, Sheet], list[Problem]]:
    sheets, problems = form_sheets(book)
    known = stamps.stamped(sheets.values(), _LABELS)
    problems += stamps.contradictions(sheets.values(), known)
    return sheets, problems


def _version(sheets: Iterable[Sheet]) -> str:
    """Return the version stamped on the sheets; where there is none, the current one."""
    found = stamps.stamped(sheets, (layout.STAMP_VERSION,)).get(layout.STAMP_VERSION)
    return found[2] if found else layout.RETURN_VERSION


def doubled(book: OpenedWorkbook) -> tuple[Problem, ...]:
    """Return the errors of sheets that answer to one form and say different things."""
    return tuple(each for each in form_sheets(book)[1] if each.rule == "sheet-twice")


def _in_order(book: OpenedWorkbook, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    tabs = {name: number for number, name in enumerate(book.tabs)}

    def place(problem: Problem) -> tuple[int, int, int]:
        row, column = coordinate_to_tuple(problem.cell) if problem.cell else (0, 0)
        return tabs.get(problem.sheet or "", -1), row, column

    return tuple(sorted(problems, key=place))
