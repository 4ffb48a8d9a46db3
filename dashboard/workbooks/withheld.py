"""What is not kept of a workbook: the identification numbers of persons."""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO

from openpyxl.utils.cell import coordinate_to_tuple

from dashboard.domain.text import without_personal_numbers
from dashboard.errors import Problem, WorkbookRefused
from dashboard.workbooks import package
from dashboard.workbooks.grid import OpenedWorkbook, opened

_RULE = "personal-number"
_PLACES = re.compile(r"xl/(sharedStrings|worksheets/[^/]+|comments[^/]*|comments/[^/]+)\.xml")
_TEXT = re.compile(r"(<(?:\w+:)?(?:t|f)(?: [^<>]*)?>)([^<]*)(?=<)")
_VALUE = re.compile(r"(<(?:\w+:)?v>[0-9]{3})([0-9]{8,9})(?=</)")  # 11: its leading zero is lost


def kept(data: bytes, problems: Sequence[Problem]) -> bytes | None:
    """Return what may be kept of a file that was refused: ``masked``; None: nothing of it.

    Nothing is where a number that was found is still readable, as one within a formula.
    """
    without = masked(data)
    found = [each for each in problems if each.rule == _RULE]
    if not found:
        return without
    before, after = opened(data), opened(without)
    return without if all(_changed(each, before, after) for each in found) else None


def masked(data: bytes) -> bytes:
    """Return the workbook with every 12-digit number's last nine made 0.

    What is no workbook, or holds no such number, is returned as it is.
    """
    try:
        parts = package.parts(data)
    except WorkbookRefused:
        return data
    changed = {
        name: without
        for name, content in parts.items()
        if _PLACES.fullmatch(name) and (without := _masked(content)) != content
    }
    return _with(data, changed) if changed else data


def _masked(part: bytes) -> bytes:
    try:
        xml = part.decode("utf-8")
    except UnicodeDecodeError:
        return part
    told = _TEXT.sub(lambda found: found[1] + without_personal_numbers(found[2]), xml)
    return _VALUE.sub(lambda found: found[1] + "0" * len(found[2]), told).encode("utf-8")


def _with(data: bytes, changed: dict[str, bytes]) -> bytes:
    written = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            target.writestr(entry, changed.get(entry.filename) or source.read(entry))
    return written.getvalue()


def _changed(problem: Problem, before: OpenedWorkbook, after: OpenedWorkbook) -> bool:
    if problem.sheet is None or problem.cell is None:
        return False
    at = coordinate_to_tuple(problem.cell)
    then, now = before.sheets[problem.sheet], after.sheets[problem.sheet]
    return then.cells.get(at) != now.cells.get(at) and (
        then.cached.get(at) is None or then.cached.get(at) != now.cached.get(at)
    )
