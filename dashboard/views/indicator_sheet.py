"""One indicator over all units and over time, and the returns behind each figure."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.domain.progress import IndicatorProgress, Status, UnitProgress, UnitView
from dashboard.i18n import _, format_count, format_percent
from dashboard.readings.sources import Trail
from dashboard.views import attention, links, pace_lines, sentences
from dashboard.views.bullets import Bullet, bullet
from dashboard.views.look import LOOKS, Look, against, indicator_name
from dashboard.views.rule import Reason, reason
from dashboard.views.templates import drawn
from data_access.vocabulary import Measure


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's figure as a row, with where its returns are listed."""

    unit: UnitView
    each: IndicatorProgress
    look: Look
    href: str
    source: str
    bullet: Bullet
    reason: Reason
    needed: str
    here: bool


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    each: IndicatorProgress


@dataclass(frozen=True, slots=True)
class Targets:
    """The units' targets added up beside the unit's own; ``gap`` own minus sum."""

    own: int | None
    units: int
    without: int

    @property
    def gap(self) -> int:
        return (self.own or 0) - self.units


def indicator_sheet(
    bar: Markup,
    progress: UnitProgress,
    code: str,
    past: Sequence[UnitProgress],
    children: Sequence[UnitProgress],
    beside: Sequence[UnitProgress],
    trail: Trail | None,
    provisional: bool,
) -> Markup:
    """Return the whole page; ``beside`` are units compared and never added, ``trail`` the returns
    behind the figure that was asked for.
    """
    each = progress.of(code)
    wanted = trail.unit.code if trail else None
    told = each.actual is not None or any(before.of(code).actual for before in past)
    asked = _found(trail, progress, [*children, *beside], code)
    lines = [_line(progress, child, code, wanted, provisional) for child in children]
    return drawn(
        "indicator.html",
        bar=bar,
        unit=progress.unit,
        period=progress.period,
        quarter=progress.period.quarter,
        each=each,
        reason=reason(each),
        headline=headline(each),
        needed=sentences.needed(each, progress.period),
        source=links.to_source(
            progress.unit.code, progress.unit.code, progress.period, code, provisional
        ),
        chart=pace_lines.line(each, past, width=560, height=230) if told else "",
        targets=_targets(each, [line.each for line in lines]),
        behind=sorted(lines, key=lambda line: attention.need(line.each)),
        lines=lines,
        years=[
            Year(before.period.year, found)
            for before in past
            if (found := before.of(code)).actual is not None
        ],
        past_years=[year for year, _amount in each.earlier[: pace_lines.YEARS]],
        beside=[
            _line(progress, other, code, wanted, provisional)
            for other in beside
            if other.of(code).target or other.of(code).actual is not None
        ],
        trail=trail,
        asked=asked,
        asked_reason=reason(asked) if asked else None,
    )


def headline(each: IndicatorProgress) -> str:
    """Return "Công đoàn cơ sở thành lập mới: 8/15, đạt 53,33%, nguy cơ không đạt"."""
    said = [against(each)]
    if each.achievement is not None and each.status is not Status.NO_TARGET:
        said.append(format_percent(each.achievement))
    if each.indicator.takes_target:
        said.append(_(LOOKS[each.status].word).lower())
    return f"{indicator_name(each.indicator)}: {', '.join(said)}"


def targets_said(targets: Targets) -> str:
    """Return in words how the units' targets compare with the unit's own."""
    if targets.own is None:
        return _(
            "The units' targets add up to {units}; no target of its own has been given."
        ).format(units=format_count(targets.units))
    words = {
        0: _("The units' targets add up to {units}, exactly the target {own}."),
        1: _("The units' targets add up to {units}, {gap} less than the target {own}."),
        -1: _("The units' targets add up to {units}, {gap} more than the target {own}."),
    }[(targets.gap > 0) - (targets.gap < 0)]
    return words.format(
        units=format_count(targets.units),
        own=format_count(targets.own),
        gap=format_count(abs(targets.gap)),
    )


def _targets(each: IndicatorProgress, below: Sequence[IndicatorProgress]) -> str:
    if not below or not each.indicator.takes_target or each.indicator.measure is Measure.STOCK:
        return ""
    given = [other.target for other in below if other.target]
    if not given and not each.target:
        return ""
    return targets_said(Targets(each.target, sum(given), len(below) - len(given)))


def _line(
    parent: UnitProgress, child: UnitProgress, code: str, wanted: str | None, provisional: bool
) -> Line:
    each = child.of(code)
    return Line(
        child.unit,
        each,
        LOOKS[each.status],
        links.to_unit(child, provisional),
        links.to_source(parent.unit.code, child.unit.code, parent.period, code, provisional),
        bullet(each),
        reason(each),
        sentences.needed(each, child.period),
        child.unit.code == wanted,
    )


def _found(
    trail: Trail | None, progress: UnitProgress, others: Sequence[UnitProgress], code: str
) -> IndicatorProgress | None:
    if trail is None:
        return None
    for candidate in (progress, *others):
        if candidate.unit.code == trail.unit.code:
            return candidate.of(code)
    return None
