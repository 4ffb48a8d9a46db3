"""Published figures, loaded through templates and commands, come back digit for digit."""

import json
from pathlib import Path

import pytest

from dashboard.actions import accounts
from dashboard.domain.progress import Status
from dashboard.i18n import format_percent
from dashboard.readings import progress, receipts
from dashboard.views import overview, sentences
from data_access.vocabulary import Channel, Period
from tests.published import STOCK_OF_2023

NAMES = {
    "PARTY_ORG_FOUNDED": "Chi bộ",
    "UNION_FOUNDED": "Công đoàn cơ sở",
    "YOUTH_ORG_FOUNDED": "Chi đoàn",
}

# The quarters of a bloc and of the districts together; their sums are the published ones.
FLOWS_2023 = {
    "PARTY_ORG_FOUNDED": ((0, 1, 0, 0), (0, 0, 1, 1)),
    "PARTY_MEMBER_ADMITTED": ((3, 8, 6, 11), (10, 22, 18, 25)),
    "UNION_FOUNDED": ((0, 1, 1, 1), (2, 3, 4, 4)),
    "UNION_MEMBER_ADMITTED": ((20, 30, 40, 50), (200, 310, 320, 430)),
    "YOUTH_ORG_FOUNDED": ((1, 0, 1, 1), (2, 3, 3, 3)),
    "YOUTH_MEMBER_ADMITTED": ((5, 10, 5, 10), (40, 50, 60, 70)),
}
STOCK_2023 = {
    "PARTY_ORG_TOTAL": (10, 63),
    "PARTY_MEMBER_TOTAL": (402, 1147),
    "UNION_TOTAL": (51, 256),
    "UNION_MEMBER_TOTAL": (9208, 25931),
    "YOUTH_ORG_TOTAL": (22, 90),
    "YOUTH_MEMBER_TOTAL": (610, 1778),
    "WOMEN_GROUP_TOTAL": (6, 24),
    "WOMEN_MEMBER_TOTAL": (88, 324),
    "VETERAN_ORG_TOTAL": (2, 7),
    "VETERAN_MEMBER_TOTAL": (20, 77),
}
TARGETS_2023 = {
    "PARTY_ORG_FOUNDED": 3,
    "PARTY_MEMBER_ADMITTED": 80,
    "UNION_FOUNDED": 15,
    "UNION_MEMBER_ADMITTED": 1400,
    "YOUTH_ORG_FOUNDED": 13,
    "YOUTH_MEMBER_ADMITTED": 250,
}
UNITS = ("KHOI", "HUYEN")
BY_YEAR = {
    2012: (8, 20, 12, 1608, 5, 560, 4, 131),
    2013: (9, 45, 21, 1510, 7, 319, 4, 97),
}
MEASURED = (
    "PARTY_ORG_FOUNDED",
    "PARTY_MEMBER_ADMITTED",
    "UNION_FOUNDED",
    "UNION_MEMBER_ADMITTED",
    "YOUTH_ORG_FOUNDED",
    "YOUTH_MEMBER_ADMITTED",
    "WOMEN_GROUP_FOUNDED",
    "WOMEN_MEMBER_ADMITTED",
)


@pytest.fixture
def province(done, monkeypatch):
    monkeypatch.setenv("TIENDO_TODAY", "2024-02-27")
    done("unit", "add", "TINH", "--kind", "province", "--name", "Tỉnh")
    done("unit", "add", "KHOI", "--kind", "bloc", "--name", "Đảng ủy Khối", "--parent", "TINH")
    done("unit", "add", "HUYEN", "--kind", "rural_district", "--name", "Các huyện",
         "--parent", "TINH")  # fmt: skip
    done("account", "add", "quantri", "--name", "Quản trị", "--password-stdin",
         typed="mat-khau-rat-dai\n")  # fmt: skip
    done("account", "grant", "quantri", "--role", "administrator", "--unit", "TINH")


@pytest.fixture
def person(province):
    return accounts.acting_as("quantri", Channel.WEB)


def filled(tiendo, template: str, entries: object, name: str) -> str:
    Path(f"{name}.json").write_text(json.dumps(entries), "utf-8")
    result = tiendo("fill", template, f"{name}.json", "-o", f"{name}.xlsx")
    assert result.exit_code == 0, result.stderr
    return f"{name}.xlsx"


def foundings(counts: dict[str, int], unit: str, quarter: int) -> list[dict]:
    """Name as many enterprises as organisations were founded."""
    return [
        {
            "indicator": code,
            "name": f"{words} {unit} {quarter}.{number}",
            "enterprise": f"Công ty {unit} {code} {quarter} số {number}",
            "enterprise_type": "Công ty TNHH",
            "founded_on": f"2023-{3 * quarter:02}-10",
            "decision_number": f"{number}-QĐ/{unit}",
            "members": 25,
        }
        for code, words in NAMES.items()
        for number in range(1, counts[code] + 1)
    ]


