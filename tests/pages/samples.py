"""Progress made by hand: a province of eleven units, three quarters into its year."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from dashboard.domain import pace
from dashboard.domain.pace import Thresholds, YearShape
from dashboard.domain.progress import IndicatorProgress, Status, UnitProgress, UnitView
from dashboard.domain.returns import IndicatorView
from data_access.vocabulary import Measure, Organisation, Period

PERIOD = Period(2026, 3)
_FLOW, _STOCK = Measure.FLOW, Measure.STOCK
_PARTY, _UNION, _YOUTH = Organisation.PARTY, Organisation.UNION, Organisation.YOUTH
_KNOWN = (
    ("PARTY_ORG_FOUNDED", "Tổ chức đảng thành lập mới", "Tổ chức đảng", _PARTY, _FLOW, True),
    ("PARTY_MEMBER_ADMITTED", "Đảng viên mới kết nạp", "Đảng viên", _PARTY, _FLOW, True),
    ("UNION_FOUNDED", "Công đoàn cơ sở thành lập mới", "Công đoàn", _UNION, _FLOW, True),
    (
        "UNION_MEMBER_ADMITTED",
        "Đoàn viên công đoàn kết nạp mới",
        "Đoàn viên CĐ",
        _UNION,
        _FLOW,
        True,
    ),
    (
        "YOUTH_ORG_FOUNDED",
        "Tổ chức Đoàn, Hội thanh niên thành lập mới",
        "Tổ chức TN",
        _YOUTH,
        _FLOW,
        True,
    ),
    (
        "YOUTH_MEMBER_ADMITTED",
        "Đoàn viên, hội viên thanh niên kết nạp mới",
        "Đoàn viên, hội viên TN",
        _YOUTH,
        _FLOW,
        True,
    ),
    ("PARTY_ORG_TOTAL", "Tổng số tổ chức đảng hiện có", "Tổ chức đảng", _PARTY, _STOCK, False),
    ("UNION_TOTAL", "Tổng số công đoàn hiện có", "Công đoàn", _UNION, _STOCK, False),
    (
        "ENTERPRISE_20_WORKERS_NO_UNION",
        "Từ 20 lao động, chưa có công đoàn",
        "≥ 20 LĐ, chưa có CĐ",
        Organisation.ENTERPRISE,
        _STOCK,
        False,
    ),
)
INDICATORS = {
    code: IndicatorView(
        id=order,
        code=code,
        name=name,
        name_en=name.upper(),
        short_name=short,
        short_name_en=short.upper(),
        organisation=organisation,
        measure=measure,
        counted_in="tổ chức",
        counted_in_en="organisations",
        takes_target=measure is _FLOW,
        main=main,
        listed=False,
        parent=None,
        display_order=order,
    )
    for order, (code, name, short, organisation, measure, main) in enumerate(_KNOWN, start=1)
}
MAIN = [code for code, indicator in INDICATORS.items() if indicator.main]
NAMES = (
    "Thành phố Minh An",
    "Thị xã Đông Sa",
    "Huyện Sông Mây",
    "Huyện Đồi Sim",
    "Huyện Lúa Vàng",
    "Huyện Suối Trong",
    "Huyện Cửa Sóng",
    "Huyện Rừng Thông",
    "Huyện Đồng Xanh",
    "Huyện đảo Hòn Gió",
    "Đảng ủy Khối Doanh nghiệp",
)

# actual by quarter / target, per main indicator; "-" no target, "?" not reported
_FIGURES = """
0+0+1/1 5+6+7/20 1+1+1/9 100+150+152/480 1+1+1/3 20+20+21/80
- 2+2+2/7 0+0+1/1 40+40+50/160 0+1+0/1 5+5+5/24
- 2+2+2/7 - 28+30+30/120 1+1+0/1 8+7+7/40
- 1+2+2/6 0+1+0/1 20+20+20/110 0+1+0/1 6+7+7/26
?/1 1+2+2/6 - 25+25+25/100 0+1+0/1 6+6+6/24
- 2+3+3/7 0+1+0/1 30+31+31/110 0+1+0/1 6+7+7/26
- 1+1+1/5 0+0+0/2 22+22+22/80 - 3+3+4/18
- 1+2+2/6 - 23+24+24/90 0+1+0/1 5+5+6/20
- 2+2+2/7 0+1+0/1 26+27+27/100 1+0+0/1 6+6+6/24
- ?/2 - ?/20 - ?/8
0+1+0/1 3+3+3/7 0+1+0/1 46+50+50/130 0+1+1/3 8+10+10/30
"""


def a_unit(number: int, name: str, *, parent: str | None = "MH") -> UnitView:
    return UnitView(
        id=number,
        code=f"MH-{number:02}" if parent else "MH",
        name=name,
        name_en=None,
        kind="Huyện",
        kind_en="District",
        parent=parent,
        counted=True,
        reports=parent is not None,
        illustration=True,
        valid_from=date(2000, 1, 1),
        valid_to=None,
    )


PROVINCE = a_unit(0, "Tỉnh Minh Họa", parent=None)
UNITS = tuple(a_unit(number, name) for number, name in enumerate(NAMES, start=1))


def an_indicator(
    code: str,
    target: int | None,
    quarters: Sequence[int | None],
    *,
    upto: int = 3,
    final: bool = False,
    provisional: bool = False,
    earlier: Sequence[tuple[int, int]] = ((2025, 12), (2024, 10), (2023, 9)),
    years: Sequence[YearShape] = (
        YearShape(2025, (2, 3, 4, 3)),
        YearShape(2024, (2, 2, 3, 3)),
        YearShape(2023, (1, 2, 4, 2)),
    ),
) -> IndicatorProgress:
    """Return progress whose status is found by the rules, from quarters' own figures."""
    told = [number for number in quarters[:upto] if number is not None]
    stock = INDICATORS[code].measure is Measure.STOCK
    actual = None if not told else told[-1] if stock else sum(told)
    expected = pace.expectation(target, upto, years, ()) if target else None
    status = pace.status(target, actual, expected, final=final, thresholds=Thresholds())
    shown = tuple(
        quarters[index] if index < min(upto, len(quarters)) else None for index in range(4)
    )
    running = [sum(n or 0 for n in shown[: index + 1]) for index in range(4)]
    left = 4 - upto
    return IndicatorProgress(
        indicator=INDICATORS[code],
        target=target,
        registered=target,
        assigned=target,
        actual=actual,
        achievement=Fraction(actual, target) if actual is not None and target else None,
        gap=actual - target if actual is not None and target else None,
        status=status,
        expectation=expected,
        quarters=shown,
        cumulative=tuple(
            (shown[index] if stock else running[index]) if shown[index] is not None else None
            for index in range(4)
        ),
        earlier=tuple(earlier),
        needed=Fraction(max(target - actual, 0), left)
        if target and actual is not None and left
        else None,
        best_quarter=max(told, default=None),
        provisional=provisional,
        history=False,
        target_is_registered=False,
    )


