"""What is pressed is done first and the page drawn once; pressed twice, it is done once."""

from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard import settings
from dashboard.actions import decisions, returns
from dashboard.actions.accounts import acting_as
from dashboard.readings import return_list
from dashboard.readings import returns as readings
from dashboard.workbooks.fill import fill
from data_access import engine
from data_access.vocabulary import Channel, Period
from tests.browser.conftest import LONGEST_WAIT, TODAY, Opener
from tests.browser.filling import filled, hand_over
from tests.browser.visiting import Visit

CODE = "UNION_MEMBER_ADMITTED"
UNIT, NAME = "D09", "Huyện Đồng Xanh"
ACCEPT = "Duyệt báo cáo"


@pytest.fixture(autouse=True)
def beside(demonstration: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Act in the demonstration, on its day, without a browser too."""
    engine.use(demonstration)
    monkeypatch.setenv("TIENDO_TODAY", TODAY)
    settings.settings.cache_clear()
    yield
    settings.settings.cache_clear()


class Drawings:
    """What the server sent to be drawn since it was last cleared: runs, and our cards by name."""

    def __init__(self, page: Page) -> None:
        self.runs = 0
        self.cards: Counter[str] = Counter()
        self._page = page
        page.on("websocket", self._listen)

    def clear(self) -> None:
        self.runs = 0
        self.cards.clear()

    def begun(self) -> None:
        """Wait until a run has begun since it was cleared."""
        for _wait in range(LONGEST_WAIT // 20):
            if self.runs:
                return
            self._page.wait_for_timeout(20)
        pytest.fail("no run has begun")

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._received)

    def _received(self, payload: bytes | str) -> None:
        if isinstance(payload, str):
            return
        message = ForwardMsg.FromString(payload)
        self.runs += message.WhichOneof("type") == "new_session"
        element = message.delta.new_element
        if message.WhichOneof("type") == "delta" and element.HasField("bidi_component"):
            self.cards[element.bidi_component.id.rsplit("-", 1)[-1]] += 1


def corrected(period: Period, more: int) -> int:
    """Open an accepted return of the unit again and hand it in with a figure raised; its number."""
    clerk = acting_as(f"canbo.{UNIT.lower()}", Channel.COMMAND_LINE)
    officer = acting_as("chuyenvien", Channel.COMMAND_LINE)
    (found,) = return_list.page(clerk, unit_code=UNIT, period=period).returns
    number = found.revision.return_id
    decisions.reopen(officer, number, "Đếm lại")
    detail = readings.detail(clerk, number)
    _name, data = readings.file_of(clerk, number, detail.revision.number)
    again = fill(data, {"figures": {CODE: detail.content.figures[CODE] + more}})
    returns.submit(clerk, again, "BC.xlsx", explanation="Đã rà soát.", reason="Tính thiếu.")
    return number


def decided(number: int) -> list[int]:
    """Return which revisions of the return decisions were made on."""
    clerk = acting_as(f"canbo.{UNIT.lower()}", Channel.COMMAND_LINE)
    return [each.revision for each in readings.detail(clerk, number).decisions]


def at_review(window: Visit, number: int) -> None:
    window.open(f"/duyet-bao-cao?return={number}", ".st-key-review_back button")


def test_an_acceptance_is_carried_out_before_the_page_is_drawn_again(visit: Opener) -> None:
    number = corrected(Period(2025, 2), 1)
    with visit("chuyenvien") as officer:
        drawings = Drawings(officer.page)
        at_review(officer, number)
        drawings.clear()
        officer.page.get_by_role("button", name=ACCEPT).click()
        officer.reads(f"Đã duyệt báo cáo quý II/2025 của {NAME}")
        officer.settled()
        assert drawings.runs == 1
        assert drawings.cards == {"review_told_card": 1, "review": 1}
        expect(officer.page.get_by_role("button", name=ACCEPT)).to_have_count(0)


@pytest.mark.parametrize(("gap", "quarter"), [(0, 1), (60, 2), (120, 3), (300, 4)])
def test_pressed_twice_a_return_is_accepted_once_and_that_is_said(
    visit: Opener, gap: int, quarter: int
) -> None:
    number = corrected(Period(2024, quarter), 1)
    before = decided(number)
    with visit("chuyenvien") as officer:
        at_review(officer, number)
        box = officer.page.get_by_role("button", name=ACCEPT).bounding_box()
        assert box is not None
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        officer.page.mouse.click(*middle)
        officer.page.wait_for_timeout(gap)
        officer.page.mouse.click(*middle)
        officer.reads("Đã duyệt báo cáo quý")
        officer.page.wait_for_timeout(500)
        officer.settled()
        expect(officer.page.locator(".notice.tone.good")).to_be_visible()
        expect(officer.page.locator(".notice.tone.slow")).to_have_count(0)
    assert len(decided(number)) == len(before) + 1


def test_what_a_dialog_asked_for_draws_the_page_once(visit: Opener) -> None:
    number = corrected(Period(2025, 3), 1)
    with visit("chuyenvien", "tablet-portrait") as officer:
        drawings = Drawings(officer.page)
        at_review(officer, number)
        officer.page.get_by_role("button", name="Trả lại…").click()
        dialog = officer.page.get_by_role("dialog")
        dialog.get_by_role("textbox").fill("Số đoàn viên chưa khớp.")
        officer.settled()
        drawings.clear()
        dialog.get_by_role("textbox").blur()  # what is typed is sent now, in a run of its own
        drawings.begun()
        officer.settled()
        drawings.clear()
        dialog.get_by_role("button", name="Trả lại", exact=True).click()
        officer.reads(f"Đã trả lại báo cáo quý III/2025 cho {NAME}")
        officer.settled()
        assert drawings.cards == {"review_told_card": 1, "review": 1}
        assert drawings.runs == 2  # the dialog's own, and the page's
        expect(dialog).to_have_count(0)


def test_a_due_date_is_put_off_once_however_often_it_is_pressed(visit: Opener) -> None:
    with visit("chuyenvien") as officer:
        page = officer.page
        drawings = Drawings(page)
        officer.open(f"/lich-bao-cao?nam=2026&quy=4&don_vi={UNIT}", ".st-key-calendar_extend input")
        page.get_by_label("Hạn nộp mới").fill("5/1/2027")
        page.get_by_label("Lý do").fill("Bão số 12")
        drawings.clear()
        page.get_by_role("button", name="Gia hạn đến ngày này").dblclick()
        officer.reads(f"báo cáo quý IV/2026 của {NAME} có hạn nộp mới là 05/01/2027")
        page.wait_for_timeout(500)
        officer.settled()
        expect(page.locator(".notice.tone.good")).to_be_visible()
        expect(page.locator(".notice.tone.slow")).to_have_count(0)
        assert drawings.cards["calendar"] == 1
        page.get_by_label("Lý do").fill("Đã thông đường")
        page.get_by_role("button", name="Thu hồi gia hạn").click()
        officer.reads("theo hạn chung")


def test_a_file_is_kept_and_handed_in_before_the_page_is_drawn_again(visit: Opener) -> None:
    with visit("canbo.d10") as clerk:
        page = clerk.page
        drawings = Drawings(page)
        clerk.open("/nop-bao-cao?don_vi=D10&nam=2026&quy=4", "[data-testid=stFileUploaderDropzone]")
        form = clerk.downloaded(page.get_by_role("link", name="Tải mẫu báo cáo (.xlsx)"))
        drawings.clear()
        hand_over(page, filled(form, []), "BC_D10.xlsx")
        send = page.get_by_role("button", name="Nộp báo cáo quý IV/2026 của")
        send.wait_for()
        clerk.settled()
        assert drawings.runs == 1
        assert drawings.cards["submit_due"] == 1
        for words in page.locator("textarea").all():
            words.fill("Đã rà soát.")
        if page.locator(".st-key-submit_tick").count():
            page.get_by_text("Tôi đã xem lại các điểm nêu trên; số liệu là đúng").click()
        drawings.clear()
        send.dblclick()
        expect(page.locator(".receipt")).to_contain_text("Đã nhận báo cáo quý IV/2026 của")
        page.wait_for_timeout(500)
        clerk.settled()
        assert "submit_checked" not in drawings.cards
        assert drawings.cards["submit_receipt_card"] == 1
