"""What a clerk types into the cells: mostly plain numbers, at times as they would write them."""

from collections.abc import Mapping

from dashboard.demo.chance import Chance
from dashboard.domain.returns import ReturnContent, said_in

AS_TEXT = 0.12
SEPARATORS = (".", ".", " ", "\u00a0")


def entries(content: ReturnContent) -> Mapping[str, object]:
    """Return ``content`` as what is typed into its template (see ``workbooks.fill``)."""
    chance = Chance("typing", content.unit, content.period)
    return {
        "figures": {code: _typed(amount, chance) for code, amount in content.figures.items()},
        "foundings": list(map(said_in, content.foundings)),
        "reviews": list(map(said_in, content.reviews)),
        "difficulties": list(map(said_in, content.difficulties)),
    }


def _typed(amount: int, chance: Chance) -> int | str:
    if amount >= 1000 and chance.happens(AS_TEXT):
        return f"{amount:,}".replace(",", chance.pick(SEPARATORS))
    return amount
