"""Who is behind and why: bullet bars in the order of need, with what it would take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from markupsafe import Markup

from dashboard.domain.progress import IndicatorProgress, Status, UnitProgress
from dashboard.domain.timeliness import ReturnState
from dashboard.i18n import N_, _, format_count, language, roman_quarter
from dashboard.views import links, sentences
from dashboard.views.bullets import Bullet, bullet
from dashboard.views.look import NEED, indicator_name, indicator_short, unit_name
from dashboard.views.rule import Reason, reason
from dashboard.views.templates import Same, drawn

FIRST = 4
MOST = 20
# where a founding falls short: the stock of enterprises that could still found one
ROOM = {
    "PARTY_ORG_FOUNDED": (
        "ENTERPRISE_3_MEMBERS_NO_PARTY",
        N_("{count} enterprises with 3 Party members or more and no Party organisation"),
    ),
    "UNION_FOUNDED": (
        "ENTERPRISE_20_WORKERS_NO_UNION",
        N_("{count} enterprises with 20 workers or more and no trade union"),
    ),
    "YOUTH_ORG_FOUNDED": (
        "ENTERPRISE_PARTY_NO_YOUTH",
        N_("{count} enterprises with a Party organisation and no youth organisation"),
    ),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line: a unit with its neediest indicator, or an indicator of the only unit."""

    label: str
    what: str
    each: IndicatorProgress
    href: str
    source: str
    bullet: Bullet
    reason: Reason
    because: tuple[str, ...]


def need(each: IndicatorProgress) -> tuple[int, Fraction]:
    """Return the key that sorts by need: the worse status first, then the smaller share of what
    was to be expected; without a target last.
    """
    rank = NEED.index(each.status) if each.status in NEED else len(NEED)
    if each.status is Status.NO_TARGET:
        return len(NEED) + 1, Fraction()
    expected = each.expectation.expected if each.expectation else Fraction(each.target or 0)
    return rank, Fraction(each.actual or 0) / expected if expected else Fraction(1)


def wanting(progress: UnitProgress) -> list[IndicatorProgress]:
    """Return the main indicators that want attention, the neediest first."""
    return sorted((each for each in progress.main if each.status in NEED), key=need)


def by_unit(
    parent: UnitProgress,
    children: Sequence[UnitProgress],
    receipts: Sequence[ReturnState],
    provisional: bool,
) -> Markup:
    """Return the units that want attention, each with the indicator it is furthest behind in."""
    late = tuple(receipt for receipt in receipts if receipt.days_late)
    return _by_unit(Same(parent), Same(children), late, provisional, language())


@lru_cache(maxsize=32)
def _by_unit(
    given: Same[UnitProgress],
    below: Same[Sequence[UnitProgress]],
    receipts: tuple[ReturnState, ...],
    provisional: bool,
    _language: str,
) -> Markup:
    parent, children = given.value, below.value
    behind = [(child, found) for child in children if (found := wanting(child))]
    behind.sort(key=lambda pair: need(pair[1][0]))
    late = {receipt.unit.code: receipt for receipt in receipts}
    items = [_unit_item(parent, child, found, late, provisional) for child, found in behind[:MOST]]
    return _drawn(parent, items, _nobody(parent, children), len(behind) - len(items))


def _nobody(parent: UnitProgress, children: Sequence[UnitProgress]) -> str:
    if not any(child.main_total for child in children):
        return _(
            "No unit has a target for {year}, so nobody can be said to be behind. "
            "The provincial officer brings targets in from the sheet of targets."
        ).format(year=parent.period.year)
    return _("Every unit with a target is on track, or it is too early to tell.")


def by_indicator(progress: UnitProgress, provisional: bool) -> Markup:
    """Return the indicators of one unit that want attention."""
    return _drawn(
        progress,
        [_indicator_item(progress, each, provisional) for each in wanting(progress)],
        _("No main indicator is behind."),
    )


def _drawn(progress: UnitProgress, items: list[Item], empty: str, unnamed: int = 0) -> Markup:
    return drawn(
        "attention.html",
        title=_("Wants attention"),
        items=items,
        first=FIRST,
        unnamed=unnamed,
        quarter=progress.period.quarter,
        empty=empty,
    )


def _unit_item(
    parent: UnitProgress,
    child: UnitProgress,
    found: list[IndicatorProgress],
    receipts: Mapping[str, ReturnState],
    provisional: bool,
) -> Item:
    worst = found[0]
    because = [*_because(child, worst), *_lateness(receipts.get(child.unit.code))]
    if len(found) > 1:
        because.append(_("{count} other indicators behind").format(count=len(found) - 1))
    return Item(
        label=unit_name(child.unit),
        what=indicator_short(worst.indicator),
        each=worst,
        href=links.to_unit(child, provisional),
        source=links.to_source(
            parent.unit.code, child.unit.code, parent.period, worst.indicator.code, provisional
        ),
        bullet=bullet(worst),
        reason=reason(worst),
        because=tuple(because),
    )


def _indicator_item(progress: UnitProgress, each: IndicatorProgress, provisional: bool) -> Item:
    code = progress.unit.code
    return Item(
        label=indicator_name(each.indicator),
        what=_("Actual"),
        each=each,
        href=links.to_indicator(progress, each.indicator.code, provisional),
        source=links.to_source(code, code, progress.period, each.indicator.code, provisional),
        bullet=bullet(each),
        reason=reason(each),
        because=tuple(_because(progress, each)),
    )


def _because(progress: UnitProgress, each: IndicatorProgress) -> list[str]:
    if each.status is Status.NO_REPORT:
        return [_("no figure of this year has been accepted yet")]
    said = [sentences.needed(each, progress.period) or sentences.versus(each)]
    code, words = ROOM.get(each.indicator.code, (None, ""))
    for stock in progress.indicators:
        if stock.indicator.code == code and stock.actual:
            said.append(_(words).format(count=format_count(stock.actual)))
    return list(filter(None, said))


def _lateness(receipt: ReturnState | None) -> list[str]:
    if receipt is None or not receipt.days_late:
        return []
    return [
        _("return for {quarter} {when}").format(
            quarter=roman_quarter(receipt.period.quarter), when=sentences.timeliness(receipt)
        )
    ]
