"""A quarterly return from the clerk's desk to the leader's overview, in three windows at once."""

import re
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Opener
from tests.browser.filling import PARTY_CELL, cell_of, filled, hand_over
from tests.browser.visiting import Visit

OPEN_QUARTER = "nam=2026&quy=4"
EXPLAINED = "Chi bộ ghép, đã có văn bản đồng ý của Ban Tổ chức."
REASON = "Số đoàn viên công đoàn phải khớp với Liên đoàn Lao động: 1.600."
SUGGESTED = "Đề nghị giải trình các điểm cần xem lại."


def at_submitting(window: Visit, unit: str) -> None:
    window.open(
        f"/nop-bao-cao?don_vi={unit}&{OPEN_QUARTER}", "[data-testid=stFileUploaderDropzone]"
    )


def form_of(window: Visit) -> bytes:
    """Download the form through the page's link."""
    return window.downloaded(window.page.get_by_role("link", name="Tải mẫu báo cáo (.xlsx)"))


def problems(window: Visit) -> Locator:
    return window.page.locator(".problems")


def submit_button(window: Visit) -> Locator:
    return window.page.get_by_role("button", name="Nộp báo cáo quý IV/2026 của")


def tile(window: Visit, name: str) -> Locator:
    """Return the figure of one of the overview's tiles, as "65/95"."""
    return window.page.locator(".tile").filter(has_text=name).locator(".big")


def figure(window: Visit, name: str) -> int:
    said = tile(window, name).inner_text().split("/")[0]
    return int(re.sub(r"\D", "", said))


def test_every_wrong_cell_of_a_file_is_listed_and_nothing_is_handed_in(visit: Opener) -> None:
    with visit("canbo.d02") as clerk, visit("canbo.d03") as neighbour:
        at_submitting(clerk, "D02")
        at_submitting(neighbour, "D03")
        form = form_of(clerk)

        hand_over(clerk.page, filled(form_of(neighbour), []), "BC_D03.xlsx")
        expect(problems(clerk).locator("tr.error")).to_have_count(1)
        expect(problems(clerk)).to_contain_text("Tệp này của đơn vị D03")
        expect(submit_button(clerk)).to_have_count(0)

        wrong = filled(
            form,
            [{**PARTY_CELL, "founded_on": "31/02/2026"}],
            PARTY_ORG_FOUNDED="2",
            PARTY_OWNER_ADMITTED=9,
            UNION_MEMBER_ADMITTED="1,608",
            YOUTH_MEMBER_ADMITTED="khoảng 10",
        )
        hand_over(clerk.page, wrong, "BC_D02.xlsx")
        expect(problems(clerk).locator("h2")).to_contain_text("lỗi phải sửa")
        expect(problems(clerk)).not_to_contain_text("đơn vị D03")
        rows = problems(clerk).locator("tbody tr.error")
        for code, found in (
            ("PARTY_OWNER_ADMITTED", "9"),
            ("UNION_MEMBER_ADMITTED", "1,608"),
            ("YOUTH_MEMBER_ADMITTED", "khoảng 10"),
            ("PARTY_ORG_FOUNDED", "2"),
        ):
            row = rows.filter(has=clerk.page.get_by_text(cell_of(form, code), exact=True))
            expect(row).to_contain_text("Biểu 1 – Số liệu")
            expect(row.locator(".stood")).to_have_text(found)
        listed = rows.filter(has_text="31/02/2026")
        expect(listed).to_contain_text("Biểu 2 – DS tổ chức thành lập")
        expect(listed.locator(".cell")).to_have_text(re.compile(r"^G\d+$"))
        expect(submit_button(clerk)).to_have_count(0)

        clerk.open(f"/don-vi?don_vi=D02&{OPEN_QUARTER}")
        row = clerk.page.get_by_role("row").filter(has_text="quý IV/2026")
        expect(row).to_contain_text("Chưa nộp")


