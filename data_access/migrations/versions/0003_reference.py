"""What every province starts from: kinds of unit, indicators, the calendar of quarters."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IN_FORCE_FROM = date(2000, 1, 1)

KINDS = (
    ("province", "Tỉnh", "Province"),
    ("municipality", "Thành phố trực thuộc trung ương", "Centrally run city"),
    ("provincial_city", "Thành phố trực thuộc tỉnh", "Provincial city"),
    ("town", "Thị xã", "Town"),
    ("urban_district", "Quận", "Urban district"),
    ("rural_district", "Huyện", "District"),
    ("island_district", "Huyện đảo", "Island district"),
    ("bloc", "Đảng ủy Khối", "Bloc Party committee"),
    ("industrial_cluster", "Cụm công nghiệp", "Industrial cluster"),
    ("ward", "Phường", "Ward"),
    ("township", "Thị trấn", "Township"),
    ("commune", "Xã", "Commune"),
    ("special_zone", "Đặc khu", "Special zone"),
    ("mass_organisation", "Tổ chức chính trị – xã hội cấp tỉnh", "Provincial mass organisation"),
)

ORGANISATIONS = ("tổ chức", "organisations")
MEMBERS = {
    "PARTY": ("đảng viên", "Party members"),
    "UNION": ("đoàn viên", "union members"),
    "YOUTH": ("đoàn viên, hội viên", "youth members"),
    "WOMEN": ("hội viên", "women members"),
    "VETERAN": ("hội viên", "veteran members"),
    "ENTERPRISE": ("đơn vị", "enterprises"),
}

# code, Vietnamese, English, short Vietnamese, short English, measure, unit of count, flags
# flags: t takes a target, m main, l listed by name; "< CODE" is the parent
INDICATORS = (
    ("PARTY_ORG_FOUNDED", "Tổ chức đảng thành lập mới", "Party organisations founded",
     "Tổ chức đảng", "Party org.", "flow", "o", "tml"),
    ("PARTY_MEMBER_ADMITTED", "Đảng viên mới kết nạp", "Party members admitted",
     "Đảng viên", "Party members", "flow", "m", "tm"),
    ("PARTY_OWNER_ADMITTED", "Trong đó: chủ doanh nghiệp", "Of which: enterprise owners",
     "Chủ doanh nghiệp", "Owners", "flow", "m", "t<PARTY_MEMBER_ADMITTED"),
    ("UNION_FOUNDED", "Công đoàn cơ sở thành lập mới", "Trade unions founded",
     "Công đoàn", "Unions", "flow", "o", "tml"),
    ("UNION_MEMBER_ADMITTED", "Đoàn viên công đoàn kết nạp mới", "Union members admitted",
     "Đoàn viên CĐ", "Union members", "flow", "m", "tm"),
    ("YOUTH_ORG_FOUNDED", "Tổ chức Đoàn, Hội thanh niên thành lập mới",
     "Youth organisations founded", "Tổ chức TN", "Youth org.", "flow", "o", "tml"),
    ("YOUTH_MEMBER_ADMITTED", "Đoàn viên, hội viên thanh niên kết nạp mới",
     "Youth members admitted", "Đoàn viên, hội viên TN", "Youth members", "flow", "m", "tm"),
    ("WOMEN_GROUP_FOUNDED", "Chi hội, tổ phụ nữ thành lập mới", "Women's groups founded",
     "Chi hội, tổ PN", "Women's groups", "flow", "o", "tl"),
    ("WOMEN_MEMBER_ADMITTED", "Hội viên phụ nữ kết nạp mới", "Women's members admitted",
     "Hội viên PN", "Women members", "flow", "m", "t"),
    ("VETERAN_ORG_FOUNDED", "Hội Cựu chiến binh thành lập mới",
     "Veterans' associations founded", "Hội CCB", "Veterans' assoc.", "flow", "o", "tl"),
    ("VETERAN_MEMBER_ADMITTED", "Hội viên Cựu chiến binh kết nạp mới",
     "Veterans' members admitted", "Hội viên CCB", "Veteran members", "flow", "m", "t"),
    ("PARTY_ORG_TOTAL", "Tổng số tổ chức đảng hiện có cuối kỳ", "Party organisations in existence",
     "Tổ chức đảng", "Party org.", "stock", "o", ""),
    ("PARTY_MEMBER_TOTAL", "Tổng số đảng viên hiện có cuối kỳ", "Party members in existence",
     "Đảng viên", "Party members", "stock", "m", ""),
    ("UNION_TOTAL", "Tổng số công đoàn cơ sở hiện có cuối kỳ", "Trade unions in existence",
     "Công đoàn", "Unions", "stock", "o", ""),
    ("UNION_MEMBER_TOTAL", "Tổng số đoàn viên công đoàn hiện có cuối kỳ",
     "Union members in existence", "Đoàn viên CĐ", "Union members", "stock", "m", ""),
    ("YOUTH_ORG_TOTAL", "Tổng số tổ chức Đoàn, Hội thanh niên hiện có cuối kỳ",
     "Youth organisations in existence", "Tổ chức TN", "Youth org.", "stock", "o", ""),
    ("YOUTH_MEMBER_TOTAL", "Tổng số đoàn viên, hội viên thanh niên hiện có cuối kỳ",
     "Youth members in existence", "Đoàn viên, hội viên TN", "Youth members", "stock", "m", ""),
    ("WOMEN_GROUP_TOTAL", "Tổng số câu lạc bộ, chi hội, tổ phụ nữ hiện có cuối kỳ",
     "Women's groups in existence", "Chi hội, tổ PN", "Women's groups", "stock", "o", ""),
    ("WOMEN_MEMBER_TOTAL", "Tổng số hội viên phụ nữ hiện có cuối kỳ",
     "Women's members in existence", "Hội viên PN", "Women members", "stock", "m", ""),
    ("VETERAN_ORG_TOTAL", "Tổng số Hội Cựu chiến binh hiện có cuối kỳ",
     "Veterans' associations in existence", "Hội CCB", "Veterans' assoc.", "stock", "o", ""),
    ("VETERAN_MEMBER_TOTAL", "Tổng số hội viên Cựu chiến binh hiện có cuối kỳ",
     "Veterans' members in existence", "Hội viên CCB", "Veteran members", "stock", "m", ""),
    ("ENTERPRISE_TOTAL", "Đơn vị kinh tế tư nhân đang hoạt động",
     "Private economic units in operation", "Đơn vị KTTN", "Enterprises", "stock", "m", ""),
    ("ENTERPRISE_20_WORKERS", "Trong đó: từ 20 lao động trở lên", "Of which: 20 workers or more",
     "Từ 20 lao động", "20+ workers", "stock", "m", "<ENTERPRISE_TOTAL"),
    ("ENTERPRISE_3_MEMBERS_NO_PARTY", "Có từ 3 đảng viên, chưa có tổ chức đảng",
     "With 3 Party members or more and no Party organisation", "≥ 3 ĐV, chưa có TCĐ",
     "3+ members, no Party org.", "stock", "m", "<ENTERPRISE_TOTAL"),
    ("ENTERPRISE_20_WORKERS_NO_UNION", "Từ 20 lao động, chưa có công đoàn",
     "With 20 workers or more and no trade union", "≥ 20 LĐ, chưa có CĐ",
     "20+ workers, no union", "stock", "m", "<ENTERPRISE_20_WORKERS"),
    ("ENTERPRISE_PARTY_NO_YOUTH", "Đã có tổ chức đảng, chưa có tổ chức thanh niên",
     "With a Party organisation and no youth organisation", "Có TCĐ, chưa có TN",
     "Party org., no youth", "stock", "m", "<ENTERPRISE_TOTAL"),
)  # fmt: skip

ORGANISATION_OF = {"VETERAN": "veterans"}


def upgrade() -> None:
    connection = op.get_bind()
    tables = sa.MetaData()
    tables.reflect(connection, only=["unit_kind", "indicator", "reporting_period"])
    connection.execute(
        sa.insert(tables.tables["unit_kind"]),
        [
            {"code": code, "name": name, "name_en": english, "display_order": order}
            for order, (code, name, english) in enumerate(KINDS, start=1)
        ],
    )
    indicator = tables.tables["indicator"]
    ids: dict[str, int] = {}
    for order, (code, name, english, short, short_en, measure, count, flags) in enumerate(
        INDICATORS, start=1
    ):
        stem = code.split("_")[0]
        marks, _, parent = flags.partition("<")
        counted_in, counted_in_en = ORGANISATIONS if count == "o" else MEMBERS[stem]
        ids[code] = connection.execute(
            sa.insert(indicator)
            .values(
                code=code,
                name=name,
                name_en=english,
                short_name=short,
                short_name_en=short_en,
                organisation=ORGANISATION_OF.get(stem, stem.lower()),
                measure=measure,
                counted_in=counted_in,
                counted_in_en=counted_in_en,
                takes_target="t" in marks,
                main="m" in marks,
                listed="l" in marks,
                parent_id=ids.get(parent),
                display_order=order,
                valid_from=IN_FORCE_FROM,
            )
            .returning(indicator.c.id)
        ).scalar_one()
    connection.execute(
        sa.insert(tables.tables["reporting_period"]),
        [
            {"year": year, "quarter": quarter, "due_on": date(year, month, 25)}
            for year in range(2000, 2051)
            for quarter, month in enumerate((3, 5, 9, 12), start=1)
        ],
    )


def downgrade() -> None:
    for table in ("reporting_period", "indicator", "unit_kind"):
        op.execute(f"delete from {table}")  # noqa: S608  # the names stand above
