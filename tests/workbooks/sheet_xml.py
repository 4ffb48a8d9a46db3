"""Sheets of a filled return edited as spreadsheet programs write them, cell by cell."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.workbooks.forms import filled

EMPTY_TEXT = '<c r="{cell}" t="str"><f>IF(So!B1="","",So!B1)</f><v></v></c>'
ZERO = '<c r="{cell}"><f>So!B1</f><v>0</v></c>'
UNTICKED = '<c r="{cell}" t="b"><v>0</v></c>'
TICKED = '<c r="{cell}" t="b"><v>1</v></c>'
LINKED_BOX = '<c r="{cell}" t="b"><f>So!B1</f><v>0</v></c>'
NOT_COMPUTED = '<c r="{cell}"><f>So!B1</f></c>'


def part(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one of its parts changed."""
    written = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == name:
                content = change(content.decode("utf-8")).encode("utf-8")
            target.writestr(entry, content)
    return written.getvalue()


def with_cells(number: int, cells: Mapping[str, str], data: bytes | None = None) -> bytes:
    """The workbook with cells of the sheet of that number written anew ("{cell}" is filled in)."""

    def change(xml: str) -> str:
        for cell, element in cells.items():
            row = re.search(r"\d+", cell)[0]
            place = rf'<c r="{cell}"(?: [^>]*?)?(?:/>|>.*?</c>)'
            made = element.format(cell=cell)
            xml, replaced = re.subn(place, lambda _found, made=made: made, xml)
            if not replaced:
                begin = rf'<row r="{row}"[^>]*>'
                after = [
                    found for found in re.finditer(rf'<c r="([A-Z]+){row}"', xml)
                    if (len(found[1]), found[1]) > (len(cell.rstrip("0123456789")), cell)
                ]  # fmt: skip
                at = after[0].start() if after else re.search(begin + ".*?(?=</row>)", xml).end()
                xml = xml[:at] + made + xml[at:]
        return xml

    return part(data or filled(), f"xl/worksheets/sheet{number}.xml", change)


def row_of(element: str, row: int, columns: str = "BCDEFGHI") -> dict[str, str]:
    return dict.fromkeys((f"{column}{row}" for column in columns), element)
