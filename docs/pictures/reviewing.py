"""An officer decides, and receives what came by e-mail."""

from playwright.sync_api import Browser, Page

from dashboard.workbooks.fill import fill
from docs.pictures.camera import found, go, keep, opened, saved, settled
from docs.pictures.cast import (
    BEHIND,
    BY_MAIL,
    CLERK,
    CORRECTED,
    EXPLAINED,
    LATE_NAME,
    LATE_UNIT,
    MARKED,
    REMARK,
    entries,
)


def as_an_officer(chrome: Browser, address: str) -> None:
    page = opened(chrome, address, "chuyenvien")
    go(page, "/duyet-bao-cao")
    keep(page, "cho-duyet")
    page.locator("table.queue a").first.click()
    found(page, "nav.walk")
    keep(page, "duyet-bao-cao")
    keep(page, "so-voi-ban-truoc", page.locator("td.differs").first)
    page.locator(".st-key-review_back button").click()
    found(page, "[role=dialog] textarea")
    keep(page, "tra-lai")
    page.keyboard.press("Escape")
    sent_back_with_remarks(chrome, address, page)


def sent_back_with_remarks(chrome: Browser, address: str, page: Page) -> None:
    """The officer marks a figure of what the clerk handed in; the clerk finds the words there."""
    go(page, "/duyet-bao-cao")
    page.locator("table.queue tr").filter(has_text=LATE_NAME).locator("a").first.click()
    found(page, "nav.walk")
    keep(page, "duyet-canh-bao")
    page.get_by_role("link", name="Nhận xét từng chỗ").click()
    page.get_by_role("link", name=MARKED).click()
    found(page, ".st-key-review_back button")
    page.wait_for_url("**nhan_xet=*")
    settled(page)
    page.get_by_role("button", name="Trả lại kèm 1 nhận xét…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(MARKED).fill(REMARK)
    keep(page, "nhan-xet-tung-cho")
    dialog.get_by_role("button", name="Trả lại", exact=True).click()
    dialog.wait_for(state="detached")
    settled(page)
    clerk = opened(chrome, address, CLERK)
    go(clerk, "/nop-bao-cao")
    clerk.locator("a[href*='ban-bao-cao']").first.click()
    keep(clerk, "tra-lai-nhan-xet", found(clerk, ".remark"))
    go(clerk, f"/nhap-bao-cao?don_vi={LATE_UNIT}&nam=2026&quy=3")
    keep(clerk, "nhac-tung-o", clerk.locator("tr[data-code=UNION_MEMBER_ADMITTED]"))
    go(clerk, "/quy-tac?ma=unusual-figure")
    keep(clerk, "quy-tac-so-khac-thuong")


def a_correction(chrome: Browser, address: str) -> None:
    """An accepted return of the first quarter is reopened, corrected, and what that changes."""
    officer = opened(chrome, address, "chuyenvien")
    go(officer, f"/don-vi?don_vi={CORRECTED}&nam=2026&quy=1")
    go(officer, f"{BEHIND.replace('quy=3', 'quy=1')}&nguon={CORRECTED}")
    officer.locator("section.trail table a").last.click()
    found(officer, "ol.timeline")
    review = officer.url
    officer.get_by_role("button", name="Mở lại…").click()
    dialog = officer.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Số đoàn viên công đoàn quý I không khớp.")
    dialog.get_by_role("button", name="Mở lại", exact=True).click()
    dialog.wait_for(state="detached")
    clerk = opened(chrome, address, f"canbo.{CORRECTED.lower()}")
    go(clerk, f"/nhap-bao-cao?don_vi={CORRECTED}&nam=2026&quy=1")
    clerk.locator("#figure-UNION_MEMBER_ADMITTED").fill("160")
    saved(clerk)
    clerk.get_by_role("button", name="Xem lại và nộp").click()
    tick = clerk.get_by_text("Tôi đã xem lại các điểm nêu trên")
    clerk.get_by_label("Lý do sửa báo cáo đã được duyệt").wait_for()
    if tick.count():
        tick.click()
        clerk.get_by_label("Giải trình: vì sao số liệu vẫn đúng").fill(EXPLAINED)
    clerk.get_by_label("Lý do sửa báo cáo đã được duyệt").fill("Tính thiếu hai công đoàn cơ sở.")
    clerk.locator("[class*=st-key-submit_send] button").click()
    found(clerk, "section.receipt")
    go(officer, review.replace("ban-bao-cao", "duyet-bao-cao"))
    keep(officer, "anh-huong-khi-duyet", found(officer, ".effects"))
    go(officer, f"{review}&tu=1&den=2")
    keep(officer, "so-sanh-hai-ban", found(officer, ".compare"))


def what_came_by_mail(chrome: Browser, address: str) -> None:
    """Workbooks as they come by e-mail: good, wrong, and something else."""
    page = opened(chrome, address, "chuyenvien")
    go(page, "/nhan-bao-cao")
    found(page, "[data-testid=stFileUploaderDropzone]")
    keep(page, "nhan-bao-cao")
    said = entries()
    files = [
        {"name": "cong-van.docx", "mimeType": "", "buffer": b"PK no workbook"},
        *(mailed(page, unit, said["right"]) for unit in BY_MAIL),
        mailed(page, LATE_UNIT, said["right"] | said["wrong"]),
    ]
    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    found(page, ".received")
    settled(page)
    keep(page, "nhan-ket-qua")


def mailed(page: Page, unit: str, said: dict[str, object]) -> dict[str, object]:
    form = page.request.get(f"/download/template?unit={unit}&period=2026Q4").body()
    return {"name": f"BC_{unit}_2026Q4.xlsx", "mimeType": "", "buffer": fill(form, said)}
