"""What units write in the last sheet: difficulties met, and what they propose."""

from dashboard.demo import flows, targets
from dashboard.demo.chance import Chance
from dashboard.domain.returns import DifficultyRow
from data_access.vocabulary import Period

Text = tuple[str | None, str | None]

PARTY: tuple[Text, ...] = (
    ("Nhiều doanh nghiệp quy mô nhỏ, số đảng viên sinh hoạt nơi cư trú nhưng chưa chuyển sinh "
     "hoạt về doanh nghiệp nên chưa đủ 3 đảng viên chính thức để thành lập chi bộ.",
     "Đề nghị Ban Tổ chức Tỉnh ủy hướng dẫn việc chuyển sinh hoạt đảng tạm thời cho đảng viên làm "
     "việc ổn định trong doanh nghiệp."),
    ("Chủ doanh nghiệp còn tâm lý e ngại thành lập tổ chức đảng sẽ ảnh hưởng đến điều hành sản "
     "xuất, kinh doanh.",
     "Tổ chức gặp mặt, đối thoại định kỳ giữa cấp ủy và chủ doanh nghiệp; mời doanh nghiệp đã có "
     "chi bộ chia sẻ cách làm."),
    ("Nguồn quần chúng ưu tú trong doanh nghiệp ít, người lao động thường xuyên biến động, nhiều "
     "trường hợp đã học lớp nhận thức về Đảng nhưng chuyển nơi làm việc.",
     "Mở lớp bồi dưỡng nhận thức về Đảng ngoài giờ hành chính, ngay tại cụm công nghiệp."),
    ("Việc xác minh lý lịch của quần chúng là lao động ngoài tỉnh mất nhiều thời gian.",
     "Đề nghị Ban Tổ chức Tỉnh ủy phối hợp với các tỉnh có nhiều lao động đến làm việc."),
    ("Cấp ủy viên trong doanh nghiệp đều kiêm nhiệm, kỹ năng công tác đảng còn hạn chế.",
     "Tổ chức tập huấn nghiệp vụ công tác đảng cho cấp ủy chi bộ doanh nghiệp hằng năm."),
    ("Một số chi bộ doanh nghiệp duy trì sinh hoạt chưa đều do làm việc theo ca.",
     "Cho phép chi bộ doanh nghiệp linh hoạt thời gian, hình thức sinh hoạt phù hợp ca sản xuất."),
    (None,
     "Đề nghị tỉnh bổ sung kinh phí hoạt động cho các chi bộ doanh nghiệp có dưới 10 đảng viên."),
)  # fmt: skip
UNION: tuple[Text, ...] = (
    ("Doanh nghiệp có từ 20 lao động trở lên phần lớn mới thành lập, lao động thời vụ, chưa ổn "
     "định nên khó vận động thành lập công đoàn cơ sở.",
     "Đề nghị Liên đoàn Lao động tỉnh cử cán bộ cùng địa phương tiếp cận doanh nghiệp trọng điểm."),
    ("Đơn hàng giảm, một số doanh nghiệp may mặc, chế biến gỗ cắt giảm lao động; số đoàn viên "
     "công đoàn biến động lớn.",
     "Ưu tiên hỗ trợ đoàn viên mất việc, giữ đầu mối sinh hoạt để kết nạp lại khi có việc làm."),
    ("Chủ doanh nghiệp chưa đồng thuận trích nộp kinh phí công đoàn nên trì hoãn việc thành lập.",
     "Đề nghị tăng cường kiểm tra liên ngành việc thực hiện pháp luật lao động, công đoàn."),
    ("Cán bộ công đoàn cấp trên trực tiếp ít người, địa bàn rộng, chưa bám sát được doanh nghiệp.",
     "Giao chỉ tiêu cụ thể cho từng ủy viên Ban Chỉ đạo phụ trách nhóm doanh nghiệp."),
    ("Người lao động chưa thấy rõ lợi ích khi tham gia công đoàn.",
     "Đẩy mạnh tuyên truyền về thỏa ước lao động tập thể và phúc lợi cho đoàn viên."),
    ("Nhiều doanh nghiệp trong cụm công nghiệp chậm tiến độ đầu tư, chưa tuyển đủ lao động như "
     "đăng ký nên chưa thể thành lập công đoàn cơ sở theo kế hoạch.",
     "Cho chuyển thời điểm thành lập sang quý sau khi doanh nghiệp đi vào sản xuất ổn định."),
)  # fmt: skip
YOUTH: tuple[Text, ...] = (
    ("Thanh niên công nhân làm việc theo ca, thời gian sinh hoạt Đoàn hạn chế.",
     "Thí điểm mô hình sinh hoạt chi đoàn trực tuyến, gắn với khu nhà trọ công nhân."),
    ("Doanh nghiệp đã có chi bộ nhưng lao động trong độ tuổi thanh niên ít, chưa đủ điều kiện "
     "thành lập chi đoàn.",
     "Hướng dẫn thành lập chi đoàn ghép nhiều doanh nghiệp trong cùng cụm công nghiệp."),
    ("Bí thư chi đoàn doanh nghiệp thay đổi thường xuyên do chuyển việc.",
     "Xây dựng nguồn cán bộ Đoàn kế cận ngay từ tổ, đội sản xuất."),
    ("Chủ doanh nghiệp chưa tạo điều kiện về thời gian, kinh phí cho hoạt động Đoàn, Hội.",
     "Đề nghị Tỉnh đoàn ký kết chương trình phối hợp với hiệp hội doanh nghiệp."),
)  # fmt: skip
GENERAL: tuple[Text, ...] = (
    ("Số liệu doanh nghiệp do cơ quan thuế, đăng ký kinh doanh và địa phương quản lý chưa thống "
     "nhất, việc rà soát mất nhiều thời gian.",
     "Đề nghị tỉnh chỉ đạo cung cấp danh sách doanh nghiệp đang hoạt động hằng quý cho cấp huyện."),
    ("Phối hợp giữa Ban Chỉ đạo cấp huyện với các đoàn thể có lúc chưa thường xuyên.",
     "Duy trì giao ban Ban Chỉ đạo hằng quý, phân công rõ đơn vị chủ trì từng chỉ tiêu."),
    ("Phần lớn doanh nghiệp trên địa bàn là hộ gia đình chuyển lên, dưới 10 lao động.",
     "Xem xét giao chỉ tiêu phù hợp với quy mô doanh nghiệp của từng địa bàn."),
    ("Kinh phí hoạt động của Ban Chỉ đạo cấp huyện còn hạn hẹp.",
     "Đề nghị bố trí kinh phí riêng cho công tác xây dựng tổ chức đảng, đoàn thể trong doanh "
     "nghiệp."),
    ("Một số doanh nghiệp ngừng hoạt động, chuyển địa điểm nhưng chưa làm thủ tục nên tổ chức "
     "đảng, đoàn thể gặp khó khăn khi giải thể, sắp xếp lại.",
     "Hướng dẫn cụ thể thủ tục giải thể, sáp nhập tổ chức trong doanh nghiệp ngừng hoạt động."),
    ("Công tác tuyên truyền chưa đến được doanh nghiệp ở xa trung tâm.",
     None),
    (None,
     "Biểu dương, khen thưởng kịp thời chủ doanh nghiệp tạo điều kiện cho tổ chức đảng, đoàn thể "
     "hoạt động."),
)  # fmt: skip
ISLAND: tuple[Text, ...] = (
    ("Đường ra đảo phụ thuộc thời tiết, doanh nghiệp chủ yếu là cơ sở dịch vụ, thu mua hải sản "
     "theo mùa, ít lao động thường xuyên.",
     "Đề nghị cho huyện đảo báo cáo lùi thời hạn khi có bão, áp thấp nhiệt đới."),
)  # fmt: skip
BY_KIND = {"PARTY": PARTY, "UNION": UNION, "YOUTH": YOUTH}


def of_return(unit: str, period: Period) -> tuple[DifficultyRow, ...]:
    """Return up to three rows; a unit that is behind writes about what it is behind with."""
    chance = Chance("difficulties", unit, period)
    texts = [chance.pick(BY_KIND[kind]) for kind in _behind(unit, period)[:2]]
    if unit == "D10" and period.quarter in (1, 4):
        texts.append(chance.pick(ISLAND))
    if chance.happens(0.45) or (not texts and period.quarter in (2, 4)):
        texts.append(chance.pick(GENERAL))
    return tuple(DifficultyRow(difficulty, proposal) for difficulty, proposal in texts)


def _behind(unit: str, period: Period) -> list[str]:
    kinds = []
    for kind, code in (
        ("UNION", "UNION_MEMBER_ADMITTED"),
        ("PARTY", "PARTY_MEMBER_ADMITTED"),
        ("YOUTH", "YOUTH_MEMBER_ADMITTED"),
    ):
        target = targets.assigned(period.year)[unit].get(code, 0)
        so_far = sum(flows.of_year(period.year)[unit][code][: period.quarter])
        if period.quarter > 1 and so_far < 0.8 * target * sum(flows.SEASON[: period.quarter]):
            kinds.append(kind)
    return kinds
