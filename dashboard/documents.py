"""The JSON documents that commands print and the API answers: stable shapes, documented."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from dashboard.clock import told
from dashboard.domain.progress import IndicatorProgress, UnitProgress
from data_access.indicators import VersionRecord
from data_access.moment import BEGINNING
from data_access.tokens import TokenRecord
from data_access.units import KindRecord, NameRecord
from data_access.vocabulary import EndRecord, IndicatorRecord, UnitRecord


def progress(
    unit: UnitProgress,
    children: tuple[UnitProgress, ...],
    as_of: date,
    *,
    provisional: bool,
) -> dict[str, Any]:
    """Return a unit's progress with its children's; ratios are plain numbers, None is null."""
    return {
        **_progress(unit, as_of, provisional=provisional),
        "children": [_progress(child, as_of, provisional=provisional) for child in children],
    }


def _progress(unit: UnitProgress, as_of: date, *, provisional: bool) -> dict[str, Any]:
    return {
        "unit": unit.unit.code,
        "name": unit.unit.name,
        "period": str(unit.period),
        "as_of": as_of.isoformat(),
        "provisional": provisional,
        "main_met": unit.main_met,
        "main_total": unit.main_total,
        "indicators": [_indicator(each, unit.reported_quarters) for each in unit.indicators],
    }


def _indicator(each: IndicatorProgress, reported_quarters: tuple[int, ...]) -> dict[str, Any]:
    return {
        "code": each.indicator.code,
        "measure": each.indicator.measure.value,
        "target": each.target,
        "registered": each.registered,
        "assigned": each.assigned,
        "actual": each.actual,
        "achievement": _ratio(each.achievement),
        "gap": each.gap,
        "status": each.status.value,
        "expected": _ratio(each.expectation.expected if each.expectation else None),
        "reported_quarters": list(reported_quarters),
    }


def unit(record: UnitRecord) -> dict[str, Any]:
    """Return a unit; days as 2026-09-20, ``parent`` and ``valid_to`` null where there is none."""
    return {
        "code": record.code,
        "name": record.name,
        "name_en": record.name_en,
        "kind": record.kind,
        "parent": record.parent,
        "counted": record.counted,
        "reports": record.reports,
        "illustration": record.illustration,
        "valid_from": record.valid_from.isoformat(),
        "valid_to": record.valid_to.isoformat() if record.valid_to else None,
    }


def unit_history(
    record: UnitRecord, names: Sequence[NameRecord], ends: Sequence[EndRecord]
) -> dict[str, Any]:
    """Return a unit as it is called today, with ``names``, the latest day first, and ``ends``, the
    newest first; ``recorded_at`` and ``recorded_by`` are null for what was taken over."""
    return {
        **unit(record),
        "names": [
            {
                "name": each.name,
                "name_en": each.name_en,
                "kind": each.kind,
                "effective_on": each.effective_on.isoformat(),
                "decision_number": each.decision_number,
                **_recorded(each.recorded_at, each.recorder),
            }
            for each in names
        ],
        "ends": list(map(_end, ends)),
    }


def kind(record: KindRecord) -> dict[str, Any]:
    """Return a kind of unit."""
    return {"code": record.code, "name": record.name, "name_en": record.name_en}


def indicator_history(
    record: IndicatorRecord, versions: Sequence[VersionRecord], ends: Sequence[EndRecord]
) -> dict[str, Any]:
    """Return an indicator as it is called today, with ``versions`` and ``ends`` as for a unit."""
    return {
        **indicator(record),
        "versions": [
            {
                "name": each.name,
                "name_en": each.name_en,
                "short_name": each.short_name,
                "short_name_en": each.short_name_en,
                "counted_in": each.counted_in,
                "counted_in_en": each.counted_in_en,
                "takes_target": each.takes_target,
                "main": each.main,
                "display_order": each.display_order,
                "effective_on": each.effective_on.isoformat(),
                **_recorded(each.recorded_at, each.recorder),
            }
            for each in versions
        ],
        "ends": list(map(_end, ends)),
    }


def _end(each: EndRecord) -> dict[str, Any]:
    last_day = each.last_day.isoformat() if each.last_day else None
    return {"last_day": last_day, **_recorded(each.recorded_at, each.recorder)}


def _recorded(at: datetime, by: str | None) -> dict[str, Any]:
    taken_over = at.astimezone(UTC).date() <= BEGINNING
    return {"recorded_at": None if taken_over else told(at), "recorded_by": by}


def indicator(record: IndicatorRecord) -> dict[str, Any]:
    """Return an indicator; ``parent`` is the code of the one it is part of, or null."""
    return {
        "code": record.code,
        "name": record.name,
        "name_en": record.name_en,
        "organisation": record.organisation.value,
        "measure": record.measure.value,
        "counted_in": record.counted_in,
        "takes_target": record.takes_target,
        "main": record.main,
        "listed": record.listed,
        "parent": record.parent,
    }


def token(record: TokenRecord) -> dict[str, Any]:
    """Return a token without its secret; moments that have not come are null."""
    return {
        "id": record.id,
        "username": record.username,
        "name": record.name,
        "scope": record.scope.value,
        "created_at": told(record.created_at),
        "expires_at": told(record.expires_at),
        "revoked_at": told(record.revoked_at),
        "last_used_at": told(record.last_used_at),
    }


def _ratio(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
