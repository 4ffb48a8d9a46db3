"""The JSON documents that commands print and the API answers: stable shapes, documented."""

from datetime import date
from fractions import Fraction
from typing import Any

from dashboard.clock import told
from dashboard.domain.progress import IndicatorProgress, UnitProgress
from data_access.tokens import TokenRecord
from data_access.vocabulary import IndicatorRecord, UnitRecord


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
