"""What is not kept of a file: the identification numbers of persons."""

import zipfile
from io import BytesIO

from dashboard.domain.text import without_personal_numbers
from dashboard.errors import WorkbookRefused
from dashboard.workbooks import package
from dashboard.workbooks.blanking import blanked
from dashboard.workbooks.grid import Sheet, opened


def kept(data: bytes) -> bytes | None:
    """Return what may be kept of a file: every 12-digit number's last nine digits are 0.

    What is no package of XML, or holds no such number, is returned as it is. None: nothing of it
    may, as where the number can still be worked out of a formula.
    """
    try:
        parts = package.unpacked(data)
    except WorkbookRefused:
        return data
    found = {name: blanked(content) for name, content in parts.items()}
    if not all(each.whole for each in found.values()):
        return None
    changed = {name: each.content for name, each in found.items() if each.content != parts[name]}
    if not changed:
        return data
    without = _with(data, changed)
    return None if _is_readable(without) else without


def _with(data: bytes, changed: dict[str, bytes]) -> bytes:
    written = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            target.writestr(entry, changed.get(entry.filename) or source.read(entry))
    return written.getvalue()


def _is_readable(data: bytes) -> bool:
    """Whether the workbook, opened as it is when it is checked, still shows such a number."""
    try:
        sheets = opened(data).sheets.values()
        return any(_shows(each) for each in sheets)
    except WorkbookRefused:
        return False


def _shows(sheet: Sheet) -> bool:
    texts = (
        cell.value
        for cells in (sheet.cells, sheet.cached)
        for cell in cells.values()
        if isinstance(cell.value, str)
    )
    return any(without_personal_numbers(each) != each for each in texts)