def test_a_return_goes_from_the_clerk_to_the_leader_and_back_once(visit: Opener) -> None:
    with visit("canbo") as clerk, visit("chuyenvien") as officer, visit("lanhdao") as leader:
        leader.open(f"/?don_vi=MH&{OPEN_QUARTER}")
        before = {
            name: figure(leader, name) for name in ("Đảng viên mới kết nạp", "Đoàn viên công đoàn")
        }

        at_submitting(clerk, "D01")
        form = form_of(clerk)
        first = filled(form, [{**PARTY_CELL, "members": 2}], PARTY_ORG_FOUNDED=1)
        submit_with_an_explanation(clerk, first)

        see_it_only_as_provisional(leader, before["Đoàn viên công đoàn"])

        send_back(officer)
        clerk.open(f"/nop-bao-cao?don_vi=D01&{OPEN_QUARTER}")
        expect(clerk.heading()).to_contain_text("bị trả lại")
        reason = clerk.page.locator(".notice.back blockquote")
        expect(reason).to_have_text(f"{SUGGESTED} {REASON}")

        corrected = filled(form, [PARTY_CELL], PARTY_ORG_FOUNDED=1, UNION_MEMBER_ADMITTED="1 600")
        submit_corrected(clerk, corrected)
        accept(officer)

        leader.page.reload()
        expect(tile(leader, "Đảng viên mới kết nạp")).to_contain_text(
            str(before["Đảng viên mới kết nạp"] + 7)
        )
        leader.settled()
        assert figure(leader, "Đoàn viên công đoàn") == before["Đoàn viên công đoàn"] + 1600
        follow_the_figure_to_its_return(leader)


def submit_with_an_explanation(clerk: Visit, data: bytes) -> None:
    page = clerk.page
    hand_over(page, data, "BC_D01_2026Q4.xlsx")
    expect(problems(clerk)).to_contain_text("điểm cần xem lại")
    few = problems(clerk).locator("tr.warning").filter(has_text="Công ty TNHH Sao Khuê")
    expect(few).to_have_count(1)
    preview = page.get_by_role("row").filter(has_text="Đoàn viên công đoàn kết nạp mới")
    expect(preview.locator(".own")).to_have_text("1.608")

    submit_button(clerk).click()
    expect(page.get_by_text("Hãy đọc, rồi xác nhận số liệu là đúng")).to_be_visible()

    confirm(clerk)
    submit_button(clerk).click()
    expect(page.get_by_text("Hãy ghi lời giải trình để chuyên viên đọc")).to_be_visible()

    page.get_by_label("Giải trình: vì sao số liệu vẫn đúng").fill(EXPLAINED)
    submit_button(clerk).click()
    receipt = page.locator(".receipt")
    expect(receipt).to_contain_text("Đã nhận báo cáo quý IV/2026 của Thành phố Nắng Mai")
    expect(receipt).to_contain_text("Cán bộ Thành phố Nắng Mai")
    expect(receipt.locator("dl")).to_contain_text("BC_D01_2026Q4.xlsx")

    page.get_by_role("button", name="Nộp tệp khác").click()
    hand_over(page, data, "BC_D01_2026Q4 (1).xlsx")
    expect(page.get_by_text("Tệp này chính là bản đó: không cần nộp lại.")).to_be_visible()
    expect(submit_button(clerk)).to_have_count(0)
    page.get_by_role("button", name="Bỏ tệp này").click()
    expect(page.locator(".td-hand")).to_have_count(0)


def confirm(clerk: Visit) -> None:
    clerk.page.get_by_text("Tôi đã xem lại các điểm nêu trên; số liệu là đúng").click()


def see_it_only_as_provisional(leader: Visit, before: int) -> None:
    """The leader sees the figure before it is accepted where they ask for it, and marked."""
    leader.page.reload()
    expect(tile(leader, "Đoàn viên công đoàn")).to_be_visible()
    leader.settled()
    assert figure(leader, "Đoàn viên công đoàn") == before
    switch = leader.page.get_by_role("link", name="Cả số liệu sơ bộ")
    leader.go(switch, f"/?don_vi=MH&{OPEN_QUARTER}&so_bo=1")
    card = leader.page.locator(".tile").filter(has_text="Đoàn viên công đoàn")
    expect(card.locator(".mark")).to_have_text("sơ bộ")
    assert figure(leader, "Đoàn viên công đoàn") >= before + 1608
    cells = leader.page.get_by_role("row").filter(has_text="Thành phố Nắng Mai").locator("td")
    expect(cells.first).to_have_class(re.compile("hatched"))
    expect(cells.first).to_contain_text("sơ bộ")
    leader.go(switch, f"/?don_vi=MH&{OPEN_QUARTER}")
    expect(leader.page.locator(".tile .mark")).to_have_count(0)


