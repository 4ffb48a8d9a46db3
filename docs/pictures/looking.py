"""What is looked at: progress, the calendar, the access keys."""

from playwright.sync_api import Browser

from docs.pictures.camera import UPRIGHT, found, go, keep, opened, settled
from docs.pictures.cast import BEHIND, CLERK, LATE_UNIT


def as_a_leader(chrome: Browser, address: str) -> None:
    page = opened(chrome, address, "lanhdao")
    keep(page, "tong-quan")
    page.locator("details.why summary").nth(3).click()
    keep(page, "cach-tinh")
    go(page, "/don-vi?don_vi=D01&nam=2026&quy=3")
    keep(page, "don-vi")
    go(page, BEHIND)
    keep(page, "chi-tieu")
    go(page, f"{BEHIND}&nguon=D01")
    keep(page, "nguon-so-lieu")
    page.locator("section.trail table a").last.click()
    found(page, "ol.timeline")
    keep(page, "ban-bao-cao")
    keep(opened(chrome, address, "lanhdao", UPRIGHT), "tong-quan-may-dung")


def dates(chrome: Browser, address: str) -> None:
    """The calendar and who is missing, as each sees them."""
    page = opened(chrome, address, "chuyenvien")
    go(page, "/tinh-hinh-nop?nam=2026&quy=3")
    keep(page, "tinh-hinh-nop")
    go(page, f"/lich-bao-cao?nam=2026&quy=4&don_vi={LATE_UNIT}")
    page.get_by_label("Hạn nộp mới").wait_for()
    keep(page, "gia-han", page.get_by_label("Hạn nộp mới"))
    clerk = opened(chrome, address, CLERK)
    go(clerk, "/lich-bao-cao")
    keep(clerk, "lich-don-vi")
    administrator = opened(chrome, address, "quantri")
    go(administrator, "/lich-bao-cao?nam=2026&quy=2")
    keep(administrator, "lich-quan-tri", administrator.locator(".st-key-calendar_change"))


def keys(chrome: Browser, address: str) -> None:
    """An access key, shown once, and the list of them."""
    page = opened(chrome, address, CLERK)
    go(page, "/khoa-truy-cap")
    page.get_by_label("Dùng cho phần mềm nào").fill("Phần mềm báo cáo của đơn vị")
    page.get_by_role("button", name="Tạo khóa").click()
    found(page, ".secret")
    keep(page, "khoa-truy-cap-moi")
    page.get_by_role("button", name="Tôi đã cất khóa ở nơi an toàn").click()
    page.locator(".secret").wait_for(state="detached")
    settled(page)
    keep(page, "khoa-truy-cap")
