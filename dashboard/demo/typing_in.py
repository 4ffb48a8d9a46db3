"""What a clerk types into the cells: mostly plain numbers, at times as they would write them."""

from collections.abc import Mapping
from dataclasses import asdict

from dashboard.demo.chance import Chance
from dashboard.domain.returns import ReturnContent

AS_TEXT = 0.12
SEPARATORS = (".", ".", " ", "\u00a0")


def entries(content: ReturnContent) -> Mapping[str, object]:
    """Return ``content`` as what is typed into its template (see ``workbooks.fill``)."""
    chance = Chance("typing", content.unit, content.period)
    return {
        "figures": {code: _typed(amount, chance) for code, amount in content.figures.items()},
        "foundings": [_without_place(asdict(row)) for row in content.foundings],
        "reviews": [asdict(row) for row in content.reviews],
        "difficulties": [asdict(row) for row in content.difficulties],
    }


def _typed(amount: int, chance: Chance) -> int | str:
    if amount >= 1000 and chance.happens(AS_TEXT):
        return f"{amount:,}".replace(",", chance.pick(SEPARATORS))
    return amount


def _without_place(row: dict[str, object]) -> dict[str, object]:
    return {field: value for field, value in row.items() if field != "cell"}
