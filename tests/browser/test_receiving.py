"""What came by e-mail, dropped on the page: good files in, a bad one handed back and mended."""

import base64
import zipfile
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from dashboard.workbooks.marks import Kind
from tests.browser.conftest import Opener
from tests.browser.filling import PARTY_CELL, cell_of, filled
from tests.browser.visiting import Visit

FIRST = "Biểu 1 – Số liệu"
OTHER_CELL = {
    **PARTY_CELL, "name": "Chi bộ Công ty CP Gió Đồng", "enterprise": "Công ty CP Gió Đồng",
    "tax_code": None,
}  # fmt: skip
DROPZONE = "[data-testid=stFileUploaderDropzone]"
UPLOADERS_OWN = ("Drag and drop", "Browse files", "Upload", "Limit", "per file")
CARRIED = """([data, name]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name));
  return carried;
}"""


def form_of(window: Visit, unit: str) -> bytes:
    answer = window.page.request.get(
        f"{window.address}/download/template?unit={unit}&period=2026Q4"
    )
    assert answer.ok
    return answer.body()


def dropped(window: Visit, data: bytes, name: str) -> None:
    """Let a file go over the page as a hand with a mouse does, and wait for the outcomes."""
    page = window.page
    given = [base64.b64encode(data).decode(), name]
    carried = page.evaluate_handle(CARRIED, given)
    page.locator(DROPZONE).dispatch_event("drop", {"dataTransfer": carried})
    page.wait_for_url("**goi=*")
    page.locator(".received").wait_for(timeout=60_000)
    window.settled()


def packed(**files: bytes) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return written.getvalue()


def file_row(window: Visit, name: str) -> Locator:
    return window.page.locator(".received tbody tr").filter(has_text=name)


def test_a_zip_is_received_and_its_bad_file_handed_back_mended_and_received(visit: Opener) -> None:
    with visit("chuyenvien") as officer:
        officer.open("/nhan-bao-cao", DROPZONE)
        shown = officer.words()
        assert not [word for word in UPLOADERS_OWN if word in shown]
        wrong = filled(form_of(officer, "D03"), [], UNION_MEMBER_ADMITTED="1,608")
        mail = packed(
            BC_D05__xlsx=filled(form_of(officer, "D05"), []),
            BC_D06__xlsx=filled(form_of(officer, "D06"), [OTHER_CELL], PARTY_ORG_FOUNDED=1),
            BC_D03__xlsx=wrong,
            cong_van__docx=b"PK\x03\x04 no workbook at all",
        )
        dropped(officer, mail, "thu den.zip")
        expect(officer.heading()).to_have_text("Đã nhận 2/4 tệp, 2 tệp phải gửi lại để sửa")
        expect(file_row(officer, "BC_D05.xlsx")).to_contain_text("Huyện Lúa Vàng")
        expect(file_row(officer, "BC_D05.xlsx")).to_contain_text("Đã nhận")
        expect(file_row(officer, "BC_D06.xlsx").locator(".doubts .chip")).to_be_visible()
        expect(file_row(officer, "cong_van.docx")).to_contain_text("chưa rõ đơn vị")

        bad = file_row(officer, "BC_D03.xlsx")
        at = cell_of(wrong, "UNION_MEMBER_ADMITTED")
        expect(bad).to_contain_text(at)
        marked = officer.downloaded(bad.get_by_role("link", name="Tệp đã đánh dấu"))
        book = load_workbook(BytesIO(marked))
        cell = book[FIRST][at]
        assert str(cell.fill.fgColor.rgb).endswith(Kind.ERROR.tint)
        assert cell.comment is not None
        assert "1608" in cell.comment.text
        assert book.sheetnames[0] == "Cần sửa"

        cell.value = 1608
        mended = BytesIO()
        book.save(mended)
        officer.go(officer.page.get_by_role("link", name="Nhận thêm tệp khác"), "/nhan-bao-cao")
        dropped(officer, mended.getvalue(), "CAN-SUA_BC_D03.xlsx")
        expect(officer.heading()).to_have_text("Đã nhận tệp")
        expect(file_row(officer, "CAN-SUA_BC_D03.xlsx")).to_contain_text("Huyện Bến Mây")
