"""Returns made by hand, and what they say: of the province of ``samples``."""

from dataclasses import replace
from datetime import UTC, date, datetime

from dashboard.domain.progress import UnitView
from dashboard.domain.returns import FoundingRow
from dashboard.domain.timeliness import Mark, ReturnState, Verdict
from dashboard.readings.sources import Accepted, ListedOrganisation, Part, SaidDifficulty, Trail
from data_access.contents import TrailRecord
from data_access.returns import RevisionRecord
from data_access.vocabulary import Channel, Period, ReturnStatus
from tests.pages.samples import INDICATORS, PERIOD, UNITS

MOMENT = datetime(2026, 9, 26, 9, 40, tzinfo=UTC)


def receipts() -> tuple[ReturnState, ...]:
    """Nine accepted (one 4 days late), one awaiting review, one 2 days overdue."""
    return tuple(_receipt(unit) for unit in UNITS)


def _receipt(unit: UnitView) -> ReturnState:
    status, verdict = ReturnStatus.ACCEPTED, Verdict(Mark.ON_TIME, 0)
    if unit.name == "Thị xã Đông Sa":
        verdict = Verdict(Mark.LATE, 4)
    if unit.name == "Huyện Lúa Vàng":
        status = ReturnStatus.SUBMITTED
    done = ReturnState(
        unit=unit,
        period=PERIOD,
        day=date(2026, 9, 27),
        verdict=verdict,
        due_on=date(2026, 9, 25),
        status=status,
        return_id=unit.id + 100,
        revision=1,
        handed_in=datetime(2026, 9, 23, 9, tzinfo=UTC),
        counts=1 if status is ReturnStatus.ACCEPTED else None,
    )
    if unit.name != "Huyện đảo Hòn Gió":
        return done
    return replace(
        done,
        verdict=Verdict(Mark.MISSING, 2),
        status=None,
        return_id=None,
        revision=None,
        handed_in=None,
        counts=None,
    )


def year_of_receipts(unit: UnitView) -> list[ReturnState]:
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
        recorded_at=MOMENT,
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
