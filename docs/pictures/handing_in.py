"""A clerk hands a return in: from a workbook, and typed on the page."""

from playwright.sync_api import Browser, Page

from dashboard.workbooks.fill import fill
from docs.pictures.camera import found, go, keep, opened, saved
from docs.pictures.cast import CLERK, EXPLAINED, LATE_UNIT, PERIOD, entries

TYPED = {
    "PARTY_ORG_FOUNDED": "0",
    "PARTY_MEMBER_ADMITTED": "1",
    "UNION_FOUNDED": "1",
    "UNION_MEMBER_ADMITTED": "1,024",
    "YOUTH_ORG_FOUNDED": "0",
    "YOUTH_MEMBER_ADMITTED": "2",
}
FROM_EXCEL = "\r\n".join(
    (
        "Loại tổ chức\tTên tổ chức\tTên doanh nghiệp\tMã số thuế\tLoại hình doanh nghiệp"
        "\tNgày thành lập\tSố quyết định\tSố thành viên khi thành lập",
        "Công đoàn cơ sở\tCĐCS Công ty TNHH Hải sản Gió Lành\tCông ty TNHH Hải sản Gió Lành\t"
        "\tCông ty TNHH\t14/08/2026\t27/QĐ-LĐLĐ\t24",
        "Công đoàn cơ sở\tCĐCS Công ty CP Đảo Xanh\tCông ty CP Đảo Xanh\t"
        "\tCông ty cổ phần\t02/09/2026\t31/QĐ-LĐLĐ\t31",
    )
)


def as_a_clerk(chrome: Browser, address: str) -> None:
    page = opened(chrome, address, CLERK)
    go(page, "/nop-bao-cao")
    keep(page, "nop-bao-cao")
    form = page.request.get(f"/download/template?unit={LATE_UNIT}&period={PERIOD}").body()
    said = entries()
    hand_over(page, fill(form, said["right"] | said["wrong"]))
    keep(page, "tep-co-loi", found(page, ".problems.bad"))
    hand_over(page, fill(form, said["right"]))
    keep(page, "tep-co-canh-bao", found(page, ".problems:not(.bad)"))
    page.get_by_text("Tôi đã xem lại các điểm nêu trên").click()
    page.get_by_label("Giải trình: vì sao số liệu vẫn đúng").fill(EXPLAINED)
    keep(page, "nop", page.locator(".st-key-intake_submit"))
    page.locator("[class*=st-key-submit_send] button").click()
    keep(page, "bien-nhan", found(page, "section.receipt"))


def hand_over(page: Page, workbook: bytes) -> None:
    file = {"name": f"BC_{LATE_UNIT}_{PERIOD}.xlsx", "mimeType": "", "buffer": workbook}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]


def as_a_clerk_who_types(chrome: Browser, address: str) -> None:
    """The form on the page: figures, a pasted list, and the same draft on another machine."""
    path = f"/nhap-bao-cao?don_vi={LATE_UNIT}&nam=2026&quy=3"
    page, other = opened(chrome, address, CLERK), opened(chrome, address, CLERK)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    go(page, path)
    go(other, path)
    for code, text in TYPED.items():
        page.locator(f"#figure-{code}").fill(text)
    saved(page)
    keep(page, "nhap-bao-cao", page.locator("#figure-PARTY_MEMBER_ADMITTED"))
    other.locator("#figure-PARTY_MEMBER_ADMITTED").fill("2")
    other.get_by_role("alert").wait_for()
    keep(other, "hai-may")
    other.context.close()
    page.get_by_role("tab", name="Biểu 2").click()
    page.locator("[data-part=foundings][data-field=name]").first.click()
    page.evaluate("text => navigator.clipboard.writeText(text)", FROM_EXCEL)
    page.keyboard.press("Control+V")
    saved(page)
    keep(page, "dan-tu-excel")
    page.get_by_role("button", name="Bỏ bản nháp").click()
    page.get_by_role("dialog").get_by_role("button", name="Bỏ bản nháp").click()
    page.get_by_role("dialog").wait_for(state="detached")
