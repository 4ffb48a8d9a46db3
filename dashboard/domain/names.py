"""Names in the reader's language: of indicators, of what they count, of units."""

from dashboard.domain.returns import IndicatorView
from dashboard.i18n import language
from data_access.vocabulary import UnitRecord


def indicator_name(indicator: IndicatorView) -> str:
    return indicator.name if language() == "vi" else indicator.name_en


def indicator_short(indicator: IndicatorView) -> str:
    """Return the name for a narrow place; its organisation stands beside it."""
    return indicator.short_name if language() == "vi" else indicator.short_name_en


def counted_in(indicator: IndicatorView) -> str:
    """Return what the figures are numbers of: organisations, members."""
    return indicator.counted_in if language() == "vi" else indicator.counted_in_en


def unit_name(unit: UnitRecord) -> str:
    return unit.name if language() == "vi" else unit.name_en or unit.name
