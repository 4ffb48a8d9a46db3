"""What fills the sentence of a problem, as JSON holds it.

An indicator's names stand beside its code: it may be renamed, what was said of it stays.
"""

from decimal import Decimal
from typing import Any

from data_access.vocabulary import IndicatorRecord


def named(indicator: IndicatorRecord) -> dict[str, str]:
    """Return an indicator by its whole name."""
    return {"code": indicator.code, "name": indicator.name, "name_en": indicator.name_en}


def movement(indicator: IndicatorRecord, count: int | None) -> dict[str, Any]:
    """Return what moved a stock: None where it was left blank, which counts as 0."""
    return {
        "code": indicator.code,
        "short_name": indicator.short_name,
        "short_name_en": indicator.short_name_en,
        "listed": indicator.listed,
        "by": indicator.moves_by,
        "count": count,
    }


def exact(value: Decimal | float) -> str:
    """Return the number that ``value`` prints as, without an exponent or zeros at its end."""
    return f"{Decimal(str(value)).normalize():f}"
