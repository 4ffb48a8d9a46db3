"""Returns made by hand, and what they say: of the province of ``samples``."""

from dataclasses import replace
from datetime import UTC, date, datetime

from dashboard.domain.progress import Receipt, UnitView
from dashboard.domain.returns import FoundingRow
from dashboard.readings.sources import Accepted, ListedOrganisation, Part, SaidDifficulty, Trail
from data_access.contents import TrailRecord
from data_access.returns import RevisionRecord
from data_access.vocabulary import Channel, Period, ReturnStatus
from tests.pages.samples import INDICATORS, PERIOD, UNITS

MOMENT = datetime(2026, 9, 26, 9, 40, tzinfo=UTC)


def receipts() -> tuple[Receipt, ...]:
    """Nine accepted (one 4 days late), one awaiting review, one 2 days overdue."""
    return tuple(_receipt(unit) for unit in UNITS)


def _receipt(unit: UnitView) -> Receipt:
    status, late = ReturnStatus.ACCEPTED, 0
    if unit.name == "Thị xã Đông Sa":
        late = 4
    if unit.name == "Huyện Lúa Vàng":
        status = ReturnStatus.SUBMITTED
    done = Receipt(
        unit=unit,
        period=PERIOD,
        due_on=date(2026, 9, 25),
        status=status,
        return_id=unit.id + 100,
        revision=1,
        submitted_at=datetime(2026, 9, 23, 9, tzinfo=UTC),
        days_late=late,
        counts=1 if status is ReturnStatus.ACCEPTED else None,
    )
    if unit.name != "Huyện đảo Hòn Gió":
        return done
    return replace(
        done,
        status=None,
        return_id=None,
        revision=None,
        submitted_at=None,
        days_late=2,
        counts=None,
    )


def year_of_receipts(unit: UnitView) -> list[Receipt]:
    """Return the unit's three returns of the year."""
    last = _receipt(unit)
    return [
        replace(
            last,
            period=Period(2026, quarter),
            due_on=date(2026, month, 25),
            return_id=last.return_id and last.return_id * 10 + quarter,
        )
        for quarter, month in ((1, 3), (2, 5), (3, 9))
    ]


def a_revision(unit: UnitView, number: int = 1) -> RevisionRecord:
    return RevisionRecord(
        id=unit.id,
        return_id=unit.id + 100,
        unit_id=unit.id,
        period=PERIOD,
        number=number,
        newest=True,
        status=ReturnStatus.ACCEPTED,
        reason=None,
        explanation=None,
        warnings=(),
        channel=Channel.WEB,
        file_id=1,
        sha256="00",
        size=1,
        submitted_by=1,
        submitter="Cán bộ đơn vị",
        submitted_at=MOMENT,
        remark=None,
        remarks=(),
        decided_by=2,
        decider="Cán bộ tổng hợp",
        decided_at=MOMENT,
        standing=ReturnStatus.ACCEPTED,
        counts=number,
        reopened=False,
    )


def accepted() -> tuple[Accepted, ...]:
    return tuple(Accepted(unit, a_revision(unit, 1 + unit.id % 2)) for unit in UNITS[:5])


def foundings(enterprise: str = "Công ty TNHH May Sông Mây") -> tuple[ListedOrganisation, ...]:
    row = FoundingRow(
        indicator="UNION_FOUNDED",
        enterprise=enterprise,
        founded_on=date(2026, 8, 14),
        enterprise_type="Công ty TNHH",
        decision_number="12-QĐ/CĐ",
        members=42,
    )
    return (ListedOrganisation(UNITS[0], PERIOD, 101, row),)


def difficulties() -> tuple[SaidDifficulty, ...]:
    return (
        SaidDifficulty(
            UNITS[0],
            101,
            "Doanh nghiệp nhỏ, lao động biến động, khó vận động thành lập công đoàn.",
            "Hướng dẫn mô hình công đoàn liên doanh nghiệp.",
        ),
    )


def trail(unit: UnitView, code: str, *, history: bool = False) -> Trail:
    """Return a figure made of two returns, or of one history import."""
    parts = tuple(
        Part(
            unit,
            TrailRecord(
                unit_id=unit.id,
                quarter=quarter,
                amount=quarter,
                return_id=None if history else 100 + quarter,
                revision=None if history else 1,
                file_id=1,
                submitter="Cán bộ đơn vị",
                submitted_at=MOMENT,
                decider=None if history else "Cán bộ tổng hợp",
                decided_at=None if history else MOMENT,
            ),
        )
        for quarter in ((0,) if history else (1, 2))
    )
    return Trail(unit, INDICATORS[code], PERIOD, parts)
