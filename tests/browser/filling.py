"""Forms filled in as a clerk would, on the template that the page hands out."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Page

from dashboard.workbooks.fill import fill

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIGURES: Mapping[str, object] = {
    "PARTY_ORG_FOUNDED": 0,
    "PARTY_MEMBER_ADMITTED": 7,
    "PARTY_OWNER_ADMITTED": 1,
    "UNION_FOUNDED": 0,
    "UNION_MEMBER_ADMITTED": "1.608",
    "YOUTH_ORG_FOUNDED": 0,
    "YOUTH_MEMBER_ADMITTED": 0,
}
PARTY_CELL: Mapping[str, object] = {
    "organisation": "party",
    "name": "Chi bộ Công ty TNHH Sao Khuê",
    "enterprise": "Công ty TNHH Sao Khuê",
    "tax_code": "0109876557",
    "enterprise_type": "Công ty TNHH",
    "founded_on": "2026-10-20",
    "decision_number": "41-QĐ/ThU",
    "members": 3,
}
DIFFICULTY = {"difficulty": "Công nhân biến động", "proposal": "Hỗ trợ kinh phí tập huấn"}


def filled(template: bytes, foundings: list[Mapping[str, object]], **figures: object) -> bytes:
    """The form with the usual figures, ``figures`` typed instead of some of them."""
    entries = {
        "figures": {**FIGURES, **figures},
        "foundings": foundings,
        "difficulties": [DIFFICULTY],
    }
    return fill(template, entries)


def cell_of(data: bytes, code: str) -> str:
    """Return where the figure of an indicator is typed: "G14"."""
    sheet = load_workbook(BytesIO(data))["Biểu 1 – Số liệu"]
    rows = {str(cell.value): cell.row for row in sheet.iter_rows() for cell in row}
    heading = next(
        cell
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value).startswith("Phát sinh trong quý")
    )
    return f"{heading.column_letter}{rows[code]}"


def hand_over(page: Page, data: bytes, name: str) -> None:
    """Choose a file in the uploader and wait until the page has it in hand."""
    payload: FilePayload = {"name": name, "mimeType": XLSX, "buffer": data}
    uploader: Any = page.locator("[data-testid=stFileUploaderDropzoneInput]")
    uploader.set_input_files(payload)
    page.locator(".td-hand b").filter(has_text=name).wait_for()