def _parsed(code: str, text: str) -> IndicatorProgress:
    if text == "-":
        return an_indicator(code, None, (0, 0, 0))
    reported, target = text.split("/")
    quarters = (None, None, None) if reported == "?" else [int(n) for n in reported.split("+")]
    return an_indicator(code, int(target), quarters)


def children() -> tuple[UnitProgress, ...]:
    rows = [line.split() for line in _FIGURES.strip().splitlines()]
    return tuple(_child(unit, row) for unit, row in zip(UNITS, rows, strict=True))


def _child(unit: UnitView, row: Sequence[str]) -> UnitProgress:
    found = [_parsed(code, text) for code, text in zip(MAIN, row, strict=True)]
    quarters = () if all(each.actual is None for each in found) else (1, 2, 3)
    stock = [
        an_indicator("PARTY_ORG_TOTAL", None, (5, 5, 6)),
        an_indicator("UNION_TOTAL", None, (20, 21, 22)),
        an_indicator("ENTERPRISE_20_WORKERS_NO_UNION", None, (15, 14, 14)),
    ]
    return UnitProgress(
        unit, PERIOD, quarters, 1, int(bool(quarters)), (*found, *(stock if quarters else ()))
    )


def province(period: Period = PERIOD) -> UnitProgress:
    figures = {
        "PARTY_ORG_FOUNDED": (3, (0, 1, 1)),
        "PARTY_MEMBER_ADMITTED": (80, (14, 27, 30)),
        "UNION_FOUNDED": (15, (2, 3, 3)),
        "UNION_MEMBER_ADMITTED": (1500, (360, 420, 430)),
        "YOUTH_ORG_FOUNDED": (13, (3, 5, 5)),
        "YOUTH_MEMBER_ADMITTED": (320, (65, 78, 85)),
        "PARTY_ORG_TOTAL": (None, (71, 72, 73)),
        "UNION_TOTAL": (None, (301, 304, 307)),
        "ENTERPRISE_20_WORKERS_NO_UNION": (None, (160, 156, 152)),
    }
    found = tuple(
        an_indicator(code, target, quarters) for code, (target, quarters) in figures.items()
    )
    return UnitProgress(PROVINCE, period, (1, 2, 3), 11, 10, found)


def province_2023() -> UnitProgress:
    """The published year of domain.md: 3/3, 103/80, 16/15, 14/13, and two more exceeded."""
    figures = {
        "PARTY_ORG_FOUNDED": (3, (0, 1, 1, 1)),
        "PARTY_MEMBER_ADMITTED": (80, (20, 25, 30, 28)),
        "UNION_FOUNDED": (15, (3, 4, 5, 4)),
        "UNION_MEMBER_ADMITTED": (1500, (400, 400, 400, 400)),
        "YOUTH_ORG_FOUNDED": (13, (3, 3, 4, 4)),
        "YOUTH_MEMBER_ADMITTED": (320, (80, 80, 80, 90)),
    }
    found = tuple(
        an_indicator(code, target, quarters, upto=4, final=True)
        for code, (target, quarters) in figures.items()
    )
    return UnitProgress(PROVINCE, Period(2023, 4), (1, 2, 3, 4), 11, 11, found)


def with_status(progress: UnitProgress, status: Status) -> UnitProgress:
    """Return the unit with every indicator standing at ``status``."""
    return replace(
        progress,
        indicators=tuple(replace(each, status=status) for each in progress.indicators),
    )


def past(progress: UnitProgress) -> list[UnitProgress]:
    """Return two complete earlier years of the unit, newest first."""
    years = {2025: (2, 3, 4, 3), 2024: (2, 2, 3, 3)}
    return [
        UnitProgress(
            progress.unit,
            Period(year, 4),
            (1, 2, 3, 4),
            1,
            1,
            tuple(
                an_indicator(each.indicator.code, each.target, quarters, upto=4, final=True)
                for each in progress.indicators
            ),
        )
        for year, quarters in years.items()
    ]
