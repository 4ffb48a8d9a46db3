"""Main indicators as tiles: the figure, the quarters, the bullet, the status and its rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.domain.progress import IndicatorProgress, UnitProgress
from dashboard.views import links, sentences
from dashboard.views.bullets import Bullet, bullet
from dashboard.views.rule import Reason, reason
from dashboard.views.templates import drawn


@dataclass(frozen=True, slots=True)
class Tile:
    each: IndicatorProgress
    href: str
    source: str
    bullet: Bullet
    versus: str
    reason: Reason


def tiles(
    progress: UnitProgress, provisional: bool, shown: Sequence[IndicatorProgress] | None = None
) -> Markup:
    """Return the tiles of ``shown`` (the main indicators), each a link to its indicator, its
    figure a link to the returns behind it."""
    return drawn(
        "tiles.html",
        quarter=progress.period.quarter,
        tiles=[
            Tile(
                each,
                links.to_indicator(progress, each.indicator.code, provisional),
                links.to_source(
                    progress.unit.code,
                    progress.unit.code,
                    progress.period,
                    each.indicator.code,
                    provisional,
                ),
                bullet(each),
                sentences.versus(each),
                reason(each),
            )
            for each in (progress.main if shown is None else shown)
        ],
    )
