"""What formulas last showed, kept through a saving: openpyxl alone would write them without it."""

import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import to_excel

from dashboard.workbooks import paper

Shown = dict[str, dict[str, tuple[str, object]]]
"""Data type and value of each formula's cell, by tab and cell."""

_FORMULA = re.compile(
    r'<c r="(?P<cell>[A-Z]+[0-9]+)"(?P<style>[^>]*)>(?P<formula><f[ >].*?</f>|<f ?/>)<v ?/></c>',
    re.DOTALL,
)


def of_formulas(book: Workbook, data: bytes) -> Shown:
    """Return what the formulas of ``book``, loaded from ``data``, showed when it was saved."""
    wanted = {
        sheet.title: [cell.coordinate for cell in sheet._cells.values() if cell.data_type == "f"]
        for sheet in book.worksheets
    }
    if not any(wanted.values()):
        return {}
    values = load_workbook(BytesIO(data), data_only=True)
    return {
        title: {name: (values[title][name].data_type, values[title][name].value) for name in names}
        for title, names in wanted.items()
        if names
    }


def saved(book: Workbook, shown: Shown) -> bytes:
    """Return the workbook's bytes, each formula with what it last showed."""
    data = paper.saved(book)
    epoch = book.epoch
    parts = {
        f"xl/worksheets/sheet{number}.xml": {
            cell: _written(kind, value, epoch)
            for cell, (kind, value) in shown.get(sheet.title, {}).items()
        }
        for number, sheet in enumerate(book.worksheets, start=1)
        if shown.get(sheet.title)
    }
    return _with_values(data, parts) if parts else data


def _written(kind: str, value: object, epoch: datetime) -> tuple[str, str] | None:
    """Return the type and the text of a value as a sheet's XML has them; None: nothing to show."""
    match value:
        case None:
            return None
        case bool():
            return "b", str(int(value))
        case datetime() | date() | time() | timedelta():
            return "n", str(to_excel(value, epoch))  # type: ignore[no-untyped-call]
        case int() | float():
            return "n", repr(value)
        case _text if kind == "e":
            return "e", escape(str(value))
        case _text:
            return "str", escape(str(value))


def _with_values(data: bytes, parts: Mapping[str, Mapping[str, tuple[str, str] | None]]) -> bytes:
    written = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename in parts:
                content = _filled(content.decode(), parts[entry.filename]).encode()
            target.writestr(entry, content)
    return written.getvalue()


def _filled(xml: str, values: Mapping[str, tuple[str, str] | None]) -> str:
    def one(found: re.Match[str]) -> str:
        value = values.get(found["cell"])
        if value is None:
            return found[0]
        kind, text = value
        typed = "" if kind == "n" else f' t="{kind}"'
        return f'<c r="{found["cell"]}"{found["style"]}{typed}>{found["formula"]}<v>{text}</v></c>'

    return _FORMULA.sub(one, xml)