def in_the_queue(officer: Visit) -> None:
    """Open the return of Thành phố Nắng Mai from the queue."""
    officer.open("/duyet-bao-cao")
    row = officer.page.get_by_role("row").filter(has_text="Thành phố Nắng Mai")
    officer.go(row.get_by_role("link", name="Xem và duyệt"), "/duyet-bao-cao?return=")
    expect(officer.heading()).to_have_text("Thành phố Nắng Mai, quý IV/2026")


def send_back(officer: Visit) -> None:
    page = officer.page
    in_the_queue(officer)
    expect(page.locator(".problems .quote")).to_contain_text(EXPLAINED)
    page.get_by_role("button", name="Trả lại…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Trả lại", exact=True).click()
    expect(dialog.get_by_text("Hãy chọn hoặc ghi lý do")).to_be_visible()
    dialog.get_by_role("button", name=SUGGESTED).click()
    expect(dialog.get_by_role("button", name=SUGGESTED)).to_have_attribute("aria-pressed", "true")
    dialog.get_by_role("textbox").fill(REASON)
    dialog.get_by_role("button", name="Trả lại", exact=True).click()
    expect(
        page.get_by_text("Đã trả lại báo cáo quý IV/2026 cho Thành phố Nắng Mai")
    ).to_be_visible()
    expect(dialog).to_have_count(0)


def submit_corrected(clerk: Visit, data: bytes) -> None:
    page = clerk.page
    hand_over(page, data, "BC_D01_2026Q4_sua.xlsx")
    expect(problems(clerk)).to_contain_text("điểm cần xem lại")
    changed = page.get_by_role("row").filter(has_text="Đoàn viên công đoàn kết nạp mới")
    expect(changed.locator(".differs")).to_contain_text("1.608")
    confirm(clerk)
    page.get_by_label("Giải trình: vì sao số liệu vẫn đúng").fill(
        "Công ty may mới có 1.500 đoàn viên."
    )
    page.get_by_label("Đã sửa gì so với bản trước").fill("Đã đối chiếu.")
    submit_button(clerk).click()
    revision = page.locator(".receipt dl div").filter(has_text="Bản")
    expect(revision.locator("dd")).to_have_text("2")


def accept(officer: Visit) -> None:
    in_the_queue(officer)
    expect(officer.page.get_by_text("Đã đối chiếu.")).to_be_visible()
    officer.page.get_by_role("button", name="Duyệt báo cáo").click()
    done = officer.page.get_by_text("Đã duyệt báo cáo quý IV/2026 của Thành phố Nắng Mai")
    expect(done).to_be_visible()


def follow_the_figure_to_its_return(leader: Visit) -> None:
    """Two taps: the figure, then the return behind it, with its file, person and moment."""
    leader.go(
        tile(leader, "Đảng viên mới kết nạp").get_by_role("link"),
        "/chi-tieu?chi_tieu=PARTY_MEMBER_ADMITTED",
    )
    source = leader.page.locator(".trail").get_by_role("row").filter(has_text="quý IV")
    expect(source).to_contain_text("Cán bộ Thành phố Nắng Mai")
    expect(source).to_contain_text("Chuyên viên Ban Tổ chức")
    leader.go(source.get_by_role("link", name="Báo cáo, bản 2"), "/ban-bao-cao?return=")
    expect(leader.heading()).to_have_text("Thành phố Nắng Mai, quý IV/2026")
    story = leader.page.locator(".timeline li")
    expect(story).to_have_count(4)
    expect(story.first).to_contain_text("Chuyên viên Ban Tổ chức")
    expect(story.first).to_contain_text("22/11/2026")
    file = leader.downloaded(leader.page.get_by_role("link", name="Tải tệp gốc"))
    sheet = load_workbook(BytesIO(file))["Biểu 1 – Số liệu"]
    assert sheet[cell_of(file, "UNION_MEMBER_ADMITTED")].value == "1 600"
