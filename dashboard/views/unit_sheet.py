"""One unit through the year: results, stock and coverage, room to grow, what lies behind them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from dashboard.domain.progress import IndicatorProgress, UnitProgress
from dashboard.domain.timeliness import ReturnState
from dashboard.i18n import N_, _, signed
from dashboard.readings.sources import ListedOrganisation, SaidDifficulty
from dashboard.views import heat, links, pace_lines, receipts, sentences, tiles
from dashboard.views.bullets import Bullet, bullet
from dashboard.views.look import ORGANISATIONS, Look, indicator_short
from dashboard.views.rule import Reason, reason
from dashboard.views.templates import drawn
from data_access.vocabulary import Measure, Organisation

# organisations that exist, and the enterprises that could have one and do not
COVERAGE = (
    ("PARTY_ORG_TOTAL", "ENTERPRISE_3_MEMBERS_NO_PARTY", N_("Party organisations")),
    ("UNION_TOTAL", "ENTERPRISE_20_WORKERS_NO_UNION", N_("Trade unions")),
    ("YOUTH_ORG_TOTAL", "ENTERPRISE_PARTY_NO_YOUTH", N_("Youth organisations")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator as a row; ``moves`` says what has moved a stock since the year began."""

    each: IndicatorProgress
    href: str
    source: str
    bullet: Bullet
    reason: Reason
    moves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    organisation: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """Organisations that exist among the enterprises that qualify."""

    word: str
    have: int
    room: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Filed:
    receipt: ReturnState
    look: Look
    when: str
    href: str


def unit_sheet(
    bar: Markup,
    progress: UnitProgress,
    past: Sequence[UnitProgress],
    children: Sequence[UnitProgress],
    receipts_of: Sequence[ReturnState],
    foundings: Sequence[ListedOrganisation],
    difficulties: Sequence[SaidDifficulty],
    provisional: bool,
) -> Markup:
    """Return the whole page; ``receipts_of`` are the year's returns, ``past`` earlier years."""
    now = [each for each in receipts_of if each.period == progress.period]
    return drawn(
        "unit.html",
        bar=bar,
        unit=progress.unit,
        period=progress.period,
        quarter=progress.period.quarter,
        headline=sentences.headline(progress),
        received=sentences.received_line(now, progress.period),
        tiles=tiles.tiles(progress, provisional),
        heat=heat.heat(progress, children, now, provisional),
        results=_blocks(progress, Measure.FLOW, provisional),
        stocks=_blocks(progress, Measure.STOCK, provisional),
        coverage=_coverage(progress),
        past_years=_past_years(progress),
        charts=[(each, pace_lines.line(each, past, width=300, height=150))
                for each in progress.main if each.actual is not None],
        foundings=foundings,
        names={each.indicator.code: each.indicator for each in progress.indicators},
        difficulties=difficulties,
        filed=[_filed(each) for each in receipts_of] if not children else [],
        received_now=receipts.receipts(now, progress.period) if children else Markup(),
    )  # fmt: skip


def _blocks(progress: UnitProgress, measure: Measure, provisional: bool) -> list[Block]:
    return [
        Block(_(ORGANISATIONS[organisation]), lines)
        for organisation in Organisation
        if (
            lines := tuple(
                _line(progress, each, provisional)
                for each in progress.indicators
                if each.indicator.organisation is organisation
                and each.indicator.measure is measure
                and each.indicator.moves_by != -1  # stands with the stock it takes from
            )
        )
    ]


def _line(progress: UnitProgress, each: IndicatorProgress, provisional: bool) -> Line:
    code = each.indicator.code
    unit = progress.unit.code
    return Line(
        each,
        links.to_indicator(progress, code, provisional),
        links.to_source(unit, unit, progress.period, code, provisional),
        bullet(each),
        reason(each),
        tuple(_moves(progress, code)),
    )


def _moves(progress: UnitProgress, stock: str) -> Iterator[str]:
    """Yield what has moved a stock since the year began: "+3 founded", "−1 unions dissolved"."""
    for each in progress.indicators:
        indicator = each.indicator
        if indicator.moves == stock and each.actual:
            word = _("founded") if indicator.listed else indicator_short(indicator)
            yield f"{signed((indicator.moves_by or 0) * each.actual)} {word}"


def _past_years(progress: UnitProgress) -> list[int]:
    known = {year for each in progress.indicators for year, _amount in each.earlier}
    return sorted(known, reverse=True)[: pace_lines.YEARS]


def _coverage(progress: UnitProgress) -> list[Covered]:
    actual = {each.indicator.code: each.actual for each in progress.indicators}
    found = []
    for exists, lacks, word in COVERAGE:
        have, room = actual.get(exists), actual.get(lacks)
        if have is not None and room is not None and have + room:
            found.append(Covered(_(word), have, room, Fraction(have, have + room)))
    return found


def _filed(receipt: ReturnState) -> Filed:
    return Filed(
        receipt,
        receipts.face(receipt),
        sentences.timeliness(receipt),
        receipts.address(receipt),
    )