@pytest.fixture
def year_2023(tiendo, done, province):
    assert tiendo("template", "targets", "--year", "2023", "-o", "ct.xlsx").exit_code == 0
    entries = {"decision_number": "01-QĐ/TU", "assigned": {"TINH": TARGETS_2023}}
    done("targets", "import", filled(tiendo, "ct.xlsx", entries, "chi-tieu"), "--as", "quantri")
    for place, unit in enumerate(UNITS):
        for quarter in (1, 2, 3, 4):
            period = f"2023Q{quarter}"
            result = tiendo(
                "template", "return", "--unit", unit, "--period", period, "-o", "m.xlsx"
            )
            assert result.exit_code == 0, result.stderr
            flows = {code: both[place][quarter - 1] for code, both in FLOWS_2023.items()}
            stock = {code: both[place] for code, both in STOCK_2023.items()}
            entries = {
                "figures": {**flows, **(stock if quarter == 4 else {})},
                "foundings": foundings(flows, unit, quarter),
                "difficulties": ["Doanh nghiệp nhỏ, ít đảng viên"],
            }
            workbook = filled(tiendo, "m.xlsx", entries, f"{unit}-{period}")
            submitted = done("submit", workbook, "--as", "quantri")
            done("accept", str(submitted["return"]), "--as", "quantri")


def by_code(document: dict) -> dict[str, dict]:
    return {each["code"]: each for each in document["indicators"]}


def test_a_province_2023_comes_back_from_progress(done, year_2023):
    document = done("progress", "--unit", "TINH", "--period", "2023Q4")
    assert (document["main_met"], document["main_total"]) == (6, 6)
    found = by_code(document)
    assert {
        code: (found[code]["actual"], found[code]["target"])
        for code in ("PARTY_ORG_FOUNDED", "PARTY_MEMBER_ADMITTED", "UNION_FOUNDED",
                     "YOUTH_ORG_FOUNDED")
    } == {
        "PARTY_ORG_FOUNDED": (3, 3),
        "PARTY_MEMBER_ADMITTED": (103, 80),
        "UNION_FOUNDED": (16, 15),
        "YOUTH_ORG_FOUNDED": (14, 13),
    }  # fmt: skip
    assert found["PARTY_MEMBER_ADMITTED"]["achievement"] == 1.2875
    assert found["PARTY_ORG_FOUNDED"]["status"] == "met"
    assert found["UNION_FOUNDED"]["status"] == "exceeded"
    assert {code: found[code]["actual"] for code in STOCK_2023} == STOCK_OF_2023
    parts = {child["unit"]: by_code(child)["PARTY_ORG_TOTAL"]["actual"]
             for child in document["children"]}  # fmt: skip
    assert parts == {"KHOI": 10, "HUYEN": 63}


def test_a_province_2023_reads_on_the_page_as_it_was_published(year_2023, person):
    period = Period(2023, 4)
    found = progress.unit_progress(person, "TINH", period)
    assert "6/6 chỉ tiêu" in sentences.headline(found)
    drawn = overview.overview(
        bar="",
        progress=found,
        children=progress.children_progress(person, "TINH", period),
        receipts=receipts.of_unit(person, "TINH", period),
        recent=(),
        provisional=False,
    )
    for words in ("103", "128,75%", "vượt 28,75%", "106,67%", "vượt 6,67%", "vượt 7,69%"):
        assert words in drawn
    member = found.of("UNION_MEMBER_TOTAL")
    assert format_percent(found.of("UNION_FOUNDED").achievement - 1) == "6,67%"
    assert member.actual == 35139


def test_a_district_2012_and_2013_come_back_from_history(tiendo, done, province, person):
    assert tiendo("template", "history", "-o", "ls.xlsx").exit_code == 0
    rows = [
        {"unit": "HUYEN", "year": year, "indicator": code, "actual": amount}
        | ({"target": 7} if code == "PARTY_ORG_FOUNDED" else {})
        for year, amounts in BY_YEAR.items()
        for code, amount in zip(MEASURED, amounts, strict=True)
    ]
    rows.append({"unit": "KHOI", "year": 2012, "indicator": "PARTY_ORG_FOUNDED", "actual": 7})
    done("history", "import", filled(tiendo, "ls.xlsx", {"rows": rows}, "lich-su"),
         "--as", "quantri")  # fmt: skip
    for year, amounts in BY_YEAR.items():
        found = by_code(done("progress", "--unit", "HUYEN", "--period", f"{year}Q4"))
        assert tuple(found[code]["actual"] for code in MEASURED) == amounts
        party = found["PARTY_ORG_FOUNDED"]
        assert (party["target"], party["gap"], party["status"]) == (7, amounts[0] - 7, "exceeded")
    district = progress.unit_progress(person, "HUYEN", Period(2012, 4))
    assert district.of("PARTY_ORG_FOUNDED").history
    other = by_code(done("progress", "--unit", "KHOI", "--period", "2012Q4"))
    assert other["PARTY_ORG_FOUNDED"]["actual"] == 7
    assert other["PARTY_ORG_FOUNDED"]["status"] == Status.NO_TARGET
