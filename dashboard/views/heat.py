"""Units × main indicators: figures, icons and words in every cell, every cell a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from dashboard.domain.progress import IndicatorProgress, Status, UnitProgress, UnitView
from dashboard.domain.timeliness import ReturnState
from dashboard.i18n import _, language
from dashboard.views import links
from dashboard.views.look import LOOKS, RETURN_LOOKS, Look, indicator_short
from dashboard.views.templates import Same, drawn
from data_access.vocabulary import ReturnStatus


@dataclass(frozen=True, slots=True)
class Cell:
    each: IndicatorProgress
    look: Look
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    unit: UnitView
    href: str
    cells: tuple[Cell, ...]


def heat(
    parent: UnitProgress,
    children: Sequence[UnitProgress],
    receipts: Sequence[ReturnState],
    provisional: bool,
) -> Markup:
    """Return the table; a cell leads to the returns behind its figure.

    Where no figure counts yet, the cell says whether a return is awaiting review or was sent back.
    """
    if not children:
        return Markup()
    standing = tuple((receipt.unit.code, receipt.present) for receipt in receipts)
    return _heat(Same(parent), Same(children), standing, provisional, language())


@lru_cache(maxsize=32)
def _heat(
    given: Same[UnitProgress],
    below: Same[Sequence[UnitProgress]],
    standings: tuple[tuple[str, ReturnStatus | None], ...],
    provisional: bool,
    _language: str,
) -> Markup:
    parent, children, standing = given.value, below.value, dict(standings)
    return drawn(
        "heat.html",
        title=_("Units and main indicators"),
        period=parent.period,
        provisional=provisional,
        heads=[indicator_short(each.indicator) for each in parent.main],
        rows=[
            _row(parent, child, standing.get(child.unit.code), provisional) for child in children
        ],
    )


def _row(
    parent: UnitProgress, child: UnitProgress, standing: ReturnStatus | None, provisional: bool
) -> Row:
    within, below = parent.unit.code, child.unit.code
    return Row(
        child.unit,
        links.to_unit(child, provisional),
        tuple(
            Cell(
                each,
                face(each, standing),
                links.to_source(within, below, parent.period, each.indicator.code, provisional),
            )
            for each in child.main
        ),
    )


def face(each: IndicatorProgress, standing: ReturnStatus | None) -> Look:
    """Return how a status looks; a figure that is missing tells where its return stands."""
    if each.status is Status.NO_REPORT and standing in (
        ReturnStatus.SUBMITTED,
        ReturnStatus.SENT_BACK,
    ):
        return RETURN_LOOKS[standing]
    return LOOKS[each.status]
