"""What a workbook says it is: the stamp in its visible cells."""

import re
from collections.abc import Iterable, Iterator, Mapping

from dashboard.errors import Problem, WorkbookRefused
from dashboard.i18n import _
from dashboard.workbooks import layout
from dashboard.workbooks.grid import At, OpenedWorkbook, Sheet, coordinate
from dashboard.workbooks.reading import Reader, shown
from dashboard.workbooks.tables import beside
from data_access.vocabulary import Severity

Stamped = dict[str, tuple[Sheet, At, str]]
"""What stands beside each label, and where."""


def stamped(sheets: Iterable[Sheet], labels: Iterable[str]) -> Stamped:
    """Return the stamp's values by label; the first sheet that has a label says its value."""
    wanted = {layout.squeezed(label): label for label in labels}
    found: Stamped = {}
    for sheet in sheets:
        for label, at, value in _in(sheet, wanted):
            found.setdefault(label, (sheet, at, value))
    return found


def contradictions(sheets: Iterable[Sheet], known: Stamped) -> Iterator[Problem]:
    """Yield an error for each sheet whose stamp differs from the first one found."""
    wanted = {layout.squeezed(label): label for label in known}
    for sheet in sheets:
        for label, at, value in _in(sheet, wanted):
            first, _at, expected = known[label]
            if value.casefold() == expected.casefold():
                continue
            yield Problem(
                Severity.ERROR,
                "stamps-differ",
                _(
                    "“{label}” is {found} on this sheet and {expected} on “{sheet}”. Sheets of two "
                    "returns were put together: fill in one template."
                ).format(label=label, found=value, expected=expected, sheet=first.name),
                sheet.name,
                coordinate(at),
                shown(value),
            )


_EVERY_LABEL = frozenset(
    layout.squeezed(label)
    for label in (
        layout.STAMP_UNIT,
        layout.STAMP_PERIOD,
        layout.STAMP_VERSION,
        layout.STAMP_YEAR,
        layout.DECISION_NUMBER,
        layout.DECIDED_ON,
    )
)


def _in(sheet: Sheet, wanted: Mapping[str, str]) -> Iterator[tuple[str, At, str]]:
    for label, at, value in sheet.labels:
        if label not in wanted:
            continue
        place = at if value else beside(sheet, at)
        said = value or (str(sheet.cells[place].value) if place else "")
        if place and said.strip() and layout.squeezed(said) not in _EVERY_LABEL:
            yield wanted[label], place, " ".join(said.split())


def input_beside(written: Mapping[At, str], label: str) -> At | None:
    """Return the cell right of a label, there to be filled in whether it is or not."""
    wanted = layout.squeezed(label)
    at = next((at for at, text in sorted(written.items()) if layout.squeezed(text) == wanted), None)
    return None if at is None else (at[0], at[1] + 1)


def sheet_of(book: OpenedWorkbook, version: str) -> Sheet:
    """Return the sheet that bears the stamp of the template ``version``.

    Raises:
        WorkbookRefused: no sheet is stamped, or with another template's version.
    """
    found = stamped(book.sheets.values(), (layout.STAMP_VERSION,))
    if not found:
        raise not_ours(book)
    sheet, at, value = found[layout.STAMP_VERSION]
    if value != version:
        raise WorkbookRefused((wrong_version(value, version, sheet.name, at),))
    return sheet


def year(reader: Reader) -> int:
    """Return the year stamped on the sheet, or 0 with a problem."""
    found = stamped((reader.sheet,), (layout.STAMP_YEAR,)).get(layout.STAMP_YEAR)
    if found is None:
        reader.problems.append(missing_label(layout.STAMP_YEAR, reader.sheet.name))
        return 0
    _sheet, at, value = found
    if re.fullmatch(r"(19|20|21)[0-9]{2}", value):
        return int(value)
    reader.error("stamp-year", at, value, found=shown(value))
    return 0


def not_ours(book: OpenedWorkbook) -> WorkbookRefused:
    """Return the refusal of a workbook that is not one of our templates."""
    return WorkbookRefused(
        (
            Problem(
                Severity.ERROR,
                "not-our-template",
                _(
                    "This workbook is not the template: its stamp (unit, period, template version) "
                    "was not found. Sheets in the file: {tabs}. Download the template, fill it in "
                    "and upload that file."
                ).format(tabs=tabs(book)),
                found=tabs(book),
            ),
        )
    )


def missing_label(label: str, sheet: str | None) -> Problem:
    """Return the problem of a stamp's part that is not there."""
    return Problem(
        Severity.ERROR,
        "stamp-missing",
        _(
            "The stamp “{label}” is missing or empty. Copy the figures into a new template; its "
            "stamp must stay as it is."
        ).format(label=label),
        sheet,
    )


def wrong_version(found: str, expected: str, sheet: str, at: At) -> Problem:
    """Return the problem of a form that is not today's."""
    return Problem(
        Severity.ERROR,
        "wrong-template",
        _(
            "The template version is {found}, {expected} is expected. Download the current "
            "template and copy the figures into it."
        ).format(found=found, expected=expected),
        sheet,
        coordinate(at),
        shown(found),
    )


def tabs(book: OpenedWorkbook) -> str:
    """Return the tabs of the file as one short text."""
    return shown(", ".join(book.tabs))


def kind(book: OpenedWorkbook) -> str | None:
    """Return the template version stamped on the workbook, whichever template it is."""
    found = stamped(book.sheets.values(), (layout.STAMP_VERSION,))
    return found[layout.STAMP_VERSION][2] if found else None
