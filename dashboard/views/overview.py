"""The overview: the answer, the main indicators, who is behind, who has not reported."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.domain.progress import UnitProgress
from dashboard.domain.timeliness import ReturnState
from dashboard.readings.sources import Accepted
from dashboard.views import attention, heat, links, sentences, tiles
from dashboard.views import receipts as received
from dashboard.views.templates import drawn

NAMED = 5


def overview(
    bar: Markup,
    progress: UnitProgress,
    children: Sequence[UnitProgress],
    receipts: Sequence[ReturnState],
    recent: Sequence[Accepted],
    provisional: bool,
) -> Markup:
    """Return the whole page below the frame; ``bar`` holds the filters.

    The sub-line speaks of the units that make up the figures; the cross-checks' returns are with
    the others further down.
    """
    of_units = sentences.of_units(receipts)
    missing = sentences.missing(of_units) if len(of_units) > 1 else ()
    return drawn(
        "overview.html",
        bar=bar,
        unit=progress.unit,
        period=progress.period,
        provisional=provisional,
        headline=sentences.headline(progress),
        received=sentences.received(receipts, progress.period),
        common=sentences.together(missing),
        missing=[_named(each, progress) for each in missing[:NAMED]],
        unnamed=len(missing) - NAMED if len(missing) > NAMED else 0,
        returned=[_named(each, progress) for each in sentences.sent_back(of_units)],
        tiles=tiles.tiles(progress, provisional),
        attention=(
            attention.by_unit(progress, children, receipts, provisional)
            if children
            else attention.by_indicator(progress, provisional)
        ),
        heat=heat.heat(progress, children, receipts, provisional),
        receipts=received.receipts(receipts, progress.period),
        recent=received.recent(recent),
    )


def _named(each: sentences.Named, progress: UnitProgress) -> dict[str, object]:
    href = links.view(links.UNIT, each.unit.code, progress.period)
    return {"unit": each.unit, "remark": each.remark, "href": href}
