"""What accepting a revision would change, as a document and as sentences."""

from typing import Any

from dashboard.domain.progress import IndicatorProgress, Status
from dashboard.i18n import _, format_count, format_period
from dashboard.readings.effect import Effect, Shift
from dashboard.views.effect_card import headline
from dashboard.views.look import LOOKS, figure, indicator_name, unit_name


def document(return_id: int, effect: Effect) -> dict[str, Any]:
    return {
        "return": return_id,
        "revision": effect.revision,
        "dry_run": True,
        "effect": [
            {
                "unit": reach.unit.code,
                "period": str(shift.period),
                "code": shift.now.indicator.code,
                "target": shift.then.target,
                "now": _side(shift.now),
                "then": _side(shift.then),
            }
            for reach in effect.reaches
            for shift in reach.shifts
        ],
    }


def _side(each: IndicatorProgress) -> dict[str, Any]:
    return {"actual": each.actual, "status": each.status.value}


def sentences(effect: Effect) -> list[str]:
    """Return how much would change, then each change under its unit and quarter."""
    told = [headline(effect)]
    for reach in effect.reaches:
        period = None
        for shift in reach.shifts:
            if shift.period != period:
                period = shift.period
                until = _("Up to the end of {period}").format(period=format_period(period))
                told.append(f"{unit_name(reach.unit)}. {until}:")
            told.append(f"  {_shift(shift)}")
    return told


def _shift(shift: Shift) -> str:
    name = indicator_name(shift.now.indicator)
    words = f"{name}: {figure(shift.now.actual)} → {figure(shift.then.actual)}"
    if shift.then.target:
        words += f"/{format_count(shift.then.target)}"
    before, after = shift.now.status, shift.then.status
    if before is not after:
        return f"{words}; {_(LOOKS[before].word)} → {_(LOOKS[after].word)}"
    return words if after is Status.NO_TARGET else f"{words}; {_(LOOKS[after].word)}"
