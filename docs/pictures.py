"""Take the guide's pictures anew: ``make guide``.

The real server runs on a database of its own with the demonstration province, in a folder that is
gone afterwards; a real Chromium signs in as the people of the guide, hands in a return, and
photographs what they see.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from dashboard.demo.people import PASSWORD
from dashboard.workbooks.fill import fill
from data_access import databases, embedded
from tests.browser import chromium
from tests.web.running import free_port

PICTURES = Path(__file__).resolve().parent / "anh"
TODAY = "2026-11-22"
TABLET = {"width": 1180, "height": 820}
UPRIGHT = {"width": 820, "height": 1180}
LARGEST = 250_000  # bytes of a picture
CLERK, LATE_UNIT, PERIOD = "canbo.d10", "D10", "2026Q3"
LATE_NAME = "Huyện đảo Hòn Gió"
CORRECTED = "D07"
BY_MAIL = ("D05", "D06")
EXPLAINED = "Đã rà soát với Liên đoàn Lao động huyện: số liệu đúng."
MARKED = "Đoàn viên công đoàn kết nạp mới"
REMARK = "Liên đoàn Lao động ghi 26, đơn vị ghi 24."
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
BEHIND = "/chi-tieu?chi_tieu=UNION_MEMBER_ADMITTED&don_vi=MH&nam=2026&quy=3"


def main() -> None:
    """Take every picture; leave nothing behind but them."""
    PICTURES.mkdir(exist_ok=True)
    with demonstration() as address, sync_playwright() as playwright:
        chrome = playwright.chromium.launch(
            executable_path=chromium.install(), args=chromium.ARGUMENTS
        )
        take_all(chrome, address)
        chrome.close()


@contextmanager
def demonstration() -> Iterator[str]:
    """Serve the demonstration province until the pictures are taken; yield its address."""
    folder = Path(tempfile.mkdtemp(prefix="tiendo-guide-"))
    process = None
    try:
        url = embedded.start(folder)
        databases.create_if_missing(url)
        port = str(free_port())
        environment = os.environ | {"TIENDO_DATABASE_URL": url, "TIENDO_PORT": port}
        environment |= {"TIENDO_TODAY": TODAY, "TIENDO_SHOW_DEMO_SIGN_INS": "true"}
        tiendo = str(Path(sys.executable).with_name("tiendo"))
        subprocess.run([tiendo, "migrate"], env=environment, check=True)
        process = subprocess.Popen([tiendo, "serve", "--demo"], env=environment)
        yield _answering(f"http://127.0.0.1:{port}", process)
    finally:
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
        with suppress(OSError):
            embedded.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _answering(address: str, process: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + 900
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=5):
            return address
        time.sleep(0.5)
    raise SystemExit("The demonstration could not be served; the reason stands above.")


def take_all(chrome: Browser, address: str) -> None:
    page = opened(chrome, address, None)
    page.goto("/sign-in")
    keep(page, "dang-nhap")
    as_a_leader(chrome, address)
    as_a_clerk_who_types(chrome, address)
    as_a_clerk(chrome, address)
    as_an_officer(chrome, address)
    a_correction(chrome, address)
    what_came_by_mail(chrome, address)
    dates(chrome, address)
    keys(chrome, address)


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


def as_a_clerk(chrome: Browser, address: str) -> None:
    page = opened(chrome, address, CLERK)
    go(page, "/nop-bao-cao")
    keep(page, "nop-bao-cao")
    form = page.request.get(f"/download/template?unit={LATE_UNIT}&period={PERIOD}").body()
    said = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    hand_over(page, fill(form, said["right"] | said["wrong"]))
    keep(page, "tep-co-loi", found(page, ".problems.bad"))
    hand_over(page, fill(form, said["right"]))
    keep(page, "tep-co-canh-bao", found(page, ".problems:not(.bad)"))
    page.get_by_text("Tôi đã xem lại các điểm nêu trên").click()
    page.get_by_label("Giải trình để người duyệt biết").fill(EXPLAINED)
    keep(page, "nop", page.locator(".st-key-intake_submit"))
    page.locator(".st-key-submit_send button").click()
    keep(page, "bien-nhan", found(page, "section.receipt"))


def hand_over(page: Page, workbook: bytes) -> None:
    file = {"name": f"BC_{LATE_UNIT}_{PERIOD}.xlsx", "mimeType": "", "buffer": workbook}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]


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


def saved(page: Page) -> None:
    page.wait_for_timeout(600)
    page.locator(".standing .state").filter(has_text="Đã lưu").wait_for()


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
        clerk.get_by_label("Giải trình để người duyệt biết").fill(EXPLAINED)
    clerk.get_by_label("Lý do sửa báo cáo đã được duyệt").fill("Tính thiếu hai công đoàn cơ sở.")
    clerk.locator(".st-key-submit_send button").click()
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
    said = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
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
    page.get_by_label("Dùng cho phần mềm nào").fill("Phần mềm báo cáo của huyện")
    page.get_by_role("button", name="Tạo khóa").click()
    found(page, ".secret")
    keep(page, "khoa-truy-cap-moi")
    page.get_by_role("button", name="Tôi đã cất khóa ở nơi an toàn").click()
    page.locator(".secret").wait_for(state="detached")
    settled(page)
    keep(page, "khoa-truy-cap")


def opened(
    chrome: Browser, address: str, username: str | None, size: dict[str, int] | None = None
) -> Page:
    """Return a window of its own, signed in as somebody (None: as nobody yet)."""
    context = chrome.new_context(
        base_url=address,
        viewport=size or TABLET,  # type: ignore[arg-type]
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if username:
        page.goto("/sign-in")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button.go").click()
        settled(page)
    return page


def found(page: Page, selector: str) -> Locator:
    """Return the first such part of the page once it is there."""
    part = page.locator(selector).first
    part.wait_for()
    return part


def go(page: Page, path: str) -> None:
    page.goto(path)
    settled(page)


def settled(page: Page) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)


def keep(page: Page, name: str, to: Locator | None = None) -> None:
    """Photograph the window, scrolled so that ``to`` is seen, and make the file small."""
    if to is not None:
        to.evaluate("each => each.scrollIntoView({block: 'center'})")
    page.mouse.move(2, 2)
    page.wait_for_timeout(900)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as taken:
        small = taken.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path.name} is larger than {LARGEST} bytes.")


if __name__ == "__main__":
    main()
