"""What counts in a return although a spreadsheet program does not show it."""

from collections.abc import Collection, Mapping, Sequence

from openpyxl.utils.cell import get_column_letter

from dashboard.domain.text import ranges
from dashboard.workbooks.layout import Form
from dashboard.workbooks.reading import Reader

_READ = {1: ("figure",)}  # of a list every column but the running number is


def note_hidden(
    reader: Reader,
    counted: Sequence[int],
    columns: Mapping[str, int],
    form: Form,
    blank: Collection[int] = (),
) -> None:
    """Note a warning for the rows, the columns and the sheet that are hidden and count.

    ``counted`` are the rows that say something, ``blank`` those that should and do not.
    """
    hidden = reader.sheet.hidden
    read = {
        name: at
        for name, at in columns.items()
        if name in _READ.get(form.number, columns) and name != "number"
    }
    first = min(read.values(), default=1)
    if hidden.sheet and counted:
        reader.doubt("hidden-sheet", None, None)
    for variant, rows in (("", counted), ("blank", blank)):
        away = [row for row in rows if row in hidden.rows]
        if away:
            at = (away[0], first)
            reader.doubt("hidden-rows", at, None, variant=variant, rows=ranges(away))
    titles = {each.field: each.title for each in form.columns}
    for name, column in read.items():
        row = next((row for row in counted if not reader.is_blank((row, column))), None)
        if column in hidden.columns and row is not None:
            reader.doubt(
                "hidden-columns", (row, column), None,
                column=get_column_letter(column), title=titles[name],
            )  # fmt: skip
